//! The server's side of the conversation, without a server.
//!
//! A host keeps a [`Log`] (a database, or [`MemoryLog`]) and knows who may do
//! what (a [`Judge`]). For each request it decodes the frame, opens a
//! transaction, calls [`hello`], [`push`] or [`pull`], and **commits to disk
//! before it sends the answer**. Several pushes may share one transaction.
//! After a commit that raised the position it may wake whoever waits.
//!
//! ```
//! use sync::entry::Uid;
//! use sync::frame::{Format, Push};
//! use sync::server::{Judge, MemoryLog, push};
//!
//! fn answer<J: Judge<MemoryLog>>(
//!     log: &mut MemoryLog, judge: &mut J, signed_in: Uid, format: Format, body: &[u8], now: i64,
//! ) -> Result<Vec<u8>, u16> {
//!     let request: Push = format.decode(body).map_err(|error| error.status())?;
//!     let Ok(answer) = push(log, judge, signed_in, &request, now);
//!     // A database commits here.
//!     Ok(format.encode(&answer))
//! }
//! ```

mod memory;

use std::collections::BTreeMap;

pub use self::memory::MemoryLog;
use crate::checksum::Sums;
use crate::clock::effective;
use crate::entry::{BadEntry, Entry, EntryHash, EntryId, Millis, Received, Uid};
use crate::frame::{
    Digest, Epoch, Hello, HelloAnswer, Lenient, Limits, Listed, Order, Outcome, PROTOCOLS, Pull,
    PullAnswer, Push, PushAnswer, Pushed, Reason, Unreadable, Verdict,
};
use crate::limits::{PAGE_BYTES_MAX, PAGE_LISTINGS_MAX};
use crate::scope::{Listing, Position, Scope};

/// What the core needs of a store. All calls of one request see one
/// transaction.
///
/// Positions start at 1, only grow, and are never used twice within an epoch.
/// A reader sees a position only when it sees all smaller ones.
pub trait Log {
    /// Why the store failed. The request fails with it, and nothing is kept.
    type Error;

    /// Where the log stands.
    fn head(&self) -> Result<Head, Self::Error>;

    /// The last position that this database shares with what it was in
    /// `epoch`: 0 where it knows nothing of that epoch. After several restores
    /// the smallest of the positions at which the epochs since then began.
    fn shared_with(&self, epoch: Epoch) -> Result<Position, Self::Error>;

    /// What is known of this id; `hash` tells which of the things that were
    /// held under it is meant.
    fn find(&self, id: EntryId, hash: EntryHash) -> Result<Option<Found>, Self::Error>;

    /// Stores an entry at the next position and lists it there in `scopes`,
    /// which are sorted. Its id is neither stored nor erased. If the very same
    /// entry (id and hash) is held, it is held no longer.
    fn append(
        &mut self,
        entry: &Entry,
        hash: EntryHash,
        received: Received,
        scopes: &[Scope],
    ) -> Result<Position, Self::Error>;

    /// Lists a stored entry in those of `scopes` in which it is not listed
    /// yet, at the next position. Without any, or where the entry is not
    /// stored, nothing happens and no position is taken.
    fn list(&mut self, id: EntryId, scopes: &[Scope]) -> Result<(), Self::Error>;

    /// Keeps something aside. The same thing held again is one thing held,
    /// with its first time and reason; unless somebody has discarded it.
    fn hold(&mut self, held: Held<'_>) -> Result<Holding, Self::Error>;

    /// What is listed in any of `scopes` after `after` and up to `up_to`, in
    /// the order of positions, at most `rows_max` rows.
    fn listings(
        &self,
        scopes: &[Scope],
        after: Position,
        up_to: Position,
        rows_max: usize,
    ) -> Result<Vec<Row>, Self::Error>;

    /// The checksums of what is listed in `scopes` up to `up_to`. `None` where
    /// something of it was erased later: who has not heard of that cannot hold
    /// the same.
    fn sums(&self, scopes: &[Scope], up_to: Position) -> Result<Option<Sums>, Self::Error>;
}

/// Where a log stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// The database's epoch.
    pub epoch: Epoch,
    /// The last position given out.
    pub position: Position,
    /// The last position that a backup covers; 0 without one.
    pub backup: Position,
}

