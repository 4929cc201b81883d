//! The rights of the first kinds, as the worked cases state them: every kind
//! tried by every sort of person.

use std::collections::HashMap;

use domain::entry::visit::{Today, Words};
use domain::entry::*;
use domain::id::{ClassId, MuscleId, PersonId, Phase, RecordId};
use domain::rights::{self, Refusal, Role, School, Sharing, Stored, Visit, VisitState};
use domain::scope;
use domain::time::Day;
use sync::entry::{Entry, EntryId, Stamp, Uid};
use sync::scope::Scope;

const TODAY: Day = Day(20_000);
const CLASS: ClassId = ClassId(Uid::from_u128(1));
const OTHER_CLASS: ClassId = ClassId(Uid::from_u128(2));
const VISIT: RecordId = RecordId(Uid::from_u128(3));

const STUDENT: PersonId = person(10);
const CLASSMATE: PersonId = person(11);
const STRANGER: PersonId = person(12);
const TEACHER: PersonId = person(20);
const ASSISTANT: PersonId = person(21);
const OTHER_TEACHER: PersonId = person(22);
/// Teaches the class today only.
const COVER: PersonId = person(23);
/// A leader who also teaches the class.
const LEADING_TEACHER: PersonId = person(24);
const WALKER: PersonId = person(30);
const OTHER_LEADER: PersonId = person(31);
const ADMINISTRATOR: PersonId = person(40);

const EVERYONE: [(&str, PersonId); 11] = [
    ("student", STUDENT),
    ("classmate", CLASSMATE),
    ("stranger", STRANGER),
    ("teacher", TEACHER),
    ("assistant", ASSISTANT),
    ("other teacher", OTHER_TEACHER),
    ("cover", COVER),
    ("leading teacher", LEADING_TEACHER),
    ("walker", WALKER),
    ("other leader", OTHER_LEADER),
    ("administrator", ADMINISTRATOR),
];

const fn person(n: u128) -> PersonId {
    PersonId(Uid::from_u128(n))
}

/// Adults of the class, of whichever sort.
const ADULTS: [&str; 4] = ["teacher", "assistant", "cover", "leading teacher"];

/// A school of eleven people, two classes and one visit.
#[derive(Default)]
struct Fixture {
    visit: Option<VisitState>,
    /// Days between making an entry and judging it.
    late: i32,
    replied: bool,
    stored: HashMap<EntryId, Stored>,
}

impl School for Fixture {
    fn has_role(&self, person: PersonId, role: Role) -> bool {
        match role {
            Role::Student => [STUDENT, CLASSMATE, STRANGER].contains(&person),
            Role::Teacher => [TEACHER, OTHER_TEACHER, LEADING_TEACHER].contains(&person),
            Role::Assistant => person == ASSISTANT,
            Role::Supply => person == COVER,
            Role::Leader => [WALKER, OTHER_LEADER, LEADING_TEACHER].contains(&person),
            Role::Administrator => person == ADMINISTRATOR,
        }
    }

    fn is_adult_of(&self, person: PersonId, class: ClassId, day: Day) -> bool {
        match class {
            CLASS if person == COVER => day == TODAY,
            CLASS => [TEACHER, ASSISTANT, LEADING_TEACHER].contains(&person),
            _ => person == OTHER_TEACHER,
        }
    }

    fn is_student_of(&self, student: PersonId, class: ClassId, _: Day) -> bool {
        match class {
            CLASS => [STUDENT, CLASSMATE].contains(&student),
            _ => student == STRANGER,
        }
    }

    fn class_teacher(&self, class: ClassId) -> Option<PersonId> {
        Some(if class == CLASS { TEACHER } else { OTHER_TEACHER })
    }

    fn visit(&self, record: RecordId) -> Option<Visit> {
        let state = self.visit.filter(|_| record == VISIT)?;
        Some(Visit { class: CLASS, walkers: vec![WALKER], state, replied: self.replied })
    }

    fn stored(&self, id: EntryId) -> Option<Stored> {
        self.stored.get(&id).cloned()
    }

    fn today(&self) -> Day {
        TODAY.plus(self.late)
    }
}

fn made_by(author: PersonId, draft: Draft) -> Entry {
    draft.into_entry(EntryId { incarnation: 9, number: 9 }, author, Stamp::new(0, 0))
}

/// Who of everyone may write `draft`.
fn writers(school: &Fixture, draft: &Draft) -> Vec<&'static str> {
    let may = |author| rights::judge(school, &made_by(author, draft.clone()), TODAY).is_ok();
    EVERYONE.iter().filter(|(_, author)| may(*author)).map(|(name, _)| *name).collect()
}

