//! What a pulse came to: a bar and the same in words, for each group of people by itself.

use leptos::prelude::*;

use super::desk::{Counts, Pulse, Results};
use crate::text::t;

/// Of everybody who answered; nothing where nobody did.
pub fn results(pulse: &Pulse) -> AnyView {
    let text = &t().pulse;
    let Some(results) = pulse.results.as_ref().filter(|all| !all.is_empty()) else {
        return view! { <p>{text.nobody}</p> }.into_any();
    };
    let groups = results.iter().map(|group| of_group(group, &pulse.items)).collect_view();
    view! {
        {groups}
        <p class="hint">{text.from_five}</p>
    }
    .into_any()
}

fn of_group(group: &Results, items: &[String]) -> AnyView {
    let rows = items.iter().zip(&group.items).map(|(item, counts)| {
        let shown = match counts {
            Some(counts) => bar(*counts),
            None => view! { <p class="hint">{t().pulse.too_few}</p> }.into_any(),
        };
        view! { <li><p>{item.clone()}</p>{shown}</li> }
    });
    view! {
        <h3>{(t().pulse.people)(&group.people)}</h3>
        <ul class="pulse-results">{rows.collect_view()}</ul>
    }
    .into_any()
}

/// As long as there are answers; what it says is in the words below it.
fn bar(counts: Counts) -> AnyView {
    let all: u32 = counts.iter().sum();
    let mut x = 0;
    let parts = (1..).zip(counts).map(|(value, count)| {
        let from = x;
        x += count;
        view! { <rect class=format!("pulse-{value}") x=from.to_string() y="0" width=count.to_string() height="1"></rect> }
    });
    let parts: Vec<_> = parts.collect();
    view! {
        <svg class="pulse-bar" viewBox=format!("0 0 {all} 1") preserveAspectRatio="none" aria-hidden="true">
            {parts}
        </svg>
        <p class="hint">{in_words(counts)}</p>
    }
    .into_any()
}

/// "Very much 3 · Mostly 1", the most first.
fn in_words(counts: Counts) -> String {
    let words = t().pulse.scale.into_iter().zip(counts).rev();
    let given = words.filter(|(_, count)| *count > 0);
    given.map(|(words, count)| format!("{words} {count}")).collect::<Vec<_>>().join(" · ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_in_words() {
        assert_eq!(in_words([1, 0, 0, 3, 1]), "Very much 1 · Mostly 3 · Not at all 1");
    }
}
