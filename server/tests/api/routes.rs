//! Every route × every role.

use axum::http::HeaderMap;
use domain::rights::Role;
use serde_json::{Value, json};
use server::http::{assets, routes};
use sync::frame::{Digest, Epoch, Format, PROTOCOL, Pull, Push};

use crate::client::{Answer, Client};
use crate::device::hello;
use crate::school::{HOUR_MILLIS, PASSWORD, PICTURES, TestSchool};

const ROLES: [&str; 10] = [
    "anonymous",
    "Amara",         // a student of the class
    "Zoë",           // a student of another
    "teacher",       // of the class
    "assistant",     // of the class
    "other-teacher", // of another class
    "leader",
    "administrator",
    "office",          // staff, with no role here
    "leading-teacher", // of the class
];

/// Expected statuses, in the order of [`ROLES`].
type Row = (&'static str, &'static str, [u16; 10]);

const SIGNED_IN: [u16; 10] = [401, 200, 200, 200, 200, 200, 200, 200, 200, 200];
const OWN_ADULTS: [u16; 10] = [401, 403, 403, 200, 200, 403, 403, 403, 403, 200];
const STAFF: [u16; 10] = [401, 403, 403, 200, 200, 200, 200, 200, 200, 200];
const SHEETS: [u16; 10] = [401, 403, 403, 200, 200, 403, 403, 200, 403, 200];
const ADMINISTRATORS: [u16; 10] = [401, 403, 403, 403, 403, 403, 403, 200, 403, 403];
/// Nothing like it is held.
const DECIDES: [u16; 10] = [401, 403, 403, 403, 403, 403, 403, 404, 403, 403];
const RESTRICTS: [u16; 10] = [401, 403, 403, 403, 403, 403, 403, 204, 403, 403];
/// Staff, whose password this is not.
const OWN_ACCOUNT: [u16; 10] = [401, 403, 403, 401, 401, 401, 401, 401, 401, 401];
const OWN_PASSKEY: [u16; 10] = [401, 403, 403, 400, 400, 400, 400, 400, 400, 400];
const NO_PASSKEY: [u16; 10] = [401, 403, 403, 404, 404, 404, 404, 404, 404, 404];
const SIGN_OUT: [u16; 10] = [401, 204, 204, 204, 204, 204, 204, 204, 204, 204];
/// Only for a device that has a token.
const ON_DEVICE: [u16; 10] = [401; 10];
const EVERYONE: [u16; 10] = [200; 10];
const LEADERS: [u16; 10] = [401, 403, 403, 403, 403, 403, 200, 403, 403, 200];
/// There is no such pulse.
const STAFF_FINDS_NONE: [u16; 10] = [401, 403, 403, 404, 404, 404, 404, 404, 404, 404];
const LEADERS_FIND_NONE: [u16; 10] = [401, 403, 403, 403, 403, 403, 404, 403, 403, 404];

