//! The form in which a walk is announced, and changed. What is half typed is kept; nothing is told to staff before the button.

use domain::entry::fields::TEXT_CHARS_MAX;
use domain::entry::walk::{Purpose, WalkSet};
use domain::framework::Habit;
use domain::id::{MuscleId, RecordId};
use domain::time::Day;
use domain::view::WalkView;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

use super::entries;
use crate::components::{Safeguarding, habit_class, use_toasts};
use crate::tablet::{Tablet, use_tablet};
use crate::text::t;

/// Days that a new walk lasts unless someone says otherwise: two school weeks.
const NEW_WALK_DAYS: i32 = 11;

/// The form: of a new walk, or of one that is there.
#[component]
pub fn WalkForm(
    /// The walk as it is.
    #[prop(optional_no_strip)]
    walk: Option<WalkView>,
    /// After it was kept; without it the walk's page opens.
    #[prop(optional)]
    done: Option<Callback<()>>,
) -> impl IntoView {
    let words = &t().walk.form;
    let tablet = use_tablet();
    let fields = Fields::new(tablet, walk.as_ref());
    let is_new = walk.is_none();
    let keep = keep(tablet, fields, walk, done);
    let is_ready = move || fields.problem().is_none();
    view! {
        <div class="stack walk-form">
            <div class="field">
                <label for="walk-title">{words.name}</label>
                <input
                    id="walk-title"
                    maxlength="80"
                    placeholder=words.name_example
                    prop:value=move || fields.title.get()
                    on:input=move |ev| fields.title.set(event_target_value(&ev))
                />
            </div>
            <Text id="walk-focus" label=words.focus hint=words.focus_hint text=fields.focus />
            <HabitField tablet=tablet fields=fields />
            <MusclesField tablet=tablet fields=fields />
            <PurposeField fields=fields />
            <div class="walk-days">
                <DayField id="walk-from" label=words.from day=fields.from />
                <DayField id="walk-until" label=words.until day=fields.until />
            </div>
            <Text id="walk-announcement" label=words.announcement hint=words.announcement_hint text=fields.announcement />
            <p class="hint" aria-live="polite">{move || fields.problem()}</p>
            <div class="acts">
                <button class="btn" type="button" disabled=move || !is_ready() on:click=move |_| keep()>
                    {if is_new { words.announce } else { words.save }}
                </button>
            </div>
        </div>
    }
}

/// Records what differs from the walk as it was shown, and leads on.
fn keep(
    tablet: Tablet,
    fields: Fields,
    walk: Option<WalkView>,
    done: Option<Callback<()>>,
) -> impl Fn() + Clone + 'static {
    let toasts = use_toasts();
    let navigate = use_navigate();
    move || {
        let sets = fields.changes(walk.as_ref());
        let record: RecordId = walk.as_ref().map_or_else(|| tablet.new_record(), |walk| walk.id);
        tablet.record(entries::set_walk(record, walk.as_ref(), &sets));
        fields.forget();
        if let Some(done) = done {
            done.run(());
        } else {
            toasts.say(t().walk.form.announced.to_owned());
            navigate(&format!("/walk/{record}"), NavigateOptions::default());
        }
    }
}

/// What the form holds.
#[derive(Clone, Copy)]
struct Fields {
    title: RwSignal<String>,
    focus: RwSignal<String>,
    announcement: RwSignal<String>,
    habit: RwSignal<Option<Habit>>,
    muscles: RwSignal<Vec<MuscleId>>,
    purpose: RwSignal<Option<Purpose>>,
    from: RwSignal<Option<Day>>,
    until: RwSignal<Option<Day>>,
}

impl Fields {
    fn new(tablet: Tablet, walk: Option<&WalkView>) -> Self {
        let today = untrack(|| tablet.today());
        let text = |field: &str, value: Option<&String>| {
            let key = walk
                .map_or_else(|| format!("walk:new:{field}"), |w| format!("walk:{}:{field}", w.id));
            let kept = tablet.kept_text(&key);
            if kept.with_untracked(String::is_empty) {
                kept.set(value.cloned().unwrap_or_default());
            }
            kept
        };
        let days =
            walk.map_or((Some(today), Some(today.plus(NEW_WALK_DAYS))), |w| (w.from, w.until));
        Self {
            title: text("title", walk.and_then(|w| w.title.as_ref())),
            focus: text("focus", walk.and_then(|w| w.focus.as_ref())),
            announcement: text("announcement", walk.and_then(|w| w.announcement.as_ref())),
            habit: RwSignal::new(walk.and_then(|w| w.habit)),
            muscles: RwSignal::new(walk.map(|w| w.muscles.clone()).unwrap_or_default()),
            purpose: RwSignal::new(walk.map_or(Some(Purpose::Presence), |w| w.purpose)),
            from: RwSignal::new(days.0),
            until: RwSignal::new(days.1),
        }
    }

