//! Device store v1: what the rows of a device's database say.
//!
//! Four stores with numbers as keys and opaque bytes as values. A value is a
//! byte that says how the rest is written, [`FORMAT`], and a CBOR array.
//! Formats are kept for ever: a newer program reads older rows, items are only
//! ever added at an array's end, and readers pass over what they don't know.
//! Entries are in their canonical bytes, the very ones that are hashed.
//!
//! | store | key | value |
//! |---|---|---|
//! | `outbox` | the entry's number | entry, why it is held |
//! | `sent` | the entry's number | entry, epoch, position, how its time counts, why it is held |
//! | `base` | the chunk's number | up to [`CHUNK_ENTRIES_MAX`] × (entry, how its time counts, its places) |
//! | `meta` | a number from [`meta`] | see there |

use std::convert::Infallible;

use minicbor::data::Type;
use minicbor::{Decoder, Encoder, decode, encode};

use crate::entry::{Entry, EntryId, Millis, Received, Stamp, Uid};
use crate::frame::{Backfill, Epoch, Listed, Reason};
use crate::scope::{Listing, Position, Scope};

/// How rows are written.
pub const FORMAT: u8 = 1;
/// Most entries in one row of `base`: opening rows one by one is slow.
pub const CHUNK_ENTRIES_MAX: usize = 500;

/// The stores of a device's database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Store {
    /// Made here, and not acknowledged yet.
    Outbox,
    /// Made here and acknowledged, until a backup covers it.
    Sent,
    /// Pulled.
    Base,
    /// Everything else.
    Meta,
}

impl Store {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Outbox, Self::Sent, Self::Base, Self::Meta];

    /// Its name in the database.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Outbox => "outbox",
            Self::Sent => "sent",
            Self::Base => "base",
            Self::Meta => "meta",
        }
    }

    /// Its number where a row is sealed: kept for ever.
    #[must_use]
    pub fn tag(self) -> u8 {
        match self {
            Self::Outbox => 1,
            Self::Sent => 2,
            Self::Base => 3,
            Self::Meta => 4,
        }
    }

    /// The store with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|store| store.name() == name)
    }
}

/// Keys of `meta`.
pub mod meta {
    /// The incarnation, and the next number that no tab has leased.
    pub const LEASE: u64 = 1;
    /// The clock's last stamp, for when no entry shows it any more.
    pub const CLOCK: u64 = 2;
    /// How far the device is with the server.
    pub const SYNC: u64 = 3;
    /// The directory, and its version.
    pub const DIRECTORY: u64 = 4;
    /// When device and server last agreed.
    pub const AGREED: u64 = 5;
    /// The server's time less the device's.
    pub const OFFSET: u64 = 6;
    /// Keys from here on are the host's: what is half typed, last reports, …
    pub const HOST_MIN: u64 = 100;
}

/// A key and a value.
pub type Row = (u64, Vec<u8>);

/// Why a row cannot be read: it is left as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadRow {
    /// Written by a newer program.
    #[error("the row is in format {0}, from a newer version of the app: update it")]
    Newer(u8),
    /// Damaged.
    #[error("the row is damaged")]
    Damaged,
}

/// An entry of `outbox`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutboxRow {
    /// The entry.
    pub entry: Entry,
    /// Why the server holds it, if it does.
    pub held: Option<Reason>,
}

/// An entry of `sent`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentRow {
    /// The entry.
    pub entry: Entry,
    /// In which epoch it was acknowledged; none where that is known to be
    /// lost.
    pub epoch: Option<Epoch>,
    /// Where.
    pub position: Position,
    /// How its time counts.
    pub received: Received,
    /// Why the server holds it since it was pushed again, if it does.
    pub held: Option<Reason>,
}

