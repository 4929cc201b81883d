//! What an older program stored without knowing its kind.

use domain::entry::{EntryKind, Note, RULES};
use sync::entry::Received;

use crate::device::{Device, about};
use crate::school::TestSchool;

#[test]
fn kinds_that_were_unknown_are_listed_once_they_are_known() {
    let mut school = TestSchool::open();
    let (class, amara) = (school.class, school.person("Amara"));
    let mut teacher = Device::of(&school, "teacher");
    let note = Note { text: "Ask about home reading".to_owned() };
    let own = teacher.make(&school, about(&note, class, amara));
    let foreign = teacher.make(&school, about(&note, school.other_class, amara));
    let (entries, now) = ([own.clone(), foreign.clone()], school.now());
    // As a program that knew no notes left them.
    school.change(move |rows| {
        for entry in entries {
            let position = rows.next_position()?;
            let received = Received { effective: now, day: 20_780, suspect: false };
            let scopes = [domain::scope::person(domain::id::PersonId(entry.envelope.author))];
            let hash = entry.hash();
            rows.add_entry(&server::store::EntryRow { position, entry, hash, received })?;
            rows.list(position, &scopes, position)?;
        }
        let known = RULES.iter().map(|(kind, _)| *kind).filter(|kind| *kind != Note::NAME);
        rows.put_setting("known-kinds", &known.collect::<Vec<_>>().join(" "))
    });
    assert_eq!(Device::of(&school, "assistant").pulled_ids(), []);
    school.restart();
    assert_eq!(Device::of(&school, "assistant").pulled_ids(), [own.id()]);
    assert_eq!(Device::of(&school, "other-teacher").pulled_ids(), [], "still not allowed");
    assert_eq!(Device::of(&school, "teacher").pulled_ids(), [own.id(), foreign.id()]);
    school.assert_sound();
    let head = school.rows(|rows| rows.log_head());
    school.restart();
    assert_eq!(school.rows(|rows| rows.log_head()), head, "once");
}
