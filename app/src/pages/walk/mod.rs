//! Walks and visits.

mod begin;
mod entries;
mod facts;
mod form;
mod heads;
mod home;
mod lists;
mod own;
mod rooms;
mod staff;
#[cfg(test)]
pub(crate) mod testing;
mod visit;
mod walks;

pub use self::home::LeaderHome;
pub use self::own::OwnVisits;
pub use self::staff::{AnnouncedWalks, ClassVisitsPage, SharedWithMe};
pub use self::visit::VisitPage;
pub use self::walks::{WalkPage, WalksPage};
