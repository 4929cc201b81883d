//! Bodies: a small data model, written as deterministic CBOR.
//!
//! A body is a map of the kind's fields. Its values are null, truth, whole
//! numbers, text, lists and maps: what both JSON (frame v1) and CBOR can carry
//! without loss. The bytes follow RFC 8949 §4.2: shortest heads, definite
//! lengths, keys sorted by their encoded bytes. So equal bodies are equal
//! bytes, and a body that an older program does not understand is still
//! relayed byte for byte.

use std::collections::BTreeMap;
use std::fmt;

use crate::order;
use minicbor::Decoder;
use minicbor::data::Type;
use serde::de::{self, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// How deep lists and maps may nest.
pub const DEPTH_MAX: usize = 8;

/// A body as its deterministic bytes. Made by [`Body::new`] or checked by
/// [`Body::from_bytes`], so it always holds a valid map.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Body(Box<[u8]>);

/// The fields of a body.
pub type Fields = BTreeMap<String, Value>;

/// One value of a body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Value {
    /// Deliberately empty.
    Null,
    /// True or false.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// Text, UTF-8.
    Text(String),
    /// A list.
    List(Vec<Value>),
    /// A map from names.
    Map(Fields),
}

/// Why bytes are not a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadBody {
    /// Not CBOR, cut short, or something after its end.
    #[error("the body is not well-formed CBOR")]
    Malformed,
    /// CBOR, but not the one way in which we write it.
    #[error("the body is not in the deterministic form")]
    NotDeterministic,
    /// A float, a byte string, a tag, or the outermost thing is no map.
    #[error("the body holds a type that bodies do not have")]
    Type,
    /// Nested deeper than [`DEPTH_MAX`].
    #[error("the body is nested too deeply")]
    Depth,
}

impl Body {
    /// The bytes of `fields`.
    #[must_use]
    pub fn new(fields: &Fields) -> Self {
        let mut bytes = Vec::new();
        write_map(fields, &mut bytes);
        Self(bytes.into())
    }

    /// Checks bytes that came from outside: one pass, nothing allocated,
    /// whatever lengths they claim.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, BadBody> {
        let mut d = Decoder::new(bytes);
        let outermost = shape_of(d.datatype().map_err(|_| BadBody::Malformed)?)?;
        if outermost != Shape::Map {
            return Err(BadBody::Type);
        }
        check_value(&mut d, DEPTH_MAX)?;
        if d.position() == bytes.len() { Ok(Self(bytes.into())) } else { Err(BadBody::Malformed) }
    }

    /// The bytes, as they are hashed and stored.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// The fields.
    #[must_use]
    pub fn fields(&self) -> Fields {
        let Ok(Value::Map(fields)) = read_value(&mut Decoder::new(&self.0)) else {
            unreachable!("a Body is only made from fields, or from bytes that were checked")
        };
        fields
    }
}

/// Checks one value; `levels` lists and maps may still nest in it.
fn check_value(d: &mut Decoder<'_>, levels: usize) -> Result<(), BadBody> {
    let malformed = |_| BadBody::Malformed;
    let start = d.position();
    match shape_of(d.datatype().map_err(malformed)?)? {
        Shape::Null => d.null().map_err(malformed),
        Shape::Bool => d.bool().map(drop).map_err(malformed),
        Shape::Int => {
            let n = d.i64().map_err(|_| int_error(d))?;
            // A negative n is written as the whole number -1 - n.
            check_head(d, start, if n < 0 { !n.cast_unsigned() } else { n.cast_unsigned() })
        }
        Shape::Text => check_text(d),
        Shape::List => {
            let len = d.array().map_err(malformed)?.ok_or(BadBody::NotDeterministic)?;
            check_head(d, start, len)?;
            let levels = levels.checked_sub(1).ok_or(BadBody::Depth)?;
            (0..len).try_for_each(|_| check_value(d, levels))
        }
        Shape::Map => {
            let len = d.map().map_err(malformed)?.ok_or(BadBody::NotDeterministic)?;
            check_head(d, start, len)?;
            let levels = levels.checked_sub(1).ok_or(BadBody::Depth)?;
            let mut before: &[u8] = &[];
            for _ in 0..len {
                let from = d.position();
                check_key(d)?;
                let key = &d.input()[from..d.position()];
                if key <= before {
                    return Err(BadBody::NotDeterministic);
                }
                before = key;
                check_value(d, levels)?;
            }
            Ok(())
        }
    }
}

