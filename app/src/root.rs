//! The root of every page, in the shell and on the server alike.

use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};
use leptos_router::components::{Route, Router, Routes};
use leptos_router::{StaticSegment, WildcardSegment};

/// All routes.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    view! {
        <Title text="Limber" />
        <Router>
            <Routes fallback=|| view! { <main></main> }>
                <Route path=StaticSegment("policy") view=|| view! { <main><h1>"Limber"</h1></main> } />
                <Route path=WildcardSegment("any") view=|| view! { <main><h1>"Limber"</h1></main> } />
            </Routes>
        </Router>
    }
}