fn scopes(school: &Fixture, author: PersonId, draft: &Draft) -> Vec<Scope> {
    rights::judge(school, &made_by(author, draft.clone()), TODAY).expect("may write").scopes
}

fn sorted(mut scopes: Vec<Scope>) -> Vec<Scope> {
    scopes.sort_unstable();
    scopes
}

fn muscle() -> MuscleId {
    MuscleId::new("perseverance").expect("a muscle's name")
}

fn sighting() -> Sighting {
    Sighting {
        muscle: muscle(),
        phase: Phase::ALL[3],
        framework: 1,
        context: Context::default(),
        support: None,
        strand: None,
    }
}

fn about<K: EntryKind>(kind: &K) -> Draft {
    Draft::new(kind).in_class(CLASS).link(tag::STUDENT, STUDENT.0)
}

fn choice() -> Choice {
    Choice {
        muscle: muscle(),
        strategy: Strategy::Own("Ask first".into()),
        look_back: TODAY,
        framework: 1,
        chosen_with: false,
    }
}

fn visit_set() -> Draft {
    Draft::new(&VisitSet::Words(Words::Noticed, "Two tries before asking".into()))
        .of(VISIT)
        .in_class(CLASS)
        .link(tag::WALKER, WALKER.0)
}

fn sharing(visited: Option<PersonId>) -> Sharing {
    Sharing { visited, on: TODAY }
}

#[test]
fn adults_of_the_class_record_lessons() {
    let school = Fixture::default();
    let noticed = Noticed { text: "You asked twice".into(), muscle: None };
    let note = Note { text: "Ask about home reading".into() };
    let practised = Practised { muscle: muscle(), framework: 1, context: Context::default() };
    let class = scope::class(CLASS);
    let student = scope::student(STUDENT);
    for (draft, readers) in [
        (about(&sighting()), vec![student, scope::about(STUDENT)]),
        (about(&Away), vec![class]),
        (about(&noticed), vec![class, student]),
        (about(&note), vec![class]),
        (Draft::new(&practised).in_class(CLASS).link(tag::EXCEPT, STUDENT.0), vec![class]),
    ] {
        assert_eq!(writers(&school, &draft), ADULTS, "{:?}", draft.kind);
        assert_eq!(scopes(&school, TEACHER, &draft), sorted(readers), "{:?}", draft.kind);
    }
}

#[test]
fn who_covers_records_that_day_only() {
    let school = Fixture::default();
    let on = |day| rights::judge(&school, &made_by(COVER, about(&sighting())), day).is_ok();
    assert_eq!([on(TODAY), on(TODAY.plus(1)), on(TODAY.plus(-1))], [true, false, false]);
}

#[test]
fn a_leader_who_also_teaches_has_both_and_no_more() {
    let school = Fixture::default();
    let may = |draft: &Draft| writers(&school, draft).contains(&"leading teacher");
    let walk = Draft::new(&WalkSet::Title("Autumn walk".into())).of(VISIT);
    let elsewhere = Draft::new(&Away).in_class(OTHER_CLASS).link(tag::STUDENT, STRANGER.0);
    assert_eq!([may(&about(&sighting())), may(&walk), may(&elsewhere)], [true, true, false]);
}

#[test]
fn a_student_of_another_class_is_out_of_reach() {
    let school = Fixture::default();
    let there = Draft::new(&sighting()).in_class(OTHER_CLASS).link(tag::STUDENT, STUDENT.0);
    assert_eq!(writers(&school, &there), Vec::<&str>::new());
}

#[test]
fn everyone_else_may_leave_out_who_has_left_the_class() {
    let school = Fixture::default();
    let practised = Practised { muscle: muscle(), framework: 1, context: Context::default() };
    let draft = Draft::new(&practised).in_class(CLASS).link(tag::EXCEPT, STRANGER.0);
    assert_eq!(writers(&school, &draft), ADULTS);
    assert_eq!(scopes(&school, TEACHER, &draft), vec![scope::class(CLASS)], "and no other reader");
}

#[test]
fn one_entry_is_about_one_student() {
    let school = Fixture::default();
    let noticed = Noticed { text: "You asked twice".into(), muscle: None };
    let note = Note { text: "Ask about home reading".into() };
    let own = SelfView { muscle: muscle(), phase: Phase::ALL[2], words: None, framework: 1 };
    let kinds = [
        about(&sighting()),
        about(&Away),
        about(&noticed),
        about(&note),
        about(&choice()),
        about(&own),
    ];
    for of_two in kinds.map(|draft| draft.link(tag::STUDENT, CLASSMATE.0)) {
        let kind = of_two.kind.clone();
        let judged = rights::judge(&school, &made_by(TEACHER, of_two), TODAY);
        assert_eq!(judged, Err(Refusal::Invalid(fields::Invalid::Envelope)), "{kind:?}");
    }
}

