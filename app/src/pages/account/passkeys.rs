//! One's passkeys: which there are, another one, one less.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::Serialize;
use serde_json::value::RawValue;

use super::desk::{Account, Desk, Passkey};
use super::proof::{Proof, ProofFields, ProofIds};
use crate::components::{Problem, ProblemSummary, TextField};
use crate::pages::sign_in::{Go, PasskeyAsks, Refused, WayIn, answer};
use crate::reactive::focus_on;
use crate::tablet::{Ask, use_tablet};
use crate::text::t;

/// Most characters of a passkey's name; the server has the same.
const NAME_CHARS_MAX: usize = 40;

const FIELDS: ProofIds = ProofIds { password: "passkey-password", code: "passkey-code" };

/// What is to become of them.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Wish {
    Add,
    Remove(String),
}

#[derive(Serialize)]
struct Made {
    ceremony: String,
    credential: Box<RawValue>,
    name: String,
}

/// The card.
#[component]
pub fn PasskeysCard(desk: Desk, account: Account) -> impl IntoView {
    let text = &t().account;
    let wish = RwSignal::new(None::<Wish>);
    let needs_code = account.second_factor.is_some();
    let passkeys = StoredValue::new(account.passkeys);
    let body = move || match wish.get() {
        Some(asked) => {
            view! { <Proving desk=desk needs_code=needs_code asked=asked wish=wish /> }.into_any()
        }
        None => passkeys.with_value(|all| list(desk, all, wish)),
    };
    view! {
        <section class="card stack close" aria-labelledby="passkeys">
            <h2 id="passkeys" tabindex="-1">{text.passkeys}</h2>
            <p>{text.passkeys_mean}</p>
            {body}
        </section>
    }
}

fn list(desk: Desk, passkeys: &[Passkey], wish: RwSignal<Option<Wish>>) -> AnyView {
    let text = &t().account;
    let one = |passkey: &Passkey| {
        let Passkey { id, name, used, .. } = passkey.clone();
        let when = move || match used {
            Some(used) => (text.used)(&desk.moment(used)),
            None => text.never_used.to_owned(),
        };
        let aloud = (text.remove_what)(&name);
        view! {
            <li class="row">
                <span>{name} <span class="hint">" · " {when}</span></span>
                <button
                    class="btn quiet"
                    type="button"
                    aria-label=aloud
                    on:click=move |_| wish.set(Some(Wish::Remove(id.clone())))
                >
                    {text.remove}
                </button>
            </li>
        }
    };
    let all = passkeys.iter().map(one).collect_view();
    view! {
        <ul class="list">{all}</ul>
        <div class="row">
            <button class="btn quiet" type="button" on:click=move |_| wish.set(Some(Wish::Add))>
                {text.add_passkey}
            </button>
        </div>
    }
    .into_any()
}

/// Password, a code where there is one, and a name for a new passkey.
#[component]
fn Proving(
    desk: Desk,
    needs_code: bool,
    asked: Wish,
    wish: RwSignal<Option<Wish>>,
) -> impl IntoView {
    let text = &t().account;
    let way_in = WayIn::new(use_tablet());
    let fields = ProofFields::new(FIELDS, needs_code);
    let name = RwSignal::new(text.passkey_name_first.to_owned());
    let is_new = asked == Wish::Add;
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let name = name.get().trim().to_owned();
        send(desk, way_in, &asked, &fields.proof(), name);
    };
    let leave = move |_| {
        wish.set(None);
        focus_on("passkeys");
    };
    focus_on(FIELDS.password);
    view! {
        <form class="stack" on:submit=submit novalidate>
            <h3>{text.prove}</h3>
            <ProblemSummary problems=way_in.problems />
            {is_new.then(|| view! {
                <TextField
                    id="passkey-name"
                    label=text.passkey_name
                    hint=text.passkey_name_hint
                    value=name
                    problems=way_in.problems
                    capitals="words"
                />
            })}
            {fields.view(way_in.problems)}
            <div class="row">
                <Go way_in=way_in label=text.go_on />
                <button class="btn plain" type="button" on:click=leave>{text.leave}</button>
            </div>
        </form>
    }
}

fn send(desk: Desk, way_in: WayIn, asked: &Wish, proof: &Proof, name: String) {
    let wrong = |refused: Refused| refused.words(t().account.wrong_password);
    match asked {
        Wish::Remove(id) => {
            let ask = Ask::post(format!("/api/account/passkeys/{id}/remove"), proof);
            let done = move || desk.done(t().account.passkey_removed);
            way_in.attempt_done(missing(proof, None), ask, wrong, done);
        }
        Wish::Add => {
            let ask = Ask::post("/api/account/passkeys", proof);
            let missing = missing(proof, Some(&name));
            way_in.attempt_for(missing, ask, wrong, move |asks| make(desk, way_in, asks, name));
        }
    }
}

/// The browser makes it, and the server keeps what it shows of it.
fn make(desk: Desk, way_in: WayIn, PasskeyAsks { ceremony, options }: PasskeyAsks, name: String) {
    spawn_local(async move {
        let Some(credential) = answer(way_in.tablet(), true, &options).await else {
            way_in.say(t().account.no_passkey_made.to_owned());
            return;
        };
        let made = Made { ceremony, credential, name };
        let ask = Ask::post("/api/account/passkeys/finish", &made);
        let wrong = |refused: Refused| refused.words(t().account.no_passkey_made);
        way_in.attempt_done(Vec::new(), ask, wrong, move || desk.done(t().account.passkey_added));
    });
}

fn missing(proof: &Proof, name: Option<&str>) -> Vec<Problem> {
    let bad_name = name.is_some_and(|name| !(1..=NAME_CHARS_MAX).contains(&name.chars().count()));
    let words = || (t().account.passkey_name_bad)(NAME_CHARS_MAX);
    let bad_name = bad_name.then(|| Problem { field: "passkey-name", words: words() });
    bad_name.into_iter().chain(proof.missing(FIELDS)).collect()
}
