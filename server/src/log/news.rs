//! Who hears that the log has grown: those who may read what it has grown by.

use std::sync::Arc;

use sync::scope::{Position, Scope};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, broadcast};

use crate::store::{Rows, StoreError};

/// Who may listen at a time in one school: every tablet of a large one, with a
/// few tabs each. Others poll.
const LISTENERS_MAX: usize = 2_000;
/// News that wait for a listener who is slow. One who misses some begins anew.
const WAITING_MAX: usize = 256;

/// What is told, as far as this program changes the log: what a command does
/// beside it is found by polling.
pub struct News {
    told: broadcast::Sender<Arc<Growth>>,
    places: Arc<Semaphore>,
}

/// The log has grown, on the disk.
#[derive(Debug)]
pub struct Growth {
    /// Where it stands.
    position: Position,
    /// Where something is listed that was not before.
    scopes: Vec<Scope>,
}

/// Somebody who listens, until this is dropped.
pub struct Listener {
    told: broadcast::Receiver<Arc<Growth>>,
    granted: Vec<Scope>,
    _place: OwnedSemaphorePermit,
}

impl Default for News {
    fn default() -> Self {
        let (told, _) = broadcast::channel(WAITING_MAX);
        Self { told, places: Arc::new(Semaphore::new(LISTENERS_MAX)) }
    }
}

impl News {
    /// A listener for what is listed in these scopes; `None` where too many do.
    #[must_use]
    pub fn listen(&self, granted: Vec<Scope>) -> Option<Listener> {
        let place = Arc::clone(&self.places).try_acquire_owned().ok()?;
        Some(Listener { told: self.told.subscribe(), granted, _place: place })
    }

    /// What a transaction that began at `before` has added, for [`News::tell`]
    /// once it is on the disk; nothing where it added nothing. Also where nobody
    /// listens yet: who begins before it is told may have looked before it was
    /// there.
    pub fn since(&self, before: Position, rows: &dyn Rows) -> Result<Option<Growth>, StoreError> {
        let position = rows.log_head()?.position;
        if position == before {
            return Ok(None);
        }
        Ok(Some(Growth { position, scopes: rows.scopes_after(before)? }))
    }

    /// Tells it.
    pub fn tell(&self, growth: Option<Growth>) {
        if let Some(growth) = growth {
            // Fails only where nobody listens any more.
            drop(self.told.send(Arc::new(growth)));
        }
    }
}

impl Listener {
    /// The next position at which there is something to pull; `None` once this
    /// listener has missed some, or the school is closed.
    pub async fn next(&mut self) -> Option<Position> {
        loop {
            let growth = self.told.recv().await.ok()?;
            if growth.scopes.iter().any(|scope| self.granted.contains(scope)) {
                return Some(growth.position);
            }
        }
    }
}