#[test]
fn students_choose_for_themselves_or_with_an_adult() {
    let school = Fixture::default();
    assert_eq!(
        writers(&school, &Draft::new(&choice()).link(tag::STUDENT, STUDENT.0)),
        vec!["student"]
    );
    let with_an_adult: Vec<_> = ["student"].into_iter().chain(ADULTS).collect();
    assert_eq!(writers(&school, &about(&choice())), with_an_adult);
    assert_eq!(
        scopes(&school, STUDENT, &Draft::new(&choice()).link(tag::STUDENT, STUDENT.0)),
        vec![scope::student(STUDENT), scope::about(STUDENT)]
    );
}

#[test]
fn leaders_announce_walks_to_staff() {
    let school = Fixture::default();
    let draft = Draft::new(&WalkSet::Title("Autumn walk".into())).of(VISIT);
    assert_eq!(writers(&school, &draft), vec!["leading teacher", "walker", "other leader"]);
    assert_eq!(scopes(&school, WALKER, &draft), vec![scope::staff()]);
}

#[test]
fn a_visit_is_begun_by_its_walker_and_then_written_by_walkers_only() {
    let begun = Fixture::default();
    assert_eq!(writers(&begun, &visit_set()), vec!["walker"]);
    let draft = Fixture { visit: Some(VisitState::Draft), ..Fixture::default() };
    assert_eq!(writers(&draft, &visit_set()), vec!["walker"]);
    assert_eq!(scopes(&draft, WALKER, &visit_set()), vec![scope::person(WALKER)]);
}

#[test]
fn three_walkers_are_too_many() {
    let school = Fixture::default();
    let crowd = visit_set().link(tag::WALKER, OTHER_LEADER.0).link(tag::WALKER, person(32).0);
    assert_eq!(writers(&school, &crowd), Vec::<&str>::new());
}

#[test]
fn sharing_reaches_the_visited_adult_and_opening_releases() {
    let draft = Fixture { visit: Some(VisitState::Draft), ..Fixture::default() };
    let share = Draft::new(&Shared { today: Today::Usual })
        .of(VISIT)
        .in_class(CLASS)
        .link(tag::VISITED, TEACHER.0);
    assert_eq!(writers(&draft, &share), vec!["walker"]);
    let placed = rights::judge(&draft, &made_by(WALKER, share.clone()), TODAY).expect("shares");
    let readers = sorted(vec![scope::person(TEACHER), scope::person(WALKER)]);
    assert_eq!(placed.scopes, readers);
    assert_eq!(placed.also.map(|(_, scopes)| sorted(scopes)), Some(readers.clone()));

    let shared =
        Fixture { visit: Some(VisitState::Shared(sharing(Some(TEACHER)))), ..Fixture::default() };
    assert_eq!(rights::judge(&shared, &made_by(WALKER, share), TODAY), Err(Refusal::AlreadyShared));
    let open = Draft::new(&Opened).of(VISIT);
    assert_eq!(writers(&shared, &open), vec!["teacher"]);
    let placed = rights::judge(&shared, &made_by(TEACHER, open), TODAY).expect("opens");
    assert_eq!(placed.scopes, readers);
    assert_eq!(
        placed.also.map(|(_, scopes)| sorted(scopes)),
        Some(sorted(vec![
            scope::leaders(),
            scope::class(CLASS),
            scope::person(TEACHER),
            scope::person(WALKER)
        ]))
    );
}

#[test]
fn three_school_days_begin_when_the_visited_adult_could_read_it() {
    let share = Draft::new(&Shared { today: Today::Usual })
        .of(VISIT)
        .in_class(CLASS)
        .link(tag::VISITED, TEACHER.0);
    for late in [0, 4] {
        let school = Fixture { visit: Some(VisitState::Draft), late, ..Fixture::default() };
        let placed = rights::judge(&school, &made_by(WALKER, share.clone()), TODAY).unwrap();
        let sharing = Sharing { visited: Some(TEACHER), on: TODAY.plus(late) };
        assert_eq!(placed.visit.unwrap().1.state, VisitState::Shared(sharing));
    }
}

#[test]
fn nobody_visits_themselves_and_one_adult_is_visited() {
    let draft = Fixture { visit: Some(VisitState::Draft), ..Fixture::default() };
    let share = |today| Draft::new(&Shared { today }).of(VISIT).in_class(CLASS);
    let with = |person: PersonId| share(Today::Partner).link(tag::VISITED, person.0);
    assert_eq!(writers(&draft, &with(OTHER_LEADER)), vec!["walker"]);
    assert_eq!(writers(&draft, &with(WALKER)), Vec::<&str>::new());
    let two = with(TEACHER).link(tag::VISITED, ASSISTANT.0);
    let judged = rights::judge(&draft, &made_by(WALKER, two), TODAY);
    assert_eq!(judged, Err(Refusal::Invalid(fields::Invalid::Envelope)));
}

