//! The state of the app on this tablet: whose it is, what it holds, how far it has been sent.
//!
//! Pages read it through [`use_tablet`], and write through [`Tablet::record`] only. Reading inside a view or an effect
//! subscribes to it.

mod ask;
mod host;
mod kept;
mod lock;
mod preferences;
mod served;
mod session;
pub mod unsent;

use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use domain::directory::Directory;
use domain::entry::Draft;
use domain::id::{PersonId, RecordId};
use domain::time::Day;
use domain::view::View;
use leptos::prelude::*;
use sync::entry::{EntryId, Millis, Uid};
use web_sys::Blob;

use crate::text::t;

pub use self::ask::{Answer, Ask, Asking, JSON, PasskeyAsk, Trouble, Unreachable, judge};
pub use self::host::{CrashNote, Host, Reading};
pub use self::kept::KeptReport;
pub use self::lock::{Locking, PIN_DIGITS, Resident, Soon, Unlocked, is_pin};
pub use self::preferences::{Hand, PreferenceValues, Preferences, TextSize, Theme};
pub use self::served::{Known, Served, done};
pub use self::session::{MARK_COOKIES, Session};
/// What the header says, and the figures behind it.
pub use sync::device::{Line as SyncLine, Status as SyncState};

/// The tablet that this page runs on.
///
/// # Panics
/// Outside [`crate::root::App`], which provides it.
#[must_use]
pub fn use_tablet() -> Tablet {
    expect_context::<Tablet>()
}

/// A handle; cheap to copy into closures.
#[derive(Clone, Copy)]
pub struct Tablet(StoredValue<Parts>);

#[derive(Clone, Copy)]
struct Parts {
    shown: Shown,
    preferences: Preferences,
    /// `None` on the server, where no page has anything to record.
    host: Option<StoredValue<Rc<dyn Host>, LocalStorage>>,
}

/// What pages read. The host writes it.
#[derive(Clone, Copy)]
pub struct Shown {
    /// Whether the store has been opened, or there is none to open.
    pub opening: RwSignal<Opening>,
    /// Who uses the tablet.
    pub session: RwSignal<Option<Session>>,
    /// What this person may see of the office's rows.
    pub directory: RwSignal<Option<Arc<Directory>>>,
    /// All entries on this tablet.
    pub view: RwSignal<View>,
    /// How far they have been sent.
    pub sync: RwSignal<SyncState>,
    /// The school day; moves at midnight.
    pub today: RwSignal<Day>,
    /// A new version of the app waits.
    pub update_ready: RwSignal<bool>,
    /// The school has shut this device out.
    pub shut_out: RwSignal<bool>,
    /// How this person can lock the tablet.
    pub locking: RwSignal<Locking>,
    /// Who can come back to it.
    pub residents: RwSignal<Vec<Resident>>,
    /// Half-typed texts by key: those that a page has asked for, and those of the store.
    texts: StoredValue<BTreeMap<String, ArcRwSignal<String>>>,
    restored_texts: StoredValue<BTreeMap<String, String>>,
    /// Last copies of reports by key.
    reports: RwSignal<BTreeMap<String, KeptReport>>,
    /// What lives as long as the tablet belongs to this. None on the server, where an owner that is stored in itself would
    /// outlive its page.
    owner: StoredValue<Option<Owner>>,
}

/// How far the tablet has come since it was started.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opening {
    /// The store is being read: a few hundredths of a second.
    Reading,
    /// Nobody has signed in here.
    NoOne,
    /// Those who use it have locked it.
    Locked,
    /// Somebody has; their directory is on its way for the first time.
    FirstVisit,
    /// Everything is here.
    Open,
    /// The part of the app that keeps the store could not be loaded: there is no network, nor the app's cache.
    NotLoaded,
}

impl Opening {
    /// Whether somebody has signed in, however much of theirs is here.
    #[must_use]
    pub fn is_somebodys(self) -> bool {
        matches!(self, Self::FirstVisit | Self::Open | Self::NotLoaded)
    }
}

