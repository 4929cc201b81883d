//! TLS by the server itself, where no proxy adds it: a certificate and its key
//! from PEM files, read again when they change.

use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, SystemTime};

use axum::serve::Listener;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, mpsc};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::{self, ServerConfig};
use tokio_rustls::server::TlsStream;

/// A client that has not shaken hands by then is let go.
const HANDSHAKE_MAX: Duration = Duration::from_secs(10);
/// Hands that are shaken at once; others wait to be accepted.
const HANDSHAKES_AT_ONCE_MAX: usize = 256;
/// Connections that are ready and wait for the server.
const READY_MAX: usize = 64;
/// How often the files are looked at: certificates are renewed long before they
/// end.
const LOOK_EVERY: Duration = Duration::from_mins(1);
/// What is spoken over it.
const PROTOCOL: &[u8] = b"http/1.1";

/// Why there is no TLS.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// A file could not be read, or is not PEM.
    #[error("{file} cannot be read as PEM: {why}")]
    File {
        /// Which.
        file: PathBuf,
        /// The reader's words; it quotes nothing of a key.
        why: String,
    },
    /// There is nothing in the file.
    #[error("{0} holds no certificate; it should hold the server's, then those that vouch for it")]
    NoCertificate(PathBuf),
    /// They do not belong together, or are of a kind that is not known.
    #[error("the certificate and the key cannot be used together: {0}")]
    Unusable(#[from] rustls::Error),
}

/// A certificate, its key, and where both came from.
pub struct Certificate {
    chain: PathBuf,
    key: PathBuf,
    current: RwLock<Arc<ServerConfig>>,
}

impl Certificate {
    /// Reads both files.
    pub fn open(chain: PathBuf, key: PathBuf) -> Result<Self, TlsError> {
        let current = RwLock::new(Arc::new(read(&chain, &key)?));
        Ok(Self { chain, key, current })
    }

    /// Reads both again whenever they change, until it is dropped. What cannot
    /// be used is said in the log, and the one before goes on.
    pub async fn follow(&self) {
        let mut last = self.changed();
        let mut looks = tokio::time::interval(LOOK_EVERY);
        loop {
            looks.tick().await;
            let now = self.changed();
            if now != last {
                last = now;
                self.read_again();
            }
        }
    }

    /// Reads both again.
    pub fn read_again(&self) {
        match read(&self.chain, &self.key) {
            Ok(new) => {
                *self.current.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(new);
                tracing::info!("the certificate was read again");
            }
            Err(error) => {
                tracing::error!(%error, "the new certificate cannot be used; the one before goes on");
            }
        }
    }

    fn current(&self) -> Arc<ServerConfig> {
        Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn changed(&self) -> [Option<SystemTime>; 2] {
        let changed = |file: &Path| std::fs::metadata(file).and_then(|m| m.modified()).ok();
        [changed(&self.chain), changed(&self.key)]
    }
}

fn read(chain_file: &Path, key: &Path) -> Result<ServerConfig, TlsError> {
    let fault = |file: &Path, why: &dyn std::fmt::Display| TlsError::File {
        file: file.to_owned(),
        why: why.to_string(),
    };
    let chain = CertificateDer::pem_file_iter(chain_file)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(|error| fault(chain_file, &error))?;
    if chain.is_empty() {
        return Err(TlsError::NoCertificate(chain_file.to_owned()));
    }
    let key = PrivateKeyDer::from_pem_file(key).map_err(|error| fault(key, &error))?;
    let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(chain, key)?;
    config.alpn_protocols = vec![PROTOCOL.to_vec()];
    Ok(config)
}

/// Accepts connections whose hands are shaken. Nobody waits for anybody else's
/// handshake.
pub struct TlsListener {
    address: SocketAddr,
    ready: mpsc::Receiver<(TlsStream<TcpStream>, SocketAddr)>,
}

impl TlsListener {
    /// Over this listener, with this certificate.
    pub fn new(listener: TcpListener, certificate: Arc<Certificate>) -> io::Result<Self> {
        let address = listener.local_addr()?;
        let (sender, ready) = mpsc::channel(READY_MAX);
        tokio::spawn(accept(listener, certificate, sender));
        Ok(Self { address, ready })
    }
}

async fn accept(
    mut listener: TcpListener,
    certificate: Arc<Certificate>,
    ready: mpsc::Sender<(TlsStream<TcpStream>, SocketAddr)>,
) {
    let places = Arc::new(Semaphore::new(HANDSHAKES_AT_ONCE_MAX));
    loop {
        let Ok(place) = Arc::clone(&places).acquire_owned().await else { return };
        let accepted = tokio::select! {
            // It takes care of errors by itself.
            accepted = Listener::accept(&mut listener) => accepted,
            () = ready.closed() => return,
        };
        let ((stream, peer), ready) = (accepted, ready.clone());
        let acceptor = TlsAcceptor::from(certificate.current());
        tokio::spawn(async move {
            let shaken = tokio::time::timeout(HANDSHAKE_MAX, acceptor.accept(stream)).await;
            drop(place);
            // A port scan, plain HTTP, a browser that trusts it not: the client knows.
            if let Ok(Ok(stream)) = shaken {
                drop(ready.send((stream, peer)).await);
            }
        });
    }
}

impl Listener for TlsListener {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        match self.ready.recv().await {
            Some(connection) => connection,
            // The task that accepts goes on for as long as this does.
            None => std::future::pending().await,
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        Ok(self.address)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(certificate: &str, key: &str) -> String {
        let folder = tempfile::tempdir().unwrap();
        let [certificate, key] =
            [("cert.pem", certificate), ("key.pem", key)].map(|(name, text)| {
                let file = folder.path().join(name);
                std::fs::write(&file, text).unwrap();
                file
            });
        Certificate::open(certificate, key).err().expect("it cannot be used").to_string()
    }

    #[test]
    fn what_is_wrong_with_the_files_is_said() {
        let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        let other = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        let (certificate, key) = (made.cert.pem(), made.signing_key.serialize_pem());
        assert!(error("", &key).contains("cert.pem"));
        assert!(error("nothing", &key).contains("holds no certificate"));
        assert!(error(&certificate, "nothing").contains("key.pem cannot be read"));
        let unusable = error(&certificate, &other.signing_key.serialize_pem());
        assert!(unusable.contains("cannot be used together"), "{unusable}");
        let missing = Certificate::open("no-such-file".into(), "no-such-file".into());
        assert!(missing.err().expect("there is none").to_string().contains("no-such-file"));
    }
}
