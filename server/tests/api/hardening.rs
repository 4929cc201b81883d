//! The web's own rules, on every route of the list: headers, changes from other
//! sites, limits.

use axum::http::HeaderMap;
use serde_json::json;
use server::accounts::calls::SYNC_CALLS;
use server::http::{FORM_BYTES_MAX, assets, routes};
use sync::frame::Format;
use sync::limits::WIRE_BYTES_MAX;

use crate::client::{Answer, Client};
use crate::device::{Device, sighting};
use crate::school::TestSchool;

/// Routes that change something, with whatever they name filled in.
fn changing(school: &TestSchool) -> Vec<(String, String)> {
    let fill = |path: &str| {
        let id = match path {
            person if person.starts_with("/api/people/") || person.starts_with("/api/staff/") => {
                school.person("Amara").to_string()
            }
            _ => school.class.to_string(),
        };
        path.replace("{id}", &id)
            .replace("{token}", &"0".repeat(64))
            .replace("{hash}", &"0".repeat(32))
    };
    let routes = routes::all().filter(|(method, _)| method != "GET");
    let filled: Vec<_> = routes.map(|(method, path)| (method, fill(&path))).collect();
    let left = filled.iter().find(|(_, path)| path.contains('{'));
    assert_eq!(left, None, "say what to put into this path");
    assert!(filled.len() > 5);
    filled
}

#[test]
fn no_other_site_changes_anything() {
    let school = TestSchool::open();
    for who in ["teacher", "administrator", "Amara"] {
        let client = school.sign_in(who);
        let bare = client.without("sec-fetch-site");
        let foreign = [
            client.with("sec-fetch-site", "cross-site"),
            client.with("sec-fetch-site", "same-site"),
            client.with("sec-fetch-site", "none"),
            bare.with("origin", "https://evil.example"),
            bare.with("origin", "null"),
            bare.clone(),
        ];
        for (method, path) in changing(&school) {
            for (at, client) in foreign.iter().enumerate() {
                let answer = client.send(&method, &path, Some("application/json"), b"{}");
                assert_eq!(answer.status, 403, "{who} {at}: {method} {path}");
                answer.assert_error(403, "cross-site");
                assert!(answer.cookies().is_empty(), "{path}");
            }
        }
        assert_eq!(client.get("/api/session").status, 200, "still signed in");
    }
}

#[test]
fn nothing_changes_by_a_method_that_is_not_in_the_list() {
    let school = TestSchool::open();
    let client = school.sign_in("administrator");
    for method in ["PUT", "DELETE", "PATCH"] {
        for (_, path) in changing(&school) {
            let answer = client.send(method, &path, Some("application/json"), b"{}");
            answer.assert_error(405, "method-not-allowed");
        }
    }
}

#[test]
fn what_is_sent_has_an_end() {
    let school = TestSchool::open();
    let frames = [Format::Columns.content_type(), "application/json"];
    for (method, path) in changing(&school) {
        // Anew each time: one of them signs out.
        let client = on_device(school.sign_in("administrator"));
        let content_type = frames[usize::from(!is_frame(&path))];
        let send =
            |bytes: usize| client.send(&method, &path, Some(content_type), &vec![b' '; bytes]);
        send(WIRE_BYTES_MAX + 1).assert_error(413, "too-large");
        let reads_none = READ_NO_BODY.iter().any(|end| path.ends_with(end));
        let is_form = !path.starts_with("/api/sync/") && !reads_none;
        if is_form {
            send(FORM_BYTES_MAX + 1).assert_error(413, "too-large");
        }
        let small = send(1);
        assert_ne!(small.status, 413, "{path}");
    }
}

/// Calls that need to be told nothing.
const READ_NO_BODY: [&str; 9] = [
    "/api/sign-out",
    "/api/sign-in/set-up",
    "/api/devices/key",
    "/api/devices/codes",
    "/export",
    "/mail",
    "/supply-passes",
    "/api/sign-in/passkey",
    "/api/sign-in/oidc",
];

/// The same browser, as a device that has its token.
fn on_device(mut client: Client) -> Client {
    let answer = client.post("/api/devices/key", &json!({}));
    let cookie = answer.header("set-cookie").expect("a new device gets a token");
    let session = client.cookie.take().unwrap_or_default();
    client.cookie = Some(format!("{session}; {}", cookie.split(';').next().unwrap_or_default()));
    client
}

fn is_frame(path: &str) -> bool {
    ["hello", "push", "pull"].iter().any(|call| path == format!("/api/sync/{call}"))
}

/// What an answer is: a document can be shown, framed, and sent on from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Document,
    Api,
}

