//! A visit's way: draft, shared, released, by opening or by the clock.

use domain::entry::visit::{Steering, Today, Words};
use domain::entry::{Draft, Opened, Reply, Shared, VisitSet, WalkSet, tag};
use domain::id::{PersonId, RecordId};
use sync::entry::{Entry, Uid};
use sync::frame::Outcome;

use crate::device::{Device, random};
use crate::school::{PASSWORD, TestSchool};

/// A visit of c1 by two leaders.
pub struct Visit {
    pub record: RecordId,
    walkers: [PersonId; 2],
}

impl Visit {
    pub fn new(school: &TestSchool, n: u128) -> Self {
        let walkers = [school.person("leader"), school.person("other-leader")];
        Self { record: RecordId(Uid::from_u128(0xf00 + n)), walkers }
    }

    pub fn set(&self, school: &TestSchool, set: &VisitSet) -> Draft {
        let draft = Draft::new(set).of(self.record).in_class(school.class);
        self.walkers.iter().fold(draft, |draft, walker| draft.link(tag::WALKER, walker.0))
    }

    pub fn shared(&self, school: &TestSchool, today: Today, visited: Option<&str>) -> Draft {
        let draft = Draft::new(&Shared { today }).of(self.record).in_class(school.class);
        match visited {
            Some(name) => draft.link(tag::VISITED, school.person(name).0),
            None => draft,
        }
    }

    /// Starts and writes it on a leader's tablet.
    pub fn write(&self, school: &TestSchool, device: &mut Device) -> Vec<Entry> {
        let noticed = VisitSet::Words(Words::Noticed, "Many ways to begin.".to_owned());
        vec![
            device.record(school, self.set(school, &VisitSet::Started)),
            device.record(school, self.set(school, &noticed)),
        ]
    }
}

/// Somebody's first visit, shared.
pub fn share_one(school: &TestSchool) {
    let visit = Visit::new(school, random().into());
    let mut leader = Device::of(school, "leader");
    visit.write(school, &mut leader);
    leader.record(school, visit.shared(school, Today::Usual, Some("teacher")));
}

/// Who of these reads that entry.
fn readers(school: &TestSchool, entry: &Entry) -> Vec<&'static str> {
    let everyone = [
        "leader",
        "other-leader",
        "teacher",
        "assistant",
        "other-teacher",
        "administrator",
        "Amara",
    ];
    let reads = |name: &&str| Device::of(school, name).pulled_ids().contains(&entry.id());
    everyone.into_iter().filter(reads).collect()
}

#[test]
fn opening_releases() {
    let school = TestSchool::open();
    let visit = Visit::new(&school, 1);
    let mut leader = Device::of(&school, "leader");
    let written = visit.write(&school, &mut leader);
    assert_eq!(readers(&school, &written[1]), ["leader", "other-leader"]);

    let shared = leader.record(&school, visit.shared(&school, Today::Usual, Some("teacher")));
    let own = ["leader", "other-leader", "teacher"];
    assert_eq!(readers(&school, &written[0]), own);
    assert_eq!(readers(&school, &written[1]), own);
    assert_eq!(readers(&school, &shared), own);
    // Shared once: what froze cannot change.
    let again = visit.shared(&school, Today::Cover, None);
    leader.record_held(&school, again, "already-shared");

    let mut teacher = Device::of(&school, "teacher");
    let opened = teacher.record(&school, Draft::new(&Opened).of(visit.record));
    let all = ["leader", "other-leader", "teacher", "assistant"];
    assert_eq!(readers(&school, &written[1]), all);
    assert_eq!(readers(&school, &opened), own);
    let reply = Reply { text: "Thank you, we tried it twice.".to_owned() };
    let reply = teacher.record(&school, Draft::new(&reply).of(visit.record));
    assert_eq!(readers(&school, &reply), all);
    school.assert_sound();
}

