//! What the law gives to those whom data is about: a copy of everything, a
//! stop, an end.

mod archive;
pub mod export;
pub mod holding;
mod page;
pub mod restriction;
pub mod retention;

pub use self::archive::zip;