/// What is known of an id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    /// Stored, perhaps with other content.
    Stored {
        /// Of what is stored.
        hash: EntryHash,
        /// Where it was first listed.
        position: Position,
        /// How its time counts.
        received: Received,
    },
    /// Erased, whatever it was.
    Erased,
    /// Just this (id and hash) was held, and somebody discarded it.
    Discarded,
}

/// One position of the log, as far as it is listed in the scopes asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The position.
    pub position: Position,
    /// What is there.
    pub what: RowEntry,
}

/// See [`Row`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowEntry {
    /// An entry.
    Entry {
        /// The entry.
        entry: Entry,
        /// How its time counts.
        received: Received,
        /// In which of the scopes asked for it is listed *at this position*.
        scopes: Vec<Scope>,
    },
    /// An entry that was erased. It is listed once more, in all its scopes and
    /// in its author's own: authors keep copies of what they can no longer
    /// read.
    Erased(EntryId),
}

/// Something to keep aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held<'a> {
    /// What it is.
    pub what: HeldEntry<'a>,
    /// The person who was signed in.
    pub sender: Uid,
    /// The device's local database.
    pub incarnation: u64,
    /// When it came.
    pub at: Millis,
    /// Why it is held.
    pub reason: &'a Reason,
}

/// See [`Held`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HeldEntry<'a> {
    /// An entry, and how its time would count.
    Entry {
        /// The entry.
        entry: &'a Entry,
        /// Its hash: the same id may be held with several.
        hash: EntryHash,
        /// How its time would count.
        received: Received,
    },
    /// Something else: kept as it came.
    Unreadable(&'a Unreadable),
}

/// Whether something is held now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holding {
    /// Until somebody decides.
    Held,
    /// Somebody has decided: it was discarded.
    Discarded,
}

/// Who knows what entries mean: rights, audiences, the school's days.
pub trait Judge<L: Log> {
    /// What happens to an entry that is not stored yet; its author is who sent
    /// it. `log` holds what came before it, the rest of its batch included; a
    /// judge may keep there what it derives.
    fn judge(
        &mut self,
        log: &mut L,
        entry: &Entry,
        received: Received,
    ) -> Result<Judgement, L::Error>;

    /// The school day of a time, in days since 1970-01-01, by the school's zone.
    fn day(&self, time: Millis) -> i32;
}

/// What a [`Judge`] says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Judgement {
    /// It is stored and listed.
    Accept {
        /// Where it is listed.
        scopes: Vec<Scope>,
        /// Entries stored earlier that are now listed in further scopes: what
        /// sharing or releasing something brings with it.
        also: Vec<(EntryId, Vec<Scope>)>,
    },
    /// It is kept aside.
    Hold(Reason),
}

/// Answers a hello. `granted` is everything that the person may read now, and
/// `directory` the version of their directory.
pub fn hello<L: Log>(
    log: &L,
    granted: &[Scope],
    directory: &str,
    hello: &Hello,
    now: Millis,
) -> Result<HelloAnswer, L::Error> {
    let head = log.head()?;
    let scopes = (Digest::of(granted) != hello.scopes).then(|| sorted(granted));
    let order = order(log, head, hello)?;
    let sums = match hello.sums {
        Some(theirs) if scopes.is_none() && order.is_none() && hello.epoch.is_some() => {
            let ours = log.sums(&sorted(granted), hello.cursor)?;
            ours.filter(|ours| ours.digest() != theirs).map(|ours| ours.list())
        }
        _ => None,
    };
    Ok(HelloAnswer {
        speaks: PROTOCOLS,
        epoch: head.epoch,
        time: now,
        position: head.position,
        backup: head.backup,
        limits: Limits::OURS,
        scopes,
        directory: directory.to_owned(),
        person: None,
        order,
        sums,
    })
}

fn order<L: Log>(log: &L, head: Head, hello: &Hello) -> Result<Option<Order>, L::Error> {
    if !hello.speaks.meets(PROTOCOLS) {
        return Ok(Some(Order::Update));
    }
    Ok(match hello.epoch {
        Some(epoch) if epoch != head.epoch => {
            Some(Order::PushAgain { after: log.shared_with(epoch)?.min(head.position) })
        }
        // An older copy of the database, put back behind our backs.
        Some(_) if hello.cursor > head.position => Some(Order::PushAgain { after: head.position }),
        _ => None,
    })
}

