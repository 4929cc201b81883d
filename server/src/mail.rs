//! E-mail: one-time links for staff, where the school has set a mail server. Never
//! needed: whoever makes a link can hand it over as well.

use std::fmt;
use std::net::IpAddr;
use std::time::Duration;

use lettre::message::Mailbox;
use lettre::message::header::ContentType;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};

use crate::keys::MasterKey;

/// What the account's password is sealed for.
const LABEL: &str = "limber mail 1";
/// Most bytes of the server's address, the sender's and the account's name.
const TEXT_BYTES_MAX: usize = 300;
/// Most bytes of the account's password.
pub const PASSWORD_BYTES_MAX: usize = 1_000;
/// A server that has not taken a message by then is given up.
const SEND_MAX: Duration = Duration::from_secs(10);
/// Where mail servers listen for TLS, and for a greeting before it.
const PORTS: [(&str, u16); 2] = [("smtps", 465), ("smtp", 587)];

/// How mail is sent, as it is stored.
#[derive(Clone, PartialEq, Eq)]
pub struct MailRow {
    /// `smtps://host[:port]`, or `smtp://host[:port]`.
    pub server: String,
    /// From whom it comes: `limber@school.example`, with a name before it or not.
    pub sender: String,
    /// The account at the server, if it asks for one.
    pub account: Option<String>,
    /// The account's password, sealed; empty without an account.
    pub sealed: Vec<u8>,
}

/// Why mail cannot be set so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadMail {
    /// The server's address.
    #[error(
        "the server is smtps://mail.school.example or smtp://mail.school.example, with a port behind it or not"
    )]
    Server,
    /// The sender's.
    #[error("the sender is an e-mail address, such as limber@school.example")]
    Sender,
    /// The account and its password.
    #[error("an account has a name and a password, of {PASSWORD_BYTES_MAX} bytes at most")]
    Account,
}

/// Why a message was not sent. The cause is in the log, without the words of the
/// server, which may name somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the message was not sent")]
pub struct NotSent;

/// A message to one person, as plain text.
pub struct Letter {
    /// Their name.
    pub name: String,
    /// Their address.
    pub address: String,
    /// What it is about.
    pub subject: String,
    /// What it says.
    pub text: String,
}

/// Where a server is, and how one speaks with it.
#[derive(Debug, PartialEq, Eq)]
struct Server<'a> {
    host: &'a str,
    port: u16,
    secured: Secured,
}

#[derive(Debug, PartialEq, Eq)]
enum Secured {
    /// By TLS from the first byte on.
    FromTheStart,
    /// By TLS after the greeting, or nothing is sent.
    AfterTheGreeting,
    /// Not at all: it is this machine.
    Here,
}

impl fmt::Debug for MailRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MailRow(…)")
    }
}

impl MailRow {
    /// A mail server to set, the account's password sealed.
    pub fn new(
        key: &MasterKey,
        (server, sender): (&str, &str),
        account: Option<(&str, &str)>,
    ) -> Result<Self, BadMail> {
        let fits = |text: &str| (1..=TEXT_BYTES_MAX).contains(&text.len());
        if !fits(server) || Server::parse(server).is_none() {
            return Err(BadMail::Server);
        }
        if !fits(sender) || sender.parse::<Mailbox>().is_err() {
            return Err(BadMail::Sender);
        }
        let account = account.map(|(name, password)| (name.trim(), password.trim()));
        let is_good = |(name, password): (&str, &str)| {
            fits(name) && (1..=PASSWORD_BYTES_MAX).contains(&password.len())
        };
        if !account.is_none_or(is_good) {
            return Err(BadMail::Account);
        }
        let seal = |(name, password): (&str, &str)| {
            key.seal(LABEL, &context(server, name), password.as_bytes())
        };
        Ok(Self {
            server: server.to_owned(),
            sender: sender.to_owned(),
            account: account.map(|(name, _)| name.to_owned()),
            sealed: account.map(seal).unwrap_or_default(),
        })
    }

    /// Sends a letter, or says that it was not sent.
    pub async fn send(&self, key: &MasterKey, letter: Letter) -> Result<(), NotSent> {
        let message = self.message(letter).ok_or_else(|| {
            tracing::warn!("somebody's address in the roster, or the sender's, is none");
            NotSent
        })?;
        let transport = self.transport(key)?;
        transport.send(message).await.map(drop).map_err(|error| {
            let status = error.status().map(u16::from);
            let (late, tls) = (error.is_timeout(), error.is_tls());
            tracing::warn!(?status, late, tls, "the mail server did not take a message");
            NotSent
        })
    }

    fn message(&self, Letter { name, address, subject, text }: Letter) -> Option<Message> {
        let to = Mailbox::new(Some(name), address.parse().ok()?);
        let message = Message::builder().from(self.sender.parse().ok()?).to(to);
        message.subject(subject).header(ContentType::TEXT_PLAIN).body(text).ok()
    }

