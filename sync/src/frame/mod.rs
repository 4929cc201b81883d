//! What goes over the wire: hello, push and pull, in two frame versions.
//!
//! Devices speak version 2, compact [`columns`]. Version 1 is JSON, and stays
//! for people and tests. The golden files of both are kept for ever: fields are
//! only ever added, and are optional when they are; unknown fields are ignored;
//! an unknown value of an enumeration is `Other`. Entries are read one by one,
//! so that one which cannot be read never takes its batch down with it.
//!
//! Only an answer in a frame's own content type is the server's word. Anything
//! else (the page of a captive portal, a proxy's error) is a failure of the
//! transport.

mod codec;
pub mod columns;
mod json;

use serde::{Deserialize, Serialize};

pub use self::codec::{Format, FrameError, Message, encoded_bytes};
use self::json::hex64;
use crate::checksum::ScopeSum;
use crate::entry::{Entry, EntryId, Millis, Received, Uid};
use crate::limits::{BATCH_ENTRIES_MAX, FRAME_BYTES_MAX, PAGE_BYTES_MAX, WIRE_BYTES_MAX};
use crate::order;
use crate::scope::{Listing, Position, Scope};

/// The protocol that this program prefers.
pub const PROTOCOL: u16 = 2;

/// The protocols that this program speaks.
pub const PROTOCOLS: Protocols = Protocols { oldest: 1, newest: PROTOCOL };

/// A range of protocol versions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Protocols {
    /// The oldest that is understood.
    pub oldest: u16,
    /// The newest.
    pub newest: u16,
}

/// 64 random bits, made with a database and made anew whenever an older copy
/// is put back. Positions compare only within one epoch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Epoch(pub u64);

/// 64 bits that tell two sets apart, of scopes or of their checksums.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Digest(pub u64);

/// A call, in any frame version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Request {
    /// See [`Hello`].
    Hello(Hello),
    /// See [`Push`].
    Push(Push),
    /// See [`Pull`].
    Pull(Pull),
}

/// The first call of a conversation, and the poll.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hello {
    /// The protocol of this frame.
    pub protocol: u16,
    /// What the device speaks.
    pub speaks: Protocols,
    /// Which build of the app.
    pub build: String,
    /// Which local database.
    #[serde(with = "hex64")]
    pub incarnation: u64,
    /// The epoch that the device knows; none at first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub epoch: Option<Epoch>,
    /// The last position that it has seen.
    pub cursor: Position,
    /// Of the scopes that it holds.
    pub scopes: Digest,
    /// The version of the directory that it holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub directory: Option<String>,
    /// How many entries wait to be sent.
    pub unsent: u64,
    /// The age of the oldest of them, in milliseconds by the device's clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub oldest: Option<Millis>,
    /// Now and then, where everything up to the cursor is there: of the
    /// checksums of the scopes that it holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sums: Option<Digest>,
}

/// The answer to [`Hello`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HelloAnswer {
    /// What the server speaks.
    pub speaks: Protocols,
    /// The database's epoch.
    pub epoch: Epoch,
    /// The server's time.
    pub time: Millis,
    /// The school's position.
    pub position: Position,
    /// A backup covers everything up to here: copies in `sent` may go.
    pub backup: Position,
    /// How much the server takes.
    pub limits: Limits,
    /// All scopes that the person may read now; absent where the device holds
    /// exactly these. What is new in it is granted, what is missing is lost.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scopes: Option<Vec<Scope>>,
    /// The version of the person's directory.
    pub directory: String,
    /// Whose session this is; absent from older servers. A device of somebody
    /// else is signed out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<Uid>,
    /// What the device must do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<Order>,
    /// The checksums up to the device's cursor, where it holds something else:
    /// what differs is fetched again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sums: Option<Vec<ScopeSum>>,
}

