//! The device's side of the conversation, without a device.
//!
//! [`Device::handle`] takes what happened and says what to do; it does nothing
//! itself. A host (a browser tab, or the simulator) does this:
//!
//! 1. Listens to the other tabs, *then* reads all rows of the person's
//!    database, and hands them in as [`Event::Loaded`]: so that it misses
//!    nothing that they write in between. Until then nothing is asked of it.
//! 2. Carries out the effects in order, and reports what became of each:
//!    - [`Effect::Write`]: one transaction, strictly durable; then
//!      [`Event::Committed`], [`Event::WriteFailed`] or, where the guard does
//!      not hold, [`Event::Conflicted`]. Committed writes go to the other tabs,
//!      which hand them in as [`Event::Heard`].
//!    - [`Effect::Lease`]: one transaction around [`lease`]; then
//!      [`Event::Leased`], and the row goes to the other tabs as a write. Where
//!      that fails, [`Lease::drawn`] gives numbers at any time.
//!    - [`Effect::Send`]: posts [`Request::encode`] to [`Request::path`] in our
//!      content type; then [`Event::Answered`] with whatever came back, or
//!      [`Event::Failed`]. At most one is under way; a newer one ends an older.
//!    - [`Effect::Wake`]: sets the one timer anew; then [`Trigger::Timer`].
//!    - [`Effect::Changed`], [`Effect::Status`]: what to show.
//! 3. For a new entry takes an id and a stamp from [`Device::issue`], and hands
//!    the entries of one tap in as [`Event::Saved`]. They are safe when their
//!    write is committed.
//! 4. Says [`Event::Lead`] when this tab may talk to the server. Two that do
//!    are a waste, and harmless.
//! 5. Hands in an [`Event::Glanced`] when the tab is looked at again: messages
//!    between tabs get lost.
//!
//! ```
//! use sync::device::{Device, Effect, Event, Moment, Rows, Trigger};
//!
//! let mut device = Device::new("build 1");
//! let now = Moment { wall: 1_795_000_000_000, random: 42 };
//! let first = device.handle(now, Event::Loaded(Rows::default()));
//! assert!(first.iter().any(|effect| matches!(effect, Effect::Lease { fresh: false })));
//! device.handle(now, Event::Lead(true));
//! let (lease, _row_to_put) = sync::device::lease(None, false, 7).unwrap();
//! device.handle(now, Event::Leased(lease));
//! let effects = device.handle(now, Event::Triggered(Trigger::Start));
//! assert!(device.issue(now.wall).is_some());
//! ```
//!
//! **Invariants.** An own entry leaves the outbox only by a verdict of the
//! server, and `sent` only when a backup covers it. Nothing is sent that is
//! not on the device's disk. The cursor moves in the same transaction as the
//! data before it. Whatever one entry does, the others go on.

mod base;
mod changes;
mod conversation;
mod lease;
mod loading;
mod own;
mod pace;
pub mod rows;
mod status;
mod transport;

use std::collections::BTreeSet;

use self::base::{Base, ChunkEntries};
use self::changes::{Changes, Writes};
pub use self::changes::{Guard, WRITE_DELAY_MILLIS_MAX, WRITE_FAILURES_MAX, Write};
use self::conversation::Talk;
pub use self::conversation::{CHECK_AGAIN_MILLIS, CHECK_FIRST_MILLIS_MAX};
use self::lease::Leases;
pub use self::lease::{LEASE_LOW_NUMBERS, LEASE_NUMBERS, Lease, lease};
use self::own::{Own, OwnEntry, Standing};
pub use self::pace::{BACK_OFF_MILLIS_MAX, BACK_OFF_MILLIS_MIN};
use self::rows::{Chunk, Row, Store, SyncRow, meta};
pub use self::status::{Line, Status};
pub use self::transport::{Failure, Response};
use crate::clock::Clock;
use crate::entry::{Entry, EntryId, Millis, Received, Stamp, Uid};
use crate::frame::{Listed, Reason, Request};
use crate::scope::Position;