/// Signing out comes last: nobody is signed in afterwards.
const TABLE: &[Row] = &[
    ("GET", "/healthz", [204; 10]),
    ("GET", "/api/session", SIGNED_IN),
    ("GET", "/api/directory", SIGNED_IN),
    ("GET", "/api/reports/class/{id}", OWN_ADULTS),
    ("GET", "/api/reports/school", STAFF),
    ("GET", "/api/classes/{id}/picture-pins", SHEETS),
    ("POST", "/api/classes/{id}/picture-pins", SHEETS),
    ("POST", "/api/classes/{id}/supply-passes", SHEETS),
    // Nowhere but on a tablet of the school.
    ("POST", "/api/sign-in/supply", [403; 10]),
    ("GET", "/api/held", ADMINISTRATORS),
    ("POST", "/api/held/{hash}", DECIDES),
    ("GET", "/api/people", ADMINISTRATORS),
    ("GET", "/api/people/{id}", ADMINISTRATORS),
    ("GET", "/api/staff", ADMINISTRATORS),
    // A student, who signs in by pictures.
    ("POST", "/api/staff/{id}/link", DECIDES),
    ("POST", "/api/staff/{id}/mail", DECIDES),
    ("POST", "/api/people/{id}/export", ADMINISTRATORS),
    ("POST", "/api/people/{id}/restriction", RESTRICTS),
    ("GET", "/api/pulses", STAFF),
    ("POST", "/api/pulses", LEADERS),
    ("POST", "/api/pulses/{id}/answers", STAFF_FINDS_NONE),
    ("POST", "/api/pulses/{id}/links", LEADERS_FIND_NONE),
    // No such link.
    ("POST", "/api/answers/look", [404; 10]),
    ("POST", "/api/answers", [404; 10]),
    ("GET", "/api/record", ADMINISTRATORS),
    ("GET", "/api/record/csv", ADMINISTRATORS),
    ("GET", "/api/record/me", SIGNED_IN),
    ("GET", "/api/retention", ADMINISTRATORS),
    ("GET", "/api/welcome/{token}", [404; 10]),
    ("POST", "/api/welcome/{token}", [404; 10]),
    ("GET", "/api/account", STAFF),
    ("POST", "/api/account/password", OWN_ACCOUNT),
    ("POST", "/api/account/second-factor", OWN_ACCOUNT),
    ("POST", "/api/account/second-factor/code", OWN_ACCOUNT),
    ("POST", "/api/account/second-factor/off", OWN_ACCOUNT),
    ("POST", "/api/account/recovery-codes", OWN_ACCOUNT),
    // Nothing is pending.
    ("POST", "/api/account/passkeys", OWN_PASSKEY),
    ("POST", "/api/account/passkeys/finish", OWN_PASSKEY),
    ("POST", "/api/account/passkeys/{id}/remove", NO_PASSKEY),
    // No passkey belongs to an address that is a number.
    ("POST", "/api/sign-in/passkey", [400; 10]),
    ("POST", "/api/sign-in/passkey/finish", [400; 10]),
    // The school has set no issuer, and nobody has gone to one.
    ("GET", "/api/sign-in/ways", EVERYONE),
    ("POST", "/api/sign-in/oidc", [401; 10]),
    ("GET", "/sign-in/oidc", [303; 10]),
    ("GET", "/sign-in/oidc/back", [303; 10]),
    ("POST", "/api/sign-in/code", [401; 10]),
    ("POST", "/api/sign-in/set-up", [401; 10]),
    ("POST", "/api/sign-in/set-up/code", [401; 10]),
    ("GET", "/api/sync/events", SIGNED_IN),
    ("POST", "/api/sync/hello", SIGNED_IN),
    ("POST", "/api/sync/push", SIGNED_IN),
    ("POST", "/api/sync/pull", SIGNED_IN),
    ("POST", "/api/sync/import", SIGNED_IN),
    ("POST", "/api/sync/sealed", ON_DEVICE),
    ("GET", "/api/devices", ADMINISTRATORS),
    ("POST", "/api/devices/codes", ADMINISTRATORS),
    // No such code.
    ("POST", "/api/devices/enrol", [404; 10]),
    ("POST", "/api/devices/{id}", DECIDES),
    ("POST", "/api/devices/key", SIGNED_IN),
    ("POST", "/api/devices/seen", ON_DEVICE),
    ("POST", "/api/sign-in/unlock", ON_DEVICE),
    ("GET", "/sign-in", EVERYONE),
    ("GET", "/welcome/{token}", EVERYONE),
    ("GET", "/reports/class/{id}", OWN_ADULTS),
    ("GET", "/reports/school", STAFF),
    ("POST", "/api/sign-in/staff", EVERYONE),
    ("POST", "/api/sign-in/student", EVERYONE),
    ("POST", "/api/sign-in/names", EVERYONE),
    // No such card.
    ("POST", "/api/sign-in/card", [401; 10]),
    ("POST", "/api/sign-out", SIGN_OUT),
];

/// What is no route.
const ELSEWHERE: [Row; 3] = [
    ("GET", "/api/nothing", [404; 10]),
    ("GET", "/assets/nothing.js", [404; 10]),
    ("POST", "/class/{id}", [405; 10]),
];

#[test]
fn the_table_has_a_row_for_every_route() {
    let mut routes: Vec<_> = routes::all().collect();
    let row = |(method, path, _): Row| (method.to_owned(), path.to_owned());
    let mut rows: Vec<_> = TABLE.iter().copied().map(row).collect();
    routes.sort_unstable();
    rows.sort_unstable();
    assert_eq!(rows, routes);
}

#[test]
fn every_route_and_role() {
    let school = TestSchool::open();
    let led = TestSchool::open();
    // Every other path opens in the shell, for everyone: if there is one, since
    // these tests do not need the site to have been built.
    let shell = assets::file("/shell.html", &HeaderMap::new()).map_or(500, |_| 200);
    let shell = [("GET", "/class/{id}", [shell; 10])];
    let teacher = led.person("teacher");
    led.change(move |rows| rows.grant(teacher, Role::Leader));
    for (at, role) in ROLES.into_iter().enumerate() {
        let (school, client) = match role {
            "anonymous" => (&school, school.anonymous()),
            "leading-teacher" => (&led, led.sign_in("teacher")),
            role => (&school, school.sign_in(role)),
        };
        // What failed to come in from this address slows nobody down here.
        school.clock.advance(HOUR_MILLIS + 1);
        for (method, route, expected) in
            shell.into_iter().chain(ELSEWHERE).chain(TABLE.iter().copied())
        {
            let id = match route {
                person
                    if person.starts_with("/api/people/") || person.starts_with("/api/staff/") =>
                {
                    school.person("Amara").to_string()
                }
                _ => school.class.to_string(),
            };
            let path = route
                .replace("{id}", &id)
                .replace("{token}", &"0".repeat(64))
                .replace("{hash}", &"0".repeat(32));
            let answer = ask(&client, method, &path);
            assert_eq!(answer.status, expected[at], "{role}: {method} {route}: {}", answer.text());
            assert_careful(&answer, &path);
        }
    }
}

