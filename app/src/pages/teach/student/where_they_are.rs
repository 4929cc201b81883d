//! Where the student is with each muscle, by the established phase, beside where they were.

use domain::framework::Muscle;
use domain::id::Phase;
use domain::summary::picture::Standing;
use leptos::prelude::*;

use super::super::context::summary;
use super::super::standings::{Standings, label, phase_of};
use super::Subject;
use crate::components::{Glyph, GlyphSize, habit_class};
use crate::reactive::memo;
use crate::tablet::use_tablet;
use crate::text::t;

/// How many places are named before the list gets long.
const PLACES_MAX: usize = 3;

/// What is said of one muscle.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Row {
    standing: Standing,
    /// Where it was when the half-term began, if elsewhere, and the month.
    then: Option<(Phase, &'static str)>,
    seen_in: Vec<String>,
}

/// See the module.
#[component]
pub fn WhereTheyAre(subject: Subject) -> impl IntoView {
    let rows = memo(move || rows(subject));
    let cards = move || {
        subject.directory(|directory| {
            let muscles = directory.framework.muscles().iter().zip(rows.get());
            muscles
                .map(|(muscle, row)| {
                    let then = row.then.map(|(phase, month)| {
                        let label = directory.framework.phase_label(phase);
                        view! { <Then muscle=muscle.clone() phase=phase label=label.to_owned() month=month /> }
                    });
                    card(muscle, &row, label(row.standing, directory), then.into_any())
                })
                .collect_view()
        })
    };
    view! {
        <section class="stack close" aria-labelledby="where">
            <h2 id="where">{t().teach.student.muscles}</h2>
            <ul class="standings">{cards}</ul>
        </section>
    }
}

fn rows(subject: Subject) -> Vec<Row> {
    let tablet = use_tablet();
    let today = tablet.today();
    subject.directory(|directory| {
        let began = directory.calendar.half_term(today).first;
        let month = t().dates.month_of(began);
        tablet.view(|view| {
            let standings = Standings::of(view, directory, &[subject.student], today);
            let row = |at| {
                let standing = standings.standing(0, at);
                let then = standings
                    .phase_on(began, 0, at)
                    .filter(|then| Some(*then) != phase_of(standing));
                let mut seen_in = Vec::new();
                for place in standings.seen_in(0, at).into_iter().filter_map(|c| summary(c, None)) {
                    if seen_in.len() < PLACES_MAX && !seen_in.contains(&place) {
                        seen_in.push(place);
                    }
                }
                Row { standing, then: then.map(|then| (then, month)), seen_in }
            };
            (0..directory.framework.muscles().len()).map(row).collect()
        })
    })
}

/// Where it was, as a picture that also reads well.
#[component]
fn Then(muscle: Muscle, phase: Phase, label: String, month: &'static str) -> impl IntoView {
    let read = (t().teach.glyph)(&muscle.name, &label, phase);
    view! {
        <span class="then">
            <Glyph phase=Some(phase) habit=muscle.group size=GlyphSize::Small label=read />
            {(t().teach.student.then)(month)}
        </span>
    }
}

fn card(muscle: &Muscle, row: &Row, label: String, then: AnyView) -> impl IntoView + use<> {
    let text = &t().teach.student;
    let places = (!row.seen_in.is_empty()).then(|| {
        view! { <p class="hint places">{(text.seen_in)(&row.seen_in.join(" · "))}</p> }
    });
    view! {
        <li class=format!("standing {}", habit_class(muscle.group))>
            <Glyph phase=phase_of(row.standing) habit=muscle.group />
            <div>
                <h3 class="of-habit">{muscle.name.clone()}</h3>
                <p>{label} {then}</p>
                {places}
            </div>
        </li>
    }
}