/// How often a device asks whether there is anything new, while it is looked
/// at and nothing tells it.
pub const POLL_MILLIS: Millis = 5_000;
/// How long a call may take.
pub const CALL_MILLIS_MAX: Millis = 30_000;
/// The time of the last agreement is written down at most this often.
pub const AGREED_WRITE_MILLIS: Millis = 60_000;
/// How wrong the device's clock is, is written down when it changes by so much.
pub const OFFSET_WRITE_MILLIS: Millis = 10_000;

/// When an event happens, and chance: handed in with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// The device's clock, which may be wrong and may jump.
    pub wall: Millis,
    /// 64 random bits.
    pub random: u64,
}

/// All rows of a database.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rows {
    /// `outbox`.
    pub outbox: Vec<Row>,
    /// `sent`.
    pub sent: Vec<Row>,
    /// `base`, read.
    pub base: Vec<Chunk>,
    /// `meta`; keys from [`meta::HOST_MIN`] may be left out.
    pub meta: Vec<Row>,
}

/// Few rows, cheap to read, that show whether others have changed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Glance {
    /// The row [`meta::SYNC`].
    pub sync: Option<Vec<u8>>,
    /// The keys of `outbox`.
    pub outbox: BTreeSet<u64>,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// These are all rows: at the start, and after [`Effect::Reload`].
    Loaded(Rows),
    /// A block of numbers was leased.
    Leased(Lease),
    /// Whether this tab may talk to the server.
    Lead(bool),
    /// Somebody did something: the entries of one tap.
    Saved(Vec<Entry>),
    /// Another tab has committed this.
    Heard(Write),
    /// Some rows as they are now: this tab is looked at again, and may have
    /// missed what another one told.
    Glanced(Glance),
    /// There is a reason to talk to the server.
    Triggered(Trigger),
    /// The server says that the school is at this position.
    News(Position),
    /// Something came back for a call.
    Answered {
        /// Which call.
        call: u64,
        /// What came.
        response: Response,
    },
    /// Nothing came back for a call.
    Failed {
        /// Which call.
        call: u64,
        /// Why.
        failure: Failure,
    },
    /// The directory was fetched.
    Directory {
        /// Its version.
        version: String,
        /// The document.
        document: Vec<u8>,
    },
    /// A write is on the disk.
    Committed(u64),
    /// A write failed, and nothing of it is on the disk.
    WriteFailed(u64),
    /// A write's guard did not hold, and nothing of it is on the disk.
    Conflicted(u64),
}

/// Reasons to talk to the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trigger {
    /// The app was opened.
    Start,
    /// The browser says that there is a network.
    Online,
    /// The app became visible.
    Visible,
    /// The timer of [`Effect::Wake`].
    Timer,
    /// Somebody asked for it.
    Button,
    /// The person of this device has signed in again.
    SignedIn,
}

/// What to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Put and delete rows.
    Write(Write),
    /// Lease a block of numbers.
    Lease {
        /// In a new incarnation.
        fresh: bool,
    },
    /// Read all rows again: another tab has changed them.
    Reload,
    /// Call the server.
    Send {
        /// Comes back with the answer.
        call: u64,
        /// What to send.
        request: Request,
    },
    /// Set the one timer anew.
    Wake {
        /// In so many milliseconds.
        after: Millis,
    },
    /// There is something else to show.
    Changed(Changed),
    /// The sync line says something else.
    Status(Status),
    /// Fetch the directory, unless that is under way.
    DirectoryStale {
        /// The version that the server has.
        version: String,
    },
}

/// What to show differently: the view is a fold over entries, so most of the
/// time some are added.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Changed {
    /// Everything shown so far goes first.
    pub reset: bool,
    /// These are there, or their times count differently now.
    pub entries: Vec<Shown>,
    /// These are gone: fold again from [`Device::shown`] without them.
    pub removed: Vec<EntryId>,
}

/// An entry to show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// The entry.
    pub entry: Entry,
    /// How its time counts; `None` until the server has said so.
    pub received: Option<Received>,
    /// Why a person must look at it, if so.
    pub held: Option<Reason>,
}