/// The server's limits. A device keeps to the smaller of these and its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// See [`BATCH_ENTRIES_MAX`].
    pub batch_entries: u64,
    /// See [`FRAME_BYTES_MAX`].
    pub frame_bytes: u64,
    /// See [`WIRE_BYTES_MAX`].
    pub wire_bytes: u64,
    /// See [`PAGE_BYTES_MAX`].
    pub page_bytes: u64,
}

impl Limits {
    /// This program's limits.
    pub const OURS: Self = Self {
        batch_entries: BATCH_ENTRIES_MAX as u64,
        frame_bytes: FRAME_BYTES_MAX as u64,
        wire_bytes: WIRE_BYTES_MAX as u64,
        page_bytes: PAGE_BYTES_MAX as u64,
    };
}

/// What a server tells a device to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "kebab-case", try_from = "json::AnyOrder")]
pub enum Order {
    /// The app is too old for this server: keep everything, update first.
    Update,
    /// An id was used twice (a copied database): new entries take a new
    /// incarnation.
    NewIncarnation,
    /// The database was put back: everything acknowledged after `after` may
    /// be missing there, and what was pulled after it may be gone.
    PushAgain {
        /// The last position that both epochs share.
        after: Position,
    },
    /// Epoch or scopes are not what the device believes: say hello first.
    /// Nothing was done.
    HelloAgain,
    /// An order of a newer server.
    Other,
}

/// Entries on their way up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Push {
    /// The protocol of this frame.
    pub protocol: u16,
    /// The epoch of the last hello.
    pub epoch: Epoch,
    /// Which local database sends.
    #[serde(with = "hex64")]
    pub incarnation: u64,
    /// The server's time less the device's, as the last hello showed it.
    pub offset: Millis,
    /// At most [`BATCH_ENTRIES_MAX`].
    pub entries: Vec<Lenient<Pushed>>,
}

/// One entry on its way up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pushed {
    /// The entry.
    pub entry: Entry,
    /// When it is pushed again after a restore: how its time counted before,
    /// and goes on counting.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub received: Option<Received>,
}

/// The answer to [`Push`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PushAnswer {
    /// The server's time.
    pub time: Millis,
    /// The school's position.
    pub position: Position,
    /// One for each entry, in the order of the batch; none where the order is
    /// [`Order::HelloAgain`].
    pub verdicts: Vec<Verdict>,
    /// What the device must do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<Order>,
}

/// What became of one entry. Only this ends its life in the outbox.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// The entry; absent where not even its id could be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<EntryId>,
    /// What became of it.
    pub outcome: Outcome,
}

/// See [`Verdict`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "kebab-case", try_from = "json::AnyOutcome")]
pub enum Outcome {
    /// On the server's disk, and listed.
    Stored {
        /// Where.
        position: Position,
        /// How its time counts.
        received: Received,
    },
    /// It was there already.
    Duplicate {
        /// Where.
        position: Position,
        /// How its time counts.
        received: Received,
    },
    /// Kept aside for a person to look at.
    Held {
        /// Why.
        reason: Reason,
    },
    /// Erased by law: it must go from the device as well.
    Erased,
    /// Somebody looked at it while it was held, and discarded it.
    Discarded,
    /// A verdict of a newer server: the entry stays, and needs attention.
    Other,
}

/// Why an entry is held: a stable code on the wire.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Reason {
    /// It cannot be read as an entry.
    Unreadable,
    /// It is over a limit.
    TooLarge,
    /// Somebody else is its author.
    NotAuthor,
    /// Its id was used already, for something else.
    Clash,
    /// What it says makes no sense for its kind.
    Invalid,
    /// Its author has no right to it.
    NotAllowed,
    /// Any other reason: the judge's, or a newer server's.
    Other(String),
}

impl Reason {
    /// Its code: lower-case letters and `-`.
    #[must_use]
    pub fn code(&self) -> &str {
        match self {
            Self::Unreadable => "unreadable",
            Self::TooLarge => "too-large",
            Self::NotAuthor => "not-author",
            Self::Clash => "clash",
            Self::Invalid => "invalid",
            Self::NotAllowed => "not-allowed",
            Self::Other(code) => code,
        }
    }

