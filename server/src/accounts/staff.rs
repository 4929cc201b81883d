//! Staff sign in with a name or an e-mail address, and a password.

use std::sync::Arc;

use domain::id::PersonId;
use sync::entry::Millis;

use super::secret::{PASSWORD_BYTES_MAX, Secrets};
use super::{AccountError, SignIn, names, pending, turned_away};
use crate::audit::Detail;
use crate::store::Rows;
use crate::tenants::Tenant;

/// Signs a member of staff in, as far as a password does that. A name that nobody has takes as long as a wrong
/// password.
pub async fn sign_in(
    tenant: &Arc<Tenant>,
    secrets: &Secrets,
    name: &str,
    password: String,
    now: Millis,
) -> Result<SignIn, AccountError> {
    if password.len() > PASSWORD_BYTES_MAX {
        return Ok(SignIn::WrongCredentials);
    }
    let (people, hashes): (Vec<_>, Vec<_>) =
        candidates(tenant, names::fold_login(name), now).await?.into_iter().unzip();
    let Some(person) = secrets.fits(password, hashes).await?.and_then(|at| people.get(at).copied())
    else {
        turned_away(&tenant.database, &people, Detail::Password, now);
        return Ok(SignIn::WrongCredentials);
    };
    let school = Arc::clone(tenant);
    let go_on = move |rows: &mut dyn Rows| {
        let office = school.office(rows, now)?;
        pending::after_secret(rows, &office, person, Detail::Password, now)
    };
    Ok(SignIn::Welcome(person, tenant.database.write(go_on).await?))
}

/// Who might be meant, with their passwords' hashes: nearly always one, or
/// nobody.
async fn candidates(
    tenant: &Arc<Tenant>,
    login: String,
    now: Millis,
) -> Result<Vec<(PersonId, String)>, AccountError> {
    let school = Arc::clone(tenant);
    let found = tenant.database.read(move |rows| {
        let office = school.office(rows, now)?;
        let day = office.day_of(now);
        let mut found = Vec::new();
        for person in rows.staff_with_login(&login)? {
            if !office.may_sign_in(person, day) {
                continue;
            }
            found.extend(rows.password(person)?.map(|hash| (person, hash)));
        }
        Ok(found)
    });
    Ok(found.await?)
}
