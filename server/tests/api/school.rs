//! A small school, and a server for it.

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::path::Path;
use std::sync::{Arc, LazyLock};
use std::thread::JoinHandle;

use app::document::SiteFiles;
use domain::id::{ClassId, PersonId};
use domain::rights::Role;
use domain::roster::{
    Arriving, Class, ClassType, Enrolment, EnrolmentRole, Incoming, Person, Source, SourcedId,
    Term, TermType, UserRole, YearGroup, diff,
};
use domain::time::{Day, Span};
use server::accounts::cards::{Card, CardRow};
use server::accounts::pictures::Pin;
use server::accounts::secret;
use server::clock::{Clock, ManualClock};
use server::http::assets::Site;
use server::office::Office;
use server::serve::{Options, Ready};
use server::store::Rows;
use server::tenants::Tenant;
use server::tls::Certificate;
use sync::entry::{Millis, Uid};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use crate::client::Client;

/// Everybody's password.
pub const PASSWORD: &str = "correct-horse";
/// Every student's pictures.
pub const PICTURES: [u8; 4] = [3, 1, 4, 11];
pub const HOUR_MILLIS: Millis = 60 * 60 * 1_000;
pub const DAY_MILLIS: Millis = 24 * HOUR_MILLIS;

/// Monday, 23 November 2026, 10:00 in London.
pub const MONDAY_TEN: Millis = 1_795_428_000_000;

/// Hashing takes long enough to do it once for all tests.
pub static PASSWORD_HASH: LazyLock<String> = LazyLock::new(|| secret::hash(PASSWORD).unwrap());
static PIN_HASH: LazyLock<String> =
    LazyLock::new(|| secret::hash(&Pin::new(&PICTURES).unwrap().secret()).unwrap());

/// Two classes of two; who is who is in their names.
pub struct TestSchool {
    pub clock: Arc<ManualClock>,
    folder: TempDir,
    running: Option<Running>,
    pub class: ClassId,
    pub other_class: ClassId,
    people: BTreeMap<String, PersonId>,
}

/// What is between a browser and the server.
enum Front {
    Nothing,
    Proxy,
    Tls(Arc<Certificate>),
}

struct Running {
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    thread: JoinHandle<()>,
}

/// Sign-in name, roster's role, class and place there, role granted here.
type Cast = (&'static str, UserRole, Option<(&'static str, EnrolmentRole)>, Option<Role>);

const CAST: [Cast; 12] = [
    ("teacher", UserRole::Teacher, Some(("c1", EnrolmentRole::Teacher)), None),
    ("assistant", UserRole::Aide, Some(("c1", EnrolmentRole::Proctor)), None),
    ("other-teacher", UserRole::Teacher, Some(("c2", EnrolmentRole::Teacher)), None),
    ("leader", UserRole::OtherStaff, None, Some(Role::Leader)),
    ("other-leader", UserRole::OtherStaff, None, Some(Role::Leader)),
    ("administrator", UserRole::OtherStaff, None, Some(Role::Administrator)),
    ("office", UserRole::Administrator, None, None),
    ("Amara", UserRole::Student, Some(("c1", EnrolmentRole::Student)), None),
    ("Ben", UserRole::Student, Some(("c1", EnrolmentRole::Student)), None),
    ("Zoë", UserRole::Student, Some(("c2", EnrolmentRole::Student)), None),
    ("Maya", UserRole::Student, Some(("c2", EnrolmentRole::Student)), None),
    ("Omar", UserRole::Student, Some(("c2", EnrolmentRole::Student)), None),
];