/// How far a device is with the server. One row, so that it is never half new.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SyncRow {
    /// Grows with each write: two tabs never take each other's row for theirs.
    pub generation: u64,
    /// The server's epoch; none before the first hello.
    pub epoch: Option<Epoch>,
    /// Everything up to here has been pulled, in `scopes`.
    pub cursor: Position,
    /// The scopes that the device holds. Sorted.
    pub scopes: Vec<Scope>,
    /// What is still to be pulled of newly granted scopes.
    pub backfill: Option<Backfill>,
    /// Lost scopes, to be dropped once the outbox is pushed.
    pub dropping: Vec<Scope>,
    /// Something pulled could not be read by this build: a newer one pulls
    /// again from the position.
    pub unread: Option<(String, Position)>,
}

/// A row of `outbox`.
#[must_use]
pub fn write_outbox(row: &OutboxRow) -> Vec<u8> {
    written(|w| {
        w.array(2)?.bytes(&row.entry.canonical())?;
        write_held(w, row.held.as_ref())
    })
}

/// The inverse of [`write_outbox`].
pub fn read_outbox(bytes: &[u8]) -> Result<OutboxRow, BadRow> {
    read(bytes, 2, |d| Ok(OutboxRow { entry: read_entry(d)?, held: read_held(d)? }))
}

/// A row of `sent`.
#[must_use]
pub fn write_sent(row: &SentRow) -> Vec<u8> {
    written(|w| {
        w.array(5)?.bytes(&row.entry.canonical())?;
        write_epoch(w, row.epoch)?;
        w.u64(row.position)?;
        write_received(w, row.received)?;
        write_held(w, row.held.as_ref())
    })
}

/// The inverse of [`write_sent`].
pub fn read_sent(bytes: &[u8]) -> Result<SentRow, BadRow> {
    read(bytes, 5, |d| {
        Ok(SentRow {
            entry: read_entry(d)?,
            epoch: read_epoch(d)?,
            position: d.u64()?,
            received: read_received(d)?,
            held: read_held(d)?,
        })
    })
}

/// A row of `base`, and what is in it. To read all of them is most of the work of opening a store, so the host does it, one
/// by one, between other things.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chunk {
    pub(super) number: u64,
    pub(super) row: Vec<u8>,
    pub(super) listed: Result<Vec<Listed>, BadRow>,
}

impl Chunk {
    /// Reads a row of `base`. One that cannot be read is a chunk too: what becomes of it is for the machine to say.
    #[must_use]
    pub fn read((number, row): Row) -> Self {
        let listed = read_chunk(&row);
        Self { number, row, listed }
    }
}

/// A row of `base`.
#[must_use]
pub fn write_chunk(chunk: &[Listed]) -> Vec<u8> {
    written(|w| {
        w.array(1)?.array(chunk.len() as u64)?;
        for Listed { entry, received, listings } in chunk {
            w.array(3)?.bytes(&entry.canonical())?;
            write_received(w, *received)?;
            w.array(listings.len() as u64)?;
            for Listing { scope, position } in listings {
                w.array(3)?.u8(scope.tag)?.bytes(&scope.id.0)?.u64(*position)?;
            }
        }
        Ok(())
    })
}

/// The inverse of [`write_chunk`].
pub fn read_chunk(bytes: &[u8]) -> Result<Vec<Listed>, BadRow> {
    read(bytes, 1, |d| {
        read_list(d, |d| {
            read_items(d, 3, |d| {
                let (entry, received) = (read_entry(d)?, read_received(d)?);
                let listings = read_list(d, |d| {
                    read_items(d, 3, |d| {
                        let scope = Scope { tag: d.u8()?, id: read_uid(d)? };
                        Ok(Listing { scope, position: d.u64()? })
                    })
                })?;
                Ok(Listed { entry, received, listings })
            })
        })
    })
}

