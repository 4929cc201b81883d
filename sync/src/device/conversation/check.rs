//! Now and then device and server compare the checksums of what they hold: what
//! differs, for whatever reason, is fetched again.

use super::super::changes::Changes;
use super::super::{Device, Moment};
use crate::entry::Millis;
use crate::frame::{Backfill, Digest, HelloAnswer};
use crate::scope::Listing;

/// Checksums are first compared within this time after the app was opened, and
/// not by all tablets of a school at once.
pub const CHECK_FIRST_MILLIS_MAX: Millis = 5 * 60_000;
/// And then again after this time.
pub const CHECK_AGAIN_MILLIS: Millis = 24 * 60 * 60_000;
/// So many entries are hashed before a hello, and the next ones before the
/// next: a tablet has other things to do.
const HASHED_MAX: usize = 2_000;

/// When checksums are compared.
#[derive(Debug, Default)]
pub(super) struct Check {
    at: Option<Millis>,
    /// The hello that is under way has them.
    under_way: bool,
}

impl Check {
    fn is_due(&mut self, now: Moment) -> bool {
        let wait = Millis::try_from(now.random % CHECK_FIRST_MILLIS_MAX.unsigned_abs());
        let wait = wait.unwrap_or(CHECK_FIRST_MILLIS_MAX);
        let at = *self.at.get_or_insert(now.wall.saturating_add(wait));
        // A clock that was put back puts nothing off.
        now.wall >= at || at.saturating_sub(now.wall) > CHECK_AGAIN_MILLIS
    }
}

impl Device {
    /// Of the checksums, when it is time and everything up to the cursor is
    /// there.
    pub(super) fn sums_if_due(&mut self, now: Moment) -> Option<Digest> {
        let sync = &self.sync;
        let is_whole = sync.cursor > 0
            && sync.backfill.is_none()
            && sync.dropping.is_empty()
            && sync.unread.is_none();
        let is_due = self.talk.check.is_due(now) && is_whole && self.base.hash_some(HASHED_MAX);
        self.talk.check.under_way = is_due;
        is_due.then(|| self.base.sums().digest())
    }

    /// Takes the server's word: lets go of the scopes that differ, and pulls
    /// them again.
    pub(super) fn compare_sums(
        &mut self,
        now: Moment,
        answer: &HelloAnswer,
        changes: &mut Changes,
    ) {
        let was_asked = std::mem::take(&mut self.talk.check.under_way);
        if !was_asked || answer.scopes.is_some() || answer.order.is_some() {
            return;
        }
        self.talk.check.at = Some(now.wall.saturating_add(CHECK_AGAIN_MILLIS));
        let Some(theirs) = &answer.sums else { return };
        let mut scopes = self.base.sums().differing(&theirs.iter().copied().collect());
        let keep = |place: &Listing| scopes.binary_search(&place.scope).is_err();
        let gone = self.base.keep(keep, changes);
        self.show_gone(gone);
        // What is held of scopes that are none of this person's just goes.
        scopes.retain(|scope| self.sync.scopes.binary_search(scope).is_ok());
        if !scopes.is_empty() {
            self.sync.backfill = Some(Backfill { scopes, after: 0, up_to: self.sync.cursor });
        }
    }
}