fn ask(client: &Client, method: &str, path: &str) -> Answer {
    match (method, path) {
        ("GET", "/api/sync/events") => client.listen().answer(),
        ("GET", _) => client.get(path),
        (_, "/api/sync/hello") => client.call(path, &hello(1)),
        (_, "/api/sync/push") => client.call(path, &no_entries()),
        (_, "/api/sync/pull") => client.call(path, &from_the_start()),
        (_, "/api/sync/import") => {
            client.post(path, &json!({ "limber": "unsent", "offset": 0, "entries": [] }))
        }
        (_, "/api/sign-in/staff") => {
            client.post(path, &json!({ "name": "teacher", "password": PASSWORD }))
        }
        (_, "/api/sign-in/student") => {
            client.post(path, &json!({ "class_code": "C-2", "name": "Maya", "pictures": PICTURES }))
        }
        (_, "/api/sign-in/card") => client.post(path, &json!({ "secret": "0".repeat(32) })),
        (_, "/api/sign-in/supply") => {
            client.post(path, &json!({ "pass": "0".repeat(32), "name": "Sam" }))
        }
        (_, "/api/sign-in/names") => client.post(path, &json!({ "class_code": "C-1" })),
        (_, path) if path.ends_with("/code") => client.post(path, &json!({ "code": "000000" })),
        (_, "/api/account/password") => {
            let new = "another-password";
            client.post(path, &json!({ "password": "wrong-horse", "new": new }))
        }
        (_, path) if path.starts_with("/api/account/") => {
            client.post(path, &json!({ "password": "wrong-horse" }))
        }
        (_, path) if path.starts_with("/api/welcome") => {
            client.post(path, &json!({ "password": "long-enough" }))
        }
        (_, "/api/pulses") => {
            client.post(path, &json!({ "title": "a", "items": ["a"], "days": 1 }))
        }
        (_, path) if path.starts_with("/api/pulses") || path.starts_with("/api/answers") => {
            let link = "0".repeat(32);
            client.post(path, &json!({ "answers": [1], "people": "families", "link": link }))
        }
        (_, path) if path.ends_with("/restriction") => client.post(path, &json!({ "on": false })),
        (_, path) if path.starts_with("/api/held/") => {
            client.post(path, &json!({ "do": "discard" }))
        }
        (_, "/api/devices/enrol") => {
            client.post(path, &json!({ "code": "ACDEFGHJ", "name": "Blue 3" }))
        }
        (_, path) if path.starts_with("/api/devices/") => {
            client.post(path, &json!({ "revoke": true }))
        }
        _ => client.post(path, &json!({})),
    }
}

/// A batch of nothing, from before the school's present epoch.
fn no_entries() -> Push {
    let (protocol, epoch) = (PROTOCOL, Epoch(0));
    Push { protocol, epoch, incarnation: 1, offset: 0, entries: Vec::new() }
}

fn from_the_start() -> Pull {
    Pull {
        protocol: PROTOCOL,
        epoch: Epoch(0),
        scopes: Digest::of(&[]),
        cursor: 0,
        bytes_max: 4_096,
        backfill: None,
    }
}

/// What every answer must carry, and what errors look like.
fn assert_careful(answer: &Answer, path: &str) {
    assert!(
        answer
            .header("content-security-policy")
            .is_some_and(|csp| csp.contains("default-src 'none'"))
    );
    assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
    assert_eq!(answer.header("x-frame-options"), Some("DENY"));
    if path.starts_with("/api/") {
        assert_eq!(answer.header("cache-control"), Some("no-store"), "{path}");
    }
    if answer.status >= 400 && path.starts_with("/api/") {
        let Value::Object(body) = answer.json() else { panic!("{}", answer.text()) };
        assert_eq!(body.keys().collect::<Vec<_>>(), ["error", "message"]);
    }
}

#[test]
fn sync_is_for_those_who_are_signed_in() {
    let school = TestSchool::open();
    for call in ["hello", "push", "pull"] {
        let path = format!("/api/sync/{call}");
        let client = school.anonymous();
        for format in [Format::Json, Format::Columns] {
            let answer = client.send("POST", &path, Some(format.content_type()), b"{}");
            answer.assert_error(401, "not-signed-in");
            assert_eq!(answer.header("content-type"), Some("application/json"));
        }
        client.get(&path).assert_error(405, "method-not-allowed");
    }
}

#[test]
fn what_changes_something_comes_from_our_own_pages() {
    let school = TestSchool::open();
    let client = school.sign_in("teacher");
    let pins = format!("/api/classes/{}/picture-pins", school.class);
    for site in ["cross-site", "same-site", "none"] {
        let foreign = client.with("sec-fetch-site", site);
        foreign.post(&pins, &json!({})).assert_error(403, "cross-site");
        foreign.post("/api/sign-out", &json!({})).assert_error(403, "cross-site");
    }
    let bare = client.without("sec-fetch-site");
    bare.post("/api/sign-out", &json!({})).assert_error(403, "cross-site");
    let foreign = bare.with("origin", "https://evil.example");
    foreign.post("/api/sign-out", &json!({})).assert_error(403, "cross-site");
    // Still signed in after all that.
    assert_eq!(client.get("/api/session").status, 200);
}