    /// What stands in the way; tracked.
    fn problem(self) -> Option<&'static str> {
        let is_empty = |text: RwSignal<String>| text.with(|text| text.trim().is_empty());
        let (from, until) = (self.from.get(), self.until.get());
        if is_empty(self.title) || is_empty(self.focus) {
            Some(t().walk.form.missing)
        } else if from.zip(until).is_some_and(|(from, until)| until < from) {
            Some(t().walk.form.backwards)
        } else {
            None
        }
    }

    /// The fields whose values differ from the walk's. A text that was emptied stays as it was: entries hold no empty words.
    fn changes(self, walk: Option<&WalkView>) -> Vec<WalkSet> {
        let words = |text: RwSignal<String>, before: Option<&String>| {
            let text = text.with_untracked(|text| text.trim().to_owned());
            (!text.is_empty() && before != Some(&text)).then_some(text)
        };
        let muscles = self.muscles.get_untracked();
        let muscles =
            (walk.map_or(&[][..], |w| w.muscles.as_slice()) != muscles).then_some(muscles);
        let sets = [
            words(self.title, walk.and_then(|w| w.title.as_ref())).map(WalkSet::Title),
            words(self.focus, walk.and_then(|w| w.focus.as_ref())).map(WalkSet::Focus),
            words(self.announcement, walk.and_then(|w| w.announcement.as_ref()))
                .map(WalkSet::Announcement),
            changed(self.habit, walk.and_then(|w| w.habit)).map(WalkSet::Habit),
            muscles.map(WalkSet::Muscles),
            changed(self.purpose, walk.and_then(|w| w.purpose)).map(WalkSet::Purpose),
            changed(self.from, walk.and_then(|w| w.from)).map(WalkSet::From),
            changed(self.until, walk.and_then(|w| w.until)).map(WalkSet::Until),
        ];
        sets.into_iter().flatten().collect()
    }

    /// Nothing is half typed any more.
    fn forget(self) {
        for text in [self.title, self.focus, self.announcement] {
            text.set(String::new());
        }
    }
}

/// A value that is there, and differs from the one before.
fn changed<T: Copy + PartialEq + Send + Sync + 'static>(
    value: RwSignal<Option<T>>,
    before: Option<T>,
) -> Option<T> {
    value.get_untracked().filter(|value| Some(*value) != before)
}

#[component]
fn Text(
    id: &'static str,
    label: &'static str,
    hint: &'static str,
    text: RwSignal<String>,
) -> impl IntoView {
    let hint_id = format!("{id}-hint");
    view! {
        <div class="field">
            <label for=id>{label}</label>
            <p class="hint" id=hint_id.clone()>{hint}</p>
            <textarea
                id=id
                rows="2"
                maxlength=TEXT_CHARS_MAX.to_string()
                aria-describedby=hint_id
                prop:value=move || text.get()
                on:input=move |ev| text.set(event_target_value(&ev))
            ></textarea>
            <Safeguarding />
        </div>
    }
}

/// The row of the grid that is asked first.
#[component]
fn HabitField(tablet: Tablet, fields: Fields) -> impl IntoView {
    let name = move |habit: Habit| {
        let group = tablet
            .directory()
            .and_then(|d| d.framework.group(habit).map(|group| group.name.clone()));
        group.unwrap_or_else(|| (t().visit.habit)(habit).to_owned())
    };
    let chips = Habit::ALL.iter().map(|habit| {
        let habit = *habit;
        view! {
            <button
                class=format!("chip {}", habit_class(habit))
                type="button"
                aria-pressed=move || (fields.habit.get() == Some(habit)).to_string()
                on:click=move |_| fields.habit.set(Some(habit))
            >
                {move || name(habit)}
            </button>
        }
    });
    view! {
        <fieldset class="field">
            <legend>{t().walk.form.habit}</legend>
            <div class="chips">{chips.collect_view()}</div>
        </fieldset>
    }
}

#[component]
fn MusclesField(tablet: Tablet, fields: Fields) -> impl IntoView {
    let muscles = move || {
        let Some(directory) = tablet.directory() else { return Vec::new() };
        directory
            .framework
            .muscles()
            .iter()
            .map(|m| (m.id.clone(), m.name.clone(), m.group))
            .collect::<Vec<_>>()
    };
    view! {
        <fieldset class="field">
            <legend>{t().walk.form.muscles}</legend>
            <div class="chips">
                <For each=muscles key=|muscle| muscle.0.clone() let:muscle>
                    <MuscleChip fields=fields id=muscle.0 name=muscle.1 habit=muscle.2 />
                </For>
            </div>
        </fieldset>
    }
}

#[component]
fn MuscleChip(fields: Fields, id: MuscleId, name: String, habit: Habit) -> impl IntoView {
    let is_on = {
        let id = id.clone();
        move || fields.muscles.with(|muscles| muscles.contains(&id))
    };
    let tap = move |_| {
        fields.muscles.update(|muscles| match muscles.iter().position(|m| *m == id) {
            Some(at) => drop(muscles.remove(at)),
            None => muscles.push(id.clone()),
        });
    };
    view! {
        <button
            class=format!("chip {}", habit_class(habit))
            type="button"
            aria-pressed=move || is_on().to_string()
            on:click=tap
        >
            {name}
        </button>
    }
}

#[component]
fn PurposeField(fields: Fields) -> impl IntoView {
    let answers = Purpose::ALL.iter().map(|purpose| {
        let purpose = *purpose;
        view! {
            <button
                type="button"
                aria-pressed=move || (fields.purpose.get() == Some(purpose)).to_string()
                on:click=move |_| fields.purpose.set(Some(purpose))
            >
                {(t().walk.purpose)(purpose)}
            </button>
        }
    });
    view! {
        <fieldset class="field">
            <legend>{t().walk.form.purpose}</legend>
            <div class="seg">{answers.collect_view()}</div>
        </fieldset>
    }
}

#[component]
fn DayField(id: &'static str, label: &'static str, day: RwSignal<Option<Day>>) -> impl IntoView {
    let value = move || day.get().map(|day| day.to_string()).unwrap_or_default();
    view! {
        <div class="field">
            <label for=id>{label}</label>
            <input
                id=id
                type="date"
                prop:value=value
                on:change=move |ev| day.set(event_target_value(&ev).parse().ok())
            />
        </div>
    }
}
