//! Who uses the tablet.

use domain::id::PersonId;
use domain::rights::Role;
use serde::{Deserialize, Serialize};

/// The cookie that is beside a session's own, and that a script can take away: without it the session does not count. Where
/// cookies must be secure, and on this machine in browsers that have none there.
pub const MARK_COOKIES: [&str; 2] = ["__Host-limber-here", "limber-here"];

/// What the server says of a session: `GET /api/session`, and every sign-in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// Who.
    pub person: PersonId,
    /// The school's name.
    pub school: String,
    /// What they may be; the union counts.
    pub roles: Vec<Role>,
}

impl Session {
    /// Whether this person has `role`.
    #[must_use]
    pub fn is(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }
}
