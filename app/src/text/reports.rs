//! Class and school reports.

/// See the module.
pub struct Reports {
    /// The page's title.
    pub title: &'static str,
}

/// British English.
pub const ENGLISH: Reports = Reports { title: "Limber" };
