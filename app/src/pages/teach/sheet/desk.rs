//! What the page of a sheet knows, and what it asks of the server.

use domain::id::{ClassId, PersonId};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use sync::order;

use crate::components::Qr;
use crate::pages::sign_in::PIN_PICTURES;
use crate::tablet::{Ask, Known, Served, Tablet, judge};

/// How long making a sheet may take: the server compares every new PIN with the hash of every one that stays.
const SHEET_TIMEOUT_MILLIS: u32 = 60_000;

/// Who can sign in to a class, and with which code.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Roll {
    /// What students type for their class.
    pub class_code: String,
    /// By name.
    pub students: Vec<OnRoll>,
}

/// One student of a class.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct OnRoll {
    /// Who.
    pub student: PersonId,
    /// Under the name by which the class knows them.
    pub name: String,
    /// Whether they can sign in; never with which pictures.
    pub has_pictures: bool,
}

/// One student's new pictures.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Card {
    /// Whose.
    pub student: PersonId,
    /// Under the name by which the class knows them.
    pub name: String,
    /// In the order in which they are tapped.
    pub pictures: [u8; PIN_PICTURES],
    /// What signs in by itself, for a camera.
    pub qr: Qr,
}

/// Who gets new pictures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ForWhom {
    /// Everyone without; the others keep theirs.
    Missing,
    /// One student; pictures that they had end.
    One(PersonId),
    /// The whole class; all that it had end.
    Everyone,
}

/// As the server is asked.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct Order {
    #[serde(skip_serializing_if = "Option::is_none")]
    student: Option<PersonId>,
    only_missing: bool,
}

/// See the module: a handle, cheap to copy into closures.
#[derive(Clone, Copy)]
pub struct Desk {
    /// Who has pictures.
    pub served: Served<Roll>,
    /// What students type for their class, since the server said so.
    pub class_code: Memo<String>,
    /// What was made on this page, by name: nowhere else, and never again.
    pub made: RwSignal<Vec<Card>>,
}

impl Desk {
    /// Nobody has asked yet.
    #[must_use]
    pub fn new(tablet: Tablet, class: ClassId) -> Self {
        let served = Served::<Roll>::new(tablet, format!("/api/classes/{class}/picture-pins"));
        let class_code = Memo::new(move |before: Option<&String>| {
            served.known.with(|known| match known {
                Known::Is(roll) => roll.class_code.clone(),
                _ => before.cloned().unwrap_or_default(),
            })
        });
        Self { served, class_code, made: RwSignal::new(Vec::new()) }
    }

    /// Makes pictures; one order at a time.
    pub fn make(self, for_whom: ForWhom) {
        let ask = Ask::post(self.served.path(""), &Order::from(for_whom));
        let ask = Ask { timeout_millis: SHEET_TIMEOUT_MILLIS, ..ask };
        self.served.attempt(ask, judge::<Vec<Card>>, move |cards| match cards {
            // Somebody else made them in the meantime.
            Ok(cards) if cards.is_empty() => self.served.look(),
            Ok(cards) => self.take(&cards),
            Err(trouble) => self.served.fail(trouble),
        });
    }

    fn take(self, cards: &[Card]) {
        let _ = self.made.try_update(|made| add(made, cards));
        let _ = self.served.known.try_update(|known| {
            if let Known::Is(roll) = known {
                roll.receive(cards);
            }
        });
    }
}

impl Roll {
    /// How many have pictures.
    #[must_use]
    pub fn have(&self) -> usize {
        self.students.iter().filter(|student| student.has_pictures).count()
    }

    fn receive(&mut self, cards: &[Card]) {
        for student in &mut self.students {
            student.has_pictures |= cards.iter().any(|card| card.student == student.student);
        }
    }
}

impl From<ForWhom> for Order {
    fn from(for_whom: ForWhom) -> Self {
        let (student, only_missing) = match for_whom {
            ForWhom::Missing => (None, true),
            ForWhom::One(student) => (Some(student), false),
            ForWhom::Everyone => (None, false),
        };
        Self { student, only_missing }
    }
}

/// Adds new cards, by name, in the place of those that they end.
fn add(made: &mut Vec<Card>, new: &[Card]) {
    made.retain(|old| new.iter().all(|new| new.student != old.student));
    made.extend_from_slice(new);
    order::sort_by_key(made, |card| card.name.to_lowercase());
}

#[cfg(test)]
mod tests {
    use sync::entry::Uid;

    use super::*;

    fn person(n: u8) -> PersonId {
        PersonId(Uid([n; 16]))
    }

    fn card(n: u8, name: &str, first: u8) -> Card {
        let qr = Qr { size: 9, path: "M4 4h1v1h-1z".to_owned() };
        Card { student: person(n), name: name.to_owned(), pictures: [first, 9, 10, 11], qr }
    }

    #[test]
    fn a_new_card_takes_the_place_of_the_old_one() {
        let mut made = Vec::new();
        add(&mut made, &[card(1, "Maya K", 0), card(2, "ben", 1)]);
        add(&mut made, &[card(1, "Maya K", 2), card(3, "Omar", 3)]);
        assert_eq!(made, [card(2, "ben", 1), card(1, "Maya K", 2), card(3, "Omar", 3)]);
    }

    #[test]
    fn who_gets_pictures_has_them() {
        let student =
            |n, has_pictures| OnRoll { student: person(n), name: String::new(), has_pictures };
        let mut roll = Roll {
            class_code: "7B".to_owned(),
            students: vec![student(1, true), student(2, false), student(3, false)],
        };
        assert_eq!(roll.have(), 1);
        roll.receive(&[card(3, "Omar", 0)]);
        assert_eq!(roll.students, [student(1, true), student(2, false), student(3, true)]);
    }

    #[test]
    fn orders_as_the_server_reads_them() {
        let json = |for_whom: ForWhom| serde_json::to_value(Order::from(for_whom)).unwrap();
        let one = serde_json::json!({ "student": person(1), "only_missing": false });
        assert_eq!(json(ForWhom::One(person(1))), one);
        assert_eq!(json(ForWhom::Missing), serde_json::json!({ "only_missing": true }));
        assert_eq!(json(ForWhom::Everyone), serde_json::json!({ "only_missing": false }));
    }
}
