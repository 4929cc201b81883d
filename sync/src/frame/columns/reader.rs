//! Columns on their way back to entries and verdicts.

use minicbor::{Decoder, Encoder};
use serde::Serialize;

use super::bytes::{Bad, In};
use super::plan::{
    Column, DISCARDED, DUPLICATE, ERASED, HELD, Last, NO_ID, NOT_RECEIVED, RECEIVED, STORED,
    SUSPECT, Table, item,
};
use crate::body::Body;
use crate::entry::{Entry, EntryId, Envelope, Kind, Link, Millis, Received, Stamp, Uid};
use crate::frame::{Lenient, Outcome, Reason, Unreadable, Verdict};
use crate::limits::FRAME_BYTES_MAX;
use crate::scope::{Listing, Position, Scope};

/// Columns on their way back to entries.
pub struct Reader<'b> {
    count: usize,
    tables: [Vec<&'b [u8]>; Table::COUNT],
    columns: [In<'b>; Column::COUNT],
    shapes: Vec<Shape<'b>>,
    last: Last,
    /// What could not be read, with its place among all.
    others: Vec<(usize, Unreadable)>,
    /// How many more bytes may be made of what is written once and may be that
    /// of many: the shapes of bodies, kinds, reasons.
    budget: usize,
}

/// The keys of a body, and what is left of the values.
struct Shape<'b> {
    keys: Vec<&'b [u8]>,
    values: Vec<In<'b>>,
}

impl<'b> Reader<'b> {
    /// What [`Writer::finish`] wrote.
    pub fn new(read: &mut In<'b>) -> Result<Self, Bad> {
        let count = read.index()?;
        let mut tables = In::new(read.block()?);
        let mut columns = In::new(read.block()?);
        let mut values = In::new(read.block()?);
        let tables = each(|| {
            let mut table = In::new(block_or_none(&mut tables)?);
            let mut known = Vec::new();
            while !table.is_empty() {
                known.push(table.block()?);
            }
            Ok(known)
        })?;
        let columns = each(|| block_or_none(&mut columns).map(In::new))?;
        let mut shapes = Vec::new();
        for keys in &tables[Table::Shapes as usize] {
            let keys = items(keys)?;
            let values = keys.iter().map(|_| values.block().map(In::new));
            shapes.push(Shape { values: values.collect::<Result<_, _>>()?, keys });
        }
        let count_others = read.index()?;
        let mut others = In::new(read.block()?);
        let others = (0..count_others).map(|_| {
            let (place, id) = (others.index()?, others.optional(In::entry_id)?);
            Ok((place, Unreadable { raw: others.text()?.to_owned(), id }))
        });
        let others = others.collect::<Result<_, Bad>>()?;
        let last = Last::default();
        Ok(Self { count, tables, columns, shapes, last, others, budget: FRAME_BYTES_MAX })
    }

    /// All entries in their order, each as `read` makes it, and what could not be
    /// read in between.
    pub fn all<T>(
        mut self,
        mut read: impl FnMut(&mut Self, Lenient<Entry>, Option<Received>) -> Result<Lenient<T>, Bad>,
    ) -> Result<Vec<Lenient<T>>, Bad> {
        let mut all = Vec::new();
        let mut others = std::mem::take(&mut self.others).into_iter().peekable();
        for _ in 0..self.count {
            while let Some((_, other)) = others.next_if(|(place, _)| *place <= all.len()) {
                all.push(Lenient::Unreadable(other));
            }
            let (entry, received) = self.entry()?;
            all.push(read(&mut self, entry, received)?);
        }
        all.extend(others.map(|(_, other)| Lenient::Unreadable(other)));
        Ok(all)
    }

    /// See [`Writer::id`].
    fn id(&mut self) -> Result<EntryId, Bad> {
        let place = self.from(Column::Incarnation).uint()?;
        let incarnation = self.incarnation(place)?;
        let since = self.from(Column::Number).int()?;
        let last = self.last.number(place);
        *last = last.wrapping_add_signed(since);
        Ok(EntryId { incarnation, number: *last })
    }

    /// See [`Writer::received`].
    fn received(&mut self, near: Millis) -> Result<Option<Received>, Bad> {
        let suspect = match self.from(Column::Standing).byte()? {
            NOT_RECEIVED => return Ok(None),
            RECEIVED => false,
            SUSPECT => true,
            _ => return Err(Bad),
        };
        let effective = near.wrapping_add(self.from(Column::Effective).int()?);
        let day = i64::from(self.last.day).wrapping_add(self.from(Column::Day).int()?);
        self.last.day = i32::try_from(day).map_err(|_| Bad)?;
        Ok(Some(Received { effective, day: self.last.day, suspect }))
    }

