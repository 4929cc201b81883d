//! What the page knows, and what it asks of the server.

use domain::id::PersonId;
use domain::rights::Role;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use sync::entry::Millis;

use crate::components::Qr;
use crate::tablet::{Ask, Served, Tablet, Trouble, done, judge};
use crate::text::t;

/// A member of staff, as far as signing in goes.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Member {
    /// Names them to the server.
    pub id: PersonId,
    /// What they are called.
    pub name: String,
    /// What they may be.
    pub roles: Vec<Role>,
    /// They have chosen a password.
    pub has_password: bool,
    /// They have a second factor.
    pub second_factor: bool,
    /// A link can be sent to them.
    pub mail: bool,
}

/// A link, shown once.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Link {
    /// Where it leads.
    pub address: String,
    /// The same for a camera.
    pub qr: Qr,
    /// Until when it is good.
    pub expires: Millis,
}

#[derive(Serialize)]
struct LinkFor {
    reset_second_factor: bool,
}

#[derive(Serialize)]
struct Nothing {}

/// See the module: a handle, cheap to copy into closures.
#[derive(Clone, Copy)]
pub struct Desk {
    /// Staff.
    pub served: Served<Vec<Member>>,
    /// A link that was just made, and for whom.
    pub made: RwSignal<Option<(String, Link)>>,
}

impl Member {
    /// Whether their name holds what is looked for.
    #[must_use]
    pub fn is_found(&self, search: &str) -> bool {
        let name = self.name.to_lowercase();
        search.to_lowercase().split_whitespace().all(|word| name.contains(word))
    }
}

impl Desk {
    /// Nobody has asked yet.
    #[must_use]
    pub fn new(tablet: Tablet) -> Self {
        Self { served: Served::new(tablet, "/api/staff"), made: RwSignal::new(None) }
    }

    /// Whose page it is.
    #[must_use]
    pub fn own(self) -> Option<PersonId> {
        self.served.tablet().directory().map(|directory| directory.me.id)
    }

    /// Makes a link; of whoever has lost their phone, the second factor is reset as well.
    pub fn make(self, member: &Member, reset_second_factor: bool) {
        let path = self.served.path(&format!("/{}/link", member.id));
        let ask = Ask::post(path, &LinkFor { reset_second_factor });
        let name = member.name.clone();
        self.made.set(None);
        self.served.attempt(ask, judge::<Link>, move |made| match made {
            Ok(link) => {
                // The page may be gone by now.
                let _ = self.made.try_set(Some((name, link)));
                self.served.look_again();
            }
            Err(trouble) => self.served.fail(trouble),
        });
    }

    /// Sends a link to the address that the school has.
    pub fn send(self, member: &Member) {
        let ask = Ask::post(self.served.path(&format!("/{}/mail", member.id)), &Nothing {});
        let name = member.name.clone();
        self.made.set(None);
        self.served.attempt(ask, done, move |sent| match sent {
            Ok(()) => self.served.done((t().staff_links.sent)(&name)),
            Err(Trouble::Refused | Trouble::Server) => {
                self.served.say((t().staff_links.not_sent)(&name));
            }
            Err(trouble) => self.served.fail(trouble),
        });
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn people_are_found_by_parts_of_their_names() {
        let member: Member = serde_json::from_value(json!({
            "id": "00000000000000000000000000000001", "name": "Mari Lloyd", "roles": ["teacher"],
            "has_password": false, "second_factor": false, "mail": false,
        }))
        .unwrap();
        for (search, found) in
            [("", true), ("lloyd", true), (" LLO  mar ", true), ("mari x", false), ("rowe", false)]
        {
            assert_eq!(member.is_found(search), found, "{search}");
        }
    }
}
