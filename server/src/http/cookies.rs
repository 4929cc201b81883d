//! The two cookies of a session: its token, which no script can read, and its
//! mark, which a script can take away.
//!
//! A session counts only with both. So who signs out on a device without a
//! network has signed out: the next person's pages are not rendered with the
//! rights of the one before, though the token is still there until the server
//! is told.

use std::sync::{Arc, OnceLock};

use app::tablet::MARK_COOKIES;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;
use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};

use super::state::Channel;
use crate::accounts::oidc::desk::AWAY_MILLIS_MAX;
use crate::accounts::pending::PENDING_MILLIS_MAX;
use crate::accounts::sessions::{SESSION_MILLIS_MAX, Token};
use crate::devices::TOKEN_SECONDS_MAX;

/// Over TLS, and on this machine in browsers that count it as secure.
const SECURE_NAME: &str = "__Host-limber";
/// On this machine in browsers that do not.
const LOOPBACK_NAME: &str = "limber";

/// The token of the device, over TLS and not, as those of sessions.
const DEVICE_NAMES: [&str; 2] = ["__Host-limber-device", "limber-device"];

/// A sign-in that is not whole yet, over TLS and not.
const PENDING_NAMES: [&str; 2] = ["__Host-limber-pending", "limber-pending"];

/// Somebody who has gone to the issuer of another account, over TLS and not.
const OIDC_NAMES: [&str; 2] = ["__Host-limber-oidc", "limber-oidc"];

/// The session's token in a request, if it has one and its mark is beside it.
#[must_use]
pub fn token(headers: &HeaderMap, channel: Channel) -> Option<Token> {
    let jar = CookieJar::from_headers(headers);
    let token = unmarked_token(headers, channel)?;
    let mark = token.mark();
    let is_marked = |name: &&str| jar.get(name).is_some_and(|cookie| cookie.value() == mark);
    MARK_COOKIES.iter().any(is_marked).then_some(token)
}

/// The session's token, with or without its mark: good for nothing but to end
/// the session. The name without a prefix counts on this machine only:
/// elsewhere any neighbour of the host could have set it.
#[must_use]
pub fn unmarked_token(headers: &HeaderMap, channel: Channel) -> Option<Token> {
    let jar = CookieJar::from_headers(headers);
    let names: &[&str] = match channel {
        Channel::Loopback => &[SECURE_NAME, LOOPBACK_NAME],
        Channel::Secure | Channel::Plain => &[SECURE_NAME],
    };
    names.iter().filter_map(|name| jar.get(name)).find_map(|cookie| Token::parse(cookie.value()))
}

/// The headers that hand out a session.
#[must_use]
pub fn hand_out(token: &Token, channel: Channel, request: &HeaderMap) -> [HeaderValue; 2] {
    let secrets = [token.reveal().to_owned(), token.mark()];
    cookies(secrets, SESSION_MILLIS_MAX / 1_000, channel, request)
}

/// The headers that take a session back.
#[must_use]
pub fn take_back(channel: Channel, request: &HeaderMap) -> [HeaderValue; 2] {
    cookies([String::new(), String::new()], 0, channel, request)
}

/// The token of the device in a request, whoever uses it.
#[must_use]
pub fn device(headers: &HeaderMap, channel: Channel) -> Option<Token> {
    named(&DEVICE_NAMES, headers, channel)
}

/// The sign-in that a request goes on with.
#[must_use]
pub fn pending(headers: &HeaderMap, channel: Channel) -> Option<Token> {
    named(&PENDING_NAMES, headers, channel)
}

/// The header that hands out a sign-in to go on with.
#[must_use]
pub fn hand_out_pending(token: &Token, channel: Channel, request: &HeaderMap) -> HeaderValue {
    hidden(&PENDING_NAMES, token.reveal(), PENDING_MILLIS_MAX / 1_000, channel, request)
}

/// The header that takes it back.
#[must_use]
pub fn take_back_pending(channel: Channel, request: &HeaderMap) -> HeaderValue {
    hidden(&PENDING_NAMES, "", 0, channel, request)
}

/// The way to the issuer, and back, that a browser is on.
#[must_use]
pub fn oidc(headers: &HeaderMap, channel: Channel) -> Option<Token> {
    named(&OIDC_NAMES, headers, channel)
}

/// The header that sends a browser on it. Browsers bring it along when the
/// issuer leads back here, since that is a visit to a page.
#[must_use]
pub fn hand_out_oidc(token: &Token, channel: Channel, request: &HeaderMap) -> HeaderValue {
    hidden(&OIDC_NAMES, token.reveal(), AWAY_MILLIS_MAX / 1_000, channel, request)
}

/// The header that ends it.
#[must_use]
pub fn take_back_oidc(channel: Channel, request: &HeaderMap) -> HeaderValue {
    hidden(&OIDC_NAMES, "", 0, channel, request)
}