impl Shown {
    /// Nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self {
            opening: RwSignal::new(Opening::Reading),
            session: RwSignal::new(None),
            directory: RwSignal::new(None),
            view: RwSignal::new(View::new()),
            sync: RwSignal::new(SyncState::default()),
            today: RwSignal::new(Day::default()),
            update_ready: RwSignal::new(false),
            shut_out: RwSignal::new(false),
            locking: RwSignal::new(Locking::default()),
            residents: RwSignal::new(Vec::new()),
            texts: StoredValue::new(BTreeMap::new()),
            restored_texts: StoredValue::new(BTreeMap::new()),
            reports: RwSignal::new(BTreeMap::new()),
            owner: StoredValue::new(None),
        }
    }

    /// Says that the store has been read: there is everything, or the directory is still to come.
    pub fn open(&self) {
        let is_known = self.directory.with_untracked(Option::is_some);
        let opening = if is_known { Opening::Open } else { Opening::FirstVisit };
        if self.opening.get_untracked() != opening {
            self.opening.set(opening);
        }
    }

    /// Shows nothing of anybody; the next person's store is being read.
    pub fn clear(&self) {
        self.opening.set(Opening::Reading);
        self.session.set(None);
        self.directory.set(None);
        self.view.set(View::new());
        self.sync.set(SyncState::default());
        self.locking.set(Locking::default());
        self.texts.set_value(BTreeMap::new());
        self.restored_texts.set_value(BTreeMap::new());
        self.reports.set(BTreeMap::new());
    }
}

impl Default for Shown {
    fn default() -> Self {
        Self::new()
    }
}

impl Tablet {
    /// A tablet that shows `shown` and keeps things with `host`.
    #[must_use]
    pub fn new(shown: Shown, preferences: Preferences, host: Rc<dyn Host>) -> Self {
        let host = Some(StoredValue::new_local(host));
        shown.owner.set_value(Owner::current());
        Self(StoredValue::new(Parts { shown, preferences, host }))
    }

    /// The tablet of a page that is rendered on the server: it holds nothing.
    #[must_use]
    pub fn on_server() -> Self {
        let preferences = Preferences::new(PreferenceValues::default());
        Self(StoredValue::new(Parts { shown: Shown::new(), preferences, host: None }))
    }

    /// What this person may see of the office's rows; `None` before the first sign-in, and on pages rendered on the
    /// server. Tracked.
    #[must_use]
    pub fn directory(&self) -> Option<Arc<Directory>> {
        self.shown().directory.get()
    }

    /// Who uses the tablet; [`Uid::NIL`] for nobody. Tracked.
    #[must_use]
    pub fn person(&self) -> PersonId {
        self.shown()
            .session
            .with(|session| session.as_ref().map_or(PersonId(Uid::NIL), |s| s.person))
    }

    /// Asks the entries on this tablet. Tracked: runs again whenever any entry arrives.
    pub fn view<T>(&self, read: impl FnOnce(&View) -> T) -> T {
        self.shown().view.with(read)
    }

    /// Records what one tap did. The entries are shown at once and kept in one transaction; sending follows by itself.
    pub fn record(&self, drafts: Vec<Draft>) -> Vec<EntryId> {
        self.host().map_or_else(Vec::new, |host| host.record(drafts))
    }

    /// The id of a record that begins now, a visit or a walk; the same for all on a page rendered on the server.
    #[must_use]
    pub fn new_record(&self) -> RecordId {
        let id = |host: Rc<dyn Host>| record_id(host.now(), host.random(), host.random());
        self.host().map_or(RecordId(Uid::NIL), id)
    }

    /// The school day. Tracked: moves at midnight.
    #[must_use]
    pub fn today(&self) -> Day {
        self.shown().today.get()
    }

    /// The time as the server has it, as far as this tablet knows: the tablet's own clock may be days wrong.
    #[must_use]
    pub fn now(&self) -> Millis {
        self.host().map_or(0, |host| host.now())
    }

    /// A moment's time of day by the school's clock: "10:42". Tracked.
    #[must_use]
    pub fn clock(&self, at: Millis) -> String {
        let zone = self.directory().map(|directory| directory.school.zone.clone());
        t().dates.clock(at, &zone.unwrap_or_default())
    }

    /// A moment in words: "10:42", "yesterday, 15:10". Tracked.
    #[must_use]
    pub fn moment(&self, at: Millis) -> String {
        let zone = self.directory().map(|directory| directory.school.zone.clone());
        t().dates.at(at, &zone.unwrap_or_default(), self.today())
    }

    /// What the header says about sending. Tracked.
    #[must_use]
    pub fn sync_line(&self) -> SyncLine {
        self.shown().sync.with(SyncState::line)
    }

    /// The figures behind the line. Tracked.
    #[must_use]
    pub fn sync_state(&self) -> SyncState {
        self.shown().sync.get()
    }

    /// Talks to the server now.
    pub fn sync_now(&self) {
        if let Some(host) = self.host() {
            host.sync_now();
        }
    }

    /// How far the tablet has come since it was started. Tracked.
    #[must_use]
    pub fn opening(&self) -> Opening {
        self.shown().opening.get()
    }

