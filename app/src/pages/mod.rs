//! The pages, by who uses them.

pub mod account;
pub mod devices;
pub mod enrol;
pub mod held;
pub mod home;
pub mod lock;
pub mod me;
pub mod people;
pub mod pulse;
pub mod record;
pub mod reports;
pub mod second_factor;
pub mod seldom;
pub mod sign_in;
pub mod staff_links;
pub mod sync;
pub mod teach;
pub mod walk;
pub mod welcome;
