//! What a device shows: order and repeats do not matter, undo brings back
//! what was, visits go their way, edits that did not know of each other both
//! stay.

use domain::entry::visit::{Today, VisitSet, Words};
use domain::entry::{
    Away, Choice, Context, Draft, Note, Opened, Practised, Reply, Retraction, Shared, Sighting,
    Strategy, tag,
};
use domain::id::{ClassId, MuscleId, PersonId, Phase, RecordId};
use domain::time::{Calendar, Day};
use domain::view::{Answer, ClassDay, LessonNow, Stage, View, VisitView};
use proptest::prelude::*;
use proptest::strategy::Strategy as _;
use sync::entry::{Entry, EntryId, Millis, Received, Stamp, Uid};

const CLASS: ClassId = ClassId(Uid::from_u128(1));
const VISIT: RecordId = RecordId(Uid::from_u128(2));
const AMARA: PersonId = PersonId(Uid::from_u128(10));
const BEN: PersonId = PersonId(Uid::from_u128(11));
const TEACHER: PersonId = PersonId(Uid::from_u128(20));
const WALKER: PersonId = PersonId(Uid::from_u128(30));
const MONDAY: Day = Day(20_598); // 2026-05-25
const MINUTE: Millis = 60_000;

/// A device on which people write one thing after another, a minute each.
#[derive(Default)]
struct Tablet {
    entries: Vec<(Entry, Received)>,
}

impl Tablet {
    fn write(&mut self, author: PersonId, draft: Draft) -> EntryId {
        self.write_on(MONDAY, author, draft)
    }

    fn write_on(&mut self, day: Day, author: PersonId, draft: Draft) -> EntryId {
        let number = self.entries.len() as u64 + 1;
        let effective =
            i64::from(day.0) * 1440 * MINUTE + 600 * MINUTE + number.cast_signed() * MINUTE;
        let id = EntryId { incarnation: 1, number };
        let entry = draft.into_entry(id, author, Stamp::new(effective, 0));
        self.entries.push((entry, Received { effective, day: day.0, suspect: false }));
        id
    }

    fn view(&self) -> View {
        fold(self.entries.iter())
    }

    fn now(&self) -> Millis {
        self.entries.last().map_or(0, |(_, received)| received.effective + 1)
    }
}

fn fold<'a>(entries: impl Iterator<Item = &'a (Entry, Received)>) -> View {
    let mut view = View::new();
    for (entry, received) in entries {
        view.insert(entry, *received);
    }
    view
}

fn calendar() -> Calendar {
    Calendar::default()
}

fn muscle() -> MuscleId {
    MuscleId::new("perseverance").expect("a muscle's name")
}

fn sighting(student: PersonId, phase: usize) -> Draft {
    let sighting = Sighting {
        muscle: muscle(),
        phase: Phase::ALL[phase],
        framework: 1,
        context: Context::default(),
        support: None,
        strand: None,
    };
    Draft::new(&sighting).in_class(CLASS).link(tag::STUDENT, student.0)
}

fn phases(view: &View, student: PersonId) -> Vec<usize> {
    view.sightings_of(student).iter().map(|s| s.phase.index()).collect()
}

/// The lesson that is under way some minutes after the last entry.
fn lesson(tablet: &Tablet, author: PersonId, minutes_later: Millis) -> LessonNow {
    let now = tablet.now() + minutes_later * MINUTE;
    tablet.view().lesson_now(CLASS, author, MONDAY, now)
}

#[test]
fn undo_takes_back_the_newest_and_then_the_one_before() {
    let mut tablet = Tablet::default();
    let first = tablet.write(TEACHER, sighting(AMARA, 3));
    let second = tablet.write(TEACHER, sighting(BEN, 2));
    let undoable = |t: &Tablet| lesson(t, TEACHER, 0).undoable;
    assert_eq!(undoable(&tablet).map(|u| (u.id, u.student)), Some((second, Some(BEN))));
    tablet.write(TEACHER, Draft::new(&Retraction).superseding([second]));
    assert_eq!(phases(&tablet.view(), BEN), Vec::<usize>::new());
    assert_eq!(undoable(&tablet).map(|u| u.id), Some(first));
    assert_eq!(phases(&tablet.view(), AMARA), vec![3]);
}

