//! Reading an entry back from its canonical bytes: the ones that are hashed,
//! and that stores keep.

use minicbor::Decoder;

use crate::body::{BadBody, Body};
use crate::entry::{Entry, EntryId, Envelope, Kind, Link, Stamp, Uid};

/// Why bytes are not an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadEntry {
    /// Not CBOR, cut short, or something after its end.
    #[error("the entry is not well-formed CBOR")]
    Malformed,
    /// CBOR, but not the fields of an entry.
    #[error("the entry does not have the fields of an entry")]
    Fields,
    /// The entry could be written in another way, so its hash says nothing.
    #[error("the entry is not in the canonical form")]
    NotCanonical,
    /// Its body is not one.
    #[error(transparent)]
    Body(#[from] BadBody),
}

impl Entry {
    /// The entry whose [`canonical`](Entry::canonical) bytes these are.
    pub fn from_canonical(bytes: &[u8]) -> Result<Self, BadEntry> {
        let mut d = Decoder::new(bytes);
        if d.array()? != Some(10) {
            return Err(BadEntry::Fields);
        }
        let envelope = Envelope {
            id: id(&mut d)?,
            author: uid(&mut d)?,
            stamp: Stamp(d.u64()?),
            kind: Kind::new(d.str()?).ok_or(BadEntry::Fields)?,
            version: d.u16()?,
            record: maybe_uid(&mut d)?,
            class: maybe_uid(&mut d)?,
            links: list(&mut d, |d| {
                pair(d)?;
                Ok(Link { tag: d.u8()?, id: uid(d)? })
            })?,
            supersedes: list(&mut d, id)?,
        };
        let body = Body::from_bytes(d.bytes()?)?;
        let entry = Self { envelope, body };
        if entry.canonical() == bytes { Ok(entry) } else { Err(BadEntry::NotCanonical) }
    }
}

impl From<minicbor::decode::Error> for BadEntry {
    fn from(error: minicbor::decode::Error) -> Self {
        if error.is_type_mismatch() { Self::Fields } else { Self::Malformed }
    }
}

fn pair(d: &mut Decoder<'_>) -> Result<(), BadEntry> {
    if d.array()? == Some(2) { Ok(()) } else { Err(BadEntry::Fields) }
}

fn id(d: &mut Decoder<'_>) -> Result<EntryId, BadEntry> {
    pair(d)?;
    Ok(EntryId { incarnation: d.u64()?, number: d.u64()? })
}

fn uid(d: &mut Decoder<'_>) -> Result<Uid, BadEntry> {
    d.bytes()?.try_into().map(Uid).map_err(|_| BadEntry::Fields)
}

fn maybe_uid(d: &mut Decoder<'_>) -> Result<Option<Uid>, BadEntry> {
    if d.datatype()? == minicbor::data::Type::Null {
        d.null()?;
        return Ok(None);
    }
    uid(d).map(Some)
}

/// However long: what may be made is checked where entries come in, and what
/// was stored must be readable.
fn list<T>(
    d: &mut Decoder<'_>,
    mut item: impl FnMut(&mut Decoder<'_>) -> Result<T, BadEntry>,
) -> Result<Vec<T>, BadEntry> {
    let n = d.array()?.ok_or(BadEntry::Fields)?;
    (0..n).map(|_| item(d)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::body::{Fields, Value};

    fn sample() -> Entry {
        let mut fields = Fields::new();
        fields.insert("phase".to_owned(), Value::Int(3));
        let envelope = Envelope {
            id: EntryId { incarnation: u64::MAX, number: 7 },
            author: Uid::from_u128(1),
            stamp: Stamp::new(1_790_000_000_000, 2),
            kind: Kind::new("sighting").unwrap(),
            version: 1,
            record: None,
            class: Some(Uid::from_u128(2)),
            links: vec![Link { tag: 1, id: Uid::from_u128(3) }],
            supersedes: vec![EntryId { incarnation: 1, number: 6 }],
        };
        Entry { envelope, body: Body::new(&fields) }
    }

    #[test]
    fn what_was_written_is_read() {
        let entry = sample();
        assert_eq!(Entry::from_canonical(&entry.canonical()), Ok(entry));
    }

    #[test]
    fn no_prefix_and_no_longer_bytes_are_read() {
        let bytes = sample().canonical();
        for end in 0..bytes.len() {
            assert!(Entry::from_canonical(&bytes[..end]).is_err(), "{end}");
        }
        let longer = [bytes.as_slice(), &[0]].concat();
        assert_eq!(Entry::from_canonical(&longer), Err(BadEntry::NotCanonical));
    }

    #[test]
    fn one_flipped_bit_is_another_entry_or_none() {
        let entry = sample();
        let bytes = entry.canonical();
        for at in 0..bytes.len() * 8 {
            let mut other = bytes.clone();
            other[at / 8] ^= 1 << (at % 8);
            assert_ne!(Entry::from_canonical(&other).as_ref(), Ok(&entry), "bit {at}");
        }
    }
}
