//! In the place of what only the server has, when it did not answer.

use leptos::prelude::*;

use crate::tablet::Trouble;
use crate::text::t;

/// What happened and that nothing is lost, in a heading and in words; and what to do: sign in and come back `here`, or ask again.
pub fn no_answer(
    trouble: Trouble,
    (heading, words): (&'static str, &'static str),
    here: &str,
    again: Box<dyn Fn()>,
) -> AnyView {
    let act = if trouble == Trouble::SignedOut {
        let path = format!("/sign-in?next={here}");
        view! { <a class="btn" href=path>{t().sign_in.to_sign_in}</a> }.into_any()
    } else {
        view! { <button class="btn" type="button" on:click=move |_| again()>{t().common.again}</button> }
            .into_any()
    };
    view! {
        <section class="card no-print" aria-labelledby="no-answer">
            <h2 id="no-answer">{heading}</h2>
            <p role="status">{words}</p>
            <div class="row">{act}</div>
        </section>
    }
    .into_any()
}
