//! Where people open Limber: what printed links begin with.

use std::fmt;
use std::net::SocketAddr;

use crate::tenants::without_port;

/// `https://learning.example.school`, without a slash at the end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Url {
    /// `http` or `https`.
    scheme: String,
    /// A host name or an address, with its port where it has one.
    authority: String,
}

impl Url {
    /// Reads one as it is typed.
    pub fn read(text: &str) -> Result<Self, String> {
        let address = text.trim_end_matches('/').split_once("://");
        match address {
            Some((scheme @ ("http" | "https"), authority))
                if !authority.is_empty() && !authority.contains(['/', '?', '#', '@', ' ']) =>
            {
                Ok(Self { scheme: scheme.to_owned(), authority: authority.to_owned() })
            }
            _ => Err("write it as https://learning.example.school, without a path".to_owned()),
        }
    }

    /// The address that a server without a proxy is opened at.
    pub fn listening(address: SocketAddr, adds_tls: bool) -> Self {
        let scheme = if adds_tls { "https" } else { "http" };
        Self { scheme: scheme.to_owned(), authority: address.to_string() }
    }

    /// The same for the school that has the host name `host`, or for the one
    /// without.
    pub fn of_school(self, host: Option<&str>) -> Self {
        let Some(host) = host else { return self };
        let port = self.authority.strip_prefix(without_port(&self.authority)).unwrap_or_default();
        Self { authority: format!("{host}{port}"), ..self }
    }
}

impl fmt::Display for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}", self.scheme, self.authority)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schools_with_a_host_name_keep_scheme_and_port() {
        let cases = [
            ("https://limber.example/", None, "https://limber.example"),
            ("https://limber.example", Some("north.example"), "https://north.example"),
            ("https://limber.example:8443", Some("north.example"), "https://north.example:8443"),
            ("http://[::1]:4300", Some("north.example"), "http://north.example:4300"),
            ("http://[::1]", Some("north.example"), "http://north.example"),
        ];
        for (url, host, expected) in cases {
            assert_eq!(Url::read(url).unwrap().of_school(host).to_string(), expected);
        }
        let listening = |adds_tls| Url::listening("127.0.0.1:4300".parse().unwrap(), adds_tls);
        assert_eq!(listening(false).to_string(), "http://127.0.0.1:4300");
        assert_eq!(listening(true).to_string(), "https://127.0.0.1:4300");
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for text in ["limber.example", "ftp://limber.example", "https://", "https://a.example/b"] {
            assert!(Url::read(text).is_err(), "{text}");
        }
    }
}