#[test]
fn cover_has_no_first_reader_and_is_never_the_classs() {
    let draft = Fixture { visit: Some(VisitState::Draft), ..Fixture::default() };
    let cover = Draft::new(&Shared { today: Today::Cover }).of(VISIT).in_class(CLASS);
    assert_eq!(scopes(&draft, WALKER, &cover), vec![scope::person(WALKER)]);
    let with_reader = cover.link(tag::VISITED, TEACHER.0);
    assert_eq!(writers(&draft, &with_reader), Vec::<&str>::new());
    let released = Visit {
        class: CLASS,
        walkers: vec![WALKER],
        state: VisitState::Released(sharing(None)),
        replied: false,
    };
    assert_eq!(
        sorted(rights::visit_scopes(&released)),
        sorted(vec![scope::leaders(), scope::person(WALKER)])
    );
}

#[test]
fn the_visited_adult_answers_first_then_walkers_may() {
    let state = Some(VisitState::Released(sharing(Some(TEACHER))));
    let reply = Draft::new(&Reply { text: "Thank you".into() }).of(VISIT);
    let correction =
        Draft::new(&Correction { field: "noticed".into(), text: "It was three".into() }).of(VISIT);
    for draft in [reply, correction] {
        let unanswered = Fixture { visit: state, ..Fixture::default() };
        assert_eq!(writers(&unanswered, &draft), vec!["teacher"]);
        let answered = Fixture { visit: state, replied: true, ..Fixture::default() };
        assert_eq!(writers(&answered, &draft), vec!["teacher", "walker"]);
    }
}

#[test]
fn only_ones_own_is_taken_back_or_corrected() {
    let target = EntryId { incarnation: 1, number: 1 };
    let original = about(&sighting()).into_entry(target, TEACHER, Stamp::new(0, 0));
    let listed = vec![scope::student(STUDENT), scope::about(STUDENT)];
    let stored = Stored { envelope: original.envelope, scopes: listed.clone() };
    let school = Fixture { stored: HashMap::from([(target, stored)]), ..Fixture::default() };
    let retraction = Draft::new(&Retraction).superseding([target]);
    assert_eq!(writers(&school, &retraction), vec!["teacher"]);
    assert_eq!(scopes(&school, TEACHER, &retraction), listed);
    assert_eq!(writers(&school, &about(&sighting()).superseding([target])), vec!["teacher"]);
    let of_another = Draft::new(&sighting())
        .in_class(CLASS)
        .link(tag::STUDENT, CLASSMATE.0)
        .superseding([target]);
    assert_eq!(writers(&school, &of_another), Vec::<&str>::new());
}

#[test]
fn a_choice_just_made_is_taken_back_but_a_self_view_stays() {
    let target = EntryId { incarnation: 1, number: 1 };
    let retraction = Draft::new(&Retraction).superseding([target]);
    let muscle = MuscleId::new("perseverance").unwrap();
    let choice = domain::entry::Choice {
        muscle: muscle.clone(),
        strategy: domain::entry::Strategy::Own("Ask for a hint".into()),
        look_back: TODAY,
        framework: 1,
        chosen_with: false,
    };
    let own = domain::entry::SelfView { muscle, phase: Phase::ALL[2], words: None, framework: 1 };
    let cases = [(Draft::new(&choice), vec!["student"]), (Draft::new(&own), vec![])];
    for (draft, who) in cases {
        let by = draft.link(tag::STUDENT, STUDENT.0);
        let envelope = by.into_entry(target, STUDENT, Stamp::new(0, 0)).envelope;
        let stored = Stored { envelope, scopes: vec![scope::student(STUDENT)] };
        let school = Fixture { stored: HashMap::from([(target, stored)]), ..Fixture::default() };
        assert_eq!(writers(&school, &retraction), who);
    }
}

#[test]
fn a_target_that_is_not_here_is_waited_for() {
    let nowhere = EntryId { incarnation: 5, number: 5 };
    let retraction = made_by(TEACHER, Draft::new(&Retraction).superseding([nowhere]));
    assert_eq!(rights::judge(&Fixture::default(), &retraction, TODAY), Err(Refusal::UnknownTarget));
}

#[test]
fn an_unknown_kind_is_kept_for_its_author() {
    let mut entry = made_by(STRANGER, about(&Away));
    entry.envelope.kind = sync::entry::Kind::new("from-the-future").expect("a kind's name");
    let placed = rights::judge(&Fixture::default(), &entry, TODAY).expect("stored");
    assert_eq!(placed.scopes, vec![scope::person(STRANGER)]);
}
