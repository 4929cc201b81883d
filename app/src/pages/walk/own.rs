//! The visits of this term that a person wrote, or that were theirs: where an answer is found.

use leptos::prelude::*;

use super::lists::{Line, VisitList, lines, own_this_term, visits};
use crate::reactive::memo;
use crate::tablet::{Tablet, use_tablet};
use crate::text::t;

/// Most that are listed at home: rooms come first there.
const AT_HOME_MAX: usize = 2;
/// The id on the page of walks.
const PLACE: &str = "own-visits";

/// The latest of them, and the way to all; nothing where there are none.
#[component]
pub fn OwnVisits(
    /// All of them.
    #[prop(optional)]
    whole: bool,
) -> impl IntoView {
    let tablet = use_tablet();
    let all = memo(move || own(tablet));
    let most = if whole { usize::MAX } else { AT_HOME_MAX };
    let shown =
        Signal::derive(move || all.with(|all| all.iter().take(most).cloned().collect::<Vec<_>>()));
    let is_cut = move || all.with(Vec::len) > most;
    view! {
        <Show when=move || !all.with(Vec::is_empty)>
            <section id=PLACE class="stack close own-visits" aria-labelledby="own-visits-title">
                <h2 id="own-visits-title">{t().walk.own_visits}</h2>
                <VisitList lines=shown />
                <Show when=is_cut>
                    <p>
                        <a class="btn plain" href=format!("/walk#{PLACE}")>
                            {move || (t().walk.all_own_visits)(all.with(Vec::len))}
                        </a>
                    </p>
                </Show>
            </section>
        </Show>
    }
}

fn own(tablet: Tablet) -> Vec<Line> {
    let Some(directory) = tablet.directory() else { return Vec::new() };
    let today = tablet.today();
    let term = directory.calendar.term(today);
    let visits = visits(tablet);
    lines(own_this_term(&visits, directory.me.id, term).into_iter(), &directory, today)
}
