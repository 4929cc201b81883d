//! Small things that only a browser knows: time, chance, waiting, listening.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;

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
    u64::from_le_bytes(random_bytes())
}

/// Random bytes.
///
/// # Panics
/// As [`random`].
pub fn random_bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    window()
        .crypto()
        .and_then(|crypto| crypto.get_random_values_with_u8_array(&mut bytes))
        .expect("browsers that run WASM have random numbers");
    bytes
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

/// What `work` comes to; `None` if that takes longer than so many milliseconds.
pub async fn in_time<T>(millis: u32, work: impl Future<Output = T>) -> Option<T> {
    let (mut work, mut timer) = (pin!(work), pin!(sleep(millis)));
    poll_fn(|context| match work.as_mut().poll(context) {
        Poll::Ready(done) => Poll::Ready(Some(done)),
        Poll::Pending => timer.as_mut().poll(context).map(|()| None),
    })
    .await
}

/// How long the page waits at a time for long work: less than anyone notices. Shorter turns make the whole longer, since browsers
/// take 4 ms for each pause.
const TURN_MILLIS: Millis = 24;

/// Long work in turns: in between, the page does what it has to.
pub struct Turn {
    begun: Millis,
}

impl Turn {
    /// The first turn.
    pub fn begin() -> Self {
        Self { begun: now() }
    }

    /// After a share of the work: lets others have theirs when the turn is over. Where nobody looks, nobody waits, and timers
    /// are slow.
    pub async fn share(&mut self) {
        if now() - self.begun >= TURN_MILLIS && is_visible() {
            sleep(0).await;
            self.begun = now();
        }
    }
}

/// Listens until it is dropped.
#[must_use = "it stops listening at once when it is dropped"]
pub struct Listener {
    target: EventTarget,
    event: &'static str,
    then: Closure<dyn FnMut(Event)>,
}

/// Calls `then` at every `event` of `target`.
pub fn listen(
    target: &EventTarget,
    event: &'static str,
    then: impl FnMut(Event) + 'static,
) -> Listener {
    let then = Closure::<dyn FnMut(Event)>::new(then);
    // Fails only for arguments of other types.
    drop(target.add_event_listener_with_callback(event, then.as_ref().unchecked_ref()));
    Listener { target: target.clone(), event, then }
}

impl Listener {
    /// Listens for as long as the page lives.
    pub fn for_ever(self) {
        std::mem::forget(self);
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let then = self.then.as_ref().unchecked_ref();
        // Fails only for arguments of other types.
        drop(self.target.remove_event_listener_with_callback(self.event, then));
    }
}
