//! Who is teaching today: it decides who reads the visit first, and freezes when the visit is shared.

use std::collections::BTreeSet;

use domain::directory::{Directory, PersonCard};
use domain::entry::VisitSet;
use domain::entry::visit::Today;
use domain::id::PersonId;
use leptos::prelude::*;
use sync::order;

use super::room::Room;
use crate::reactive::{Row, keyed, memo};
use crate::text::t;

/// Usual teacher, partner or cover; and which partner.
#[component]
pub fn Teaching(
    /// The visit.
    room: Room,
    /// What its ids begin with: it is on the page and in the sheet.
    id: &'static str,
) -> impl IntoView {
    let title = format!("{id}-title");
    let (section, group) = (title.clone(), title.clone());
    // Where tablets differ, none of the answers is shown as given: the next tap is the choice.
    let today =
        memo(move || room.of(|visit| (visit.heads("today").len() <= 1).then(|| visit.today())));
    let answers = Today::ALL.iter().map(|answer| {
        let answer = *answer;
        view! {
            <button
                type="button"
                aria-pressed=move || (today.get() == Some(answer)).to_string()
                on:click=move |_| room.choose(&VisitSet::Today(answer))
            >
                {(t().visit.today)(answer)}
            </button>
        }
    });
    let usual = move || match room.class(|class| class.teacher) {
        Some(teacher) => room.name_of(teacher),
        None => t().visit.class_teacher.to_owned(),
    };
    view! {
        <section class="stack close" aria-labelledby=section>
            <h2 id=title>{t().visit.teaching}</h2>
            <div class="seg" role="group" aria-labelledby=group>{answers.collect_view()}</div>
            {move || today.get().map(|today| view! { <p class="hint">{(t().visit.today_means)(today, &usual())}</p> })}
            <Show when=move || today.get() == Some(Today::Partner)>
                <PartnerField room=room id=id />
            </Show>
        </section>
    }
}

#[component]
fn PartnerField(room: Room, id: &'static str) -> impl IntoView {
    let id = format!("{id}-partner");
    let partner = memo(move || {
        room.of(|visit| visit.partner().filter(|_| visit.heads("partner").len() <= 1))
    });
    let choose = move |ev| {
        if let Ok(person) = event_target_value(&ev).parse() {
            room.choose(&VisitSet::Partner(person));
        }
    };
    let option = move |person: PersonCard| {
        Row::new(
            person.id.to_string(),
            move || view! { <PartnerOption person=person partner=partner /> },
        )
    };
    let options = move || {
        let walkers = room.of(|visit| visit.walkers.clone());
        let names = room.directory().map(|d| partners(&d, &walkers)).unwrap_or_default();
        names.into_iter().map(option).collect()
    };
    view! {
        <div class="field">
            <label for=id.clone()>{t().visit.partner}</label>
            <select id=id on:change=choose>
                <option value="" disabled=true prop:selected=move || partner.get().is_none()>
                    {t().visit.partner_none}
                </option>
                {keyed(options)}
            </select>
        </div>
    }
}

/// Whoever teaches or supports some class, but does not walk just now.
fn partners(directory: &Directory, walkers: &[PersonId]) -> Vec<PersonCard> {
    let adults = directory.classes.iter().flat_map(|class| class.adults.iter().copied());
    let adults: BTreeSet<PersonId> = order::gather(adults);
    let is_partner =
        |person: &&PersonCard| adults.contains(&person.id) && !walkers.contains(&person.id);
    directory.staff.iter().filter(is_partner).cloned().collect()
}

#[component]
fn PartnerOption(person: PersonCard, partner: Memo<Option<PersonId>>) -> impl IntoView {
    let PersonCard { id, name } = person;
    view! {
        <option value=id.to_string() prop:selected=move || partner.get() == Some(id)>
            {name}
        </option>
    }
}
