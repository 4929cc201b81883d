//! "What will you stretch next?": a muscle, a strategy, a day to look back; each plainly tappable, one after the other.

use domain::entry::{Choice, Draft, Retraction, Strategy, tag};
use domain::framework::Muscle;
use domain::id::{ClassId, MuscleId, PersonId};
use domain::summary::my_page::MyPage;
use domain::time::{Calendar, Day};
use leptos::prelude::*;
use sync::entry::EntryId;
use sync::order;

use super::reader::Reader;
use crate::components::{ForWhom, FreeText, Glyph, GlyphSize, habit_class};
use crate::tablet::use_tablet;
use crate::text::t;

/// What has been chosen so far.
#[derive(Clone, Copy)]
struct Form {
    reader: Reader,
    today: Day,
    muscle: RwSignal<Option<MuscleId>>,
    /// The id of a strategy; empty for one's own idea.
    strategy: RwSignal<Option<String>>,
    own: RwSignal<String>,
    look_back: RwSignal<Option<Day>>,
}

/// The form. It asks one thing at a time, and records once all three are there.
#[component]
pub fn Choose(
    /// Who chooses.
    reader: Reader,
    /// An adult of this class chooses together with the child.
    #[prop(optional)]
    with_adult_of: Option<ClassId>,
    /// The child's growth, as glyphs beside the muscles; a tablet that goes from hand to hand shows none.
    #[prop(optional)]
    growth: Option<Memo<MyPage>>,
    /// The choice has been recorded.
    chosen: Callback<EntryId>,
) -> impl IntoView {
    let tablet = use_tablet();
    let form = Form {
        reader,
        today: untrack(|| tablet.today()),
        muscle: RwSignal::new(None),
        strategy: RwSignal::new(None),
        own: tablet.kept_text(&format!("choice:{}", reader.student)),
        look_back: RwSignal::new(None),
    };
    let choose = move |_| {
        let Some(choice) = form.choice(with_adult_of.is_some()) else { return };
        let draft = draft(&choice, reader.student, with_adult_of);
        if let Some(id) = tablet.record(vec![draft]).first() {
            form.own.set(String::new());
            chosen.run(*id);
        }
    };
    let colour = move || {
        let muscle = form.muscle.get();
        let group = muscle.and_then(|id| reader.framework(|f| f.muscle(&id).map(|m| m.group)));
        group.map_or("", habit_class)
    };
    view! {
        <section class=move || format!("next {}", colour()) aria-labelledby="next">
            <h2 id="next">{t().me.choose}</h2>
            {muscles(form, growth)}
            {move || strategies(form)}
            {move || own_idea(form)}
            {move || days(form)}
            {move || {
                let is_complete = form.choice(false).is_some();
                is_complete.then(|| {
                    view! { <button class="btn wide" type="button" on:click=choose>{t().me.thats_my_plan}</button> }
                })
            }}
        </section>
    }
}

impl Form {
    /// The choice, once it is complete. Tracked.
    fn choice(&self, chosen_with: bool) -> Option<Choice> {
        let strategy = match self.strategy.get()? {
            own if own.is_empty() => {
                let words = self.own.get();
                let words = words.trim();
                (!words.is_empty()).then(|| Strategy::Own(words.to_owned()))?
            }
            id => Strategy::Offered(id),
        };
        Some(Choice {
            muscle: self.muscle.get()?,
            strategy,
            look_back: self.look_back.get()?,
            framework: self.reader.framework(domain::framework::Framework::version),
            chosen_with,
        })
    }
}

fn muscles(form: Form, growth: Option<Memo<MyPage>>) -> impl IntoView {
    let chip = |muscle: &Muscle| {
        let (id, choice, habit) = (muscle.id.clone(), muscle.id.clone(), muscle.group);
        let glyph = growth.and_then(|growth| {
            let phase = growth.with_untracked(|page| {
                page.muscles.iter().find(|mine| mine.muscle == id).map(|mine| mine.phase)
            })?;
            Some(view! { <Glyph phase=phase habit=habit size=GlyphSize::Small /> })
        });
        let choose = move |_| {
            form.muscle.set(Some(choice.clone()));
            form.strategy.set(None);
        };
        view! {
            <button
                class=format!("chip {}", habit_class(habit))
                type="button"
                aria-pressed=move || form.muscle.with(|chosen| chosen.as_ref() == Some(&id)).to_string()
                on:click=choose
            >
                {glyph}
                {muscle.name.clone()}
            </button>
        }
    };
    let chips = form.reader.framework(|f| f.muscles().iter().map(chip).collect_view());
    view! { <div class="chips" role="group" aria-label=t().me.muscles>{chips}</div> }
}

