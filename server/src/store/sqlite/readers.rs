//! A few threads that only read, each on its own connection: they never wait
//! for the writer, and the async runtime never waits for the disk.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};

use super::rows::SqliteRows;
use crate::store::{Job, StoreError};

/// How many read at once.
pub const READERS: usize = 3;
/// Most reads that wait; more are turned away with "busy", to be sent again.
const QUEUE_JOBS_MAX: usize = 1_024;

/// The readers' threads.
pub struct Readers {
    queue: Option<SyncSender<Box<dyn Job>>>,
    threads: Vec<JoinHandle<()>>,
}

impl Readers {
    /// Starts one thread per connection.
    pub fn start(connections: Vec<SqliteRows>) -> Result<Self, StoreError> {
        let (queue, jobs) = sync_channel(QUEUE_JOBS_MAX);
        let jobs = Arc::new(Mutex::new(jobs));
        let threads = connections
            .into_iter()
            .map(|rows| {
                let jobs = Arc::clone(&jobs);
                thread::Builder::new()
                    .name("store-reader".to_owned())
                    .spawn(move || read_until_closed(rows, &jobs))
            })
            .collect::<Result<_, _>>()?;
        Ok(Self { queue: Some(queue), threads })
    }

    /// Queues a job.
    pub fn queue(&self, job: Box<dyn Job>) {
        let Some(queue) = &self.queue else { return job.finish(Err(StoreError::Closed)) };
        match queue.try_send(job) {
            Ok(()) => {}
            Err(TrySendError::Full(job)) => job.finish(Err(StoreError::Busy)),
            Err(TrySendError::Disconnected(job)) => job.finish(Err(StoreError::Closed)),
        }
    }
}

impl Drop for Readers {
    fn drop(&mut self) {
        self.queue = None;
        self.threads.drain(..).for_each(wait_for);
    }
}

/// Waits until a thread has ended; not for this one, where a job was the last
/// to let go of the store.
pub fn wait_for(thread: JoinHandle<()>) {
    if thread.thread().id() != thread::current().id() {
        // A panic of the thread has been reported where it happened.
        let _ = thread.join();
    }
}

fn read_until_closed(mut rows: SqliteRows, jobs: &Mutex<Receiver<Box<dyn Job>>>) {
    loop {
        // Taken while waiting, given back before the work begins.
        let next = jobs.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(mut job) = next else { return };
        let outcome = read(&mut rows, job.as_mut());
        job.finish(outcome);
    }
}

/// Runs one job on one snapshot.
fn read(rows: &mut SqliteRows, job: &mut dyn Job) -> Result<(), StoreError> {
    rows.execute("BEGIN DEFERRED")?;
    let outcome =
        catch_unwind(AssertUnwindSafe(|| job.run(rows))).unwrap_or(Err(StoreError::Panicked));
    // Fails where the engine has ended it by itself: the job says why.
    let ended = rows.execute("ROLLBACK");
    outcome.and(ended)
}