#[test]
fn undo_leaves_words_alone() {
    let mut tablet = Tablet::default();
    let seen = tablet.write(TEACHER, sighting(AMARA, 3));
    let note = Note { text: "Ask her about the bridge".into() };
    tablet.write(TEACHER, Draft::new(&note).in_class(CLASS).link(tag::STUDENT, AMARA.0));
    assert_eq!(lesson(&tablet, TEACHER, 0).undoable.map(|u| u.id), Some(seen));
}

#[test]
fn everyone_else_is_nobody_whom_a_colleague_has_seen() {
    let mut tablet = Tablet::default();
    tablet.write(TEACHER, sighting(AMARA, 3));
    tablet.write(WALKER, sighting(BEN, 1));
    let seen = |minutes_later: Millis, muscle: &MuscleId| {
        let now = tablet.now() + minutes_later * MINUTE;
        tablet.view().seen_lately(CLASS, muscle, MONDAY, now)
    };
    assert_eq!(seen(30, &muscle()), [AMARA, BEN].into());
    assert_eq!(seen(90, &muscle()), [].into(), "of a lesson before");
    assert_eq!(seen(30, &MuscleId::new("revising").unwrap()), [].into());
}

#[test]
fn a_lesson_that_is_over_cannot_be_undone() {
    let mut tablet = Tablet::default();
    tablet.write(TEACHER, sighting(AMARA, 3));
    assert_eq!(lesson(&tablet, TEACHER, 90), LessonNow::default());
    assert_eq!(lesson(&tablet, WALKER, 0), LessonNow::default(), "not another's");
}

#[test]
fn a_lesson_goes_on_while_its_taps_are_close_together() {
    let mut tablet = Tablet::default();
    // Ben three hours ago, Amara two hours ago, everyone else one hour ago.
    let at = |tablet: &mut Tablet, minutes: Millis, draft: Draft| {
        let id = tablet.write(TEACHER, draft);
        let (_, received) = tablet.entries.last_mut().unwrap();
        received.effective = Millis::from(MONDAY.0) * 1440 * MINUTE + minutes * MINUTE;
        id
    };
    let practised = Practised {
        muscle: muscle(),
        framework: 1,
        context: Context { subject: Some("Maths".into()), ..Context::default() },
    };
    at(&mut tablet, 600, sighting(BEN, 1));
    let amara = at(&mut tablet, 690, sighting(AMARA, 3));
    let everyone = at(&mut tablet, 750, Draft::new(&practised).in_class(CLASS));
    let lesson = lesson(&tablet, TEACHER, 60);
    assert_eq!(lesson.seen, [((AMARA, muscle()), (amara, Phase::ALL[3]))].into());
    assert_eq!(lesson.seen_with(&muscle()).collect::<Vec<_>>(), vec![AMARA]);
    assert_eq!(lesson.practised, [muscle()].into());
    assert_eq!(lesson.context, Some(practised.context));
    assert_eq!(lesson.undoable.map(|u| (u.id, u.student)), Some((everyone, None)));
}

#[test]
fn who_was_seen_last_and_with_what() {
    let mut tablet = Tablet::default();
    tablet.write_on(MONDAY, TEACHER, sighting(AMARA, 3));
    let undone = tablet.write_on(MONDAY.plus(1), WALKER, sighting(AMARA, 3));
    tablet.write_on(MONDAY.plus(2), WALKER, Draft::new(&Retraction).superseding([undone]));
    tablet.write_on(MONDAY.plus(4), TEACHER, sighting(AMARA, 3));
    let view = tablet.view();
    let last = |student, day| view.last_seen_before(student, |m| *m == muscle(), day);
    assert_eq!(last(AMARA, MONDAY), None);
    assert_eq!(last(AMARA, MONDAY.plus(4)), Some(MONDAY), "what was taken back does not count");
    assert_eq!(last(AMARA, MONDAY.plus(5)), Some(MONDAY.plus(4)));
    assert_eq!(last(BEN, MONDAY.plus(5)), None);
    assert_eq!(view.last_seen_before(AMARA, |_| false, MONDAY.plus(5)), None);
    assert_eq!(view.last_muscle(CLASS, TEACHER), Some(&muscle()));
    assert_eq!(view.last_muscle(CLASS, PersonId(Uid::from_u128(99))), None);
}

