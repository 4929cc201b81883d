//! Merges, stores, serves, and decides who may see what.

// The views of rendered pages are deeply nested types.
#![recursion_limit = "512"]

pub mod accounts;
pub mod audit;
pub mod clock;
pub mod commands;
pub mod data_rights;
pub mod demo;
pub mod devices;
pub mod directory;
pub mod erasure;
pub mod http;
pub mod keys;
pub mod log;
pub mod mail;
pub mod office;
pub mod outside;
pub mod pulse;
mod qr;
mod random;
pub mod roster;
pub mod serve;
pub mod store;
pub mod summaries;
pub mod tenants;
pub mod tls;