/// Takes a batch: a verdict for each entry. `sender` is who is signed in.
pub fn push<L: Log, J: Judge<L>>(
    log: &mut L,
    judge: &mut J,
    sender: Uid,
    push: &Push,
    now: Millis,
) -> Result<PushAnswer, L::Error> {
    let head = log.head()?;
    if head.epoch != push.epoch {
        let order = Some(Order::HelloAgain);
        return Ok(PushAnswer { time: now, position: head.position, verdicts: Vec::new(), order });
    }
    let mut desk = Desk { log, judge, sender, push, now, clash: false };
    let mut verdicts = Vec::with_capacity(push.entries.len());
    for pushed in &push.entries {
        verdicts.push(match pushed {
            Lenient::Read(pushed) => {
                Verdict { id: Some(pushed.entry.id()), outcome: desk.take(pushed)? }
            }
            Lenient::Unreadable(raw) => Verdict { id: raw.id, outcome: desk.keep_unreadable(raw)? },
        });
    }
    let order = desk.clash.then_some(Order::NewIncarnation);
    Ok(PushAnswer { time: now, position: log.head()?.position, verdicts, order })
}

/// Where one batch is dealt with.
struct Desk<'a, L, J> {
    log: &'a mut L,
    judge: &'a mut J,
    sender: Uid,
    push: &'a Push,
    now: Millis,
    /// Some id was used twice.
    clash: bool,
}

impl<L: Log, J: Judge<L>> Desk<'_, L, J> {
    fn take(&mut self, pushed: &Pushed) -> Result<Outcome, L::Error> {
        let entry = &pushed.entry;
        let hash = entry.hash();
        let received = self.received(pushed);
        let this = HeldEntry::Entry { entry, hash, received };
        let found = self.log.find(entry.id(), hash)?;
        if found == Some(Found::Erased) {
            // Whatever it says now: none of it may be kept.
            return Ok(Outcome::Erased);
        }
        if let Err(bad) = entry.check() {
            return self.hold(this, reason_of(bad));
        }
        // What is settled is settled, whoever brings it: in a saved file, say.
        let is_used = match found {
            None | Some(Found::Erased) => false,
            Some(Found::Stored { hash: stored, position, received }) if stored == hash => {
                return Ok(Outcome::Duplicate { position, received });
            }
            Some(Found::Stored { .. }) => true,
            Some(Found::Discarded) => return Ok(Outcome::Discarded),
        };
        if entry.envelope.author != self.sender {
            return self.hold(this, Reason::NotAuthor);
        }
        if is_used {
            self.clash = true;
            return self.hold(this, Reason::Clash);
        }
        match self.judge.judge(self.log, entry, received)? {
            Judgement::Accept { scopes, also } => {
                let position = self.log.append(entry, hash, received, &sorted(&scopes))?;
                for (id, scopes) in also {
                    self.log.list(id, &sorted(&scopes))?;
                }
                Ok(Outcome::Stored { position, received })
            }
            Judgement::Hold(reason) => self.hold(this, reason),
        }
    }

    fn keep_unreadable(&mut self, raw: &Unreadable) -> Result<Outcome, L::Error> {
        // Ids only tell what was erased: there is no content to compare.
        let found = raw.id.map(|id| self.log.find(id, EntryHash(0))).transpose()?;
        if found.flatten() == Some(Found::Erased) {
            return Ok(Outcome::Erased);
        }
        self.hold(HeldEntry::Unreadable(raw), Reason::Unreadable)
    }

    /// How the entry's time counts. What a server said before a restore goes
    /// on counting, unless it could not have said so.
    fn received(&self, pushed: &Pushed) -> Received {
        let (at, suspect) = effective(pushed.entry.envelope.stamp, self.push.offset, self.now);
        let fresh = Received { effective: at, day: self.judge.day(at), suspect };
        match pushed.received {
            Some(before) => {
                let (at, clamped) = clamp(before.effective, self.now);
                // The school's zone may have changed since, but by no more
                // than a day.
                let plausible = !clamped && before.day.abs_diff(self.judge.day(at)) <= 1;
                if plausible { before } else { fresh }
            }
            None => fresh,
        }
    }

    fn hold(&mut self, what: HeldEntry<'_>, reason: Reason) -> Result<Outcome, L::Error> {
        let holding = self.log.hold(Held {
            what,
            sender: self.sender,
            incarnation: self.push.incarnation,
            at: self.now,
            reason: &reason,
        })?;
        Ok(match holding {
            Holding::Held => Outcome::Held { reason },
            Holding::Discarded => Outcome::Discarded,
        })
    }
}

