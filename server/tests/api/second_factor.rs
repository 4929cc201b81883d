//! Second factors: who needs one, what counts, and what a session is never begun
//! without.

use data_encoding::BASE32_NOPAD;
use domain::rights::Role;
use serde_json::{Value, json};
use server::accounts::links;
use server::accounts::pending::PENDING_MILLIS_MAX;
use server::accounts::second_factor::totp::Secret;

use crate::client::{Answer, Client};
use crate::school::{PASSWORD, TestSchool};

/// A code is another one after so long.
const STEP_MILLIS: i64 = 30_000;

/// The school, where leaders and administrators need a second factor.
fn strict() -> TestSchool {
    let school = TestSchool::open();
    // As in a school that has set nothing.
    school.change(|rows| rows.put_setting("second-factor", ""));
    school
}

pub fn secret(offer: &Value) -> Secret {
    let bytes = BASE32_NOPAD.decode(offer["secret"].as_str().unwrap().as_bytes()).unwrap();
    Secret::from_bytes(&bytes).unwrap()
}

fn code(client: &mut Client, code: &str) -> Answer {
    let answer = client.post("/api/sign-in/code", &json!({ "code": code }));
    client.keep_cookie(&answer);
    answer
}

/// Somebody's password is right, and leads to this step only.
fn half_in(school: &TestSchool, name: &str, step: &str) -> Client {
    let mut client = school.anonymous();
    client.sign_in_staff(name, PASSWORD).assert_error(401, step);
    client.get("/api/session").assert_error(401, "not-signed-in");
    client
}

/// Sets a second factor up after the password; the app, and the recovery codes.
fn set_up(school: &TestSchool, name: &str) -> (Client, Secret, Vec<String>) {
    let mut client = half_in(school, name, "set-up-second-factor");
    let offer = client.post("/api/sign-in/set-up", &json!({})).json();
    let secret = secret(&offer);
    let form = json!({ "code": secret.shown(school.now()) });
    let answer = client.post("/api/sign-in/set-up/code", &form);
    assert_eq!(answer.status, 200, "{}", answer.text());
    client.keep_cookie(&answer);
    assert_eq!(answer.json()["person"], school.person(name).to_string());
    let codes = serde_json::from_value(answer.json()["recovery_codes"].clone()).unwrap();
    assert_eq!(client.get("/api/session").status, 200);
    school.clock.advance(STEP_MILLIS);
    (client, secret, codes)
}

#[test]
fn leaders_and_administrators_need_one_unless_their_school_says_otherwise() {
    let school = strict();
    for name in ["leader", "administrator"] {
        half_in(&school, name, "set-up-second-factor");
    }
    for name in ["teacher", "assistant", "office"] {
        assert_eq!(school.anonymous().sign_in_staff(name, PASSWORD).status, 200, "{name}");
    }
    // Whoever becomes one needs one from the next sign-in on.
    let teacher = school.person("teacher");
    school.change(move |rows| rows.grant(teacher, Role::Leader));
    half_in(&school, "teacher", "set-up-second-factor");
    school.change(|rows| rows.put_setting("second-factor", "optional"));
    for name in ["leader", "administrator", "teacher"] {
        assert_eq!(school.anonymous().sign_in_staff(name, PASSWORD).status, 200, "{name}");
    }
}

#[test]
fn whoever_set_it_up_comes_in_by_a_code_that_counts_once() {
    let school = strict();
    let (_, app, codes) = set_up(&school, "leader");
    assert_eq!(codes.len(), 10);
    let mut client = half_in(&school, "leader", "second-factor");
    let wrong = if app.shown(school.now()) == "000000" { "000001" } else { "000000" };
    code(&mut client, wrong).assert_error(401, "wrong-code");
    let good = app.shown(school.now());
    let answer = code(&mut client, &format!("{} {}", &good[..3], &good[3..]));
    assert_eq!(answer.json()["roles"], json!(["leader"]));
    assert_eq!(client.get("/api/session").json(), answer.json());
    // The same code again, from over a shoulder.
    let mut other = half_in(&school, "leader", "second-factor");
    code(&mut other, &good).assert_error(401, "wrong-code");
    // Nor the code of the app when it was set up, nor one of long ago.
    code(&mut other, &app.shown(school.now() - STEP_MILLIS)).assert_error(401, "wrong-code");
    code(&mut other, &app.shown(school.now() - 10 * STEP_MILLIS)).assert_error(401, "wrong-code");
    // Clocks may differ by one code.
    assert_eq!(code(&mut other, &app.shown(school.now() + STEP_MILLIS)).status, 200);
}