    /// See [`Writer::listings`].
    pub fn listings(&mut self) -> Result<Vec<Listing>, Bad> {
        let count = self.from(Column::Listings).index()?;
        let mut listings = Vec::new();
        for _ in 0..count {
            let place = self.from(Column::Scope).uint()?;
            let (tag, id) = self.known(Table::Scopes, place)?.split_first().ok_or(Bad)?;
            let scope = Scope { tag: *tag, id: uid(id)? };
            listings.push(Listing { scope, position: self.position()? });
        }
        Ok(listings)
    }

    /// See [`Writer::verdict`].
    pub fn verdicts(mut self) -> Result<Vec<Verdict>, Bad> {
        let mut verdicts = Vec::new();
        for _ in 0..self.count {
            verdicts.push(self.verdict()?);
        }
        Ok(verdicts)
    }

    fn verdict(&mut self) -> Result<Verdict, Bad> {
        let code = self.from(Column::Outcome).byte()?;
        let id = if code & NO_ID == 0 { Some(self.id()?) } else { None };
        let outcome = match code & !NO_ID {
            STORED => {
                self.stored().map(|(position, received)| Outcome::Stored { position, received })?
            }
            DUPLICATE => self
                .stored()
                .map(|(position, received)| Outcome::Duplicate { position, received })?,
            HELD => {
                let place = self.from(Column::Outcome).uint()?;
                let code =
                    std::str::from_utf8(self.known(Table::Reasons, place)?).map_err(|_| Bad)?;
                self.spend(code.len())?;
                Outcome::Held { reason: Reason::from_code(code) }
            }
            ERASED => Outcome::Erased,
            DISCARDED => Outcome::Discarded,
            _ => Outcome::Other,
        };
        Ok(Verdict { id, outcome })
    }

    fn stored(&mut self) -> Result<(Position, Received), Bad> {
        let position = self.position()?;
        let received = self.received(self.last.millis)?.ok_or(Bad)?;
        self.last.millis = received.effective;
        Ok((position, received))
    }

    fn position(&mut self) -> Result<Position, Bad> {
        let since = self.from(Column::Position).int()?;
        self.last.position = self.last.position.wrapping_add_signed(since);
        Ok(self.last.position)
    }

    fn entry(&mut self) -> Result<(Lenient<Entry>, Option<Received>), Bad> {
        let id = self.id()?;
        let place = self.from(Column::Author).uint()?;
        let author = self.uid(place)?;
        let since = self.from(Column::Millis).int()?;
        self.last.millis = self.last.millis.wrapping_add(since);
        let counter = u16::try_from(self.from(Column::Counter).uint()?).map_err(|_| Bad)?;
        let stamp = Stamp::new(self.last.millis, counter);
        let place = self.from(Column::Kind).uint()?;
        let mut kind = In::new(self.known(Table::Kinds, place)?);
        let version = u16::try_from(kind.uint()?).map_err(|_| Bad)?;
        let kind = std::str::from_utf8(kind.rest()).map_err(|_| Bad)?;
        // Of whatever length: one that is none is kept with each entry.
        self.spend(kind.len())?;
        let record = self.optional_uid(Column::Record)?;
        let class = self.optional_uid(Column::Class)?;
        let links = self.links()?;
        let supersedes = self.supersedes(id)?;
        let body = self.body()?;
        let received = self.received(stamp.millis())?;
        let Some((kind, body)) = Kind::new(kind).zip(Body::from_bytes(&body).ok()) else {
            let (links, supersedes, body) = (&links[..], &supersedes[..], hex(&body));
            let entry = AsItCame {
                id,
                author,
                stamp,
                kind,
                version,
                record,
                class,
                links,
                supersedes,
                body,
            };
            return Ok((entry.keep(), received));
        };
        let envelope =
            Envelope { id, author, stamp, kind, version, record, class, links, supersedes };
        let entry = Lenient::Read(Entry { envelope, body });
        Ok((entry, received))
    }

    fn links(&mut self) -> Result<Vec<Link>, Bad> {
        let place = self.from(Column::Tags).uint()?;
        let tags = self.known(Table::Tags, place)?;
        let mut links = Vec::new();
        for tag in tags {
            let place = self.from(Column::Linked).uint()?;
            links.push(Link { tag: *tag, id: self.uid(place)? });
        }
        Ok(links)
    }

