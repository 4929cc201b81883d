//! Bodies: a small data model, written as deterministic CBOR.
//!
//! A body is a map of the kind's fields. Its values are null, truth, whole
//! numbers, text, lists and maps: what both JSON (frame v1) and CBOR can carry
//! without loss. The bytes follow RFC 8949 §4.2: shortest heads, definite
//! lengths, keys sorted by their encoded bytes. So equal bodies are equal
//! bytes, and a body that an older program does not understand is still
//! relayed byte for byte.

use std::collections::BTreeMap;

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

    /// Checks bytes that came from outside.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, BadBody> {
        let fields = read(bytes)?;
        let body = Self::new(&fields);
        if *body.0 == *bytes { Ok(body) } else { Err(BadBody::NotDeterministic) }
    }

    /// The bytes, as they are hashed and stored.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// The fields.
    #[must_use]
    pub fn fields(&self) -> Fields {
        read(&self.0).expect("a Body is only made from fields, or from bytes that were read")
    }
}

fn read(bytes: &[u8]) -> Result<Fields, BadBody> {
    let mut decoder = minicbor::Decoder::new(bytes);
    let Value::Map(fields) = read_value(&mut decoder, 0)? else { return Err(BadBody::Type) };
    if decoder.position() == bytes.len() { Ok(fields) } else { Err(BadBody::Malformed) }
}

fn read_value(d: &mut minicbor::Decoder<'_>, depth: usize) -> Result<Value, BadBody> {
    if depth > DEPTH_MAX {
        return Err(BadBody::Depth);
    }
    let malformed = |_| BadBody::Malformed;
    Ok(match d.datatype().map_err(malformed)? {
        Type::Null => {
            d.null().map_err(malformed)?;
            Value::Null
        }
        Type::Bool => Value::Bool(d.bool().map_err(malformed)?),
        Type::U8
        | Type::U16
        | Type::U32
        | Type::U64
        | Type::I8
        | Type::I16
        | Type::I32
        | Type::I64
        | Type::Int => Value::Int(d.i64().map_err(|_| BadBody::Type)?),
        Type::String => Value::Text(d.str().map_err(malformed)?.to_owned()),
        Type::Array => {
            let n = d.array().map_err(malformed)?.ok_or(BadBody::NotDeterministic)?;
            let items = (0..n).map(|_| read_value(d, depth + 1)).collect::<Result<_, _>>()?;
            Value::List(items)
        }
        Type::Map => {
            let n = d.map().map_err(malformed)?.ok_or(BadBody::NotDeterministic)?;
            let mut fields = Fields::new();
            for _ in 0..n {
                let key = d.str().map_err(|_| BadBody::Type)?.to_owned();
                if fields.insert(key, read_value(d, depth + 1)?).is_some() {
                    return Err(BadBody::NotDeterministic);
                }
            }
            Value::Map(fields)
        }
        _ => return Err(BadBody::Type),
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
