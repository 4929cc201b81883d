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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<Uid>,
    /// The class in which it was made, if in one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<Uid>,
    /// Who and what else it is about. Sorted, without duplicates.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<Link>,
    /// The entries that this one replaces. Sorted, without duplicates.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub supersedes: Vec<EntryId>,
}

/// An envelope and its body: what is signed, stored and relayed unchanged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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
    /// The bytes that are hashed: a CBOR array of the envelope's fields in
    /// their order, then the body. These bytes never change for an entry.
    #[must_use]
    pub fn canonical(&self) -> Vec<u8> {
        let e = &self.envelope;
        let mut w = minicbor::Encoder::new(Vec::with_capacity(96 + self.body.bytes().len()));
        // Writing to a Vec cannot fail: its error type has no values.
        let Ok(()) = (|| -> Result<(), minicbor::encode::Error<core::convert::Infallible>> {
            w.array(10)?;
            w.array(2)?.u64(e.id.incarnation)?.u64(e.id.number)?;
            w.bytes(&e.author.0)?.u64(e.stamp.0)?.str(e.kind.as_str())?.u16(e.version)?;
            for uid in [&e.record, &e.class] {
                match uid {
                    Some(uid) => w.bytes(&uid.0)?,
                    None => w.null()?,
                };
            }
            w.array(e.links.len() as u64)?;
            for link in &e.links {
                w.array(2)?.u8(link.tag)?.bytes(&link.id.0)?;
            }
            w.array(e.supersedes.len() as u64)?;
            for id in &e.supersedes {
                w.array(2)?.u64(id.incarnation)?.u64(id.number)?;
            }
            w.bytes(self.body.bytes())?;
            Ok(())
        })() else {
            unreachable!("a Vec takes every byte")
        };
        w.into_writer()
    }

    /// The inverse of [`Entry::canonical`]: for stores, which keep the very
    /// bytes that were hashed.
    pub fn from_canonical(bytes: &[u8]) -> Result<Self, BadEntry> {
        let mut d = minicbor::Decoder::new(bytes);
        let (envelope, body) = read_canonical(&mut d).map_err(|_| BadEntry::Malformed)?;
        let entry = Self { envelope, body: Body::from_bytes(body).map_err(BadEntry::Body)? };
        entry.check()?;
        // A second way of writing the same entry would be a second hash.
        if entry.canonical() == bytes { Ok(entry) } else { Err(BadEntry::Malformed) }
    }

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

fn read_canonical<'b>(
    d: &mut minicbor::Decoder<'b>,
) -> Result<(Envelope, &'b [u8]), minicbor::decode::Error> {
    expect_array(d, 10)?;
    let id = read_entry_id(d)?;
    let author = read_uid(d)?;
    let stamp = Stamp(d.u64()?);
    let kind = Kind::new(d.str()?).ok_or(malformed())?;
    let version = d.u16()?;
    let record = read_optional_uid(d)?;
    let class = read_optional_uid(d)?;
    let links = read_list(d, |d| {
        expect_array(d, 2)?;
        Ok(Link { tag: d.u8()?, id: read_uid(d)? })
    })?;
    let supersedes = read_list(d, read_entry_id)?;
    let envelope = Envelope { id, author, stamp, kind, version, record, class, links, supersedes };
    let body = d.bytes()?;
    if d.position() == d.input().len() { Ok((envelope, body)) } else { Err(malformed()) }
}

fn malformed() -> minicbor::decode::Error {
    minicbor::decode::Error::message("not an entry's canonical bytes")
}

fn expect_array(d: &mut minicbor::Decoder<'_>, len: u64) -> Result<(), minicbor::decode::Error> {
    if d.array()? == Some(len) { Ok(()) } else { Err(malformed()) }
}

fn read_entry_id(d: &mut minicbor::Decoder<'_>) -> Result<EntryId, minicbor::decode::Error> {
    expect_array(d, 2)?;
    Ok(EntryId { incarnation: d.u64()?, number: d.u64()? })
}

fn read_uid(d: &mut minicbor::Decoder<'_>) -> Result<Uid, minicbor::decode::Error> {
    d.bytes()?.try_into().map(Uid).map_err(|_| malformed())
}

fn read_optional_uid(
    d: &mut minicbor::Decoder<'_>,
) -> Result<Option<Uid>, minicbor::decode::Error> {
    if d.datatype()? == minicbor::data::Type::Null {
        d.null()?;
        return Ok(None);
    }
    read_uid(d).map(Some)
}

