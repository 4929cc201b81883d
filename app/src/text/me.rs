//! A student's own page.

/// See the module.
pub struct Me {
    /// The page's title.
    pub title: &'static str,
}

/// British English.
pub const ENGLISH: Me = Me { title: "Limber" };
