//! The app in parts, so that nobody waits for pages of others: what every page needs is loaded first, and an area with the
//! first of its pages. The rest follows at once, so that later no page needs a network, nor the cache.
//!
//! One function is one part: `xtask` cuts the program where [`wasm_split`] marks it. Each cut costs what lies on both sides of
//! it, so there are few: what is small, the home page among it, is loaded with the first part.

#![expect(
    clippy::unnecessary_wraps,
    reason = "the error is that the part could not be loaded: the macro adds it"
)]

use std::future::Future;

use leptos::prelude::*;
use leptos::wasm_split::{SplitLoaderError, wasm_split};
use send_wrapper::SendWrapper;

use crate::gate::NotLoaded;
use crate::pages::account::AccountPage;
use crate::pages::devices::DevicesPage;
use crate::pages::enrol::EnrolPage;
use crate::pages::held::HeldPage;
use crate::pages::home::HomePage;
use crate::pages::lock::{ChoosePinPage, LockPage};
use crate::pages::me::MePage;
use crate::pages::people::{PeoplePage, PersonPage};
use crate::pages::pulse::{AnswerPage, PulsesPage};
use crate::pages::record::RecordPage;
use crate::pages::reports::{ClassReportPage, SchoolReportPage};
use crate::pages::seldom::Seldom;
use crate::pages::sign_in::{CardPage, SignInPage, SupplyPage};
use crate::pages::staff_links::StaffLinksPage;
use crate::pages::sync::SyncPage;
use crate::pages::teach::{ChoicesPage, ClassPage, SheetPage, StudentPage};
use crate::pages::walk::{ClassVisitsPage, VisitPage, WalkPage, WalksPage};
use crate::pages::welcome::WelcomePage;

/// A page of [`home`].
#[derive(Clone, Copy)]
pub enum Home {
    Staff,
    Student,
    Sync,
}

/// A page of [`teach`].
#[derive(Clone, Copy)]
pub enum Teach {
    Class,
    Student,
    Choices,
}

/// A page of [`walk`].
#[derive(Clone, Copy)]
pub enum Walk {
    All,
    One,
    Visit,
    OfClass,
}

/// A page of [`door`].
#[derive(Clone, Copy)]
pub enum Door {
    SignIn,
    Card,
    Supply,
    Welcome,
    Lock,
    ChoosePin,
    Enrol,
    Answer,
}

/// A page of [`desk`].
#[derive(Clone, Copy)]
pub enum Desk {
    Sheet,
    Held,
    Devices,
    Pulses,
    Record,
    People,
    Person,
    Account,
    StaffLinks,
    /// On pages of other parts.
    Seldom(Seldom),
}

/// A page of [`reports`].
#[derive(Clone, Copy)]
pub enum Reports {
    Class,
    School,
}

/// Where people come in: adults, students, and whoever wants to know what has been sent.
#[wasm_split(home, wasm_split_path = ::leptos::wasm_split, fallible, preload(load_home))]
fn home_part(page: Home) -> Result<AnyView, SplitLoaderError> {
    Ok(match page {
        Home::Staff => HomePage().into_any(),
        Home::Student => MePage().into_any(),
        Home::Sync => SyncPage().into_any(),
    })
}

/// What is open in a lesson.
#[wasm_split(teach, wasm_split_path = ::leptos::wasm_split, fallible, preload(load_teach))]
fn teach_part(page: Teach) -> Result<AnyView, SplitLoaderError> {
    Ok(match page {
        Teach::Class => ClassPage().into_any(),
        Teach::Student => StudentPage().into_any(),
        Teach::Choices => ChoicesPage().into_any(),
    })
}

/// Walks and visits.
#[wasm_split(walk, wasm_split_path = ::leptos::wasm_split, fallible, preload(load_walk))]
fn walk_part(page: Walk) -> Result<AnyView, SplitLoaderError> {
    Ok(match page {
        Walk::All => WalksPage().into_any(),
        Walk::One => WalkPage().into_any(),
        Walk::Visit => VisitPage().into_any(),
        Walk::OfClass => ClassVisitsPage().into_any(),
    })
}

/// Ways in, and what is there for whoever is not signed in.
#[wasm_split(door, wasm_split_path = ::leptos::wasm_split, fallible, preload(load_door))]
fn door_part(page: Door) -> Result<AnyView, SplitLoaderError> {
    Ok(match page {
        Door::SignIn => SignInPage().into_any(),
        Door::Card => CardPage().into_any(),
        Door::Supply => SupplyPage().into_any(),
        Door::Welcome => WelcomePage().into_any(),
        Door::Lock => LockPage().into_any(),
        Door::ChoosePin => ChoosePinPage().into_any(),
        Door::Enrol => EnrolPage().into_any(),
        Door::Answer => AnswerPage().into_any(),
    })
}

/// What is done at a desk: decisions, and what is looked after.
#[wasm_split(desk, wasm_split_path = ::leptos::wasm_split, fallible, preload(load_desk))]
fn desk_part(page: Desk) -> Result<AnyView, SplitLoaderError> {
    Ok(match page {
        Desk::Sheet => SheetPage().into_any(),
        Desk::Held => HeldPage().into_any(),
        Desk::Devices => DevicesPage().into_any(),
        Desk::Pulses => PulsesPage().into_any(),
        Desk::Record => RecordPage().into_any(),
        Desk::People => PeoplePage().into_any(),
        Desk::Person => PersonPage().into_any(),
        Desk::Account => AccountPage().into_any(),
        Desk::StaffLinks => StaffLinksPage().into_any(),
        Desk::Seldom(what) => what.view(),
    })
}

/// Reports that a tablet makes or has kept.
#[wasm_split(reports, wasm_split_path = ::leptos::wasm_split, fallible, preload(load_reports))]
fn reports_part(page: Reports) -> Result<AnyView, SplitLoaderError> {
    Ok(match page {
        Reports::Class => ClassReportPage().into_any(),
        Reports::School => SchoolReportPage().into_any(),
    })
}

/// A page to come in by.
pub fn home(page: Home) -> AnyView {
    once_loaded(home_part(page))
}

/// A page of the lesson.
pub fn teach(page: Teach) -> AnyView {
    once_loaded(teach_part(page))
}

/// A page of walks and visits.
pub fn walk(page: Walk) -> AnyView {
    once_loaded(walk_part(page))
}

/// A page for whoever comes in.
pub fn door(page: Door) -> AnyView {
    once_loaded(door_part(page))
}

/// A page for a desk.
pub fn desk(page: Desk) -> AnyView {
    once_loaded(desk_part(page))
}

/// A report.
pub fn reports(page: Reports) -> AnyView {
    once_loaded(reports_part(page))
}

/// Loads every part that is not there yet. What fails is tried again when a page needs it.
pub async fn load() {
    drop((load_home().await, load_teach().await, load_walk().await));
    drop((load_door().await, load_reports().await, load_desk().await));
}

/// The page, at once where its part is there.
fn once_loaded(page: impl Future<Output = Result<AnyView, SplitLoaderError>> + 'static) -> AnyView {
    let page = async move { page.await.unwrap_or_else(|_| NotLoaded().into_any()) };
    // In the browser there is one thread.
    Suspend::new(SendWrapper::new(page)).into_any()
}