    /// The reason with this code.
    #[must_use]
    pub fn from_code(code: &str) -> Self {
        [Self::Unreadable, Self::TooLarge, Self::NotAuthor, Self::Clash, Self::Invalid]
            .into_iter()
            .chain([Self::NotAllowed])
            .find(|reason| reason.code() == code)
            .unwrap_or_else(|| Self::Other(code.to_owned()))
    }
}

/// Asks for listings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pull {
    /// The protocol of this frame.
    pub protocol: u16,
    /// The epoch of the last hello.
    pub epoch: Epoch,
    /// Of the scopes that the device holds: the page is of exactly these.
    pub scopes: Digest,
    /// Listings after this position.
    pub cursor: Position,
    /// Most bytes of entries, about.
    pub bytes_max: u64,
    /// Instead of the tail after the cursor: what newly granted scopes list
    /// up to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub backfill: Option<Backfill>,
}

/// A part of the log in newly granted scopes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Backfill {
    /// Which scopes.
    pub scopes: Vec<Scope>,
    /// Listings after this position…
    pub after: Position,
    /// …up to this one.
    pub up_to: Position,
}

/// The answer to [`Pull`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PullAnswer {
    /// The school's position.
    pub position: Position,
    /// What is listed there, each entry once.
    pub listed: Vec<Lenient<Listed>>,
    /// Entries that were erased: they must go from the device.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub erased: Vec<EntryId>,
    /// The next cursor, or [`Backfill::after`].
    pub next: Position,
    /// There is more after it.
    pub more: bool,
    /// What the device must do. With [`Order::HelloAgain`] there is no page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<Order>,
}

/// An entry, as it reaches somebody who may read it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed {
    /// The entry, its author included.
    pub entry: Entry,
    /// How its time counts.
    pub received: Received,
    /// Its places, of those that this person may see. Sorted.
    pub listings: Vec<Listing>,
}

/// Something that is read for itself: what cannot be read is kept as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lenient<T> {
    /// Read.
    Read(T),
    /// Not read.
    Unreadable(Unreadable),
}

impl<T> Lenient<T> {
    /// What was read, as something else.
    pub fn map<U>(self, make: impl FnOnce(T) -> U) -> Lenient<U> {
        match self {
            Self::Read(read) => Lenient::Read(make(read)),
            Self::Unreadable(other) => Lenient::Unreadable(other),
        }
    }
}

/// What came in the place of an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable {
    /// As it came, in JSON.
    pub raw: String,
    /// Its id, as far as that could be read.
    pub id: Option<EntryId>,
}

impl Digest {
    /// Of a set of scopes, sorted.
    #[must_use]
    pub fn of(scopes: &[Scope]) -> Self {
        let mut sorted = scopes.to_vec();
        order::sort(&mut sorted);
        sorted.dedup();
        Self::of_bytes(sorted.iter().flat_map(|s| std::iter::once(s.tag).chain(s.id.0)))
    }

    /// FNV-1a. Protects nothing.
    pub(crate) fn of_bytes(bytes: impl Iterator<Item = u8>) -> Self {
        Self(bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        }))
    }
}

impl Protocols {
    /// Whether some protocol is in both ranges.
    #[must_use]
    pub fn meets(self, other: Self) -> bool {
        self.oldest <= other.newest && other.oldest <= self.newest
    }
}

impl Request {
    /// The last part of the address that it is posted to.
    #[must_use]
    pub fn path(&self) -> &'static str {
        match self {
            Self::Hello(_) => "hello",
            Self::Push(_) => "push",
            Self::Pull(_) => "pull",
        }
    }

    /// Its bytes, in the version that devices speak.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        match self {
            Self::Hello(hello) => columns::encode(hello),
            Self::Push(push) => columns::encode(push),
            Self::Pull(pull) => columns::encode(pull),
        }
    }
}
