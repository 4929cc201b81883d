//! "Our choices": one tablet, many children. A child taps their own name, sees only the choice (no history), chooses, and
//! it covers itself.

use std::collections::BTreeSet;
use std::time::Duration;

use domain::directory::PersonCard;
use domain::id::PersonId;
use domain::time::Day;
use leptos::ev;
use leptos::prelude::*;
use sync::order;

use crate::components::{Header, no_page, use_toasts};
use crate::pages::me::{Choose, Reader};
use crate::reactive::{effect, memo};
use crate::tablet::use_tablet;
use crate::text::t;

/// A child's page that nobody touches for so long covers itself.
const IDLE_SECONDS: u64 = 60;

/// See the module.
#[component]
pub fn ChoicesPage() -> impl IntoView {
    let tablet = use_tablet();
    let class = super::class_of_address();
    // Nobody's page stays open when the tablet is put down: it belongs to whoever taps a name.
    let child = RwSignal::new(None::<PersonCard>);
    move || {
        let Some((class, directory)) = class.get().zip(untrack(|| tablet.directory())) else {
            return no_page(t().teach.no_class, t().teach.no_class_remedy);
        };
        match child.get() {
            None => {
                let students = class.students.unwrap_or_default();
                view! { <Names class=class.id.to_string() students=students child=child /> }
                    .into_any()
            }
            Some(chosen) => {
                let reader = Reader::in_class(chosen.id, &class, directory);
                view! { <OneChild reader=reader name=chosen.name class=class.id child=child /> }
                    .into_any()
            }
        }
    }
}

#[component]
fn Names(
    class: String,
    students: Vec<PersonCard>,
    child: RwSignal<Option<PersonCard>>,
) -> impl IntoView {
    let tablet = use_tablet();
    let text = &t().teach.choices;
    let ids: Vec<_> = students.iter().map(|student| student.id).collect();
    let chosen = memo(move || {
        let today = tablet.today();
        let has_plan = |student: &&PersonId| tablet.view(|view| has_plan(view, **student, today));
        order::gather::<BTreeSet<_>, _>(ids.iter().filter(has_plan).copied())
    });
    let tiles = students.into_iter().map(|student| {
        let (id, name) = (student.id, student.name.clone());
        let is_done = move || chosen.with(|chosen| chosen.contains(&id));
        view! {
            <button
                class="tile"
                type="button"
                data-state=move || if is_done() { "seen" } else { "plain" }
                on:click=move |_| child.set(Some(student.clone()))
            >
                <span class="tile-name">{name}</span>
                {move || is_done().then(|| view! {
                    <span class="tile-mark" aria-hidden="true">"✓"</span>
                    <span class="vh">{text.chosen}</span>
                })}
            </button>
        }
    });
    view! {
        <Header title=text.title back=format!("/class/{class}") quiet=true />
        <main class="choices managing">
            <p class="hint">{text.hint}</p>
            <div class="grid">{tiles.collect_view()}</div>
        </main>
    }
}

/// Whether a plan stands whose day has not come.
fn has_plan(view: &domain::view::View, student: PersonId, today: Day) -> bool {
    view.choices_of(student).first().is_some_and(|step| today < step.choice.look_back)
}

#[component]
fn OneChild(
    reader: Reader,
    name: String,
    class: domain::id::ClassId,
    child: RwSignal<Option<PersonCard>>,
) -> impl IntoView {
    let toasts = use_toasts();
    let text = &t().teach.choices;
    let thanks = (text.thanks)(&name);
    let chosen = Callback::new(move |_| {
        child.set(None);
        toasts.say(thanks.clone());
    });
    // Put down half-way, it covers itself as well.
    effect(move || {
        let cover = move || child.set(None);
        let timer = StoredValue::new(None::<TimeoutHandle>);
        let wait = move || {
            let next = set_timeout_with_handle(cover, Duration::from_secs(IDLE_SECONDS)).ok();
            if let Some(Some(before)) =
                timer.try_update_value(|timer| std::mem::replace(timer, next))
            {
                before.clear();
            }
        };
        wait();
        let hidden = window_event_listener(ev::visibilitychange, move |_| cover());
        let touched = window_event_listener(ev::pointerdown, move |_| wait());
        let typed = window_event_listener(ev::keydown, move |_| wait());
        on_cleanup(move || {
            hidden.remove();
            touched.remove();
            typed.remove();
            if let Some(Some(timer)) = timer.try_update_value(Option::take) {
                timer.clear();
            }
        });
    });
    view! {
        <Header title=(text.hello)(&name) window=text.title quiet=true />
        <main class="page">
            <Choose reader=reader with_adult_of=class chosen=chosen />
            <button class="btn quiet" type="button" on:click=move |_| child.set(None)>{text.next}</button>
        </main>
    }
}