/// The token under one of two names: the one without a prefix counts on this
/// machine only.
fn named(names: &[&'static str; 2], headers: &HeaderMap, channel: Channel) -> Option<Token> {
    let jar = CookieJar::from_headers(headers);
    let names = match channel {
        Channel::Loopback => &names[..],
        Channel::Secure | Channel::Plain => &names[..1],
    };
    names.iter().filter_map(|name| jar.get(name)).find_map(|cookie| Token::parse(cookie.value()))
}

/// The header that hands a device its token.
#[must_use]
pub fn hand_out_device(token: &Token, channel: Channel, request: &HeaderMap) -> HeaderValue {
    hidden(&DEVICE_NAMES, token.reveal(), TOKEN_SECONDS_MAX, channel, request)
}

/// A place for the cookies of a session whose time begins anew with this
/// request.
#[derive(Clone, Default)]
pub struct Renewal(Arc<OnceLock<[HeaderValue; 2]>>);

impl Renewal {
    /// The answer to this request hands them out again.
    pub fn set(&self, cookies: [HeaderValue; 2]) {
        // Once is enough.
        let _ = self.0.set(cookies);
    }
}

/// The middleware: a session that is used lasts in the browser as well, and not
/// only here.
pub async fn renew(mut request: Request, next: Next) -> Response {
    let renewal = Renewal::default();
    request.extensions_mut().insert(renewal.clone());
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    if let Some(cookies) = renewal.0.get()
        && !headers.contains_key(header::SET_COOKIE)
    {
        headers.extend(cookies.iter().map(|cookie| (header::SET_COOKIE, cookie.clone())));
    }
    response
}

fn cookies(
    [token, mark]: [String; 2],
    seconds: i64,
    channel: Channel,
    request: &HeaderMap,
) -> [HeaderValue; 2] {
    let secure = is_secure(channel, request);
    let names =
        if secure { (SECURE_NAME, MARK_COOKIES[0]) } else { (LOOPBACK_NAME, MARK_COOKIES[1]) };
    [cookie(names.0, token, true, secure, seconds), cookie(names.1, mark, false, secure, seconds)]
}

/// A cookie that no script sees, under one of two names.
fn hidden(
    names: &[&'static str; 2],
    value: &str,
    seconds: i64,
    channel: Channel,
    request: &HeaderMap,
) -> HeaderValue {
    let secure = is_secure(channel, request);
    let name = if secure { names[0] } else { names[1] };
    cookie(name, value.to_owned(), true, secure, seconds)
}

fn cookie(
    name: &'static str,
    value: String,
    http_only: bool,
    secure: bool,
    seconds: i64,
) -> HeaderValue {
    let cookie = Cookie::build((name, value)).path("/").same_site(SameSite::Lax);
    let cookie = cookie.http_only(http_only).secure(secure).build();
    // `Max-Age` by hand: the library's durations are another crate's.
    let text = format!("{cookie}; Max-Age={seconds}");
    HeaderValue::from_str(&text).expect("names of ours and hexadecimal digits fit a header")
}

fn is_secure(channel: Channel, request: &HeaderMap) -> bool {
    channel == Channel::Secure || takes_secure_on_loopback(request)
}

/// Chromium counts loopback as secure; Safari refuses secure cookies there.
fn takes_secure_on_loopback(request: &HeaderMap) -> bool {
    let agent = request.get(header::USER_AGENT).and_then(|value| value.to_str().ok());
    agent.is_some_and(|agent| agent.contains("Chrome/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHROMIUM: &str = "Mozilla/5.0 (X11; Linux x86_64) Chrome/156.0.0.0 Safari/537.36";
    const WEBKIT: &str = "Mozilla/5.0 (iPad) Version/26.0 Safari/605.1.15";

    fn agent(name: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(header::USER_AGENT, HeaderValue::from_static(name))])
    }

    fn cookies_are(pairs: &str) -> HeaderMap {
        HeaderMap::from_iter([(header::COOKIE, pairs.parse().unwrap())])
    }

    #[test]
    fn names_and_flags() {
        let cases = [
            (Channel::Secure, WEBKIT, "__Host-limber", true),
            (Channel::Secure, CHROMIUM, "__Host-limber", true),
            (Channel::Loopback, CHROMIUM, "__Host-limber", true),
            (Channel::Loopback, WEBKIT, "limber", false),
        ];
        for (channel, browser, name, secure) in cases {
            let session = Token::new();
            let headers = hand_out(&session, channel, &agent(browser));
            let [token, mark] = headers.each_ref().map(|header| header.to_str().unwrap());
            assert!(token.starts_with(&format!("{name}={}; ", session.reveal())), "{token}");
            assert!(mark.starts_with(&format!("{name}-here={}; ", session.mark())), "{mark}");
            assert!(token.contains("HttpOnly") && !mark.contains("HttpOnly"), "{token} {mark}");
            for text in [token, mark] {
                assert_eq!(text.contains("Secure"), secure, "{text}");
                for part in ["SameSite=Lax", "Path=/", "Max-Age=2592000"] {
                    assert!(text.contains(part), "{text}");
                }
                assert!(!text.contains("Domain"), "{text}");
            }
        }
    }

    #[test]
    fn a_token_comes_back_with_its_mark_only() {
        let (session, other) = (Token::new(), Token::new());
        for name in [SECURE_NAME, LOOPBACK_NAME] {
            let token = format!("theme=dark; {name}={}", session.reveal());
            let found = |mark: &str, channel| {
                super::token(&cookies_are(&format!("{token}; {name}-here={mark}")), channel)
            };
            let here = |mark: &str| found(mark, Channel::Loopback);
            assert_eq!(here(&session.mark()), Some(session.clone()));
            assert_eq!(here(&other.mark()), None);
            assert_eq!(here(""), None);
            let unmarked = cookies_are(&token);
            assert_eq!(super::token(&unmarked, Channel::Loopback), None);
            assert_eq!(unmarked_token(&unmarked, Channel::Loopback), Some(session.clone()));
            let elsewhere = (name == SECURE_NAME).then(|| session.clone());
            for channel in [Channel::Secure, Channel::Plain] {
                assert_eq!(found(&session.mark(), channel), elsewhere);
                assert_eq!(unmarked_token(&unmarked, channel), elsewhere);
            }
        }
    }
}