/// The framework's strategies for the chosen muscle, and one's own idea.
fn strategies(form: Form) -> Option<AnyView> {
    let id = form.muscle.get()?;
    let offered: Vec<(String, String)> = form.reader.framework(|framework| {
        let strategies = framework.muscle(&id).map(|muscle| &muscle.strategies);
        strategies.into_iter().flatten().map(|s| (s.id.clone(), form.reader.say(&s.say))).collect()
    });
    let own = (String::new(), t().me.own_idea.to_owned());
    let options = offered.into_iter().chain([own]).map(|(id, words)| {
        let choice = id.clone();
        let is_on = move || form.strategy.with(|chosen| chosen.as_ref() == Some(&id));
        view! {
            <button
                class="pick"
                type="button"
                aria-pressed=move || is_on().to_string()
                on:click=move |_| form.strategy.set(Some(choice.clone()))
            >
                {words}
            </button>
        }
    });
    let fieldset = view! {
        <fieldset class="stack close">
            <legend>{t().me.how}</legend>
            <div class="picks">{options.collect_view()}</div>
        </fieldset>
    };
    Some(fieldset.into_any())
}

fn own_idea(form: Form) -> Option<AnyView> {
    let is_own = form.strategy.with(|chosen| chosen.as_ref().is_some_and(String::is_empty));
    let text = &t().me;
    is_own.then(|| {
        view! {
            <div class="stack close">
                <FreeText
                    id="own"
                    text=form.own
                    typed=Callback::new(move |typed| form.own.set(typed))
                    who=ForWhom::Student
                    name=text.own_idea
                    example=text.own_example
                />
            </div>
        }
        .into_any()
    })
}

fn days(form: Form) -> Option<AnyView> {
    form.strategy.with(Option::is_some).then_some(())?;
    let today = form.today;
    let days = form.reader.directory(|directory| look_back_days(&directory.calendar, today));
    let chips = days.into_iter().map(|day| {
        view! {
            <button
                class="chip"
                type="button"
                aria-pressed=move || (form.look_back.get() == Some(day)).to_string()
                on:click=move |_| form.look_back.set(Some(day))
            >
                {t().dates.date(day, today)}
            </button>
        }
    });
    let fieldset = view! {
        <fieldset class="stack close">
            <legend>{t().me.when}</legend>
            <div class="chips">{chips.collect_view()}</div>
        </fieldset>
    };
    Some(fieldset.into_any())
}

/// Days to look back on: the last school days of this week and the next two, and of the half-term; not tomorrow already.
fn look_back_days(calendar: &Calendar, today: Day) -> Vec<Day> {
    const SCHOOL_DAYS_MIN: i32 = 2;
    const WEEKS: i32 = 3;
    let week_ends = (0..WEEKS)
        .filter_map(|week| calendar.school_week(today.plus(7 * week)).map(|span| span.last));
    let half_term = calendar.nth_school_day_after(calendar.half_term(today).last, 0);
    let mut days: Vec<_> = week_ends
        .chain([half_term])
        .filter(|day| calendar.school_days_between(today, *day) >= SCHOOL_DAYS_MIN)
        .collect();
    order::sort(&mut days);
    days.dedup();
    if days.is_empty() {
        days.push(calendar.nth_school_day_after(today, SCHOOL_DAYS_MIN));
    }
    days
}

/// A strategy in words.
pub fn how(strategy: &Strategy, reader: Reader) -> String {
    match strategy {
        Strategy::Own(words) => words.clone(),
        Strategy::Offered(id) => reader
            .framework(|framework| {
                framework.strategy(id).map(|(_, strategy)| reader.say(&strategy.say))
            })
            .unwrap_or_default(),
    }
}

/// The entry of a choice; made together with an adult, it says in which class.
fn draft(choice: &Choice, student: PersonId, with_adult_of: Option<ClassId>) -> Draft {
    let draft = Draft::new(choice).link(tag::STUDENT, student.0);
    match with_adult_of {
        Some(class) => draft.in_class(class),
        None => draft,
    }
}

/// Takes a choice back.
pub fn take_back(choice: EntryId) -> Draft {
    Draft::new(&Retraction).superseding([choice])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_to_look_back_are_ends_of_weeks() {
        // Without dates every Monday to Friday is a school day; half-terms are guessed: 1 November to 31 December.
        let calendar = Calendar::default();
        let cases = [
            ("2026-11-23", vec!["2026-11-27", "2026-12-04", "2026-12-11", "2026-12-31"]),
            // Tomorrow is too soon.
            ("2026-11-26", vec!["2026-12-04", "2026-12-11", "2026-12-31"]),
            // The end of a half-term that is near is said once.
            ("2026-12-21", vec!["2026-12-25", "2026-12-31", "2027-01-01", "2027-01-08"]),
        ];
        for (today, days) in cases {
            let found = look_back_days(&calendar, today.parse().unwrap());
            let found: Vec<_> = found.into_iter().map(|day| day.to_string()).collect();
            assert_eq!(found, days, "{today}");
        }
    }
}
