//! The unit of the log: an envelope whose fields never change, and a body.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use sha2::{Digest, Sha256};

use crate::body::{BadBody, Body};

/// Most links one entry may have: a class of 40 and a few adults.
pub const LINKS_MAX: usize = 64;
/// Most entries that one entry may supersede.
pub const SUPERSEDES_MAX: usize = 64;
/// Longest kind, in bytes.
pub const KIND_BYTES_MAX: usize = 32;
/// Largest body, in bytes of CBOR: a long written note fits several times.
pub const BODY_BYTES_MAX: usize = 16 * 1024;

/// A random 128-bit id of a person, a class, a record, …
///
/// Text form: 32 lower-case hexadecimal digits. Records made on a device are
/// `UUIDv7` (made by the caller; this crate makes no random numbers).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Uid(pub [u8; 16]);

/// Why a text is not an id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadId {
    /// Not the right number of digits.
    #[error("an id has another length")]
    Length,
    /// Something other than lower-case hexadecimal digits.
    #[error("an id holds only the digits 0-9 and a-f")]
    Digit,
}

/// Why something is not an entry that may travel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadEntry {
    /// Not an entry's canonical bytes.
    #[error("these are not an entry's canonical bytes")]
    Malformed,
    /// Its body is none.
    #[error(transparent)]
    Body(BadBody),
    /// Its body is larger than [`BODY_BYTES_MAX`].
    #[error("the body is too large: shorten the text")]
    BodyBytes,
    /// More than [`LINKS_MAX`] links.
    #[error("too many links: split the entry")]
    Links,
    /// Supersedes more than [`SUPERSEDES_MAX`] entries.
    #[error("it supersedes too many entries: split it")]
    Supersedes,
    /// Links or superseded ids are out of order, or one is there twice.
    #[error("links and superseded ids must be sorted, each once")]
    Unsorted,
}

/// What makes an entry's number unique: 64 random bits, new whenever a local
/// database is created, plus a number that only grows (gaps are allowed).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct EntryId {
    /// The local database that made the entry.
    pub incarnation: u64,
    /// Its number there.
    pub number: u64,
}

/// A hybrid logical clock's reading: milliseconds since 1970 (48 bits) and a
/// counter (16 bits), as the device believed them. It may be wrong by years.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
pub struct Stamp(pub u64);

/// Milliseconds since 1970-01-01T00:00:00Z.
pub type Millis = i64;

/// An entry's type: lower-case ASCII letters, digits and `-`, at most
/// [`KIND_BYTES_MAX`] long. Unknown kinds travel like any other.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Kind(String);

/// Ties an entry to a person or a record. The domain names the tags.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Link {
    /// In which role.
    pub tag: u8,
    /// Who or what.
    pub id: Uid,
}

/// What never changes about an entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Envelope {
    /// Unique for ever.
    pub id: EntryId,
    /// The person who made it.
    pub author: Uid,
    /// When the author's device believed it was.
    pub stamp: Stamp,
    /// What sort of thing it is.
    pub kind: Kind,
    /// Version of the kind's body.
    pub version: u16,
    /// The record that several entries speak of, if they do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub record: Option<Uid>,
    /// The class in which it was made, if in one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub class: Option<Uid>,
    /// Who and what else it is about. Sorted, without duplicates.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<Link>,
    /// The entries that this one replaces. Sorted, without duplicates.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub supersedes: Vec<EntryId>,
}

/// An envelope and its body: what is signed, stored and relayed unchanged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Flat")]
pub struct Entry {
    /// Fixed fields.
    #[serde(flatten)]
    pub envelope: Envelope,
    /// The kind's own fields, opaque here.
    pub body: Body,
}

/// The first 128 bits of SHA-256 over an entry's canonical bytes. Two entries
/// with one id and different hashes are a clash; checksums of a scope are
/// wrapping sums of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntryHash(pub u128);

/// What the server says of an entry once it is stored: how its time counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Received {
    /// Stamp + the device's offset, clamped around the time of receipt.
    pub effective: Millis,
    /// The school day in the school's zone, in days since 1970-01-01.
    pub day: i32,
    /// The stamp was clamped: the time is a guess.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub suspect: bool,
}

impl Entry {
    /// Whether it keeps to the limits and its lists are sorted: checked
    /// wherever an entry comes in from outside.
    pub fn check(&self) -> Result<(), BadEntry> {
        let Envelope { links, supersedes, .. } = &self.envelope;
        if links.len() > LINKS_MAX {
            return Err(BadEntry::Links);
        }
        if supersedes.len() > SUPERSEDES_MAX {
            return Err(BadEntry::Supersedes);
        }
        if !links.is_sorted_by(|a, b| a < b) || !supersedes.is_sorted_by(|a, b| a < b) {
            return Err(BadEntry::Unsorted);
        }
        if self.body.bytes().len() > BODY_BYTES_MAX {
            return Err(BadEntry::BodyBytes);
        }
        Ok(())
    }

    /// See [`EntryHash`].
    #[must_use]
    pub fn hash(&self) -> EntryHash {
        let digest = Sha256::digest(self.canonical());
        let mut first = [0; 16];
        first.copy_from_slice(&digest[..16]);
        EntryHash(u128::from_be_bytes(first))
    }

    /// This entry's id.
    #[must_use]
    pub fn id(&self) -> EntryId {
        self.envelope.id
    }
}

