//! Walks and visits.

/// See the module.
pub struct Walk {
    /// The page's title.
    pub title: &'static str,
}

/// British English.
pub const ENGLISH: Walk = Walk { title: "Limber" };
