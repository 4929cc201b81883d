//! Frame version 2: compact bytes, what is alike side by side.
//!
//! A message is its fields in their order; fields are only ever added at the
//! end, and what an older program did not write is absent. What is made of
//! many alike (entries, verdicts) is written in columns: see [`plan`].

mod bytes;
mod plan;
mod reader;
mod writer;

use self::bytes::{Bad, In, Out};
use self::reader::Reader;
use self::writer::Writer;
use super::{
    Backfill, Digest, Epoch, FrameError, Hello, HelloAnswer, Lenient, Limits, Listed, Message,
    Order, Protocols, Pull, PullAnswer, Push, PushAnswer, Pushed, codec,
};
use crate::checksum::{ScopeSum, Sum};
use crate::entry::Uid;
use crate::scope::Scope;

/// The content type of frame version 2, of requests and answers alike.
pub const CONTENT_TYPE: &str = "application/vnd.limber.v2";

/// The first byte of every frame.
const VERSION: u8 = 2;

/// A message, or its answer, as bytes.
#[must_use]
pub fn encode<M: Message>(message: &M) -> Vec<u8> {
    let mut out = Out::default();
    out.byte(VERSION);
    message.write(&mut out);
    out.into_bytes()
}

/// A message out of bytes. Checks protocol and limits.
pub fn decode<M: Message>(bytes: &[u8]) -> Result<M, FrameError> {
    if bytes.len() > M::BYTES_MAX {
        return Err(FrameError::TooLarge);
    }
    let mut read = In::new(bytes);
    match read.byte() {
        Ok(VERSION) => {}
        Ok(version) => return Err(FrameError::Protocol(version.into())),
        Err(Bad) => return Err(FrameError::Unreadable),
    }
    let message = M::read(&mut read).map_err(|_| FrameError::Unreadable)?;
    codec::check(message, VERSION.into())
}

/// A message in its columns.
pub trait InColumns: Sized {
    /// Writes its fields.
    fn write(&self, out: &mut Out);

    /// Reads them.
    fn read(read: &mut In<'_>) -> Result<Self, Bad>;
}

impl InColumns for Hello {
    fn write(&self, out: &mut Out) {
        out.uint(self.protocol.into());
        write_protocols(self.speaks, out);
        out.block(self.build.as_bytes());
        out.fixed(self.incarnation);
        out.optional(self.epoch.as_ref(), |out, epoch| out.fixed(epoch.0));
        out.uint(self.cursor);
        out.fixed(self.scopes.0);
        out.optional(self.directory.as_ref(), |out, version| out.block(version.as_bytes()));
        out.uint(self.unsent);
        out.optional(self.oldest.as_ref(), |out, age| out.int(*age));
        out.added(self.sums.as_ref(), |out, sums| out.fixed(sums.0));
    }

    fn read(read: &mut In<'_>) -> Result<Self, Bad> {
        Ok(Self {
            protocol: read.small()?,
            speaks: read_protocols(read)?,
            build: read.text()?.to_owned(),
            incarnation: read.fixed()?,
            epoch: read.optional(In::fixed)?.map(Epoch),
            cursor: read.uint()?,
            scopes: Digest(read.fixed()?),
            directory: read.optional(In::text)?.map(str::to_owned),
            unsent: read.uint()?,
            oldest: read.optional(In::int)?,
            sums: read.optional(In::fixed)?.map(Digest),
        })
    }
}

impl InColumns for HelloAnswer {
    fn write(&self, out: &mut Out) {
        write_protocols(self.speaks, out);
        out.fixed(self.epoch.0);
        out.int(self.time);
        out.uint(self.position);
        out.uint(self.backup);
        let Limits { batch_entries, frame_bytes, wire_bytes, page_bytes } = self.limits;
        for limit in [batch_entries, frame_bytes, wire_bytes, page_bytes] {
            out.uint(limit);
        }
        out.optional(self.scopes.as_ref(), |out, scopes| write_scopes(scopes, out));
        out.block(self.directory.as_bytes());
        out.optional(self.person.as_ref(), |out, person| out.raw(&person.0));
        write_order(self.order, out);
        out.added(self.sums.as_ref(), |out, sums| write_sums(sums, out));
    }

