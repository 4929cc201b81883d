//! Bad input gets a clear 4xx in the one form, and loses nothing.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::json;
use sync::frame::{Format, Outcome, PushAnswer, Verdict};
use sync::limits::{BATCH_ENTRIES_MAX, FRAME_BYTES_MAX};

use crate::device::{Device, sighting};
use crate::school::TestSchool;

#[test]
fn forms() {
    let school = TestSchool::open();
    let client = school.anonymous();
    let cases: [(&str, &str, &[u8], u16, &str); 9] = [
        ("/api/sign-in/staff", "application/json", b"{", 400, "bad-request"),
        ("/api/sign-in/staff", "application/json", b"{\"name\":1}", 400, "bad-request"),
        ("/api/sign-in/staff", "text/plain", b"{}", 415, "unsupported-type"),
        ("/api/sign-in/staff", "application/json", &[b' '; 17 * 1024], 413, "too-large"),
        ("/api/sign-in/staff", "application/json", b"\xff\xfe", 400, "bad-request"),
        (
            "/api/sign-in/student",
            "application/json",
            b"{\"class_code\":\"C-1\",\"name\":\"Amara\",\"pictures\":[1,2,3]}",
            400,
            "bad-request",
        ),
        (
            "/api/sign-in/student",
            "application/json",
            b"{\"class_code\":\"C-1\",\"name\":\"Amara\",\"pictures\":[1,2,3,300]}",
            400,
            "bad-request",
        ),
        (
            "/api/welcome/short",
            "application/json",
            b"{\"password\":\"long-enough\"}",
            404,
            "link-used",
        ),
        ("/api/nothing", "application/json", b"{}", 404, "not-found"),
    ];
    for (path, content_type, body, status, code) in cases {
        client.send("POST", path, Some(content_type), body).assert_error(status, code);
    }
    client.send("DELETE", "/api/session", None, &[]).assert_error(405, "method-not-allowed");
    let teacher = school.sign_in("teacher");
    for id in ["x", "00", &"g".repeat(32), &"A".repeat(32)] {
        teacher.get(&format!("/api/reports/class/{id}")).assert_error(404, "not-found");
    }
    // A list is no form without names, which would mean the whole class.
    let sheet = format!("/api/classes/{}/picture-pins", school.class);
    for body in ["[]", "[null, true]", "7", "{\"student\":1}"] {
        let answer = teacher.send("POST", &sheet, Some("application/json"), body.as_bytes());
        answer.assert_error(400, "bad-request");
    }
    let administrator = school.sign_in("administrator");
    let wish = json!({ "do": "discard", "class": school.class });
    let held = format!("/api/held/{}", "0".repeat(32));
    administrator.post(&held, &wish).assert_error(400, "bad-request");
    administrator.post(&held, &json!({ "do": "discard" })).assert_error(404, "not-found");
    let unknown = format!("/api/reports/class/{}", "0".repeat(32));
    teacher.get(&unknown).assert_error(403, "not-allowed");
}

#[test]
fn frames() {
    let school = TestSchool::open();
    let device = Device::of(&school, "teacher");
    let big = vec![b' '; 300 * 1024];
    let send = |content_type, body: &[u8]| {
        device.client.send("POST", "/api/sync/push", Some(content_type), body)
    };
    let (json, columns) = (Format::Json.content_type(), Format::Columns.content_type());
    for format in [json, columns] {
        send(format, b"").assert_error(400, "bad-request");
        send(format, &big).assert_error(413, "too-large");
    }
    send(json, b"{\"protocol\":1}").assert_error(400, "bad-request");
    send(json, b"{\"protocol\":99}").assert_error(426, "protocol");
    send(columns, &[2, 2]).assert_error(400, "bad-request");
    send(columns, &[99]).assert_error(426, "protocol");
    send("application/json", b"{}").assert_error(415, "unsupported-type");

    let gzipped = device.client.with("content-encoding", "gzip");
    let bomb = gzip(&vec![b' '; FRAME_BYTES_MAX * 4]);
    gzipped.send("POST", "/api/sync/push", Some(columns), &bomb).assert_error(413, "too-large");
    gzipped.send("POST", "/api/sync/push", Some(columns), b"no").assert_error(400, "bad-request");
    let brotli = device.client.with("content-encoding", "br");
    brotli
        .send("POST", "/api/sync/push", Some(columns), b"no")
        .assert_error(415, "unsupported-type");
    school.assert_sound();
}

#[test]
fn too_many_entries_are_refused_whole_and_a_gzipped_batch_is_taken() {
    let school = TestSchool::open();
    let mut device = Device::of(&school, "teacher");
    let student = school.person("Amara");
    let draft = || sighting(school.class, student, 2);
    let entries: Vec<_> = (0..=BATCH_ENTRIES_MAX).map(|_| device.make(&school, draft())).collect();
    let body = gzip(&Format::Columns.encode(&device.push_frame(&entries)));
    let client = device.client.with("content-encoding", "gzip");
    let columns = Some(Format::Columns.content_type());
    let push = |body: &[u8]| client.send("POST", "/api/sync/push", columns, body);
    push(&body).assert_error(413, "too-large");
    assert_eq!(device.pulled_ids(), []);
    let body = gzip(&Format::Columns.encode(&device.push_frame(&entries[..BATCH_ENTRIES_MAX])));
    let answer: PushAnswer = push(&body).frame();
    let stored = |verdict: &Verdict| matches!(verdict.outcome, Outcome::Stored { .. });
    assert!(answer.verdicts.iter().all(stored));
    assert_eq!(device.pulled_ids().len(), BATCH_ENTRIES_MAX);
    school.assert_sound();
}

#[test]
fn one_bad_entry_does_not_hold_up_its_batch() {
    let school = TestSchool::open();
    let mut device = Device::of(&school, "teacher");
    let good = device.make(&school, sighting(school.class, school.person("Amara"), 2));
    let mut frame = serde_json::to_value(device.push_frame(&[good.clone()])).unwrap();
    frame["protocol"] = json!(1);
    let entries = frame["entries"].as_array_mut().unwrap();
    entries.insert(0, json!({ "entry": { "id": "zz" } }));
    entries.insert(1, json!(7));
    let body = frame.to_string();
    let json = Format::Json.content_type();
    let send = || device.client.send("POST", "/api/sync/push", Some(json), body.as_bytes());
    let answer: PushAnswer = send().frame_in(Format::Json);
    let codes: Vec<_> = answer
        .verdicts
        .iter()
        .map(|verdict| match &verdict.outcome {
            Outcome::Held { reason } => reason.code().to_owned(),
            Outcome::Stored { .. } => "stored".to_owned(),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(codes, ["unreadable", "unreadable", "stored"]);
    // Sent again, they are held once.
    let _: PushAnswer = send().frame_in(Format::Json);
    let held = school.sign_in("administrator").get("/api/held").json();
    assert_eq!(held.as_array().unwrap().len(), 2);
    school.assert_sound();
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}
