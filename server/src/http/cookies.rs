//! The session's cookie: `__Host-` where the browser takes it, `HttpOnly`,
//! `SameSite=Lax`.

use axum::http::{HeaderMap, HeaderValue, header};
use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};

use super::state::Channel;
use crate::accounts::sessions::{SESSION_MILLIS_MAX, Token};

/// Over TLS, and on this machine in browsers that count it as secure.
const SECURE_NAME: &str = "__Host-limber";
/// On this machine in browsers that do not.
const LOOPBACK_NAME: &str = "limber";

/// The session's token in a request, if it has one. The name without a prefix
/// counts on this machine only: elsewhere any neighbour of the host could have
/// set it.
#[must_use]
pub fn token(headers: &HeaderMap, channel: Channel) -> Option<Token> {
    let jar = CookieJar::from_headers(headers);
    let names: &[&str] = match channel {
        Channel::Loopback => &[SECURE_NAME, LOOPBACK_NAME],
        Channel::Secure | Channel::Plain => &[SECURE_NAME],
    };
    names.iter().filter_map(|name| jar.get(name)).find_map(|cookie| Token::parse(cookie.value()))
}

/// The header that hands out a session.
#[must_use]
pub fn hand_out(token: &Token, channel: Channel, request: &HeaderMap) -> HeaderValue {
    cookie(token.reveal().to_owned(), SESSION_MILLIS_MAX / 1_000, channel, request)
}

/// The header that takes a session back.
#[must_use]
pub fn take_back(channel: Channel, request: &HeaderMap) -> HeaderValue {
    cookie(String::new(), 0, channel, request)
}

fn cookie(value: String, seconds: i64, channel: Channel, request: &HeaderMap) -> HeaderValue {
    let secure = channel == Channel::Secure || takes_secure_on_loopback(request);
    let name = if secure { SECURE_NAME } else { LOOPBACK_NAME };
    let mut cookie =
        Cookie::build((name, value)).path("/").http_only(true).same_site(SameSite::Lax).build();
    cookie.set_secure(secure);
    // `Max-Age` by hand: the library's durations are another crate's.
    let text = format!("{cookie}; Max-Age={seconds}");
    HeaderValue::from_str(&text).expect("a name of ours and hexadecimal digits fit a header")
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

    #[test]
    fn names_and_flags() {
        let cases = [
            (Channel::Secure, WEBKIT, "__Host-limber", true),
            (Channel::Secure, CHROMIUM, "__Host-limber", true),
            (Channel::Loopback, CHROMIUM, "__Host-limber", true),
            (Channel::Loopback, WEBKIT, "limber", false),
        ];
        for (channel, browser, name, secure) in cases {
            let token = Token::new();
            let header = hand_out(&token, channel, &agent(browser));
            let text = header.to_str().unwrap();
            assert!(text.starts_with(&format!("{name}={}", token.reveal())), "{text}");
            assert_eq!(text.contains("Secure"), secure, "{text}");
            for part in ["HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=2592000"] {
                assert!(text.contains(part), "{text}");
            }
            assert!(!text.contains("Domain"), "{text}");
        }
    }

    #[test]
    fn a_token_comes_back() {
        let token = Token::new();
        for name in [SECURE_NAME, LOOPBACK_NAME] {
            let value = format!("theme=dark; {name}={}", token.reveal());
            let headers = HeaderMap::from_iter([(header::COOKIE, value.parse().unwrap())]);
            let found = |channel| super::token(&headers, channel);
            assert_eq!(found(Channel::Loopback), Some(token.clone()));
            let elsewhere = (name == SECURE_NAME).then(|| token.clone());
            assert_eq!(found(Channel::Secure), elsewhere);
            assert_eq!(found(Channel::Plain), elsewhere);
        }
    }
}
