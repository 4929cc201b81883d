//! A class in a lesson, and one student.

/// See the module.
pub struct Teach {
    /// The page's title.
    pub title: &'static str,
}

/// British English.
pub const ENGLISH: Teach = Teach { title: "Limber" };