#[test]
fn the_clock_releases_at_the_start_of_the_third_school_day() {
    let school = TestSchool::open();
    let visit = Visit::new(&school, 2);
    // Thursday: Friday, Monday, Tuesday.
    school.go_to(3, 15);
    let mut leader = Device::of(&school, "leader");
    let written = visit.write(&school, &mut leader);
    leader.record(&school, visit.shared(&school, Today::Usual, Some("teacher")));
    school.go_to(7, 23);
    assert_eq!(readers(&school, &written[1]), ["leader", "other-leader", "teacher"]);
    school.go_to(8, 1);
    assert_eq!(readers(&school, &written[1]), ["leader", "other-leader", "teacher", "assistant"]);
    school.assert_sound();
    // Opening it afterwards changes nothing for others, and is no error.
    let mut teacher = Device::of(&school, "teacher");
    let opened = teacher.record(&school, Draft::new(&Opened).of(visit.record));
    assert_eq!(readers(&school, &opened), ["leader", "other-leader", "teacher"]);
    school.assert_sound();
}

#[test]
fn a_share_that_arrives_late_is_released_late() {
    let school = TestSchool::open();
    let visit = Visit::new(&school, 8);
    let mut leader = Device::of(&school, "leader");
    // Written and shared on Monday without a connection, pushed on Friday.
    let noticed = VisitSet::Words(Words::Noticed, "Many ways to begin.".to_owned());
    let drafts = [
        visit.set(&school, &VisitSet::Started),
        visit.set(&school, &noticed),
        visit.shared(&school, Today::Usual, Some("teacher")),
    ];
    let entries: Vec<_> = drafts.into_iter().map(|draft| leader.make(&school, draft)).collect();
    school.go_to(4, 10);
    let outcomes = leader.push(&entries);
    assert!(outcomes.iter().all(|outcome| matches!(outcome, Outcome::Stored { .. })));
    let own = ["leader", "other-leader", "teacher"];
    assert_eq!(readers(&school, &entries[1]), own);
    // Monday, Tuesday; the third school day is Wednesday.
    school.go_to(8, 23);
    assert_eq!(readers(&school, &entries[1]), own);
    school.assert_sound();
    school.go_to(9, 1);
    let all = ["leader", "other-leader", "teacher", "assistant"];
    assert_eq!(readers(&school, &entries[1]), all);
    school.assert_sound();
}

#[test]
fn a_share_that_was_held_is_released_three_school_days_after_it_is_not() {
    let school = TestSchool::open();
    let visit = Visit::new(&school, 9);
    let mut leader = Device::of(&school, "leader");
    let started = leader.make(&school, visit.set(&school, &VisitSet::Started));
    leader.record_held(
        &school,
        visit.shared(&school, Today::Usual, Some("teacher")),
        "not-allowed",
    );
    school.go_to(4, 10);
    leader.push(std::slice::from_ref(&started));
    let own = ["leader", "other-leader", "teacher"];
    assert_eq!(readers(&school, &started), own);
    school.go_to(8, 23);
    assert_eq!(readers(&school, &started), own);
    school.assert_sound();
}

#[test]
fn nobody_visits_themselves() {
    let school = TestSchool::open();
    let visit = Visit::new(&school, 20);
    let mut leader = Device::of(&school, "leader");
    visit.write(&school, &mut leader);
    let alone = visit.shared(&school, Today::Partner, Some("leader"));
    leader.record_held(&school, alone, "not-allowed");
    let both = visit
        .shared(&school, Today::Usual, Some("teacher"))
        .link(tag::VISITED, school.person("assistant").0);
    leader.record_held(&school, both, "invalid");
}

#[test]
fn the_clock_also_works_at_a_start() {
    let mut school = TestSchool::open();
    let visit = Visit::new(&school, 3);
    let mut leader = Device::of(&school, "leader");
    let written = visit.write(&school, &mut leader);
    leader.record(&school, visit.shared(&school, Today::Usual, Some("teacher")));
    school.go_to(30, 9);
    school.restart();
    // No hello has been said since; the released visit is there for a pull.
    let id = written[1].id();
    let listed = move |rows: &dyn server::store::Rows| {
        let row = rows.entry(id)?.unwrap();
        rows.scopes_of(row.position)
    };
    let leaders = domain::scope::leaders();
    let released = std::iter::repeat_with(|| school.rows(listed)).take(2_000);
    assert!(released.into_iter().any(|scopes| scopes.contains(&leaders)));
}

