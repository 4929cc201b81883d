//! `GET /api/sync/events`: says that there is something to pull, as soon as
//! there is.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::http::header;
use axum::response::sse::{Event, KeepAlive};
use axum::response::{IntoResponse, Sse};
use futures_util::stream::{self, StreamExt};
use sync::scope::Position;
use tokio::sync::watch;

use super::error::ApiError;
use super::state::{Paced, Shared};
use crate::log::news::Listener;

/// How long one stream lasts. Browsers open the next by themselves, and then it
/// is asked anew whether that person may come in, and what they may read.
const STREAM_LASTS: Duration = Duration::from_mins(10);
/// How often a stream says that it is there: proxies cut what is silent.
const SILENT_FOR: Duration = Duration::from_secs(25);

/// `GET /api/sync/events`. Each event is the school's position: the first where
/// it stands, at once, the others when something is listed that this person may
/// read. What it is, a pull says.
pub async fn events(
    Paced(who): Paced,
    State(server): State<Shared>,
) -> Result<impl IntoResponse, ApiError> {
    let granted = who.office.scopes(who.person, who.day).into_iter().collect();
    // Listens first and looks then, and so misses nothing in between.
    let listener = who.tenant().news.listen(granted).ok_or(ApiError::Busy)?;
    let head = who.tenant().database.read(|rows| rows.log_head()).await?;
    let later = stream::unfold(listener, async |mut listener: Listener| {
        listener.next().await.map(|position| (position, listener))
    });
    let positions = stream::iter([head.position]).chain(later);
    let event = |at: Position| Ok::<_, Infallible>(Event::default().data(at.to_string()));
    let events = positions.map(event).take_until(Box::pin(end(server.stopping.subscribe())));
    let events = Sse::new(events).keep_alive(KeepAlive::new().interval(SILENT_FOR));
    Ok(([(header::CACHE_CONTROL, "no-store")], events))
}

/// When the time of a stream is over, or the server stops.
async fn end(mut stopping: watch::Receiver<bool>) {
    let stopped = stopping.wait_for(|stopping| *stopping);
    // No answer at all: the server is gone.
    drop(tokio::time::timeout(STREAM_LASTS, stopped).await);
}