    /// Whether the server no longer knows this person's session. Nothing on the tablet waits for it. Tracked.
    #[must_use]
    pub fn must_sign_in(&self) -> bool {
        self.shown().sync.with(|sync| sync.sign_in_again)
    }

    /// Settings of this tablet, which are nobody's data.
    #[must_use]
    pub fn preferences(&self) -> Preferences {
        self.0.with_value(|parts| parts.preferences)
    }

    /// Everything unsent, as a file that can be imported any number of times.
    #[must_use]
    pub fn export(&self) -> String {
        self.host().map_or_else(String::new, |host| host.export())
    }

    /// What a chosen file says; `None` where it cannot be read.
    #[must_use]
    pub fn read(&self, file: Blob) -> Reading {
        match self.host() {
            Some(host) => host.read(file),
            None => Box::pin(std::future::ready(None)),
        }
    }

    /// Ends the session here. What is unsent stays.
    pub fn sign_out(&self) {
        if let Some(host) = self.host() {
            host.sign_out();
        }
    }

    /// Whether the school has shut this device out: nobody comes in here any more. Tracked.
    #[must_use]
    pub fn shut_out(&self) -> bool {
        self.shown().shut_out.get()
    }

    /// How whoever uses the tablet can lock it. Tracked.
    #[must_use]
    pub fn locking(&self) -> Locking {
        self.shown().locking.get()
    }

    /// Whether a member of staff is asked for a PIN before anything else: others use the tablet too. Tracked.
    #[must_use]
    pub fn must_choose_pin(&self) -> bool {
        let Locking { shared, has_pin, put_off } = self.locking();
        let is_staff = |session: &Session| session.roles.iter().any(|role| role.is_staff());
        let is_staff = self.shown().session.with(|session| session.as_ref().is_some_and(is_staff));
        is_staff && shared && !has_pin && !put_off
    }

    /// Who has locked this tablet and can come back. Tracked.
    #[must_use]
    pub fn residents(&self) -> Vec<Resident> {
        self.shown().residents.get()
    }

    /// Shows nothing of this person any more until their PIN is given. Without one it signs out.
    pub fn lock(&self) {
        if let Some(host) = self.host() {
            host.lock();
        }
    }

    /// Lets somebody back who has locked the tablet.
    #[must_use]
    pub fn unlock(&self, person: PersonId, pin: &str) -> Soon<Unlocked> {
        match self.host() {
            Some(host) => host.unlock(person, pin),
            None => Box::pin(std::future::ready(Unlocked::Gone)),
        }
    }

    /// Chooses a PIN, or (`None`) puts it off until the next sign-in. Whether that is kept.
    #[must_use]
    pub fn choose_pin(&self, pin: Option<&str>) -> Soon<bool> {
        match self.host() {
            Some(host) => host.choose_pin(pin),
            None => Box::pin(std::future::ready(false)),
        }
    }

    /// Opens the store of whoever just signed in.
    pub fn signed_in(&self, session: Session) {
        if let Some(host) = self.host() {
            host.signed_in(session);
        }
    }

    /// Whether a new version of the app waits. Tracked.
    #[must_use]
    pub fn update_ready(&self) -> bool {
        self.shown().update_ready.get()
    }

    /// Starts the version that waits; the page loads again.
    pub fn take_update(&self) {
        if let Some(host) = self.host() {
            host.take_update();
        }
    }

    /// Where and when the app failed last on this tablet.
    #[must_use]
    pub fn last_crash(&self) -> Option<CrashNote> {
        self.host().and_then(|host| host.last_crash())
    }

    fn shown(&self) -> Shown {
        self.0.with_value(|parts| parts.shown)
    }

    fn host(&self) -> Option<Rc<dyn Host>> {
        self.0.with_value(|parts| parts.host).map(|host| host.get_value())
    }
}

/// A `UUIDv7`: sorted by time, and 74 random bits that make it unique.
fn record_id(now: Millis, a: u64, b: u64) -> RecordId {
    let millis = u128::try_from(now).unwrap_or(0) & ((1 << 48) - 1);
    let random_a = u128::from(a & 0xfff);
    let random_b = u128::from(b & ((1 << 62) - 1));
    let id = millis << 80 | 0x7 << 76 | random_a << 64 | 0b10 << 62 | random_b;
    RecordId(Uid(id.to_be_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn record_ids_are_version_7() {
        let id = record_id(0x0123_4567_89ab, u64::MAX, u64::MAX);
        assert_eq!(id.to_string(), "0123456789ab7fffbfffffffffffffff");
        assert_eq!(record_id(1, 0, 0).to_string(), "00000000000170008000000000000000");
        assert!(record_id(1, 7, 7).0 < record_id(2, 0, 0).0);
    }
}
