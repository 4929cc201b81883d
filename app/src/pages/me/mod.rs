//! A student's own page: the choice on top, what adults noticed, and growth in a child's voice. Never a number, an axis, a
//! phase's word or a falling line (rule 2 of the product).

mod cards;
mod choose;
mod look_back;
mod noticed;
mod plan;
mod reader;

use domain::rights::Role;
use leptos::prelude::*;

use self::cards::{Cards, growth};
pub use self::choose::Choose;
use self::noticed::Noticed;
use self::plan::TopOfPage;
pub use self::reader::Reader;
use crate::components::Header;
use crate::reactive::memo;
use crate::tablet::{Opening, use_tablet};
use crate::text::record::Reader as Whose;
use crate::text::t;

/// See the module.
#[component]
pub fn MePage() -> impl IntoView {
    let tablet = use_tablet();
    // A newer directory does not begin the page anew: the child may be in the middle of choosing.
    let is_student = memo(move || Some(tablet.directory()?.is(Role::Student)));
    move || match is_student.get().and_then(|is| is.then(|| untrack(|| tablet.directory()))?) {
        Some(directory) => {
            let reader = Reader::of(directory);
            let growth = memo(move || growth(tablet, reader));
            let title = (t().me.hello)(&reader.first_name());
            view! {
                <Header title=title window=t().common.limber quiet=true />
                <main class="page wide me">
                    <TopOfPage reader=reader growth=growth />
                    <Noticed reader=reader />
                    <Cards reader=reader growth=growth />
                    <p><a class="btn plain" href="/record">{(t().record.link)(Whose::Student)}</a></p>
                </main>
            }
            .into_any()
        }
        None if matches!(tablet.opening(), Opening::Reading | Opening::FirstVisit) => {
            view! { <main class="page" aria-busy="true"></main> }.into_any()
        }
        _ => view! {
            <Header title=t().common.limber.to_owned() back="/" />
            <main class="page">
                <p>{t().me.not_a_student}</p>
                <p><a class="btn quiet" href="/">{t().common.home}</a></p>
            </main>
        }
        .into_any(),
    }
}
