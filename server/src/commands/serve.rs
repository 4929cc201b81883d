//! `limber serve`.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context, Result};
use clap::Args;
use tokio::net::TcpListener;

use super::Data;
use super::url::Url;
use crate::accounts::{first_administrator, links};
use crate::clock::{Clock, SystemClock};
use crate::http::assets::Site;
use crate::serve::{Options, Ready};
use crate::tenants::Tenant;
use crate::tls::Certificate;

/// Threads that read large frames and hash passwords. More would only take
/// turns on the cores, each with memory of its own.
const BLOCKING_THREADS_MAX: usize = 4;

/// See `limber serve --help`.
#[derive(Debug, Args)]
pub struct Arguments {
    #[command(flatten)]
    data: Data,
    /// The address to listen on; port 0 takes any free one
    #[arg(long, value_name = "ADDRESS", env = "LIMBER_LISTEN", default_value = "127.0.0.1:4300")]
    listen: SocketAddr,
    /// Where people open Limber, for links that are printed [default: the
    /// address that is listened on]
    ///
    /// Links of a school with a host name of its own have that name in it.
    #[arg(long, value_name = "ADDRESS", env = "LIMBER_URL", value_parser = Url::read)]
    url: Option<Url>,
    /// A TLS proxy in front passes on Host, X-Forwarded-For and X-Forwarded-Proto
    ///
    /// Without it, nobody can sign in from another machine: passwords would
    /// travel in the clear.
    #[arg(long, env = "LIMBER_BEHIND_PROXY")]
    behind_proxy: bool,
    /// Add TLS here, without a proxy: a PEM file with the server's certificate,
    /// then those that vouch for it
    ///
    /// Both files are read again when they change, and on SIGHUP.
    #[arg(long, value_name = "FILE", env = "LIMBER_TLS_CERT", requires = "tls_key")]
    tls_cert: Option<PathBuf>,
    /// The certificate's private key, a PEM file for this user alone
    #[arg(long, value_name = "FILE", env = "LIMBER_TLS_KEY", requires = "tls_cert")]
    tls_key: Option<PathBuf>,
}

/// Runs until it is told to stop.
pub fn run(arguments: Arguments) -> Result<ExitCode> {
    // What a panic says may hold anything: only where it was is logged.
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(place, "a bug: something panicked");
    }));
    let Arguments { data, listen, url, behind_proxy, tls_cert, tls_key } = arguments;
    let tls = match tls_cert.zip(tls_key) {
        Some((certificate, key)) => Some(Arc::new(Certificate::open(certificate, key)?)),
        None => None,
    };
    let adds_tls = tls.is_some();
    let site = Site::embedded();
    if site.is_none() {
        tracing::warn!(
            "the app is not in this binary, only the API: `cargo xtask build` makes both"
        );
    }
    let folder = data.folder.display();
    let options = Options { behind_proxy, tls, clock: Arc::new(SystemClock), site };
    let ready = Ready::open(&data.folder, options)
        .with_context(|| format!("cannot open the data folder {folder}"))?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .max_blocking_threads(BLOCKING_THREADS_MAX)
        .build()?;
    let listener = runtime.block_on(TcpListener::bind(listen));
    let listener = listener.with_context(|| format!("cannot listen on {listen}"))?;
    let address = listener.local_addr()?;
    let here = Url::listening(address, adds_tls);
    println!("Limber is at {here} (data in {folder})");
    for (host, school) in ready.tenants().by_name() {
        greet_first_administrator(host, school, url.as_ref(), &here)?;
    }
    runtime.block_on(ready.run(listener, told_to_stop()))?;
    tracing::info!("stopped; everything that was acknowledged is on the disk");
    Ok(ExitCode::SUCCESS)
}

/// Prints the way in while nobody has a password yet.
fn greet_first_administrator(
    host: Option<&str>,
    school: &Tenant,
    url: Option<&Url>,
    here: &Url,
) -> Result<()> {
    let now = SystemClock.now();
    let link = school.database.write_now(move |rows| first_administrator::link(rows, now))?;
    let Some(token) = link else { return Ok(()) };
    let place = host.map(|host| format!(" to {host}")).unwrap_or_default();
    let base = url.unwrap_or(here).clone().of_school(host);
    println!(
        "Nobody can sign in{place} yet. The first administrator opens this link, once, within a week:"
    );
    println!("  {base}{}{}", links::LINK_PATH, token.reveal());
    if url.is_none() {
        println!("  (If people open Limber elsewhere, behind a proxy, say so with --url.)");
    }
    Ok(())
}

/// Ctrl-C, or a service manager's request.
async fn told_to_stop() {
    let interrupted = tokio::signal::ctrl_c();
    let terminated = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => drop(signal.recv().await),
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        _ = interrupted => {}
        () = terminated => {}
    }
}
