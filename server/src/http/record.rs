//! `/api/record`: the record of access, for administrators all of it, and for
//! everybody what concerns themselves. Stored are ids; names are looked up for
//! whoever reads it on a screen, and never go into the file of [`csv`].

use std::collections::{BTreeSet, HashMap};
use std::fmt::Write as _;

use axum::Json;
use axum::extract::Query;
use axum::extract::rejection::QueryRejection;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use domain::id::{ClassId, PersonId};
use domain::rights::Role;
use domain::time::Day;
use serde::{Deserialize, Serialize};
use sync::entry::{Millis, Uid};

use super::error::ApiError;
use super::state::SignedIn;
use crate::audit::{self, Detail, Event, What, concerning};
use crate::devices::DeviceId;
use crate::office::{Office, full_name};
use crate::store::{AuditQuery, AuditRow, Rows, StoreError};

/// Rows in one answer.
pub const PAGE_ROWS: usize = 100;
/// Rows in one file: what a server holds of it in memory is about 10 MB.
const FILE_ROWS_MAX: usize = 50_000;
/// First line of the file.
const HEADINGS: &str = "number,at,who,what,whom,about,detail,count,hash\n";
/// No zone is further than this from the one that days are counted in.
const ZONE_MILLIS_MAX: Millis = 15 * 60 * 60 * 1_000;
/// A day.
const DAY_MILLIS: Millis = 24 * 60 * 60 * 1_000;

/// What is asked for; what is left out does not matter.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// Rows below this number.
    before: Option<u64>,
    /// By or about somebody, and about their classes.
    person: Option<PersonId>,
    /// The name of a [`What`].
    what: Option<String>,
    /// On this school day.
    day: Option<Day>,
}

/// Rows, the newest first.
#[derive(Serialize)]
pub struct Page {
    rows: Vec<Line>,
    /// There may be more, before the last of these.
    more: bool,
    /// Where to go on, if there is more.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<u64>,
}

/// One row.
#[derive(Serialize)]
struct Line {
    number: u64,
    at: Millis,
    #[serde(skip_serializing_if = "Option::is_none")]
    who: Option<PersonId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    who_name: Option<String>,
    what: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    whom: Option<PersonId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    whom_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    about: Option<Uid>,
    /// Of a class, or of a tablet.
    #[serde(skip_serializing_if = "Option::is_none")]
    about_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    count: Option<u32>,
}

