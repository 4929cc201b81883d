//! `GET /api/retention`: how long what is kept, and what the daily run did, for
//! administrators.

use axum::Json;
use domain::rights::Role;
use serde::Serialize;
use sync::entry::Millis;

use super::error::ApiError;
use super::state::SignedIn;
use crate::office::Retention;
use crate::store::{RetentionRun, Rows};

/// Runs in one answer: a month of them.
const RUNS_MAX: usize = 31;

/// The rules, and the runs, the newest first.
#[derive(Serialize)]
pub struct Kept {
    keep: Keep,
    runs: Vec<Run>,
}

/// For how many days what is kept.
#[derive(Serialize)]
struct Keep {
    students: i32,
    visits: i32,
    record: i32,
}

/// What one run erased.
#[derive(Serialize)]
struct Run {
    at: Millis,
    leavers: usize,
    entries: usize,
    words: usize,
    record: usize,
    links: usize,
}

/// `GET /api/retention`.
pub async fn retention(who: SignedIn) -> Result<Json<Kept>, ApiError> {
    if !who.office.roles(who.person, who.day).contains(&Role::Administrator) {
        return Err(ApiError::Forbidden);
    }
    let Retention { students, visits, record } = who.office.settings.retention;
    let read = |rows: &dyn Rows| rows.retention_runs(RUNS_MAX);
    let runs = who.tenant().database.read(read).await?.into_iter().map(Run::from);
    Ok(Json(Kept { keep: Keep { students, visits, record }, runs: runs.collect() }))
}

impl From<RetentionRun> for Run {
    fn from(run: RetentionRun) -> Self {
        let RetentionRun { at, leavers, entries, words, record, links } = run;
        Self { at, leavers, entries, words, record, links }
    }
}
