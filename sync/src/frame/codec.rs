//! What makes a frame of any version: its limits, and why one is not taken.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::columns::{self, InColumns};
use super::{Hello, HelloAnswer, Pull, PullAnswer, Push, PushAnswer, Pushed, json};
use crate::limits::{BATCH_ENTRIES_MAX, FRAME_BYTES_MAX, NAME_BYTES_MAX, SCOPES_MAX};

/// How a frame is written: its version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Version 1, for people and tests.
    Json,
    /// Version 2, what devices send.
    Columns,
}

impl Format {
    /// The content type of such frames, of requests and answers alike.
    #[must_use]
    pub fn content_type(self) -> &'static str {
        match self {
            Self::Json => json::CONTENT_TYPE,
            Self::Columns => columns::CONTENT_TYPE,
        }
    }

    /// The one with this content type.
    #[must_use]
    pub fn of(content_type: &str) -> Option<Self> {
        [Self::Json, Self::Columns].into_iter().find(|format| format.content_type() == content_type)
    }

    /// A message, or its answer, as bytes.
    #[must_use]
    pub fn encode<M: Message>(self, message: &M) -> Vec<u8> {
        match self {
            Self::Json => json::encode(message),
            Self::Columns => columns::encode(message),
        }
    }

    /// A message out of bytes. Checks protocol and limits.
    pub fn decode<M: Message>(self, bytes: &[u8]) -> Result<M, FrameError> {
        match self {
            Self::Json => json::decode(bytes),
            Self::Columns => columns::decode(bytes),
        }
    }
}

/// More bytes than an entry takes in a batch, beside its body and what it
/// links to.
const ENVELOPE_BYTES_MAX: usize = 200;
/// More bytes than an id takes: its place in a table, and itself if it is new.
const ID_BYTES_MAX: usize = 32;

/// At least as many bytes as an entry takes in a batch.
#[must_use]
pub fn encoded_bytes(pushed: &Pushed) -> usize {
    let envelope = &pushed.entry.envelope;
    let ids = envelope.links.len() + envelope.supersedes.len();
    ENVELOPE_BYTES_MAX + ids * ID_BYTES_MAX + 2 * pushed.entry.body.bytes().len()
}

/// Why a frame cannot be taken as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FrameError {
    /// Over [`FRAME_BYTES_MAX`], [`BATCH_ENTRIES_MAX`] or [`SCOPES_MAX`]:
    /// answered with 413.
    #[error("the frame is too large: send less at once")]
    TooLarge,
    /// Not a frame.
    #[error("the frame cannot be read")]
    Unreadable,
    /// A protocol that this program does not speak.
    #[error("protocol {0} is not spoken here: say hello, and update if told so")]
    Protocol(u16),
}

impl FrameError {
    /// The HTTP status that says so.
    #[must_use]
    pub fn status(self) -> u16 {
        match self {
            Self::TooLarge => 413,
            Self::Unreadable => 400,
            Self::Protocol(_) => 426,
        }
    }
}

/// What is written as a frame, and read from one.
pub trait Message: Serialize + DeserializeOwned + InColumns {
    /// Most bytes of it.
    const BYTES_MAX: usize = FRAME_BYTES_MAX;

    /// The protocol that it says it is in, where it says so and has to keep to it.
    fn protocol(&self) -> Option<u16> {
        None
    }

    /// Limits.
    fn check(&self) -> Result<(), FrameError>;
}

impl Message for Hello {
    /// Any protocol: the answer says what the server speaks.
    fn check(&self) -> Result<(), FrameError> {
        let directory = self.directory.as_ref().map_or(0, String::len);
        check_size(self.build.len().max(directory), NAME_BYTES_MAX)
    }
}

impl Message for Push {
    fn protocol(&self) -> Option<u16> {
        Some(self.protocol)
    }

    fn check(&self) -> Result<(), FrameError> {
        check_size(self.entries.len(), BATCH_ENTRIES_MAX)
    }
}

impl Message for Pull {
    fn protocol(&self) -> Option<u16> {
        Some(self.protocol)
    }

    fn check(&self) -> Result<(), FrameError> {
        check_size(self.backfill.as_ref().map_or(0, |b| b.scopes.len()), SCOPES_MAX)
    }
}

impl Message for HelloAnswer {
    fn check(&self) -> Result<(), FrameError> {
        let sums = self.sums.as_ref().map_or(0, Vec::len);
        check_size(self.scopes.as_ref().map_or(sums, |scopes| scopes.len().max(sums)), SCOPES_MAX)
    }
}

impl Message for PushAnswer {
    fn check(&self) -> Result<(), FrameError> {
        check_size(self.verdicts.len(), BATCH_ENTRIES_MAX)
    }
}

impl Message for PullAnswer {
    /// A page goes over [`PAGE_BYTES_MAX`](crate::limits::PAGE_BYTES_MAX) by one entry; places come on top.
    const BYTES_MAX: usize = 4 * FRAME_BYTES_MAX;

    fn check(&self) -> Result<(), FrameError> {
        Ok(())
    }
}

/// A frame of one version that says that it is in another's protocol is neither.
pub(super) fn check<M: Message>(message: M, protocol: u16) -> Result<M, FrameError> {
    match message.protocol() {
        Some(other) if other != protocol => Err(FrameError::Protocol(other)),
        _ => message.check().map(|()| message),
    }
}

fn check_size(size: usize, max: usize) -> Result<(), FrameError> {
    if size <= max { Ok(()) } else { Err(FrameError::TooLarge) }
}
