//! Frames as bodies: in a content type of our own for each version, gzip or
//! not, limited on the wire and inflated.
//!
//! Only an answer in such a content type, the request's, ends an entry's life
//! in a device's outbox: errors never have one.

use std::io::Read;
use std::sync::Arc;

use axum::body::{Bytes, to_bytes};
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use flate2::read::GzDecoder;
use sync::frame::{Format, FrameError, Message};
use sync::limits::{FRAME_BYTES_MAX, WIRE_BYTES_MAX};
use tokio::sync::OwnedSemaphorePermit;

use super::error::ApiError;
use super::state::Shared;

/// Bigger bodies are read beside the async runtime: they take milliseconds.
pub const READ_HERE_BYTES_MAX: usize = 16 * 1024;
/// The same for compressed ones, which may be a thousand times as much.
const INFLATE_HERE_BYTES_MAX: usize = 2 * 1024;
/// Bigger frames that are read and not answered yet, at a time: read, one takes
/// many times what it took on the wire. Others wait as they came, when a whole
/// school is back from a day without a network.
pub const LARGE_FRAMES_MAX: usize = 16;

/// A frame out of a request, the version that it is written in, and its place
/// among the large ones until it is answered.
pub struct Frame<T>(pub T, pub Format, pub Option<OwnedSemaphorePermit>);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Encoding {
    Plain,
    Gzip,
}

impl<T: Message + Send + 'static> FromRequest<Shared> for Frame<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, server: &Shared) -> Result<Self, ApiError> {
        let (format, encoding) = written_in(request.headers())?;
        let wire = to_bytes(request.into_body(), WIRE_BYTES_MAX).await;
        let wire = wire.map_err(|_| ApiError::TooLarge)?;
        let small = match encoding {
            Encoding::Plain => READ_HERE_BYTES_MAX,
            Encoding::Gzip => INFLATE_HERE_BYTES_MAX,
        };
        let is_large = wire.len() > small;
        let reading = move || read(&wire, format, encoding);
        let (message, place) = read_in_place(server, is_large, reading).await?;
        Ok(Self(message, format, place))
    }
}

/// What `read` reads; something large beside the async runtime, and with a
/// place among the large ones until it is answered.
pub async fn read_in_place<T: Send + 'static>(
    server: &Shared,
    is_large: bool,
    read: impl FnOnce() -> Result<T, ApiError> + Send + 'static,
) -> Result<(T, Option<OwnedSemaphorePermit>), ApiError> {
    if !is_large {
        return Ok((read()?, None));
    }
    let place = Arc::clone(&server.large_frames).acquire_owned().await.ok();
    let reading = tokio::task::spawn_blocking(read);
    Ok((reading.await.unwrap_or(Err(ApiError::Internal))?, place))
}

/// The answer to a frame, as one of the same version.
#[must_use]
pub fn answer(message: &impl Message, format: Format) -> Response {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(format.content_type())),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    (headers, format.encode(message)).into_response()
}

fn written_in(headers: &HeaderMap) -> Result<(Format, Encoding), ApiError> {
    let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let format = content_type.and_then(Format::of).ok_or(ApiError::UnsupportedType)?;
    let encoding = match headers.get(header::CONTENT_ENCODING) {
        None => Encoding::Plain,
        Some(value) if value == "gzip" => Encoding::Gzip,
        Some(value) if value == "identity" => Encoding::Plain,
        Some(_) => return Err(ApiError::UnsupportedType),
    };
    Ok((format, encoding))
}

fn read<T: Message>(wire: &Bytes, format: Format, encoding: Encoding) -> Result<T, ApiError> {
    Ok(match encoding {
        Encoding::Plain => format.decode(wire)?,
        Encoding::Gzip => format.decode(&inflate(wire)?)?,
    })
}

impl From<FrameError> for ApiError {
    fn from(error: FrameError) -> Self {
        match error {
            FrameError::TooLarge => Self::TooLarge,
            FrameError::Unreadable => Self::BadRequest("it is not a frame"),
            FrameError::Protocol(_) => Self::Protocol,
        }
    }
}

/// The bytes of a gzip body. Stops at the limit, however small the wire made it
/// look.
pub fn inflate(wire: &[u8]) -> Result<Vec<u8>, ApiError> {
    let mut inflated = Vec::new();
    let limit = FRAME_BYTES_MAX as u64 + 1;
    let read = GzDecoder::new(wire).take(limit).read_to_end(&mut inflated);
    read.map_err(|_| ApiError::BadRequest("it is not compressed as it says"))?;
    if inflated.len() > FRAME_BYTES_MAX { Err(ApiError::TooLarge) } else { Ok(inflated) }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn inflating_stops_at_the_limit() {
        let fits = gzip(&vec![b' '; FRAME_BYTES_MAX]);
        assert_eq!(inflate(&fits).map(|bytes| bytes.len()), Ok(FRAME_BYTES_MAX));
        let bomb = gzip(&vec![b' '; FRAME_BYTES_MAX * 8]);
        assert!(bomb.len() < WIRE_BYTES_MAX);
        assert_eq!(inflate(&bomb), Err(ApiError::TooLarge));
        assert!(matches!(inflate(b"plain"), Err(ApiError::BadRequest(_))));
    }

    #[test]
    fn what_is_taken() {
        let (json, columns) = ("application/vnd.limber.v1+json", "application/vnd.limber.v2");
        let cases = [
            (Some(json), None, Ok((Format::Json, Encoding::Plain))),
            (Some(json), Some("gzip"), Ok((Format::Json, Encoding::Gzip))),
            (Some(columns), None, Ok((Format::Columns, Encoding::Plain))),
            (Some(columns), Some("gzip"), Ok((Format::Columns, Encoding::Gzip))),
            (Some(columns), Some("br"), Err(ApiError::UnsupportedType)),
            (Some("application/json"), None, Err(ApiError::UnsupportedType)),
            (None, None, Err(ApiError::UnsupportedType)),
        ];
        for (content_type, content_encoding, expected) in cases {
            let mut headers = HeaderMap::new();
            if let Some(value) = content_type {
                headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(value));
            }
            if let Some(value) = content_encoding {
                headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(value));
            }
            assert_eq!(written_in(&headers), expected, "{content_type:?} {content_encoding:?}");
        }
    }
}
