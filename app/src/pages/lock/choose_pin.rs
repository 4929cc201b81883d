//! After signing in on a shared tablet: a PIN, typed twice. It can wait until the next time.

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_meta::Title;

use super::keypad::Keypad;
use crate::tablet::use_tablet;
use crate::text::t;

/// The page, before whatever was to be opened.
#[component]
pub fn ChoosePinPage() -> impl IntoView {
    let tablet = use_tablet();
    let typed = RwSignal::new(String::new());
    let first = RwSignal::new(None::<String>);
    let problem = RwSignal::new(None::<&'static str>);
    let done = Callback::new(move |pin: String| {
        typed.set(String::new());
        match first.get_untracked() {
            None => {
                problem.set(None);
                first.set(Some(pin));
            }
            Some(same) if same == pin => spawn_local(async move {
                if !tablet.choose_pin(Some(&pin)).await {
                    problem.try_set(Some(t().lock.not_kept));
                }
            }),
            Some(_) => {
                first.set(None);
                problem.set(Some(t().lock.differs));
            }
        }
    });
    let put_off = move |_| {
        spawn_local(async move {
            tablet.choose_pin(None).await;
        });
    };
    let asks =
        move || if first.with(Option::is_some) { t().lock.again } else { t().lock.choose_means };
    view! {
        <Title text=t().lock.choose />
        <main class="page lock">
            <h1 tabindex="-1">{t().lock.choose}</h1>
            <p>{asks}</p>
            <Keypad typed=typed done=done />
            <p role="alert" class="field-error">{move || problem.get()}</p>
            <button class="btn quiet" type="button" on:click=put_off>{t().lock.later}</button>
            <p class="hint">{t().lock.later_means}</p>
        </main>
    }
}
