//! What a school looks for: groups, muscles, strands and phases, as versioned
//! data.

mod grid;

pub use self::grid::{Aspect, Habit};
