//! Everybody of the school, for administrators: looking somebody up by their name.

mod find;
mod roll;

pub use self::find::Find;
pub use self::roll::Roll;
