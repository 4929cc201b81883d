//! The server's half of the conversation, over whatever keeps the log.
//!
//! A host runs [`push`] inside one transaction that is on the disk before the
//! answer leaves, and [`pull`] on any snapshot:
//!
//! ```text
//! push(&mut log, &mut judge, sender, &frame, now)? → PushAnswer
//! pull(&log, &permitted, &frame)?                  → PullAnswer
//! ```

mod memory;

pub use self::memory::{Judged, MemoryLog};
use crate::clock::effective;
use crate::entry::{Entry, EntryHash, EntryId, Millis, Received, Uid};
use crate::frame::{
    BATCH_ENTRIES_MAX, Hello, HelloAnswer, Limits, Order, PAGE_BYTES_MAX, PROTOCOLS, Pull,
    PullAnswer, Pulled, Push, PushAnswer, Pushed, SCOPES_MAX, Verdict, scopes_version,
};
use crate::scope::{Position, Scope};

/// Listings that are read at a time while a page fills.
const LISTINGS_PER_READ: usize = 500;
/// What an entry costs on a page beside its own bytes, roughly.
const LISTING_BYTES: usize = 120;

/// What keeps entries and their listings.
pub trait Log {
    /// How it fails.
    type Error;

    /// The database's epoch and the last position that was given out.
    fn head(&self) -> Result<Head, Self::Error>;

    /// What is known of an id.
    fn find(&self, id: EntryId) -> Result<Option<Found>, Self::Error>;

    /// Stores an entry whose id is new, listed in `scopes` at the next
    /// position.
    fn append(
        &mut self,
        entry: &Entry,
        hash: EntryHash,
        received: Received,
        scopes: &[Scope],
    ) -> Result<Position, Self::Error>;

    /// Lists a stored entry in those of `scopes` in which it is not listed
    /// yet, at the next position.
    fn list(&mut self, id: EntryId, scopes: &[Scope]) -> Result<(), Self::Error>;

    /// Keeps aside what cannot be stored. Once, however often it comes.
    fn hold(&mut self, held: Held<'_>) -> Result<(), Self::Error>;

    /// What is listed in any of `scopes` after `after` and up to `through`, in
    /// order of positions, at most `limit`; of each entry, all of those scopes
    /// in which it is listed by then.
    fn listings(
        &self,
        scopes: &[Scope],
        after: Position,
        through: Position,
        limit: usize,
    ) -> Result<Vec<Pulled>, Self::Error>;

    /// The school day of a time, in the school's zone, in days since 1970.
    fn day_of(&self, at: Millis) -> i32;
}

/// Where a log stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// See [`crate::frame::Epoch`].
    pub epoch: u64,
    /// The last position that was given out.
    pub position: Position,
}

/// What a log knows of an id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    /// Stored.
    Stored {
        /// Its hash.
        hash: EntryHash,
        /// Where.
        position: Position,
        /// How its time counts.
        received: Received,
    },
    /// Erased by law: only the id is kept.
    Erased,
}

/// What is kept aside.
#[derive(Debug, Clone, Copy)]
pub struct Held<'a> {
    /// What came.
    pub what: HeldWhat<'a>,
    /// Who was signed in.
    pub sender: Uid,
    /// When it came.
    pub at: Millis,
    /// Why, as a stable code.
    pub reason: &'a str,
}