/// A time clamped as stamps are.
fn clamp(time: Millis, now: Millis) -> (Millis, bool) {
    effective(crate::entry::Stamp::new(time, 0), 0, now)
}

fn reason_of(bad: BadEntry) -> Reason {
    match bad {
        BadEntry::BodyBytes | BadEntry::Links | BadEntry::Supersedes => Reason::TooLarge,
        BadEntry::Malformed | BadEntry::Body(_) | BadEntry::Unsorted => Reason::Invalid,
    }
}

/// Answers a pull: exactly what is listed in `granted`, everything that the
/// person may read now.
pub fn pull<L: Log>(log: &L, granted: &[Scope], pull: &Pull) -> Result<PullAnswer, L::Error> {
    // The position is read first: what is committed after it waits for the
    // next page, so the cursor never passes over anything.
    let head = log.head()?;
    let stale = pull.epoch != head.epoch
        || pull.scopes != Digest::of(granted)
        || pull.cursor > head.position;
    if stale {
        // A page of other scopes than the device believes would leave a gap
        // that nobody ever notices.
        return Ok(nothing(head.position, pull.cursor, Some(Order::HelloAgain)));
    }
    let (scopes, after, up_to) = match &pull.backfill {
        None => (sorted(granted), pull.cursor, head.position),
        Some(backfill) => {
            let permitted: Vec<_> =
                backfill.scopes.iter().filter(|scope| granted.contains(scope)).copied().collect();
            (sorted(&permitted), backfill.after, backfill.up_to.min(head.position))
        }
    };
    if scopes.is_empty() || after >= up_to {
        return Ok(nothing(head.position, up_to.max(after), None));
    }
    let rows = log.listings(&scopes, after, up_to, PAGE_LISTINGS_MAX)?;
    let bytes_max = usize::try_from(pull.bytes_max).unwrap_or(PAGE_BYTES_MAX).min(PAGE_BYTES_MAX);
    Ok(page(rows, up_to, head.position, bytes_max))
}

fn nothing(position: Position, next: Position, order: Option<Order>) -> PullAnswer {
    PullAnswer { position, listed: Vec::new(), erased: Vec::new(), next, more: false, order }
}

/// A page out of the rows up to `up_to`: all of them, or as many as fit, and
/// at least one.
fn page(rows: Vec<Row>, up_to: Position, position: Position, bytes_max: usize) -> PullAnswer {
    let mut more = rows.len() >= PAGE_LISTINGS_MAX;
    let mut next = 0;
    let mut bytes = 0;
    let mut listed: Vec<Listed> = Vec::new();
    let mut places: BTreeMap<EntryId, usize> = BTreeMap::new();
    let mut erased = Vec::new();
    for row in rows {
        if bytes >= bytes_max {
            more = true;
            break;
        }
        next = row.position;
        match row.what {
            RowEntry::Erased(id) => erased.push(id),
            RowEntry::Entry { entry, received, scopes } => {
                let at = |scope| Listing { scope, position: row.position };
                let listings = scopes.into_iter().map(at);
                bytes += LISTING_BYTES * listings.len();
                if let Some(&place) = places.get(&entry.id()) {
                    listed[place].listings.extend(listings);
                } else {
                    bytes += entry_bytes(&entry);
                    places.insert(entry.id(), listed.len());
                    listed.push(Listed { entry, received, listings: listings.collect() });
                }
            }
        }
    }
    for item in &mut listed {
        item.listings.sort_unstable();
    }
    // Nothing of an erased entry stays, whatever else the page lists.
    listed.retain(|item| !erased.contains(&item.entry.id()));
    let listed = listed.into_iter().map(Lenient::Read).collect();
    let next = if more { next } else { up_to };
    PullAnswer { position, listed, erased, next, more, order: None }
}

/// About the bytes of one place in JSON.
const LISTING_BYTES: usize = 80;

/// About the bytes of an entry in JSON.
fn entry_bytes(entry: &Entry) -> usize {
    let envelope = &entry.envelope;
    300 + 50 * envelope.links.len() + 36 * envelope.supersedes.len() + entry.body.bytes().len()
}

fn sorted(scopes: &[Scope]) -> Vec<Scope> {
    let mut scopes = scopes.to_vec();
    scopes.sort_unstable();
    scopes.dedup();
    scopes
}

#[cfg(test)]
mod tests;
