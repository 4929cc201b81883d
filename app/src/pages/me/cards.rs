//! One card per muscle: what the child does now, where they used it, and where it began, if it grew.

use domain::framework::Muscle;
use domain::summary::buckets;
use domain::summary::evidence::Frame;
use domain::summary::my_page::{MyMuscle, MyPage, my_page};
use domain::summary::sighted::Recorded;
use leptos::prelude::*;

use super::reader::Reader;
use crate::components::{Glyph, GlyphSize, habit_class};
use crate::tablet::{Tablet, use_tablet};
use crate::text::t;

/// The cards; for the youngest one at a time.
#[component]
pub fn Cards(
    reader: Reader,
    /// What the cards say.
    growth: Memo<MyPage>,
) -> impl IntoView {
    let tablet = use_tablet();
    let shown = RwSignal::new(0);
    let card = move |at: usize| {
        let page = growth.get();
        let mine = page.muscles.get(at)?.clone();
        let muscle = reader.framework(|framework| framework.muscle(&mine.muscle).cloned())?;
        Some(card(tablet, reader, &muscle, &mine))
    };
    let count = move || growth.with(|page| page.muscles.len());
    let one_at_a_time = move || {
        let step = move |by: usize| shown.update(|at| *at = (*at + by) % count().max(1));
        view! {
            <div class="one-card">
                <button class="icon" type="button" aria-label=t().me.muscle_before on:click=move |_| step(count().saturating_sub(1))>
                    <span aria-hidden="true">"‹"</span>
                </button>
                <div aria-live="polite">{move || card(shown.get())}</div>
                <button class="icon" type="button" aria-label=t().me.next_muscle on:click=move |_| step(1)>
                    <span aria-hidden="true">"›"</span>
                </button>
            </div>
        }
        .into_any()
    };
    let all = move || {
        let cards = (0..count()).map(card).collect_view();
        view! { <div class="cards">{cards}</div> }.into_any()
    };
    let list = move || if reader.is_young() { one_at_a_time() } else { all() };
    view! {
        <section class="stack" aria-labelledby="muscles">
            <h2 id="muscles" class="vh">{t().me.cards}</h2>
            {list}
        </section>
    }
}

/// The child's growth, as this tablet knows it.
pub fn growth(tablet: Tablet, reader: Reader) -> MyPage {
    let today = tablet.today();
    let sighted = tablet.view(|view| view.sightings_of(reader.student));
    let buckets = buckets::fold(&Recorded { sighted, ..Recorded::default() });
    reader.directory(|directory| {
        let frame = Frame {
            calendar: &directory.calendar,
            framework: &directory.framework,
            established: directory.established,
            as_of: today,
        };
        my_page(reader.student, &buckets, frame)
    })
}

fn card(tablet: Tablet, reader: Reader, muscle: &Muscle, mine: &MyMuscle) -> AnyView {
    let text = &t().me;
    let habit = muscle.group;
    let sentence = match mine.phase {
        Some(phase) => {
            let child = reader.framework(|framework| reader.say(&framework.phase(phase).child));
            (text.quote)(&child)
        }
        None if mine.used_in.is_empty() => text.not_looked.to_owned(),
        None => text.starting.to_owned(),
    };
    let then = mine.then.map(|then| {
        let month = t().dates.month_of(then.day);
        let sentence = reader.framework(|framework| reader.say(&framework.phase(then.phase).child));
        view! {
            <div class="then">
                <Glyph phase=Some(then.phase) habit=habit label=sentence />
                <span>{(text.then)(month)}</span>
            </div>
        }
    });
    let used = (!mine.used_in.is_empty()).then(|| {
        view! { <p class="hint">{(text.used_in)(&mine.used_in.join(" · "))}</p> }
    });
    let said = tablet.view(|view| {
        view.self_views_of(reader.student).into_iter().find(|said| said.muscle == muscle.id)
    });
    let said = said.map(|said| {
        let child = reader.framework(|framework| reader.say(&framework.phase(said.phase).child));
        view! { <p class="hint">{(text.you_said)(&child)}</p> }
    });
    let say = match mine.phase {
        Some(_) => "say",
        None => "say quietly",
    };
    view! {
        <article class=format!("card growth {}", habit_class(habit))>
            <h3 class="of-habit">{muscle.name.clone()}</h3>
            <div class="pic">
                <Glyph phase=mine.phase habit=habit size=GlyphSize::Large />
                {then}
            </div>
            <p class=say>{sentence}</p>
            {used}
            {said}
        </article>
    }
    .into_any()
}