    fn read(read: &mut In<'_>) -> Result<Self, Bad> {
        Ok(Self {
            speaks: read_protocols(read)?,
            epoch: Epoch(read.fixed()?),
            time: read.int()?,
            position: read.uint()?,
            backup: read.uint()?,
            limits: Limits {
                batch_entries: read.uint()?,
                frame_bytes: read.uint()?,
                wire_bytes: read.uint()?,
                page_bytes: read.uint()?,
            },
            scopes: read.optional(read_scopes)?,
            directory: read.text()?.to_owned(),
            person: read.optional(In::uid)?,
            order: read_order(read)?,
            sums: read.optional(read_sums)?,
        })
    }
}

impl InColumns for Push {
    fn write(&self, out: &mut Out) {
        out.uint(self.protocol.into());
        out.fixed(self.epoch.0);
        out.fixed(self.incarnation);
        out.int(self.offset);
        let mut entries = Writer::default();
        for pushed in &self.entries {
            match pushed {
                Lenient::Read(Pushed { entry, received }) => entries.entry(entry, *received),
                Lenient::Unreadable(other) => entries.other(other),
            }
        }
        entries.finish(out);
    }

    fn read(read: &mut In<'_>) -> Result<Self, Bad> {
        Ok(Self {
            protocol: read.small()?,
            epoch: Epoch(read.fixed()?),
            incarnation: read.fixed()?,
            offset: read.int()?,
            entries: Reader::new(read)?
                .all(|_, entry, received| Ok(entry.map(|entry| Pushed { entry, received })))?,
        })
    }
}

impl InColumns for PushAnswer {
    fn write(&self, out: &mut Out) {
        out.int(self.time);
        out.uint(self.position);
        let mut verdicts = Writer::default();
        self.verdicts.iter().for_each(|verdict| verdicts.verdict(verdict));
        verdicts.finish(out);
        write_order(self.order, out);
    }

    fn read(read: &mut In<'_>) -> Result<Self, Bad> {
        Ok(Self {
            time: read.int()?,
            position: read.uint()?,
            verdicts: Reader::new(read)?.verdicts()?,
            order: read_order(read)?,
        })
    }
}

impl InColumns for Pull {
    fn write(&self, out: &mut Out) {
        out.uint(self.protocol.into());
        out.fixed(self.epoch.0);
        out.fixed(self.scopes.0);
        out.uint(self.cursor);
        out.uint(self.bytes_max);
        out.optional(self.backfill.as_ref(), |out, Backfill { scopes, after, up_to }| {
            write_scopes(scopes, out);
            out.uint(*after);
            out.uint(*up_to);
        });
    }

    fn read(read: &mut In<'_>) -> Result<Self, Bad> {
        Ok(Self {
            protocol: read.small()?,
            epoch: Epoch(read.fixed()?),
            scopes: Digest(read.fixed()?),
            cursor: read.uint()?,
            bytes_max: read.uint()?,
            backfill: read.optional(|read| {
                Ok(Backfill {
                    scopes: read_scopes(read)?,
                    after: read.uint()?,
                    up_to: read.uint()?,
                })
            })?,
        })
    }
}

impl InColumns for PullAnswer {
    fn write(&self, out: &mut Out) {
        out.uint(self.position);
        let mut entries = Writer::default();
        for listed in &self.listed {
            match listed {
                Lenient::Read(Listed { entry, received, listings }) => {
                    entries.entry(entry, Some(*received));
                    entries.listings(listings);
                }
                Lenient::Unreadable(other) => entries.other(other),
            }
        }
        entries.finish(out);
        out.uint(self.erased.len() as u64);
        self.erased.iter().for_each(|id| out.raw(&id.to_bytes()));
        out.uint(self.next);
        out.byte(self.more.into());
        write_order(self.order, out);
    }

