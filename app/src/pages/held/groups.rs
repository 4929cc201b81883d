//! What is held, by who recorded it, where, what it is, and why it waits: what is alike is decided together.

use domain::entry::RULES;
use domain::id::{ClassId, PersonId};
use domain::rights::{Reader, Writer};
use serde::Deserialize;
use sync::entry::Millis;

use crate::text::t;

/// Reasons that no decision can mend.
const NEVER_KEPT: [&str; 5] =
    ["already-shared", "invalid", "restricted", "too-large", "unreadable"];
/// Reasons that another class can mend.
const OF_THE_CLASS: [&str; 2] = ["not-allowed", "unknown-target"];

/// One thing, as the server says it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Held {
    hash: String,
    kind: Option<String>,
    author: Option<PersonId>,
    author_name: Option<String>,
    by_student: bool,
    class: Option<ClassId>,
    class_name: Option<String>,
    made: Option<Millis>,
    sender: PersonId,
    sender_name: Option<String>,
    received: Millis,
    reason: String,
}

/// Several things that are alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    key: (Option<PersonId>, PersonId),
    /// Who recorded it; `None` where that cannot be read.
    pub author: Option<Name>,
    /// Who brought it, where that is not its author.
    pub sender: Option<Name>,
    /// In which class, with its name where the school knows it.
    pub class: Option<(ClassId, Option<String>)>,
    /// What it is; `None` where that cannot be read.
    pub kind: Option<String>,
    /// Why it waits.
    pub reason: String,
    /// Each of it.
    pub hashes: Vec<String>,
    /// When the first and the last of it were made.
    pub made: Option<(Millis, Millis)>,
    /// When the last of it came.
    pub received: Millis,
}

/// What somebody is called here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Name {
    /// A member of staff.
    Is(String),
    /// A student: the server says no more.
    Student,
    /// Nobody whom the school knows.
    Unknown,
}

/// What is alike, in the order in which the first of it came.
#[must_use]
pub fn groups(held: Vec<Held>) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for one in held {
        match groups.iter_mut().find(|group| group.is_like(&one)) {
            Some(group) => group.add(one),
            None => groups.push(Group::of(one)),
        }
    }
    groups
}

impl Group {
    fn of(one: Held) -> Self {
        let Held { author, sender, by_student, .. } = one;
        let name = |name: Option<String>, is_student| match name {
            Some(name) => Name::Is(name),
            None if is_student => Name::Student,
            None => Name::Unknown,
        };
        let by_other = author != Some(sender);
        Self {
            key: (author, sender),
            author: author.map(|_| name(one.author_name, by_student)),
            // Whoever is signed in is known; who has no name here is a student.
            sender: by_other.then(|| name(one.sender_name, true)),
            class: one.class.map(|class| (class, one.class_name)),
            kind: one.kind,
            reason: one.reason,
            hashes: vec![one.hash],
            made: one.made.map(|at| (at, at)),
            received: one.received,
        }
    }

    fn is_like(&self, one: &Held) -> bool {
        self.key == (one.author, one.sender)
            && self.class.as_ref().map(|(class, _)| *class) == one.class
            && self.kind == one.kind
            && self.reason == one.reason
    }

    fn add(&mut self, one: Held) {
        self.hashes.push(one.hash);
        self.made = match (self.made, one.made) {
            (Some((first, last)), Some(at)) => Some((first.min(at), last.max(at))),
            (made, _) => made,
        };
        self.received = self.received.max(one.received);
    }

    /// Whether the server could keep it.
    #[must_use]
    pub fn may_be_kept(&self) -> bool {
        self.kind.is_some() && !NEVER_KEPT.contains(&self.reason.as_str())
    }

    /// Whether it belongs to a lesson: then it is the class's list that says who may.
    #[must_use]
    pub fn is_of_lesson(&self) -> bool {
        let rule = RULES.iter().find(|(name, _)| Some(*name) == self.kind.as_deref());
        self.class.is_some() && rule.is_some_and(|(_, rule)| rule.writers == [Writer::ClassAdult])
    }