/// See the module.
#[derive(Debug, Default)]
pub struct Device {
    build: String,
    /// Whose database it is; `None` where nobody said.
    person: Option<Uid>,
    chunk_entries: ChunkEntries,
    /// The rows are read, and none is from a newer program.
    ready: bool,
    /// Some row is from a newer program.
    outdated: bool,
    /// Own entries whose rows are damaged: left as they are.
    damaged: BTreeSet<(Store, u64)>,
    leading: bool,
    clock: Clock,
    leases: Leases,
    own: Own,
    base: Base,
    sync: SyncRow,
    /// The row as it is stored, as far as this tab knows.
    sync_row: Option<Vec<u8>>,
    directory: Option<String>,
    agreed: Option<Millis>,
    agreed_written: Option<Millis>,
    offset_written: Option<Millis>,
    talk: Talk,
    writes: Writes,
    /// Heard while the rows are being read.
    early: Vec<Write>,
    status: Status,
    changed: Changed,
    effects: Vec<Effect>,
}

impl Device {
    /// A device that knows nothing yet, running this build of the app.
    #[must_use]
    pub fn new(build: &str) -> Self {
        Self { build: build.to_owned(), ..Self::default() }
    }

    /// The same for this person: another one's session is none here.
    #[must_use]
    pub fn of(self, person: Uid) -> Self {
        Self { person: Some(person), ..self }
    }

    /// The same with smaller chunks than [`rows::CHUNK_ENTRIES_MAX`], so that a
    /// test sees many of them.
    #[must_use]
    pub fn with_chunks_of(self, entries: usize) -> Self {
        let most = entries.clamp(1, rows::CHUNK_ENTRIES_MAX);
        Self { chunk_entries: ChunkEntries(most), ..self }
    }

    /// An id and a stamp for a new entry. `None` before the first
    /// [`Event::Leased`], and after hundreds of entries while the database
    /// cannot be written.
    pub fn issue(&mut self, wall: Millis) -> Option<(EntryId, Stamp)> {
        let id = self.leases.next(|number| self.own.get(number).is_some())?;
        Some((id, self.clock.tick(wall)))
    }

    /// Takes an event; says what to do.
    pub fn handle(&mut self, now: Moment, event: Event) -> Vec<Effect> {
        match event {
            Event::Loaded(rows) => self.load(rows),
            Event::Leased(lease) => self.leases.add(lease),
            Event::Lead(leading) => self.lead(leading),
            Event::Saved(entries) => self.save(entries),
            Event::Heard(write) => self.hear(write),
            Event::Glanced(glance) => self.glance(&glance),
            Event::Triggered(trigger) => self.triggered(now, trigger),
            Event::News(position) => self.talk.school = self.talk.school.max(position),
            Event::Answered { call, response } => self.answered(now, call, &response),
            Event::Failed { call, failure } => self.call_failed(now, call, failure),
            Event::Directory { version, document } => self.take_directory(version, &document),
            Event::Committed(write) => self.writes.committed(write),
            Event::WriteFailed(write) => {
                let again = self.writes.failed(write);
                self.effects.extend(again.map(Effect::Write));
            }
            Event::Conflicted(write) => self.conflicted(write),
        }
        if self.ready || self.outdated {
            self.lease_in_time();
        }
        self.go_on(now);
        self.show();
        std::mem::take(&mut self.effects)
    }

