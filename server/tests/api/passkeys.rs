//! Passkeys, with an authenticator in software: what one opens, and what it does
//! not.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use rcgen::{KeyPair, PublicKeyData, SigningKey};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::client::{Answer, Client};
use crate::school::{PASSWORD, TestSchool};

/// Who holds it is here, and was looked at.
const HERE_AND_LOOKED_AT: u8 = 0x05;
/// A new key comes along.
const WITH_KEY: u8 = 0x40;

/// A passkey on somebody's phone.
struct Phone {
    id: Vec<u8>,
    key: KeyPair,
    user: String,
    site: String,
    count: u32,
}

impl Phone {
    /// Makes one as it is asked; what the browser sends.
    fn make(origin: &str, options: &Value) -> (Self, Value) {
        let key = KeyPair::generate().unwrap();
        let id = Sha256::digest(key.der_bytes()).to_vec();
        let user = options["user"]["id"].as_str().unwrap().to_owned();
        let site = options["rp"]["id"].as_str().unwrap().to_owned();
        let phone = Self { id, key, user, site, count: 0 };
        let point = phone.key.der_bytes();
        assert_eq!((point.len(), point[0]), (65, 4), "an uncompressed point of P-256");
        let mut data = phone.data(HERE_AND_LOOKED_AT | WITH_KEY);
        data.extend([0; 16]);
        data.extend([0, u8::try_from(phone.id.len()).unwrap()]);
        data.extend(&phone.id);
        data.extend([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20]);
        data.extend(&point[1..33]);
        data.extend([0x22, 0x58, 0x20]);
        data.extend(&point[33..]);
        let mut object = b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x58".to_vec();
        object.push(u8::try_from(data.len()).unwrap());
        object.extend(data);
        let response = json!({
            "attestationObject": BASE64.encode(object),
            "clientDataJSON": client_data("webauthn.create", origin, options),
        });
        let shown = phone.shown(&response);
        (phone, shown)
    }

    /// Shows it as it is asked, having looked at its holder or not.
    fn show(&mut self, origin: &str, options: &Value, flags: u8) -> Value {
        self.count += 1;
        let data = self.data(flags);
        let client = client_data("webauthn.get", origin, options);
        let hash = Sha256::digest(BASE64.decode(&client).unwrap());
        let signature = self.key.sign(&[data.as_slice(), &hash].concat()).unwrap();
        let response = json!({
            "authenticatorData": BASE64.encode(data),
            "clientDataJSON": client,
            "signature": BASE64.encode(signature),
            "userHandle": self.user,
        });
        self.shown(&response)
    }

    fn data(&self, flags: u8) -> Vec<u8> {
        let mut data = Sha256::digest(self.site.as_bytes()).to_vec();
        data.push(flags);
        data.extend(self.count.to_be_bytes());
        data
    }

    fn shown(&self, response: &Value) -> Value {
        let id = BASE64.encode(&self.id);
        json!({
            "id": id, "rawId": id, "type": "public-key", "response": response,
            "clientExtensionResults": {},
        })
    }
}

fn client_data(kind: &str, origin: &str, options: &Value) -> String {
    let data = json!({
        "type": kind, "challenge": options["challenge"], "origin": origin, "crossOrigin": false,
    });
    BASE64.encode(data.to_string())
}

/// A browser that has the school open by a name.
fn at_name(school: &TestSchool, client: &Client) -> (Client, String) {
    let host = format!("localhost:{}", school.address().port());
    (client.with("host", &host), format!("http://{host}"))
}

/// Registers one on somebody's account.
fn register(school: &TestSchool, client: &Client, proof: &Value) -> Phone {
    let (client, origin) = at_name(school, client);
    let asks = client.post("/api/account/passkeys", proof);
    assert_eq!(asks.status, 200, "{}", asks.text());
    let asks = asks.json();
    assert_eq!(asks["options"]["authenticatorSelection"]["residentKey"], "required");
    let (phone, credential) = Phone::make(&origin, &asks["options"]);
    let form =
        json!({ "ceremony": asks["ceremony"], "credential": credential, "name": "My phone" });
    let kept = client.post("/api/account/passkeys/finish", &form);
    assert_eq!(kept.status, 204, "{}", kept.text());
    phone
}

/// Signs in by it, from a browser that nobody is signed in to.
fn sign_in(school: &TestSchool, phone: &mut Phone, flags: u8) -> (Client, Answer) {
    let (mut client, origin) = at_name(school, &school.anonymous());
    let asks = client.post("/api/sign-in/passkey", &json!({})).json();
    let credential = phone.show(&origin, &asks["options"], flags);
    let form = json!({ "ceremony": asks["ceremony"], "credential": credential });
    let answer = client.post("/api/sign-in/passkey/finish", &form);
    client.keep_cookie(&answer);
    (client, answer)
}

#[test]
fn a_passkey_alone_signs_in_where_a_second_factor_is_needed_too() {
    let school = TestSchool::open();
    let leader = school.sign_in("leader");
    let mut phone = register(&school, &leader, &json!({ "password": PASSWORD }));
    school.change(|rows| rows.put_setting("second-factor", ""));
    for _ in 0..2 {
        let (client, answer) = sign_in(&school, &mut phone, HERE_AND_LOOKED_AT);
        assert_eq!(answer.json()["person"], school.person("leader").to_string());
        assert_eq!(client.get("/api/session").status, 200);
    }
    // It stands for a second factor: nothing has to be set up, and the password is not enough.
    school.anonymous().sign_in_staff("leader", PASSWORD).assert_error(401, "second-factor");
    let account = leader.get("/api/account").json();
    assert_eq!(account["passkeys"][0]["name"], "My phone");
    assert_eq!(account["passkeys"][0]["used"], school.now());
}

