//! Schools: each with its own data folder, database, cookies and limits.
//! Nothing is shared between them but the program.

use std::collections::HashMap;
use std::fs::DirBuilder;
use std::io;
use std::net::IpAddr;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use sync::entry::Millis;

use crate::accounts::calls::{Calls, SYNC_CALLS};
use crate::accounts::oidc::Oidc;
use crate::accounts::pace::Pace;
use crate::accounts::passkeys::Ceremonies;
use crate::accounts::sessions::{self, Recent, SessionRow, TokenHash};
use crate::audit::looks::Looks;
use crate::erasure;
use crate::keys::MasterKey;
use crate::log::news::News;
use crate::office::{Office, OfficeCache};
use crate::pulse::ANSWERS_BY_LINK;
use crate::store::sqlite::SqliteStore;
use crate::store::{Database, Rows, StoreError};
use crate::summaries;
use crate::summaries::school::SchoolReports;

/// Folder, inside the data folder, of the schools with a host name of their
/// own: `schools/<host>/`.
pub const SCHOOLS_FOLDER: &str = "schools";

/// The mode of data folders that are made: their owner's alone.
const FOLDER_MODE: u32 = 0o700;

/// One school, open.
pub struct Tenant {
    /// Its data folder.
    pub folder: PathBuf,
    /// Its database.
    pub database: Database,
    /// From which keys are derived; not in the database.
    pub master_key: MasterKey,
    /// How fast one may guess here.
    pub pace: Pace,
    /// What has been asked of passkeys.
    pub ceremonies: Ceremonies,
    /// Who is on the way to an issuer, and what is known of that.
    pub oidc: Oidc,
    /// How many sync calls a session may make.
    pub calls: Calls,
    /// How often an address may use links to pulses.
    pub by_link: Calls<IpAddr>,
    /// Sessions that were good a moment ago.
    pub recent: Recent,
    /// Tells tablets of what others have sent.
    pub news: News,
    /// Who has looked at what today.
    pub looks: Looks,
    /// What is kept for the next school report.
    pub school_reports: SchoolReports,
    office: OfficeCache,
}

/// Somebody whose session goes on.
pub struct Admitted {
    /// Their session.
    pub session: SessionRow,
    /// What the office says now.
    pub office: Arc<Office>,
}

/// All schools of this server.
pub struct Tenants {
    default: Arc<Tenant>,
    by_host: HashMap<String, Arc<Tenant>>,
}

impl Tenant {
    /// Opens a school's data folder; makes it if it is missing, for the user
    /// who runs this program alone. This thread waits: not for asynchronous
    /// callers.
    pub fn open(folder: &Path) -> Result<Self, StoreError> {
        make(folder)?;
        let database = Database::new(SqliteStore::open(folder)?);
        erasure::follow_ledger(folder, &database)?;
        database.write_now(summaries::bring_up_to_date)?;
        Ok(Self {
            folder: folder.to_owned(),
            database,
            master_key: MasterKey::open(folder)?,
            pace: Pace::default(),
            calls: Calls::new(SYNC_CALLS),
            by_link: Calls::new(ANSWERS_BY_LINK),
            ceremonies: Ceremonies::default(),
            oidc: Oidc::default(),
            recent: Recent::default(),
            news: News::default(),
            looks: Looks::default(),
            school_reports: SchoolReports::default(),
            office: OfficeCache::default(),
        })
    }

    /// Whose session this is, and what the office says; `None` where the session
    /// has ended. Who has left may still send what is on their device; who is
    /// locked out may not come in at all.
    pub fn admit(
        &self,
        rows: &dyn Rows,
        session: TokenHash,
        now: Millis,
    ) -> Result<Option<Admitted>, StoreError> {
        let Some(session) = sessions::find(rows, session, now)? else { return Ok(None) };
        let office = self.office(rows, now)?;
        if office.supply_has_ended(session.person, now) {
            return Ok(None);
        }
        let person = office.roster.people.get(&session.person);
        Ok(person.is_some_and(|kept| kept.row.enabled).then_some(Admitted { session, office }))
    }

    /// What the office says, by these rows.
    pub fn office(&self, rows: &dyn Rows, now: Millis) -> Result<Arc<Office>, StoreError> {
        self.office.get(rows, now)
    }
}

impl Tenants {
    /// Opens the school of a data folder, and those inside it. This thread
    /// waits: not for asynchronous callers.
    pub fn open(folder: &Path) -> Result<Self, StoreError> {
        let default = Arc::new(Tenant::open(folder)?);
        let mut by_host = HashMap::new();
        for (host, folder) in folders(&folder.join(SCHOOLS_FOLDER))? {
            by_host.insert(host, Arc::new(Tenant::open(&folder)?));
        }
        Ok(Self { default, by_host })
    }

    /// The school that a `Host` header names; the default one otherwise.
    #[must_use]
    pub fn of_host(&self, host: &str) -> &Arc<Tenant> {
        let name = without_port(host).to_ascii_lowercase();
        self.by_host.get(&name).unwrap_or(&self.default)
    }

    /// All of them, the default one first.
    pub fn all(&self) -> impl Iterator<Item = &Arc<Tenant>> {
        self.by_name().map(|(_, tenant)| tenant)
    }

    /// All of them with the host names that they have for themselves; the
    /// default one, which has none, first.
    pub fn by_name(&self) -> impl Iterator<Item = (Option<&str>, &Arc<Tenant>)> {
        let named = self.by_host.iter().map(|(host, tenant)| (Some(host.as_str()), tenant));
        std::iter::once((None, &self.default)).chain(named)
    }
}

/// What it holds is about children: nobody else on the machine reads it. A
/// folder that is there already keeps the rights that it has.
pub fn make(folder: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(FOLDER_MODE).create(folder)
}

fn folders(parent: &Path) -> io::Result<Vec<(String, PathBuf)>> {
    let entries = match std::fs::read_dir(parent) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let mut found = Vec::new();
    for entry in entries {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            let host = entry.file_name().to_string_lossy().to_ascii_lowercase();
            found.push((host, entry.path()));
        }
    }
    Ok(found)
}

/// `school.example:443` without its port; `[::1]:443` keeps its brackets.
#[must_use]
pub fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) => name,
        _ => host,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_without_their_ports() {
        let cases = [
            ("school.example", "school.example"),
            ("school.example:4300", "school.example"),
            ("[::1]:4300", "[::1]"),
            ("[::1]", "[::1]"),
        ];
        for (host, name) in cases {
            assert_eq!(without_port(host), name);
        }
    }
}