#[test]
fn the_choice_that_counts_is_the_newest_of_the_school_year() {
    let choice = |look_back: Day| Choice {
        muscle: muscle(),
        strategy: Strategy::Own("Ask for a hint".into()),
        look_back,
        framework: 1,
        chosen_with: false,
    };
    let mut tablet = Tablet::default();
    let mut choose = |day: Day| {
        let draft = Draft::new(&choice(day.plus(14))).link(tag::STUDENT, AMARA.0);
        tablet.write_on(day, AMARA, draft)
    };
    choose(MONDAY.plus(-7));
    let newest = choose(MONDAY);
    let view = tablet.view();
    let next = |day| view.next_step(AMARA, &calendar(), day).map(|step| step.id);
    assert_eq!(next(MONDAY.plus(21)), Some(newest), "its day has come, and it still counts");
    assert_eq!(next("2026-08-31".parse().unwrap()), Some(newest));
    assert_eq!(next("2026-09-01".parse().unwrap()), None, "a new school year");
    assert_eq!(view.next_step(BEN, &calendar(), MONDAY), None);
    // Made on the last day of a year, to be looked back on in the next.
    let last_day: Day = "2026-08-28".parse().unwrap();
    let draft = Draft::new(&choice(last_day.plus(14))).link(tag::STUDENT, AMARA.0);
    let over_the_summer = tablet.write_on(last_day, AMARA, draft);
    let next = |day| tablet.view().next_step(AMARA, &calendar(), day).map(|step| step.id);
    assert_eq!(next(last_day.plus(14)), Some(over_the_summer));
}

#[test]
fn who_is_seen_after_being_away_has_come() {
    let mut tablet = Tablet::default();
    tablet.write(TEACHER, Draft::new(&Away).in_class(CLASS).link(tag::STUDENT, BEN.0));
    let seen = tablet.write(TEACHER, sighting(BEN, 2));
    assert!(tablet.view().class_day(CLASS, MONDAY).away.is_empty());
    tablet.write(TEACHER, Draft::new(&Retraction).superseding([seen]));
    assert!(tablet.view().class_day(CLASS, MONDAY).away.contains_key(&BEN));
}

#[test]
fn taking_back_a_correction_brings_the_original_back() {
    let mut tablet = Tablet::default();
    let first = tablet.write(TEACHER, sighting(AMARA, 3));
    let seen = lesson(&tablet, TEACHER, 0).seen;
    assert_eq!(seen.get(&(AMARA, muscle())), Some(&(first, Phase::ALL[3])));
    let correction = tablet.write(TEACHER, sighting(AMARA, 4).superseding([first]));
    assert_eq!(phases(&tablet.view(), AMARA), vec![4]);
    tablet.write(TEACHER, Draft::new(&Retraction).superseding([correction]));
    assert_eq!(phases(&tablet.view(), AMARA), vec![3]);
}

#[test]
fn a_class_day_knows_who_was_seen_and_who_is_away() {
    let mut tablet = Tablet::default();
    tablet.write(TEACHER, sighting(AMARA, 3));
    let away = Draft::new(&Away).in_class(CLASS).link(tag::STUDENT, BEN.0);
    let away = tablet.write(TEACHER, away);
    let practised = Practised { muscle: muscle(), framework: 1, context: Context::default() };
    tablet.write(TEACHER, Draft::new(&practised).in_class(CLASS).link(tag::EXCEPT, AMARA.0));
    let today = tablet.view().class_day(CLASS, MONDAY);
    assert_eq!(today.away.into_iter().collect::<Vec<_>>(), vec![(BEN, away)]);
    assert_eq!(today.seen[&muscle()].iter().copied().collect::<Vec<_>>(), vec![AMARA]);
    assert_eq!(today.practised, vec![(muscle(), [AMARA].into())]);
    assert_eq!(tablet.view().class_day(CLASS, MONDAY.plus(1)), ClassDay::default());
}

