//! The cards: what is printed, cut out and handed over.

use leptos::html;
use leptos::prelude::*;

use super::desk::{Card, Desk};
use crate::components::QrCode;
use crate::pages::sign_in::Picture;
use crate::reactive::effect;
use crate::text::t;

/// All that were made on this page. The focus goes to their heading whenever there are new ones.
#[component]
pub fn Cards(desk: Desk) -> impl IntoView {
    let text = &t().sheet;
    let heading = NodeRef::<html::H2>::new();
    effect(move || {
        desk.made.track();
        if let Some(heading) = heading.get() {
            // Fails only for what cannot be focused.
            drop(heading.focus());
        }
    });
    let cards = move || {
        let (code, address) = (desk.class_code.get(), address());
        let made = desk.made.get().into_iter();
        made.map(|made| card(made, code.clone(), address.clone())).collect_view()
    };
    view! {
        <section class="stack" aria-labelledby="print-these">
            <div class="stack close no-print">
                <h2 id="print-these" tabindex="-1" node_ref=heading>{text.print_these}</h2>
                <p>{text.once}</p>
                <div class="row">
                    <button class="btn" type="button" on:click=move |_| print()>{text.print}</button>
                </div>
            </div>
            <ul class="pin-cards">{cards}</ul>
        </section>
    }
}

fn card(card: Card, class_code: String, address: String) -> AnyView {
    let names = t().sign_in.picture_names;
    let pictures = card.pictures.map(|number| {
        let name = names.get(usize::from(number)).copied().unwrap_or_default();
        view! { <li><Picture number=number /><span>{name}</span></li> }
    });
    view! {
        <li class="pin-card">
            <div class="pin-head">
                <h3>{card.name}</h3>
                <QrCode qr=card.qr label=t().sheet.qr.to_owned() />
            </div>
            <ol class="pin-four">{pictures.into_iter().collect_view()}</ol>
            <p class="pin-where">
                <span>{t().sign_in.class_code}" "<b>{class_code}</b></span>
                " "
                <span>{address}</span>
            </p>
        </li>
    }
    .into_any()
}

/// Where students open Limber: as this page was.
fn address() -> String {
    window().location().origin().unwrap_or_default()
}

fn print() {
    // A browser that cannot print shows the cards all the same.
    drop(window().print());
}
