//! The state of a class page: what the adult holds, and what the class has come to.
//!
//! Every tap changes the view of all entries; [`Memo`]s between it and the tiles see to it that only the tile that changed
//! is drawn again.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use domain::directory::{ClassCard, Directory};
use domain::entry::Context;
use domain::framework::Muscle;
use domain::id::{MuscleId, PersonId};
use domain::plan::{Candidate, FOCUS_STUDENTS, TodaysPlan};
use domain::summary::picture::Standing;
use domain::time::Day;
use domain::view::{ClassDay, LessonNow, View};
use leptos::ev;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

use super::super::record::{self, Brush, Setting, Tap, Tapped};
use super::super::setup::{KeptSetup, Setup};
use super::super::standings::Standings;
use crate::components::{Toasts, use_toasts};
use crate::reactive::memo;
use crate::tablet::{Tablet, use_tablet};
use crate::text::t;

/// A carried tablet records nobody: the brush lifts after this long without a tap.
const BRUSH_IDLE_SECONDS: u64 = 30;

/// How often a page that nobody touches looks whether the lesson has ended.
const LOOK_AGAIN_SECONDS: u64 = 60;

/// See the module: a handle, cheap to copy into closures.
#[derive(Clone, Copy)]
pub struct Lesson(StoredValue<State>);

/// What the handle leads to.
#[derive(Clone, Copy)]
pub struct State {
    tablet: Tablet,
    class: StoredValue<ClassCard>,
    directory: StoredValue<Arc<Directory>>,
    kept: KeptSetup,
    /// What is looked at, and where.
    pub setup: RwSignal<Setup>,
    /// What the adult holds.
    pub brush: RwSignal<Option<Brush>>,
    /// Glyphs are shown.
    pub uncovered: RwSignal<bool>,
    /// What happened last, for those who hear the page.
    pub said: RwSignal<String>,
    /// Who was tapped last, and how often anyone was: so that a tap that changes nothing is seen to have arrived.
    pub tapped: RwSignal<Option<(PersonId, u32)>>,
    /// The class today.
    pub day: Memo<ClassDay>,
    /// What this adult has recorded in the lesson under way.
    pub now: Memo<LessonNow>,
    /// Moves when the time has come to look at the clock again: a lesson also ends while nothing is recorded.
    clock: Trigger,
    /// Today's plan for the chosen muscle.
    pub plan: Memo<TodaysPlan>,
    /// Where everyone is with the chosen muscle, in the order of the class; empty while covered.
    pub standings: Memo<Vec<Standing>>,
    idle: StoredValue<Option<TimeoutHandle>>,
    toasts: Toasts,
    navigate: Callback<String>,
}

impl Lesson {
    /// The lesson of `class` under way on this tablet; `None` where the framework has no muscles.
    pub fn new(class: ClassCard, directory: Arc<Directory>) -> Option<Self> {
        let tablet = use_tablet();
        let navigate = use_navigate();
        let me = tablet.person();
        let kept = KeptSetup::of(tablet, class.id);
        let id = class.id;
        let clock = Trigger::new();
        let lesson_now = move || {
            clock.track();
            let (day, at) = (tablet.today(), tablet.now());
            tablet.view(|view| view.lesson_now(id, me, day, at))
        };
        let setup = kept.begin(tablet, &class, &directory)?;
        let setup = RwSignal::new(setup);
        let muscle = memo(move || setup.with(|setup| setup.muscle.clone()));
        let class = StoredValue::new(class);
        let directory = StoredValue::new(directory);
        let day = memo(move || {
            let today = tablet.today();
            tablet.view(|view| view.class_day(id, today))
        });
        let uncovered = RwSignal::new(false);
        let last_seen = memo(move || last_seen(tablet, class, directory, &muscle.get()));
        let plan = memo(move || {
            let day = day.read();
            let seen = day.seen.get(&muscle.get());
            let candidates: Vec<_> = last_seen
                .read()
                .iter()
                .map(|(student, last_seen)| Candidate {
                    student: *student,
                    last_seen: *last_seen,
                    is_away: day.away.contains_key(student),
                    is_seen: seen.is_some_and(|seen| seen.contains(student)),
                })
                .collect();
            TodaysPlan::new(&candidates, tablet.today(), FOCUS_STUDENTS)
        });
        let standings = memo(move || {
            if !uncovered.get() {
                return Vec::new();
            }
            standings(tablet, class, directory, &muscle.get())
        });
        Some(Self(StoredValue::new(State {
            tablet,
            class,
            directory,
            kept,
            setup,
            brush: RwSignal::new(None),
            uncovered,
            said: RwSignal::new(String::new()),
            tapped: RwSignal::new(None),
            day,
            now: memo(lesson_now),
            clock,
            plan,
            standings,
            idle: StoredValue::new(None),
            toasts: use_toasts(),
            navigate: Callback::new(move |to: String| navigate(&to, NavigateOptions::default())),
        })))
    }