    fn supersedes(&mut self, id: EntryId) -> Result<Vec<EntryId>, Bad> {
        let count = self.from(Column::Supersedes).index()?;
        let mut supersedes = Vec::new();
        for _ in 0..count {
            let place = self.from(Column::Supersedes).uint()?;
            let incarnation = self.incarnation(place)?;
            let back = self.from(Column::Supersedes).int()?;
            let number = id.number.wrapping_sub(back.cast_unsigned());
            supersedes.push(EntryId { incarnation, number });
        }
        Ok(supersedes)
    }

    /// A body as it was written: whether it is one is still to be seen.
    fn body(&mut self) -> Result<Vec<u8>, Bad> {
        let place = self.from(Column::Shape).index()?;
        let Shape { keys, values } = self.shapes.get_mut(place).ok_or(Bad)?;
        let mut map = Encoder::new(Vec::new());
        map.map(keys.len() as u64).map_err(|_| Bad)?;
        let mut body = map.into_writer();
        for (key, values) in keys.iter().zip(values) {
            let mut d = Decoder::new(values.rest());
            let value = item(&mut d).ok_or(Bad)?;
            values.raw(value.len())?;
            body.extend_from_slice(key);
            body.extend_from_slice(value);
        }
        self.spend(body.len())?;
        Ok(body)
    }

    fn spend(&mut self, bytes: usize) -> Result<(), Bad> {
        self.budget = self.budget.checked_sub(bytes).ok_or(Bad)?;
        Ok(())
    }

    fn from(&mut self, column: Column) -> &mut In<'b> {
        &mut self.columns[column as usize]
    }

    fn known(&self, table: Table, place: u64) -> Result<&'b [u8], Bad> {
        let place = usize::try_from(place).map_err(|_| Bad)?;
        self.tables[table as usize].get(place).copied().ok_or(Bad)
    }

    fn uid(&self, place: u64) -> Result<Uid, Bad> {
        uid(self.known(Table::Uids, place)?)
    }

    fn optional_uid(&mut self, column: Column) -> Result<Option<Uid>, Bad> {
        let place = self.from(column).maybe()?;
        place.map(|place| self.uid(place)).transpose()
    }

    fn incarnation(&self, place: u64) -> Result<u64, Bad> {
        In::new(self.known(Table::Incarnations, place)?).fixed()
    }
}

/// An entry that says something impossible, as it came, in JSON: for a person
/// to look at.
#[derive(Serialize)]
struct AsItCame<'a> {
    id: EntryId,
    author: Uid,
    stamp: Stamp,
    kind: &'a str,
    version: u16,
    record: Option<Uid>,
    class: Option<Uid>,
    links: &'a [Link],
    supersedes: &'a [EntryId],
    /// In hexadecimal digits.
    body: String,
}

impl AsItCame<'_> {
    fn keep<T>(&self) -> Lenient<T> {
        #[derive(Serialize)]
        struct Outer<'a> {
            entry: &'a AsItCame<'a>,
        }
        let raw = serde_json::to_string(&Outer { entry: self }).unwrap_or_default();
        Lenient::Unreadable(Unreadable { raw, id: Some(self.id) })
    }
}

fn hex(bytes: &[u8]) -> String {
    let digit = |n: u8| char::from_digit(n.into(), 16).unwrap_or_default();
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

fn uid(bytes: &[u8]) -> Result<Uid, Bad> {
    bytes.try_into().map(Uid).map_err(|_| Bad)
}

/// One of each.
fn each<T, const N: usize>(mut one: impl FnMut() -> Result<T, Bad>) -> Result<[T; N], Bad> {
    let all = (0..N).map(|_| one()).collect::<Result<Vec<_>, _>>()?;
    all.try_into().map_err(|_| Bad)
}

/// A block, or none at all: an older program has fewer.
fn block_or_none<'b>(blocks: &mut In<'b>) -> Result<&'b [u8], Bad> {
    if blocks.is_empty() { Ok(&[]) } else { blocks.block() }
}

/// All values of CBOR in these bytes.
fn items(bytes: &[u8]) -> Result<Vec<&[u8]>, Bad> {
    let mut d = Decoder::new(bytes);
    let mut items = Vec::new();
    while d.position() < bytes.len() {
        items.push(item(&mut d).ok_or(Bad)?);
    }
    Ok(items)
}
