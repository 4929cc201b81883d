//! Signing in.

/// See the module.
pub struct SignIn {
    /// The page's title.
    pub title: &'static str,
}

/// British English.
pub const ENGLISH: SignIn = SignIn { title: "Limber" };