impl TestSchool {
    /// The school, its server running.
    pub fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (class, other_class, people) = found(folder.path());
        let clock = Arc::new(ManualClock::new(MONDAY_TEN));
        let running = Some(Running::start(folder.path(), Arc::clone(&clock), Front::Nothing));
        Self { clock, folder, running, class, other_class, people }
    }

    /// The school of a kept database of an earlier version.
    pub fn kept(database: &Path) -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::copy(database, folder.path().join("limber.db")).unwrap();
        let tenant = Tenant::open(folder.path()).unwrap();
        tenant.database.write_now(|rows| rows.put_setting("second-factor", "optional")).unwrap();
        let (class, other_class, people) = who_is_who(&tenant);
        drop(tenant);
        let clock = Arc::new(ManualClock::new(MONDAY_TEN));
        let running = Some(Running::start(folder.path(), Arc::clone(&clock), Front::Nothing));
        Self { clock, folder, running, class, other_class, people }
    }

    /// The same, behind a proxy that adds TLS.
    pub fn behind_proxy() -> Self {
        let mut school = Self::open();
        school.running.take().unwrap().stop();
        school.running =
            Some(Running::start(school.folder.path(), Arc::clone(&school.clock), Front::Proxy));
        school
    }

    /// The same, with TLS of its own.
    pub fn with_tls(certificate: Arc<Certificate>) -> Self {
        let mut school = Self::open();
        school.running.take().unwrap().stop();
        let front = Front::Tls(certificate);
        school.running =
            Some(Running::start(school.folder.path(), Arc::clone(&school.clock), front));
        school
    }

    /// Where the server listens.
    pub fn address(&self) -> SocketAddr {
        self.running.as_ref().unwrap().address
    }

    /// Stops the server, and starts it again on the same folder.
    pub fn restart(&mut self) {
        self.running.take().unwrap().stop();
        self.start();
    }

    /// Does something to the folder while no server runs.
    pub fn while_stopped(&mut self, work: impl FnOnce(&Path)) {
        self.running.take().unwrap().stop();
        work(self.folder.path());
        self.start();
    }

    fn start(&mut self) {
        self.running =
            Some(Running::start(self.folder.path(), Arc::clone(&self.clock), Front::Nothing));
    }

    /// The data folder.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Somebody of the school, by name.
    pub fn person(&self, name: &str) -> PersonId {
        self.people[name]
    }

    /// Somebody who has not signed in.
    pub fn anonymous(&self) -> Client {
        Client::new(self.running.as_ref().unwrap().address)
    }

    /// Somebody of the school, signed in.
    pub fn sign_in(&self, name: &str) -> Client {
        let mut client = self.anonymous();
        let is_student = name.chars().next().is_some_and(char::is_uppercase);
        let answer = if is_student {
            let code = if ["Amara", "Ben"].contains(&name) { "C 1" } else { "C 2" };
            client.sign_in_student(code, name, &PICTURES)
        } else {
            client.sign_in_staff(name, PASSWORD)
        };
        assert_eq!(answer.status, 200, "{name} cannot sign in: {}", answer.text());
        client
    }

    /// Asks the rows, beside the running server.
    pub fn rows<T: Send + 'static>(
        &self,
        ask: impl FnOnce(&dyn Rows) -> Result<T, server::store::StoreError> + Send + 'static,
    ) -> T {
        self.tenant().database.read_now(ask).unwrap()
    }

    /// Changes the rows, beside the running server.
    pub fn change<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut dyn Rows) -> Result<T, server::store::StoreError> + Send + 'static,
    ) -> T {
        self.tenant().database.write_now(work).unwrap()
    }

    /// Imports another state of the roster, and judges held entries again.
    pub fn import(&self, change: impl FnOnce(&mut Incoming) + Send + 'static) {
        let now = self.now();
        self.change(move |rows| {
            let mut incoming = roster();
            change(&mut incoming);
            let mut next = 0xdef0_0000;
            let fresh = || {
                next += 1;
                Uid::from_u128(next)
            };
            let today = Office::load(rows, now)?.day_of(now);
            let changes = diff(&rows.roster()?, &incoming, today, fresh).unwrap();
            rows.apply_roster(&changes)?;
            let office = Arc::new(Office::load(rows, now)?);
            server::log::judge_all_held(rows, &office, now)
        });
    }

    /// Lets in somebody who was imported since, with everybody's password.
    pub fn let_in(&mut self, name: &str, role: Option<Role>) {
        self.people = who_is_who(&self.tenant()).2;
        let person = self.person(name);
        self.change(move |rows| {
            rows.set_password(person, &PASSWORD_HASH, MONDAY_TEN)?;
            role.map_or(Ok(()), |role| rows.grant(person, role))
        });
    }

    /// The school day on which everything begins.
    pub fn monday() -> Day {
        day("2026-11-23")
    }

    fn tenant(&self) -> Tenant {
        Tenant::open(self.folder.path()).unwrap()
    }

    /// Nothing is wrong with the log, and no summary differs from a recount.
    pub fn assert_sound(&self) {
        let findings = self.rows(server::log::check::check);
        assert!(findings.is_sound(), "{findings:?}");
    }

    /// Moves the clock to that hour, so many days on.
    pub fn go_to(&self, days: i64, hour: i64) {
        self.clock.set(MONDAY_TEN + days * DAY_MILLIS + (hour - 10) * HOUR_MILLIS);
    }

    pub fn now(&self) -> Millis {
        self.clock.now()
    }
}

impl Drop for TestSchool {
    fn drop(&mut self) {
        if let Some(running) = self.running.take() {
            running.stop();
        }
    }
}

impl Running {
    fn start(folder: &Path, clock: Arc<ManualClock>, front: Front) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
        let (behind_proxy, tls) = match front {
            Front::Nothing => (false, None),
            Front::Proxy => (true, None),
            Front::Tls(certificate) => (false, Some(certificate)),
        };
        let options = Options { behind_proxy, tls, clock, site: Some(site()) };
        let ready = Ready::open(folder, options).unwrap();
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel();
        let thread = std::thread::spawn(move || {
            let stopped = async { drop(stopped.await) };
            runtime.block_on(ready.run(listener, stopped)).unwrap();
        });
        Self { address, stop, thread }
    }

    fn stop(self) {
        let _ = self.stop.send(());
        self.thread.join().unwrap();
    }
}

