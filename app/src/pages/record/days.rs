//! The rows by day, what of them is shown, and what can be done with them.

use domain::time::Day;
use leptos::prelude::*;

use super::desk::{Desk, Line};
use crate::reactive::memo;
use crate::tablet::use_tablet;
use crate::text::record::Reader;
use crate::text::t;

/// See the module.
#[component]
pub fn Days(desk: Desk) -> impl IntoView {
    let is_all = desk.reader == Reader::Administrator;
    // Somebody's own doings are no news to them.
    let only_others = RwSignal::new(!is_all);
    view! {
        {(!is_all).then(|| whose(only_others))}
        {is_all.then(|| file(desk))}
        {move || list(desk, only_others.get())}
        <p role="status">{move || desk.served.said.get()}</p>
        {move || if desk.next.with(Option::is_some) { earlier(desk) } else { beginning(desk) }}
    }
}

fn beginning(desk: Desk) -> AnyView {
    let text = &t().record;
    let is_empty = desk.lines.with(Vec::is_empty);
    let words = if is_empty { (text.empty)(desk.reader) } else { text.beginning };
    view! { <p class="hint">{words}</p> }.into_any()
}

/// Whose doings are shown.
fn whose(only_others: RwSignal<bool>) -> AnyView {
    let text = &t().record;
    let choice = |label: &'static str, others: bool| {
        view! {
            <button
                type="button"
                aria-pressed=move || (only_others.get() == others).to_string()
                on:click=move |_| only_others.set(others)
            >
                {label}
            </button>
        }
    };
    view! {
        <div class="seg" role="group" aria-label=text.whose>
            {choice(text.others, true)}
            {choice(text.everything, false)}
        </div>
    }
    .into_any()
}

fn file(desk: Desk) -> AnyView {
    let text = &t().record;
    view! {
        <div class="row">
            <button
                class="btn quiet"
                type="button"
                aria-describedby="record-csv-hint"
                aria-disabled=move || desk.served.busy.get().to_string()
                on:click=move |_| desk.save()
            >
                {text.csv}
            </button>
            <p class="hint" id="record-csv-hint">{text.csv_hint}</p>
        </div>
    }
    .into_any()
}

fn earlier(desk: Desk) -> AnyView {
    let text = &t().record;
    let label = move || if desk.served.busy.get() { text.reading } else { text.earlier };
    view! {
        <button
            class="btn wide"
            type="button"
            aria-disabled=move || desk.served.busy.get().to_string()
            on:click=move |_| desk.earlier()
        >
            {label}
        </button>
    }
    .into_any()
}

/// A heading for each day, and below it what was done, the newest first.
fn list(desk: Desk, only_others: bool) -> AnyView {
    let tablet = use_tablet();
    let me = tablet.person();
    let lines = memo(move || {
        let mut lines = desk.lines.get();
        lines.retain(|line| !(only_others && line.is_by(me)));
        lines
    });
    let days = move || {
        let lines = lines.get();
        let days = by_day(&lines, |line| line.day(tablet));
        let day = |(n, (day, lines)): (usize, &(Day, Vec<&Line>))| {
            let heading = format!("record-{n}");
            let rows = lines.iter().map(|line| {
                view! {
                    <li>
                        <span class="record-clock">{tablet.clock(line.at())}</span>
                        <span>{line.sentence(me, desk.reader)}</span>
                    </li>
                }
            });
            view! {
                <section class="stack close" aria-labelledby=heading.clone()>
                    <h2 id=heading.clone()>{t().dates.day(*day, tablet.today())}</h2>
                    <ul class="record-lines">{rows.collect_view()}</ul>
                </section>
            }
        };
        days.iter().enumerate().map(day).collect_view()
    };
    let is_silent = move || lines.with(Vec::is_empty) && desk.lines.with(|lines| !lines.is_empty());
    view! {
        {days}
        <Show when=is_silent>
            <p class="card">{t().record.nobody_else}</p>
        </Show>
    }
    .into_any()
}

/// In the order in which they come: what a clock put back does to it makes a day twice.
fn by_day(lines: &[Line], day_of: impl Fn(&Line) -> Day) -> Vec<(Day, Vec<&Line>)> {
    let mut days: Vec<(Day, Vec<&Line>)> = Vec::new();
    for line in lines {
        let day = day_of(line);
        match days.last_mut().filter(|(last, _)| *last == day) {
            Some((_, lines)) => lines.push(line),
            None => days.push((day, vec![line])),
        }
    }
    days
}
