//! Entries and verdicts on their way into columns.

use std::collections::BTreeMap;

use minicbor::Decoder;

use super::bytes::Out;
use super::plan::{
    Column, Last, NO_ID, NOT_RECEIVED, RECEIVED, SUSPECT, Table, item, outcome_code,
};
use crate::body::Body;
use crate::entry::{Entry, EntryId, Envelope, Millis, Received, Uid};
use crate::frame::{Outcome, Unreadable, Verdict};
use crate::scope::{Listing, Position};

/// Values that are written once each.
#[derive(Default)]
struct Known {
    places: BTreeMap<Vec<u8>, u64>,
    out: Out,
}

impl Known {
    /// The place of a value, which is added where it is new.
    fn place(&mut self, value: &[u8]) -> u64 {
        if let Some(place) = self.places.get(value) {
            return *place;
        }
        let place = self.places.len() as u64;
        self.places.insert(value.to_vec(), place);
        self.out.block(value);
        place
    }
}

/// Entries on their way into columns.
#[derive(Default)]
pub struct Writer {
    count: u64,
    columns: [Out; Column::COUNT],
    tables: [Known; Table::COUNT],
    /// The values of each shape, by key.
    values: Vec<Vec<Out>>,
    last: Last,
    /// What could not be read as an entry, with its place among all.
    others: Out,
    others_count: u64,
}

impl Writer {
    /// An entry, and what the server said of it.
    pub fn entry(&mut self, entry: &Entry, received: Option<Received>) {
        let Envelope { id, author, stamp, kind, version, record, class, links, supersedes } =
            &entry.envelope;
        self.count += 1;
        self.id(*id);
        let author = self.uid(*author);
        self.to(Column::Author).uint(author);
        let millis = stamp.millis();
        let since = millis - std::mem::replace(&mut self.last.millis, millis);
        self.to(Column::Millis).int(since);
        self.to(Column::Counter).uint(stamp.counter().into());
        let mut named = Out::default();
        named.uint(u64::from(*version));
        named.raw(kind.as_str().as_bytes());
        let kind = self.place(Table::Kinds, named.bytes());
        self.to(Column::Kind).uint(kind);
        for (column, id) in [(Column::Record, record), (Column::Class, class)] {
            let place = id.map(|id| self.uid(id));
            self.to(column).maybe(place);
        }
        let tags: Vec<u8> = links.iter().map(|link| link.tag).collect();
        let tags = self.place(Table::Tags, &tags);
        self.to(Column::Tags).uint(tags);
        for link in links {
            let linked = self.uid(link.id);
            self.to(Column::Linked).uint(linked);
        }
        self.to(Column::Supersedes).uint(supersedes.len() as u64);
        for target in supersedes {
            let incarnation = self.place(Table::Incarnations, &target.incarnation.to_be_bytes());
            let back = id.number.wrapping_sub(target.number).cast_signed();
            self.to(Column::Supersedes).uint(incarnation);
            self.to(Column::Supersedes).int(back);
        }
        self.body(&entry.body);
        self.received(received, millis);
    }

    /// The places of the entry that was just written.
    pub fn listings(&mut self, listings: &[Listing]) {
        self.to(Column::Listings).uint(listings.len() as u64);
        for Listing { scope, position } in listings {
            let mut named = [scope.tag; 17];
            named[1..].copy_from_slice(&scope.id.0);
            let place = self.place(Table::Scopes, &named);
            self.to(Column::Scope).uint(place);
            self.position(*position);
        }
    }

    /// What became of one entry.
    pub fn verdict(&mut self, Verdict { id, outcome }: &Verdict) {
        self.count += 1;
        let unknown = if id.is_none() { NO_ID } else { 0 };
        self.to(Column::Outcome).byte(outcome_code(outcome) | unknown);
        if let Some(id) = id {
            self.id(*id);
        }
        match outcome {
            Outcome::Stored { position, received } | Outcome::Duplicate { position, received } => {
                self.position(*position);
                let before = std::mem::replace(&mut self.last.millis, received.effective);
                self.received(Some(*received), before);
            }
            Outcome::Held { reason } => {
                let place = self.place(Table::Reasons, reason.code().as_bytes());
                self.to(Column::Outcome).uint(place);
            }
            Outcome::Erased | Outcome::Discarded | Outcome::Other => {}
        }
    }

    /// Something that is kept as it came.
    pub fn other(&mut self, Unreadable { raw, id }: &Unreadable) {
        self.others.uint(self.count + self.others_count);
        self.others.optional(id.as_ref(), |out, id| out.raw(&id.to_bytes()));
        self.others.block(raw.as_bytes());
        self.others_count += 1;
    }