fn check_key(d: &mut Decoder<'_>) -> Result<(), BadBody> {
    match shape_of(d.datatype().map_err(|_| BadBody::Malformed)?)? {
        Shape::Text => check_text(d),
        _ => Err(BadBody::Type),
    }
}

fn check_text(d: &mut Decoder<'_>) -> Result<(), BadBody> {
    let start = d.position();
    let len = d.str().map_err(|_| BadBody::Malformed)?.len();
    if d.position() - start == head_bytes(len as u64) + len {
        Ok(())
    } else {
        Err(BadBody::NotDeterministic)
    }
}

/// The head that was just read, from `start` on, is the shortest for `n`.
fn check_head(d: &Decoder<'_>, start: usize, n: u64) -> Result<(), BadBody> {
    if d.position() - start == head_bytes(n) { Ok(()) } else { Err(BadBody::NotDeterministic) }
}

/// Bytes of the shortest head for `n`: RFC 8949 §4.2.1.
fn head_bytes(n: u64) -> usize {
    match n {
        0..=23 => 1,
        24..=0xff => 2,
        0x100..=0xffff => 3,
        0x1_0000..=0xffff_ffff => 5,
        _ => 9,
    }
}

/// A number that does not fit: cut short, or beyond 64 bits with a sign.
fn int_error(d: &Decoder<'_>) -> BadBody {
    if d.position() >= d.input().len() { BadBody::Malformed } else { BadBody::Type }
}

/// What bodies are made of, whatever the width of the head.
#[derive(PartialEq, Eq)]
enum Shape {
    Null,
    Bool,
    Int,
    Text,
    List,
    Map,
}

fn shape_of(datatype: Type) -> Result<Shape, BadBody> {
    Ok(match datatype {
        Type::Null => Shape::Null,
        Type::Bool => Shape::Bool,
        Type::U8
        | Type::U16
        | Type::U32
        | Type::U64
        | Type::I8
        | Type::I16
        | Type::I32
        | Type::I64
        | Type::Int => Shape::Int,
        Type::String => Shape::Text,
        Type::Array => Shape::List,
        Type::Map => Shape::Map,
        // Well-formed CBOR, but of indefinite length.
        Type::StringIndef | Type::ArrayIndef | Type::MapIndef => {
            return Err(BadBody::NotDeterministic);
        }
        _ => return Err(BadBody::Type),
    })
}

/// Reads a value out of bytes that were checked, or that we wrote.
fn read_value(d: &mut Decoder<'_>) -> Result<Value, minicbor::decode::Error> {
    let wrong = || minicbor::decode::Error::message("not a body");
    Ok(match shape_of(d.datatype()?).map_err(|_| wrong())? {
        Shape::Null => {
            d.null()?;
            Value::Null
        }
        Shape::Bool => Value::Bool(d.bool()?),
        Shape::Int => Value::Int(d.i64()?),
        Shape::Text => Value::Text(d.str()?.to_owned()),
        Shape::List => {
            let len = d.array()?.ok_or_else(wrong)?;
            Value::List((0..len).map(|_| read_value(d)).collect::<Result<_, _>>()?)
        }
        Shape::Map => {
            let len = d.map()?.ok_or_else(wrong)?;
            let mut fields = Fields::new();
            for _ in 0..len {
                fields.insert(d.str()?.to_owned(), read_value(d)?);
            }
            Value::Map(fields)
        }
    })
}

fn write_value(value: &Value, out: &mut Vec<u8>) {
    let mut e = minicbor::Encoder::new(&mut *out);
    // Writing to a Vec cannot fail, so the results carry nothing.
    match value {
        Value::Null => drop(e.null()),
        Value::Bool(b) => drop(e.bool(*b)),
        Value::Int(n) => drop(e.i64(*n)),
        Value::Text(text) => drop(e.str(text)),
        Value::List(items) => {
            drop(e.array(items.len() as u64));
            for item in items {
                write_value(item, out);
            }
        }
        Value::Map(fields) => write_map(fields, out),
    }
}

/// Keys go by their encoded bytes: a shorter key sorts first, then by content.
fn write_map(fields: &Fields, out: &mut Vec<u8>) {
    let mut sorted: Vec<_> = fields.iter().collect();
    order::sort_by(&mut sorted, |(a, _), (b, _)| a.len().cmp(&b.len()).then_with(|| a.cmp(b)));
    drop(minicbor::Encoder::new(&mut *out).map(sorted.len() as u64));
    for (key, value) in sorted {
        drop(minicbor::Encoder::new(&mut *out).str(key));
        write_value(value, out);
    }
}

