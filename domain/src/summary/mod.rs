//! What entries add up to: pure folds from sightings to reports.
//!
//! ```text
//! sightings → buckets (class × day) → evidence (student × muscle)
//!           → staff's picture, class report, pooled school report, my page
//! ```
//!
//! **Invariants.** The counts of two indicators are never added
//! ([`counts`]). No key of a summary is a member of staff. A summary depends
//! neither on the order of its input nor on repeats; a device and the server
//! run the same code, and a report reads only what the device of its reader
//! holds, so that both come to the same numbers.

pub mod buckets;
pub mod class;
pub mod counts;
pub mod established;
pub mod evidence;
pub mod lesson;
pub mod my_page;
pub mod picture;
pub mod pooled;
pub mod reach;
pub mod sighted;

#[cfg(test)]
mod fixture;
