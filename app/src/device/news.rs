//! The server's word that there is something to pull, as soon as there is. Where it does not come through, the device polls.

use sync::scope::Position;
use wasm_bindgen::JsCast;
use web_sys::{EventSource, MessageEvent};

use super::browser::{Listener, listen};

/// Where the server tells.
const EVENTS: &str = "/api/sync/events";

/// An open stream, until this is dropped. Browsers mend it by themselves after a failure of the network.
pub struct News {
    source: EventSource,
    _told: Listener,
}

impl News {
    /// Listens; `None` in a browser that cannot.
    pub fn listen(told: impl Fn(Position) + 'static) -> Option<Self> {
        let source = EventSource::new(EVENTS).ok()?;
        let on_told = listen(&source, "message", move |event| {
            let data = event.unchecked_into::<MessageEvent>().data();
            if let Some(position) = data.as_string().and_then(|data| data.parse().ok()) {
                told(position);
            }
        });
        Some(Self { source, _told: on_told })
    }

    /// The server would not have it: nobody was signed in, or too many listened.
    pub fn is_over(&self) -> bool {
        self.source.ready_state() == EventSource::CLOSED
    }
}

impl Drop for News {
    fn drop(&mut self) {
        self.source.close();
    }
}
