//! Every route × every role.

use serde_json::{Value, json};

use crate::client::{Answer, Client};
use crate::school::TestSchool;

const ROLES: [&str; 9] = [
    "anonymous",
    "Amara",         // a student of the class
    "Zoë",           // a student of another
    "teacher",       // of the class
    "assistant",     // of the class
    "other-teacher", // of another class
    "leader",
    "administrator",
    "office", // staff, with no role here
];

/// Expected statuses, in the order of [`ROLES`].
type Row = (&'static str, &'static str, [u16; 9]);

const TABLE: [Row; 12] = [
    ("GET", "/healthz", [204; 9]),
    ("GET", "/api/session", [401, 200, 200, 200, 200, 200, 200, 200, 200]),
    ("GET", "/api/directory", [401, 200, 200, 200, 200, 200, 200, 200, 200]),
    ("GET", "/api/reports/class/{class}", [401, 403, 403, 200, 200, 403, 403, 403, 403]),
    ("GET", "/api/reports/school", [401, 403, 403, 200, 200, 200, 200, 200, 200]),
    ("GET", "/api/classes/{class}/picture-pins", [401, 403, 403, 200, 200, 403, 403, 200, 403]),
    ("POST", "/api/classes/{class}/picture-pins", [401, 403, 403, 200, 200, 403, 403, 200, 403]),
    ("GET", "/api/held", [401, 403, 403, 403, 403, 403, 403, 200, 403]),
    ("GET", "/api/welcome/{token}", [404; 9]),
    ("POST", "/api/welcome/{token}", [404; 9]),
    ("GET", "/api/nothing", [404; 9]),
    ("POST", "/api/sign-out", [401, 204, 204, 204, 204, 204, 204, 204, 204]),
];

#[test]
fn every_route_and_role() {
    let school = TestSchool::open();
    for (at, role) in ROLES.into_iter().enumerate() {
        let client = if role == "anonymous" { school.anonymous() } else { school.sign_in(role) };
        for (method, route, expected) in TABLE {
            let path = route
                .replace("{class}", &school.class.to_string())
                .replace("{token}", &"0".repeat(64));
            let answer = ask(&client, method, &path);
            assert_eq!(answer.status, expected[at], "{role}: {method} {route}: {}", answer.text());
            assert_careful(&answer, &path);
        }
    }
}

fn ask(client: &Client, method: &str, path: &str) -> Answer {
    match (method, path) {
        ("GET", _) => client.get(path),
        (_, path) if path.starts_with("/api/welcome") => {
            client.post(path, &json!({ "password": "long-enough" }))
        }
        _ => client.post(path, &json!({})),
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
    if answer.status >= 400 {
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
        let answer = client.send("POST", &path, Some(sync::frame::CONTENT_TYPE), b"{}");
        answer.assert_error(401, "not-signed-in");
        assert_ne!(answer.header("content-type"), Some(sync::frame::CONTENT_TYPE));
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
