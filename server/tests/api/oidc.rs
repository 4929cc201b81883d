//! Signing in with an account elsewhere: whom it lets in, whom it does not, and
//! what an issuer may not say or do.

use serde_json::{Value, json};
use server::accounts::oidc::desk::AWAY_MILLIS_MAX;
use server::accounts::second_factor;
use server::store::Rows;

use crate::client::{Answer, Client};
use crate::issuer::{CLIENT, Issuer, Oddity, SECRET, Signed, asked};
use crate::school::{DAY_MILLIS, PASSWORD, TestSchool};

/// What it says of a member of staff.
fn teacher() -> Value {
    json!({ "sub": "108", "email": "Teacher@School.example", "email_verified": true })
}

/// Goes there: the browser, and where it is led.
fn leave(school: &TestSchool, query: &str) -> (Client, String) {
    let mut client = school.anonymous();
    let answer = client.get(&format!("/sign-in/oidc{query}"));
    assert_eq!(answer.status, 303, "{}", answer.text());
    client.keep_cookie(&answer);
    (client, answer.header("location").unwrap().to_owned())
}

/// Comes back, as the issuer leads: where the browser is led then.
fn back(client: &Client, path: &str) -> String {
    // As browsers do it, who are led here by another site.
    let answer = client.with("sec-fetch-site", "cross-site").get(path);
    assert_eq!(answer.status, 303, "{}", answer.text());
    assert!(answer.cookies().is_empty());
    answer.header("location").unwrap().to_owned()
}

/// Asks what came of it, as the page does.
fn finish(client: &mut Client) -> Answer {
    let answer = client.post("/api/sign-in/oidc", &json!({}));
    assert!(answer.cookies().iter().any(|cookie| cookie.contains("limber-oidc=;")));
    client.keep_cookie(&answer);
    answer
}

/// The whole way, with an account of which the issuer says this.
fn sign_in(school: &TestSchool, issuer: &Issuer, says: &Value) -> (Client, Answer) {
    let (mut client, location) = leave(school, "");
    let path = issuer.sign_in(school, &location, says);
    assert_eq!(back(&client, &path), "/sign-in?oidc=back");
    let answer = finish(&mut client);
    (client, answer)
}

#[track_caller]
fn assert_let_in(school: &TestSchool, (client, answer): &(Client, Answer), name: &str) {
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.json()["person"], school.person(name).to_string());
    assert_eq!(client.get("/api/session").json(), answer.json());
}

fn assert_unknown((client, answer): &(Client, Answer)) {
    answer.assert_error(401, "unknown-account");
    client.get("/api/session").assert_error(401, "not-signed-in");
}

/// What the record says, the newest first.
fn record(school: &TestSchool) -> Vec<String> {
    let rows = school.sign_in("administrator").get("/api/record").json()["rows"].clone();
    let said = |row: &Value| {
        format!("{} {}", row["what"].as_str().unwrap(), row["detail"].as_str().unwrap_or("-"))
    };
    rows.as_array().unwrap().iter().map(said).collect()
}

#[test]
fn an_account_is_found_by_its_address_once_and_by_itself_afterwards() {
    let school = TestSchool::open();
    let issuer = Issuer::of(&school);
    let ways = school.anonymous().get("/api/sign-in/ways");
    assert_eq!(ways.json(), json!({ "oidc": { "name": "Google" } }));
    assert_let_in(&school, &sign_in(&school, &issuer, &teacher()), "teacher");
    let said = record(&school);
    let at = said.iter().position(|row| row == "signed-in oidc").unwrap();
    assert_eq!(said[at + 1], "account-linked -");
    // Married, and the new address is not verified; it is that of somebody else, even.
    for says in [
        json!({ "sub": "108", "email": "new-name@school.example", "email_verified": false }),
        json!({ "sub": "108", "email": "leader@school.example", "email_verified": true }),
        json!({ "sub": "108" }),
    ] {
        assert_let_in(&school, &sign_in(&school, &issuer, &says), "teacher");
    }
    assert_eq!(record(&school).iter().filter(|row| *row == "account-linked -").count(), 1);
    // Signing out ends our session.
    let (client, _) = sign_in(&school, &issuer, &teacher());
    assert_eq!(client.post("/api/sign-out", &json!({})).status, 204);
    client.get("/api/session").assert_error(401, "not-signed-in");
}

