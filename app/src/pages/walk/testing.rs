//! A school of two classes, for the tests of this folder.

use domain::directory::{ClassCard, Directory, Learners, PersonCard, SchoolCard};
use domain::entry::Draft;
use domain::framework::Preset;
use domain::id::{ClassId, PersonId, RecordId};
use domain::rights::Role;
use domain::time::{Calendar, Day, ZoneOffsets};
use domain::view::View;
use sync::entry::{EntryId, Millis, Received, Stamp, Uid};

/// The leader who walks.
pub const LEADER: PersonId = PersonId(Uid([1; 16]));
/// A second leader.
pub const OTHER_LEADER: PersonId = PersonId(Uid([2; 16]));
/// The class teacher of [`CLASS`].
pub const TEACHER: PersonId = PersonId(Uid([3; 16]));
/// A class with a usual teacher.
pub const CLASS: ClassId = ClassId(Uid([10; 16]));
/// A class that has none.
pub const ORPHAN: ClassId = ClassId(Uid([11; 16]));
/// A visit.
pub const VISIT: RecordId = RecordId(Uid([20; 16]));
/// Monday 23 November 2026.
pub const TODAY: Day = Day(20_780);

/// Ten in the morning of `day`, UTC.
pub fn ten_on(day: Day) -> Millis {
    (Millis::from(day.0) * 24 + 10) * 60 * 60_000
}

/// What the leader's device knows.
pub fn directory() -> Directory {
    let class = |id, name: &str, teacher| ClassCard {
        id,
        name: name.to_owned(),
        subject: None,
        years: Vec::new(),
        learners: Learners::Students,
        teacher,
        adults: Vec::new(),
        mine: false,
        students: None,
        enough_visits: false,
    };
    Directory {
        school: SchoolCard {
            name: "Brynford".to_owned(),
            safeguarding_lead: None,
            zone: ZoneOffsets::default(),
            visits_cap: 3,
        },
        me: PersonCard { id: LEADER, name: "Ms Lead".to_owned() },
        roles: vec![Role::Leader],
        staff: Vec::new(),
        classes: vec![class(CLASS, "7B Science", Some(TEACHER)), class(ORPHAN, "Owls", None)],
        calendar: Calendar::default(),
        framework: Preset::Foundation4.framework(),
        established: domain::summary::established::Settings::default(),
    }
}

/// Entries of many devices, as one view.
#[derive(Default)]
pub struct Log {
    view: View,
    number: u64,
}

impl Log {
    /// `author` writes `draft` at `at`; its id.
    pub fn write(&mut self, author: PersonId, at: Millis, draft: Draft) -> EntryId {
        self.number += 1;
        let id = EntryId { incarnation: 1, number: self.number };
        let entry = draft.into_entry(id, author, Stamp::new(at, 0));
        let day = ZoneOffsets::default().day_of(at).0;
        self.view.insert(&entry, Received { effective: at, day, suspect: false });
        id
    }

    /// The view of all that was written.
    pub fn view(&self) -> &View {
        &self.view
    }
}