#[test]
fn what_opens_nothing() {
    let school = TestSchool::open();
    let teacher = school.sign_in("teacher");
    let mut phone = register(&school, &teacher, &json!({ "password": PASSWORD }));
    // Nobody looked at who holds it.
    let (_, answer) = sign_in(&school, &mut phone, 0x01);
    answer.assert_error(401, "wrong-passkey");
    // For another site, as a page that fishes would have it.
    let (client, origin) = at_name(&school, &school.anonymous());
    let ask = || client.post("/api/sign-in/passkey", &json!({})).json();
    let finish = |asks: &Value, credential: &Value| {
        let form = json!({ "ceremony": asks["ceremony"], "credential": credential });
        client.post("/api/sign-in/passkey/finish", &form)
    };
    let asks = ask();
    let fished = phone.show("https://evil.example", &asks["options"], HERE_AND_LOOKED_AT);
    finish(&asks, &fished).assert_error(401, "wrong-passkey");
    // The same answer twice, and an answer to another question.
    let asks = ask();
    let good = phone.show(&origin, &asks["options"], HERE_AND_LOOKED_AT);
    finish(&ask(), &good).assert_error(401, "wrong-passkey");
    assert_eq!(finish(&asks, &good).status, 200);
    finish(&asks, &good).assert_error(401, "wrong-passkey");
    // A key that says it is somebody else's.
    let mut stolen =
        register(&school, &school.sign_in("assistant"), &json!({ "password": PASSWORD }));
    stolen.user = phone.user.clone();
    let (_, answer) = sign_in(&school, &mut stolen, HERE_AND_LOOKED_AT);
    answer.assert_error(401, "wrong-passkey");
    // Too late.
    let asks = ask();
    let late = phone.show(&origin, &asks["options"], HERE_AND_LOOKED_AT);
    school.clock.advance(server::accounts::passkeys::CEREMONY_MILLIS_MAX + 1);
    finish(&asks, &late).assert_error(401, "wrong-passkey");
}

#[test]
fn a_passkey_comes_and_goes_by_the_password_only() {
    let school = TestSchool::open();
    let teacher = school.sign_in("teacher");
    let (named, origin) = at_name(&school, &teacher);
    let ask = "/api/account/passkeys";
    named.post(ask, &json!({ "password": "wrong" })).assert_error(401, "wrong-credentials");
    teacher.post(ask, &json!({ "password": PASSWORD })).assert_error(400, "bad-request");
    let mut phone = register(&school, &teacher, &json!({ "password": PASSWORD }));
    // What was asked of one person is no passkey of another's.
    let asks = named.post(ask, &json!({ "password": PASSWORD })).json();
    let (_, credential) = Phone::make(&origin, &asks["options"]);
    let form = json!({ "ceremony": asks["ceremony"], "credential": credential, "name": "Mine" });
    let (other, _) = at_name(&school, &school.sign_in("assistant"));
    other.post("/api/account/passkeys/finish", &form).assert_error(401, "wrong-passkey");

    let id = teacher.get("/api/account").json()["passkeys"][0]["id"].as_str().unwrap().to_owned();
    let remove = format!("/api/account/passkeys/{id}/remove");
    let assistant = school.sign_in("assistant");
    assistant.post(&remove, &json!({ "password": PASSWORD })).assert_error(404, "not-found");
    teacher.post(&remove, &json!({ "password": "wrong" })).assert_error(401, "wrong-credentials");
    assert_eq!(teacher.post(&remove, &json!({ "password": PASSWORD })).status, 204);
    let (_, answer) = sign_in(&school, &mut phone, HERE_AND_LOOKED_AT);
    answer.assert_error(401, "wrong-passkey");
    assert_eq!(school.anonymous().sign_in_staff("teacher", PASSWORD).status, 200);
}

#[test]
fn the_last_second_factor_of_a_leader_stays() {
    let school = TestSchool::open();
    let leader = school.sign_in("leader");
    register(&school, &leader, &json!({ "password": PASSWORD }));
    school.change(|rows| rows.put_setting("second-factor", ""));
    let id = leader.get("/api/account").json()["passkeys"][0]["id"].as_str().unwrap().to_owned();
    let remove = format!("/api/account/passkeys/{id}/remove");
    let proof = json!({ "password": PASSWORD });
    leader.post(&remove, &proof).assert_error(409, "second-factor-required");
    // An administrator's reset takes it, and says so.
    let (person, now) = (school.person("leader"), school.now());
    let reset = move |rows: &mut dyn server::store::Rows| {
        server::accounts::second_factor::take_away(rows, person, None, now)
    };
    assert!(school.change(reset));
    school.anonymous().sign_in_staff("leader", PASSWORD).assert_error(401, "set-up-second-factor");
    let record = school.sign_in("teacher").get("/api/record/me");
    assert_eq!(record.status, 200);
}
