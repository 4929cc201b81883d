//! An entry's canonical bytes: the ones that are hashed and stored.
//!
//! A CBOR array of the envelope's fields in their order, then the body. These
//! bytes never change for an entry: `tests/golden.rs` pins their hashes.

use std::convert::Infallible;

use minicbor::data::Type;
use minicbor::{Decoder, Encoder, decode, encode};

use crate::body::Body;
use crate::entry::{BadEntry, Entry, EntryId, Envelope, Kind, Link, Stamp, Uid};

impl Entry {
    /// The bytes that are hashed: a CBOR array of the envelope's fields in
    /// their order, then the body. These bytes never change for an entry.
    #[must_use]
    pub fn canonical(&self) -> Vec<u8> {
        let mut w = Encoder::new(Vec::with_capacity(128 + self.body.bytes().len()));
        write(self, &mut w).expect("a Vec takes every byte");
        w.into_writer()
    }

    /// The inverse of [`Entry::canonical`]: for stores, which keep the very
    /// bytes that were hashed.
    pub fn from_canonical(bytes: &[u8]) -> Result<Self, BadEntry> {
        let mut d = Decoder::new(bytes);
        let (envelope, body) = read(&mut d).map_err(|_| BadEntry::Malformed)?;
        let entry = Self { envelope, body: Body::from_bytes(body).map_err(BadEntry::Body)? };
        entry.check()?;
        // A second way of writing the same entry would be a second hash.
        if entry.canonical() == bytes { Ok(entry) } else { Err(BadEntry::Malformed) }
    }
}

fn write(entry: &Entry, w: &mut Encoder<Vec<u8>>) -> Result<(), encode::Error<Infallible>> {
    let e = &entry.envelope;
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
    w.bytes(entry.body.bytes()).map(drop)
}

fn read<'b>(d: &mut Decoder<'b>) -> Result<(Envelope, &'b [u8]), decode::Error> {
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

fn malformed() -> decode::Error {
    decode::Error::message("not an entry's canonical bytes")
}

fn expect_array(d: &mut Decoder<'_>, len: u64) -> Result<(), decode::Error> {
    if d.array()? == Some(len) { Ok(()) } else { Err(malformed()) }
}

fn read_entry_id(d: &mut Decoder<'_>) -> Result<EntryId, decode::Error> {
    expect_array(d, 2)?;
    Ok(EntryId { incarnation: d.u64()?, number: d.u64()? })
}

fn read_uid(d: &mut Decoder<'_>) -> Result<Uid, decode::Error> {
    d.bytes()?.try_into().map(Uid).map_err(|_| malformed())
}

fn read_optional_uid(d: &mut Decoder<'_>) -> Result<Option<Uid>, decode::Error> {
    if d.datatype()? == Type::Null {
        d.null()?;
        return Ok(None);
    }
    read_uid(d).map(Some)
}

/// Grows with what is really there: the length that the bytes claim is never
/// trusted with an allocation.
fn read_list<'b, T>(
    d: &mut Decoder<'b>,
    mut item: impl FnMut(&mut Decoder<'b>) -> Result<T, decode::Error>,
) -> Result<Vec<T>, decode::Error> {
    let len = d.array()?.ok_or(malformed())?;
    let mut list = Vec::new();
    for _ in 0..len {
        list.push(item(d)?);
    }
    Ok(list)
}
