//! Every place that takes an id × ids that are somebody else's × everybody:
//! nothing is told, and nothing changes.
//!
//! Somebody else's: of another class, another student, another school on the
//! same server. A route without a row in [`PLACES`] fails the first test.

mod asks;
mod world;

use server::http::routes;

use self::asks::{
    Visit, decide, device, export, import, link, mail, passkey, person, picture_pins, pull, pulse,
    push, record, restriction, say_hello, sealed, supply_passes, unlock, welcome,
};
use self::world::{NORTH, World};
use crate::client::{Answer, Client};

/// What a place does with the ids that it is given.
enum Takes {
    /// It takes none.
    NoIds,
    /// It asks with them in each way that it can.
    Ids(fn(&mut Visit<'_>) -> Vec<Answer>),
}
use Takes::{Ids, NoIds};

type Place = (&'static str, &'static str, Takes);

/// Every route. Whoever adds one that takes ids adds how it could be asked with
/// those of others.
const PLACES: &[Place] = &[
    ("GET", "/healthz", NoIds),
    ("GET", "/api/session", NoIds),
    (
        "GET",
        "/api/directory",
        Ids(|v| {
            vec![
                v.client()
                    .with("if-none-match", &format!("\"{}\"", v.theirs.class))
                    .get("/api/directory"),
            ]
        }),
    ),
    ("GET", "/api/reports/class/{id}", Ids(|v| v.get_each("/api/reports/class/{id}"))),
    ("GET", "/api/reports/school", NoIds),
    (
        "GET",
        "/api/classes/{id}/picture-pins",
        Ids(|v| v.get_each("/api/classes/{id}/picture-pins")),
    ),
    ("POST", "/api/classes/{id}/picture-pins", Ids(picture_pins)),
    ("POST", "/api/classes/{id}/supply-passes", Ids(supply_passes)),
    ("POST", "/api/sign-in/supply", NoIds),
    ("GET", "/api/held", NoIds),
    ("POST", "/api/held/{hash}", Ids(decide)),
    (
        "GET",
        "/api/welcome/{token}",
        Ids(|v| vec![v.client().get(&format!("/api/welcome/{}", v.theirs.token))]),
    ),
    ("POST", "/api/welcome/{token}", Ids(welcome)),
    ("GET", "/api/account", NoIds),
    ("POST", "/api/account/password", NoIds),
    ("POST", "/api/account/second-factor", NoIds),
    ("POST", "/api/account/second-factor/code", NoIds),
    ("POST", "/api/account/second-factor/off", NoIds),
    ("POST", "/api/account/recovery-codes", NoIds),
    ("POST", "/api/account/passkeys", NoIds),
    ("POST", "/api/account/passkeys/finish", NoIds),
    ("POST", "/api/account/passkeys/{id}/remove", Ids(passkey)),
    ("POST", "/api/sign-in/passkey", NoIds),
    ("POST", "/api/sign-in/passkey/finish", NoIds),
    ("GET", "/api/sign-in/ways", NoIds),
    ("POST", "/api/sign-in/oidc", NoIds),
    ("GET", "/sign-in/oidc", NoIds),
    ("GET", "/sign-in/oidc/back", NoIds),
    ("POST", "/api/sign-in/code", NoIds),
    ("POST", "/api/sign-in/set-up", NoIds),
    ("POST", "/api/sign-in/set-up/code", NoIds),
    ("GET", "/api/sync/events", NoIds),
    ("POST", "/api/sync/hello", Ids(say_hello)),
    ("POST", "/api/sync/push", Ids(push)),
    ("POST", "/api/sync/pull", Ids(pull)),
    ("POST", "/api/sync/import", Ids(import)),
    ("POST", "/api/sync/sealed", Ids(sealed)),
    ("POST", "/api/devices/key", NoIds),
    ("POST", "/api/devices/seen", NoIds),
    ("GET", "/api/devices", NoIds),
    ("POST", "/api/devices/codes", NoIds),
    ("POST", "/api/devices/enrol", NoIds),
    ("POST", "/api/devices/{id}", Ids(device)),
    ("POST", "/api/sign-in/unlock", Ids(unlock)),
    ("GET", "/api/record", Ids(|v| record(v, "/api/record"))),
    ("GET", "/api/record/csv", Ids(|v| record(v, "/api/record/csv"))),
    ("GET", "/api/record/me", Ids(|v| record(v, "/api/record/me"))),
    ("GET", "/api/pulses", NoIds),
    ("POST", "/api/pulses", NoIds),
    ("POST", "/api/pulses/{id}/answers", Ids(|v| pulse(v, "answers"))),
    ("POST", "/api/pulses/{id}/links", Ids(|v| pulse(v, "links"))),
    ("POST", "/api/answers/look", NoIds),
    ("POST", "/api/answers", NoIds),
    ("GET", "/api/people", NoIds),
    ("GET", "/api/people/{id}", Ids(person)),
    ("GET", "/api/staff", NoIds),
    ("POST", "/api/staff/{id}/link", Ids(link)),
    ("POST", "/api/staff/{id}/mail", Ids(mail)),
    ("POST", "/api/people/{id}/export", Ids(export)),
    ("POST", "/api/people/{id}/restriction", Ids(restriction)),
    ("GET", "/api/retention", NoIds),
    ("GET", "/sign-in", NoIds),
    (
        "GET",
        "/welcome/{token}",
        Ids(|v| vec![v.client().get(&format!("/welcome/{}", v.theirs.token))]),
    ),
    ("GET", "/reports/class/{id}", Ids(|v| v.get_each("/reports/class/{id}"))),
    ("GET", "/reports/school", NoIds),
    ("POST", "/api/sign-in/staff", NoIds),
    ("POST", "/api/sign-in/student", NoIds),
    ("POST", "/api/sign-in/card", NoIds),
    ("POST", "/api/sign-in/names", NoIds),
    ("POST", "/api/sign-out", NoIds),
];

/// Who asks; somebody anonymous comes beside them.
const EVERYBODY: [&str; 9] = [
    "anonymous",
    "Amara",
    "Zoë",
    "teacher",
    "assistant",
    "other-teacher",
    "leader",
    "administrator",
    "office",
];

#[test]
fn every_route_is_a_place() {
    let mut routes: Vec<_> = routes::all().collect();
    let row = |(method, path, _): &Place| ((*method).to_owned(), (*path).to_owned());
    let mut rows: Vec<_> = PLACES.iter().map(row).collect();
    routes.sort_unstable();
    rows.sort_unstable();
    assert_eq!(rows, routes, "foreign_ids::PLACES needs a row for each route");
    for (method, path, takes) in PLACES {
        let names_one = path.contains('{');
        assert!(!names_one || matches!(takes, Ids(_)), "{method} {path} takes an id");
    }
}

#[test]
fn nothing_is_told_and_nothing_changes() {
    let world = World::set_up();
    let before = world.seen_by_owners();
    for who in EVERYBODY {
        let mut device = world.device(who);
        for theirs in &world.theirs {
            if theirs.owners.contains(&who) {
                continue;
            }
            for (method, path, takes) in PLACES {
                let Ids(ask) = takes else { continue };
                let mut visit = Visit { school: &world.school, who, device: &mut device, theirs };
                let answers = ask(&mut visit);
                assert!(!answers.is_empty());
                for answer in answers {
                    let what = format!("{who}: {method} {path} with ids of {}", theirs.whose);
                    world.assert_tells_nothing(&answer, who, &what);
                }
            }
        }
    }
    // So many failed to come in from this address that everybody here waits for a while.
    world.school.clock.advance(60 * 60_000 + 1);
    assert_eq!(world.seen_by_owners(), before, "what is theirs has changed");
    world.school.assert_sound();
}

/// A session is one school's.
#[test]
fn a_session_counts_in_its_own_school_only() {
    let world = World::set_up();
    let stranger = world.school.anonymous().with("host", NORTH);
    for who in ["teacher", "administrator", "Amara"] {
        let here = world.school.sign_in(who).with("host", NORTH);
        for (method, path, _) in PLACES {
            if *path == "/api/sync/events" || path.starts_with("/api/sign-in") {
                continue;
            }
            let path = path
                .replace("{id}", &world.school.class.to_string())
                .replace("{token}", &world.theirs[2].token)
                .replace("{hash}", &world.theirs[2].held);
            let ask = |client: &Client| client.send(method, &path, Some("application/json"), b"{}");
            let (mine, anyones) = (ask(&here), ask(&stranger));
            assert_eq!(mine.status, anyones.status, "{who}: {method} {path}");
        }
    }
}