impl Envelope {
    /// The first id linked under `tag`.
    #[must_use]
    pub fn link(&self, tag: u8) -> Option<Uid> {
        self.linked(tag).next()
    }

    /// Every id linked under `tag`.
    pub fn linked(&self, tag: u8) -> impl Iterator<Item = Uid> + '_ {
        self.links.iter().filter(move |l| l.tag == tag).map(|l| l.id)
    }
}

impl Kind {
    /// A kind from its name; `None` where the name is not one.
    #[must_use]
    pub fn new(name: &str) -> Option<Self> {
        let fits = (1..=KIND_BYTES_MAX).contains(&name.len())
            && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        fits.then(|| Self(name.to_owned()))
    }

    /// Its name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Stamp {
    /// Bits of the counter.
    const COUNTER_BITS: u32 = 16;

    /// A stamp from milliseconds since 1970 (negative counts as 0, beyond the
    /// year 10889 as the last one) and a counter.
    #[must_use]
    pub fn new(millis: Millis, counter: u16) -> Self {
        let millis = u64::try_from(millis).unwrap_or(0).min((1 << 48) - 1);
        Self(millis << Self::COUNTER_BITS | u64::from(counter))
    }

    /// Its milliseconds since 1970.
    #[must_use]
    pub fn millis(self) -> Millis {
        Millis::try_from(self.0 >> Self::COUNTER_BITS).unwrap_or(Millis::MAX)
    }

    /// Its counter.
    #[must_use]
    pub fn counter(self) -> u16 {
        (self.0 & 0xffff) as u16
    }
}

impl Uid {
    /// The id of nobody: used where a school has only one of a thing.
    pub const NIL: Self = Self([0; 16]);

    /// An id with the low bits of `n`, for tests and fixtures.
    #[must_use]
    pub const fn from_u128(n: u128) -> Self {
        Self(n.to_be_bytes())
    }
}

fn hex(bytes: &[u8; 16], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut text = [0; 32];
    for (pair, byte) in text.chunks_exact_mut(2).zip(bytes) {
        pair[0] = DIGITS[usize::from(byte >> 4)];
        pair[1] = DIGITS[usize::from(byte & 15)];
    }
    f.write_str(std::str::from_utf8(&text).map_err(|_| fmt::Error)?)
}

fn unhex<const N: usize>(text: &str) -> Result<[u8; N], BadId> {
    let digit = |b: u8| match b {
        b'0'..=b'9' => Ok(b - b'0'),
        b'a'..=b'f' => Ok(b - b'a' + 10),
        _ => Err(BadId::Digit),
    };
    if text.len() != 2 * N {
        return Err(BadId::Length);
    }
    let mut bytes = [0; N];
    for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
        *byte = digit(pair[0])? << 4 | digit(pair[1])?;
    }
    Ok(bytes)
}

impl fmt::Display for Uid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        hex(&self.0, f)
    }
}

impl fmt::Debug for Uid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        hex(&self.0, f)
    }
}

impl FromStr for Uid {
    type Err = BadId;

    fn from_str(text: &str) -> Result<Self, BadId> {
        unhex(text).map(Self)
    }
}

impl EntryId {
    /// The incarnation's 8 bytes, then the number's, both big-endian: sorts as
    /// the ids do.
    #[must_use]
    pub fn to_bytes(self) -> [u8; 16] {
        (u128::from(self.incarnation) << 64 | u128::from(self.number)).to_be_bytes()
    }

    /// The inverse of [`EntryId::to_bytes`].
    #[must_use]
    pub fn from_bytes(bytes: [u8; 16]) -> Self {
        let id = u128::from_be_bytes(bytes);
        // The casts keep the low 64 bits: the two halves of the sixteen bytes.
        #[allow(clippy::cast_possible_truncation)]
        let (incarnation, number) = ((id >> 64) as u64, id as u64);
        Self { incarnation, number }
    }
}

impl fmt::Display for EntryId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        hex(&self.to_bytes(), f)
    }
}

impl fmt::Debug for EntryId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}:{}", self.incarnation, self.number)
    }
}

impl FromStr for EntryId {
    type Err = BadId;

    fn from_str(text: &str) -> Result<Self, BadId> {
        unhex(text).map(Self::from_bytes)
    }
}

/// Ids are text in JSON, so that people can read and search frames.
macro_rules! as_text {
    ($($id:ty),*) => {$(
        impl Serialize for $id {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $id {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                text.parse().map_err(de::Error::custom)
            }
        }
    )*};
}
as_text!(Uid, EntryId);

/// An entry as it is written. To read what is flattened, serde would read all
/// of it into a buffer first.
#[derive(Deserialize)]
struct Flat {
    id: EntryId,
    author: Uid,
    stamp: Stamp,
    kind: Kind,
    version: u16,
    record: Option<Uid>,
    class: Option<Uid>,
    #[serde(default)]
    links: Vec<Link>,
    #[serde(default)]
    supersedes: Vec<EntryId>,
    body: Body,
}

impl From<Flat> for Entry {
    fn from(flat: Flat) -> Self {
        let Flat { id, author, stamp, kind, version, record, class, links, supersedes, body } =
            flat;
        let envelope =
            Envelope { id, author, stamp, kind, version, record, class, links, supersedes };
        Self { envelope, body }
    }
}

impl<'de> Deserialize<'de> for Kind {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        Self::new(&name).ok_or_else(|| de::Error::custom("a kind is a short lower-case name"))
    }
}

#[cfg(test)]
mod tests;
