//! What was saved as a file on some tablet comes in again: here, or on any other.

use js_sys::Reflect;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use web_sys::{Blob, Event, HtmlInputElement};

use crate::tablet::unsent::{self, Imported};
use crate::tablet::{Ask, JSON, Tablet, Trouble, judge, use_tablet};
use crate::text::t;

/// How long one part of a file may take.
const IMPORT_TIMEOUT_MILLIS: u32 = 60_000;

/// How far it has come.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// Nobody has chosen a file.
    Idle,
    /// It is on its way.
    Busy,
    /// This became of what is in it.
    Done(Imported),
    /// It is no file of ours.
    Other,
    /// The server did not take it, or not all of it.
    Not(Trouble),
}

/// See the module.
#[component]
pub fn BringIn() -> impl IntoView {
    let tablet = use_tablet();
    let text = &t().sync;
    let stage = RwSignal::new(Stage::Idle);
    let choose = move |event: Event| {
        if let Some(file) = first_file(&event).filter(|_| stage.get_untracked() != Stage::Busy) {
            stage.set(Stage::Busy);
            bring_in(tablet, file, stage);
        }
    };
    // So that the same one can be chosen again: else that would be no change.
    let forget =
        |event: web_sys::MouseEvent| event_target::<HtmlInputElement>(&event).set_value("");
    view! {
        <section class="card sync-part">
            <h2>{text.bring_in}</h2>
            <p class="hint">{text.bring_in_hint}</p>
            <div class="row">
                <label class="btn quiet file">
                    {text.choose_file}
                    <input class="vh" type="file" accept=".json" on:click=forget on:change=choose />
                </label>
            </div>
            <p role="status">{move || words(stage.get())}</p>
        </section>
    }
}

/// What was chosen. By name, since that takes no JavaScript of its own; a file is a blob.
fn first_file(event: &Event) -> Option<Blob> {
    let files = Reflect::get(&event.target()?.into(), &"files".into()).ok()?;
    let file = Reflect::get(&files, &"0".into()).ok()?;
    (!file.is_undefined()).then(|| file.unchecked_into())
}

fn words(stage: Stage) -> String {
    let text = &t().sync;
    let words = match stage {
        Stage::Idle => "",
        Stage::Busy => text.bringing_in,
        Stage::Done(done) => return (text.brought_in)(&done),
        Stage::Other | Stage::Not(Trouble::Refused) => text.other_file,
        Stage::Not(Trouble::Unreachable | Trouble::CutOff) => text.bring_in_offline,
        Stage::Not(Trouble::SignedOut) => text.bring_in_signed_out,
        Stage::Not(Trouble::NotYours | Trouble::Server) => text.bring_in_trouble,
    };
    words.to_owned()
}

fn bring_in(tablet: Tablet, file: Blob, stage: RwSignal<Stage>) {
    let reading = tablet.read(file);
    spawn_local(async move {
        let parts = reading.await.and_then(|file| unsent::parts(&file));
        let came_to = match parts {
            Some(parts) => match send(tablet, parts).await {
                Ok(done) => Stage::Done(done),
                Err(trouble) => Stage::Not(trouble),
            },
            None => Stage::Other,
        };
        // The page may be gone by now.
        let _ = stage.try_set(came_to);
        // What is new is shown here too; and a session that has ended is known to every page.
        tablet.sync_now();
    });
}

/// One part after the other. Where that ends early, those that arrived stay, and are found there the next time.
async fn send(tablet: Tablet, parts: Vec<String>) -> Result<Imported, Trouble> {
    let mut done = Imported::default();
    for part in parts {
        let ask = Ask {
            method: "POST",
            body: Some((JSON, part.into_bytes())),
            timeout_millis: IMPORT_TIMEOUT_MILLIS,
            ..Ask::get("/api/sync/import")
        };
        done += judge(tablet.ask(ask).await)?;
    }
    Ok(done)
}
