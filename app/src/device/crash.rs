//! When the app itself fails: a note without anybody's data, and a calm page.

use std::panic::{self, PanicHookInfo};

use gloo_storage::{LocalStorage, Storage};
use leptos::prelude::{document, window};
use wasm_bindgen::JsValue;
use web_sys::Element;

use super::browser::now;
use super::local;
use crate::tablet::CrashNote;
use crate::text::t;

const KEY: &str = "limber.crash";

/// The last note on this tablet.
pub fn last() -> Option<CrashNote> {
    local::get(KEY)
}

/// From now on a panic leaves a note and shows the page.
pub fn watch(build: &str) {
    let build = build.to_owned();
    panic::set_hook(Box::new(move |info| {
        console_error_panic_hook::hook(info);
        leave_note(info, &build);
        // A page that cannot be shown either: the note and the console have it.
        drop(show());
    }));
}

fn leave_note(info: &PanicHookInfo<'_>, build: &str) {
    let place =
        info.location().map_or_else(String::new, |at| format!("{}:{}", at.file(), at.line()));
    let note = CrashNote { place, at: now(), build: build.to_owned() };
    // Full or forbidden storage: there is nowhere else to put it.
    drop(LocalStorage::set(KEY, note));
}

/// Puts the page over everything, by hand: nothing of the app can be relied on any more. The link loads the page anew.
fn show() -> Result<(), JsValue> {
    let words = &t().common;
    let page = element("main", "crashed")?;
    page.set_attribute("role", "alert")?;
    let again = element("a", "btn")?;
    again.set_attribute("href", &window().location().pathname()?)?;
    again.set_text_content(Some(words.crash_reload));
    for (tag, text) in [("h1", words.crash_title), ("p", words.crash_safe)] {
        let line = element(tag, "")?;
        line.set_text_content(Some(text));
        page.append_child(&line)?;
    }
    page.append_child(&again)?;
    if let Some(body) = document().body() {
        body.replace_children_with_node_1(&page);
    }
    Ok(())
}

fn element(tag: &str, class: &str) -> Result<Element, JsValue> {
    let element = document().create_element(tag)?;
    element.set_class_name(class);
    Ok(element)
}
