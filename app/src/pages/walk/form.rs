//! The form in which a walk is announced, and changed. What is half typed is kept; nothing is told to staff before the button.

mod values;

use domain::entry::walk::Purpose;
use domain::framework::Habit;
use domain::id::{MuscleId, RecordId};
use domain::time::Day;
use domain::view::WalkView;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

use self::values::{Typed, Values};
use super::entries;
use crate::components::{FreeText, Safeguarding, habit_class, use_toasts};
use crate::reactive::{Row, keyed, memo};
use crate::tablet::{Tablet, use_tablet};
use crate::text::t;

/// Longest name of a walk, in characters: it fits a heading, and a row of a list.
const TITLE_CHARS_MAX: usize = 80;

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
            <TitleField fields=fields />
            <Text
                id="walk-focus"
                label=words.focus
                hint=words.focus_hint
                text=Signal::derive(move || fields.shown(|shown| shown.focus.clone()))
                typed=Callback::new(move |text| fields.type_in(|typed| typed.focus = Some(text)))
            />
            <HabitField tablet=tablet fields=fields />
            <MusclesField tablet=tablet fields=fields />
            <PurposeField fields=fields />
            <div class="walk-days">
                <DayField
                    id="walk-from"
                    label=words.from
                    day=Signal::derive(move || fields.shown(|shown| shown.from))
                    chosen=Callback::new(move |day| fields.type_in(|typed| typed.from = day))
                />
                <DayField
                    id="walk-until"
                    label=words.until
                    day=Signal::derive(move || fields.shown(|shown| shown.until))
                    chosen=Callback::new(move |day| fields.type_in(|typed| typed.until = day))
                />
            </div>
            <Text
                id="walk-announcement"
                label=words.announcement
                hint=words.announcement_hint
                text=Signal::derive(move || fields.shown(|shown| shown.announcement.clone()))
                typed=Callback::new(move |text| fields.type_in(|typed| typed.announcement = Some(text)))
            />
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
        let sets = fields.shown.with_untracked(|shown| shown.changes(walk.as_ref()));
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
    /// What was typed, as it is kept: it comes back until it is recorded.
    kept: RwSignal<String>,
    /// What there is without it.
    before: StoredValue<Values>,
    shown: Memo<Values>,
}

impl Fields {
    fn new(tablet: Tablet, walk: Option<&WalkView>) -> Self {
        let key = walk.map_or_else(|| "walk:new".to_owned(), |walk| format!("walk:{}", walk.id));
        let kept = tablet.kept_text(&key);
        let before = walk.map_or_else(|| Values::of_new(untrack(|| tablet.today())), Values::of);
        let before = StoredValue::new(before);
        let shown = memo(move || before.get_value().with(kept.with(|kept| Typed::read(kept))));
        Self { kept, before, shown }
    }

    /// Something that the form shows; tracked.
    fn shown<T>(self, read: impl FnOnce(&Values) -> T) -> T {
        self.shown.with(read)
    }

    /// Types or chooses something.
    fn type_in(self, change: impl FnOnce(&mut Typed)) {
        self.kept.update(|kept| {
            let mut typed = Typed::read(kept);
            change(&mut typed);
            *kept = self.before.with_value(|before| typed.beyond(before)).kept();
        });
    }

    /// What stands in the way; tracked.
    fn problem(self) -> Option<&'static str> {
        self.shown(|shown| {
            if shown.title.trim().is_empty() || shown.focus.trim().is_empty() {
                Some(t().walk.form.missing)
            } else if shown.from.zip(shown.until).is_some_and(|(from, until)| until < from) {
                Some(t().walk.form.backwards)
            } else {
                None
            }
        })
    }

    /// Nothing is half typed any more.
    fn forget(self) {
        self.kept.set(String::new());
    }
}

/// The walk's name, which all staff read.
#[component]
fn TitleField(fields: Fields) -> impl IntoView {
    let words = &t().walk.form;
    view! {
        <div class="field">
            <label for="walk-title">{words.name}</label>
            <input
                id="walk-title"
                maxlength=TITLE_CHARS_MAX.to_string()
                placeholder=words.name_example
                prop:value=move || fields.shown(|shown| shown.title.clone())
                on:input=move |ev| fields.type_in(|typed| typed.title = Some(event_target_value(&ev)))
            />
            <Safeguarding />
        </div>
    }
}

#[component]
fn Text(
    id: &'static str,
    label: &'static str,
    hint: &'static str,
    text: Signal<String>,
    typed: Callback<String>,
) -> impl IntoView {
    let hint_id = format!("{id}-hint");
    view! {
        <div class="field">
            <label for=id>{label}</label>
            <p class="hint" id=hint_id.clone()>{hint}</p>
            <FreeText id=id text=text typed=typed hint=hint_id />
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
                aria-pressed=move || fields.shown(|shown| shown.habit == Some(habit)).to_string()
                on:click=move |_| fields.type_in(|typed| typed.habit = Some(habit))
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
    let chips = move || {
        let Some(directory) = tablet.directory() else { return Vec::new() };
        let chip = |muscle: &domain::framework::Muscle| {
            let (id, name, habit) = (muscle.id.clone(), muscle.name.clone(), muscle.group);
            Row::new(id.as_str().to_owned(), move || {
                view! { <MuscleChip fields=fields id=id name=name habit=habit /> }
            })
        };
        directory.framework.muscles().iter().map(chip).collect()
    };
    view! {
        <fieldset class="field">
            <legend>{t().walk.form.muscles}</legend>
            <div class="chips">
                {keyed(chips)}
            </div>
        </fieldset>
    }
}

#[component]
fn MuscleChip(fields: Fields, id: MuscleId, name: String, habit: Habit) -> impl IntoView {
    let is_on = {
        let id = id.clone();
        move || fields.shown(|shown| shown.muscles.contains(&id))
    };
    let tap = move |_| {
        let mut muscles = fields.shown.with_untracked(|shown| shown.muscles.clone());
        match muscles.iter().position(|muscle| *muscle == id) {
            Some(at) => drop(muscles.remove(at)),
            None => muscles.push(id.clone()),
        }
        fields.type_in(|typed| typed.muscles = Some(muscles));
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
                aria-pressed=move || fields.shown(|shown| shown.purpose == Some(purpose)).to_string()
                on:click=move |_| fields.type_in(|typed| typed.purpose = Some(purpose))
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
fn DayField(
    id: &'static str,
    label: &'static str,
    day: Signal<Option<Day>>,
    chosen: Callback<Option<Day>>,
) -> impl IntoView {
    let value = move || day.get().map(|day| day.to_string()).unwrap_or_default();
    view! {
        <div class="field">
            <label for=id>{label}</label>
            <input
                id=id
                type="date"
                prop:value=value
                on:change=move |ev| chosen.run(event_target_value(&ev).parse().ok())
            />
        </div>
    }
}
