//! How entries travel and are never lost.
//!
//! This crate knows nothing of schools: it carries opaque bodies in an
//! envelope, says when two sets of entries are the same, and drives both ends
//! of the conversation as pure state machines.
//!
//! **Invariant.** No I/O, no clock, no randomness, no async: time, random bits
//! and storage are handed in. The same code runs in the browser, in the server
//! and in the simulator.

pub mod body;
mod canonical;
pub mod checksum;
pub mod clock;
pub mod device;
pub mod entry;
pub mod frame;
pub mod json;
pub mod limits;
pub mod order;
pub mod register;
pub mod scope;
pub mod seal;
pub mod server;
