//! Signing in and out, links, picture PINs, limits.

use domain::roster::{Arriving, EnrolmentRole, SourcedId};
use serde_json::{Value, json};
use server::accounts::links;

use crate::client::Answer;
use crate::device::{Device, sighting};
use crate::school::{DAY_MILLIS, PASSWORD, PICTURES, TestSchool, day, enrolment};

#[test]
fn staff_sign_in_by_name_or_address() {
    let school = TestSchool::open();
    for name in ["teacher", " TEACHER ", "Teacher@School.Example"] {
        let mut client = school.anonymous();
        let answer = client.sign_in_staff(name, PASSWORD);
        assert_eq!(answer.status, 200, "{name}");
        assert_eq!(answer.json()["person"], school.person("teacher").to_string());
        assert_eq!(answer.json()["roles"], json!(["teacher"]));
        assert_eq!(client.get("/api/session").json(), answer.json());
    }
}

#[test]
fn wrong_credentials_say_nothing_more() {
    let school = TestSchool::open();
    let mut client = school.anonymous();
    let wrong = [
        client.sign_in_staff("teacher", "wrong-horse"),
        client.sign_in_staff("nobody", PASSWORD),
        // Students' user names are no way in.
        client.sign_in_staff("Amara", PASSWORD),
        client.sign_in_student("C-1", "Amara", &[3, 1, 11, 4]),
        client.sign_in_student("C-1", "Zoë", &PICTURES),
        client.sign_in_student("C-9", "Amara", &PICTURES),
        client.sign_in_student("", "Amara", &PICTURES),
    ];
    let texts: Vec<_> = wrong.iter().map(|answer| (answer.status, answer.text())).collect();
    assert!(texts.iter().all(|text| *text == texts[0]), "{texts:?}");
    wrong[0].assert_error(401, "wrong-credentials");
    assert_eq!(client.cookie, None);
}

#[test]
fn students_may_type_their_names_as_children_do() {
    let school = TestSchool::open();
    for (code, name) in
        [("c 2", "zoe"), ("C2", "ZOË"), ("C-2", "Zoë Example"), ("c2", " Zoe  example")]
    {
        let answer = school.anonymous().sign_in_student(code, name, &PICTURES);
        assert_eq!(answer.status, 200, "{code} {name}");
        assert_eq!(answer.json()["roles"], json!(["student"]));
    }
}

#[test]
fn guessing_gets_slower_for_that_name_only() {
    let school = TestSchool::open();
    let mut client = school.anonymous();
    for _ in 0..4 {
        client
            .sign_in_student("C-1", "Amara", &[0, 1, 2, 3])
            .assert_error(401, "wrong-credentials");
    }
    let slow = client.sign_in_student("C-1", "Amara", &PICTURES);
    slow.assert_error(429, "slow-down");
    assert_eq!(slow.header("retry-after"), Some("1"));
    assert_eq!(client.sign_in_student("C-1", "Ben", &PICTURES).status, 200);
    school.clock.advance(1_000);
    assert_eq!(client.sign_in_student("C-1", "Amara", &PICTURES).status, 200);
}

#[test]
fn a_session_ends_by_signing_out_and_by_itself() {
    let school = TestSchool::open();
    let client = school.sign_in("teacher");
    let other = school.sign_in("teacher");
    let answer = client.post("/api/sign-out", &json!({}));
    assert_eq!(answer.status, 204);
    let taken_back = answer.cookies();
    assert!(taken_back.len() == 2 && taken_back.iter().all(|c| c.contains("Max-Age=0")));
    client.get("/api/session").assert_error(401, "not-signed-in");
    // Used now and then, it lasts, here and in the browser.
    for _ in 0..3 {
        school.clock.advance(20 * DAY_MILLIS);
        let answer = other.get("/api/session");
        assert_eq!(answer.status, 200);
        let pairs = answer.cookies().into_iter().map(|c| c.split(';').next().unwrap());
        assert_eq!(Some(pairs.collect::<Vec<_>>().join("; ")), other.cookie);
        assert!(answer.cookies().iter().all(|cookie| cookie.contains("Max-Age=2592000")));
        assert!(other.get("/api/session").cookies().is_empty(), "once a day is enough");
    }
    school.clock.advance(31 * DAY_MILLIS);
    other.get("/api/session").assert_error(401, "not-signed-in");
}

