//! Bodies: a small data model, written as deterministic CBOR.
//!
//! A body is a map of the kind's fields. Its values are null, truth, whole
//! numbers, text, lists and maps: what both JSON (frame v1) and CBOR can carry
//! without loss. The bytes follow RFC 8949 §4.2: shortest heads, definite
//! lengths, keys sorted by their encoded bytes. So equal bodies are equal
//! bytes, and a body that an older program does not understand is still
//! relayed byte for byte.

use std::collections::BTreeMap;

use minicbor::Decoder;
use minicbor::data::Type;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// How deep lists and maps may nest.
pub const DEPTH_MAX: usize = 8;

/// A body as its deterministic bytes. Made by [`Body::new`] or checked by
/// [`Body::from_bytes`], so it always holds a valid map.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Body(Box<[u8]>);

/// The fields of a body.
pub type Fields = BTreeMap<String, Value>;

/// One value of a body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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
        if d.datatype().map_err(|_| BadBody::Malformed)? != Type::Map {
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
            Value::Map(
                (0..len)
                    .map(|_| Ok((d.str()?.to_owned(), read_value(d)?)))
                    .collect::<Result<_, minicbor::decode::Error>>()?,
            )
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
    sorted.sort_by(|(a, _), (b, _)| a.len().cmp(&b.len()).then_with(|| a.cmp(b)));
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

/// 0 for a plain value, one more for each list or map around it.
fn depth(value: &Value) -> usize {
    match value {
        Value::List(items) => 1 + items.iter().map(depth).max().unwrap_or(0),
        Value::Map(fields) => 1 + fields.values().map(depth).max().unwrap_or(0),
        _ => 0,
    }
}
