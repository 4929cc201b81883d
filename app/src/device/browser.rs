//! Small things that only a browser knows: time, chance, waiting, listening.

use js_sys::{Date, Promise};
use leptos::prelude::window;
use sync::entry::Millis;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Event, EventTarget};

/// The time as this device believes it.
#[expect(clippy::cast_possible_truncation, reason = "milliseconds of any date fit")]
pub fn now() -> Millis {
    Date::now() as Millis
}

/// 64 random bits.
///
/// # Panics
/// In a browser without `crypto.getRandomValues`, which none that runs WASM lacks.
pub fn random() -> u64 {
    let mut bytes = [0; 8];
    window()
        .crypto()
        .and_then(|crypto| crypto.get_random_values_with_u8_array(&mut bytes))
        .expect("browsers that run WASM have random numbers");
    u64::from_le_bytes(bytes)
}

/// Whether the page can be seen.
pub fn is_visible() -> bool {
    leptos::prelude::document().visibility_state() == web_sys::VisibilityState::Visible
}

/// Waits.
pub async fn sleep(millis: u32) {
    let timer = Promise::new(&mut |resolve, _| {
        let millis = i32::try_from(millis).unwrap_or(i32::MAX);
        // Without a timer this waits for ever, as if the time had not come yet.
        drop(window().set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, millis));
    });
    drop(JsFuture::from(timer).await);
}

/// Calls `then` at every `event` of `target`, for as long as the page lives.
pub fn listen(target: &EventTarget, event: &str, then: impl FnMut(Event) + 'static) {
    let closure = Closure::<dyn FnMut(Event)>::new(then);
    // Fails only for arguments of other types.
    drop(target.add_event_listener_with_callback(event, closure.as_ref().unchecked_ref()));
    closure.forget();
}