    /// Everything that there is to show.
    pub fn shown(&self) -> impl Iterator<Item = Shown> + '_ {
        self.shown_with(self.base.entries())
    }

    /// The same where `base` has been read already.
    fn shown_with<'a>(
        &'a self,
        base: impl Iterator<Item = Listed> + 'a,
    ) -> impl Iterator<Item = Shown> + 'a {
        // An own entry is shown as it stands here; where it was pulled as
        // well, that is the same entry.
        let pulled = base.filter(|item| self.own.find(item.entry.id()).is_none());
        let pulled = pulled.map(|item| Shown {
            entry: item.entry,
            received: Some(item.received),
            held: None,
        });
        pulled.chain(self.own.iter().map(|(_, own)| shown(own)))
    }

    /// Own entries that the server does not have: for an export.
    pub fn unsent(&self) -> impl Iterator<Item = &Entry> {
        let numbers = self.own.unsent().iter().chain(self.own.held());
        numbers.filter_map(|number| self.own.get(*number)).map(|own| &own.entry)
    }

    /// The server's time less the device's, as it was heard last; 0 before that.
    #[must_use]
    pub fn offset(&self) -> Millis {
        self.talk.offset()
    }

    /// Whether something that was recorded is not on the disk yet.
    #[must_use]
    pub fn is_writing(&self) -> bool {
        !self.writes.unwritten().is_empty()
    }

    /// What the sync line says.
    #[must_use]
    pub fn status(&self) -> Status {
        self.status
    }

    fn lead(&mut self, leading: bool) {
        if leading && !self.leading {
            self.talk.hello_due = true;
        }
        if !leading {
            self.talk.abandon();
        }
        self.leading = leading;
    }

    fn save(&mut self, entries: Vec<Entry>) {
        let mut changes = Changes::default();
        for entry in entries {
            let number = entry.id().number;
            let own = OwnEntry { entry, standing: Standing::Unsent };
            let (store, row) = own::own_row(&own);
            changes.put(store, number, row);
            self.changed.entries.push(shown(&own));
            self.take_own(number, own);
        }
        self.write(changes, false);
    }

    fn take_directory(&mut self, version: String, document: &[u8]) {
        let mut changes = Changes::default();
        let row = rows::write_directory(&version, document);
        changes.put(Store::Meta, meta::DIRECTORY, row);
        self.directory = Some(version);
        self.write(changes, false);
    }

    fn conflicted(&mut self, write: u64) {
        if self.writes.is_open(write) {
            self.writes.committed(write);
            self.reload();
        }
    }

    fn lease_in_time(&mut self) {
        if self.leases.must_ask() {
            self.effects.push(Effect::Lease { fresh: false });
        }
    }

    fn write(&mut self, mut changes: Changes, awaited: bool) {
        self.keep_clock(&mut changes);
        if !changes.is_empty() {
            let write = self.writes.begin(changes, None, awaited);
            self.effects.push(Effect::Write(write));
        }
    }

    /// The clock goes on from the stamps of own entries: where one goes, its
    /// stamp must stay.
    fn keep_clock(&self, changes: &mut Changes) {
        if changes.forget_own() {
            changes.put(Store::Meta, meta::CLOCK, rows::write_clock(self.clock.last()));
        }
    }

    /// Writes how far the device is, and what belongs to it, unless another
    /// tab has been there in the meantime.
    fn write_sync(&mut self, mut changes: Changes) {
        self.keep_clock(&mut changes);
        self.sync.generation += 1;
        let row = rows::write_sync(&self.sync);
        changes.put(Store::Meta, meta::SYNC, row.clone());
        let guard = Guard { key: meta::SYNC, row: self.sync_row.replace(row) };
        let write = self.writes.begin(changes, Some(guard), true);
        self.effects.push(Effect::Write(write));
    }

    fn show(&mut self) {
        if self.changed != Changed::default() {
            self.effects.push(Effect::Changed(std::mem::take(&mut self.changed)));
        }
        let status = Status {
            unsent: self.own.unsent().len(),
            oldest_unsent: self.own.oldest_unsent(),
            sent: self.own.sent_count(),
            held: self.own.held().len() + self.damaged.len(),
            agreed: self.agreed,
            talking: self.talk.is_talking(),
            offline: self.talk.offline,
            not_saved: self.writes.is_failing(),
            sign_in_again: self.talk.signed_out,
            update: self.outdated || self.talk.update,
        };
        if status != self.status {
            self.status = status;
            self.effects.push(Effect::Status(status));
        }
    }
}

fn shown(own: &OwnEntry) -> Shown {
    let held = match &own.standing {
        Standing::Unsent => None,
        Standing::Held(reason) => Some(reason.clone()),
        Standing::Sent(sent) => sent.held.clone(),
    };
    Shown { entry: own.entry.clone(), received: own.received(), held }
}

#[cfg(test)]
mod tests;