/// Grows with what is really there: the length that the bytes claim is never
/// trusted with an allocation.
fn read_list<'b, T>(
    d: &mut minicbor::Decoder<'b>,
    mut item: impl FnMut(&mut minicbor::Decoder<'b>) -> Result<T, minicbor::decode::Error>,
) -> Result<Vec<T>, minicbor::decode::Error> {
    let len = d.array()?.ok_or(malformed())?;
    let mut list = Vec::new();
    for _ in 0..len {
        list.push(item(d)?);
    }
    Ok(list)
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

impl<'de> Deserialize<'de> for Kind {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        Self::new(&name).ok_or_else(|| de::Error::custom("a kind is a short lower-case name"))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::body::{Fields, Value};

    fn entry() -> impl Strategy<Value = Entry> {
        let uid = any::<u128>().prop_map(Uid::from_u128);
        let id =
            any::<(u64, u64)>().prop_map(|(incarnation, number)| EntryId { incarnation, number });
        let link = (any::<u8>(), uid.clone()).prop_map(|(tag, id)| Link { tag, id });
        let options = (prop::option::of(uid.clone()), prop::option::of(uid.clone()));
        let lists = (
            prop::collection::btree_set(link, 0..LINKS_MAX),
            prop::collection::btree_set(id.clone(), 0..SUPERSEDES_MAX),
        );
        let own = (id, uid, any::<u64>(), "[a-z0-9-]{1,32}", any::<u16>(), ".{0,40}");
        (own, options, lists).prop_map(|(own, (record, class), (links, supersedes))| {
            let (id, author, stamp, kind, version, text) = own;
            let body = Body::new(&Fields::from([("text".to_owned(), Value::Text(text))]));
            let envelope = Envelope {
                id,
                author,
                stamp: Stamp(stamp),
                kind: Kind::new(&kind).unwrap(),
                version,
                record,
                class,
                links: links.into_iter().collect(),
                supersedes: supersedes.into_iter().collect(),
            };
            Entry { envelope, body }
        })
    }

    proptest! {
        #[test]
        fn json_and_canonical_bytes_carry_the_same(entry in entry()) {
            prop_assert_eq!(entry.check(), Ok(()));
            let bytes = entry.canonical();
            prop_assert_eq!(Entry::from_canonical(&bytes), Ok(entry.clone()));
            let json = serde_json::to_string(&entry).unwrap();
            prop_assert_eq!(serde_json::from_str::<Entry>(&json).unwrap(), entry);
        }

        #[test]
        fn canonical_bytes_are_the_only_ones(
            entry in entry(), place in any::<prop::sample::Index>(), byte in any::<u8>(),
        ) {
            let mut bytes = entry.canonical();
            bytes[place.index(entry.canonical().len())] = byte;
            if let Ok(other) = Entry::from_canonical(&bytes) {
                prop_assert_eq!(other.canonical(), bytes);
            }
        }
    }

    #[test]
    fn ids_sort_as_their_bytes() {
        let id = |incarnation, number| EntryId { incarnation, number };
        let ids = [id(0, 0), id(0, u64::MAX), id(1, 0), id(1 << 63, 256), id(u64::MAX, 1)];
        for pair in ids.windows(2) {
            assert!(pair[0] < pair[1] && pair[0].to_bytes() < pair[1].to_bytes());
        }
        for id in ids {
            assert_eq!(EntryId::from_bytes(id.to_bytes()), id);
            assert_eq!(id.to_string().parse(), Ok(id));
        }
        for (text, error) in [
            ("", BadId::Length),
            ("0", BadId::Length),
            ("0000000000000000000000000000000g", BadId::Digit),
            ("0000000000000000000000000000000F", BadId::Digit),
            ("000000000000000000000000000000000", BadId::Length),
        ] {
            assert_eq!(text.parse::<Uid>(), Err(error), "{text}");
        }
    }

    #[test]
    fn limits_of_an_entry() {
        let link = |n| Link { tag: 1, id: Uid::from_u128(n) };
        let id = |number| EntryId { incarnation: 1, number };
        let plain = || Entry {
            envelope: Envelope {
                id: id(1),
                author: Uid::NIL,
                stamp: Stamp(0),
                kind: Kind::new("x").unwrap(),
                version: 1,
                record: None,
                class: None,
                links: Vec::new(),
                supersedes: Vec::new(),
            },
            body: Body::new(&Fields::new()),
        };
        let with = |change: &dyn Fn(&mut Entry)| {
            let mut entry = plain();
            change(&mut entry);
            let checked = entry.check();
            // Bytes are checked as JSON is.
            assert_eq!(Entry::from_canonical(&entry.canonical()).map(drop), checked);
            checked
        };
        let text = |bytes: usize| {
            let text = "x".repeat(bytes - "text".len() - 5);
            Body::new(&Fields::from([("text".to_owned(), Value::Text(text))]))
        };
        assert_eq!(with(&|e| e.envelope.links = (0..64).map(link).collect()), Ok(()));
        assert_eq!(with(&|e| e.envelope.links = (0..65).map(link).collect()), Err(BadEntry::Links));
        assert_eq!(with(&|e| e.envelope.supersedes = (0..64).map(id).collect()), Ok(()));
        let many = |e: &mut Entry| e.envelope.supersedes = (0..65).map(id).collect();
        assert_eq!(with(&many), Err(BadEntry::Supersedes));
        let unsorted = |e: &mut Entry| e.envelope.links = vec![link(2), link(1)];
        assert_eq!(with(&unsorted), Err(BadEntry::Unsorted));
        assert_eq!(with(&|e| e.envelope.supersedes = vec![id(1); 2]), Err(BadEntry::Unsorted));
        assert_eq!(text(BODY_BYTES_MAX).bytes().len(), BODY_BYTES_MAX);
        assert_eq!(with(&|e| e.body = text(BODY_BYTES_MAX)), Ok(()));
        assert_eq!(with(&|e| e.body = text(BODY_BYTES_MAX + 1)), Err(BadEntry::BodyBytes));
        for (name, is_kind) in [("a-1", true), ("", false), ("A", false), ("a b", false)] {
            assert_eq!(Kind::new(name).is_some(), is_kind, "{name}");
        }
        assert_eq!(Kind::new(&"k".repeat(33)), None);
    }

    #[test]
    fn lengths_that_nothing_stands_for_allocate_nothing() {
        for list in [[0x9b, 0xff, 0xff], [0x9b, 0x7f, 0xff]] {
            let mut bytes = vec![0x8a, 0x82, 0x01, 0x01, 0x50];
            bytes.extend([0; 16]);
            bytes.extend([0x00, 0x61, b'x', 0x01, 0xf6, 0xf6]);
            bytes.extend(list);
            bytes.extend([0xff; 6]);
            assert_eq!(Entry::from_canonical(&bytes), Err(BadEntry::Malformed));
        }
    }
}
