//! The one writer: drains whatever is queued into one transaction, syncs it to
//! the disk, then wakes everyone who waits (group commit).

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::thread::{self, JoinHandle};

use super::high_water::HighWater;
use super::readers::wait_for;
use super::rows::SqliteRows;
use crate::store::{Job, StoreError};

/// Most jobs that wait; more are turned away with "busy", to be sent again.
const QUEUE_JOBS_MAX: usize = 4_096;
/// Most jobs in one transaction, so that the first does not wait for ever.
const GROUP_JOBS_MAX: usize = 256;

/// The writer's thread.
pub struct Writer {
    queue: Option<SyncSender<Box<dyn Job>>>,
    thread: Option<JoinHandle<()>>,
}

impl Writer {
    /// Starts the thread on its own connection.
    pub fn start(rows: SqliteRows, mark: HighWater) -> Result<Self, StoreError> {
        let (queue, jobs) = sync_channel(QUEUE_JOBS_MAX);
        let thread = thread::Builder::new()
            .name("store-writer".to_owned())
            .spawn(move || Loop { rows, mark }.run(&jobs))?;
        Ok(Self { queue: Some(queue), thread: Some(thread) })
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

impl Drop for Writer {
    /// What is queued is still written.
    fn drop(&mut self) {
        self.queue = None;
        self.thread.take().into_iter().for_each(wait_for);
    }
}

struct Loop {
    rows: SqliteRows,
    mark: HighWater,
}

impl Loop {
    fn run(mut self, jobs: &Receiver<Box<dyn Job>>) {
        while let Ok(first) = jobs.recv() {
            let more = jobs.try_iter().take(GROUP_JOBS_MAX - 1);
            let group: Vec<_> = std::iter::once(first).chain(more).collect();
            self.commit(group);
        }
    }

    /// One transaction. Each job stands or falls alone, but none is told of
    /// its success before all are on the disk.
    fn commit(&mut self, mut group: Vec<Box<dyn Job>>) {
        let mut outcomes = Vec::with_capacity(group.len());
        let committed = self.rows.begin().and_then(|()| {
            for job in &mut group {
                outcomes.push(self.run_one(job.as_mut())?);
                // The engine has taken everything back by itself.
                if !self.rows.is_in_transaction() {
                    return Err(StoreError::NotCommitted);
                }
            }
            self.rows.execute("COMMIT")
        });
        if let Err(error) = &committed {
            tracing::error!(%error, jobs = group.len(), "a transaction failed; nothing of it is kept");
            // Fails where the engine has rolled back by itself: all the same.
            let _ = self.rows.roll_back("ROLLBACK");
            // A job that failed knows why; the others only that they did not.
            for outcome in outcomes.iter_mut().filter(|outcome| outcome.is_ok()) {
                *outcome = Err(StoreError::NotCommitted);
            }
        } else if let Err(error) = self.mark.raise(&self.rows) {
            tracing::warn!(%error, "the high-water mark beside the database could not be written");
        }
        outcomes.resize_with(group.len(), || Err(StoreError::NotCommitted));
        for (job, outcome) in group.into_iter().zip(outcomes) {
            job.finish(outcome);
        }
    }

    /// What became of a job. An error where its changes could not be told apart
    /// from those of the others: then nothing of the group may be kept.
    fn run_one(&mut self, job: &mut dyn Job) -> Result<Result<(), StoreError>, StoreError> {
        self.rows.execute("SAVEPOINT job")?;
        let outcome = catch_unwind(AssertUnwindSafe(|| job.run(&mut self.rows)))
            .unwrap_or(Err(StoreError::Panicked))
            .and_then(|()| self.rows.settle());
        // A full disk, or one that cannot be read, makes the engine take
        // everything back by itself: there is no savepoint to go back to.
        if !self.rows.is_in_transaction() {
            return Ok(outcome);
        }
        if outcome.is_err() {
            self.rows.roll_back("ROLLBACK TO job")?;
        }
        self.rows.execute("RELEASE job")?;
        Ok(outcome)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use crate::store::sqlite::SqliteStore;
    use crate::store::{Database, Rows, StoreError};

    type Work = fn(&mut dyn Rows) -> Result<(), StoreError>;

    fn database() -> (tempfile::TempDir, Database) {
        let folder = tempfile::tempdir().unwrap();
        let database = Database::new(SqliteStore::open(folder.path()).unwrap());
        (folder, database)
    }

    fn setting(database: &Database, name: &'static str) -> Option<String> {
        database.read_now(move |rows| rows.setting(name)).unwrap()
    }

    #[test]
    fn each_job_stands_or_falls_alone() {
        let (_folder, database) = database();
        // A job that waits lets the next ones gather behind it.
        let gate = Arc::new(std::sync::Barrier::new(2));
        let held = Arc::clone(&gate);
        let first = std::thread::spawn({
            let database = database.clone();
            move || {
                database.write_now(move |rows| {
                    held.wait();
                    rows.put_setting("first", "1")
                })
            }
        });
        let jobs: [Work; 4] = [
            |rows| rows.put_setting("good", "1"),
            |rows| rows.put_setting("bad", "1").and(Err(StoreError::Corrupt("on purpose"))),
            |rows| {
                rows.put_setting("worse", "1")?;
                panic!("on purpose")
            },
            |rows| rows.put_setting("last", "1"),
        ];
        let waiting = jobs.map(|job| {
            let database = database.clone();
            std::thread::spawn(move || database.write_now(job))
        });
        gate.wait();
        first.join().unwrap().unwrap();
        let [good, bad, worse, last] = waiting.map(|thread| thread.join().unwrap());
        assert!(good.is_ok() && last.is_ok());
        assert!(matches!(bad, Err(StoreError::Corrupt(_))));
        assert!(matches!(worse, Err(StoreError::Panicked)));
        for (name, kept) in
            [("first", true), ("good", true), ("bad", false), ("worse", false), ("last", true)]
        {
            assert_eq!(setting(&database, name).is_some(), kept, "{name}");
        }
    }

    #[test]
    fn a_job_may_be_the_last_to_let_go_of_the_store() {
        let (folder, database) = database();
        let (gate, own) = (Arc::new(std::sync::Barrier::new(2)), database.clone());
        let held = Arc::clone(&gate);
        let written = database.tell(move |rows| {
            held.wait();
            drop(own);
            rows.put_setting("last", "1")
        });
        drop(database);
        gate.wait();
        written.blocking_recv().unwrap().unwrap();
        let database = Database::new(SqliteStore::open(folder.path()).unwrap());
        assert_eq!(setting(&database, "last").as_deref(), Some("1"));
    }

    #[test]
    fn what_is_queued_is_written_before_the_store_closes() {
        let (folder, database) = database();
        for n in 0..50 {
            database.write_now(move |rows| rows.put_setting(&format!("s{n}"), "1")).unwrap();
        }
        drop(database);
        let database = Database::new(SqliteStore::open(folder.path()).unwrap());
        assert_eq!(setting(&database, "s49").as_deref(), Some("1"));
    }
}