/// `GET /api/record`, for administrators.
pub async fn all(
    who: SignedIn,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Json<Page>, ApiError> {
    allow(&who)?;
    let Query(asked) = asked.map_err(bad_query)?;
    who.look(What::ViewedRecord, Uid::NIL).await;
    page(&who, asked).await.map(Json)
}

/// `GET /api/record/me`: what concerns whoever asks.
pub async fn mine(
    who: SignedIn,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Json<Page>, ApiError> {
    let Query(asked) = asked.map_err(bad_query)?;
    if asked.person.is_some_and(|person| person != who.person) {
        return Err(ApiError::Forbidden);
    }
    page(&who, Asked { person: Some(who.person), ..asked }).await.map(Json)
}

/// `GET /api/record/csv`: the same rows with their hashes, in ids alone.
pub async fn csv(
    who: SignedIn,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Response, ApiError> {
    allow(&who)?;
    let Query(asked) = asked.map_err(bad_query)?;
    let (office, day) = (who.office.clone(), asked.day);
    let query = asked.query(&office)?;
    let exported = Event::new(What::Exported, who.visitor.now).by(who.person).with(Detail::Record);
    who.tenant().database.write(move |rows| audit::record(rows, &exported)).await?;
    let make = move |rows: &dyn Rows| {
        let rows = fitting(rows, &office, &query, day, FILE_ROWS_MAX)?.0;
        Ok(rows.iter().fold(HEADINGS.to_owned(), |mut file, row| {
            add_line(&mut file, row);
            file
        }))
    };
    let file = who.tenant().database.read(make).await?;
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"limber-record.csv\""),
    ];
    Ok((headers, file).into_response())
}

fn allow(who: &SignedIn) -> Result<(), ApiError> {
    let roles = who.office.roles(who.person, who.day);
    if roles.contains(&Role::Administrator) { Ok(()) } else { Err(ApiError::Forbidden) }
}

fn bad_query(_: QueryRejection) -> ApiError {
    ApiError::BadRequest("it asks for before, person, what or day, and nothing else")
}

async fn page(who: &SignedIn, asked: Asked) -> Result<Page, ApiError> {
    let (office, day) = (who.office.clone(), asked.day);
    let query = asked.query(&office)?;
    let read = move |database: &dyn Rows| {
        let (rows, next) = fitting(database, &office, &query, day, PAGE_ROWS)?;
        let tablets = tablets(database, &rows)?;
        let rows = rows.into_iter().map(|row| Line::new(row, &office, &tablets)).collect();
        Ok(Page { rows, more: next.is_some(), next })
    };
    Ok(who.tenant().database.read(read).await?)
}

/// What the tablets are called that these rows are about.
fn tablets(rows: &dyn Rows, about: &[AuditRow]) -> Result<HashMap<Uid, String>, StoreError> {
    let wanted: BTreeSet<Uid> = about.iter().filter_map(|row| row.about).collect();
    let mut names = HashMap::new();
    for id in wanted {
        let device = rows.device(DeviceId(id))?;
        names.extend(device.and_then(|device| Some((id, device.name?))));
    }
    Ok(names)
}

/// The rows that fit, and where to go on where there may be more.
fn fitting(
    rows: &dyn Rows,
    office: &Office,
    query: &AuditQuery,
    day: Option<Day>,
    limit: usize,
) -> Result<(Vec<AuditRow>, Option<u64>), StoreError> {
    let mut found = rows.audit(query, limit)?;
    let next = (found.len() == limit).then(|| found.last().map(|row| row.number)).flatten();
    // The database knows neither the school's days nor who was in a class when.
    found.retain(|row| {
        day.is_none_or(|day| office.day_of(row.at) == day)
            && query.person.is_none_or(|person| concerning::is(office, person, row))
    });
    Ok((found, next))
}

impl Asked {
    fn query(self, office: &Office) -> Result<AuditQuery, ApiError> {
        if self.what.as_deref().is_some_and(|what| What::from_name(what).is_none()) {
            return Err(ApiError::BadRequest("there is no such thing in the record"));
        }
        let begin = |day: Day| Millis::from(day.0) * DAY_MILLIS;
        let query = AuditQuery {
            before: self.before,
            from: self.day.map(|day| begin(day) - ZONE_MILLIS_MAX),
            until: self.day.map(|day| begin(day) + DAY_MILLIS + ZONE_MILLIS_MAX),
            what: self.what,
            ..AuditQuery::default()
        };
        Ok(match self.person {
            Some(person) => concerning::query(office, person, query),
            None => query,
        })
    }
}

impl Line {
    /// With the names that the roster knows, or has known.
    fn new(row: AuditRow, office: &Office, tablets: &HashMap<Uid, String>) -> Self {
        let name = |id: PersonId| office.roster.people.get(&id).map(|kept| full_name(&kept.row));
        let class = |id: Uid| office.roster.classes.get(&ClassId(id)).map(|c| c.row.title.clone());
        let place = |id: Uid| class(id).or_else(|| tablets.get(&id).cloned());
        Self {
            number: row.number,
            at: row.at,
            who: row.who,
            who_name: row.who.and_then(name),
            what: row.what,
            whom: row.whom,
            whom_name: row.whom.and_then(name),
            about: row.about,
            about_name: row.about.and_then(place),
            detail: row.detail,
            count: row.count,
        }
    }
}

/// Ids, numbers and codes: nothing that would need quotation marks.
fn add_line(file: &mut String, row: &AuditRow) {
    fn text(value: Option<impl ToString>) -> String {
        value.map(|value| value.to_string()).unwrap_or_default()
    }
    let (who, whom, about) = (text(row.who), text(row.whom), text(row.about));
    let (detail, count) = (text(row.detail.as_ref()), text(row.count));
    let AuditRow { number, at, what, hash, .. } = row;
    // Writing to a String cannot fail.
    let _ = writeln!(file, "{number},{at},{who},{what},{whom},{about},{detail},{count},{hash}");
}
