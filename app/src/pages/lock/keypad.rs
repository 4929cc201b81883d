//! Four digits, tapped or typed. The fourth one sends them: no button is needed.

use leptos::ev::{KeyboardEvent, keydown};
use leptos::prelude::*;

use crate::tablet::PIN_DIGITS;
use crate::text::t;

/// The pad. `typed` is emptied by whoever takes the digits; `done` is called with each fourth one.
#[component]
pub fn Keypad(typed: RwSignal<String>, done: Callback<String>) -> impl IntoView {
    let add = move |digit: char| {
        let mut digits = typed.get_untracked();
        if digits.len() >= PIN_DIGITS {
            return;
        }
        digits.push(digit);
        typed.set(digits.clone());
        if digits.len() == PIN_DIGITS {
            done.run(digits);
        }
    };
    let undo = move || {
        typed.update(|digits| {
            digits.pop();
        });
    };
    let on_key =
        window_event_listener(keydown, move |event: KeyboardEvent| match event.key().as_str() {
            "Backspace" => undo(),
            key => {
                let digit =
                    key.chars().next().filter(|digit| key.len() == 1 && digit.is_ascii_digit());
                digit.into_iter().for_each(add);
            }
        });
    on_cleanup(move || on_key.remove());
    let key = move |digit: char| {
        view! { <button type="button" class="key" on:click=move |_| add(digit)>{digit}</button> }
    };
    let count = Memo::new(move |_| typed.with(String::len));
    let dots = (0..PIN_DIGITS)
        .map(|at| view! { <i data-on=move || (at < count.get()).to_string()></i> })
        .collect_view();
    view! {
        <p class="pin-dots" role="status">
            <span class="dots" aria-hidden="true">{dots}</span>
            <span class="vh">{move || (t().lock.typed)(count.get())}</span>
        </p>
        <div class="keypad" role="group" aria-label=t().lock.keypad>
            {('1'..='9').map(key).collect_view()}
            <span></span>
            {key('0')}
            <button type="button" class="key quiet" aria-label=t().lock.undo on:click=move |_| undo()>
                <span aria-hidden="true">"⌫"</span>
            </button>
        </div>
    }
}
