//! One question to the server, and its answer.

use std::future::Future;
use std::pin::Pin;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::Tablet;

/// How long a small question may take.
const TIMEOUT_MILLIS: u32 = 15_000;
/// The media type of everything but frames.
const JSON: &str = "application/json";

/// A request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ask {
    /// `GET` or `POST`.
    pub method: &'static str,
    /// The path, from `/api/…` on.
    pub path: String,
    /// Media type and content.
    pub body: Option<(&'static str, Vec<u8>)>,
    /// Answer only if the content is another than this one.
    pub if_none_match: Option<String>,
    /// When to give up.
    pub timeout_millis: u32,
}

/// What the server, or something in its place, answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// HTTP's status.
    pub status: u16,
    /// Its media type; empty without one. A captive portal answers too: only the expected type counts.
    pub content_type: String,
    /// The content's version.
    pub etag: Option<String>,
    /// After how long to try again.
    pub retry_after_seconds: Option<u32>,
    /// The content.
    pub body: Vec<u8>,
}

/// No answer: offline, refused, cut off, too slow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the server could not be reached; try again when there is a network")]
pub struct Unreachable;

/// An answer on its way.
pub type Asking = Pin<Box<dyn Future<Output = Result<Answer, Unreachable>>>>;

impl Ask {
    /// A question.
    #[must_use]
    pub fn get(path: impl Into<String>) -> Self {
        Self {
            method: "GET",
            path: path.into(),
            body: None,
            if_none_match: None,
            timeout_millis: TIMEOUT_MILLIS,
        }
    }

    /// Something to do, with its particulars as JSON.
    #[must_use]
    pub fn post(path: impl Into<String>, particulars: &impl Serialize) -> Self {
        let body = serde_json::to_vec(particulars).unwrap_or_default();
        Self { method: "POST", body: Some((JSON, body)), ..Self::get(path) }
    }
}

impl Answer {
    /// The content, where it is JSON of this shape; an error page of a proxy is not.
    #[must_use]
    pub fn json<T: DeserializeOwned>(&self) -> Option<T> {
        if !self.is(JSON) {
            return None;
        }
        serde_json::from_slice(&self.body).ok()
    }

    /// Whether the content has this media type.
    #[must_use]
    pub fn is(&self, media_type: &str) -> bool {
        self.content_type
            .split(';')
            .next()
            .is_some_and(|t| t.trim().eq_ignore_ascii_case(media_type))
    }
}

impl Tablet {
    /// Asks the server. Nothing that people do in a lesson needs this.
    #[must_use]
    pub fn ask(&self, ask: Ask) -> Asking {
        match self.host() {
            Some(host) => host.ask(ask),
            None => Box::pin(std::future::ready(Err(Unreachable))),
        }
    }
}