#[test]
fn an_address_lets_in_only_whom_it_names_for_certain() {
    let school = TestSchool::open();
    let issuer = Issuer::of(&school);
    school.import(|incoming| {
        let email = |incoming: &mut domain::roster::Incoming, name: &str, email: &str| {
            let arriving = incoming.people.get_mut(&name.into()).unwrap();
            arriving.row.email = Some(email.to_owned());
        };
        email(incoming, "Amara", "amara@school.example");
        email(incoming, "leader", "office@school.example");
    });
    let of = |email: &str, verified: Value| json!({ "sub": email, "email": email, "email_verified": verified });
    for says in [
        of("teacher@school.example", json!(false)),
        json!({ "sub": "1", "email": "teacher@school.example" }),
        json!({ "sub": "1", "email_verified": true }),
        of("nobody@school.example", json!(true)),
        of("teacher@school.example.evil.example", json!(true)),
        // A name to sign in with is no address.
        of("teacher", json!(true)),
        // A student's.
        of("amara@school.example", json!(true)),
        // Of two.
        of("office@school.example", json!(true)),
    ] {
        assert_unknown(&sign_in(&school, &issuer, &says));
    }
    assert_let_in(&school, &sign_in(&school, &issuer, &teacher()), "teacher");
    // The account of somebody who has got the address of somebody else.
    let other = json!({ "sub": "109", "email": "teacher@school.example", "email_verified": true });
    assert_unknown(&sign_in(&school, &issuer, &other));
    assert!(record(&school).contains(&"sign-in-failed oidc".to_owned()));
    // A new one in place of a lost one: an administrator takes the first away.
    let (person, now) = (school.person("teacher"), school.now());
    school.change(move |rows| second_factor::take_away(rows, person, None, now));
    assert_let_in(&school, &sign_in(&school, &issuer, &other), "teacher");
    assert_unknown(&sign_in(&school, &issuer, &teacher()));
    assert!(record(&school).contains(&"account-unlinked -".to_owned()));
}

#[test]
fn microsoft_says_otherwise_that_an_address_is_verified() {
    let school = TestSchool::open();
    let issuer = Issuer::of(&school);
    let of = |sub: &str, name: &str, verified: Value| {
        let email = format!("{name}@school.example");
        json!({ "sub": sub, "email": email, "xms_edov": verified })
    };
    for (at, claim) in [json!(false), json!(0), json!("0"), json!("yes")].into_iter().enumerate() {
        assert_unknown(&sign_in(&school, &issuer, &of(&at.to_string(), "teacher", claim)));
    }
    for (name, claim) in [("teacher", json!(true)), ("assistant", json!(1)), ("leader", json!("1"))]
    {
        assert_let_in(&school, &sign_in(&school, &issuer, &of(name, name, claim)), name);
    }
}

#[test]
fn who_may_not_sign_in_may_not_so_either() {
    let school = TestSchool::open();
    let issuer = Issuer::of(&school);
    assert_let_in(&school, &sign_in(&school, &issuer, &teacher()), "teacher");
    school.import(|incoming| {
        incoming.people.get_mut(&"teacher".into()).unwrap().row.enabled = false;
        incoming.people.get_mut(&"assistant".into()).unwrap().row.enabled = false;
    });
    assert_unknown(&sign_in(&school, &issuer, &teacher()));
    let new = json!({ "sub": "1", "email": "assistant@school.example", "email_verified": true });
    assert_unknown(&sign_in(&school, &issuer, &new));
}

#[test]
fn a_token_that_is_not_good_lets_nobody_in() {
    let school = TestSchool::open();
    let issuer = Issuer::of(&school);
    let seconds = school.now() / 1_000;
    for (claim, value) in [
        ("nonce", json!("of another question")),
        ("nonce", Value::Null),
        ("aud", json!("another-client")),
        ("aud", json!([CLIENT, "another-client"])),
        ("iss", json!("https://accounts.example")),
        ("exp", json!(seconds - 1)),
        ("sub", json!("a".repeat(300))),
    ] {
        let mut says = teacher();
        says[claim] = value;
        let (_, answer) = sign_in(&school, &issuer, &says);
        answer.assert_error(401, "issuer-refused");
    }
    for signed in [Signed::ByAnother, Signed::Not] {
        issuer.signs(signed);
        let (_, answer) = sign_in(&school, &issuer, &teacher());
        answer.assert_error(401, "issuer-refused");
    }
    // Its keys may have changed: they are asked for anew the next time.
    issuer.signs(Signed::ByUnknown);
    sign_in(&school, &issuer, &teacher()).1.assert_error(503, "issuer-away");
    issuer.signs(Signed::ByItsKey);
    assert_let_in(&school, &sign_in(&school, &issuer, &teacher()), "teacher");
}

