//! The second step of whoever needs a second factor and has none yet: they set it up, and are in.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::code::StartAgain;
use super::staff::Go;
use super::way_in::WayIn;
use crate::components::ProblemSummary;
use crate::pages::second_factor::{
    AppCode, AppSecret, Code, Offer, RecoveryCodes, bad_app_code, folded,
};
use crate::reactive::focus_on;
use crate::tablet::{Ask, Session};
use crate::text::t;

#[derive(Serialize)]
struct Nothing {}

/// What the server says once the app has shown a code.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
struct Done {
    #[serde(flatten)]
    session: Session,
    recovery_codes: Vec<String>,
}

/// The secret, then the recovery codes.
#[component]
pub fn SetUpForm(way_in: WayIn) -> impl IntoView {
    let offer = RwSignal::new(None::<Offer>);
    let done = RwSignal::new(None::<Done>);
    let ask = Ask::post("/api/sign-in/set-up", &Nothing {});
    way_in.attempt_for(
        Vec::new(),
        ask,
        |refused| refused.words(t().sign_in.server_trouble),
        move |made: Offer| drop(offer.try_set(Some(made))),
    );
    let body = move || match (done.get(), offer.get()) {
        (Some(done), _) => view! { <Kept way_in=way_in done=done /> }.into_any(),
        (None, Some(offer)) => {
            view! { <AppSecret offer=offer /> <Confirm way_in=way_in done=done /> }.into_any()
        }
        (None, None) => view! { <ProblemSummary problems=way_in.problems /> }.into_any(),
    };
    focus_on("set-up");
    view! {
        <div class="stack">
            <h2 id="set-up" tabindex="-1" hidden=move || done.with(Option::is_some)>
                {t().account.set_up_first}
            </h2>
            <p hidden=move || done.with(Option::is_some)>{t().account.set_up_first_means}</p>
            {body}
        </div>
    }
}

/// The code that the app shows.
#[component]
fn Confirm(way_in: WayIn, done: RwSignal<Option<Done>>) -> impl IntoView {
    let code = RwSignal::new(String::new());
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let typed = folded(&code.get());
        let bad = bad_app_code(&typed).into_iter().collect();
        let ask = Ask::post("/api/sign-in/set-up/code", &Code { code: typed });
        way_in.attempt_for(
            bad,
            ask,
            |refused| refused.words(t().sign_in.server_trouble),
            move |made: Done| {
                let _ = done.try_set(Some(made));
                focus_on("recovery-codes");
            },
        );
    };
    view! {
        <form class="stack" on:submit=submit novalidate>
            <ProblemSummary problems=way_in.problems />
            <AppCode value=code problems=way_in.problems />
            <Go way_in=way_in label=t().account.go_on />
            <div class="row">
                <StartAgain way_in=way_in />
            </div>
        </form>
    }
}

/// The recovery codes, before anything covers them.
#[component]
fn Kept(way_in: WayIn, done: Done) -> impl IntoView {
    let Done { session, recovery_codes } = done;
    let go_on = move |_| way_in.come_in(session.clone());
    view! {
        <RecoveryCodes codes=recovery_codes />
        <button class="btn wide" type="button" on:click=go_on>{t().account.codes_kept}</button>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_with_its_codes() {
        let json = r#"{"person":"00000000000000000000000000000001","school":"S","roles":["leader"],
                       "recovery_codes":["ACDE-FGHJ-KMNP-QRTU"]}"#;
        let done: Done = serde_json::from_str(json).unwrap();
        assert_eq!(done.session.school, "S");
        assert_eq!(done.recovery_codes, ["ACDE-FGHJ-KMNP-QRTU"]);
    }
}
