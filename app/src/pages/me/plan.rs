//! The top of the page: choose, the plan that stands, or, when its day has come, how it went.

use domain::summary::my_page::MyPage;
use domain::time::Day;
use domain::view::{NextStep, Said};
use leptos::prelude::*;
use sync::entry::EntryId;

use super::choose::{Choose, how};
use super::look_back::LookBack;
use super::reader::Reader;
use crate::components::{habit_class, use_toasts};
use crate::reactive::memo;
use crate::tablet::use_tablet;
use crate::text::t;

/// What the top shows.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Top {
    /// No plan stands.
    Choose,
    /// A plan whose day has not come.
    Plan(NextStep),
    /// Its day has come, and the child has not said how it went.
    LookBack(NextStep),
}

/// See the module.
#[component]
pub fn TopOfPage(
    reader: Reader,
    /// The child's growth, for the glyphs of the choice.
    growth: Memo<MyPage>,
) -> impl IntoView {
    let tablet = use_tablet();
    let anew = RwSignal::new(false);
    let just_made = RwSignal::new(None::<EntryId>);
    let top = memo(move || {
        let today = tablet.today();
        tablet.view(|view| {
            let next = reader
                .directory(|directory| view.next_step(reader.student, &directory.calendar, today));
            let is_known =
                |step: &NextStep| reader.framework(|f| f.muscle(&step.choice.muscle).is_some());
            top(next.filter(is_known), &view.self_views_of(reader.student), today)
        })
    });
    let chosen = Callback::new(move |id: EntryId| {
        anew.set(false);
        just_made.set(Some(id));
    });
    let choose = move || view! { <Choose reader=reader growth=growth chosen=chosen /> };
    move || match top.get() {
        Top::LookBack(step) => view! { <LookBack reader=reader step=step /> }.into_any(),
        Top::Plan(step) if !anew.get() => {
            view! { <Plan reader=reader step=step anew=anew just_made=just_made /> }.into_any()
        }
        Top::Plan(_) => {
            let keep = view! {
                <button class="btn quiet" type="button" on:click=move |_| anew.set(false)>{t().me.keep_plan}</button>
            };
            (choose(), keep).into_any()
        }
        Top::Choose => choose().into_any(),
    }
}

/// A choice counts until the child has looked back at it.
fn top(next: Option<NextStep>, said: &[Said], today: Day) -> Top {
    let Some(step) = next else { return Top::Choose };
    let looked_back =
        |said: &&Said| said.muscle == step.choice.muscle && said.day >= step.choice.look_back;
    if today < step.choice.look_back {
        Top::Plan(step)
    } else if said.iter().any(|said| looked_back(&said)) {
        Top::Choose
    } else {
        Top::LookBack(step)
    }
}

#[component]
fn Plan(
    reader: Reader,
    step: NextStep,
    anew: RwSignal<bool>,
    just_made: RwSignal<Option<EntryId>>,
) -> impl IntoView {
    let tablet = use_tablet();
    let toasts = use_toasts();
    let text = &t().me;
    let look_back = t().dates.day(step.choice.look_back, untrack(|| tablet.today()));
    let id = step.id;
    let undo = move |_| {
        tablet.record(vec![super::choose::take_back(id)]);
        just_made.set(None);
        toasts.say(text.undone.to_owned());
    };
    let foot = move || {
        if just_made.get() == Some(id) {
            view! {
                <p role="status">{text.planned}</p>
                <button class="btn quiet" type="button" on:click=undo>{text.undo}</button>
            }
            .into_any()
        } else {
            view! {
                <button class="btn quiet" type="button" on:click=move |_| anew.set(true)>{text.change}</button>
            }
            .into_any()
        }
    };
    let (name, colour) = reader.framework(|framework| {
        let muscle = framework.muscle(&step.choice.muscle);
        muscle.map_or_else(Default::default, |m| (m.name.clone(), habit_class(m.group)))
    });
    view! {
        <section class=format!("next planned {colour}") aria-labelledby="next">
            <h2 id="next">{text.plan} " " <span class="of-habit">{name}</span></h2>
            <p class="how">{how(&step.choice.strategy, reader)}</p>
            <p class="hint">{(text.look_back)(&look_back)}</p>
            <div class="row">{foot}</div>
        </section>
    }
}

#[cfg(test)]
mod tests {
    use domain::entry::{Choice, Strategy};
    use domain::id::{MuscleId, Phase};

    use super::*;

    const MONDAY: Day = Day(20_780);
    const ID: EntryId = EntryId { incarnation: 1, number: 1 };

    fn muscle(id: &str) -> MuscleId {
        MuscleId::new(id).unwrap()
    }

    fn step() -> NextStep {
        let choice = Choice {
            muscle: muscle("questioning"),
            strategy: Strategy::Own("Ask why".to_owned()),
            look_back: MONDAY,
            framework: 1,
            chosen_with: false,
        };
        NextStep { id: ID, choice, chosen: MONDAY.plus(-7) }
    }

    fn said(id: &str, day: Day) -> Said {
        Said { id: ID, muscle: muscle(id), phase: Phase::ALL[2], words: None, day }
    }

    #[test]
    fn a_plan_stands_until_its_day_and_then_asks_how_it_went() {
        let cases = [
            ("no choice", None, vec![], MONDAY, Top::Choose),
            ("before the day", Some(step()), vec![], MONDAY.plus(-1), Top::Plan(step())),
            ("on the day", Some(step()), vec![], MONDAY, Top::LookBack(step())),
            ("long after", Some(step()), vec![], MONDAY.plus(60), Top::LookBack(step())),
            (
                "looked back",
                Some(step()),
                vec![said("questioning", MONDAY)],
                MONDAY.plus(1),
                Top::Choose,
            ),
            (
                "said something earlier",
                Some(step()),
                vec![said("questioning", MONDAY.plus(-3))],
                MONDAY,
                Top::LookBack(step()),
            ),
            (
                "said something else",
                Some(step()),
                vec![said("revising", MONDAY)],
                MONDAY,
                Top::LookBack(step()),
            ),
        ];
        for (case, next, said, today, expected) in cases {
            assert_eq!(top(next, &said, today), expected, "{case}");
        }
    }
}