#[test]
fn who_comes_back_is_who_left_in_this_browser_and_comes_once() {
    let school = TestSchool::open();
    let issuer = Issuer::of(&school);
    // Somebody leads another browser to the end of their own way.
    let (mut client, location) = leave(&school, "");
    let path = issuer.sign_in(&school, &location, &teacher());
    let (mut other, other_location) = leave(&school, "");
    for mut browser in [school.anonymous(), other.clone()] {
        assert_eq!(back(&browser, &path), "/sign-in?oidc=back");
        finish(&mut browser).assert_error(401, "sign-in-expired");
    }
    // Nothing of that ended either way.
    back(&client, &path);
    let twice = client.clone();
    assert_eq!(finish(&mut client).status, 200);
    back(&twice, &path);
    finish(&mut twice.clone()).assert_error(401, "sign-in-expired");
    let says = json!({ "sub": "2", "email": "leader@school.example", "email_verified": true });
    back(&other, &issuer.sign_in(&school, &other_location, &says));
    assert_eq!(finish(&mut other).json()["person"], school.person("leader").to_string());
    // A code that another way has used already.
    let (mut late, location) = leave(&school, "");
    let state = &asked(&location)["state"];
    back(&late, &format!("/sign-in/oidc/back?code=code%201&state={state}"));
    finish(&mut late).assert_error(401, "issuer-refused");
}

#[test]
fn a_way_has_an_end() {
    let school = TestSchool::open();
    let issuer = Issuer::of(&school);
    let (mut client, location) = leave(&school, "");
    let path = issuer.sign_in(&school, &location, &teacher());
    school.clock.advance(AWAY_MILLIS_MAX + 1);
    back(&client, &path);
    finish(&mut client).assert_error(401, "sign-in-expired");
    // Somebody turns back there.
    let (mut client, location) = leave(&school, "");
    let state = &asked(&location)["state"];
    back(&client, &format!("/sign-in/oidc/back?error=access_denied&state={state}"));
    finish(&mut client).assert_error(401, "issuer-refused");
    // Not set any more, while somebody is there.
    let (mut client, location) = leave(&school, "");
    let path = issuer.sign_in(&school, &location, &teacher());
    school.change(|rows| rows.put_issuer(None));
    back(&client, &path);
    finish(&mut client).assert_error(401, "issuer-refused");
    assert_eq!(leave(&school, "").1, "/sign-in");
    assert_eq!(school.anonymous().get("/api/sign-in/ways").json(), json!({ "oidc": null }));
}

#[test]
fn an_issuer_that_is_away_loses_nothing() {
    let school = TestSchool::open();
    let mut issuer = Issuer::of(&school);
    for oddity in [Oddity::Huge, Oddity::Redirects, Oddity::NoJson] {
        issuer.is(oddity);
        let (mut client, location) = leave(&school, "?next=/walk");
        assert_eq!(location, "/sign-in?oidc=back&next=%2Fwalk", "{oddity:?}");
        finish(&mut client).assert_error(503, "issuer-away");
        issuer.is(Oddity::None);
        let (mut client, location) = leave(&school, "");
        let path = issuer.sign_in(&school, &location, &teacher());
        issuer.is(oddity);
        back(&client, &path);
        finish(&mut client).assert_error(503, "issuer-away");
        // What it says of itself is asked anew.
        school.clock.advance(DAY_MILLIS);
    }
    issuer.is(Oddity::None);
    let (mut client, location) = leave(&school, "");
    let path = issuer.sign_in(&school, &location, &teacher());
    issuer.stop();
    back(&client, &path);
    finish(&mut client).assert_error(503, "issuer-away");
    school.clock.advance(DAY_MILLIS);
    let (mut client, location) = leave(&school, "");
    assert_eq!(location, "/sign-in?oidc=back");
    finish(&mut client).assert_error(503, "issuer-away");
    assert_eq!(client.sign_in_staff("teacher", PASSWORD).status, 200);
}