    /// Its parts.
    pub fn state(&self) -> State {
        self.0.get_value()
    }

    /// The class.
    pub fn class<T>(&self, read: impl FnOnce(&ClassCard) -> T) -> T {
        self.state().class.with_value(read)
    }

    /// The directory.
    pub fn directory(&self) -> Arc<Directory> {
        self.state().directory.get_value()
    }

    /// Its students, in the order of the class.
    pub fn students(&self) -> Vec<(PersonId, String)> {
        let students = |class: &ClassCard| {
            let students = class.students.iter().flatten();
            students.map(|student| (student.id, student.name.clone())).collect()
        };
        self.class(students)
    }

    /// What a student is called.
    pub fn name(&self, student: PersonId) -> String {
        let name = |class: &ClassCard| {
            let mut students = class.students.iter().flatten();
            students.find(|s| s.id == student).map(|s| s.name.clone())
        };
        self.class(name).unwrap_or_default()
    }

    /// The muscle that is looked at. Tracked.
    pub fn muscle<T>(&self, read: impl FnOnce(&Muscle) -> T) -> T {
        let id = self.state().setup.with(|setup| setup.muscle.clone());
        self.state().directory.with_value(|directory| {
            let muscles = directory.framework.muscles();
            let muscle = directory.framework.muscle(&id).unwrap_or(&muscles[0]);
            read(muscle)
        })
    }

    /// Looks at another muscle. The brush is put down: its words mean something else now.
    pub fn choose_muscle(&self, muscle: MuscleId) {
        self.change_setup(|setup| setup.muscle = muscle);
        self.lift();
    }

    /// Sets where and how.
    pub fn set_context(&self, context: Context) {
        self.change_setup(|setup| setup.context = context);
    }

    fn change_setup(&self, change: impl FnOnce(&mut Setup)) {
        let at = self.state().tablet.now();
        self.state().setup.update(|setup| {
            change(setup);
            setup.at = at;
        });
        self.state().setup.with_untracked(|setup| self.state().kept.set(setup));
    }

    /// Takes a brush, or puts it down if it is the one in hand.
    pub fn pick(&self, brush: Brush) {
        self.state().brush.update(|held| *held = (*held != Some(brush)).then_some(brush));
        self.wait_for_idle();
    }

    /// Puts the brush down.
    pub fn lift(&self) {
        self.state().brush.set(None);
        self.wait_for_idle();
    }

    /// Begins to wait again for a time without taps.
    fn wait_for_idle(&self) {
        let lesson = *self;
        let put_down = move || {
            if lesson.state().brush.try_update(Option::take).flatten().is_some() {
                lesson.say(t().teach.brush_lifted.to_owned());
            }
        };
        let holds = self.state().brush.get_untracked().is_some();
        let next = holds
            .then(|| {
                set_timeout_with_handle(put_down, Duration::from_secs(BRUSH_IDLE_SECONDS)).ok()
            })
            .flatten();
        if let Some(before) =
            self.state().idle.try_update_value(|idle| std::mem::replace(idle, next)).flatten()
        {
            before.clear();
        }
    }

