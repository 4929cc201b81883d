//! The keys of the stores on this device: what `public/keys.js` keeps of them, and how one is fetched from the server.

use domain::id::PersonId;
use js_sys::{Array, Object, Reflect, Uint8Array};
use serde::{Deserialize, Serialize};
use sync::entry::Millis;
use sync::seal::{DataKey, KEY_BYTES};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use super::browser::now;
use super::net;
use crate::tablet::{Answer, Ask, Resident, Session};

/// How long a shared tablet keeps the way back for somebody who locked it: a school day, and an evening of marking.
pub const LOCKED_MILLIS_MAX: Millis = 12 * 60 * 60 * 1_000;

/// A key as the server hands it over: `POST /api/devices/key`.
#[derive(Debug, Deserialize)]
struct Granted {
    device: String,
    shared: bool,
    number: u32,
    key: String,
    /// For how long it leads back, in milliseconds.
    good_for: Millis,
}

/// Why the server gave no key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoKey {
    /// It could not be reached, or failed: later it may.
    NotNow,
    /// This session counts no more.
    NotAllowed,
    /// The school has shut this device out.
    ShutOut,
}

/// What is known here of a person who uses this device.
pub struct Known {
    /// The key, unless it is locked.
    pub key: Option<DataKey>,
    /// Others use this device too.
    pub shared: bool,
    /// There is a way back without the server.
    pub has_pin: bool,
}

#[derive(Serialize)]
struct Nothing {}

#[derive(Deserialize)]
struct Refusal {
    error: String,
}

/// Shows the server that this device has somebody's key: `POST /api/sign-in/unlock`.
#[derive(Serialize)]
struct Proof {
    person: PersonId,
    number: u32,
    secret: String,
}

/// What is known of `person`. `None` also where this browser keeps nothing.
pub async fn recall(person: PersonId) -> Option<Known> {
    let record = JsFuture::from(js::recall(&person.to_string()).ok()?).await.ok()?;
    if record.is_null() {
        return None;
    }
    let number = number_in(&record)?;
    Some(Known {
        key: secret_in(&record).map(|secret| DataKey::new(number, secret)),
        shared: flag(&record, "shared"),
        has_pin: flag(&record, "hasPin"),
    })
}

/// Asks the server for the key of whoever is signed in, and keeps it.
pub async fn fetch(session: &Session) -> Result<Known, NoKey> {
    let asked = net::fetch(Ask::post("/api/devices/key", &Nothing {})).await;
    let answer = asked.map_err(|_| NoKey::NotNow)?;
    match (answer.status, answer.json::<Granted>()) {
        (200, Some(granted)) => keep(session, &granted).await.ok_or(NoKey::NotNow),
        _ if is_shut_out(&answer) => Err(NoKey::ShutOut),
        (401, _) => Err(NoKey::NotAllowed),
        _ => Err(NoKey::NotNow),
    }
}

/// Whether an answer says that the school has shut this device out (`docs/API.md`).
pub fn is_shut_out(answer: &Answer) -> bool {
    let refusal = (answer.status == 403).then(|| answer.json::<Refusal>()).flatten();
    refusal.is_some_and(|refusal| refusal.error == "device-revoked")
}

/// Begins a session with the key instead of a password. What the server says of it, if it agrees.
pub async fn resume(person: PersonId, key: &DataKey) -> Option<Session> {
    let secret =
        key.unlock_secret().iter().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"));
    let proof = Proof { person, number: key.number(), secret };
    let answer = net::fetch(Ask::post("/api/sign-in/unlock", &proof)).await.ok()?;
    (answer.status == 200).then(|| answer.json()).flatten()
}

async fn keep(session: &Session, granted: &Granted) -> Option<Known> {
    let Granted { device, shared, number, key, good_for } = granted;
    let secret = from_hex(key)?;
    let person = session.person.to_string();
    let until = shared.then(|| now() + LOCKED_MILLIS_MAX.min(*good_for));
    let about = object([
        ("number", JsValue::from(*number)),
        ("device", JsValue::from_str(device)),
        ("shared", JsValue::from_bool(*shared)),
        #[expect(clippy::cast_precision_loss, reason = "milliseconds of any date are exact")]
        ("until", until.map_or(JsValue::NULL, |until| JsValue::from_f64(until as f64))),
        ("session", JsValue::from_str(&serde_json::to_string(session).ok()?)),
    ]);
    let kept = js::keep(&person, &about, &Uint8Array::from(secret.as_slice())).ok()?;
    // A browser that keeps nothing has the key in memory all the same.
    let has_pin = JsFuture::from(kept).await.is_ok() && has_pin(session.person).await;
    Some(Known { key: Some(DataKey::new(*number, secret)), shared: *shared, has_pin })
}

async fn has_pin(person: PersonId) -> bool {
    recall(person).await.is_some_and(|known| known.has_pin)
}

/// Everybody who has locked this device and can come back.
pub async fn residents() -> Vec<Resident> {
    let Ok(asked) = js::people() else { return Vec::new() };
    let Ok(people) = JsFuture::from(asked).await else { return Vec::new() };
    let resident = |record: JsValue| {
        let person = text(&record, "person")?.parse().ok()?;
        let name = text(&record, "name")?;
        (flag(&record, "isLocked") && flag(&record, "hasPin")).then_some(Resident { person, name })
    };
    Array::from(&people).iter().filter_map(resident).collect()
}

