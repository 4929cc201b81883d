//! Frame version 1: JSON, for people and tests.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use serde_json::value::RawValue;

use super::{
    Digest, Epoch, FrameError, Lenient, Message, Order, Outcome, Reason, Unreadable, codec,
};
use crate::entry::{EntryId, Received};
use crate::json;
use crate::scope::Position;

/// The content type of frame version 1, of requests and answers alike.
pub const CONTENT_TYPE: &str = "application/vnd.limber.v1+json";

/// The protocol of these frames.
const PROTOCOL: u16 = 1;

/// A message, or its answer, as bytes. Answers and requests are small enough
/// to be written whole.
#[must_use]
pub fn encode<M: Message>(message: &M) -> Vec<u8> {
    serde_json::to_vec(message).expect("no map of a frame has keys other than text")
}

/// A message out of bytes. Checks protocol and limits.
pub fn decode<M: Message>(bytes: &[u8]) -> Result<M, FrameError> {
    if bytes.len() > M::BYTES_MAX {
        return Err(FrameError::TooLarge);
    }
    let message: M = serde_json::from_slice(bytes).map_err(|_| unread(bytes))?;
    codec::check(message, PROTOCOL)
}

/// A frame of another protocol may look different: then that is the reason.
fn unread(bytes: &[u8]) -> FrameError {
    #[derive(Deserialize)]
    struct Peek {
        protocol: u16,
    }
    match serde_json::from_slice(bytes) {
        Ok(Peek { protocol }) if protocol != PROTOCOL => FrameError::Protocol(protocol),
        _ => FrameError::Unreadable,
    }
}

impl<T: Serialize> Serialize for Lenient<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Read(read) => read.serialize(serializer),
            Self::Unreadable(Unreadable { raw, .. }) => {
                let raw: &RawValue = json::read(raw).map_err(serde::ser::Error::custom)?;
                raw.serialize(serializer)
            }
        }
    }
}

impl<'de, T: de::DeserializeOwned> Deserialize<'de> for Lenient<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = <&RawValue>::deserialize(deserializer)?.get();
        Ok(match json::read(raw) {
            Ok(read) => Self::Read(read),
            Err(_) => Self::Unreadable(Unreadable { raw: raw.to_owned(), id: id_in(raw) }),
        })
    }
}

/// The id of what could otherwise not be read.
fn id_in(raw: &str) -> Option<EntryId> {
    #[derive(Deserialize)]
    struct Outer {
        entry: Inner,
    }
    #[derive(Deserialize)]
    struct Inner {
        id: EntryId,
    }
    json::read(raw).ok().map(|Outer { entry: Inner { id } }| id)
}

/// An order as it is written, the fields of all tags side by side: a field is
/// of one type whatever the tag, under those of newer servers too. serde would
/// read all of it into a buffer to find the tag.
#[derive(Deserialize)]
pub(super) struct AnyOrder {
    r#do: String,
    after: Option<Position>,
}

impl TryFrom<AnyOrder> for Order {
    type Error = &'static str;

    fn try_from(order: AnyOrder) -> Result<Self, Self::Error> {
        Ok(match order.r#do.as_str() {
            "update" => Self::Update,
            "new-incarnation" => Self::NewIncarnation,
            "push-again" => Self::PushAgain { after: order.after.ok_or("after what?")? },
            "hello-again" => Self::HelloAgain,
            _ => Self::Other,
        })
    }
}

/// An outcome as it is written: see [`AnyOrder`].
#[derive(Deserialize)]
pub(super) struct AnyOutcome {
    is: String,
    position: Option<Position>,
    received: Option<Received>,
    reason: Option<Reason>,
}

impl TryFrom<AnyOutcome> for Outcome {
    type Error = &'static str;

    fn try_from(outcome: AnyOutcome) -> Result<Self, Self::Error> {
        let AnyOutcome { is, position, received, reason } = outcome;
        let place = position.zip(received).ok_or("stored where, and when?");
        Ok(match is.as_str() {
            "stored" => place.map(|(position, received)| Self::Stored { position, received })?,
            "duplicate" => {
                place.map(|(position, received)| Self::Duplicate { position, received })?
            }
            "held" => Self::Held { reason: reason.ok_or("held why?")? },
            "erased" => Self::Erased,
            "discarded" => Self::Discarded,
            _ => Self::Other,
        })
    }
}

impl Serialize for Reason {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Reason {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|code| Self::from_code(&code))
    }
}

/// 64 bits as 16 hexadecimal digits: JavaScript's numbers would lose some.
pub(super) mod hex64 {
    use super::{Deserialize, Deserializer, Serializer, de};

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "the form that serde asks for")]
    pub fn serialize<S: Serializer>(n: &u64, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{n:016x}"))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
        let text = String::deserialize(deserializer)?;
        let fits = text.len() == 16 && text.bytes().all(|b| b.is_ascii_hexdigit());
        let n = fits.then(|| u64::from_str_radix(&text, 16).ok()).flatten();
        n.ok_or_else(|| de::Error::custom("16 hexadecimal digits"))
    }
}

macro_rules! as_hex64 {
    ($($name:ident),*) => {$(
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                hex64::serialize(&self.0, serializer)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                hex64::deserialize(deserializer).map(Self)
            }
        }
    )*};
}
as_hex64!(Epoch, Digest);
