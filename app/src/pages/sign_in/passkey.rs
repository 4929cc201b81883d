//! Signing in by a passkey, without a name or a password.

use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::way_in::{Refused, WayIn};
use crate::tablet::{Ask, PasskeyAsk, Tablet};
use crate::text::t;

/// What the server asks a passkey for.
#[derive(Deserialize)]
pub struct Asks {
    /// Goes with the answer.
    pub ceremony: String,
    /// For the browser.
    pub options: Box<RawValue>,
}

#[derive(Serialize)]
struct Nothing {}

#[derive(Serialize)]
struct Shown {
    ceremony: String,
    credential: Box<RawValue>,
}

/// The button.
#[component]
pub fn ByPasskey(way_in: WayIn) -> impl IntoView {
    let sign_in = move |_| {
        let ask = Ask::post("/api/sign-in/passkey", &Nothing {});
        way_in.attempt_for(Vec::new(), ask, words, move |asks| show(way_in, asks));
    };
    view! {
        <button class="btn plain" type="button" on:click=sign_in>{t().account.by_passkey}</button>
    }
}

/// Whoever holds the passkey is asked; what it answers lets them in.
fn show(way_in: WayIn, Asks { ceremony, options }: Asks) {
    spawn_local(async move {
        let Some(credential) = answer(way_in.tablet(), false, &options).await else {
            way_in.say(Refused::NoPasskey.words(""));
            return;
        };
        let ask = Ask::post("/api/sign-in/passkey/finish", &Shown { ceremony, credential });
        way_in.attempt(Vec::new(), ask, words);
    });
}

/// What the passkey says, as the server reads it.
pub async fn answer(tablet: Tablet, is_new: bool, options: &RawValue) -> Option<Box<RawValue>> {
    let ask = PasskeyAsk { is_new, options: options.get().to_owned() };
    RawValue::from_string(tablet.passkey(ask).await?).ok()
}

fn words(refused: Refused) -> String {
    refused.words(t().sign_in.server_trouble)
}