/// The addresses of a site: pages name its files, whether they are there or
/// not.
fn site() -> Site {
    let at = |name: &str| format!("/assets/{name}");
    let files = SiteFiles {
        build: "test".to_owned(),
        css: at("limber.css"),
        loader: at("loader.js"),
        pages_js: at("pages.js"),
        pages_parts_js: at("pages-parts.js"),
        pages_wasm: at("pages.wasm"),
        shell: "/shell.html".to_owned(),
        icon: at("icon.svg"),
        touch_icon: at("icon.png"),
    };
    Site { files }
}

/// Makes the data folder.
fn found(folder: &Path) -> Found {
    let tenant = Tenant::open(folder).unwrap();
    let import = |rows: &mut dyn Rows| {
        let mut next = 0;
        let new_id = || {
            next += 1;
            Uid::from_u128(0xabc0_0000 + next)
        };
        let changes = diff(&rows.roster()?, &roster(), day("2026-09-01"), new_id).unwrap();
        rows.apply_roster(&changes)
    };
    tenant.database.write_now(import).unwrap();
    let (class, other_class, people) = who_is_who(&tenant);
    let ids = people.clone();
    let let_in = move |rows: &mut dyn Rows| {
        // Most tests are of something else.
        rows.put_setting("second-factor", "optional")?;
        for (name, role, place, granted) in CAST {
            let person = ids[name];
            if let Some(role) = granted {
                rows.grant(person, role)?;
            }
            match (role, place) {
                (UserRole::Student, Some((title, _))) => {
                    let of = if title == "c1" { class } else { other_class };
                    let card = CardRow { class: of, student: person };
                    rows.set_pin(card, &PIN_HASH, Card::draw().hash())?;
                }
                _ => rows.set_password(person, &PASSWORD_HASH, MONDAY_TEN)?,
            }
        }
        Ok(())
    };
    tenant.database.write_now(let_in).unwrap();
    (class, other_class, people)
}

/// The two classes, and everybody by name.
type Found = (ClassId, ClassId, BTreeMap<String, PersonId>);

fn who_is_who(tenant: &Tenant) -> Found {
    let roster = tenant.database.read_now(|rows| rows.roster()).unwrap();
    let class =
        |title: &str| *roster.classes.iter().find(|(_, kept)| kept.row.title == title).unwrap().0;
    let people = roster.people.iter().map(|(id, kept)| (kept.row.given_name.clone(), *id));
    (class("c1"), class("c2"), people.collect())
}

/// The roster as it would be imported.
pub fn roster() -> Incoming {
    let mut roster = Incoming::empty(Source("test".to_owned()));
    let year = Span::new(day("2026-09-01"), day("2027-07-21"));
    let term = Term {
        title: "2026/27".to_owned(),
        term_type: TermType::SchoolYear,
        span: year,
        parent: None,
    };
    roster.terms = Some(BTreeMap::from([("y".into(), Arriving::active(term))]));
    for (title, code) in [("c1", "C-1"), ("c2", "C-2")] {
        let class = Class {
            title: title.to_owned(),
            code: Some(code.to_owned()),
            class_type: ClassType::Homeroom,
            course: None,
            years: BTreeSet::from([YearGroup::new(7).unwrap()]),
            subject: Some("Science".to_owned()),
            location: None,
            terms: BTreeSet::new(),
        };
        roster.classes.insert(title.into(), Arriving::active(class));
    }
    for (name, role, place, _) in CAST {
        roster.people.insert(name.into(), Arriving::active(person(name, role)));
        if let Some((class, role)) = place {
            let enrolment = enrolment(class, name, role);
            let id = SourcedId(format!("{class}-{name}"));
            roster.enrolments.insert(id, Arriving::active(enrolment));
        }
    }
    roster
}

pub fn person(name: &str, role: UserRole) -> Person {
    Person {
        given_name: name.to_owned(),
        family_name: "Example".to_owned(),
        username: Some(name.to_owned()),
        email: (role != UserRole::Student).then(|| format!("{name}@school.example")),
        identifier: None,
        roles: BTreeSet::from([role]),
        year: None,
        enabled: true,
    }
}

pub fn enrolment(class: &str, name: &str, role: EnrolmentRole) -> Enrolment<SourcedId, SourcedId> {
    Enrolment {
        class: class.into(),
        person: name.into(),
        role,
        primary: role == EnrolmentRole::Teacher,
        begin: Some(day("2026-09-01")),
        end: None,
    }
}

pub fn day(text: &str) -> Day {
    text.parse().unwrap()
}
