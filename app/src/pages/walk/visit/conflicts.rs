//! Fields that were written on two tablets at the same time: everything is kept and shown, and someone chooses.

use domain::entry::VisitSet;
use domain::view::Head;
use leptos::prelude::*;

use super::room::Room;
use super::said;
use crate::text::t;

/// All fields with several heads; nothing where there are none.
#[component]
pub fn Conflicts(
    /// The visit.
    room: Room,
) -> impl IntoView {
    let fields = Memo::new(move |_| {
        room.of(|visit| visit.conflicts().map(|(_, heads)| heads.to_vec()).collect::<Vec<_>>())
    });
    move || {
        let fields = fields.get();
        let shown: Vec<_> = fields.into_iter().filter_map(|heads| one_field(room, heads)).collect();
        (!shown.is_empty()).then(|| {
            view! {
                <section class="heads" aria-labelledby="heads-title">
                    <h2 id="heads-title">{t().visit.heads.what}</h2>
                    {shown}
                </section>
            }
            .into_any()
        })
    }
}

/// One field with its heads; `None` for a field of a newer program.
fn one_field(room: Room, heads: Vec<Head>) -> Option<AnyView> {
    let heading = said::heading(room, &heads.first()?.set)?;
    let joined = join(&heads);
    let what_to_do =
        if joined.is_some() { t().visit.heads.choose_text } else { t().visit.heads.choose };
    let join = joined.map(|joined| {
        view! {
            <button class="btn quiet" type="button" on:click=move |_| room.choose(&joined)>{t().visit.heads.join}</button>
        }
    });
    let view = view! {
        <div class="heads-field" role="group" aria-label=heading.clone()>
            <h3>{heading.clone()}</h3>
            <p class="hint">{what_to_do}</p>
            <ul class="heads-list">{heads.into_iter().map(|head| view! { <OneHead room=room head=head /> }).collect_view()}</ul>
            {join}
        </div>
    };
    Some(view.into_any())
}

#[component]
fn OneHead(room: Room, head: Head) -> impl IntoView {
    let said = said::value(room, &head.set);
    let said = if said.is_empty() { t().visit.heads.cleared.to_owned() } else { said };
    let by = (t().visit.heads.by)(&room.name_of(head.author), &room.when(head.at));
    view! {
        <li class="head">
            <p class="head-said">{said}</p>
            <p class="hint">{by}</p>
            <button class="btn quiet" type="button" on:click=move |_| room.choose(&head.set)>{t().visit.heads.keep}</button>
        </li>
    }
}

/// Several texts as one, the one that is shown first on top; `None` for what cannot be joined.
fn join(heads: &[Head]) -> Option<VisitSet> {
    let VisitSet::Words(words, _) = heads.first()?.set else { return None };
    let texts = heads.iter().filter_map(|head| match &head.set {
        VisitSet::Words(_, text) if !text.is_empty() => Some(text.as_str()),
        _ => None,
    });
    Some(VisitSet::Words(words, texts.collect::<Vec<_>>().join("\n")))
}