    /// Whether it may belong to another class.
    #[must_use]
    pub fn may_change_class(&self) -> bool {
        self.is_of_lesson() && OF_THE_CLASS.contains(&self.reason.as_str())
    }

    /// Who sees it once it is kept, in words; `None` where it cannot be. A kind of a newer version is its author's alone.
    #[must_use]
    pub fn readers(&self) -> Option<Vec<&'static str>> {
        let kind = self.kind.as_ref().filter(|_| self.may_be_kept())?;
        let rule = RULES.iter().find(|(name, _)| name == kind);
        let reader = t().held.reader;
        Some(match rule {
            Some((_, rule)) => rule.readers.iter().map(|who| reader(*who)).collect(),
            None => vec![reader(Reader::Author)],
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    const ANNA: &str = "0000000000000000000000000000000a";
    const BEN: &str = "0000000000000000000000000000000b";
    const CLASS: &str = "000000000000000000000000000000c1";

    fn held(more: Value) -> Held {
        let mut one = json!({
            "hash": "1", "kind": "sighting", "author": ANNA, "author_name": "Anna", "by_student": false,
            "class": CLASS, "class_name": "7B", "made": 100, "sender": ANNA, "sender_name": "Anna",
            "received": 200, "reason": "not-allowed", "id": "of no concern here",
        });
        let Value::Object(more) = more else { panic!("an object") };
        one.as_object_mut().unwrap().extend(more);
        serde_json::from_value(one).unwrap()
    }

    #[test]
    fn what_is_alike_is_together() {
        let all = vec![
            held(json!({})),
            held(json!({ "hash": "2", "kind": "note" })),
            held(json!({ "hash": "3", "made": 50, "received": 300 })),
            held(json!({ "hash": "4", "reason": "clash" })),
            held(json!({ "hash": "5", "sender": BEN, "reason": "not-author" })),
            held(json!({ "hash": "6", "class": null })),
        ];
        let groups = groups(all);
        let hashes: Vec<_> = groups.iter().map(|group| group.hashes.join(" ")).collect();
        assert_eq!(hashes, ["1 3", "2", "4", "5", "6"]);
        assert_eq!((groups[0].made, groups[0].received), (Some((50, 100)), 300));
    }

    #[test]
    fn of_students_no_name_is_known() {
        let own = Group::of(held(json!({ "author_name": null, "by_student": true })));
        assert_eq!((own.author, own.sender), (Some(Name::Student), None));
        let brought = Group::of(held(json!({ "sender": BEN, "sender_name": "Ben" })));
        assert_eq!(brought.author, Some(Name::Is("Anna".to_owned())));
        assert_eq!(brought.sender, Some(Name::Is("Ben".to_owned())));
        // The file of another school.
        let strange = Group::of(held(json!({ "author_name": null, "sender": BEN })));
        assert_eq!(strange.author, Some(Name::Unknown));
    }

    #[test]
    fn what_can_become_of_it() {
        let can = |more| {
            let group = Group::of(held(more));
            (group.may_be_kept(), group.may_change_class(), group.readers().is_some())
        };
        assert_eq!(can(json!({})), (true, true, true));
        assert_eq!(can(json!({ "class": null })), (true, false, true));
        assert_eq!(can(json!({ "reason": "not-author" })), (true, false, true));
        assert_eq!(can(json!({ "reason": "already-shared" })), (false, false, false));
        let unreadable =
            json!({ "kind": null, "author": null, "class": null, "reason": "unreadable" });
        assert_eq!(can(unreadable), (false, false, false));
        assert_eq!(can(json!({ "kind": "of-a-newer-version" })), (true, false, true));
        assert_eq!(can(json!({ "kind": "visit" })), (true, false, true));
    }
}
