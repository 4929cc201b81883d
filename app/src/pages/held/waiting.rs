//! The way to what is set aside, from an administrator's home page.

use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::de::IgnoredAny;

use crate::tablet::{Ask, judge, use_tablet};
use crate::text::t;

/// See the module; with how much waits, where the server says so.
#[component]
pub fn Waiting() -> impl IntoView {
    let text = &t().held;
    let count = RwSignal::new(None);
    let asking = use_tablet().ask(Ask::get("/api/held"));
    spawn_local(async move {
        let held = judge::<Vec<IgnoredAny>>(asking.await);
        // The page may be gone by now.
        let _ = count.try_set(held.ok().map(|held| held.len()));
    });
    view! {
        <section class="stack close" aria-labelledby="set-aside">
            <h2 id="set-aside">{text.title}</h2>
            <ul class="list">
                <li><a href="/held">{move || (text.waiting)(count.get())}</a></li>
            </ul>
        </section>
    }
}