    /// The page is left: nothing is waited for any more.
    pub fn leave(&self) {
        if let Some(idle) = self.state().idle.try_update_value(Option::take).flatten() {
            idle.clear();
        }
    }

    /// Looks at the clock. When another lesson has begun, what was set for the one before no longer holds.
    pub fn look_at_the_clock(&self) {
        let state = self.state();
        state.clock.notify();
        let next = state.setup.with_untracked(|setup| {
            state.class.with_value(|class| {
                state.directory.with_value(|directory| {
                    state.kept.next_lesson(state.tablet, class, directory, setup)
                })
            })
        });
        if let Some(next) = next {
            state.setup.set(next);
        }
    }

    /// Looks at the clock now and then, for as long as the page is open.
    pub fn watch_the_clock(self) {
        let look = move || {
            // A timer may ring once more when the page has gone.
            if !self.0.is_disposed() {
                self.look_at_the_clock();
            }
        };
        let every = Duration::from_secs(LOOK_AGAIN_SECONDS);
        let interval = set_interval_with_handle(look, every).ok();
        let visible = window_event_listener(ev::visibilitychange, move |_| look());
        on_cleanup(move || {
            visible.remove();
            if let Some(interval) = interval {
                interval.clear();
            }
        });
    }

    /// A tap on a student.
    pub fn tap(&self, student: PersonId) {
        self.look_at_the_clock();
        self.state().tapped.update(|tapped| {
            let count = tapped.map_or(0, |(_, count)| count);
            *tapped = Some((student, count.wrapping_add(1)));
        });
        let text = &t().teach;
        let name = self.name(student);
        let brush = self.state().brush.get_untracked();
        match record::tap(brush, &self.setting(), student, self.known_of(student)) {
            Tap::Open => return self.open(student),
            Tap::Already => self.say((text.already)(&name)),
            Tap::AwayByOther => self.state().toasts.say((text.away_by_other)(&name)),
            Tap::Seen(draft) => {
                self.state().tablet.record(vec![draft]);
                self.say((text.recorded)(&name));
            }
            Tap::Away(draft) => {
                self.state().tablet.record(vec![draft]);
                self.say((text.marked_away)(&name));
            }
            Tap::Back(draft) => {
                self.state().tablet.record(vec![draft]);
                self.say((text.back)(&name));
            }
        }
        self.wait_for_idle();
    }

    fn known_of(&self, student: PersonId) -> Tapped {
        let muscle = self.state().setup.with_untracked(|setup| setup.muscle.clone());
        let me = untrack(|| self.state().tablet.person());
        let away = self.state().day.with_untracked(|day| day.away.get(&student).copied());
        let is_own = |id| {
            untrack(|| {
                self.state()
                    .tablet
                    .view(|view| view.get(id).is_some_and(|filed| filed.author() == me))
            })
        };
        Tapped {
            seen: self.state().now.with_untracked(|now| now.seen.get(&(student, muscle)).copied()),
            away: away.map(|id| (id, is_own(id))),
        }
    }

    /// What a sighting made now says beside its phase.
    pub fn setting(&self) -> Setting {
        self.state().setup.with_untracked(|setup| Setting {
            class: self.class(|class| class.id),
            muscle: setup.muscle.clone(),
            framework: self.state().directory.with_value(|directory| directory.framework.version()),
            context: setup.context.clone(),
        })
    }

    fn open(&self, student: PersonId) {
        let class = self.class(|class| class.id);
        self.state().navigate.run(format!("/class/{class}/student/{student}"));
    }

    /// The muscle that a student chose to stretch next. Not tracked: as of uncovering.
    pub fn chosen_next(&self, student: PersonId) -> Option<MuscleId> {
        let tablet = self.state().tablet;
        let directory = self.directory();
        let next = untrack(|| {
            let today = tablet.today();
            tablet.view(|view| view.next_step(student, &directory.calendar, today))
        });
        next.map(|step| step.choice.muscle)
    }

