//! The second factor: on, off, another app, new recovery codes. Each change asks for the password first.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use serde::Deserialize;

use super::desk::{Desk, SecondFactor};
use super::proof::{Proof, ProofFields, ProofIds};
use crate::components::ProblemSummary;
use crate::pages::second_factor::{
    AppCode, AppSecret, Code, Offer, RecoveryCodes, bad_app_code, folded,
};
use crate::pages::sign_in::{Go, WayIn};
use crate::reactive::focus_on;
use crate::tablet::{Ask, use_tablet};
use crate::text::t;

const FIELDS: ProofIds = ProofIds { password: "factor-password", code: "factor-code" };

/// What is to become of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wish {
    SetUp,
    NewCodes,
    Off,
}

/// How far the change has come.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Stage {
    /// Nothing is being changed.
    Idle,
    /// Whoever wishes it shows that it is them.
    Prove(Wish),
    /// An app is being set up.
    Offered(Offer),
    /// These are shown once.
    Codes(Vec<String>),
}

#[derive(Debug, Deserialize)]
struct Made {
    recovery_codes: Vec<String>,
}

/// The card.
#[component]
pub fn SecondFactorCard(desk: Desk, factor: Option<SecondFactor>, required: bool) -> impl IntoView {
    let stage = RwSignal::new(Stage::Idle);
    let body = move || match stage.get() {
        Stage::Idle => idle(desk, factor, required, stage),
        Stage::Prove(wish) => {
            view! { <Prove desk=desk needs_code=factor.is_some() wish=wish stage=stage /> }
                .into_any()
        }
        Stage::Offered(offer) => view! { <SetUp offer=offer stage=stage /> }.into_any(),
        Stage::Codes(codes) => {
            let kept = move |_| desk.done(t().account.turned_on);
            view! {
                <RecoveryCodes codes=codes />
                <button class="btn wide" type="button" on:click=kept>{t().account.codes_kept}</button>
            }
            .into_any()
        }
    };
    view! {
        <section class="card stack close" aria-labelledby="second-factor">
            <h2 id="second-factor" tabindex="-1">{t().account.second_factor}</h2>
            {body}
        </section>
    }
}

/// How it stands, and what can be done.
fn idle(
    desk: Desk,
    factor: Option<SecondFactor>,
    required: bool,
    stage: RwSignal<Stage>,
) -> AnyView {
    let text = &t().account;
    let wish = |label: &'static str, wish: Wish| {
        view! {
            <button class="btn quiet" type="button" on:click=move |_| stage.set(Stage::Prove(wish))>
                {label}
            </button>
        }
    };
    let Some(factor) = factor else {
        let words = if required { text.off_required } else { text.off };
        return view! { <p>{words}</p> <div class="row">{wish(text.set_up, Wish::SetUp)}</div> }
            .into_any();
    };
    let off = (!required).then(|| wish(text.turn_off, Wish::Off));
    view! {
        <p>{move || (text.on_since)(&desk.moment(factor.since))} " " {(text.codes_left)(factor.recovery_codes_left)}</p>
        {required.then(|| view! { <p class="hint">{text.is_required}</p> })}
        <div class="row">
            {wish(text.another_app, Wish::SetUp)} {wish(text.new_codes, Wish::NewCodes)} {off}
        </div>
    }
    .into_any()
}

/// Password, and a code where there is a second factor already.
#[component]
fn Prove(desk: Desk, needs_code: bool, wish: Wish, stage: RwSignal<Stage>) -> impl IntoView {
    let text = &t().account;
    let way_in = WayIn::new(use_tablet());
    let fields = ProofFields::new(FIELDS, needs_code);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        send(desk, way_in, wish, &fields.proof(), stage);
    };
    let leave = move |_| {
        stage.set(Stage::Idle);
        focus_on("second-factor");
    };
    focus_on(FIELDS.password);
    view! {
        <form class="stack" on:submit=submit novalidate>
            <h3>{text.prove}</h3>
            {(wish == Wish::NewCodes).then(|| view! { <p>{text.new_codes_mean}</p> })}
            <ProblemSummary problems=way_in.problems />
            {fields.view(way_in.problems)}
            <div class="row">
                <Go way_in=way_in label=text.go_on />
                <button class="btn plain" type="button" on:click=leave>{text.leave}</button>
            </div>
        </form>
    }
}

fn send(desk: Desk, way_in: WayIn, wish: Wish, proof: &Proof, stage: RwSignal<Stage>) {
    let missing = proof.missing(FIELDS);
    let wrong = |refused: crate::pages::sign_in::Refused| refused.words(t().account.wrong_password);
    match wish {
        Wish::SetUp => {
            let ask = Ask::post("/api/account/second-factor", proof);
            way_in.attempt_for(missing, ask, wrong, move |offer| {
                let _ = stage.try_set(Stage::Offered(offer));
            });
        }
        Wish::NewCodes => {
            let ask = Ask::post("/api/account/recovery-codes", proof);
            way_in.attempt_for(missing, ask, wrong, move |made| show(stage, made));
        }
        Wish::Off => {
            let ask = Ask::post("/api/account/second-factor/off", proof);
            way_in.attempt_done(missing, ask, wrong, move || desk.done(t().account.turned_off));
        }
    }
}

/// The secret, and the code that the app shows.
#[component]
fn SetUp(offer: Offer, stage: RwSignal<Stage>) -> impl IntoView {
    let way_in = WayIn::new(use_tablet());
    let code = RwSignal::new(String::new());
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let typed = folded(&code.get());
        let bad = bad_app_code(&typed).into_iter().collect();
        let ask = Ask::post("/api/account/second-factor/code", &Code { code: typed });
        let wrong = |refused: crate::pages::sign_in::Refused| refused.words(t().account.code_wrong);
        way_in.attempt_for(bad, ask, wrong, move |made| show(stage, made));
    };
    view! {
        <AppSecret offer=offer />
        <form class="stack" on:submit=submit novalidate>
            <ProblemSummary problems=way_in.problems />
            <AppCode value=code problems=way_in.problems />
            <Go way_in=way_in label=t().account.go_on />
        </form>
    }
}

fn show(stage: RwSignal<Stage>, made: Made) {
    // The page may be gone by now.
    let _ = stage.try_set(Stage::Codes(made.recovery_codes));
    focus_on("recovery-codes");
}