#[test]
fn the_servers_word_on_time_moves_an_entry_to_its_day() {
    let mut tablet = Tablet::default();
    tablet.write(TEACHER, sighting(AMARA, 3));
    let mut view = tablet.view();
    let (entry, guess) = &tablet.entries[0];
    let word = Received { day: MONDAY.plus(1).0, ..*guess };
    for _ in 0..2 {
        view.insert(entry, word);
        assert_eq!(view.class_day(CLASS, MONDAY), ClassDay::default());
        assert_eq!(view.class_day(CLASS, MONDAY.plus(1)).seen[&muscle()], [AMARA].into());
        assert_eq!(view.recorded_in(CLASS).sighted.len(), 1);
    }
}

fn visit_set(set: &VisitSet) -> Draft {
    Draft::new(set).of(VISIT).in_class(CLASS).link(tag::WALKER, WALKER.0)
}

fn noticed(text: &str) -> Draft {
    visit_set(&VisitSet::Words(Words::Noticed, text.into()))
}

#[test]
fn edits_that_did_not_know_of_each_other_both_stay_until_someone_chooses() {
    let mut tablet = Tablet::default();
    let first = tablet.write(WALKER, noticed("Two tables"));
    let one = tablet.write(WALKER, noticed("Three tables").superseding([first]));
    let other = tablet.write(WALKER, noticed("Two tables, twice").superseding([first]));
    let visit = tablet.view().visit(VISIT, &calendar(), MONDAY).unwrap();
    assert_eq!(visit.superseded_by("noticed"), vec![other, one], "the latest is shown first");
    assert_eq!(visit.conflicts().count(), 1);
    let chosen = noticed("Three tables").superseding(visit.superseded_by("noticed"));
    let chosen = tablet.write(WALKER, chosen);
    let visit = tablet.view().visit(VISIT, &calendar(), MONDAY).unwrap();
    assert_eq!(visit.superseded_by("noticed"), vec![chosen]);
    assert_eq!(visit.words(Words::Noticed), "Three tables");
}

#[test]
fn equal_edits_are_no_conflict() {
    let mut tablet = Tablet::default();
    tablet.write(WALKER, noticed("Three tables"));
    tablet.write(WALKER, noticed("Three tables"));
    let visit = tablet.view().visit(VISIT, &calendar(), MONDAY).unwrap();
    assert_eq!(visit.conflicts().count(), 0);
    // A new value replaces both, so that the twin does not come back beside it.
    let next = noticed("Four tables").superseding(visit.superseded_by("noticed"));
    let next = tablet.write(WALKER, next);
    let visit = tablet.view().visit(VISIT, &calendar(), MONDAY).unwrap();
    assert_eq!(visit.superseded_by("noticed"), vec![next]);
    assert_eq!(visit.conflicts().count(), 0);
}

#[test]
fn a_visit_goes_from_draft_to_shared_to_released() {
    let mut tablet = Tablet::default();
    tablet.write(WALKER, visit_set(&VisitSet::Started));
    let stage = |t: &Tablet, day| t.view().visit(VISIT, &calendar(), day).map(|v| v.stage);
    assert_eq!(stage(&tablet, MONDAY), Some(Stage::Draft));
    let share = Draft::new(&Shared { today: Today::Usual }).of(VISIT).in_class(CLASS);
    tablet.write(WALKER, share.link(tag::VISITED, TEACHER.0));
    assert_eq!(stage(&tablet, MONDAY.plus(2)), Some(Stage::Shared));
    assert_eq!(stage(&tablet, MONDAY.plus(3)), Some(Stage::Released), "the third school day");
    tablet.write(TEACHER, Draft::new(&Opened).of(VISIT));
    tablet.write(TEACHER, Draft::new(&Reply { text: "Thank you".into() }).of(VISIT));
    let visit = tablet.view().visit(VISIT, &calendar(), MONDAY).unwrap();
    assert_eq!((visit.stage, visit.visited, visit.opened), (Stage::Released, Some(TEACHER), true));
    assert_eq!(visit.answers[0].what, Answer::Reply("Thank you".into()));
}