fn assert_headers(answer: &Answer, kind: Kind, is_secure: bool, what: &str) {
    let header = |name: &str| answer.header(name).unwrap_or_default().to_owned();
    let csp = header("content-security-policy");
    assert!(csp.contains("default-src 'none'"), "{what}: {csp}");
    assert!(csp.contains("frame-ancestors 'none'"), "{what}: {csp}");
    assert!(!csp.contains("unsafe-inline") && !csp.contains("'unsafe-eval'"), "{what}: {csp}");
    assert_eq!(header("x-content-type-options"), "nosniff", "{what}");
    assert_eq!(header("x-frame-options"), "DENY", "{what}");
    assert_eq!(header("cross-origin-resource-policy"), "same-origin", "{what}");
    let strict = if is_secure && kind == Kind::Document { "max-age=31536000" } else { "" };
    assert_eq!(header("strict-transport-security"), strict, "{what}");
    match kind {
        Kind::Document => {
            assert_eq!(header("referrer-policy"), "same-origin", "{what}");
            assert_eq!(header("cross-origin-opener-policy"), "same-origin", "{what}");
            let policy = header("permissions-policy");
            for feature in ["camera", "geolocation", "microphone", "payment", "usb"] {
                assert!(policy.contains(&format!("{feature}=()")), "{what}: {policy}");
            }
        }
        Kind::Api => assert_eq!(header("cache-control"), "no-store", "{what}"),
    }
    assert_eq!(answer.header("server"), None, "{what}");
}

/// Every kind of answer: of each route as each method finds it, files, the
/// shell, and errors of every sort.
fn all_kinds(school: &TestSchool, client: &Client, is_secure: bool) {
    for (method, path) in routes::all() {
        let path = path
            .replace("{id}", &school.class.to_string())
            .replace("{token}", &"0".repeat(64))
            .replace("{hash}", &"0".repeat(32));
        let kind = if path.starts_with("/api/") { Kind::Api } else { Kind::Document };
        if path == "/api/sync/events" {
            assert_headers(&client.listen().answer(), kind, is_secure, &path);
        } else if path != "/api/sign-out" {
            let answer = client.send(&method, &path, Some("application/json"), b"{}");
            assert_headers(&answer, kind, is_secure, &format!("{method} {path}"));
        }
    }
    let cross_site = client.with("sec-fetch-site", "cross-site");
    let others = [
        ("no such call", client.get("/api/nothing"), Kind::Api),
        ("no such file", client.get("/assets/nothing.js"), Kind::Document),
        ("a route of the app", client.get("/class/nothing"), Kind::Document),
        ("a method", client.send("DELETE", "/api/session", None, &[]), Kind::Api),
        ("a method of a page", client.send("POST", "/sign-in", None, &[]), Kind::Document),
        ("another site", cross_site.post("/api/sign-out", &"".into()), Kind::Api),
        ("too much", client.send("POST", "/api/sign-in/staff", None, &[b' '; 300_000]), Kind::Api),
    ];
    for (what, answer, kind) in others {
        assert_headers(&answer, kind, is_secure, what);
    }
    for file in ["/sw.js", "/manifest.webmanifest", "/shell.html"] {
        if assets::file(file, &HeaderMap::new()).is_some() {
            assert_headers(&client.get(file), Kind::Document, is_secure, file);
        }
    }
}

#[test]
fn every_kind_of_answer_is_careful() {
    let school = TestSchool::open();
    all_kinds(&school, &school.anonymous(), false);
    all_kinds(&school, &school.sign_in("teacher"), false);
}

#[test]
fn tls_is_asked_for_where_there_is_some() {
    let school = TestSchool::behind_proxy();
    let secure = school.anonymous().with("x-forwarded-proto", "https");
    all_kinds(&school, &secure, true);
    // Over plain HTTP it would be believed by nobody, and says so.
    let plain = school.anonymous().with("x-forwarded-proto", "http");
    assert_eq!(plain.get("/sign-in").header("strict-transport-security"), None);
}

#[test]
fn one_session_makes_only_so_many_sync_calls() {
    let school = TestSchool::open();
    let mut teacher = Device::of(&school, "teacher");
    let entry = teacher.make(&school, sighting(school.class, school.person("Amara"), 3));
    let calls = ["/api/sync/push", "/api/sync/pull"].into_iter().cycle();
    // Hello was the first. What cannot be read is a call as well.
    let calls = calls.take(usize::try_from(SYNC_CALLS.at_once).unwrap() - 1);
    let columns = Some(Format::Columns.content_type());
    for path in calls {
        assert_eq!(teacher.client.send("POST", path, columns, b"").status, 400);
    }
    let slow = teacher.try_push(std::slice::from_ref(&entry));
    slow.assert_error(429, "slow-down");
    assert_eq!(slow.header("retry-after"), Some("1"));
    for call in ["hello", "pull", "import"] {
        let path = format!("/api/sync/{call}");
        teacher.client.send("POST", &path, columns, b"").assert_error(429, "slow-down");
    }
    teacher.client.listen().answer().assert_error(429, "slow-down");
    // Nobody else waits, and it is over in a moment.
    assert_eq!(Device::of(&school, "assistant").pulled_ids(), []);
    school.clock.advance(SYNC_CALLS.every_millis);
    assert_eq!(teacher.push(std::slice::from_ref(&entry)).len(), 1);
    assert_eq!(Device::of(&school, "assistant").pulled_ids(), [entry.id()]);
}

#[test]
fn looking_for_links_gets_slower_too() {
    let school = TestSchool::open();
    let client = school.anonymous();
    let path = format!("/api/welcome/{}", "0".repeat(64));
    let refused = (0..100).map(|_| client.get(&path)).find(|answer| answer.status == 429);
    refused.expect("it gets slower").assert_error(429, "slow-down");
    school.clock.advance(60_000);
    client.get(&path).assert_error(404, "link-used");
}
