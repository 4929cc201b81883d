//! Every sentence that a person reads, once per language.
//!
//! One file per area, each with a struct of its sentences and a value per language: a language that lacks a sentence does
//! not compile. Fixed sentences are `&'static str`, those with something in them `fn(..) -> String`. Pages say
//! `t().teach.undo`; no component holds a sentence.

pub mod account;
pub mod common;
pub mod dates;
pub mod devices;
#[cfg(feature = "ssr")]
pub mod export;
pub mod held;
pub mod home;
pub mod lock;
#[cfg(feature = "ssr")]
pub mod mail;
pub mod me;
pub mod people;
pub mod person;
pub mod pulse;
pub mod record;
pub mod reports;
pub mod served;
pub mod sheet;
pub mod sign_in;
pub mod staff_links;
pub mod sync;
pub mod teach;
pub mod visit;
pub mod walk;

use std::sync::OnceLock;

/// All sentences of one language.
pub struct Text {
    /// One's own sign-in.
    pub account: account::Account,
    /// What every page says.
    pub common: common::Common,
    /// Days and times in words.
    pub dates: dates::Dates,
    /// The school's tablets.
    pub devices: devices::Devices,
    /// What the server could not store by itself.
    pub held: held::Held,
    /// The home page.
    pub home: home::Home,
    /// A tablet that several people use.
    pub lock: lock::Lock,
    /// A student's own page.
    pub me: me::Me,
    /// Pulses.
    pub pulse: pulse::Pulse,
    /// Looking somebody up.
    pub people: people::People,
    /// One person's data.
    pub person: person::Person,
    /// The record of access.
    pub record: record::Record,
    /// Reports.
    pub reports: reports::Reports,
    /// What pages say that need the server.
    pub served: served::Served,
    /// A class's sheet of sign-in pictures.
    pub sheet: sheet::Sheet,
    /// Signing in.
    pub sign_in: sign_in::SignIn,
    /// Staff and their one-time links.
    pub staff_links: staff_links::StaffLinks,
    /// Sending and receiving.
    pub sync: sync::Sync,
    /// A class in a lesson.
    pub teach: teach::Teach,
    /// A visit: writing it, sharing it, reading it.
    pub visit: visit::Visit,
    /// Walks, and the leader's home.
    pub walk: walk::Walk,
}

/// British English, the first language.
pub static ENGLISH: Text = Text {
    account: account::ENGLISH,
    common: common::ENGLISH,
    dates: dates::ENGLISH,
    devices: devices::ENGLISH,
    held: held::ENGLISH,
    home: home::ENGLISH,
    lock: lock::ENGLISH,
    me: me::ENGLISH,
    pulse: pulse::ENGLISH,
    people: people::ENGLISH,
    person: person::ENGLISH,
    record: record::ENGLISH,
    reports: reports::ENGLISH,
    served: served::ENGLISH,
    sheet: sheet::ENGLISH,
    sign_in: sign_in::ENGLISH,
    staff_links: staff_links::ENGLISH,
    sync: sync::ENGLISH,
    teach: teach::ENGLISH,
    visit: visit::ENGLISH,
    walk: walk::ENGLISH,
};

static CHOSEN: OnceLock<&'static Text> = OnceLock::new();

/// Chooses the language: once, before anything is rendered. A second choice is ignored.
pub fn choose(text: &'static Text) {
    let _ = CHOSEN.set(text);
}

/// The sentences of the chosen language.
#[must_use]
pub fn t() -> &'static Text {
    CHOSEN.get().copied().unwrap_or(&ENGLISH)
}
