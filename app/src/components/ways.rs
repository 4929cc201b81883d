//! Ways to other pages, under a heading.

use leptos::prelude::*;

/// Addresses and what they lead to. `id` is the heading's.
pub fn ways<const N: usize>(
    id: &'static str,
    title: &'static str,
    links: [(&'static str, &'static str); N],
) -> AnyView {
    let links = links.map(|(href, label)| view! { <li><a href=href>{label}</a></li> });
    view! {
        <section class="stack close" aria-labelledby=id>
            <h2 id=id>{title}</h2>
            <ul class="list">{links.collect_view()}</ul>
        </section>
    }
    .into_any()
}