/// An entry, or what cannot be read as one.
#[derive(Debug, Clone, Copy)]
pub enum HeldWhat<'a> {
    /// An entry, and how its time would count.
    Entry(&'a Entry, Received),
    /// Anything else, as it came.
    Raw(&'a str),
}

/// Says what entries may do. The domain knows; `sync` only asks.
pub trait Judge<L: Log> {
    /// Decides on an entry whose id is new. May look at the log, and may keep
    /// in it what follows from accepting (the state of a record): the entry is
    /// appended next, in the same transaction.
    fn judge(
        &mut self,
        log: &mut L,
        entry: &Entry,
        received: Received,
    ) -> Result<Judgement, L::Error>;
}

/// A decision on an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Judgement {
    /// It is stored.
    Accept {
        /// Where it is listed.
        scopes: Vec<Scope>,
        /// Earlier entries that are listed further because of it.
        also: Vec<(EntryId, Vec<Scope>)>,
    },
    /// It is kept aside, with a stable code that says why.
    Hold(&'static str),
}

/// Reasons for holding that every kind shares.
pub mod reason {
    /// The id belongs to another entry.
    pub const CLASH: &str = "clash";
    /// Who sends it did not write it.
    pub const NOT_THE_AUTHOR: &str = "not-the-author";
    /// It cannot be read as an entry.
    pub const UNREADABLE: &str = "unreadable";
}

/// Answers a hello. `permitted` are all scopes that the person may read;
/// `directory` is the version of their directory.
#[must_use]
pub fn hello(
    head: Head,
    frame: &Hello,
    mut permitted: Vec<Scope>,
    directory: String,
    backup: Position,
    now: Millis,
) -> HelloAnswer {
    permitted.sort_unstable();
    permitted.dedup();
    let spoken =
        frame.protocols.oldest <= PROTOCOLS.newest && PROTOCOLS.oldest <= frame.protocols.newest;
    HelloAnswer {
        protocols: PROTOCOLS,
        epoch: head.epoch,
        now,
        backup,
        limits: Limits::OURS,
        scopes: (scopes_version(&permitted) != frame.scopes).then_some(permitted),
        directory,
        position: head.position,
        order: (!spoken).then_some(Order::Update),
    }
}

/// Takes a batch in: one verdict for each entry, in order. Entries past
/// [`BATCH_ENTRIES_MAX`] get none: the host refuses such frames before.
pub fn push<L: Log>(
    log: &mut L,
    judge: &mut impl Judge<L>,
    sender: Uid,
    frame: &Push,
    now: Millis,
) -> Result<PushAnswer, L::Error> {
    let mut answer = PushAnswer { verdicts: Vec::with_capacity(frame.entries.len()), order: None };
    for pushed in frame.entries.iter().take(BATCH_ENTRIES_MAX) {
        let verdict = match pushed {
            Pushed::Unreadable(raw) => {
                let (what, reason) = (HeldWhat::Raw(raw), reason::UNREADABLE);
                log.hold(Held { what, sender, at: now, reason })?;
                Verdict::Held { reason: reason.to_owned() }
            }
            Pushed::Entry { entry, received } => {
                let received = time(log, entry, frame.offset, *received, now);
                take(log, judge, sender, entry, received, now)?
            }
        };
        if verdict == (Verdict::Held { reason: reason::CLASH.to_owned() }) {
            answer.order = Some(Order::NewIncarnation);
        }
        answer.verdicts.push(verdict);
    }
    Ok(answer)
}

/// How the entry's time counts. What a server that has been put back said
/// before keeps counting, as far as it can be true.
fn time<L: Log>(
    log: &L,
    entry: &Entry,
    offset: Millis,
    before: Option<Received>,
    now: Millis,
) -> Received {
    let (effective, suspect) = match before {
        Some(before) => {
            let (at, moved) = effective(crate::entry::Stamp::new(before.effective, 0), 0, now);
            (at, before.suspect || moved)
        }
        None => effective(entry.envelope.stamp, offset, now),
    };
    Received { effective, day: log.day_of(effective), suspect }
}

fn take<L: Log>(
    log: &mut L,
    judge: &mut impl Judge<L>,
    sender: Uid,
    entry: &Entry,
    received: Received,
    now: Millis,
) -> Result<Verdict, L::Error> {
    let hash = entry.hash();
    let refused = match log.find(entry.id())? {
        Some(Found::Erased) => return Ok(Verdict::Erased),
        Some(Found::Stored { hash: stored, position, received }) if stored == hash => {
            return Ok(Verdict::Duplicate { position, received });
        }
        Some(Found::Stored { .. }) => Some(reason::CLASH),
        None if entry.envelope.author != sender => Some(reason::NOT_THE_AUTHOR),
        None => None,
    };
    let judgement = match refused {
        Some(reason) => Judgement::Hold(reason),
        None => judge.judge(log, entry, received)?,
    };
    match judgement {
        Judgement::Accept { scopes, also } => {
            let position = log.append(entry, hash, received, &scopes)?;
            for (id, scopes) in also {
                log.list(id, &scopes)?;
            }
            Ok(Verdict::Stored { position, received })
        }
        Judgement::Hold(reason) => {
            log.hold(Held { what: HeldWhat::Entry(entry, received), sender, at: now, reason })?;
            Ok(Verdict::Held { reason: reason.to_owned() })
        }
    }
}

/// A page of what is listed in `permitted`: all of it up to the answer's
/// `next`, nothing else. Always moves on: a page holds at least one entry.
pub fn pull<L: Log>(log: &L, permitted: &[Scope], frame: &Pull) -> Result<PullAnswer, L::Error> {
    let position = log.head()?.position;
    let through = frame.through.map_or(position, |t| t.min(position));
    let asked: Vec<Scope> = match &frame.scopes {
        None => permitted.to_vec(),
        Some(scopes) => {
            let asked = scopes.iter().take(SCOPES_MAX);
            asked.filter(|scope| permitted.contains(scope)).copied().collect()
        }
    };
    let bytes_max = frame.bytes_max.min(PAGE_BYTES_MAX);
    let mut page = PullAnswer { items: Vec::new(), next: frame.after, more: false };
    let mut bytes = 0;
    loop {
        let read = log.listings(&asked, page.next, through, LISTINGS_PER_READ)?;
        let is_last = read.len() < LISTINGS_PER_READ;
        for item in read {
            let cost = item.entry.body.bytes().len() + LISTING_BYTES;
            if bytes + cost > bytes_max && !page.items.is_empty() {
                page.more = true;
                return Ok(page);
            }
            bytes += cost;
            page.next = item.position;
            page.items.push(item);
        }
        if is_last {
            page.next = through.max(frame.after);
            return Ok(page);
        }
    }
}
