//! What the page knows, and what it asks of the server.

use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::{Deserialize, Serialize};
use sync::entry::Millis;

use crate::components::Qr;
use crate::tablet::{Answer, Ask, Tablet, Trouble, Unreachable, judge};
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

/// What is known of the school's devices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Known {
    /// The server is being asked.
    Asking,
    /// All of them.
    Devices(Vec<Device>),
    /// Nothing, and why.
    Not(Trouble),
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
    tablet: Tablet,
    /// The devices.
    pub known: RwSignal<Known>,
    /// A code that was just made.
    pub code: RwSignal<Option<Invitation>>,
    /// Something is being changed.
    pub busy: RwSignal<bool>,
    /// What was just done, in words.
    pub said: RwSignal<String>,
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
        Self {
            tablet,
            known: RwSignal::new(Known::Asking),
            code: RwSignal::new(None),
            busy: RwSignal::new(false),
            said: RwSignal::new(String::new()),
        }
    }

    /// Asks which there are.
    pub fn look(self) {
        self.know(Known::Asking);
        self.said.set(String::new());
        self.look_again();
    }

    /// Asks for a code.
    pub fn make_code(self) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        let asking = self.tablet.ask(Ask::post("/api/devices/codes", &Nothing {}));
        spawn_local(async move {
            let made = judge::<Invitation>(asking.await);
            // The page may be gone by now.
            let _ = self.busy.try_set(false);
            match made {
                Ok(code) => drop(self.code.try_set(Some(code))),
                Err(trouble) => self.fail(trouble),
            }
        });
    }

    /// Changes a device, one at a time; `words` say what was done.
    pub fn change(self, device: &Device, change: &Change, words: String) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        let asking = self.tablet.ask(Ask::post(format!("/api/devices/{}", device.id), change));
        spawn_local(async move {
            let done = outcome(asking.await);
            let _ = self.busy.try_set(false);
            match done {
                Ok(()) => {
                    let _ = self.said.try_set(words);
                    self.look_again();
                }
                Err(Trouble::Unreachable) => self.fail(Trouble::CutOff),
                Err(trouble) => self.fail(trouble),
            }
        });
    }

    /// A moment in words. Tracked.
    #[must_use]
    pub fn moment(self, at: Millis) -> String {
        self.tablet.moment(at)
    }

    /// How long ago that was.
    #[must_use]
    pub fn age(self, at: Millis) -> Millis {
        (self.tablet.now() - at).max(0)
    }

    fn look_again(self) {
        let asking = self.tablet.ask(Ask::get("/api/devices"));
        spawn_local(async move {
            match judge::<Vec<Device>>(asking.await) {
                Ok(devices) => self.know(Known::Devices(devices)),
                Err(trouble) => self.fail(trouble),
            }
        });
    }

    fn fail(self, trouble: Trouble) {
        if trouble == Trouble::SignedOut {
            // So that the sign-in page knows it too, and does not lead straight back here.
            self.tablet.sync_now();
        }
        self.know(Known::Not(trouble));
    }

    fn know(self, known: Known) {
        // The page may be gone by now.
        let _ = self.known.try_set(known);
    }
}

fn outcome(answer: Result<Answer, Unreachable>) -> Result<(), Trouble> {
    let answer = answer.map_err(|Unreachable| Trouble::Unreachable)?;
    if answer.status == 204 { Ok(()) } else { Err(answer.trouble()) }
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