/// Frames are taken from whoever was signed in a moment ago: if they still are.
#[test]
fn frames_are_refused_from_the_moment_a_session_ends() {
    let school = TestSchool::open();
    let (class, amara) = (school.class, school.person("Amara"));
    let mut device = Device::of(&school, "teacher");
    device.record(&school, sighting(class, amara, 3));
    assert_eq!(device.pulled_ids().len(), 1);
    let late = device.make(&school, sighting(class, amara, 4));
    assert_eq!(device.client.post("/api/sign-out", &json!({})).status, 204);
    device.try_push(&[late]).assert_error(401, "not-signed-in");
    let pull = device.client.call("/api/sync/pull", &device.pull_frame(0));
    pull.assert_error(401, "not-signed-in");
    assert_eq!(Device::of(&school, "teacher").pulled_ids().len(), 1);
}

/// The mark is what a script on the device can take away.
#[test]
fn who_signed_out_without_a_network_has_signed_out() {
    let school = TestSchool::open();
    let mut client = school.sign_in("teacher");
    let both = client.cookie.clone().unwrap();
    let (token, mark) = both.split_once("; ").unwrap();
    let report = format!("/reports/class/{}", school.class);
    assert_eq!(client.get(&report).status, 200);
    let foreign_mark = school.sign_in("teacher").cookie.unwrap();
    let foreign_mark = foreign_mark.split_once("; ").unwrap().1.to_owned();
    for cookie in [token.to_owned(), format!("{token}; {foreign_mark}"), mark.to_owned()] {
        client.cookie = Some(cookie);
        assert_eq!(client.get(&report).status, 401);
        client.get("/api/session").assert_error(401, "not-signed-in");
        client.get("/api/directory").assert_error(401, "not-signed-in");
    }
    // With the mark alone there is nothing to end; with the token alone there is.
    client.post("/api/sign-out", &json!({})).assert_error(401, "not-signed-in");
    client.cookie = Some(token.to_owned());
    assert_eq!(client.post("/api/sign-out", &json!({})).status, 204);
    client.cookie = Some(both);
    client.get("/api/session").assert_error(401, "not-signed-in");
    client.post("/api/sign-out", &json!({})).assert_error(401, "not-signed-in");
}

#[test]
fn cookies_fit_the_browser() {
    let school = TestSchool::open();
    let chromium = school.anonymous().with("user-agent", "Mozilla/5.0 Chrome/156.0 Safari/537.36");
    let form = json!({ "name": "teacher", "password": PASSWORD });
    let answer = chromium.post("/api/sign-in/staff", &form);
    let cookie = answer.header("set-cookie").unwrap();
    assert!(cookie.starts_with("__Host-limber=") && cookie.contains("Secure"), "{cookie}");
    let webkit = school.anonymous().with("user-agent", "Mozilla/5.0 Version/26.0 Safari/605.1");
    let answer = webkit.post("/api/sign-in/staff", &form);
    let cookie = answer.header("set-cookie").unwrap();
    assert!(cookie.starts_with("limber=") && !cookie.contains("Secure"), "{cookie}");
}

#[test]
fn secrets_do_not_cross_a_network_in_the_clear() {
    let school = TestSchool::open();
    let form = json!({ "name": "teacher", "password": PASSWORD });
    let client = school.anonymous().with("host", "limber.school.example");
    client.post("/api/sign-in/staff", &form).assert_error(403, "not-secure");
    let behind = TestSchool::behind_proxy();
    let client = behind.anonymous().with("host", "limber.school.example");
    let tls = client.with("x-forwarded-proto", "https");
    let answer = tls.post("/api/sign-in/staff", &form);
    assert!(answer.header("set-cookie").is_some_and(|cookie| cookie.starts_with("__Host-limber=")));
    let plain = client.with("x-forwarded-proto", "http");
    plain.post("/api/sign-in/staff", &form).assert_error(403, "not-secure");
}

