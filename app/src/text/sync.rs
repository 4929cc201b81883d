//! Sending and receiving.

/// See the module.
pub struct Sync {
    /// The page's title.
    pub title: &'static str,
}

/// British English.
pub const ENGLISH: Sync = Sync { title: "Limber" };
