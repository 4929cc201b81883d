//! The spread over the phases: columns headed by nothing but a count, standing on the glyph of their phase; and the same as
//! a table.

use domain::framework::Habit;
use domain::id::Phase;
use domain::summary::class::Spread;
use leptos::prelude::*;

use crate::components::{Glyph, GlyphSize};
use crate::text::t;

/// Height of the tallest column, and of an empty one.
const COLUMN_HEIGHT_MAX: u32 = 96;
const COLUMN_HEIGHT_MIN: u32 = 2;

/// The largest count of a spread.
#[must_use]
pub fn tallest(spread: &Spread) -> u32 {
    spread.phases.iter().map(|n| n.get()).max().unwrap_or(0)
}

/// Six columns. Seen only: the table beside it is read aloud.
#[component]
pub fn SpreadChart(
    /// The counts.
    spread: Spread,
    /// The colour.
    habit: Habit,
    /// The count that the tallest column stands for.
    scale: u32,
    /// As of when.
    label: String,
) -> impl IntoView {
    let columns = Phase::ALL.map(|phase| {
        let n = spread.phases[phase.index()].get();
        let height = height(n, scale);
        view! {
            <div class="spread-col">
                <svg class="bar" viewBox="0 0 28 118">
                    {(n > 0)
                        .then(|| {
                            view! {
                                <text class="bar-n" x="14" y=(112 - height).to_string() text-anchor="middle">{n}</text>
                            }
                        })}
                    <rect
                        class="bar-on"
                        x="2"
                        y=(118 - height).to_string()
                        width="24"
                        height=height.to_string()
                        rx=height.min(5).to_string()
                    ></rect>
                </svg>
                <Glyph phase=Some(phase) habit=habit size=GlyphSize::Small />
            </div>
        }
    });
    view! {
        <figure class="spread">
            <div class="spread-cols">{columns.into_iter().collect_view()}</div>
            <figcaption>{label}</figcaption>
        </figure>
    }
}

fn height(n: u32, scale: u32) -> u32 {
    COLUMN_HEIGHT_MIN + n * (COLUMN_HEIGHT_MAX - COLUMN_HEIGHT_MIN) / scale.max(1)
}

/// The table behind the charts.
#[component]
pub fn SpreadTable(
    /// What it counts.
    caption: String,
    /// The present counts.
    now: Spread,
    /// The earlier ones, and as of when.
    earlier: Option<(Spread, String)>,
    /// The labels of the phases.
    phases: [String; Phase::COUNT],
) -> impl IntoView {
    let words = &t().reports.muscle;
    let before = earlier.as_ref().map(|(spread, _)| *spread);
    let labels = phases.into_iter().chain([words.starting.to_owned(), words.not_looked.to_owned()]);
    let rows = labels.enumerate().map(|(at, label)| {
        let then = before.map(|spread| view! { <td>{count(&spread, at)}</td> });
        view! {
            <tr>
                <th scope="row">{label}</th>
                {then}
                <td>{count(&now, at)}</td>
            </tr>
        }
    });
    let head = earlier.map(|(_, label)| view! { <th scope="col">{label}</th> });
    view! {
        <table class="figures">
            <caption>{caption}</caption>
            <thead>
                <tr>
                    <th scope="col">{words.phase}</th>
                    {head}
                    <th scope="col">{words.now}</th>
                </tr>
            </thead>
            <tbody>{rows.collect_view()}</tbody>
        </table>
    }
}

/// The count in a row of the table: phases first, then those without one.
fn count(spread: &Spread, at: usize) -> u32 {
    let of_phase = spread.phases.get(at).copied();
    let other = if at == Phase::COUNT { spread.starting } else { spread.not_looked };
    of_phase.unwrap_or(other).get()
}

#[cfg(test)]
mod tests {
    use domain::summary::counts::Students;

    use super::*;

    #[test]
    fn columns_are_in_proportion_and_never_vanish() {
        assert_eq!(height(0, 12), COLUMN_HEIGHT_MIN);
        assert_eq!(height(12, 12), COLUMN_HEIGHT_MAX);
        assert_eq!(height(6, 12), u32::midpoint(COLUMN_HEIGHT_MAX, COLUMN_HEIGHT_MIN));
        assert_eq!(height(0, 0), COLUMN_HEIGHT_MIN);
    }

    #[test]
    fn rows_of_the_table() {
        let phases = [3, 0, 2, 0, 0, 1].map(Students::new);
        let spread = Spread { phases, starting: Students::new(4), not_looked: Students::new(5) };
        let rows: Vec<_> = (0..Phase::COUNT + 2).map(|at| count(&spread, at)).collect();
        assert_eq!(rows, [3, 0, 2, 0, 0, 1, 4, 5]);
        assert_eq!(tallest(&spread), 3);
    }
}
