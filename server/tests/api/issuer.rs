//! An issuer of sign-ins on this machine, which says what a test wants.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread::JoinHandle;

use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Form, Json, Router};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD as BASE64};
use rcgen::{KeyPair, PublicKeyData, SigningKey};
use serde_json::{Value, json};
use server::accounts::oidc::IssuerRow;
use server::keys::MasterKey;
use sha2::{Digest, Sha256};
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use crate::school::TestSchool;

/// As whom it knows the school.
pub const CLIENT: &str = "limber-of-the-school";
/// What both know.
pub const SECRET: &str = "a secret/of the+client";

type Pairs = HashMap<String, String>;

/// What it does not do as issuers do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Oddity {
    None,
    /// Its answers do not end for long.
    Huge,
    /// It leads elsewhere.
    Redirects,
    /// It answers with a page.
    NoJson,
}

/// How a token is signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signed {
    ByItsKey,
    ByAnother,
    /// By a key under another name.
    ByUnknown,
    Not,
}

struct Said {
    key: KeyPair,
    other: KeyPair,
    signed: Signed,
    oddity: Oddity,
    /// By code: what was asked, and what the token will say.
    codes: HashMap<String, (Pairs, Value)>,
    made: usize,
}

pub struct Issuer {
    pub address: SocketAddr,
    said: Arc<Mutex<Said>>,
    running: Option<(oneshot::Sender<()>, JoinHandle<()>)>,
}

impl Issuer {
    /// It runs, and the school has set it.
    pub fn of(school: &TestSchool) -> Self {
        let issuer = Self::open();
        issuer.set(school, false);
        issuer
    }

    pub fn open() -> Self {
        let said = Said {
            key: KeyPair::generate().unwrap(),
            other: KeyPair::generate().unwrap(),
            signed: Signed::ByItsKey,
            oddity: Oddity::None,
            codes: HashMap::new(),
            made: 0,
        };
        let said = Arc::new(Mutex::new(said));
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let address = listener.local_addr().unwrap();
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(about))
            .route("/keys", get(keys))
            .route("/token", post(token))
            .with_state((address, Arc::clone(&said)));
        let (stop, stopped) = oneshot::channel();
        let thread = std::thread::spawn(move || {
            let stopped = async { drop(stopped.await) };
            let serving = axum::serve(listener, router).with_graceful_shutdown(stopped);
            runtime.block_on(async { serving.await.unwrap() });
        });
        Self { address, said, running: Some((stop, thread)) }
    }

    /// Its name, to the letter.
    pub fn name(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The school says that it vouches for its staff.
    pub fn set(&self, school: &TestSchool, sees_to_second_factor: bool) {
        let key = MasterKey::open(school.folder()).unwrap();
        let named = ("Google", &*self.name(), CLIENT);
        let row = IssuerRow::new(&key, named, SECRET, sees_to_second_factor).unwrap();
        school.change(move |rows| rows.put_issuer(Some(&row)));
    }

    pub fn stop(&mut self) {
        if let Some((stop, thread)) = self.running.take() {
            let _ = stop.send(());
            thread.join().unwrap();
        }
    }

    pub fn is(&self, oddity: Oddity) {
        self.said().oddity = oddity;
    }

    pub fn signs(&self, signed: Signed) {
        self.said().signed = signed;
    }

    /// Somebody signs in there, having been led to `location`: where they are
    /// led back to. The token will say this beside what it has to.
    pub fn sign_in(&self, school: &TestSchool, location: &str, says: &Value) -> String {
        let asked = asked(location);
        assert!(location.starts_with(&format!("{}/authorize?", self.name())), "{location}");
        for (name, value) in [
            ("response_type", "code"),
            ("client_id", CLIENT),
            ("code_challenge_method", "S256"),
            ("scope", "openid email"),
        ] {
            assert_eq!(asked[name], value, "{location}");
        }
        let seconds = school.now() / 1_000;
        let mut claims = json!({
            "iss": self.name(), "aud": CLIENT, "nonce": asked["nonce"],
            "iat": seconds, "exp": seconds + 300,
        });
        for (name, value) in says.as_object().unwrap() {
            claims[name] = value.clone();
        }
        let mut said = self.said();
        said.made += 1;
        let code = format!("code {}", said.made);
        let back = asked["redirect_uri"].clone();
        let back = back.strip_prefix(&format!("http://{}", school.address())).unwrap();
        let back = format!("{back}?code={}&state={}", code.replace(' ', "%20"), asked["state"]);
        said.codes.insert(code, (asked, claims));
        back
    }

    fn said(&self) -> MutexGuard<'_, Said> {
        self.said.lock().unwrap()
    }
}

