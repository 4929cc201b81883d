//! Work that a store does inside one transaction, and waits for.

use tokio::sync::oneshot;

use super::{Rows, StoreError};

/// One piece of work. A store runs it inside a transaction; several may share
/// one, and then each still stands or falls alone.
pub trait Job: Send {
    /// Does the work. On an error, what this job changed is undone.
    fn run(&mut self, rows: &mut dyn Rows) -> Result<(), StoreError>;

    /// Tells whoever waits: after a success the changes are on the disk.
    fn finish(self: Box<Self>, outcome: Result<(), StoreError>);
}

/// A closure as a job, with somebody waiting for its answer.
pub struct Waiting<T, F> {
    work: Option<F>,
    answer: Option<T>,
    waiter: oneshot::Sender<Result<T, StoreError>>,
}

/// Where the answer of a job arrives.
pub type Answer<T> = oneshot::Receiver<Result<T, StoreError>>;

impl<T, F> Waiting<T, F>
where
    T: Send,
    F: FnOnce(&mut dyn Rows) -> Result<T, StoreError> + Send,
{
    /// The job, and where its answer arrives.
    pub fn new(work: F) -> (Box<Self>, Answer<T>) {
        let (waiter, answer) = oneshot::channel();
        (Box::new(Self { work: Some(work), answer: None, waiter }), answer)
    }
}

impl<T, F> Job for Waiting<T, F>
where
    T: Send,
    F: FnOnce(&mut dyn Rows) -> Result<T, StoreError> + Send,
{
    fn run(&mut self, rows: &mut dyn Rows) -> Result<(), StoreError> {
        let work = self.work.take().ok_or(StoreError::Closed)?;
        self.answer = Some(work(rows)?);
        Ok(())
    }

    fn finish(self: Box<Self>, outcome: Result<(), StoreError>) {
        let Self { answer, waiter, .. } = *self;
        // Whoever asked may have gone; the work is done all the same.
        let _ = waiter.send(outcome.and_then(|()| answer.ok_or(StoreError::Closed)));
    }
}
