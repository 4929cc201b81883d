//! The root of every page, in the shell and on the server alike.

use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};
use leptos_router::components::{FlatRoutes, Route, Router};
use leptos_router::hooks::use_location;
use leptos_router::{ParamSegment, StaticSegment};
use wasm_bindgen::JsCast;

use crate::components::{Banners, Toasts};
use crate::tablet::{Opening, Tablet, use_tablet};
use crate::text::t;

/// Every page, on whatever tablet is in the context; on the server an empty one.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    if use_context::<Tablet>().is_none() {
        provide_context(Tablet::on_server());
    }
    let toasts = Toasts::new();
    provide_context(toasts);
    view! {
        <Title text=t().common.limber />
        <Router>
            <FocusOnHeading />
            <Banners />
            <AllRoutes />
            {toasts.place()}
        </Router>
    }
}

/// After a change of page the focus is on the new page's heading, as after any page load: it is read aloud, and Tab goes on
/// from there. So it is when the first visit's wait is over.
#[component]
fn FocusOnHeading() -> impl IntoView {
    let path = use_location().pathname;
    let tablet = use_tablet();
    Effect::new(move |before: Option<(String, Opening)>| {
        let now = (path.get(), tablet.opening());
        let has_moved = before.is_some_and(|(path, opening)| {
            path != now.0 || (opening == Opening::FirstVisit && now.1 == Opening::Open)
        });
        if has_moved {
            request_animation_frame(focus_on_heading);
        }
        now
    });
}

fn focus_on_heading() {
    let heading = document().query_selector("h1[tabindex]").ok().flatten();
    if let Some(heading) = heading.and_then(|h| h.dyn_into::<web_sys::HtmlElement>().ok()) {
        // Fails only for what cannot be focused.
        drop(heading.focus());
    }
}

/// What the server renders, and what takes it over; the server answers every other path with the cached shell.
#[cfg(not(feature = "mount"))]
#[component]
fn AllRoutes() -> impl IntoView {
    use crate::pages::reports::{ClassReportPage, SchoolReportPage};
    use crate::pages::sign_in::SignInPage;
    use crate::pages::welcome::WelcomePage;

    view! {
        <FlatRoutes fallback=not_here>
            <Route path=StaticSegment("sign-in") view=|| SignInPage().into_any() />
            <Route path=(StaticSegment("welcome"), ParamSegment("token")) view=|| WelcomePage().into_any() />
            <Route path=(StaticSegment("reports"), StaticSegment("class"), ParamSegment("id")) view=|| ClassReportPage().into_any() />
            <Route path=(StaticSegment("reports"), StaticSegment("school")) view=|| SchoolReportPage().into_any() />
        </FlatRoutes>
    }
}

/// In the shell all of them.
#[cfg(feature = "mount")]
#[component]
fn AllRoutes() -> impl IntoView {
    use crate::areas::{
        Desk, Door, Home, Reports, Teach, Walk, desk, door, home, reports, teach, walk,
    };
    use crate::gate::opened;

    view! {
        <FlatRoutes fallback=not_here>
            <Route path=StaticSegment("") view=|| opened(|| home(Home::Staff)) />
            <Route path=(StaticSegment("class"), ParamSegment("id")) view=|| opened(|| teach(Teach::Class)) />
            <Route
                path=(StaticSegment("class"), ParamSegment("id"), StaticSegment("student"), ParamSegment("student"))
                view=|| opened(|| teach(Teach::Student))
            />
            <Route
                path=(StaticSegment("class"), ParamSegment("id"), StaticSegment("choices"))
                view=|| opened(|| teach(Teach::Choices))
            />
            <Route
                path=(StaticSegment("class"), ParamSegment("id"), StaticSegment("sheet"))
                view=|| opened(|| desk(Desk::Sheet))
            />
            <Route
                path=(StaticSegment("class"), ParamSegment("id"), StaticSegment("visits"))
                view=|| opened(|| walk(Walk::OfClass))
            />
            <Route path=StaticSegment("walk") view=|| opened(|| walk(Walk::All)) />
            <Route path=(StaticSegment("walk"), ParamSegment("id")) view=|| opened(|| walk(Walk::One)) />
            <Route path=(StaticSegment("visit"), ParamSegment("id")) view=|| opened(|| walk(Walk::Visit)) />
            <Route path=StaticSegment("me") view=|| opened(|| home(Home::Student)) />
            <Route path=StaticSegment("held") view=|| opened(|| desk(Desk::Held)) />
            <Route path=StaticSegment("tablets") view=|| opened(|| desk(Desk::Devices)) />
            <Route path=StaticSegment("pulses") view=|| opened(|| desk(Desk::Pulses)) />
            <Route path=StaticSegment("answer") view=|| door(Door::Answer) />
            <Route path=StaticSegment("record") view=|| opened(|| desk(Desk::Record)) />
            <Route path=StaticSegment("people") view=|| opened(|| desk(Desk::People)) />
            <Route
                path=(StaticSegment("people"), ParamSegment("id"), StaticSegment("data"))
                view=|| opened(|| desk(Desk::Person))
            />
            <Route path=StaticSegment("account") view=|| opened(|| desk(Desk::Account)) />
            <Route path=StaticSegment("staff") view=|| opened(|| desk(Desk::StaffLinks)) />
            <Route path=StaticSegment("enrol") view=|| door(Door::Enrol) />
            <Route path=StaticSegment("sync") view=|| opened(|| home(Home::Sync)) />
            <Route path=StaticSegment("sign-in") view=|| door(Door::SignIn) />
            <Route path=StaticSegment("supply") view=|| door(Door::Supply) />
            <Route path=StaticSegment("card") view=|| door(Door::Card) />
            <Route path=(StaticSegment("welcome"), ParamSegment("token")) view=|| door(Door::Welcome) />
            <Route path=(StaticSegment("reports"), StaticSegment("class"), ParamSegment("id")) view=|| reports(Reports::Class) />
            <Route path=(StaticSegment("reports"), StaticSegment("school")) view=|| reports(Reports::School) />
        </FlatRoutes>
    }
}

/// Away from the server's pages: the address is the new one already, and the shell opens there.
#[cfg(feature = "hydrate")]
fn not_here() -> impl IntoView {
    // It can only fail where the page is going away by itself.
    drop(window().location().reload());
}

#[cfg(not(feature = "hydrate"))]
fn not_here() -> impl IntoView {
    NotFound()
}

#[cfg(not(feature = "hydrate"))]
#[component]
fn NotFound() -> impl IntoView {
    view! {
        <main class="page">
            <h1>{t().common.not_found}</h1>
            <p>{t().common.not_found_remedy}</p>
            <p><a href="/">{t().common.home}</a></p>
        </main>
    }
}
