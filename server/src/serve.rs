//! The running server: listens, answers, and does what is due by the clock.

use std::future::Future;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use axum::serve::ListenerExt;
use sync::entry::Millis;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinHandle;

use crate::accounts::secret::Secrets;
use crate::audit;
use crate::clock::Clock;
use crate::data_rights::retention;
use crate::http;
use crate::http::assets::Site;
use crate::http::frame::LARGE_FRAMES_MAX;
use crate::http::state::{Server, Shared};
use crate::log::judge_new_kinds;
use crate::store::{Rows, StoreError};
use crate::summaries;
use crate::tenants::{Tenant, Tenants};
use crate::tls::{Certificate, TlsListener};

/// How often what is due by the clock is looked at.
const CLOCK_WORK_EVERY: Duration = Duration::from_mins(10);

/// How to run.
pub struct Options {
    /// A proxy in front adds TLS.
    pub behind_proxy: bool,
    /// This server adds TLS itself.
    pub tls: Option<Arc<Certificate>>,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// The app.
    pub site: Option<Site>,
}

/// Why a server could not run.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// A school's database could not be opened.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The address could not be listened on, or the listener failed.
    #[error("the server cannot listen: {0}")]
    Listen(#[from] std::io::Error),
}

/// A server whose schools are open.
pub struct Ready {
    server: Shared,
    tls: Option<Arc<Certificate>>,
}

impl Ready {
    /// Opens the schools of a data folder, and judges what an older program
    /// could not. This thread waits: not for asynchronous callers.
    pub fn open(data: &Path, options: Options) -> Result<Self, StoreError> {
        let Options { behind_proxy, tls, clock, site } = options;
        let tenants = Tenants::open(data)?;
        let now = clock.now();
        for school in tenants.all() {
            let listed = school.database.write_now(move |rows| judge_new_kinds(rows, now))?;
            if listed > 0 {
                tracing::info!(listed, "entries of kinds that are new to this program were listed");
            }
        }
        let (secrets, stopping) = (Secrets::default(), watch::Sender::new(false));
        let large_frames = Arc::new(Semaphore::new(LARGE_FRAMES_MAX));
        let adds_tls = tls.is_some();
        let server = Server {
            tenants,
            clock,
            secrets,
            behind_proxy,
            adds_tls,
            large_frames,
            stopping,
            site,
        };
        Ok(Self { server: Arc::new(server), tls })
    }

    /// Its schools.
    #[must_use]
    pub fn tenants(&self) -> &Tenants {
        &self.server.tenants
    }

    /// Answers on `listener` until `stop` is done; requests that have begun
    /// are still answered.
    pub async fn run(
        self,
        listener: TcpListener,
        stop: impl Future<Output = ()> + Send + 'static,
    ) -> Result<(), ServeError> {
        let schools: Vec<_> = self.server.tenants.all().cloned().collect();
        let clock_work = tokio::spawn(work_by_the_clock(schools, Arc::clone(&self.server.clock)));
        let stopping = Arc::clone(&self.server);
        let stop = async move {
            stop.await;
            stopping.stopping.send_replace(true);
        };
        let service = http::router(self.server).into_make_service_with_connect_info::<SocketAddr>();
        let served = match self.tls {
            None => axum::serve(listener, service).with_graceful_shutdown(stop).await,
            Some(certificate) => {
                let following = tokio::spawn(follow(Arc::clone(&certificate)));
                // Tapping it is what tells handlers who is at the other end.
                let listener = TlsListener::new(listener, certificate)?.tap_io(|_| {});
                let served = axum::serve(listener, service).with_graceful_shutdown(stop).await;
                end(following).await;
                served
            }
        };
        end(clock_work).await;
        Ok(served?)
    }
}

/// Reads the certificate again when it changes, or when told to.
async fn follow(certificate: Arc<Certificate>) {
    let told = async {
        let Ok(mut told) = signal(SignalKind::hangup()) else {
            return std::future::pending().await;
        };
        while told.recv().await.is_some() {
            certificate.read_again();
        }
    };
    tokio::join!(certificate.follow(), told);
}

/// Releases what is due and counts ahead, now and every few minutes.
async fn work_by_the_clock(schools: Vec<Arc<Tenant>>, clock: Arc<dyn Clock>) {
    let mut ticks = tokio::time::interval(CLOCK_WORK_EVERY);
    loop {
        ticks.tick().await;
        for school in &schools {
            if let Err(error) = crate::log::release_due(school, clock.now()).await {
                tracing::error!(%error, "visits could not be released; trying again later");
            }
            if let Err(error) = note_record(school, clock.now()).await {
                tracing::error!(%error, "the head of the record of access could not be noted");
            }
            if let Err(error) = keep_rules(school, clock.now()).await {
                tracing::error!(%error, "what is too old could not be erased; trying again later");
            }
            if let Err(error) = summaries::school::count_ahead(school, clock.now()).await {
                tracing::error!(%error, "the school report could not be counted ahead");
            }
        }
    }
}

/// Notes how far the record of access has come, beside the database.
async fn note_record(school: &Arc<Tenant>, now: Millis) -> Result<(), StoreError> {
    let tenant = Arc::clone(school);
    let look =
        move |rows: &dyn Rows| Ok((tenant.office(rows, now)?.day_of(now), rows.audit_head()?));
    let (on, head) = school.database.read(look).await?;
    let folder = school.folder.clone();
    let note = tokio::task::spawn_blocking(move || audit::note_head(&folder, head, on));
    note.await.unwrap_or_else(|stopped| Err(std::io::Error::other(stopped)))?;
    Ok(())
}

/// Erases what is too old, once a day.
async fn keep_rules(school: &Arc<Tenant>, now: Millis) -> Result<(), StoreError> {
    let tenant = Arc::clone(school);
    let look = move |rows: &dyn Rows| {
        let office = tenant.office(rows, now)?;
        Ok((retention::is_time(&office, rows.last_retention()?, now), rows.log_head()?.position))
    };
    let (is_time, before) = school.database.read(look).await?;
    if !is_time {
        return Ok(());
    }
    let tenant = Arc::clone(school);
    let run = move || retention::run(&tenant.folder, &tenant.database, now);
    let run = tokio::task::spawn_blocking(run).await.unwrap_or(Err(StoreError::Panicked))?;
    tracing::info!(
        leavers = run.leavers,
        entries = run.entries,
        words = run.words,
        record = run.record,
        "what was older than its rule allows was erased"
    );
    let tenant = Arc::clone(school);
    let growth = school.database.read(move |rows| tenant.news.since(before, rows)).await?;
    school.news.tell(growth);
    Ok(())
}

async fn end(task: JoinHandle<()>) {
    task.abort();
    // Aborted on purpose: its error says only that.
    let _ = task.await;
}