#[test]
fn a_second_factor_is_asked_for_unless_the_issuer_sees_to_it() {
    let school = TestSchool::open();
    let issuer = Issuer::of(&school);
    school.change(|rows| rows.put_setting("second-factor", ""));
    let leader = json!({ "sub": "3", "email": "leader@school.example", "email_verified": true });
    let (client, answer) = sign_in(&school, &issuer, &leader);
    answer.assert_error(401, "set-up-second-factor");
    client.get("/api/session").assert_error(401, "not-signed-in");
    let offer = client.post("/api/sign-in/set-up", &json!({})).json();
    let app = crate::second_factor::secret(&offer);
    let form = json!({ "code": app.shown(school.now()) });
    let answer = client.post("/api/sign-in/set-up/code", &form);
    assert_eq!(answer.status, 200, "{}", answer.text());
    let recovery_code = answer.json()["recovery_codes"][0].as_str().unwrap().to_owned();
    school.clock.advance(60_000);
    for code in [recovery_code, app.shown(school.now())] {
        let (mut client, answer) = sign_in(&school, &issuer, &leader);
        answer.assert_error(401, "second-factor");
        let answer = client.post("/api/sign-in/code", &json!({ "code": code }));
        client.keep_cookie(&answer);
        assert_let_in(&school, &(client, answer), "leader");
    }
    school.change(|rows| rows.put_setting("second-factor", "optional"));
    let said = record(&school);
    let ways = said.iter().filter(|row| row.starts_with("signed-in oidc")).count();
    assert!(ways == 3 && said.contains(&"signed-in oidc-recovery-code".to_owned()), "{said:?}");
    issuer.set(&school, true);
    assert_let_in(&school, &sign_in(&school, &issuer, &leader), "leader");
    assert_eq!(sign_in(&school, &issuer, &teacher()).1.status, 200);
}

#[test]
fn it_leads_on_to_paths_of_ours_alone() {
    let school = TestSchool::open();
    let issuer = Issuer::of(&school);
    for (next, leads_to) in [
        ("?next=%2Fclass%2F1%3Fx%3D2", "/sign-in?oidc=back&next=%2Fclass%2F1%3Fx%3D2"),
        ("?next=%2F%2Felsewhere.example", "/sign-in?oidc=back"),
        ("?next=https%3A%2F%2Felsewhere.example", "/sign-in?oidc=back"),
        ("?next=%2F%5Celsewhere.example", "/sign-in?oidc=back"),
        ("?next=", "/sign-in?oidc=back"),
        ("", "/sign-in?oidc=back"),
    ] {
        let (client, location) = leave(&school, next);
        let path = issuer.sign_in(&school, &location, &teacher());
        assert_eq!(back(&client, &path), leads_to);
    }
}

#[test]
fn the_way_is_as_careful_as_others() {
    let school = TestSchool::open();
    let issuer = Issuer::of(&school);
    let answer = school.anonymous().get("/sign-in/oidc");
    let [cookie] = answer.cookies()[..] else { panic!("{:?}", answer.cookies()) };
    for part in ["limber-oidc=", "HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=600"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    let location = answer.header("location").unwrap();
    assert_eq!(
        asked(location)["redirect_uri"],
        format!("http://{}/sign-in/oidc/back", school.address())
    );
    assert!(!location.contains("secret"), "{location}");
    // What came of it is for our own page alone.
    let other = school.anonymous().with("sec-fetch-site", "cross-site");
    other.post("/api/sign-in/oidc", &json!({})).assert_error(403, "cross-site");
    // Whoever goes again and again gets slower, and nobody who comes in does.
    for _ in 0..70 {
        assert_let_in(&school, &sign_in(&school, &issuer, &teacher()), "teacher");
    }
    let led_away = |location: &str| location.starts_with(&issuer.name());
    let refused = (0..70).find(|_| !led_away(&leave(&school, "").1));
    assert!(refused.is_some(), "it gets slower");
}

#[test]
fn the_secret_is_in_the_clear_nowhere() {
    let school = TestSchool::open();
    let issuer = Issuer::of(&school);
    assert_let_in(&school, &sign_in(&school, &issuer, &teacher()), "teacher");
    for file in ["limber.db", "limber.db-wal"] {
        let bytes = std::fs::read(school.folder().join(file)).unwrap_or_default();
        assert!(!bytes.windows(SECRET.len()).any(|part| part == SECRET.as_bytes()), "{file}");
    }
    // Their copy tells of their account there; their name, once erased, of none.
    let (copy, _) = crate::data_rights::exported(&school, "teacher");
    assert!(copy.to_string().contains("\"subject\":\"108\""), "{copy}");
    let person = school.person("teacher");
    school.change(move |rows: &mut dyn Rows| rows.forget_person(person));
    let links = school.rows(move |rows| rows.has_link(person, &issuer.name()));
    assert!(!links);
}
