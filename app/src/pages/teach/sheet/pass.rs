//! A pass for somebody on supply: shown once, good for the rest of today.

use domain::id::ClassId;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::{Deserialize, Serialize};
use sync::entry::Millis;

use crate::components::{Qr, QrCode};
use crate::tablet::{Ask, Trouble, judge, use_tablet};
use crate::text::t;

#[derive(Serialize)]
struct Nothing {}

/// A pass, as the server makes it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
struct Pass {
    address: String,
    qr: Qr,
    until: Millis,
}

/// See the module.
#[component]
pub fn SupplyPass(class: ClassId) -> impl IntoView {
    let tablet = use_tablet();
    let text = &t().sheet;
    let pass = RwSignal::new(None::<Result<Pass, Trouble>>);
    let busy = RwSignal::new(false);
    let make = move |_| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        let asking =
            tablet.ask(Ask::post(format!("/api/classes/{class}/supply-passes"), &Nothing {}));
        spawn_local(async move {
            let answer = judge::<Pass>(asking.await);
            // The page may be gone by now.
            let _ = busy.try_set(false);
            let _ = pass.try_set(Some(answer));
        });
    };
    let shown = move || {
        Some(match pass.get()? {
            Ok(Pass { address, qr, until }) => view! {
                <QrCode qr=qr label=text.supply_qr />
                <p class="pulse-address" translate="no">{address}</p>
                <p class="hint">{(text.supply_until)(&tablet.clock(until))}</p>
            }
            .into_any(),
            Err(Trouble::Unreachable) => view! { <p>{text.served.unreachable}</p> }.into_any(),
            Err(_) => view! { <p>{t().served.trouble}</p> }.into_any(),
        })
    };
    view! {
        <section class="card stack close no-print" aria-labelledby="supply-pass">
            <h2 id="supply-pass">{text.supply}</h2>
            <p class="hint">{text.supply_means}</p>
            <div role="status" class="stack close">{shown}</div>
            <div class="row">
                <button
                    class="btn quiet"
                    type="button"
                    aria-disabled=move || busy.get().to_string()
                    on:click=make
                >
                    {text.supply_make}
                </button>
            </div>
        </section>
    }
}