    fn transport(&self, key: &MasterKey) -> Result<AsyncSmtpTransport<Tokio1Executor>, NotSent> {
        let unusable = || {
            tracing::error!("mail cannot be sent as it is set: `limber set mail` sets it again");
            NotSent
        };
        let Server { host, port, secured } = Server::parse(&self.server).ok_or_else(unusable)?;
        let parameters = || TlsParameters::new(host.to_owned()).map_err(|_| unusable());
        let tls = match secured {
            Secured::FromTheStart => Tls::Wrapper(parameters()?),
            Secured::AfterTheGreeting => Tls::Required(parameters()?),
            Secured::Here => Tls::None,
        };
        let sender: Mailbox = self.sender.parse().map_err(|_| unusable())?;
        let builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(host)
            .port(port)
            .tls(tls)
            .hello_name(ClientId::Domain(sender.email.domain().to_owned()))
            .timeout(Some(SEND_MAX));
        let Some(account) = &self.account else { return Ok(builder.build()) };
        let opened = key.open_sealed(LABEL, &context(&self.server, account), &self.sealed);
        let password = opened.and_then(|bytes| String::from_utf8(bytes).ok());
        let password = password.ok_or_else(unusable)?;
        Ok(builder.credentials(Credentials::new(account.clone(), password)).build())
    }
}

/// A password is of one account at one server, and opens for no other.
fn context(server: &str, account: &str) -> Vec<u8> {
    [server.as_bytes(), &[0], account.as_bytes()].concat()
}

impl<'a> Server<'a> {
    fn parse(address: &'a str) -> Option<Self> {
        let (scheme, rest) = address.split_once("://")?;
        let (_, usual) = PORTS.into_iter().find(|(name, _)| *name == scheme)?;
        let (host, port) = match rest.rsplit_once(':') {
            Some((host, port)) => (host, port.parse().ok()?),
            None => (rest, usual),
        };
        let is_name = |c: char| c.is_ascii_alphanumeric() || c == '.' || c == '-';
        let fits = !host.is_empty() && host.chars().all(is_name) && port > 0;
        let is_here =
            host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback());
        let secured = match scheme {
            "smtps" => Secured::FromTheStart,
            _ if is_here => Secured::Here,
            _ => Secured::AfterTheGreeting,
        };
        fits.then_some(Self { host, port, secured })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> (tempfile::TempDir, MasterKey) {
        let folder = tempfile::tempdir().unwrap();
        let key = MasterKey::open(folder.path()).unwrap();
        (folder, key)
    }

    #[test]
    fn where_mail_servers_are() {
        let server = |host, port, secured| Some(Server { host, port, secured });
        for (address, parsed) in [
            (
                "smtps://mail.school.example",
                server("mail.school.example", 465, Secured::FromTheStart),
            ),
            (
                "smtp://mail.school.example",
                server("mail.school.example", 587, Secured::AfterTheGreeting),
            ),
            (
                "smtp://mail.school.example:25",
                server("mail.school.example", 25, Secured::AfterTheGreeting),
            ),
            ("smtp://localhost:2525", server("localhost", 2_525, Secured::Here)),
            ("smtp://127.0.0.1:2525", server("127.0.0.1", 2_525, Secured::Here)),
            ("mail.school.example", None),
            ("http://mail.school.example", None),
            ("smtp://", None),
            ("smtp://a@mail.school.example", None),
            ("smtp://mail.school.example:port", None),
            ("smtp://mail.school.example/path", None),
        ] {
            assert_eq!(Server::parse(address), parsed, "{address}");
        }
    }

    #[test]
    fn what_can_be_set() {
        let (_folder, key) = key();
        let set = |server: &str, sender: &str, account: Option<(&str, &str)>| {
            MailRow::new(&key, (server, sender), account).map(|_| ())
        };
        let (server, sender) = ("smtps://mail.school.example", "limber@school.example");
        assert_eq!(set(server, sender, None), Ok(()));
        assert_eq!(set(server, "Limber <limber@school.example>", Some(("a", "b\n"))), Ok(()));
        assert_eq!(set("school.example", sender, None), Err(BadMail::Server));
        assert_eq!(set(server, "limber", None), Err(BadMail::Sender));
        assert_eq!(set(server, sender, Some(("", "b"))), Err(BadMail::Account));
        assert_eq!(set(server, sender, Some(("a", " "))), Err(BadMail::Account));
        let long = "a".repeat(PASSWORD_BYTES_MAX + 1);
        assert_eq!(set(server, sender, Some(("a", &long))), Err(BadMail::Account));
    }

    #[test]
    fn a_password_is_sealed_and_not_printed() {
        let (_folder, key) = key();
        let account = Some(("limber", "otter"));
        let named = ("smtps://mail.school.example", "limber@school.example");
        let row = MailRow::new(&key, named, account).unwrap();
        assert!(!row.sealed.windows(5).any(|bytes| bytes == b"otter"));
        assert!(!format!("{row:?}").contains("school.example"));
        assert!(row.transport(&key).is_ok());
        let (_other_folder, other_key) = self::key();
        assert!(row.transport(&other_key).is_err());
    }
}