    /// Whether "everyone else" has been recorded in this lesson, with the chosen muscle. Tracked.
    pub fn everyone_is_done(&self) -> bool {
        let muscle = self.state().setup.with(|setup| setup.muscle.clone());
        self.state().now.with(|now| now.practised.contains(&muscle))
    }

    /// "Everyone else: practised": all but those seen in this lesson, or away.
    pub fn everyone_else(&self) {
        self.look_at_the_clock();
        let setting = self.setting();
        let except = self.not_everyone_else(&setting);
        let text = &t().teach;
        let left = self.students().iter().any(|(student, _)| !except.contains(student));
        if untrack(|| self.everyone_is_done()) {
            self.say(text.everyone_recorded.to_owned());
        } else if left {
            self.state().tablet.record(vec![record::practised(&setting, except)]);
            self.say(text.everyone_recorded.to_owned());
        } else {
            self.state().toasts.say(text.nobody_else.to_owned());
        }
        self.wait_for_idle();
    }

    /// Whoever was seen in this lesson, by whichever adult, or is away.
    fn not_everyone_else(&self, setting: &Setting) -> BTreeSet<PersonId> {
        let state = self.state();
        let tablet = state.tablet;
        let mut except = untrack(|| {
            let (today, now) = (tablet.today(), tablet.now());
            tablet.view(|view| view.seen_lately(setting.class, &setting.muscle, today, now))
        });
        state.now.with_untracked(|now| except.extend(now.seen_with(&setting.muscle)));
        state.day.with_untracked(|day| except.extend(day.away.keys()));
        except
    }

    /// Takes back the newest thing that this adult recorded in this lesson.
    pub fn undo(&self) {
        self.look_at_the_clock();
        let Some(newest) = self.state().now.with_untracked(|now| now.undoable) else { return };
        self.state().tablet.record(vec![record::retraction(newest.id)]);
        self.say(match newest.student {
            Some(student) => (t().teach.undone)(&self.name(student)),
            None => t().teach.everyone_undone.to_owned(),
        });
        self.wait_for_idle();
    }

    /// Says something to those who hear the page; the same words twice are two events.
    fn say(&self, words: String) {
        self.state().said.try_update(|said| {
            *said = if *said == words { format!("{words}\u{a0}") } else { words };
        });
    }
}

/// When each student was last seen with the muscle before today, in the order of the class. The plan holds for the day, so
/// what arrives later changes nothing.
fn last_seen(
    tablet: Tablet,
    class: StoredValue<ClassCard>,
    directory: StoredValue<Arc<Directory>>,
    muscle: &MuscleId,
) -> Vec<(PersonId, Option<Day>)> {
    let today = tablet.today();
    directory.with_value(|directory| {
        let at = directory.framework.position(muscle);
        let is_muscle = |id: &MuscleId| directory.framework.position(id) == at;
        class.with_value(|class| {
            let students = class.students.iter().flatten();
            untrack(|| {
                tablet.view(|view| {
                    students
                        .map(|s| (s.id, view.last_seen_before(s.id, is_muscle, today)))
                        .collect()
                })
            })
        })
    })
}

/// As of the moment of uncovering: no tap changes an established phase.
fn standings(
    tablet: Tablet,
    class: StoredValue<ClassCard>,
    directory: StoredValue<Arc<Directory>>,
    muscle: &MuscleId,
) -> Vec<Standing> {
    let students: Vec<_> =
        class.with_value(|class| class.students.iter().flatten().map(|s| s.id).collect());
    let today = tablet.today();
    directory.with_value(|directory| {
        let at = directory.framework.position(muscle).unwrap_or(0);
        let read = |view: &View| {
            let standings = Standings::of(view, directory, &students, today);
            (0..students.len()).map(|student| standings.standing(student, at)).collect()
        };
        untrack(|| tablet.view(read))
    })
}
