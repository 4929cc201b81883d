//! `/api/pulses`: staff answer and read the results, leaders ask; `/api/answers`:
//! whoever has a link answers, signed in or not, and nobody looks who.

use axum::Json;
use axum::extract::Path;
use axum::extract::rejection::{JsonRejection, PathRejection};
use axum::http::{HeaderMap, StatusCode};
use domain::id::PersonId;
use domain::rights::Role;
use serde::{Deserialize, Serialize};
use sync::entry::{Millis, Uid};

use super::error::ApiError;
use super::sign_in::may_carry_secrets;
use super::state::{SignedIn, Visitor, address_of};
use crate::pulse::results::{Counts, Results, results};
use crate::pulse::{self, LISTED_MAX, Link, People, Pulse, PulseId, Taken};
use crate::qr::Qr;
use crate::store::{Rows, StoreError};

/// Where a link leads; its secret follows behind a `#`.
const ANSWER_PATH: &str = "/answer";

/// A pulse, as staff see it.
#[derive(Serialize)]
pub struct Listed {
    id: Uid,
    title: String,
    items: Vec<String>,
    opened: Millis,
    closes: Millis,
    is_open: bool,
    /// Whether whoever asks has answered; not said of anybody else.
    answered: bool,
    /// Once it has closed.
    results: Option<Vec<ShownResults>>,
}

/// What some people answered.
#[derive(Serialize)]
pub struct ShownResults {
    people: &'static str,
    items: Vec<Option<Counts>>,
}

/// `POST /api/pulses`.
#[derive(Deserialize)]
pub struct Asking {
    title: String,
    items: Vec<String>,
    days: u16,
}

/// A new pulse.
#[derive(Serialize)]
pub struct Made {
    id: Uid,
}

/// Somebody's answers, in the order of the items.
#[derive(Deserialize)]
pub struct Answers {
    answers: Vec<Option<u8>>,
}

/// For whom a link is.
#[derive(Deserialize)]
pub struct ForPeople {
    people: String,
}

/// A link, shown once.
#[derive(Serialize)]
pub struct MadeLink {
    address: String,
    qr: Qr,
}

/// A link from outside.
#[derive(Deserialize)]
pub struct LinkForm {
    link: String,
}

/// What is asked behind a link.
#[derive(Serialize)]
pub struct Asked {
    title: String,
    items: Vec<String>,
    people: &'static str,
}

/// Somebody's answers by a link.
#[derive(Deserialize)]
pub struct LinkAnswers {
    link: String,
    answers: Vec<Option<u8>>,
}

/// `GET /api/pulses`.
pub async fn list(who: SignedIn) -> Result<Json<Vec<Listed>>, ApiError> {
    allow_staff(&who)?;
    let (person, now) = (who.person, who.visitor.now);
    let list = move |rows: &dyn Rows| {
        let pulses = rows.pulses(LISTED_MAX)?.into_iter();
        pulses.map(|pulse| Listed::new(rows, pulse, person, now)).collect()
    };
    Ok(Json(who.tenant().database.read(list).await?))
}

/// `POST /api/pulses`.
pub async fn make(
    who: SignedIn,
    form: Result<Json<Asking>, JsonRejection>,
) -> Result<Json<Made>, ApiError> {
    let Json(Asking { title, items, days }) = form?;
    allow_leaders(&who)?;
    let pulse = Pulse::new(&title, &items, days, who.person, who.visitor.now);
    let pulse = pulse.ok_or(ApiError::BadRequest(
        "a pulse has a title of 1 to 80 characters, 1 to 12 items of 1 to 200, and is open for 1 to 60 days",
    ))?;
    let made = Made { id: pulse.id.0 };
    who.tenant().database.write(move |rows: &mut dyn Rows| rows.add_pulse(&pulse)).await?;
    Ok(Json(made))
}

/// `POST /api/pulses/{id}/answers`.
pub async fn answer(
    who: SignedIn,
    id: Result<Path<Uid>, PathRejection>,
    form: Result<Json<Answers>, JsonRejection>,
) -> Result<StatusCode, ApiError> {
    let (Path(id), Json(Answers { answers })) = (id?, form?);
    allow_staff(&who)?;
    let (person, now) = (who.person, who.visitor.now);
    let take = move |rows: &mut dyn Rows| pulse::answer(rows, PulseId(id), person, &answers, now);
    taken(who.tenant().database.write(take).await?)
}

