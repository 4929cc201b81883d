//! What pages say that need the server.

/// What all of them say.
pub struct Served {
    /// Heading: it is not here.
    pub needs_server: &'static str,
    /// The session has ended.
    pub signed_out: &'static str,
    /// The server answered with something unexpected.
    pub trouble: &'static str,
}

/// What one of them says.
#[derive(Debug, Clone, Copy)]
pub struct PageServed {
    /// While the server is asked.
    pub asking: &'static str,
    /// No network, or no server.
    pub unreachable: &'static str,
    /// No answer came to something that was to be done.
    pub cut_off: &'static str,
    /// It is not for this person.
    pub not_yours: &'static str,
}

/// British English.
pub const ENGLISH: Served = Served {
    needs_server: "This needs the server",
    signed_out: "You are no longer signed in. What you recorded is safe on this tablet: sign in again, then come back here.",
    trouble: "The server could not answer. Nothing is lost: try again in a moment.",
};