    fn read(read: &mut In<'_>) -> Result<Self, Bad> {
        Ok(Self {
            position: read.uint()?,
            listed: Reader::new(read)?.all(|reader, entry, received| {
                let (received, listings) = (received.ok_or(Bad)?, reader.listings()?);
                Ok(entry.map(|entry| Listed { entry, received, listings }))
            })?,
            erased: read.list(In::entry_id)?,
            next: read.uint()?,
            more: read.byte()? != 0,
            order: read_order(read)?,
        })
    }
}

fn write_protocols(speaks: Protocols, out: &mut Out) {
    out.uint(speaks.oldest.into());
    out.uint(speaks.newest.into());
}

fn read_protocols(read: &mut In<'_>) -> Result<Protocols, Bad> {
    Ok(Protocols { oldest: read.small()?, newest: read.small()? })
}

fn write_scopes(scopes: &[Scope], out: &mut Out) {
    out.uint(scopes.len() as u64);
    for scope in scopes {
        write_scope(*scope, out);
    }
}

fn write_scope(Scope { tag, id }: Scope, out: &mut Out) {
    out.byte(tag);
    out.raw(&id.0);
}

fn write_sums(sums: &[ScopeSum], out: &mut Out) {
    out.uint(sums.len() as u64);
    for ScopeSum { scope, sum } in sums {
        write_scope(*scope, out);
        out.raw(&sum.0.to_be_bytes());
    }
}

fn read_sums(read: &mut In<'_>) -> Result<Vec<ScopeSum>, Bad> {
    read.list(|read| {
        let scope = read_scope(read)?;
        let Uid(sum) = read.uid()?;
        Ok(ScopeSum { scope, sum: Sum(u128::from_be_bytes(sum)) })
    })
}

fn read_scopes(read: &mut In<'_>) -> Result<Vec<Scope>, Bad> {
    read.list(read_scope)
}

fn read_scope(read: &mut In<'_>) -> Result<Scope, Bad> {
    Ok(Scope { tag: read.byte()?, id: read.uid()? })
}

/// What a device must do. In a block of its own: a newer program's may say
/// more.
const UPDATE: u8 = 1;
const NEW_INCARNATION: u8 = 2;
const PUSH_AGAIN: u8 = 3;
const HELLO_AGAIN: u8 = 4;
const OTHER: u8 = 0;

fn write_order(order: Option<Order>, out: &mut Out) {
    out.optional(order.as_ref(), |out, order| {
        let mut said = Out::default();
        match order {
            Order::Update => said.byte(UPDATE),
            Order::NewIncarnation => said.byte(NEW_INCARNATION),
            Order::PushAgain { after } => {
                said.byte(PUSH_AGAIN);
                said.uint(*after);
            }
            Order::HelloAgain => said.byte(HELLO_AGAIN),
            Order::Other => said.byte(OTHER),
        }
        out.block(said.bytes());
    });
}

fn read_order(read: &mut In<'_>) -> Result<Option<Order>, Bad> {
    read.optional(|read| {
        let mut said = In::new(read.block()?);
        Ok(match said.byte()? {
            UPDATE => Order::Update,
            NEW_INCARNATION => Order::NewIncarnation,
            PUSH_AGAIN => Order::PushAgain { after: said.uint()? },
            HELLO_AGAIN => Order::HelloAgain,
            _ => Order::Other,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::body::{Body, Fields, Value};
    use crate::entry::{
        Entry, EntryId, Envelope, KIND_BYTES_MAX, Kind, Link, Received, Stamp, Uid,
    };
    use crate::frame::{Outcome, Reason, Verdict, encoded_bytes};
    use crate::limits::{BATCH_ENTRIES_MAX, FRAME_BYTES_MAX};

    fn entry(number: u64, fields: &Fields) -> Entry {
        let envelope = Envelope {
            id: EntryId { incarnation: 7, number },
            author: Uid::from_u128(1),
            stamp: Stamp::new(1_795_000_000_000, 0),
            kind: Kind::new("sighting").unwrap(),
            version: 1,
            record: None,
            class: None,
            links: Vec::new(),
            supersedes: Vec::new(),
        };
        Entry { envelope, body: Body::new(fields) }
    }

    fn push(entries: impl IntoIterator<Item = Entry>) -> Push {
        let entry = |entry| Lenient::Read(Pushed { entry, received: None });
        let entries = entries.into_iter().map(entry).collect();
        Push { protocol: 2, epoch: Epoch(1), incarnation: 7, offset: 0, entries }
    }

    #[test]
    fn what_newer_programs_add_at_the_end_is_ignored() {
        let push = push([entry(1, &Fields::new())]);
        let mut bytes = encode(&push);
        bytes.extend_from_slice(b"what comes in version 2 of 2040");
        assert_eq!(decode(&bytes), Ok(push));
    }

    #[test]
    fn a_newer_servers_orders_and_outcomes_are_others() {
        let mut bytes = Out::default();
        bytes.byte(VERSION);
        bytes.int(1);
        bytes.uint(2);
        let mut verdicts = Writer::default();
        verdicts.verdict(&Verdict { id: None, outcome: Outcome::Other });
        verdicts.finish(&mut bytes);
        bytes.optional(Some(&()), |out, ()| out.block(&[99, 1, 2, 3]));
        let answer: PushAnswer = decode(bytes.bytes()).unwrap();
        assert_eq!(answer.order, Some(Order::Other));
        assert_eq!(answer.verdicts, [Verdict { id: None, outcome: Outcome::Other }]);
    }

    #[test]
    fn two_of_a_kind_take_little_more_than_one() {
        let seen = |number, phase| {
            let muscle = ("muscle".into(), Value::Text("perseverance".into()));
            entry(number, &Fields::from([muscle, ("phase".into(), Value::Int(phase))]))
        };
        let one = encode(&push([seen(1, 3)])).len();
        let two = encode(&push([seen(1, 3), seen(2, 4)])).len();
        assert!(two - one < 30, "{one} and {two}");
    }

    #[test]
    fn a_small_frame_never_becomes_many_bodies() {
        // A shape is written once: so many entries of the same long key are more than a frame may hold.
        let key = "k".repeat(2 * FRAME_BYTES_MAX / BATCH_ENTRIES_MAX);
        let many = |count: u64| {
            let fields = Fields::from([(key.clone(), Value::Int(0))]);
            encode(&push((0..count).map(|number| entry(number, &fields))))
        };
        assert!(decode::<Push>(&many(10)).is_ok());
        let bomb = many(BATCH_ENTRIES_MAX as u64);
        assert!(bomb.len() < 20_000);
        assert_eq!(decode::<Push>(&bomb), Err(FrameError::Unreadable));
    }

    #[test]
    fn a_small_frame_never_becomes_many_reasons() {
        let reason = Reason::Other("r".repeat(FRAME_BYTES_MAX / 8));
        let held = Verdict { id: None, outcome: Outcome::Held { reason } };
        let answer = |count| PushAnswer {
            time: 0,
            position: 0,
            verdicts: vec![held.clone(); count],
            order: None,
        };
        assert_eq!(decode(&encode(&answer(4))), Ok(answer(4)));
        assert_eq!(decode::<PushAnswer>(&encode(&answer(9))), Err(FrameError::Unreadable));
    }

    #[test]
    fn an_entry_that_says_something_impossible_is_kept_and_stops_nobody() {
        let mut bytes = encode(&push([entry(1, &Fields::new()), entry(2, &Fields::new())]));
        let kind = bytes.windows(8).position(|window| window == b"sighting").unwrap();
        bytes[kind] = b'S';
        let read: Push = decode(&bytes).unwrap();
        for (number, pushed) in (1..).zip(&read.entries) {
            let Lenient::Unreadable(other) = pushed else { panic!("{pushed:?}") };
            assert_eq!(other.id, Some(EntryId { incarnation: 7, number }));
            assert!(other.raw.contains("\"Sighting\""), "{}", other.raw);
        }
        // It goes on as it came.
        assert_eq!(decode(&encode(&read)), Ok(read));
    }

    #[test]
    fn an_entry_takes_no_more_than_a_device_reckons_with() {
        let id = |n: u64| EntryId { incarnation: u64::MAX - n, number: u64::MAX - n };
        let link = |n: u8| Link { tag: n, id: Uid::from_u128(u128::from(n) << 120) };
        let mut largest = entry(u64::MAX, &Fields::from([("k".into(), Value::Int(i64::MIN))]));
        largest.envelope.kind = Kind::new(&"k".repeat(KIND_BYTES_MAX)).unwrap();
        largest.envelope.record = Some(Uid::from_u128(2));
        largest.envelope.class = Some(Uid::from_u128(3));
        largest.envelope.links = (0..64).map(link).collect();
        largest.envelope.supersedes = (0..64).rev().map(id).collect();
        let received = Received { effective: i64::MIN, day: i32::MIN, suspect: true };
        for entry in [largest, entry(1, &Fields::new())] {
            let pushed = Pushed { entry, received: Some(received) };
            let reckoned = encoded_bytes(&pushed);
            let alone = Push { entries: vec![Lenient::Read(pushed)], ..push([]) };
            assert!(encode(&alone).len() - encode(&push([])).len() <= reckoned);
        }
    }

    #[test]
    fn received_and_places_come_back() {
        let received = Received { effective: -5, day: -1, suspect: true };
        let pushed = Pushed { entry: entry(u64::MAX, &Fields::new()), received: Some(received) };
        let push = Push { entries: vec![Lenient::Read(pushed)], ..push([]) };
        assert_eq!(decode(&encode(&push)), Ok(push));
    }
}
