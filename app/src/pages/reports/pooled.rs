//! One group of the school: a table whose cells are tinted by how many students they stand for, so that it is its own chart.

use domain::framework::Habit;
use domain::id::Phase;
use domain::summary::counts::Contexts;
use domain::summary::pooled::{Figures, Group, GroupReport, PooledCount, SchoolReport};
use leptos::prelude::*;

use crate::components::{Glyph, GlyphSize, habit_class};
use crate::server_data::{Legend, MuscleName};
use crate::text::t;

/// How many tints there are above the lightest.
const TINTS: u32 = 3;

/// A muscle, and what is published of it.
pub type Row = (MuscleName, Option<Figures>);

/// The rows of a group's table.
#[must_use]
pub fn rows(group: &GroupReport, legend: &Legend) -> Vec<Row> {
    let row = |cell: &domain::summary::pooled::PooledCell| {
        Some((legend.muscle(&cell.muscle)?.clone(), cell.figures.clone()))
    };
    group.cells.iter().filter_map(row).collect()
}

/// What a group is called.
#[must_use]
pub fn group_name(group: &Group, report: &SchoolReport) -> String {
    (t().reports.school.group)(group, &|part| match part {
        Group::Department(org) => report.departments.get(org).cloned(),
        _ => None,
    })
}

/// The card of a group.
#[component]
pub fn GroupCard(
    /// What it is called.
    name: String,
    /// On how many class teachers' classes it rests.
    teachers: u32,
    /// One row for each muscle.
    rows: Vec<Row>,
    /// The labels of the phases.
    phases: [String; Phase::COUNT],
) -> impl IntoView {
    let words = &t().reports.school;
    let caption = (words.caption)(&name);
    let heads = Phase::ALL.iter().zip(phases).map(|(phase, label)| {
        view! {
            <th scope="col">
                <Glyph phase=Some(*phase) habit=NEUTRAL size=GlyphSize::Small />
                <span class="vh">{label}</span>
            </th>
        }
    });
    view! {
        <section class="card pooled">
            <h2>{name.clone()}</h2>
            <p class="hint">{(words.rests_on)(teachers)}</p>
            <div class="table-scroll" tabindex="0" role="region" aria-label=name>
                <table class="figures pooled-table">
                    <caption class="vh">{caption}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{words.muscle}</th>
                            {heads.collect_view()}
                            <th scope="col">{words.contexts}</th>
                        </tr>
                    </thead>
                    <tbody>{rows.into_iter().map(row_view).collect_view()}</tbody>
                </table>
            </div>
        </section>
    }
}

/// The glyphs that head the columns stand for phases of every group: their colour says nothing.
const NEUTRAL: Habit = Habit::Managing;

fn row_view((muscle, figures): Row) -> AnyView {
    let figures = match figures {
        Some(figures) => figures_view(&figures),
        None => {
            view! { <td class="hint" colspan="7">{t().reports.school.not_enough}</td> }.into_any()
        }
    };
    view! {
        <tr class=habit_class(muscle.habit)>
            <th scope="row">{muscle.name}</th>
            {figures}
        </tr>
    }
    .into_any()
}

fn figures_view(figures: &Figures) -> AnyView {
    let words = &t().reports.school;
    let most = figures.phases.iter().map(|count| about(*count)).max().unwrap_or(0);
    let counts = figures.phases.map(|count| match count {
        PooledCount::UnderFive => view! {
            <td data-tint="0">
                <span aria-hidden="true">{words.under_five}</span>
                <span class="vh">{words.under_five_aloud}</span>
            </td>
        }
        .into_any(),
        PooledCount::About(n) => {
            view! { <td data-tint=tint(n.get(), most).to_string()>{n.get()}</td> }.into_any()
        }
    });
    view! {
        {counts.into_iter().collect_view()}
        {contexts_view(figures.contexts)}
    }
    .into_any()
}

fn contexts_view(contexts: Option<Contexts>) -> AnyView {
    let words = &t().reports.school;
    match contexts {
        Some(contexts) => view! { <td>{contexts.get()}</td> }.into_any(),
        None => view! {
            <td>
                <span aria-hidden="true">{words.no_contexts}</span>
                <span class="vh">{words.no_contexts_aloud}</span>
            </td>
        }
        .into_any(),
    }
}

fn about(count: PooledCount) -> u32 {
    match count {
        PooledCount::UnderFive => 0,
        PooledCount::About(n) => n.get(),
    }
}

/// From 1 for few to [`TINTS`] for the most.
fn tint(n: u32, most: u32) -> u32 {
    (n * TINTS).div_ceil(most.max(1)).clamp(1, TINTS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_is_the_darkest() {
        let tints: Vec<_> = [5, 20, 25, 40, 60].iter().map(|n| tint(*n, 60)).collect();
        assert_eq!(tints, [1, 1, 2, 2, 3]);
    }
}
