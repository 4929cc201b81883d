//! One question to the server, and its answer.

use std::future::Future;
use std::pin::Pin;

use serde::Serialize;
use serde::de::{DeserializeOwned, IgnoredAny};

use super::{Soon, Tablet};

/// How long a small question may take.
const TIMEOUT_MILLIS: u32 = 15_000;
/// The media type of everything but frames.
pub const JSON: &str = "application/json";

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

/// What a passkey is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PasskeyAsk {
    /// A new one, and not one that there is.
    pub is_new: bool,
    /// The server's words to the browser, as JSON.
    pub options: String,
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

/// Why the server did not do as it was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// No network.
    Unreachable,
    /// No answer to what changes something: it may have been done.
    CutOff,
    /// The session has ended.
    SignedOut,
    /// It is not for this person, as the server sees it.
    NotYours,
    /// It is not what the server takes.
    Refused,
    /// Something else: the server's fault, or a captive portal's.
    Server,
}

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

    /// Why this is not what was asked for.
    #[must_use]
    pub fn trouble(&self) -> Trouble {
        let is_ours = self.json::<IgnoredAny>().is_some();
        match self.status {
            401 if is_ours => Trouble::SignedOut,
            403 | 404 if is_ours => Trouble::NotYours,
            400 | 409 | 413 | 415 | 422 if is_ours => Trouble::Refused,
            _ => Trouble::Server,
        }
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

/// What an answer means. What a captive portal or a proxy says is no answer of the server's.
pub fn judge<T: DeserializeOwned>(answer: Result<Answer, Unreachable>) -> Result<T, Trouble> {
    let answer = answer.map_err(|Unreachable| Trouble::Unreachable)?;
    if answer.status == 200 {
        return answer.json().ok_or(Trouble::Server);
    }
    Err(answer.trouble())
}

impl Tablet {
    /// Asks whoever holds a passkey for it; what it answers, as JSON.
    #[must_use]
    pub fn passkey(&self, ask: PasskeyAsk) -> Soon<Option<String>> {
        match self.host() {
            Some(host) => host.passkey(ask),
            None => Box::pin(std::future::ready(None)),
        }
    }

    /// Asks the server. Nothing that people do in a lesson needs this.
    #[must_use]
    pub fn ask(&self, ask: Ask) -> Asking {
        match self.host() {
            Some(host) => host.ask(ask),
            None => Box::pin(std::future::ready(Err(Unreachable))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_server_refuses() {
        let answer = |status, content_type: &str, body: &str| Answer {
            status,
            content_type: content_type.to_owned(),
            etag: None,
            retry_after_seconds: None,
            body: body.as_bytes().to_vec(),
        };
        let cases = [
            (answer(401, JSON, r#"{"error":"not-signed-in","message":""}"#), Trouble::SignedOut),
            (answer(403, JSON, r#"{"error":"not-allowed","message":""}"#), Trouble::NotYours),
            (answer(409, JSON, r#"{"error":"not-keepable","message":""}"#), Trouble::Refused),
            (answer(403, "text/html", "<h1>Airport Wi-Fi</h1>"), Trouble::Server),
            (answer(200, "text/html", "<h1>Airport Wi-Fi</h1>"), Trouble::Server),
            (answer(408, JSON, r#"{"error":"too-slow","message":""}"#), Trouble::Server),
            (answer(503, JSON, r#"{"error":"busy","message":""}"#), Trouble::Server),
        ];
        for (answer, trouble) in cases {
            assert_eq!(judge::<Vec<u8>>(Ok(answer)), Err(trouble));
        }
        assert_eq!(judge::<Vec<u8>>(Err(Unreachable)), Err(Trouble::Unreachable));
        assert_eq!(judge(Ok(answer(200, JSON, "[7]"))), Ok(vec![7]));
    }
}
