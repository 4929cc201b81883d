//! The home page.

/// See the module.
pub struct Home {
    /// The page's title.
    pub title: &'static str,
}

/// British English.
pub const ENGLISH: Home = Home { title: "Limber" };
