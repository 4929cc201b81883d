//! What is erased by itself: by which rules, and what the daily run did.

use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::Deserialize;
use sync::entry::Millis;

use crate::tablet::{Ask, Tablet, Trouble, judge, use_tablet};
use crate::text::t;

/// The rules, and the runs, the newest first, as the server says it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
struct Kept {
    keep: Keep,
    runs: Vec<Run>,
}

/// For how many days what is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
struct Keep {
    students: u32,
    visits: u32,
    record: u32,
}

/// What one run erased.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
struct Run {
    at: Millis,
    leavers: usize,
    entries: usize,
    words: usize,
    record: usize,
    links: usize,
}

/// See the module.
#[component]
pub fn ErasedByItself() -> impl IntoView {
    let tablet = use_tablet();
    let text = &t().people;
    let known = RwSignal::new(None::<Result<Kept, Trouble>>);
    let asking = tablet.ask(Ask::get("/api/retention"));
    spawn_local(async move {
        let kept = judge::<Kept>(asking.await);
        // The page may be gone by now.
        let _ = known.try_set(Some(kept));
    });
    let what = move || match known.get() {
        None => view! { <p class="hint">{text.runs_asking}</p> }.into_any(),
        Some(Err(_)) => view! { <p class="hint">{text.runs_unknown}</p> }.into_any(),
        Some(Ok(kept)) => shown(tablet, &kept),
    };
    view! {
        <section class="card stack close" aria-labelledby="erased-by-itself">
            <h2 id="erased-by-itself">{text.by_itself}</h2>
            {what}
        </section>
    }
}

fn shown(tablet: Tablet, kept: &Kept) -> AnyView {
    let text = &t().people;
    let Keep { students, visits, record } = kept.keep;
    let rules = [
        (text.keep_students_days)(students),
        (text.keep_visits_days)(visits),
        (text.keep_record_days)(record),
    ];
    let rules = rules.map(|words| view! { <li>{words}</li> }).collect_view();
    let none = kept.runs.is_empty().then(|| view! { <p class="hint">{text.no_runs}</p> });
    let runs = kept.runs.iter().map(|run| {
        let words = run.in_words();
        view! { <li><span class="hint">{tablet.moment(run.at)}</span> " " <span>{words}</span></li> }
    });
    let runs = runs.collect_view();
    view! {
        <ul>{rules}</ul>
        <p class="hint">{text.keep_how}</p>
        <h3>{text.runs}</h3>
        {none}
        <ul class="retention-runs">{runs}</ul>
    }
    .into_any()
}

impl Run {
    /// "2 students forgotten, with 40 entries; 3 sessions and links that had ended."
    fn in_words(self) -> String {
        let text = &t().people;
        let Self { leavers, entries, words, record, links, .. } = self;
        let parts = [
            (leavers > 0).then(|| (text.ran_leavers)(leavers, entries)),
            (words > 0).then(|| (text.ran_words)(words)),
            (record > 0).then(|| (text.ran_record)(record)),
            (links > 0).then(|| (text.ran_links)(links)),
        ];
        let parts: Vec<_> = parts.into_iter().flatten().collect();
        if parts.is_empty() { text.ran_nothing.to_owned() } else { parts.join("; ") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_run_did_in_words() {
        let nothing = Run { at: 5, leavers: 0, entries: 0, words: 0, record: 0, links: 0 };
        assert_eq!(nothing.in_words(), "Nothing was due");
        let some = Run { leavers: 1, entries: 40, links: 2, ..nothing };
        let words = "1 student who had left, with 40 entries; 2 sessions or links that had ended";
        assert_eq!(some.in_words(), words);
        let others = Run { words: 1, record: 7, ..nothing };
        let words = "1 entry with words of a visit; 7 lines of the record of access";
        assert_eq!(others.in_words(), words);
    }
}
