//! One connection to the server, and how many bytes crossed it.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll};

use anyhow::{Result, ensure};
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::client::conn::http1::{self, SendRequest};
use hyper::{Request, Response, header};
use hyper_util::rt::TokioIo;
use sync::frame::{Message, columns};
use sync::limits::GZIP_BYTES_MIN;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

/// Somebody's connection.
pub struct Client {
    sender: SendRequest<Full<Bytes>>,
    host: String,
    cookie: String,
    /// What crossed it.
    pub traffic: Arc<Traffic>,
}

/// Bytes on the wire, headers and all.
#[derive(Default)]
pub struct Traffic {
    up: AtomicU64,
    down: AtomicU64,
}

impl Traffic {
    /// Up and down.
    pub fn bytes(&self) -> (u64, u64) {
        (self.up.load(Ordering::Relaxed), self.down.load(Ordering::Relaxed))
    }
}

impl Client {
    /// Connects as somebody who is signed in.
    pub async fn connect(address: SocketAddr, cookie: &str) -> Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let traffic = Arc::new(Traffic::default());
        let counted = Counted { stream, traffic: Arc::clone(&traffic) };
        let (sender, connection) = http1::handshake(TokioIo::new(counted)).await?;
        tokio::spawn(connection);
        Ok(Self { sender, host: address.to_string(), cookie: cookie.to_owned(), traffic })
    }

    /// Sends a frame as devices do, and reads the answer.
    pub async fn call<A: Message>(&mut self, path: &str, message: &impl Message) -> Result<A> {
        let frame = columns::encode(message);
        let mut request =
            self.request("POST", path).header(header::CONTENT_TYPE, columns::CONTENT_TYPE);
        let body = if frame.len() < GZIP_BYTES_MIN {
            frame
        } else {
            request = request.header(header::CONTENT_ENCODING, "gzip");
            gzip(&frame)?
        };
        let response = self.sender.send_request(request.body(Full::new(body.into()))?).await?;
        let (head, body) = response.into_parts();
        let body = body.collect().await?.to_bytes();
        ensure!(head.status == 200, "{path}: {} {}", head.status, String::from_utf8_lossy(&body));
        let is_gzip = head.headers.get(header::CONTENT_ENCODING).is_some_and(|how| how == "gzip");
        Ok(if is_gzip { columns::decode(&inflate(&body)?)? } else { columns::decode(&body)? })
    }

    /// Asks for something that goes on and on, or takes its time.
    pub async fn get(&mut self, path: &str) -> Result<Response<Incoming>> {
        let request = self.request("GET", path).body(Full::default())?;
        Ok(self.sender.send_request(request).await?)
    }

    /// Asks for something, and reads all of it.
    pub async fn read(&mut self, path: &str) -> Result<Vec<u8>> {
        let (head, body) = self.get(path).await?.into_parts();
        let body = body.collect().await?.to_bytes();
        ensure!(head.status == 200, "{path}: {} {}", head.status, String::from_utf8_lossy(&body));
        let is_gzip = head.headers.get(header::CONTENT_ENCODING).is_some_and(|how| how == "gzip");
        if is_gzip { Ok(inflate(&body)?) } else { Ok(body.into()) }
    }

    fn request(&self, method: &str, path: &str) -> hyper::http::request::Builder {
        Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, &self.host)
            .header(header::COOKIE, &self.cookie)
            .header(header::ACCEPT_ENCODING, "gzip")
            .header("sec-fetch-site", "same-origin")
    }
}

fn gzip(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    io::Write::write_all(&mut encoder, bytes)?;
    encoder.finish()
}

fn inflate(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut inflated = Vec::new();
    io::Read::read_to_end(&mut GzDecoder::new(bytes), &mut inflated)?;
    Ok(inflated)
}

/// A stream that counts.
struct Counted {
    stream: TcpStream,
    traffic: Arc<Traffic>,
}

impl AsyncRead for Counted {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let polled = Pin::new(&mut self.stream).poll_read(context, buffer);
        let read = buffer.filled().len() - before;
        self.traffic.down.fetch_add(read as u64, Ordering::Relaxed);
        polled
    }
}

impl AsyncWrite for Counted {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let polled = Pin::new(&mut self.stream).poll_write(context, bytes);
        if let Poll::Ready(Ok(written)) = &polled {
            self.traffic.up.fetch_add(*written as u64, Ordering::Relaxed);
        }
        polled
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