#[test]
fn a_link_is_good_once_and_for_a_week() {
    let school = TestSchool::open();
    let (person, now) = (school.person("teacher"), school.now());
    let before = school.sign_in("teacher");
    let token = school.change(move |rows| links::make(rows, person, now));
    let path = format!("/api/welcome/{}", token.reveal());
    let client = school.anonymous();
    assert_eq!(client.get(&path).json(), json!({ "needs_name": false }));
    client.post(&path, &json!({ "password": "short" })).assert_error(422, "weak-password");
    let answer = client.post(&path, &json!({ "password": "a-new-password" }));
    assert_eq!(answer.json()["person"], person.to_string());
    client.post(&path, &json!({ "password": "another-password" })).assert_error(404, "link-used");
    client.get(&path).assert_error(404, "link-used");
    // Other sessions have ended, and so has the old password.
    before.get("/api/session").assert_error(401, "not-signed-in");
    school.anonymous().sign_in_staff("teacher", PASSWORD).assert_error(401, "wrong-credentials");
    assert_eq!(school.anonymous().sign_in_staff("teacher", "a-new-password").status, 200);

    let token = school.change(move |rows| links::make(rows, person, now));
    school.clock.advance(8 * DAY_MILLIS);
    let path = format!("/api/welcome/{}", token.reveal());
    client.get(&path).assert_error(404, "link-used");
}

#[test]
fn what_others_would_try_first_is_no_password() {
    let school = TestSchool::open();
    let (person, now) = (school.person("teacher"), school.now());
    school.change(|rows| rows.put_setting("school-name", "Brynford School"));
    let token = school.change(move |rows| links::make(rows, person, now));
    let path = format!("/api/welcome/{}", token.reveal());
    let client = school.anonymous();
    let mut said = Vec::new();
    for password in ["short", "password1", "PASSWORD1", "brynfordschool1", "teacher2026"] {
        let answer = client.post(&path, &json!({ "password": password }));
        answer.assert_error(422, "weak-password");
        assert!(!answer.text().to_lowercase().contains(password), "{}", answer.text());
        said.push(answer.json()["message"].clone());
    }
    assert_eq!((&said[1], &said[3]), (&said[2], &said[4]));
    assert!(said[0] != said[1] && said[1] != said[3], "each has its own words: {said:?}");
    // The link is still good; letters alone will do.
    let answer = client.post(&path, &json!({ "password": "three words only" }));
    assert_eq!(answer.status, 200, "{}", answer.text());
}

#[test]
fn the_first_administrator_chooses_a_name() {
    let school = TestSchool::open();
    // A school in which nobody has a password yet.
    let link = school.change(|rows| {
        let person = domain::id::PersonId(sync::entry::Uid::from_u128(77));
        rows.add_local_person(person)?;
        rows.grant(person, domain::rights::Role::Administrator)?;
        links::make(rows, person, crate::school::MONDAY_TEN)
    });
    let path = format!("/api/welcome/{}", link.reveal());
    let client = school.anonymous();
    assert_eq!(client.get(&path).json(), json!({ "needs_name": true }));
    for name in [json!(null), json!("  "), json!("teacher")] {
        let choice = json!({ "name": name, "password": "long-enough" });
        client.post(&path, &choice).assert_error(422, "needs-name");
    }
    let answer = client.post(&path, &json!({ "name": "Rowan", "password": "long-enough" }));
    assert_eq!(answer.json()["roles"], json!(["administrator"]));
    assert_eq!(school.anonymous().sign_in_staff("rowan", "long-enough").status, 200);
}

