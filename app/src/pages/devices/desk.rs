//! What the page knows, and what it asks of the server.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use sync::entry::Millis;

use crate::components::Qr;
use crate::tablet::{Ask, Served, Tablet, Trouble, judge};
use crate::text::t;

/// Most characters of a tablet's name; the server has the same.
pub const NAME_CHARS_MAX: usize = 40;

/// A device, as the server knows it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Device {
    /// Names it to the server.
    pub id: String,
    /// What it is called, if it was enrolled.
    pub name: Option<String>,
    /// The school's, and not somebody's own.
    pub shared: bool,
    /// Whose own, as far as an administrator need know.
    pub owner_name: Option<String>,
    /// When it was last heard of.
    pub seen: Millis,
    /// How much is unsent on it.
    pub unsent: u64,
    /// When the oldest of that was made.
    pub oldest: Option<Millis>,
    /// How many people have a store on it.
    pub people: u64,
    /// Since when it is shut out.
    pub revoked: Option<Millis>,
}

/// A code that enrols a tablet, once.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Invitation {
    /// The code.
    pub code: String,
    /// Where it is entered.
    pub address: String,
    /// Until when it is good.
    pub expires: Millis,
    /// The same for a camera.
    pub qr: Qr,
}

/// What is to become of a device, as the server is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Change {
    /// Another name.
    Name(String),
    /// It may not be used any more.
    Revoke(bool),
}

#[derive(Serialize)]
struct Nothing {}

/// See the module: a handle, cheap to copy into closures.
#[derive(Clone, Copy)]
pub struct Desk {
    /// The devices.
    pub served: Served<Vec<Device>>,
    /// A code that was just made.
    pub code: RwSignal<Option<Invitation>>,
}

impl Device {
    /// What it is called, whoever's it is.
    #[must_use]
    pub fn called(&self) -> String {
        let text = &t().devices;
        match (&self.name, &self.owner_name) {
            (Some(name), _) => name.clone(),
            (None, _) if self.shared => text.unnamed.to_owned(),
            (None, Some(owner)) => (text.own_of)(owner),
            (None, None) => text.own_of_somebody.to_owned(),
        }
    }
}

impl Desk {
    /// Nobody has asked yet.
    #[must_use]
    pub fn new(tablet: Tablet) -> Self {
        Self { served: Served::new(tablet, "/api/devices"), code: RwSignal::new(None) }
    }

    /// Asks for a code.
    pub fn make_code(self) {
        let ask = Ask::post(self.served.path("/codes"), &Nothing {});
        self.served.attempt(ask, judge::<Invitation>, move |made| match made {
            // The page may be gone by now.
            Ok(code) => drop(self.code.try_set(Some(code))),
            // One that never came does no harm.
            Err(Trouble::CutOff) => self.served.fail(Trouble::Unreachable),
            Err(trouble) => self.served.fail(trouble),
        });
    }

    /// Changes a device, one at a time; `words` say what was done.
    pub fn change(self, device: &Device, change: &Change, words: String) {
        self.served.change(Ask::post(self.served.path(&format!("/{}", device.id)), change), words);
    }

    /// How long ago that was.
    #[must_use]
    pub fn age(self, at: Millis) -> Millis {
        (self.served.tablet().now() - at).max(0)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn device(fields: &serde_json::Value) -> Device {
        let mut all = json!({
            "id": "1", "name": null, "shared": true, "owner_name": null, "seen": 5, "unsent": 0,
            "oldest": null, "people": 0, "revoked": null,
        });
        all.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        serde_json::from_value(all).unwrap()
    }

    #[test]
    fn changes_as_the_server_reads_them() {
        let json = |change| serde_json::to_value(change).unwrap();
        assert_eq!(json(Change::Name("Blue 3".to_owned())), json!({ "name": "Blue 3" }));
        assert_eq!(json(Change::Revoke(true)), json!({ "revoke": true }));
    }

    #[test]
    fn every_device_is_called_something() {
        let called = |fields| device(&fields).called();
        assert_eq!(called(json!({ "name": "Blue 3" })), "Blue 3");
        assert_eq!(called(json!({})), t().devices.unnamed);
        let own = json!({ "shared": false, "owner_name": "Hamza Crane" });
        assert_eq!(called(own), "Own device of Hamza Crane");
        assert_eq!(called(json!({ "shared": false })), t().devices.own_of_somebody);
    }
}
