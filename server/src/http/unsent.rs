//! `POST /api/sync/import`: what a device had saved as a file, because it could
//! not send it. Any number of times, by anybody: what is there already stays as
//! it is, and what is somebody else's waits for an administrator.
//!
//! What a sealed store has saved is a parcel, which says whose it is and from
//! which device: that a key opens it proves the author, whoever brings it.

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use domain::id::PersonId;
use serde::{Deserialize, Serialize};
use sync::entry::{Entry, Millis, Uid};
use sync::frame::{Lenient, Outcome, Pushed, Reason};

use super::devices::Sealed;
use super::error::ApiError;
use super::frame::{READ_HERE_BYTES_MAX, read_in_place};
use super::state::{Paced, Shared};
use crate::audit::Detail;
use crate::devices::DeviceId;
use crate::devices::parcel::{self, SealedRow};
use crate::log;

/// What a file is; a person can read it too.
#[derive(Deserialize)]
struct Label {
    limber: What,
}

/// The file of a store that is not sealed.
#[derive(Deserialize)]
struct File {
    /// The server's time less the device's, as the device knew it.
    #[serde(default)]
    offset: Millis,
    entries: Vec<Lenient<Entry>>,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum What {
    Unsent,
    Sealed,
}

/// The file of a sealed store: rows of its outbox, as they are there.
#[derive(Deserialize)]
struct SealedFile {
    device: Uid,
    person: PersonId,
    #[serde(default)]
    offset: Millis,
    rows: Vec<Sealed>,
}

/// A file that was read.
enum Read {
    Plain(Millis, Vec<Lenient<Pushed>>),
    Sealed(Box<Parcel>),
}

struct Parcel {
    device: DeviceId,
    person: PersonId,
    offset: Millis,
    rows: Vec<SealedRow>,
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
    Paced(who): Paced,
    body: Result<Bytes, BytesRejection>,
) -> Result<Json<Imported>, ApiError> {
    let body = body?;
    let is_large = body.len() > READ_HERE_BYTES_MAX;
    let (file, _place) = read_in_place(&server, is_large, move || read(&body)).await?;
    let (tenant, now) = (who.tenant(), who.visitor.now);
    let outcomes = match file {
        Read::Plain(offset, entries) => {
            let came = Some(Detail::UnsentFile);
            let outcomes = log::import(tenant, who.person, (offset, entries), came, now).await?;
            outcomes.into_iter().map(Some).collect()
        }
        Read::Sealed(parcel) => {
            let Parcel { device, person, offset, rows } = *parcel;
            parcel::take(tenant, device, person, (rows, offset), now).await?
        }
    };
    let mut imported = Imported::default();
    for outcome in &outcomes {
        *imported.place(outcome.as_ref()) += 1;
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
    /// Where an outcome is counted; that of what no key opens is none.
    fn place(&mut self, outcome: Option<&Outcome>) -> &mut usize {
        match outcome {
            Some(Outcome::Stored { .. }) => &mut self.stored,
            Some(Outcome::Duplicate { .. }) => &mut self.duplicate,
            None | Some(Outcome::Held { reason: Reason::Unreadable }) => &mut self.unreadable,
            Some(Outcome::Held { .. } | Outcome::Other) => &mut self.held,
            Some(Outcome::Erased | Outcome::Discarded) => &mut self.gone,
        }
    }
}

/// The device's clock, and its entries. Older apps saved a bare list: it must
/// have an entry in it, since any list of anything looks like one.
fn read(bytes: &[u8]) -> Result<Read, ApiError> {
    let is_list = bytes.trim_ascii_start().starts_with(b"[");
    let (offset, entries) = if is_list {
        (0, serde_json::from_slice::<Vec<Lenient<Entry>>>(bytes).map_err(no_file)?)
    } else {
        let Label { limber } = serde_json::from_slice(bytes).map_err(no_file)?;
        if limber == What::Sealed {
            return read_sealed(bytes);
        }
        let File { offset, entries } = serde_json::from_slice(bytes).map_err(no_file)?;
        (offset, entries)
    };
    let is_read = |entry: &Lenient<_>| matches!(entry, Lenient::Read(_));
    if is_list && !entries.is_empty() && !entries.iter().any(is_read) {
        return Err(NO_FILE);
    }
    let pushed = |entry: Lenient<_>| entry.map(|entry| Pushed { entry, received: None });
    Ok(Read::Plain(offset, entries.into_iter().map(pushed).collect()))
}

fn read_sealed(bytes: &[u8]) -> Result<Read, ApiError> {
    let SealedFile { device, person, offset, rows } =
        serde_json::from_slice(bytes).map_err(no_file)?;
    let rows = rows.into_iter().map(SealedRow::from).collect();
    Ok(Read::Sealed(Box::new(Parcel { device: DeviceId(device), person, offset, rows })))
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
        let read = |text: &str| {
            read(text.as_bytes()).map(|file| match file {
                Read::Plain(offset, all) => (offset, all.len()),
                Read::Sealed(parcel) => (parcel.offset, parcel.rows.len()),
            })
        };
        let sealed = |rows: &str| {
            let id = "0".repeat(32);
            format!(
                r#"{{"limber":"sealed","device":"{id}","person":"{id}","now":1,"rows":{rows}}}"#
            )
        };
        assert_eq!(read(&sealed(r#"[{"key":1,"sealed":"gA=="}]"#)), Ok((0, 1)));
        assert_eq!(read(&sealed("7")), Err(NO_FILE));
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