/// The row [`meta::SYNC`].
#[must_use]
pub fn write_sync(row: &SyncRow) -> Vec<u8> {
    written(|w| {
        w.array(7)?.u64(row.generation)?;
        write_epoch(w, row.epoch)?;
        w.u64(row.cursor)?;
        write_scopes(w, &row.scopes)?;
        match &row.backfill {
            Some(backfill) => {
                w.array(3)?;
                write_scopes(w, &backfill.scopes)?;
                w.u64(backfill.after)?.u64(backfill.up_to)?;
            }
            None => drop(w.null()?),
        }
        write_scopes(w, &row.dropping)?;
        match &row.unread {
            Some((build, after)) => drop(w.array(2)?.str(build)?.u64(*after)?),
            None => drop(w.null()?),
        }
        Ok(())
    })
}

/// The inverse of [`write_sync`].
pub fn read_sync(bytes: &[u8]) -> Result<SyncRow, BadRow> {
    read(bytes, 7, |d| {
        Ok(SyncRow {
            generation: d.u64()?,
            epoch: read_epoch(d)?,
            cursor: d.u64()?,
            scopes: read_scopes(d)?,
            backfill: read_optional(d, |d| {
                read_items(d, 3, |d| {
                    Ok(Backfill { scopes: read_scopes(d)?, after: d.u64()?, up_to: d.u64()? })
                })
            })?,
            dropping: read_scopes(d)?,
            unread: read_optional(d, |d| {
                read_items(d, 2, |d| Ok((d.str()?.to_owned(), d.u64()?)))
            })?,
        })
    })
}

/// The row [`meta::LEASE`]: incarnation, next free number.
#[must_use]
pub fn write_lease(next: EntryId) -> Vec<u8> {
    written(|w| w.array(2)?.u64(next.incarnation)?.u64(next.number).map(drop))
}

/// The inverse of [`write_lease`].
pub fn read_lease(bytes: &[u8]) -> Result<EntryId, BadRow> {
    read(bytes, 2, |d| Ok(EntryId { incarnation: d.u64()?, number: d.u64()? }))
}

/// The row [`meta::CLOCK`].
#[must_use]
pub fn write_clock(last: Stamp) -> Vec<u8> {
    written(|w| w.array(1)?.u64(last.0).map(drop))
}

/// The inverse of [`write_clock`].
pub fn read_clock(bytes: &[u8]) -> Result<Stamp, BadRow> {
    read(bytes, 1, |d| Ok(Stamp(d.u64()?)))
}

/// The row [`meta::AGREED`].
#[must_use]
pub fn write_agreed(at: Millis) -> Vec<u8> {
    written(|w| w.array(1)?.i64(at).map(drop))
}

/// The inverse of [`write_agreed`].
pub fn read_agreed(bytes: &[u8]) -> Result<Millis, BadRow> {
    #[expect(clippy::redundant_closure_for_method_calls, reason = "the method is less general")]
    read(bytes, 1, |d| d.i64())
}

/// The row [`meta::OFFSET`].
#[must_use]
pub fn write_offset(offset: Millis) -> Vec<u8> {
    written(|w| w.array(1)?.i64(offset).map(drop))
}

/// The inverse of [`write_offset`].
pub fn read_offset(bytes: &[u8]) -> Result<Millis, BadRow> {
    #[expect(clippy::redundant_closure_for_method_calls, reason = "the method is less general")]
    read(bytes, 1, |d| d.i64())
}

/// The row [`meta::DIRECTORY`]: version and document.
#[must_use]
pub fn write_directory(version: &str, document: &[u8]) -> Vec<u8> {
    written(|w| w.array(2)?.str(version)?.bytes(document).map(drop))
}

/// The inverse of [`write_directory`]: what a host shows of it.
pub fn read_directory(bytes: &[u8]) -> Result<(String, Vec<u8>), BadRow> {
    read(bytes, 2, |d| Ok((d.str()?.to_owned(), d.bytes()?.to_vec())))
}

type Writer = Encoder<Vec<u8>>;
type Written = Result<(), encode::Error<Infallible>>;

fn written(write: impl FnOnce(&mut Writer) -> Written) -> Vec<u8> {
    let mut writer = Encoder::new(vec![FORMAT]);
    write(&mut writer).expect("a Vec takes every byte");
    writer.into_writer()
}

