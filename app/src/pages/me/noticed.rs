//! What adults noticed, newest first.

use leptos::prelude::*;

use super::reader::Reader;
use crate::reactive::memo;
use crate::tablet::use_tablet;
use crate::text::t;

/// How many are shown.
const SHOWN_MAX: usize = 3;

/// See the module; nothing while nobody has written.
#[component]
pub fn Noticed(reader: Reader) -> impl IntoView {
    let tablet = use_tablet();
    let newest = memo(move || {
        let written = tablet.view(|view| view.written_about(reader.student));
        written.into_iter().filter(|words| words.for_student).take(SHOWN_MAX).collect::<Vec<_>>()
    });
    let text = &t().me;
    move || {
        let words = newest.get();
        (!words.is_empty()).then(|| {
            let quotes = words.into_iter().map(|words| {
                let adult = reader.directory(|directory| {
                    directory.staff_name(words.author).unwrap_or(text.an_adult).to_owned()
                });
                view! {
                    <blockquote class="quote">
                        <span class="hint">{(text.noticed)(&adult)}</span>
                        <p>{(text.quote)(&words.text)}</p>
                    </blockquote>
                }
            });
            view! {
                <section class="stack close" aria-labelledby="noticed">
                    <h2 id="noticed" class="vh">{text.noticed_title}</h2>
                    {quotes.collect_view()}
                </section>
            }
            .into_any()
        })
    }
}
