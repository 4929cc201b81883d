//! Signing in: staff by name and password, students by class code, name and picture PIN.
//!
//! Rendered on the server and hydrated. It needs the server, and says so; what was typed stays.

mod card;
mod code;
mod issuer;
mod names;
mod passkey;
mod pictures;
mod set_up;
mod staff;
mod student;
mod supply;
mod way_in;

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::NavigateOptions;
use leptos_router::components::Redirect;
use leptos_router::hooks::use_query_map;

pub use self::card::CardPage;
use self::code::CodeForm;
pub use self::passkey::{Asks as PasskeyAsks, answer};
pub use self::pictures::{PIN_PICTURES, Picture};
use self::set_up::SetUpForm;
pub use self::staff::Go;
use self::staff::StaffForm;
use self::student::StudentForm;
pub use self::supply::SupplyPage;
pub use self::way_in::{Refused, Step, WayIn};
use crate::components::{Glyph, GlyphSize};
use crate::reactive::effect;
use crate::tablet::use_tablet;
use crate::text::t;

/// The page.
#[component]
pub fn SignInPage() -> impl IntoView {
    let tablet = use_tablet();
    let way_in = WayIn::new(tablet);
    issuer::come_back(way_in);
    // The server cannot know who signed in here last: this follows once the page is taken over.
    let as_student = RwSignal::new(false);
    let kept = tablet.preferences().student_signs_in;
    effect(move || as_student.set(kept.get()));
    let first = move || {
        let form = if as_student.get() {
            view! { <StudentForm way_in=way_in /> }.into_any()
        } else {
            view! { <StaffForm way_in=way_in /> }.into_any()
        };
        view! { <WhoSignsIn as_student=as_student kept=kept /> {form} }.into_any()
    };
    let body = move || second_step(way_in).unwrap_or_else(first);
    view! {
        <Title text=t().sign_in.title />
        <main class="page way-in">
            <Brand />
            <Onward held=way_in.held />
            <div class="card way-in-card">
                <h1 class="vh">{t().sign_in.title}</h1>
                {body}
            </div>
            <p class="hint">{t().sign_in.needs_network}</p>
        </main>
    }
}

/// What follows a right password, where something does. Tracked.
pub fn second_step(way_in: WayIn) -> Option<AnyView> {
    match way_in.step.get() {
        Step::Secret => None,
        Step::Code => Some(view! { <CodeForm way_in=way_in /> }.into_any()),
        Step::SetUp => Some(view! { <SetUpForm way_in=way_in /> }.into_any()),
    }
}

/// The mark, the name, and what it is for.
#[component]
pub fn Brand() -> impl IntoView {
    use domain::framework::Habit;
    use domain::id::Phase;
    view! {
        <div class="brand">
            <Glyph phase=Phase::new(3) habit=Habit::Managing size=GlyphSize::Large />
            <p class="brand-name">{t().common.limber}</p>
            <p class="brand-line">{t().sign_in.promise}</p>
        </div>
    }
}

/// Leads on once somebody is signed in: to where they wanted to go, or home.
#[component]
fn Onward(held: RwSignal<bool>) -> impl IntoView {
    let tablet = use_tablet();
    let query = use_query_map();
    move || {
        let signed_in = tablet.opening().is_somebodys() && !tablet.must_sign_in();
        (signed_in && !held.get()).then(|| {
            let next = query.with(|query| query.get("next")).unwrap_or_default();
            let options = NavigateOptions { replace: true, ..NavigateOptions::default() };
            view! { <Redirect path=inside(&next).to_owned() options=options /> }
        })
    }
}

/// A path of this app; anything else is home. ("//elsewhere.example" is another site.)
fn inside(next: &str) -> &str {
    let is_path = next.starts_with('/') && !next.starts_with("//") && !next.contains('\\');
    if is_path { next } else { "/" }
}

/// Staff or student.
#[component]
fn WhoSignsIn(as_student: RwSignal<bool>, kept: RwSignal<bool>) -> impl IntoView {
    let choice = move |label: &'static str, student: bool| {
        let on = move || as_student.get() == student;
        view! {
            <label data-on=move || on().to_string()>
                <input
                    type="radio"
                    name="who"
                    prop:checked=on
                    on:change=move |_| kept.set(student)
                />
                {label}
            </label>
        }
    };
    view! {
        <fieldset>
            <legend class="vh">{t().sign_in.who}</legend>
            <div class="seg">{choice(t().sign_in.staff, false)} {choice(t().sign_in.student, true)}</div>
        </fieldset>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leads_nowhere_else() {
        for (next, leads_to) in [
            ("/class/1?x=2", "/class/1?x=2"),
            ("", "/"),
            ("//elsewhere.example", "/"),
            ("https://elsewhere.example", "/"),
            ("/\\elsewhere.example", "/"),
            ("javascript:alert(1)", "/"),
        ] {
            assert_eq!(inside(next), leads_to);
        }
    }
}