/// Keeps what the lock screen calls `person`.
pub async fn call(person: PersonId, name: &str) {
    if let Ok(calling) = js::call(&person.to_string(), name) {
        drop(JsFuture::from(calling).await);
    }
}

/// Chooses a PIN; whether that is kept.
pub async fn choose_pin(person: PersonId, pin: &str) -> bool {
    let Ok(choosing) = js::choose_pin(&person.to_string(), pin) else { return false };
    JsFuture::from(choosing).await.is_ok_and(|kept| kept.is_truthy())
}

/// Takes the key away until the PIN is given; false where none was chosen.
pub async fn lock(person: PersonId, path: &str) -> bool {
    let Ok(locking) = js::lock(&person.to_string(), path) else { return false };
    JsFuture::from(locking).await.is_ok_and(|locked| locked.is_truthy())
}

/// What a PIN led to.
pub enum Tried {
    /// It was right: whose session it was, the key, and where they were.
    Right(Box<Session>, DataKey, String),
    /// Wrong, or too soon: wait so many milliseconds.
    Wait(f64),
    /// Too many tries, or too late.
    Gone,
}

/// Tries a PIN.
pub async fn unlock(person: PersonId, pin: &str) -> Tried {
    let Ok(trying) = js::unlock(&person.to_string(), pin) else { return Tried::Gone };
    let Ok(record) = JsFuture::from(trying).await else { return Tried::Gone };
    if let Some(wait) = field(&record, "wait").as_f64() {
        return Tried::Wait(wait);
    }
    let right = || {
        let session = serde_json::from_str(&text(&record, "session")?).ok()?;
        let key = DataKey::new(number_in(&record)?, secret_in(&record)?);
        let path = text(&record, "path").unwrap_or_else(|| "/".to_owned());
        Some(Tried::Right(Box::new(session), key, path))
    };
    right().unwrap_or(Tried::Gone)
}

/// Deletes all keys on this device.
pub async fn forget_all() {
    if let Ok(forgetting) = js::forget_all() {
        // What cannot be deleted was not kept.
        drop(JsFuture::from(forgetting).await);
    }
}

/// Deletes the key of `person`: only the server leads back.
pub async fn forget(person: PersonId) {
    if let Ok(forgetting) = js::forget(&person.to_string()) {
        // What cannot be deleted was not kept.
        drop(JsFuture::from(forgetting).await);
    }
}

fn object<const N: usize>(fields: [(&str, JsValue); N]) -> Object {
    let object = Object::new();
    for (name, value) in fields {
        // Fails only for what is no object.
        drop(Reflect::set(&object, &name.into(), &value));
    }
    object
}

fn field(record: &JsValue, name: &str) -> JsValue {
    Reflect::get(record, &name.into()).unwrap_or(JsValue::UNDEFINED)
}

fn text(record: &JsValue, name: &str) -> Option<String> {
    field(record, name).as_string()
}

fn flag(record: &JsValue, name: &str) -> bool {
    field(record, name).is_truthy()
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it was a u32")]
fn number_in(record: &JsValue) -> Option<u32> {
    Some(field(record, "number").as_f64()? as u32)
}

fn secret_in(record: &JsValue) -> Option<[u8; KEY_BYTES]> {
    field(record, "secret").dyn_ref::<Uint8Array>()?.to_vec().try_into().ok()
}

fn from_hex(text: &str) -> Option<[u8; KEY_BYTES]> {
    let digits = text.as_bytes();
    let mut bytes = [0; KEY_BYTES];
    if digits.len() != 2 * KEY_BYTES {
        return None;
    }
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
    }
    Some(bytes)
}

/// `public/keys.js`, as the loader hands it over. Each call fails where the loader is of another build.
mod js {
    use js_sys::{Object, Promise, Uint8Array};
    use wasm_bindgen::prelude::*;

    #[wasm_bindgen]
    extern "C" {
        #[wasm_bindgen(catch, js_namespace = limberKeys)]
        pub fn keep(person: &str, about: &Object, secret: &Uint8Array) -> Result<Promise, JsValue>;

        #[wasm_bindgen(catch, js_namespace = limberKeys)]
        pub fn recall(person: &str) -> Result<Promise, JsValue>;

        #[wasm_bindgen(catch, js_namespace = limberKeys)]
        pub fn people() -> Result<Promise, JsValue>;

        #[wasm_bindgen(catch, js_namespace = limberKeys)]
        pub fn call(person: &str, name: &str) -> Result<Promise, JsValue>;

        #[wasm_bindgen(catch, js_namespace = limberKeys, js_name = choosePin)]
        pub fn choose_pin(person: &str, digits: &str) -> Result<Promise, JsValue>;

        #[wasm_bindgen(catch, js_namespace = limberKeys)]
        pub fn lock(person: &str, path: &str) -> Result<Promise, JsValue>;

        #[wasm_bindgen(catch, js_namespace = limberKeys)]
        pub fn unlock(person: &str, digits: &str) -> Result<Promise, JsValue>;

        #[wasm_bindgen(catch, js_namespace = limberKeys, js_name = forgetAll)]
        pub fn forget_all() -> Result<Promise, JsValue>;

        #[wasm_bindgen(catch, js_namespace = limberKeys)]
        pub fn forget(person: &str) -> Result<Promise, JsValue>;
    }
}