#[test]
fn a_sheet_is_shown_once_and_its_pictures_work() {
    let school = TestSchool::open();
    let path = format!("/api/classes/{}/picture-pins", school.class);
    let sheet = school.sign_in("teacher").post(&path, &json!({})).json();
    let lines = sheet.as_array().unwrap();
    let names: Vec<_> = lines.iter().map(|line| line["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["Amara", "Ben"]);
    assert_ne!(lines[0]["pictures"], lines[1]["pictures"]);
    let pictures = |line: &serde_json::Value| -> Vec<u8> {
        serde_json::from_value(line["pictures"].clone()).unwrap()
    };
    for line in lines {
        let mut client = school.anonymous();
        let name = line["name"].as_str().unwrap();
        assert_eq!(client.sign_in_student("C-1", name, &pictures(line)).status, 200);
    }
    // One student's again: the other's stay.
    let mut sessions = [school.anonymous(), school.anonymous()];
    for (client, line) in sessions.iter_mut().zip(lines) {
        client.sign_in_student("C-1", line["name"].as_str().unwrap(), &pictures(line));
    }
    let one = json!({ "student": school.person("Amara") });
    let again = school.sign_in("administrator").post(&path, &one).json();
    sessions[0].get("/api/session").assert_error(401, "not-signed-in");
    assert_eq!(sessions[1].get("/api/session").status, 200);
    assert_eq!(again.as_array().unwrap().len(), 1);
    assert_ne!(again[0]["pictures"], lines[1]["pictures"], "unique in the class");
    let old = school.anonymous().sign_in_student("C-1", "Amara", &pictures(&lines[0]));
    old.assert_error(401, "wrong-credentials");
    assert_eq!(school.anonymous().sign_in_student("C-1", "Ben", &pictures(&lines[1])).status, 200);
    // Somebody who is not in the class.
    let stranger = json!({ "student": school.person("Zoë") });
    school.sign_in("teacher").post(&path, &stranger).assert_error(404, "not-found");
}

#[test]
fn a_card_signs_in_by_itself_as_long_as_its_pictures_do() {
    let school = TestSchool::open();
    let path = format!("/api/classes/{}/picture-pins", school.class);
    let sheet = school.sign_in("teacher").post(&path, &json!({})).json();
    let secrets = [0, 1].map(|line| secret_on(&sheet[line]["qr"]));
    assert_ne!(secrets[0], secrets[1]);
    for (secret, name) in secrets.iter().zip(["Amara", "Ben"]) {
        let answer = with_card(&school, secret);
        assert_eq!(answer.json()["person"], json!(school.person(name)), "{}", answer.text());
        assert_eq!(answer.json()["roles"], json!(["student"]));
    }
    for wrong in ["", "x", &"0".repeat(32), &secrets[0][1..]] {
        with_card(&school, wrong).assert_error(401, "wrong-credentials");
    }
    let one = json!({ "student": school.person("Amara") });
    let again = school.sign_in("teacher").post(&path, &one).json();
    with_card(&school, &secrets[0]).assert_error(401, "wrong-credentials");
    assert_eq!(with_card(&school, &secret_on(&again[0]["qr"])).status, 200);
    assert_eq!(with_card(&school, &secrets[1]).status, 200);
}

#[test]
fn a_card_ends_when_its_student_leaves_the_class() {
    let school = TestSchool::open();
    let path = format!("/api/classes/{}/picture-pins", school.class);
    let sheet = school.sign_in("teacher").post(&path, &json!({})).json();
    school.import(|roster| {
        let mut until_tuesday = enrolment("c1", "Amara", EnrolmentRole::Student);
        until_tuesday.end = Some(day("2026-11-24"));
        roster.enrolments.insert(SourcedId("c1-Amara".to_owned()), Arriving::active(until_tuesday));
    });
    let [amara, ben] = [0, 1].map(|line| secret_on(&sheet[line]["qr"]));
    school.go_to(1, 12);
    assert_eq!(with_card(&school, &amara).status, 200);
    school.go_to(2, 12);
    with_card(&school, &amara).assert_error(401, "wrong-credentials");
    assert_eq!(with_card(&school, &ben).status, 200);
}

fn with_card(school: &TestSchool, secret: &str) -> Answer {
    school.anonymous().post("/api/sign-in/card", &json!({ "secret": secret }))
}

/// What a camera finds behind the `#` of a card's code.
fn secret_on(qr: &Value) -> String {
    const PIXELS: usize = 4;
    let size = usize::try_from(qr["size"].as_u64().unwrap()).unwrap();
    let mut dark = vec![false; size * size];
    for run in qr["path"].as_str().unwrap().split('M').skip(1) {
        let mut numbers = run.split(|c: char| !c.is_ascii_digit()).map(str::parse::<usize>);
        let [x, y, n] = std::array::from_fn(|_| numbers.next().unwrap().unwrap());
        dark[y * size + x..][..n].fill(true);
    }
    let pixel = |x, y| if dark[y / PIXELS * size + x / PIXELS] { 0 } else { 255 };
    let width = size * PIXELS;
    let mut picture = rqrr::PreparedImage::prepare_from_greyscale(width, width, pixel);
    let (_, address) = picture.detect_grids()[0].decode().unwrap();
    let (page, secret) = address.split_once('#').unwrap();
    assert!(page.starts_with("http://127.0.0.1:") && page.ends_with("/card"), "{page}");
    secret.to_owned()
}

#[test]
fn who_has_pictures_keeps_them_when_the_others_get_some() {
    let school = TestSchool::open();
    let path = format!("/api/classes/{}/picture-pins", school.class);
    let teacher = school.sign_in("teacher");
    let roll = |client: &crate::client::Client| client.get(&path).json();
    let (amara, ben) = (school.person("Amara"), school.person("Ben"));
    let line = |student, name: &str, has: bool| json!({ "student": student, "name": name, "has_pictures": has });
    let everyone = json!([line(amara, "Amara", true), line(ben, "Ben", true)]);
    assert_eq!(roll(&teacher), json!({ "class_code": "C-1", "students": everyone }));

    // A new student has none; those who have them keep them, and stay signed in.
    school.import(|roster| {
        let place = enrolment("c1", "Zoë", EnrolmentRole::Student);
        roster.enrolments.insert("c1-Zoë".into(), Arriving::active(place));
    });
    let zoe = school.person("Zoë");
    assert_eq!(roll(&teacher)["students"][2], line(zoe, "Zoë", false));
    let amaras = school.sign_in("Amara");
    let missing = json!({ "only_missing": true });
    let sheet = teacher.post(&path, &missing).json();
    assert_eq!(sheet.as_array().unwrap().len(), 1);
    assert_eq!(sheet[0]["student"], zoe.to_string());
    let pictures: Vec<u8> = serde_json::from_value(sheet[0]["pictures"].clone()).unwrap();
    assert_eq!(school.anonymous().sign_in_student("C-1", "Zoë", &pictures).status, 200);
    assert_eq!(school.anonymous().sign_in_student("C-1", "Ben", &PICTURES).status, 200);
    assert_eq!(amaras.get("/api/session").status, 200);
    assert_eq!(roll(&teacher)["students"][2], line(zoe, "Zoë", true));
    assert_eq!(teacher.post(&path, &missing).json(), json!([]));
}

#[test]
fn a_lost_card_lets_nobody_stay_in() {
    let school = TestSchool::open();
    let path = format!("/api/classes/{}/picture-pins", school.class);
    let (finder, ben) = (school.sign_in("Amara"), school.sign_in("Ben"));
    let one = json!({ "student": school.person("Amara") });
    assert_eq!(school.sign_in("teacher").post(&path, &one).status, 200);
    finder.get("/api/session").assert_error(401, "not-signed-in");
    assert_eq!(ben.get("/api/session").status, 200);
}
