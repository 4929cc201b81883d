//! A code that enrols another tablet: for a camera, and to be typed.

use leptos::prelude::*;

use super::desk::{Desk, Invitation};
use crate::components::QrCode;
use crate::text::t;

/// The button, and the code once there is one.
#[component]
pub fn Enrolling(desk: Desk) -> impl IntoView {
    let text = &t().devices;
    let label = move || {
        if desk.code.with(Option::is_some) { text.make_another } else { text.make_code }
    };
    view! {
        <section class="card stack close" aria-labelledby="enrol-a-tablet">
            <h2 id="enrol-a-tablet">{text.enrol}</h2>
            <p>{text.enrol_means}</p>
            <div role="status">{move || desk.code.get().map(|code| shown(desk, code))}</div>
            <div class="row">
                <button
                    class="btn"
                    type="button"
                    aria-disabled=move || desk.served.busy.get().to_string()
                    on:click=move |_| desk.make_code()
                >
                    {label}
                </button>
            </div>
        </section>
    }
}

fn shown(desk: Desk, invitation: Invitation) -> AnyView {
    let text = &t().devices;
    let Invitation { code, address, expires, qr } = invitation;
    view! {
        <div class="enrol-code stack close">
            <p>{(text.use_code)(&address)}</p>
            <QrCode qr=qr label=(text.qr)(&address) />
            <p class="enrol-letters" translate="no">{grouped(&code)}</p>
            <p class="hint">{(text.code_good)(&desk.served.moment(expires))}</p>
        </div>
    }
    .into_any()
}

/// "ACDE FGHJ": eight characters in a row are hard to copy.
fn grouped(code: &str) -> String {
    let chars: Vec<_> = code.chars().collect();
    chars.chunks(4).map(|four| four.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_in_fours() {
        assert_eq!(grouped("ACDEFGHJ"), "ACDE FGHJ");
        assert_eq!(grouped(""), "");
    }
}
