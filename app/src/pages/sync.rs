//! The sync sheet: what is on this tablet, what is on the server, what needs attention; and the settings of this tablet.

use leptos::prelude::*;
use sync::entry::Millis;
use wasm_bindgen::JsValue;

use crate::components::Header;
use crate::tablet::{Hand, SyncState, Tablet, TextSize, Theme, use_tablet};
use crate::text::t;

/// How long something may wait before people are asked to act.
const UNSENT_MILLIS_MAX: Millis = 2 * 24 * 60 * 60 * 1_000;

/// The page.
#[component]
pub fn SyncPage() -> impl IntoView {
    let tablet = use_tablet();
    let state = Memo::new(move |_| tablet.sync_state());
    view! {
        <Header title=Signal::stored(t().sync.title.to_owned()) back="/" />
        <main class="page sync-page">
            <ul class="stack" aria-live="polite">
                {move || on_tablet(tablet, &state.get())}
                {move || on_server(tablet, &state.get())}
                {move || attention(&state.get())}
            </ul>
            <div class="row">
                <button class="btn" type="button" on:click=move |_| tablet.sync_now()>{t().sync.now}</button>
                <Export tablet=tablet />
            </div>
            <Settings tablet=tablet />
            <SignOut tablet=tablet state=state />
            <Crash tablet=tablet />
        </main>
    }
}

fn on_tablet(tablet: Tablet, state: &SyncState) -> AnyView {
    let text = &t().sync;
    let age = state.oldest_unsent.map(|oldest| (tablet.now() - oldest).max(0));
    let oldest = age.map(|age| view! { <p>{(text.oldest)(&t().dates.lasting(age))}</p> });
    let is_old = age.is_some_and(|age| age > UNSENT_MILLIS_MAX);
    view! {
        <li class="card sync-part" data-count=state.unsent>
            <h2>{text.on_tablet}</h2>
            <p>{(text.waiting)(state.unsent)}</p>
            {oldest}
            {is_old.then(|| view! { <p class="sync-old">{text.old}</p> })}
        </li>
    }
    .into_any()
}

fn on_server(tablet: Tablet, state: &SyncState) -> AnyView {
    let text = &t().sync;
    let agreed = match state.agreed {
        Some(at) => (text.agreed)(&tablet.moment(at)),
        None => text.never_agreed.to_owned(),
    };
    let offline = (!state.reached && !state.sign_in_again)
        .then(|| view! { <p class="hint">{text.offline}</p> });
    view! {
        <li class="card sync-part" data-count=state.sent>
            <h2>{text.on_server}</h2>
            <p>{(text.stored)(state.sent)}</p>
            <p class="hint">{agreed}</p>
            {offline}
        </li>
    }
    .into_any()
}

fn attention(state: &SyncState) -> AnyView {
    let text = &t().sync;
    let what = if state.sign_in_again {
        view! { <p><a class="btn" href="/sign-in">{(text.sign_in_again)(state.unsent)}</a></p> }
            .into_any()
    } else if state.not_saved {
        view! { <p>{text.not_saved_remedy}</p> }.into_any()
    } else if state.update {
        view! { <p>{text.update_means}</p> }.into_any()
    } else if state.held > 0 {
        view! { <p>{(text.held)(state.held)}</p><p class="hint">{text.held_means}</p> }.into_any()
    } else {
        view! { <p class="hint">{text.no_attention}</p> }.into_any()
    };
    view! { <li class="card sync-part" data-count=state.held><h2>{text.attention}</h2>{what}</li> }
        .into_any()
}

/// What is unsent, as a file: made when it is asked for.
#[component]
fn Export(tablet: Tablet) -> impl IntoView {
    let text = &t().sync;
    let save = move |_| {
        let name = (text.export_name)(&tablet.today().to_string());
        // Only a browser that forbids downloads refuses; what is unsent stays where it is.
        drop(download(&name, &tablet.export()));
    };
    view! {
        <button
            class="btn quiet"
            type="button"
            title=text.export_hint
            hidden=move || tablet.sync_state().unsent + tablet.sync_state().held == 0
            on:click=save
        >
            {text.export}
        </button>
    }
}

/// Offers `content` as a file called `name`.
fn download(name: &str, content: &str) -> Result<(), JsValue> {
    use wasm_bindgen::JsCast;
    use web_sys::{Blob, HtmlAnchorElement, Url};

    let parts = js_sys::Array::of1(&JsValue::from_str(content));
    let address = Url::create_object_url_with_blob(&Blob::new_with_str_sequence(&parts)?)?;
    let link: HtmlAnchorElement = document().create_element("a")?.unchecked_into();
    link.set_href(&address);
    link.set_download(name);
    link.click();
    Url::revoke_object_url(&address)
}

/// Settings of this tablet: nobody's data.
#[component]
fn Settings(tablet: Tablet) -> impl IntoView {
    let text = &t().sync;
    let settings = tablet.preferences();
    let (theme, size, hand) = (settings.theme, settings.text_size, settings.hand);
    let themes = [Theme::System, Theme::Light, Theme::Dark].into_iter().zip(text.themes);
    let sizes =
        [TextSize::Normal, TextSize::Large, TextSize::Larger].into_iter().zip(text.text_sizes);
    let hands = [Hand::Left, Hand::Right].into_iter().zip(text.hands);
    view! {
        <section class="stack" aria-labelledby="settings">
            <h2 id="settings">{text.settings}</h2>
            {choice(text.theme, themes.collect(), theme)}
            {choice(text.text_size, sizes.collect(), size)}
            {choice(text.hand, hands.collect(), hand)}
        </section>
    }
}

/// A few values of a setting, of which one counts.
fn choice<T: Copy + PartialEq + Send + Sync + 'static>(
    label: &'static str,
    values: Vec<(T, &'static str)>,
    setting: RwSignal<T>,
) -> AnyView {
    let buttons = values
        .into_iter()
        .map(|(value, name)| {
            let on = move || (setting.get() == value).to_string();
            view! {
                <button type="button" aria-pressed=on on:click=move |_| setting.set(value)>{name}</button>
            }
        })
        .collect_view();
    view! {
        <div class="field" role="group" aria-label=label>
            <p class="label">{label}</p>
            <div class="seg">{buttons}</div>
        </div>
    }
    .into_any()
}

/// Deletes nothing that is unsent, and says so.
#[component]
fn SignOut(tablet: Tablet, state: Memo<SyncState>) -> impl IntoView {
    let text = &t().sync;
    let stays = move || match state.get().unsent {
        0 => text.sign_out_sent.to_owned(),
        n => (text.sign_out_unsent)(n),
    };
    view! {
        <section class="card">
            <p>{stays}</p>
            <button class="btn quiet" type="button" on:click=move |_| tablet.sign_out()>{text.sign_out}</button>
        </section>
    }
}

/// For whoever helps: where the app failed last.
#[component]
fn Crash(tablet: Tablet) -> impl IntoView {
    tablet.last_crash().map(|note| {
        let moment = tablet.moment(note.at);
        view! { <p class="hint">{(t().sync.crashed)(&note.place, &moment)}</p> }
    })
}