impl Serialize for Body {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.fields().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Body {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        if depth(&value) > DEPTH_MAX {
            return Err(de::Error::custom(BadBody::Depth));
        }
        match value {
            Value::Map(fields) => Ok(Self::new(&fields)),
            _ => Err(de::Error::custom("a body is a map")),
        }
    }
}

/// What `untagged` would derive, without reading everything into a buffer.
impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ValueVisitor)
    }
}

struct ValueVisitor;

impl<'de> Visitor<'de> for ValueVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value of a body")
    }

    fn visit_unit<E: de::Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: de::Error>(self, b: bool) -> Result<Value, E> {
        Ok(Value::Bool(b))
    }

    fn visit_i64<E: de::Error>(self, n: i64) -> Result<Value, E> {
        Ok(Value::Int(n))
    }

    fn visit_u64<E: de::Error>(self, n: u64) -> Result<Value, E> {
        i64::try_from(n).map(Value::Int).map_err(E::custom)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Value, E> {
        Ok(Value::Text(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Value::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut fields = Fields::new();
        while let Some((name, value)) = entries.next_entry()? {
            fields.insert(name, value);
        }
        Ok(Value::Map(fields))
    }
}

/// 0 for a plain value, one more for each list or map around it.
fn depth(value: &Value) -> usize {
    match value {
        Value::List(items) => 1 + items.iter().map(depth).max().unwrap_or(0),
        Value::Map(fields) => 1 + fields.values().map(depth).max().unwrap_or(0),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn other_ways_of_writing_are_refused() {
        use BadBody::{Depth, Malformed, NotDeterministic, Type};
        let nested = |levels: usize, inner: &[u8]| {
            let mut bytes = [0xa1, 0x61, b'a'].repeat(levels - 1);
            bytes.extend(inner);
            bytes
        };
        let cases: &[(&[u8], Result<(), BadBody>)] = &[
            (&[0xa0], Ok(())),
            (&[0xa2, 0x61, b'b', 0x00, 0x62, b'a', b'a', 0xf6], Ok(())),
            (&[0xa1, 0x61, b'a', 0x39, 0x01, 0x00], Ok(())),
            // Nothing, cut short, too long.
            (&[], Err(Malformed)),
            (&[0xa1], Err(Malformed)),
            (&[0xa1, 0x61], Err(Malformed)),
            (&[0xa1, 0x61, b'a', 0x18], Err(Malformed)),
            (&[0xa0, 0x00], Err(Malformed)),
            // Keys in another order, or twice; longer keys come later.
            (&[0xa2, 0x62, b'a', b'a', 0x00, 0x61, b'b', 0x00], Err(NotDeterministic)),
            (&[0xa2, 0x61, b'a', 0x00, 0x61, b'a', 0x00], Err(NotDeterministic)),
            // Longer heads than needed: number, text, key, list, map.
            (&[0xa1, 0x61, b'a', 0x18, 0x17], Err(NotDeterministic)),
            (&[0xa1, 0x61, b'a', 0x38, 0x17], Err(NotDeterministic)),
            (&[0xa1, 0x61, b'a', 0x19, 0x00, 0xff], Err(NotDeterministic)),
            (&[0xa1, 0x61, b'a', 0x78, 0x01, b'x'], Err(NotDeterministic)),
            (&[0xa1, 0x78, 0x01, b'a', 0x00], Err(NotDeterministic)),
            (&[0xa1, 0x61, b'a', 0x98, 0x00], Err(NotDeterministic)),
            (&[0xb8, 0x00], Err(NotDeterministic)),
            // Indefinite lengths.
            (&[0xbf, 0xff], Err(NotDeterministic)),
            (&[0xa1, 0x61, b'a', 0x9f, 0xff], Err(NotDeterministic)),
            (&[0xa1, 0x61, b'a', 0x7f, 0xff], Err(NotDeterministic)),
            // Types that bodies do not have: no map, a float, bytes, a tag,
            // undefined, a number beyond 64 bits with a sign, another key.
            (&[0x80], Err(Type)),
            (&[0xa1, 0x61, b'a', 0xf9, 0x00, 0x00], Err(Type)),
            (&[0xa1, 0x61, b'a', 0x41, 0x00], Err(Type)),
            (&[0xa1, 0x61, b'a', 0xc0, 0x00], Err(Type)),
            (&[0xa1, 0x61, b'a', 0xf7], Err(Type)),
            (&[0xa1, 0x61, b'a', 0x1b, 0x80, 0, 0, 0, 0, 0, 0, 0, 0], Err(Type)),
            (&[0xa1, 0x00, 0x00], Err(Type)),
            // Text that is none.
            (&[0xa1, 0x61, b'a', 0x61, 0xff], Err(Malformed)),
            // Lengths that nothing stands for: nothing is allocated for them.
            (&[0xbb, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], Err(Malformed)),
            (&[0xa1, 0x61, b'a', 0x9a, 0xff, 0xff, 0xff, 0xff], Err(Malformed)),
            (&[0xa1, 0x61, b'a', 0x7a, 0xff, 0xff, 0xff, 0xff], Err(Malformed)),
        ];
        for (bytes, expected) in cases {
            assert_eq!(Body::from_bytes(bytes).map(drop), *expected, "{bytes:02x?}");
        }
        for (levels, inner, expected) in [
            (DEPTH_MAX, &[0xa0][..], Ok(())),
            (DEPTH_MAX, &[0xa1, 0x61, b'a', 0x00], Ok(())),
            (DEPTH_MAX + 1, &[0xa0], Err(Depth)),
            (100_000, &[0xa0], Err(Depth)),
        ] {
            let bytes = nested(levels, inner);
            assert_eq!(Body::from_bytes(&bytes).map(drop), expected, "{levels} levels");
        }
    }

    /// The same limits, whichever way a body comes in.
    #[test]
    fn json_is_as_deep_as_cbor() {
        for (levels, fits) in [(DEPTH_MAX, true), (DEPTH_MAX + 1, false)] {
            for inner in ["{}", "[]", "[1]"] {
                let text = "{\"a\":".repeat(levels - 1) + inner + &"}".repeat(levels - 1);
                let read = serde_json::from_str::<Body>(&text);
                assert_eq!(read.is_ok(), fits, "{text}");
                if let Ok(body) = read {
                    assert_eq!(Body::from_bytes(body.bytes()), Ok(body));
                }
            }
        }
        for text in ["[]", "1", "null", "{\"a\":1.0}", "{\"a\":9223372036854775808}"] {
            assert!(serde_json::from_str::<Body>(text).is_err(), "{text}");
        }
    }

    fn value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::Bool),
            any::<i64>().prop_map(Value::Int),
            (-300..300_i64).prop_map(Value::Int),
            ".{0,30}".prop_map(Value::Text),
        ];
        leaf.prop_recursive(6, 40, 6, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..6).prop_map(Value::List),
                prop::collection::btree_map(".{0,26}", inner, 0..6).prop_map(Value::Map),
            ]
        })
    }

    fn fields() -> impl Strategy<Value = Fields> {
        prop::collection::btree_map(".{0,26}", value(), 0..8)
    }

    proptest! {
        #[test]
        fn json_and_cbor_carry_the_same(fields in fields()) {
            let body = Body::new(&fields);
            prop_assert_eq!(&body.fields(), &fields);
            prop_assert_eq!(&Body::from_bytes(body.bytes()).unwrap(), &body);
            let json = serde_json::to_string(&body).unwrap();
            prop_assert_eq!(&serde_json::from_str::<Body>(&json).unwrap(), &body);
        }

        #[test]
        fn whatever_is_taken_is_written_the_same(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
            if let Ok(body) = Body::from_bytes(&bytes) {
                let again = Body::new(&body.fields());
                prop_assert_eq!(again.bytes(), &bytes[..]);
            }
        }

        #[test]
        fn a_flipped_bit_is_another_body_or_none(fields in fields(), place in any::<usize>()) {
            let body = Body::new(&fields);
            let mut bytes = body.bytes().to_vec();
            let bit = place % (bytes.len() * 8);
            bytes[bit / 8] ^= 1 << (bit % 8);
            if let Ok(other) = Body::from_bytes(&bytes) {
                let again = Body::new(&other.fields());
                prop_assert_eq!(again.bytes(), &bytes[..]);
                prop_assert_ne!(other.fields(), fields);
            }
        }
    }
}
