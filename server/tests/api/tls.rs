//! TLS by the server itself, with a certificate made here.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use rcgen::{CertifiedKey, KeyPair, generate_simple_self_signed};
use serde_json::json;
use server::tls::Certificate;
use tempfile::TempDir;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::CertificateDer;
use tokio_rustls::rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

use crate::school::{PASSWORD, TestSchool};

/// A certificate, in files, and whoever trusts it.
struct Made {
    folder: TempDir,
    trusted: CertificateDer<'static>,
}

impl Made {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut made = Self { folder, trusted: CertificateDer::from(Vec::new()) };
        made.renew();
        made
    }

    /// Another one in the same files.
    fn renew(&mut self) {
        let CertifiedKey { cert, signing_key } = make();
        std::fs::write(self.file("cert.pem"), cert.pem()).unwrap();
        std::fs::write(self.file("key.pem"), signing_key.serialize_pem()).unwrap();
        self.trusted = cert.der().clone();
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn open(&self) -> Arc<Certificate> {
        Arc::new(Certificate::open(self.file("cert.pem"), self.file("key.pem")).unwrap())
    }

    /// What comes back to one request of a browser that trusts this certificate.
    fn ask(&self, school: &TestSchool, head: &str, body: &str) -> Result<String, std::io::Error> {
        let mut roots = RootCertStore::empty();
        roots.add(self.trusted.clone()).unwrap();
        let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        let name = "limber.school.example".try_into().unwrap();
        let connection = ClientConnection::new(Arc::new(config), name).unwrap();
        let mut stream = StreamOwned::new(connection, TcpStream::connect(school.address())?);
        let length = body.len();
        write!(
            stream,
            "{head} HTTP/1.1\r\nhost: limber.school.example\r\nsec-fetch-site: same-origin\r\n\
             content-type: application/json\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
        )?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer)?;
        Ok(String::from_utf8_lossy(&answer).into_owned())
    }
}

fn make() -> CertifiedKey<KeyPair> {
    generate_simple_self_signed(["limber.school.example".to_owned()]).unwrap()
}

#[test]
fn who_comes_by_tls_signs_in_and_comes_by_tls_from_then_on() {
    let made = Made::new();
    let school = TestSchool::with_tls(made.open());
    let form = json!({ "name": "teacher", "password": PASSWORD }).to_string();
    let answer = made.ask(&school, "POST /api/sign-in/staff", &form).unwrap().to_lowercase();
    assert!(answer.starts_with("http/1.1 200"), "{answer}");
    let cookies: Vec<_> = answer.lines().filter(|line| line.starts_with("set-cookie")).collect();
    assert_eq!(cookies.len(), 2, "{cookies:?}");
    for cookie in cookies {
        assert!(cookie.contains("__host-limber") && cookie.contains("secure"), "{cookie}");
    }
    let page = made.ask(&school, "GET /sign-in", "").unwrap().to_lowercase();
    assert!(page.contains("strict-transport-security: max-age=31536000"), "{page}");
}

#[test]
fn what_is_no_tls_holds_nobody_up() {
    let made = Made::new();
    let school = TestSchool::with_tls(made.open());
    // One that says nothing, and one that speaks in the clear.
    let silent = TcpStream::connect(school.address()).unwrap();
    let mut clear = TcpStream::connect(school.address()).unwrap();
    clear.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    clear.write_all(b"GET /healthz HTTP/1.1\r\nhost: limber.school.example\r\n\r\n").unwrap();
    let answer = made.ask(&school, "GET /healthz", "").unwrap();
    assert!(answer.starts_with("HTTP/1.1 204"), "{answer}");
    let mut said = Vec::new();
    // It may be cut off, and that is an answer too.
    let _ = clear.read_to_end(&mut said);
    assert!(!String::from_utf8_lossy(&said).contains("HTTP/1.1"));
    drop(silent);
}

#[test]
fn a_renewed_certificate_takes_the_place_of_the_one_before() {
    let mut made = Made::new();
    let certificate = made.open();
    let school = TestSchool::with_tls(Arc::clone(&certificate));
    assert!(made.ask(&school, "GET /healthz", "").is_ok());
    made.renew();
    assert!(made.ask(&school, "GET /healthz", "").is_err(), "it was not read yet");
    certificate.read_again();
    assert!(made.ask(&school, "GET /healthz", "").is_ok());
    // Half-written files leave the one before where it is.
    std::fs::write(made.file("key.pem"), "half").unwrap();
    certificate.read_again();
    assert!(made.ask(&school, "GET /healthz", "").is_ok());
}