#[test]
fn a_pending_sign_in_is_good_for_nothing_else_and_not_for_long() {
    let school = strict();
    let (_, app, _) = set_up(&school, "leader");
    let mut client = half_in(&school, "leader", "second-factor");
    for path in ["/api/directory", "/api/account", "/api/reports/school"] {
        client.get(path).assert_error(401, "not-signed-in");
    }
    // Whoever has a second factor does not get another one by their password.
    client.post("/api/sign-in/set-up", &json!({})).assert_error(401, "sign-in-expired");
    let form = json!({ "code": app.shown(school.now()) });
    client.post("/api/sign-in/set-up/code", &form).assert_error(401, "sign-in-expired");
    school.clock.advance(PENDING_MILLIS_MAX + 1);
    code(&mut client, &app.shown(school.now())).assert_error(401, "sign-in-expired");
    // Coming in ends it too.
    let mut client = half_in(&school, "leader", "second-factor");
    let before = client.clone();
    assert_eq!(code(&mut client, &app.shown(school.now())).status, 200);
    school.clock.advance(STEP_MILLIS);
    code(&mut before.clone(), &app.shown(school.now())).assert_error(401, "sign-in-expired");
    code(&mut school.anonymous(), "123456").assert_error(401, "sign-in-expired");
}

#[test]
fn a_recovery_code_works_once() {
    let school = strict();
    let (_, app, codes) = set_up(&school, "administrator");
    let mut client = half_in(&school, "administrator", "second-factor");
    let typed = codes[3].to_lowercase().replace('-', " ");
    assert_eq!(code(&mut client, &typed).status, 200);
    let left = client.get("/api/account").json()["second_factor"]["recovery_codes_left"].clone();
    assert_eq!(left, 9);
    let mut again = half_in(&school, "administrator", "second-factor");
    code(&mut again, &codes[3]).assert_error(401, "wrong-code");
    assert_eq!(code(&mut again, &codes[4]).status, 200);
    // New ones take their place; the app goes on.
    school.clock.advance(STEP_MILLIS);
    let proof = json!({ "password": PASSWORD, "code": app.shown(school.now()) });
    let new = client.post("/api/account/recovery-codes", &proof).json();
    assert_eq!(new["recovery_codes"].as_array().unwrap().len(), 10);
    let mut last = half_in(&school, "administrator", "second-factor");
    code(&mut last, &codes[5]).assert_error(401, "wrong-code");
    assert_eq!(code(&mut last, new["recovery_codes"][0].as_str().unwrap()).status, 200);
}

#[test]
fn guessing_codes_gets_slower_however_often_one_starts_again() {
    let school = strict();
    let (_, app, _) = set_up(&school, "leader");
    let wrong = if app.shown(school.now()) == "000000" { "000001" } else { "000000" };
    for _ in 0..4 {
        let mut client = half_in(&school, "leader", "second-factor");
        code(&mut client, wrong).assert_error(401, "wrong-code");
    }
    let mut client = half_in(&school, "leader", "second-factor");
    let slow = code(&mut client, &app.shown(school.now()));
    slow.assert_error(429, "slow-down");
    assert_eq!(slow.header("retry-after"), Some("1"));
    school.clock.advance(1_000);
    assert_eq!(code(&mut client, &app.shown(school.now())).status, 200);
}

#[test]
fn a_link_is_no_way_around_it() {
    let school = strict();
    let (before, app, _) = set_up(&school, "leader");
    let (person, now) = (school.person("leader"), school.now());
    let token = school.change(move |rows| links::make(rows, person, now));
    let mut client = school.anonymous();
    let path = format!("/api/welcome/{}", token.reveal());
    let answer = client.post(&path, &json!({ "password": "another-password" }));
    answer.assert_error(401, "second-factor");
    client.keep_cookie(&answer);
    // The password is another all the same; sessions have ended.
    before.get("/api/session").assert_error(401, "not-signed-in");
    assert_eq!(code(&mut client, &app.shown(school.now())).status, 200);
    // Without one yet, it is set up before anybody is in.
    let person = school.person("administrator");
    let token = school.change(move |rows| links::make(rows, person, now));
    let path = format!("/api/welcome/{}", token.reveal());
    let answer = school.anonymous().post(&path, &json!({ "password": "another-password" }));
    answer.assert_error(401, "set-up-second-factor");
}

