//! `GET /api/people`: who is in the roster, for administrators, who answer
//! for everybody's data; also those who have left and are still named.

use std::collections::BTreeSet;

use axum::Json;
use domain::id::PersonId;
use domain::rights::Role;
use domain::roster::{Kept, Person};
use domain::time::Day;
use serde::Serialize;
use sync::entry::Uid;

use super::error::ApiError;
use super::state::SignedIn;
use crate::accounts::names;
use crate::audit::What;
use crate::office::{Office, full_name};

/// Somebody of the roster.
#[derive(Serialize)]
pub struct Listed {
    id: PersonId,
    name: String,
    /// The name as it is looked for: without accents, in lower case.
    folded: String,
    student: bool,
    /// What they are today; nothing for who has left.
    roles: BTreeSet<Role>,
    /// Their classes today, as students or as adults.
    classes: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    left: Option<Day>,
}

/// `GET /api/people`, by name. Looking is recorded, once a day.
pub async fn everybody(who: SignedIn) -> Result<Json<Vec<Listed>>, ApiError> {
    let roles = who.office.roles(who.person, who.day);
    if !roles.contains(&Role::Administrator) {
        return Err(ApiError::Forbidden);
    }
    who.look(What::ViewedEverybody, Uid::NIL).await;
    let people = who.office.roster.people.iter();
    let listed = people.map(|(id, kept)| Listed::new(*id, kept, &who.office, who.day));
    // Of whom only the id is left there is nothing to look up.
    let mut listed: Vec<_> = listed.filter(|one| !one.name.is_empty()).collect();
    listed.sort_by(|a, b| a.folded.cmp(&b.folded).then(a.id.cmp(&b.id)));
    Ok(Json(listed))
}

impl Listed {
    fn new(id: PersonId, kept: &Kept<Person>, office: &Office, day: Day) -> Self {
        let name = full_name(&kept.row);
        let title = |class| office.roster.classes.get(&class).map(|kept| kept.row.title.clone());
        let classes = office.classes_of(id, day).into_iter();
        let classes: BTreeSet<_> = classes.filter_map(|(class, _)| title(class)).collect();
        Self {
            id,
            folded: names::fold(&name),
            name,
            student: !kept.row.is_staff(),
            roles: office.roles(id, day),
            classes: classes.into_iter().collect(),
            left: kept.left,
        }
    }
}