    /// All of it.
    pub fn finish(self, out: &mut Out) {
        out.uint(self.count);
        let blocks = |blocks: &mut dyn Iterator<Item = &Out>| {
            let mut all = Out::default();
            blocks.for_each(|block| all.block(block.bytes()));
            all
        };
        out.block(blocks(&mut self.tables.iter().map(|table| &table.out)).bytes());
        out.block(blocks(&mut self.columns.iter()).bytes());
        out.block(blocks(&mut self.values.iter().flatten()).bytes());
        out.uint(self.others_count);
        out.block(self.others.bytes());
    }

    fn position(&mut self, position: Position) {
        let before = std::mem::replace(&mut self.last.position, position);
        self.to(Column::Position).int(position.wrapping_sub(before).cast_signed());
    }

    fn to(&mut self, column: Column) -> &mut Out {
        &mut self.columns[column as usize]
    }

    fn place(&mut self, table: Table, value: &[u8]) -> u64 {
        self.tables[table as usize].place(value)
    }

    fn uid(&mut self, id: Uid) -> u64 {
        self.place(Table::Uids, &id.0)
    }

    /// An entry's own id: numbers of one incarnation follow each other.
    fn id(&mut self, id: EntryId) {
        let place = self.place(Table::Incarnations, &id.incarnation.to_be_bytes());
        let last = std::mem::replace(self.last.number(place), id.number);
        self.to(Column::Incarnation).uint(place);
        self.to(Column::Number).int(id.number.wrapping_sub(last).cast_signed());
    }

    fn body(&mut self, body: &Body) {
        let pairs = pairs(body.bytes()).expect("a body is a well-formed map");
        let keys: Vec<u8> = pairs.iter().flat_map(|(key, _)| *key).copied().collect();
        let shape = self.place(Table::Shapes, &keys);
        self.to(Column::Shape).uint(shape);
        let place = usize::try_from(shape).expect("places in memory fit");
        if place == self.values.len() {
            self.values.push(pairs.iter().map(|_| Out::default()).collect());
        }
        for (out, (_, value)) in self.values[place].iter_mut().zip(pairs) {
            out.raw(value);
        }
    }

    /// How an entry's time counts; `near` is a time that both sides know.
    fn received(&mut self, received: Option<Received>, near: Millis) {
        let Some(Received { effective, day, suspect }) = received else {
            return self.to(Column::Standing).byte(NOT_RECEIVED);
        };
        self.to(Column::Standing).byte(if suspect { SUSPECT } else { RECEIVED });
        self.to(Column::Effective).int(effective.wrapping_sub(near));
        let since = i64::from(day) - i64::from(std::mem::replace(&mut self.last.day, day));
        self.to(Column::Day).int(since);
    }
}

/// Keys and values of a map, each as its bytes.
fn pairs(map: &[u8]) -> Option<Vec<(&[u8], &[u8])>> {
    let mut d = Decoder::new(map);
    let len = d.map().ok()??;
    let mut pairs = Vec::new();
    for _ in 0..len {
        pairs.push((item(&mut d)?, item(&mut d)?));
    }
    Some(pairs)
}

#[cfg(test)]
mod tests {
    use super::super::bytes::{Bad, In};
    use super::super::reader::Reader;
    use super::*;
    use crate::body::Fields;
    use crate::entry::{Kind, Stamp};
    use crate::frame::Lenient;
    use crate::limits::FRAME_BYTES_MAX;

    /// Entries whose one kind, in the table, is something that no program writes.
    fn of_kind(name: &str, count: u64) -> Result<Vec<Lenient<Entry>>, Bad> {
        let mut writer = Writer::default();
        for number in 0..count {
            let envelope = Envelope {
                id: EntryId { incarnation: 7, number },
                author: Uid::NIL,
                stamp: Stamp::new(0, 0),
                kind: Kind::new("x").unwrap(),
                version: 1,
                record: None,
                class: None,
                links: Vec::new(),
                supersedes: Vec::new(),
            };
            writer.entry(&Entry { envelope, body: Body::new(&Fields::new()) }, None);
        }
        let mut forged = Known::default();
        forged.place(&[&[1], name.as_bytes()].concat());
        writer.tables[Table::Kinds as usize] = forged;
        let mut out = Out::default();
        writer.finish(&mut out);
        Reader::new(&mut In::new(out.bytes()))?.all(|_, entry, _| Ok(entry))
    }

    #[test]
    fn a_small_frame_never_becomes_many_kinds() {
        let long = "K".repeat(FRAME_BYTES_MAX / 8);
        let few = of_kind(&long, 4).unwrap();
        assert!(few.iter().all(|entry| matches!(entry, Lenient::Unreadable(_))));
        assert_eq!(of_kind(&long, 9), Err(Bad));
        assert_eq!(of_kind("sighting", 500).map(|entries| entries.len()), Ok(500));
    }
}
