//! Who uses the tablet.

use domain::id::PersonId;
use domain::rights::Role;
use serde::{Deserialize, Serialize};

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
