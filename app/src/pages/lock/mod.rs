//! The lock screen of a shared tablet: a name, four digits, and one is back where one was.

mod choose_pin;
mod keypad;

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_meta::Title;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

pub use self::choose_pin::ChoosePinPage;
use self::keypad::Keypad;
use crate::tablet::{Resident, Unlocked, use_tablet};
use crate::text::t;

/// The page, in place of whatever was open.
#[component]
pub fn LockPage() -> impl IntoView {
    let tablet = use_tablet();
    let chosen = RwSignal::new(None::<Resident>);
    let gone = RwSignal::new(false);
    let body = move || match chosen.get() {
        Some(resident) => view! { <Pin resident=resident chosen=chosen gone=gone /> }.into_any(),
        None => view! { <Residents residents=tablet.residents() chosen=chosen /> }.into_any(),
    };
    view! {
        <Title text=t().lock.title />
        <main class="page lock">
            <p role="alert" class="card" hidden=move || !gone.get()>{t().lock.gone}</p>
            {body}
            <a class="btn quiet" href="/sign-in">{t().lock.someone_else}</a>
        </main>
    }
}

/// Who can come back.
#[component]
fn Residents(residents: Vec<Resident>, chosen: RwSignal<Option<Resident>>) -> impl IntoView {
    let text = &t().lock;
    let button = |resident: Resident| {
        let (name, mark) = (resident.name.clone(), initials(&resident.name));
        view! {
            <li>
                <button type="button" class="resident" on:click=move |_| chosen.set(Some(resident.clone()))>
                    <span class="avatar" aria-hidden="true">{mark}</span>
                    {name}
                </button>
            </li>
        }
    };
    view! {
        <h1 tabindex="-1">{text.title}</h1>
        <p class="hint">{text.who}</p>
        <ul class="residents">{residents.into_iter().map(button).collect_view()}</ul>
    }
}

/// The PIN of one of them.
#[component]
fn Pin(
    resident: Resident,
    chosen: RwSignal<Option<Resident>>,
    gone: RwSignal<bool>,
) -> impl IntoView {
    let tablet = use_tablet();
    let navigate = use_navigate();
    let typed = RwSignal::new(String::new());
    let problem = RwSignal::new(None::<String>);
    let Resident { person, name } = resident;
    let title = (t().lock.pin_of)(&name);
    let try_it = Callback::new(move |pin: String| {
        let navigate = navigate.clone();
        spawn_local(async move {
            match tablet.unlock(person, &pin).await {
                Unlocked::In(path) => {
                    navigate(
                        &path,
                        NavigateOptions { replace: true, ..NavigateOptions::default() },
                    );
                }
                Unlocked::Wait(0) => problem.set(Some(t().lock.wrong.to_owned())),
                Unlocked::Wait(seconds) => problem.set(Some((t().lock.wait)(seconds))),
                Unlocked::Gone => {
                    gone.set(true);
                    chosen.set(None);
                }
            }
            typed.try_set(String::new());
        });
    });
    view! {
        <h1 tabindex="-1">{title}</h1>
        <Keypad typed=typed done=try_it />
        <p role="alert" class="field-error">{move || problem.get()}</p>
        <button class="btn quiet" type="button" on:click=move |_| chosen.set(None)>{t().lock.not_me}</button>
    }
}

/// "WD" of "Wendy Diaz", "R" of "Ms Rowe": titles are not initials.
fn initials(name: &str) -> String {
    const TITLES: [&str; 6] = ["Mr", "Mrs", "Ms", "Miss", "Mx", "Dr"];
    let words =
        name.split_whitespace().filter(|word| !TITLES.contains(&word.trim_end_matches('.')));
    let firsts: Vec<char> = words.filter_map(|word| word.chars().next()).collect();
    match firsts.as_slice() {
        [first, .., last] => format!("{first}{last}"),
        firsts => firsts.iter().collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_of_names() {
        for (name, mark) in [
            ("Wendy Diaz", "WD"),
            ("Ms Rowe", "R"),
            ("Dr. Ana María Ruiz", "AR"),
            ("Zoë", "Z"),
            ("", ""),
        ] {
            assert_eq!(initials(name), mark, "{name}");
        }
    }
}
