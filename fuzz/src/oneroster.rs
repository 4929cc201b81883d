//! See `tests::fuzz::oneroster`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| tests::fuzz::oneroster(bytes));
