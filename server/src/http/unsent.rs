//! `POST /api/sync/import`: what a device had saved as a file, because it could
//! not send it. Any number of times, by anybody: what is there already stays as
//! it is, and what is somebody else's waits for an administrator.

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use serde::{Deserialize, Serialize};
use sync::entry::{Entry, Millis};
use sync::frame::{Lenient, Outcome, Pushed, Reason};

use super::error::ApiError;
use super::frame::{READ_HERE_BYTES_MAX, read_in_place};
use super::state::{Shared, SignedIn};
use crate::log;

/// The file as it is saved today.
#[derive(Deserialize)]
struct File {
    /// Says what it is; nothing reads it but a person and the type.
    #[serde(rename = "limber")]
    _what: What,
    /// The server's time less the device's, as the device knew it.
    #[serde(default)]
    offset: Millis,
    entries: Vec<Lenient<Entry>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
enum What {
    Unsent,
}

/// How many of its entries became what.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
pub struct Imported {
    stored: usize,
    duplicate: usize,
    held: usize,
    /// Erased, or discarded by somebody.
    gone: usize,
    /// No entries, or none that can be read here: held as they came.
    unreadable: usize,
}

/// See the module.
pub async fn import(
    State(server): State<Shared>,
    who: SignedIn,
    body: Result<Bytes, BytesRejection>,
) -> Result<Json<Imported>, ApiError> {
    let body = body?;
    let is_large = body.len() > READ_HERE_BYTES_MAX;
    let (file, _place) = read_in_place(&server, is_large, move || read(&body)).await?;
    let outcomes = log::import(who.tenant(), who.person, file, who.visitor.now).await?;
    let mut imported = Imported::default();
    for outcome in outcomes {
        *imported.place(&outcome) += 1;
    }
    tracing::info!(
        stored = imported.stored,
        held = imported.held,
        unreadable = imported.unreadable,
        "a file of unsent entries was brought in"
    );
    Ok(Json(imported))
}

impl Imported {
    fn place(&mut self, outcome: &Outcome) -> &mut usize {
        match outcome {
            Outcome::Stored { .. } => &mut self.stored,
            Outcome::Duplicate { .. } => &mut self.duplicate,
            Outcome::Held { reason: Reason::Unreadable } => &mut self.unreadable,
            Outcome::Held { .. } | Outcome::Other => &mut self.held,
            Outcome::Erased | Outcome::Discarded => &mut self.gone,
        }
    }
}

/// The device's clock, and its entries. Older apps saved a bare list: it must
/// have an entry in it, since any list of anything looks like one.
fn read(bytes: &[u8]) -> Result<(Millis, Vec<Lenient<Pushed>>), ApiError> {
    let is_list = bytes.trim_ascii_start().starts_with(b"[");
    let (offset, entries) = if is_list {
        (0, serde_json::from_slice::<Vec<Lenient<Entry>>>(bytes).map_err(no_file)?)
    } else {
        let File { offset, entries, .. } = serde_json::from_slice(bytes).map_err(no_file)?;
        (offset, entries)
    };
    let is_read = |entry: &Lenient<_>| matches!(entry, Lenient::Read(_));
    if is_list && !entries.is_empty() && !entries.iter().any(is_read) {
        return Err(NO_FILE);
    }
    let pushed = |entry: Lenient<_>| entry.map(|entry| Pushed { entry, received: None });
    Ok((offset, entries.into_iter().map(pushed).collect()))
}

const NO_FILE: ApiError = ApiError::BadRequest("it is not a file that Limber has saved");

fn no_file(_: serde_json::Error) -> ApiError {
    NO_FILE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_such_a_file() {
        let read = |text: &str| read(text.as_bytes()).map(|(offset, all)| (offset, all.len()));
        assert_eq!(read(r#"{"limber":"unsent","offset":-7,"entries":[]}"#), Ok((-7, 0)));
        assert_eq!(read(r#"{"limber":"unsent","entries":[1],"newer":{}}"#), Ok((0, 1)));
        assert_eq!(read(" []"), Ok((0, 0)));
        let others = [
            "",
            "hello",
            "7",
            "[1, 2]",
            r#"{"entries":[]}"#,
            r#"{"limber":"backup","entries":[]}"#,
            r#"{"limber":"unsent"}"#,
            r#"{"limber":"unsent","entries":[]"#,
        ];
        for other in others {
            assert_eq!(read(other), Err(NO_FILE), "{other}");
        }
    }
}