/// `POST /api/pulses/{id}/links`: in the place of the one that these people had.
pub async fn link(
    who: SignedIn,
    headers: HeaderMap,
    id: Result<Path<Uid>, PathRejection>,
    form: Result<Json<ForPeople>, JsonRejection>,
) -> Result<Json<MadeLink>, ApiError> {
    let (Path(id), Json(ForPeople { people })) = (id?, form?);
    allow_leaders(&who)?;
    let people = People::with_link(&people).ok_or(ApiError::BadRequest(
        "a link is for students, families, governors or other-staff",
    ))?;
    let (link, now) = (Link::draw(), who.visitor.now);
    let page = address_of(ANSWER_PATH, &who.visitor, &headers).ok_or(ApiError::Internal)?;
    let address = format!("{page}#{}", link.reveal());
    let keep = move |rows: &mut dyn Rows| {
        let id = PulseId(id);
        if !rows.pulse(id)?.is_some_and(|pulse| pulse.is_open(now)) {
            return Ok(false);
        }
        rows.set_pulse_link(id, people, link.hash()).map(|()| true)
    };
    if !who.tenant().database.write(keep).await? {
        return Err(ApiError::NotFound);
    }
    let qr = Qr::of(&address).ok_or(ApiError::Internal)?;
    Ok(Json(MadeLink { address, qr }))
}

/// `POST /api/answers/look`.
pub async fn look(
    visitor: Visitor,
    form: Result<Json<LinkForm>, JsonRejection>,
) -> Result<Json<Asked>, ApiError> {
    let Json(LinkForm { link }) = form?;
    let link = by_link(&visitor, &link)?;
    let now = visitor.now;
    let find = move |rows: &dyn Rows| pulse::behind(rows, link.hash(), now);
    let (pulse, people) = visitor.tenant.database.read(find).await?.ok_or(ApiError::LinkUsed)?;
    Ok(Json(Asked { title: pulse.title, items: pulse.items, people: people.name() }))
}

/// `POST /api/answers`. Nothing of whoever answers is looked at but the address,
/// which is counted in memory for a while and kept nowhere.
pub async fn answer_by_link(
    visitor: Visitor,
    form: Result<Json<LinkAnswers>, JsonRejection>,
) -> Result<StatusCode, ApiError> {
    let Json(LinkAnswers { link, answers }) = form?;
    let link = by_link(&visitor, &link)?;
    let now = visitor.now;
    let take = move |rows: &mut dyn Rows| pulse::answer_by_link(rows, link.hash(), &answers, now);
    match visitor.tenant.database.write(take).await? {
        Taken::NotOpen => Err(ApiError::LinkUsed),
        other => taken(other),
    }
}

/// A link, as often as its address may use one.
fn by_link(visitor: &Visitor, link: &str) -> Result<Link, ApiError> {
    may_carry_secrets(visitor)?;
    visitor.tenant.by_link.take(visitor.address, visitor.now)?;
    Link::parse(link.trim()).ok_or(ApiError::LinkUsed)
}

fn taken(taken: Taken) -> Result<StatusCode, ApiError> {
    match taken {
        Taken::Yes => Ok(StatusCode::NO_CONTENT),
        Taken::Before => Err(ApiError::AnsweredBefore),
        Taken::NotOpen => Err(ApiError::NotFound),
        Taken::Unfit => Err(ApiError::BadRequest("one answer from 1 to 5, or null, for each item")),
    }
}

fn allow_staff(who: &SignedIn) -> Result<(), ApiError> {
    if who.office.is_staff(who.person, who.day) { Ok(()) } else { Err(ApiError::Forbidden) }
}

fn allow_leaders(who: &SignedIn) -> Result<(), ApiError> {
    let roles = who.office.roles(who.person, who.day);
    if roles.contains(&Role::Leader) { Ok(()) } else { Err(ApiError::Forbidden) }
}

impl Listed {
    fn new(
        rows: &dyn Rows,
        pulse: Pulse,
        person: PersonId,
        now: Millis,
    ) -> Result<Self, StoreError> {
        let has_closed = pulse.closes <= now;
        let answers = if has_closed { rows.pulse_answers(pulse.id)? } else { Vec::new() };
        let shown = has_closed.then(|| results(&pulse, &answers));
        Ok(Self {
            answered: rows.has_answered(pulse.id, person)?,
            is_open: pulse.is_open(now),
            results: shown.map(|all| all.into_iter().map(ShownResults::from).collect()),
            id: pulse.id.0,
            title: pulse.title,
            items: pulse.items,
            opened: pulse.opened,
            closes: pulse.closes,
        })
    }
}

impl From<Results> for ShownResults {
    fn from(Results { people, items }: Results) -> Self {
        Self { people: people.name(), items }
    }
}