#[test]
fn who_may_be_without_one_may_have_one() {
    let school = strict();
    let teacher = school.sign_in("teacher");
    let none = json!({ "second_factor_required": false, "second_factor": null, "passkeys": [] });
    assert_eq!(teacher.get("/api/account").json(), none);
    let on = "/api/account/second-factor";
    teacher.post(on, &json!({ "password": "wrong" })).assert_error(401, "wrong-credentials");
    let app = secret(&teacher.post(on, &json!({ "password": PASSWORD })).json());
    let confirm = "/api/account/second-factor/code";
    teacher.post(confirm, &json!({ "code": "no" })).assert_error(401, "wrong-code");
    assert_eq!(teacher.get("/api/account").json(), none, "not before the app has shown a code");
    let shown = json!({ "code": app.shown(school.now()) });
    assert_eq!(teacher.post(confirm, &shown).status, 200);
    let mut other = half_in(&school, "teacher", "second-factor");
    school.clock.advance(STEP_MILLIS);
    assert_eq!(code(&mut other, &app.shown(school.now())).status, 200);
    // A session that was left open does not turn it off, nor does the password with it.
    let off = "/api/account/second-factor/off";
    let proof = |code: &str| json!({ "password": PASSWORD, "code": code });
    teacher.post(off, &json!({ "password": PASSWORD })).assert_error(401, "wrong-code");
    school.clock.advance(STEP_MILLIS);
    assert_eq!(teacher.post(off, &proof(&app.shown(school.now()))).status, 204);
    assert_eq!(teacher.get("/api/account").json(), none);
    assert_eq!(school.anonymous().sign_in_staff("teacher", PASSWORD).status, 200);
}

#[test]
fn who_needs_one_may_have_another_and_not_none() {
    let school = strict();
    let (client, old, _) = set_up(&school, "leader");
    let proof = json!({ "password": PASSWORD, "code": old.shown(school.now()) });
    client
        .post("/api/account/second-factor/off", &proof)
        .assert_error(409, "second-factor-required");
    let new = secret(&client.post("/api/account/second-factor", &proof).json());
    let shown = json!({ "code": new.shown(school.now()) });
    assert_eq!(client.post("/api/account/second-factor/code", &shown).status, 200);
    school.clock.advance(STEP_MILLIS);
    let mut other = half_in(&school, "leader", "second-factor");
    code(&mut other, &old.shown(school.now())).assert_error(401, "wrong-code");
    assert_eq!(code(&mut other, &new.shown(school.now())).status, 200);
}

#[test]
fn another_password_ends_other_sessions_only() {
    let school = TestSchool::open();
    let (here, there) = (school.sign_in("teacher"), school.sign_in("teacher"));
    let change = |password: &str, new: &str| {
        here.post("/api/account/password", &json!({ "password": password, "new": new }))
    };
    change("wrong-horse", "three words only").assert_error(401, "wrong-credentials");
    change(PASSWORD, "password1").assert_error(422, "weak-password");
    change(PASSWORD, "teacher1").assert_error(422, "weak-password");
    assert_eq!(change(PASSWORD, "three words only").status, 204);
    assert_eq!(here.get("/api/session").status, 200);
    there.get("/api/session").assert_error(401, "not-signed-in");
    school.anonymous().sign_in_staff("teacher", PASSWORD).assert_error(401, "wrong-credentials");
    assert_eq!(school.anonymous().sign_in_staff("teacher", "three words only").status, 200);
}

#[test]
fn what_became_of_it_is_in_the_record_and_no_secret_is_kept_in_the_clear() {
    let school = strict();
    let (client, app, codes) = set_up(&school, "administrator");
    let mut again = half_in(&school, "administrator", "second-factor");
    code(&mut again, &codes[0]);
    let rows = client.get("/api/record").json();
    let said: Vec<_> = rows["rows"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| {
            format!("{} {}", row["what"].as_str().unwrap(), row["detail"].as_str().unwrap_or("-"))
        })
        .collect();
    for expected in ["second-factor-changed on", "signed-in code", "signed-in recovery-code"] {
        assert!(said.iter().any(|row| row == expected), "{expected} in {said:?}");
    }
    let database = std::fs::read(school.folder().join("limber.db")).unwrap();
    let log = std::fs::read(school.folder().join("limber.db-wal")).unwrap_or_default();
    for secret in [app.bytes().as_slice(), app.text().as_bytes(), codes[1].as_bytes()] {
        for file in [&database, &log] {
            assert!(!file.windows(secret.len()).any(|bytes| bytes == secret));
        }
    }
    // Lost: an administrator of the server takes it away, and that is recorded too.
    let (person, now) = (school.person("administrator"), school.now());
    let take = move |rows: &mut dyn server::store::Rows| {
        server::accounts::second_factor::take_away(rows, person, None, now)
    };
    assert!(school.change(take));
    half_in(&school, "administrator", "set-up-second-factor");
}
