//! The server over HTTP, on port 0, with a clock of the test's.

#![expect(
    clippy::unwrap_used,
    clippy::large_stack_arrays,
    clippy::cloned_ref_to_slice_refs,
    clippy::needless_pass_by_value,
    reason = "helpers of tests may unwrap as tests do; what they send need not be elegant"
)]

mod accounts;
mod audit;
mod backup;
mod bad_input;
mod check;
mod client;
mod data_rights;
mod device;
mod devices;
mod directory;
mod disk;
mod erasure;
mod events;
mod failing_disk;
mod foreign_ids;
mod hardening;
mod held;
mod issuer;
mod kept_databases;
mod killed;
mod mail;
mod membership;
mod oidc;
mod openapi;
mod pages;
mod passkeys;
mod people;
mod pooled;
mod power_cut;
mod program;
mod pulses;
mod quiet;
mod recorded;
mod reports;
mod restart;
mod rights;
mod routes;
mod school;
mod second_factor;
mod secrets;
mod staff_links;
mod strace;
mod supply;
mod sync_round_trip;
mod synced;
mod tablets;
mod tls;
mod unsent;
mod upgrade;
mod visits;
