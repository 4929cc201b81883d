//! What a school records and what it means.
//!
//! **Invariant.** No I/O, no clock, no randomness, no async; and reasons are
//! enums, never sentences: what a person reads is written in the app's `text`.

pub mod directory;
pub mod entry;
pub mod framework;
pub mod id;
pub mod plan;
pub mod rights;
pub mod roster;
pub mod scope;
pub mod summary;
pub mod time;
pub mod view;
