//! Calls to servers of others, of which there is one kind: to a school's issuer
//! of sign-ins. Nothing of what they answer is believed to be short, quick or
//! well-meant.

use std::io;
use std::net::IpAddr;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Bytes;
use hyper::client::conn::http1;
use hyper::header::{HOST, HeaderValue};
use hyper::http::uri::{Authority, PathAndQuery};
use hyper::{Request, Response, Uri};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{self, ClientConfig, RootCertStore};

/// A call that has not been answered by then is given up, whatever it waits for.
const CALL_MAX: Duration = Duration::from_secs(5);
/// Most bytes of an answer: what issuers say of themselves, and their keys, are
/// a tenth of it.
pub const ANSWER_BYTES_MAX: usize = 256 * 1024;
/// Most bytes of the head of an answer.
const HEAD_BYTES_MAX: usize = 64 * 1024;

/// Why a call came to nothing. It quotes neither the question nor the answer.
#[derive(Debug, thiserror::Error)]
pub enum CallError {
    /// Where it would have gone.
    #[error("only https addresses are called, and http ones of this machine")]
    Address,
    /// The network, or the one who was called.
    #[error("the connection failed: {0}")]
    Connection(#[from] io::Error),
    /// What came back is no HTTP.
    #[error("the answer could not be read: {0}")]
    Http(#[from] hyper::Error),
    /// It was too long, or ended early.
    #[error("the answer was too long, or ended early")]
    Body,
    /// Nothing came back in time.
    #[error("there was no answer in time")]
    Late,
    /// This machine knows of nobody who vouches for others.
    #[error("this machine has no certificates of authorities: install ca-certificates")]
    NoRoots,
    /// They cannot be used.
    #[error("TLS cannot be used: {0}")]
    Tls(#[from] rustls::Error),
}

/// Calls others. Redirects are not followed, and no cookie is kept.
#[derive(Default)]
pub struct Outside {
    /// Made with the first call: most schools make none.
    tls: OnceLock<TlsConnector>,
}

impl Outside {
    /// Believes those alone whom `roots` vouch for.
    pub fn with_roots(roots: RootCertStore) -> Result<Self, CallError> {
        Ok(Self { tls: OnceLock::from(connector(roots)?) })
    }

    /// Makes a call, and reads its answer whole.
    pub async fn call(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, CallError> {
        timeout(CALL_MAX, self.call_in_any_time(request)).await.unwrap_or(Err(CallError::Late))
    }

    async fn call_in_any_time(
        &self,
        request: Request<Vec<u8>>,
    ) -> Result<Response<Vec<u8>>, CallError> {
        let uri = request.uri().clone();
        let authority = uri.authority().filter(|_| may_be_called(&uri));
        let authority = authority.ok_or(CallError::Address)?;
        let is_https = uri.scheme_str() == Some("https");
        let port = authority.port_u16().unwrap_or(if is_https { 443 } else { 80 });
        let name = bare(authority.host());
        let stream = TcpStream::connect((name, port)).await?;
        let request = as_sent(request, authority)?;
        if is_https {
            let server = ServerName::try_from(name.to_owned()).map_err(|_| CallError::Address)?;
            talk(self.tls()?.connect(server, stream).await?, request).await
        } else {
            talk(stream, request).await
        }
    }

    fn tls(&self) -> Result<TlsConnector, CallError> {
        if let Some(made) = self.tls.get() {
            return Ok(made.clone());
        }
        let mut roots = RootCertStore::empty();
        // One that cannot be read vouches for nobody; the others do.
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        if roots.is_empty() {
            return Err(CallError::NoRoots);
        }
        let made = connector(roots)?;
        Ok(self.tls.get_or_init(|| made).clone())
    }
}

/// Whether an address is called at all: https ones, and http ones that never
/// leave this machine.
#[must_use]
pub fn may_be_called(uri: &Uri) -> bool {
    let host = uri.host().map(bare).unwrap_or_default();
    match uri.scheme_str() {
        Some("https") => !host.is_empty(),
        Some("http") => is_this_machine(host),
        _ => false,
    }
}

/// `localhost`, and what is its address.
fn is_this_machine(host: &str) -> bool {
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// `[::1]` without its brackets.
fn bare(host: &str) -> &str {
    host.trim_start_matches('[').trim_end_matches(']')
}

fn connector(roots: RootCertStore) -> Result<TlsConnector, CallError> {
    let provider = Arc::new(ring::default_provider());
    let config =
        ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
    let config = config.with_root_certificates(roots).with_no_client_auth();
    Ok(TlsConnector::from(Arc::new(config)))
}

/// A request as HTTP/1.1 has it: a path, and the host beside it.
fn as_sent(
    request: Request<Vec<u8>>,
    authority: &Authority,
) -> Result<Request<Full<Bytes>>, CallError> {
    let host = HeaderValue::from_str(authority.as_str()).map_err(|_| CallError::Address)?;
    let (mut parts, body) = request.into_parts();
    let path = parts.uri.path_and_query().map_or("/", PathAndQuery::as_str);
    parts.uri = path.parse().map_err(|_| CallError::Address)?;
    parts.headers.insert(HOST, host);
    Ok(Request::from_parts(parts, Full::from(body)))
}

async fn talk<S>(stream: S, request: Request<Full<Bytes>>) -> Result<Response<Vec<u8>>, CallError>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let mut builder = http1::Builder::new();
    builder.max_buf_size(HEAD_BYTES_MAX);
    let (mut sender, connection) = builder.handshake(TokioIo::new(stream)).await?;
    // What goes wrong with it is what the answer says.
    let connection = tokio::spawn(async move { drop(connection.await) });
    let answer = read(&mut sender, request).await;
    connection.abort();
    answer
}

async fn read(
    sender: &mut http1::SendRequest<Full<Bytes>>,
    request: Request<Full<Bytes>>,
) -> Result<Response<Vec<u8>>, CallError> {
    let (parts, body) = sender.send_request(request).await?.into_parts();
    let body = Limited::new(body, ANSWER_BYTES_MAX).collect().await.map_err(|_| CallError::Body)?;
    Ok(Response::from_parts(parts, body.to_bytes().to_vec()))
}

#[cfg(test)]
mod tests {
    use rcgen::{CertificateParams, KeyPair};
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;
    use tokio_rustls::TlsAcceptor;
    use tokio_rustls::rustls::ServerConfig;
    use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

    use super::*;

    #[test]
    fn what_is_called() {
        for (address, is_called) in [
            ("https://accounts.example", true),
            ("https://10.0.0.7:8443/realms/school", true),
            ("http://127.0.0.1:9000", true),
            ("http://[::1]:9000/", true),
            ("http://localhost:9000", true),
            ("http://accounts.example", false),
            ("http://localhost.example", false),
            ("ftp://accounts.example", false),
            ("/keys", false),
        ] {
            assert_eq!(may_be_called(&address.parse().unwrap()), is_called, "{address}");
        }
    }

    /// Answers each call, over TLS, with these bytes.
    async fn server(certificate: CertificateDer<'static>, key: KeyPair, answer: Vec<u8>) -> u16 {
        let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate], key)
            .unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let acceptor = TlsAcceptor::from(Arc::new(config));
        tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                let Ok(mut stream) = acceptor.accept(stream).await else { continue };
                let mut asked = [0; 4_096];
                let read = stream.read(&mut asked).await.unwrap();
                assert!(asked[..read].starts_with(b"GET /keys?a=b HTTP/1.1\r\n"));
                let _ = stream.write_all(&answer).await;
                let _ = stream.shutdown().await;
            }
        });
        port
    }

    fn ask(port: u16) -> Request<Vec<u8>> {
        Request::get(format!("https://localhost:{port}/keys?a=b")).body(Vec::new()).unwrap()
    }

    fn certificate() -> (CertificateDer<'static>, KeyPair) {
        let key = KeyPair::generate().unwrap();
        let params = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
        (params.self_signed(&key).unwrap().der().clone(), key)
    }

    fn believing(certificate: &CertificateDer<'static>) -> Outside {
        let mut roots = RootCertStore::empty();
        roots.add(certificate.clone()).unwrap();
        Outside::with_roots(roots).unwrap()
    }

    #[tokio::test]
    async fn over_tls_only_with_whom_somebody_vouches_for() {
        let (certificate, key) = certificate();
        let hello = b"HTTP/1.1 302 Found\r\nlocation: https://elsewhere.example\r\ncontent-length: 2\r\n\r\nhi";
        let port = server(certificate.clone(), key, hello.to_vec()).await;
        let answer = believing(&certificate).call(ask(port)).await.unwrap();
        assert_eq!((answer.status().as_u16(), answer.body().as_slice()), (302, &b"hi"[..]));
        let (other, _) = self::certificate();
        assert!(matches!(believing(&other).call(ask(port)).await, Err(CallError::Connection(_))));
    }

    #[tokio::test]
    async fn answers_have_an_end() {
        let (certificate, key) = certificate();
        let mut huge = b"HTTP/1.1 200 OK\r\n\r\n".to_vec();
        huge.resize(2 * ANSWER_BYTES_MAX, b'a');
        let port = server(certificate.clone(), key, huge).await;
        assert!(matches!(believing(&certificate).call(ask(port)).await, Err(CallError::Body)));
    }
}