impl Drop for Issuer {
    fn drop(&mut self) {
        self.stop();
    }
}

/// What stands in an address.
pub fn asked(location: &str) -> Pairs {
    let uri: Uri = location.parse().unwrap();
    Query::try_from_uri(&uri).unwrap().0
}

type Shared = State<(SocketAddr, Arc<Mutex<Said>>)>;

async fn about(State((address, said)): Shared) -> Response {
    let name = format!("http://{address}");
    odd(said.lock().unwrap().oddity).unwrap_or_else(|| {
        Json(json!({
            "issuer": name,
            "authorization_endpoint": format!("{name}/authorize"),
            "token_endpoint": format!("{name}/token"),
            "jwks_uri": format!("{name}/keys"),
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["ES256", "HS256", "none"],
        }))
        .into_response()
    })
}

async fn keys(State((_, said)): Shared) -> Json<Value> {
    let point = said.lock().unwrap().key.der_bytes().to_vec();
    assert_eq!((point.len(), point[0]), (65, 4), "an uncompressed point of P-256");
    Json(json!({ "keys": [{
        "kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": "1",
        "x": BASE64.encode(&point[1..33]), "y": BASE64.encode(&point[33..]),
    }] }))
}

async fn token(State((_, said)): Shared, headers: HeaderMap, Form(form): Form<Pairs>) -> Response {
    let mut said = said.lock().unwrap();
    if let Some(odd) = odd(said.oddity) {
        return odd;
    }
    let refuse =
        |error: &str| (StatusCode::BAD_REQUEST, Json(json!({ "error": error }))).into_response();
    let client =
        format!("{CLIENT}:{}", SECRET.replace('/', "%2F").replace('+', "%2B").replace(' ', "+"));
    let basic = format!("Basic {}", STANDARD.encode(client));
    if headers.get(header::AUTHORIZATION).is_none_or(|shown| shown != basic.as_str()) {
        return refuse("invalid_client");
    }
    let Some((asked, claims)) = said.codes.remove(&form["code"]) else {
        return refuse("invalid_grant");
    };
    let challenge = BASE64.encode(Sha256::digest(&form["code_verifier"]));
    if challenge != asked["code_challenge"] || form["redirect_uri"] != asked["redirect_uri"] {
        return refuse("invalid_grant");
    }
    assert_eq!(form["grant_type"], "authorization_code");
    let token = said.token(&claims);
    Json(json!({ "access_token": "a", "token_type": "Bearer", "id_token": token })).into_response()
}

fn odd(oddity: Oddity) -> Option<Response> {
    match oddity {
        Oddity::None => None,
        Oddity::Huge => {
            let huge = json!({ "error": "a".repeat(2 * server::outside::ANSWER_BYTES_MAX) });
            Some(Json(huge).into_response())
        }
        Oddity::Redirects => {
            let elsewhere = [(header::LOCATION, "http://127.0.0.1:1/")];
            Some((StatusCode::FOUND, elsewhere).into_response())
        }
        Oddity::NoJson => Some("<h1>Airport Wi-Fi</h1>".into_response()),
    }
}

impl Said {
    fn token(&self, claims: &Value) -> String {
        let (algorithm, kid, key) = match self.signed {
            Signed::ByItsKey => ("ES256", "1", &self.key),
            Signed::ByAnother => ("ES256", "1", &self.other),
            Signed::ByUnknown => ("ES256", "2", &self.other),
            Signed::Not => ("none", "1", &self.key),
        };
        let header = json!({ "alg": algorithm, "kid": kid, "typ": "JWT" });
        let signed = [header, claims.clone()].map(|part| BASE64.encode(part.to_string())).join(".");
        let signature = match self.signed {
            Signed::Not => String::new(),
            _ => BASE64.encode(raw(&key.sign(signed.as_bytes()).unwrap())),
        };
        format!("{signed}.{signature}")
    }
}

/// The two numbers of a signature, as tokens have them: 32 bytes each, and not
/// the DER that certificates have.
fn raw(der: &[u8]) -> Vec<u8> {
    let number = |at: usize| &der[at + 2..at + 2 + usize::from(der[at + 1])];
    let first = number(2);
    let numbers = [first, number(4 + first.len())];
    let padded = |number: &[u8]| {
        let number = number.strip_prefix(&[0]).unwrap_or(number);
        [&[0].repeat(32 - number.len()), number].concat()
    };
    numbers.map(padded).concat()
}