fn write_held(w: &mut Writer, held: Option<&Reason>) -> Written {
    match held {
        Some(reason) => w.str(reason.code()).map(drop),
        None => w.null().map(drop),
    }
}

fn write_epoch(w: &mut Writer, epoch: Option<Epoch>) -> Written {
    match epoch {
        Some(Epoch(epoch)) => w.u64(epoch).map(drop),
        None => w.null().map(drop),
    }
}

fn write_received(w: &mut Writer, received: Received) -> Written {
    let Received { effective, day, suspect } = received;
    w.array(3)?.i64(effective)?.i32(day)?.bool(suspect).map(drop)
}

fn write_scopes(w: &mut Writer, scopes: &[Scope]) -> Written {
    w.array(scopes.len() as u64)?;
    for scope in scopes {
        w.array(2)?.u8(scope.tag)?.bytes(&scope.id.0)?;
    }
    Ok(())
}

fn read<T>(
    bytes: &[u8],
    items: u64,
    content: impl FnOnce(&mut Decoder<'_>) -> Result<T, decode::Error>,
) -> Result<T, BadRow> {
    match bytes.split_first() {
        Some((&FORMAT, rest)) => {
            read_items(&mut Decoder::new(rest), items, content).map_err(|_| BadRow::Damaged)
        }
        Some((&format, _)) if format > FORMAT => Err(BadRow::Newer(format)),
        _ => Err(BadRow::Damaged),
    }
}

/// An array with at least `known` items; what a newer program put after them
/// is passed over.
fn read_items<'b, T>(
    d: &mut Decoder<'b>,
    known: u64,
    content: impl FnOnce(&mut Decoder<'b>) -> Result<T, decode::Error>,
) -> Result<T, decode::Error> {
    let len = d.array()?.filter(|len| *len >= known).ok_or_else(damaged)?;
    let read = content(d)?;
    (known..len).try_for_each(|_| d.skip())?;
    Ok(read)
}

fn read_list<'b, T>(
    d: &mut Decoder<'b>,
    mut item: impl FnMut(&mut Decoder<'b>) -> Result<T, decode::Error>,
) -> Result<Vec<T>, decode::Error> {
    let len = d.array()?.ok_or_else(damaged)?;
    (0..len).map(|_| item(d)).collect()
}

fn read_optional<'b, T>(
    d: &mut Decoder<'b>,
    content: impl FnOnce(&mut Decoder<'b>) -> Result<T, decode::Error>,
) -> Result<Option<T>, decode::Error> {
    if d.datatype()? == Type::Null {
        d.null()?;
        return Ok(None);
    }
    content(d).map(Some)
}

fn read_entry(d: &mut Decoder<'_>) -> Result<Entry, decode::Error> {
    Entry::from_canonical(d.bytes()?).map_err(|_| damaged())
}

fn read_held(d: &mut Decoder<'_>) -> Result<Option<Reason>, decode::Error> {
    read_optional(d, |d| d.str().map(Reason::from_code))
}

fn read_epoch(d: &mut Decoder<'_>) -> Result<Option<Epoch>, decode::Error> {
    read_optional(d, |d| d.u64().map(Epoch))
}

fn read_received(d: &mut Decoder<'_>) -> Result<Received, decode::Error> {
    read_items(d, 3, |d| Ok(Received { effective: d.i64()?, day: d.i32()?, suspect: d.bool()? }))
}

fn read_uid(d: &mut Decoder<'_>) -> Result<Uid, decode::Error> {
    d.bytes()?.try_into().map(Uid).map_err(|_| damaged())
}

fn read_scopes(d: &mut Decoder<'_>) -> Result<Vec<Scope>, decode::Error> {
    read_list(d, |d| read_items(d, 2, |d| Ok(Scope { tag: d.u8()?, id: read_uid(d)? })))
}

fn damaged() -> decode::Error {
    decode::Error::message("a damaged row")
}