#[test]
fn a_visit_as_each_reader_can_tell() {
    let mut tablet = Tablet::default();
    tablet.write(WALKER, visit_set(&VisitSet::Started));
    let visit = |t: &Tablet, day| t.view().visit(VISIT, &calendar(), day).unwrap();
    assert!(!visit(&tablet, MONDAY).awaits(TEACHER), "a draft");
    let share = Draft::new(&Shared { today: Today::Usual }).of(VISIT).in_class(CLASS);
    tablet.write(WALKER, share.link(tag::VISITED, TEACHER.0));
    // What anybody else can read at all has been released, by whatever.
    let stages = |visit: &VisitView| [WALKER, TEACHER, BEN].map(|who| visit.stage_for(who));
    let shared = visit(&tablet, MONDAY);
    assert_eq!(stages(&shared), [Stage::Shared, Stage::Shared, Stage::Released]);
    // It may have reached the server late: the first reader still opens it.
    for day in [MONDAY, MONDAY.plus(20)] {
        let waits = [TEACHER, WALKER].map(|who| visit(&tablet, day).awaits(who));
        assert_eq!(waits, [true, false]);
    }
    tablet.write(TEACHER, Draft::new(&Opened).of(VISIT));
    assert!(!visit(&tablet, MONDAY).awaits(TEACHER));
    assert_eq!(stages(&visit(&tablet, MONDAY)), [Stage::Released; 3]);
}

#[test]
fn only_the_visited_adults_opening_counts() {
    let mut tablet = Tablet::default();
    tablet.write(WALKER, visit_set(&VisitSet::Started));
    let share = Draft::new(&Shared { today: Today::Usual }).of(VISIT).in_class(CLASS);
    tablet.write(WALKER, share.link(tag::VISITED, TEACHER.0));
    tablet.write(WALKER, Draft::new(&Opened).of(VISIT));
    let visit = tablet.view().visit(VISIT, &calendar(), MONDAY).unwrap();
    assert_eq!((visit.stage, visit.opened), (Stage::Shared, false));
}

/// A busy morning: taps, corrections and retractions of earlier taps.
fn morning() -> impl proptest::strategy::Strategy<Value = Vec<(Entry, Received)>> {
    let step = (0..3_u8, 0..6_usize, any::<prop::sample::Index>(), any::<bool>());
    prop::collection::vec(step, 1..25).prop_map(|steps| {
        let mut tablet = Tablet::default();
        for (what, phase, target, ben) in steps {
            let student = if ben { BEN } else { AMARA };
            let earlier: Vec<_> = tablet.entries.iter().map(|(e, _)| e.id()).collect();
            let target = (!earlier.is_empty()).then(|| *target.get(&earlier));
            let draft = match what {
                0 => sighting(student, phase),
                1 => sighting(student, phase).superseding(target),
                _ => Draft::new(&Retraction).superseding(target),
            };
            tablet.write(TEACHER, draft);
        }
        tablet.entries
    })
}

proptest! {
    #[test]
    fn order_and_repeats_do_not_matter(
        entries in morning(),
        seed in any::<u64>(),
        repeats in prop::collection::vec(any::<prop::sample::Index>(), 0..5),
    ) {
        let straight = fold(entries.iter());
        let mut shuffled: Vec<_> = entries.iter().collect();
        shuffled.extend(repeats.iter().map(|i| i.get(&entries)));
        shuffled.sort_by_key(|(e, _)| e.id().number.wrapping_mul(seed | 1));
        let other = fold(shuffled.into_iter());
        for student in [AMARA, BEN] {
            prop_assert_eq!(phases(&straight, student), phases(&other, student));
        }
        for (entry, _) in &entries {
            prop_assert_eq!(straight.counts(entry.id()), other.counts(entry.id()));
        }
    }
}
