//! What is kept in localStorage: small settings that are nobody's data, and whose tablet it is, by id only.

use gloo_storage::{LocalStorage, Storage};
use leptos::prelude::*;
use serde::de::DeserializeOwned;
use sync::json;
use wasm_bindgen::JsCast;
use web_sys::HtmlDocument;

use crate::reactive::effect;
use crate::tablet::{MARK_COOKIES, PreferenceValues, Preferences, Session};

/// The key of the session: other tabs watch it.
pub const SESSION: &str = "limber.session";
const SIGNED_OUT: &str = "limber.signed-out";
const PREFERENCES: &str = "limber.preferences";

/// What is kept under a key, if it can be read.
pub fn get<T: DeserializeOwned>(key: &str) -> Option<T> {
    // Where storage is forbidden nothing is kept.
    let text = LocalStorage::raw().get_item(key).ok()??;
    json::read(&text).ok()
}

/// Who uses the tablet, also when it is started without a network.
pub fn session() -> Option<Session> {
    get(SESSION)
}

/// Remembers who uses the tablet.
pub fn set_session(session: &Session) {
    // Forbidden storage (some private windows): the tablet works until it is closed.
    drop(LocalStorage::set(SESSION, session));
    LocalStorage::delete(SIGNED_OUT);
}

/// Forgets who uses the tablet. Without its mark the session counts no more; until the server has heard of it, its cookie is
/// still there: [`is_signed_out`] says so.
pub fn sign_out() {
    drop(LocalStorage::set(SIGNED_OUT, true));
    lock();
}

/// Forgets who uses the tablet, until their PIN is given. Without its mark the session counts no more.
pub fn lock() {
    LocalStorage::delete(SESSION);
    let cookies: HtmlDocument = document().unchecked_into();
    let [secure, plain] = MARK_COOKIES;
    for gone in [format!("{secure}=; Secure"), format!("{plain}=")] {
        // A browser that forbids cookies has none either.
        drop(cookies.set_cookie(&format!("{gone}; Path=/; SameSite=Lax; Max-Age=0")));
    }
}

/// Whether somebody signed out and the server may not know it yet.
pub fn is_signed_out() -> bool {
    get(SIGNED_OUT).unwrap_or(false)
}

/// The server knows.
pub fn server_signed_out() {
    LocalStorage::delete(SIGNED_OUT);
}

/// The settings of this tablet; from now on each change is kept, and seen on the page.
pub fn preferences() -> Preferences {
    let preferences = Preferences::new(get(PREFERENCES).unwrap_or_default());
    effect(move || {
        let values = preferences.values();
        show(&values);
        drop(LocalStorage::set(PREFERENCES, values));
    });
    preferences
}

/// The style sheets read the settings from the root element.
fn show(values: &PreferenceValues) {
    let Some(root) = document().document_element() else { return };
    for (attribute, value) in values.attributes() {
        // Fails only for names that are no attribute's.
        drop(match value {
            Some(value) => root.set_attribute(attribute, value),
            None => root.remove_attribute(attribute),
        });
    }
}
