//! One muscle in a class: how skilfully, how often, in how many contexts; three facets, kept apart.

use domain::directory::Learners;
use domain::id::Phase;
use domain::summary::class::{Chart, MuscleReport, Spread};
use domain::summary::counts::Students;
use domain::summary::reach::{EVIDENCE_LESSONS_MIN, EVIDENCE_STUDENTS_MIN, Reach};
use domain::time::Day;
use leptos::prelude::*;

use super::spread::{SpreadChart, SpreadTable, tallest};
use crate::components::habit_class;
use crate::server_data::MuscleName;
use crate::text::t;

/// The card of a muscle.
#[component]
pub fn MuscleCard(
    /// Which, and its colour.
    muscle: MuscleName,
    /// What is known of it.
    report: MuscleReport,
    /// Of how many students.
    of: Students,
    /// What they are called.
    learners: Learners,
    /// The day of the earlier spread.
    then: Option<Day>,
    /// The day of the report.
    as_of: Day,
    /// The labels of the phases.
    phases: [String; Phase::COUNT],
) -> impl IntoView {
    let reach = reach_in_words(&report);
    let MuscleReport { chart, .. } = report;
    let class = format!("card rep {}", habit_class(muscle.habit));
    match chart {
        Chart::NotEnough { lessons, students } => {
            let missing = missing(lessons.get(), students.get(), learners);
            view! {
                <article class=class>
                    <div class="rep-text">
                        <h2>{muscle.name}</h2>
                        <p class="rep-lead">{t().reports.muscle.not_enough}</p>
                        <p class="rep-why">{missing}</p>
                    </div>
                </article>
            }
            .into_any()
        }
        Chart::Shown { now, then: earlier } => {
            let earlier = earlier.zip(then).map(|(spread, day)| {
                (spread, (t().reports.muscle.then)(&t().dates.date(day, as_of)))
            });
            view! {
                <article class=class>
                    <div class="rep-text">
                        <h2>{muscle.name.clone()}</h2>
                        <p class="rep-lead">{placed(&now, of, learners)}</p>
                        {reach.into_iter().map(|line| view! { <p class="rep-why">{line}</p> }).collect_view()}
                    </div>
                    <Charts muscle=muscle now=now earlier=earlier learners=learners phases=phases />
                </article>
            }
            .into_any()
        }
    }
}

#[component]
fn Charts(
    muscle: MuscleName,
    now: Spread,
    earlier: Option<(Spread, String)>,
    learners: Learners,
    phases: [String; Phase::COUNT],
) -> impl IntoView {
    let words = &t().reports.muscle;
    let scale = tallest(&now).max(earlier.as_ref().map_or(0, |(spread, _)| tallest(spread)));
    let before = earlier.clone().map(|(spread, label)| {
        view! { <SpreadChart spread=spread habit=muscle.habit scale=scale label=label /> }
    });
    view! {
        <div class="rep-charts">
            <div class="pair" aria-hidden="true">
                {before}
                <SpreadChart spread=now habit=muscle.habit scale=scale label=words.now.to_owned() />
            </div>
            <details class="behind">
                <summary>{words.table}</summary>
                <SpreadTable caption=(words.caption)(&muscle.name, learners) now=now earlier=earlier phases=phases />
            </details>
        </div>
    }
}

/// "24 of 28 children are in the picture."
fn placed(now: &Spread, of: Students, learners: Learners) -> String {
    (t().reports.muscle.placed)(now.established().get(), of.get(), learners)
}

/// How often and in how many contexts, now and in the half-term before.
fn reach_in_words(report: &MuscleReport) -> Vec<String> {
    let words = &t().reports.muscle;
    let this = report.this_half_term;
    let is_empty = |reach: &Reach| reach.lessons.get() == 0;
    let seen = if is_empty(&this) {
        words.no_reach.to_owned()
    } else {
        (words.reach)(this.lessons.get(), this.contexts.get())
    };
    let before = report.half_term_before.filter(|before| !is_empty(before));
    let before = before.map(|before| (words.before)(before.lessons.get(), before.contexts.get()));
    let practised = this.practised.get();
    let practised = (practised > 0).then(|| (words.practised)(practised));
    let others = match report.chart {
        Chart::Shown { now, .. } if now.not_yet().get() > 0 => {
            Some((words.others)(now.starting.get(), now.not_looked.get()))
        }
        _ => None,
    };
    [Some(seen), before, practised, others].into_iter().flatten().collect()
}

/// What was seen, and how much more it takes.
fn missing(lessons: u32, students: u32, learners: Learners) -> String {
    let more_lessons = EVIDENCE_LESSONS_MIN.saturating_sub(lessons);
    let more_students = EVIDENCE_STUDENTS_MIN.saturating_sub(students);
    (t().reports.muscle.missing)(lessons, students, more_lessons, more_students, learners)
}