#[test]
fn cover_is_nobodys_and_goes_to_leaders_only() {
    let school = TestSchool::open();
    let visit = Visit::new(&school, 4);
    let mut leader = Device::of(&school, "leader");
    let written = visit.write(&school, &mut leader);
    // Cover has no visited adult.
    leader.record_held(
        &school,
        visit.shared(&school, Today::Cover, Some("teacher")),
        "not-allowed",
    );
    leader.record(&school, visit.shared(&school, Today::Cover, None));
    assert_eq!(readers(&school, &written[1]), ["leader", "other-leader"]);
    school.go_to(3, 9);
    assert_eq!(readers(&school, &written[1]), ["leader", "other-leader"]);
    let mut teacher = Device::of(&school, "teacher");
    teacher.record_held(&school, Draft::new(&Opened).of(visit.record), "not-allowed");
}

#[test]
fn only_the_visited_adult_opens_and_replies_first() {
    let school = TestSchool::open();
    let visit = Visit::new(&school, 5);
    let mut leader = Device::of(&school, "leader");
    visit.write(&school, &mut leader);
    let reply = || Draft::new(&Reply { text: "A reply.".to_owned() }).of(visit.record);
    let mut teacher = Device::of(&school, "teacher");
    let early = teacher.record_held(&school, reply(), "not-allowed");
    leader.record_held(&school, reply(), "not-allowed");
    let mut assistant = Device::of(&school, "assistant");
    assistant.record_held(&school, Draft::new(&Opened).of(visit.record), "not-allowed");

    leader.record(&school, visit.shared(&school, Today::Usual, Some("teacher")));
    // What was held for want of sharing is judged again; and now walkers may.
    assert!(teacher.pulled_ids().contains(&early.id()));
    let held = school.sign_in("administrator").get("/api/held").json();
    let held: Vec<_> = held.as_array().unwrap().iter().map(|held| held["kind"].clone()).collect();
    assert_eq!(held, ["opened"], "the walker's reply came after the adult's");
    leader.record(&school, reply());
    school.assert_sound();
}

#[test]
fn teachers_and_strangers_cannot_write_visits_or_walks() {
    let school = TestSchool::open();
    let visit = Visit::new(&school, 6);
    let mut teacher = Device::of(&school, "teacher");
    teacher.record_held(&school, visit.set(&school, &VisitSet::Started), "not-allowed");
    let walk =
        Draft::new(&WalkSet::Title("Autumn walk".to_owned())).of(RecordId(Uid::from_u128(9)));
    teacher.record_held(&school, walk.clone(), "not-allowed");
    let mut leader = Device::of(&school, "leader");
    let walk = leader.record(&school, walk);
    // Announced to staff; students and administrators read no walks.
    assert_eq!(
        readers(&school, &walk),
        ["leader", "other-leader", "teacher", "assistant", "other-teacher"]
    );
}

#[test]
fn two_walkers_offline_both_keep_their_words() {
    let school = TestSchool::open();
    let visit = Visit::new(&school, 7);
    let mut one = Device::of(&school, "leader");
    let mut two = Device::of(&school, "other-leader");
    let started = one.record(&school, visit.set(&school, &VisitSet::Started));
    let steering = |steering| visit.set(&school, &VisitSet::Steering(Some(steering)));
    let mine = one.make(&school, steering(Steering::Adult));
    let theirs = two.make(&school, steering(Steering::Together));
    one.push(std::slice::from_ref(&mine));
    two.push(std::slice::from_ref(&theirs));
    let mut expected = vec![started.id(), mine.id(), theirs.id()];
    expected.sort_unstable();
    assert_eq!(one.pulled_ids(), expected);
    assert_eq!(two.pulled_ids(), expected);
    // Someone chooses, naming both.
    let choice = steering(Steering::Learners).superseding([mine.id(), theirs.id()]);
    two.record(&school, choice);
    school.assert_sound();
}

#[test]
fn the_cap_warns_leaders_without_a_figure() {
    let school = TestSchool::open();
    let enough = |name: &str| {
        let directory = school.sign_in(name).get("/api/directory").json();
        let class = directory["classes"].as_array().unwrap().iter().find(|c| c["name"] == "c1");
        class.unwrap().get("enough_visits").cloned()
    };
    let mut leader = Device::of(&school, "leader");
    for n in 10..13 {
        assert_eq!(enough("leader"), None);
        let visit = Visit::new(&school, n);
        visit.write(&school, &mut leader);
        leader.record(&school, visit.shared(&school, Today::Usual, Some("teacher")));
    }
    assert_eq!(enough("leader"), Some(true.into()));
    assert_eq!(enough("teacher"), None);
    assert!(school.anonymous().sign_in_staff("teacher", PASSWORD).status == 200);
}
