//! The server over HTTP, on port 0, with a clock of the test's.

mod accounts;
mod bad_input;
mod client;
mod device;
mod directory;
mod held;
mod quiet;
mod reports;
mod restart;
mod routes;
mod school;
mod sync_round_trip;
mod visits;
