//! The sync sheet: what is on this tablet, what is on the server, what needs attention; and the settings of this tablet.

mod bring_in;

use domain::rights::Role;
use leptos::prelude::*;
use sync::entry::Millis;

pub use self::bring_in::BringIn;
use crate::components::{Header, download};
use crate::pages::seldom::Seldom;
use crate::reactive::memo;
use crate::tablet::{Hand, JSON, SyncState, Tablet, TextSize, Theme, use_tablet};
use crate::text::t;

/// How long something may wait before people are asked to act.
const UNSENT_MILLIS_MAX: Millis = 2 * 24 * 60 * 60 * 1_000;

/// The page.
#[component]
pub fn SyncPage() -> impl IntoView {
    let tablet = use_tablet();
    let is_staff = memo(move || tablet.directory().is_some_and(|all| !all.is(Role::Student)));
    view! {
        <Header title=Signal::stored(t().sync.title.to_owned()) back="/" />
        <main class="page sync-page">
            <OnTablet tablet=tablet />
            <OnServer tablet=tablet />
            <Attention tablet=tablet />
            <div class="row">
                <button class="btn" type="button" on:click=move |_| tablet.sync_now()>{t().sync.now}</button>
                <Export tablet=tablet />
            </div>
            {Seldom::BringIn.later()}
            <Settings tablet=tablet />
            {move || is_staff.get().then(|| Seldom::ToAccount.later())}
            <SignOut tablet=tablet />
            <Crash tablet=tablet />
        </main>
    }
}

/// What is on this tablet only, and for how long.
#[component]
fn OnTablet(tablet: Tablet) -> impl IntoView {
    let text = &t().sync;
    let unsent = memo(move || tablet.sync_state().unsent);
    let age = memo(move || {
        let oldest = tablet.sync_state().oldest_unsent?;
        Some((tablet.now() - oldest).max(0))
    });
    let oldest = move || age.get().map(|age| (text.oldest)(&t().dates.lasting(age)));
    let is_old = move || age.get().is_some_and(|age| age > UNSENT_MILLIS_MAX);
    view! {
        <section class="card sync-part" data-count=move || unsent.get()>
            <h2>{text.on_tablet}</h2>
            <p>{move || (text.waiting)(unsent.get())}</p>
            <p hidden=move || age.get().is_none()>{oldest}</p>
            <p class="sync-old" hidden=move || !is_old()>{text.old}</p>
        </section>
    }
}

/// What has arrived, and when tablet and server last agreed.
#[component]
fn OnServer(tablet: Tablet) -> impl IntoView {
    let text = &t().sync;
    let sent = memo(move || tablet.sync_state().sent);
    let agreed = memo(move || match tablet.sync_state().agreed {
        Some(at) => (text.agreed)(&tablet.moment(at)),
        None => text.never_agreed.to_owned(),
    });
    let offline = move || {
        let state = tablet.sync_state();
        state.offline && !state.sign_in_again
    };
    view! {
        <section class="card sync-part" data-count=move || sent.get()>
            <h2>{text.on_server}</h2>
            <p>{move || (text.stored)(sent.get())}</p>
            <p class="hint">{move || agreed.get()}</p>
            <p class="hint" hidden=move || !offline()>{text.offline}</p>
        </section>
    }
}

/// What only a person can put right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Trouble {
    SignInAgain { unsent: usize },
    NotSaved,
    Update,
    Held(usize),
}

impl Trouble {
    fn of(state: &SyncState) -> Option<Self> {
        match state {
            SyncState { not_saved: true, .. } => Some(Self::NotSaved),
            SyncState { sign_in_again: true, unsent, .. } => {
                Some(Self::SignInAgain { unsent: *unsent })
            }
            SyncState { update: true, .. } => Some(Self::Update),
            SyncState { held: held @ 1.., .. } => Some(Self::Held(*held)),
            _ => None,
        }
    }
}

#[component]
fn Attention(tablet: Tablet) -> impl IntoView {
    let text = &t().sync;
    let trouble = memo(move || Trouble::of(&tablet.sync_state()));
    let what = move || match trouble.get() {
        None => view! { <p class="hint">{text.no_attention}</p> }.into_any(),
        Some(Trouble::NotSaved) => view! { <p>{text.not_saved_remedy}</p> }.into_any(),
        Some(Trouble::Update) => view! { <p>{text.update_means}</p> }.into_any(),
        Some(Trouble::SignInAgain { unsent }) => {
            view! { <a class="btn" href="/sign-in">{(text.sign_in_again)(unsent)}</a> }.into_any()
        }
        Some(Trouble::Held(n)) => {
            let decides = tablet.directory().is_some_and(|all| all.is(Role::Administrator));
            let there =
                decides.then(|| view! { <a class="btn quiet" href="/held">{t().held.title}</a> });
            view! { <p>{(text.held)(n)}</p><p class="hint">{text.held_means}</p>{there} }.into_any()
        }
    };
    view! {
        <section class="card sync-part">
            <h2>{text.attention}</h2>
            {what}
        </section>
    }
}

/// What is unsent, as a file: made when it is asked for.
#[component]
fn Export(tablet: Tablet) -> impl IntoView {
    let text = &t().sync;
    let save = move |_| {
        let name = (text.export_name)(&tablet.today().to_string());
        // Only a browser that forbids downloads refuses; what is unsent stays where it is.
        drop(download(&name, JSON, tablet.export().as_bytes()));
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

/// Deletes nothing that is unsent, and says so. What is not even saved would be in this page only: that takes a second tap,
/// and a file is offered before.
#[component]
fn SignOut(tablet: Tablet) -> impl IntoView {
    let text = &t().sync;
    let not_saved = memo(move || tablet.sync_state().not_saved);
    let is_warned = RwSignal::new(false);
    let warns = move || not_saved.get() && is_warned.get();
    let stays = move || match tablet.sync_state() {
        SyncState { not_saved: true, .. } => text.sign_out_not_saved.to_owned(),
        SyncState { unsent: 0, .. } => text.sign_out_sent.to_owned(),
        SyncState { unsent, .. } => (text.sign_out_unsent)(unsent),
    };
    let sign_out = move |_| {
        if not_saved.get_untracked() && !is_warned.get_untracked() {
            is_warned.set(true);
        } else {
            tablet.sign_out();
        }
    };
    view! {
        <section class="card">
            <p>{stays}</p>
            <p role="alert" hidden=move || !warns()>{text.sign_out_anyway_means}</p>
            <div class="row">
                <button class="btn quiet" type="button" on:click=sign_out>
                    {move || if warns() { text.sign_out_anyway } else { text.sign_out }}
                </button>
                <Show when=move || not_saved.get()>
                    <Export tablet=tablet />
                </Show>
            </div>
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worst_trouble_is_named() {
        let fine = SyncState { unsent: 3, ..SyncState::default() };
        assert_eq!(Trouble::of(&fine), None);
        let held = SyncState { held: 2, ..fine };
        assert_eq!(Trouble::of(&held), Some(Trouble::Held(2)));
        let ended = SyncState { sign_in_again: true, ..held };
        assert_eq!(Trouble::of(&ended), Some(Trouble::SignInAgain { unsent: 3 }));
        let worst = SyncState { not_saved: true, ..ended };
        assert_eq!(Trouble::of(&worst), Some(Trouble::NotSaved));
    }
}
