//! See `tests::fuzz::compressed`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| tests::fuzz::compressed(bytes));
