//! The conversation with the server: one call at a time, each step from what
//! is on the disk.
//!
//! Hello, when there is a reason to talk; then everything unsent goes up; then
//! lost scopes are dropped, newly granted ones pulled up to the cursor, and the
//! rest after it. A failure rests, and begins again with a hello.

mod check;
mod hello;
mod pull;
mod push;

use std::collections::{BTreeMap, BTreeSet};

use self::check::Check;
pub use self::check::{CHECK_AGAIN_MILLIS, CHECK_FIRST_MILLIS_MAX};
use super::changes::Changes;
use super::pace::{BACK_OFF_MILLIS_MAX, Pace};
use super::rows::{Store, meta, write_agreed};
use super::transport::{Failure, Response};
use super::{
    AGREED_WRITE_MILLIS, CALL_MILLIS_MAX, Device, Effect, Moment, POLL_MILLIS, Shown, Trigger,
};
use crate::entry::{EntryId, Millis};
use crate::frame::{Listed, Request};
use crate::scope::Position;

/// After so many "hello again" in a row the device rests: something is amiss.
const HELLO_AGAIN_MAX: u32 = 3;

/// What a conversation remembers. It begins anew with each page.
#[derive(Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each can be so by itself")]
pub(super) struct Talk {
    pub hello_due: bool,
    /// The school's position, as far as it is known.
    pub school: Position,
    /// Held entries to be sent once more, to hear what has become of them.
    pub held_again: BTreeSet<u64>,
    /// Entries that the server failed at, and until when they are left out: they
    /// stop none of the others.
    skipped: BTreeMap<u64, Millis>,
    /// Erased entries that this tab did not know, and has read all rows for.
    looked_for: BTreeSet<EntryId>,
    pub offline: bool,
    pub signed_out: bool,
    pub update: bool,
    /// The server's time less the device's.
    offset: Millis,
    pace: Pace,
    call: Option<Call>,
    calls: u64,
    hello_again: u32,
    /// Something was said since device and server last agreed.
    busy: bool,
    check: Check,
}

#[derive(Debug)]
struct Call {
    id: u64,
    about: About,
}

#[derive(Debug)]
enum About {
    Hello,
    /// The numbers of the batch, in its order.
    Push(Vec<u64>),
    Pull,
    Backfill,
}

impl Talk {
    /// The server's time less the device's.
    pub fn offset(&self) -> Millis {
        self.offset
    }

    /// As it was when the device was used last.
    pub fn remember_offset(&mut self, offset: Millis) {
        self.offset = offset;
    }

    /// Whether an entry is left out for now. A clock that went back leaves none
    /// out for longer.
    fn is_skipped(&self, number: u64, now: Millis) -> bool {
        let left = self.skipped.get(&number).map_or(0, |until| until.saturating_sub(now));
        (1..=BACK_OFF_MILLIS_MAX).contains(&left)
    }

    pub fn is_talking(&self) -> bool {
        self.call.is_some()
    }

    /// Whatever is under way is not waited for.
    pub fn abandon(&mut self) {
        self.call = None;
        self.hello_due = true;
    }

    /// Checksums are compared soon, whenever they were last.
    pub fn compare_anew(&mut self) {
        self.check = Check::default();
    }

    fn open(&mut self, about: About) -> u64 {
        self.calls += 1;
        self.busy = true;
        self.call = Some(Call { id: self.calls, about });
        self.calls
    }
}

impl Device {
    pub(super) fn triggered(&mut self, now: Moment, trigger: Trigger) {
        match trigger {
            Trigger::Timer => {
                if let Some(call) = self.talk.call.take() {
                    return self.failed(now, &call.about, Failure::Timeout);
                }
                self.talk.pace.rested();
            }
            Trigger::Button | Trigger::SignedIn => {
                self.talk.signed_out &= trigger != Trigger::SignedIn;
                self.talk.held_again = self.own.held().clone();
                self.talk.pace.reset();
            }
            Trigger::Start | Trigger::Online | Trigger::Visible => self.talk.pace.reset(),
        }
        if trigger != Trigger::Timer {
            self.talk.skipped.clear();
        }
        self.talk.hello_due = true;
    }

    /// The next step, if it is time for one.
    pub(super) fn go_on(&mut self, now: Moment) {
        let must_wait = !self.ready
            || !self.leading
            || self.talk.is_talking()
            || self.talk.pace.is_resting()
            || (self.writes.is_awaited() && !self.writes.is_awaited_in_vain());
        if must_wait {
            return;
        }
        if self.writes.is_awaited() {
            // What is on the disk already goes up, though nothing more finds room there.
            self.push(now);
            return;
        }
        if self.talk.hello_due {
            return self.send_hello(now);
        }
        if self.talk.update {
            return self.rest_until_updated();
        }
        if self.push(now) || self.drop_lost() {
            return;
        }
        if let Some(backfill) = self.sync.backfill.clone() {
            return self.send_pull(About::Backfill, Some(backfill));
        }
        if self.sync.cursor < self.talk.school {
            return self.send_pull(About::Pull, None);
        }
        self.agree(now);
    }

    fn send(&mut self, about: About, request: Request) {
        let call = self.talk.open(about);
        self.effects.push(Effect::Send { call, request });
        self.effects.push(Effect::Wake { after: CALL_MILLIS_MAX });
    }

    /// There is nothing left to say.
    fn agree(&mut self, now: Moment) {
        if !std::mem::take(&mut self.talk.busy) {
            return;
        }
        self.agreed = Some(now.wall);
        let is_due =
            |written: Millis| now.wall.abs_diff(written) >= AGREED_WRITE_MILLIS.unsigned_abs();
        if self.agreed_written.is_none_or(is_due) {
            self.agreed_written = self.agreed;
            let mut changes = Changes::default();
            changes.put(Store::Meta, meta::AGREED, write_agreed(now.wall));
            self.write(changes, false);
        }
        self.effects.push(Effect::Wake { after: POLL_MILLIS });
    }

    fn rest_until_updated(&mut self) {
        if std::mem::take(&mut self.talk.busy) {
            let after = self.talk.pace.rest_long();
            self.effects.push(Effect::Wake { after });
        }
    }

    pub(super) fn answered(&mut self, now: Moment, call: u64, response: &Response) {
        let Some(call) = self.talk.call.take_if(|open| open.id == call) else { return };
        let read = match &call.about {
            About::Hello => response.read().and_then(|answer| self.hello_answered(now, answer)),
            About::Push(numbers) => {
                response.read().and_then(|answer| self.push_answered(now, numbers, answer))
            }
            About::Pull => {
                response.read().and_then(|answer| self.pull_answered(now, answer, false))
            }
            About::Backfill => {
                response.read().and_then(|answer| self.pull_answered(now, answer, true))
            }
        };
        match read {
            Ok(()) => {
                self.talk.offline = false;
                self.talk.signed_out = false;
                self.talk.pace.succeeded();
                self.rest_if_turned_away(now);
            }
            Err(failure) => self.failed(now, &call.about, failure),
        }
    }

    pub(super) fn call_failed(&mut self, now: Moment, call: u64, failure: Failure) {
        if let Some(call) = self.talk.call.take_if(|open| open.id == call) {
            self.failed(now, &call.about, failure);
        }
    }

    /// Everything stays where it is; when to try again depends on why.
    fn failed(&mut self, now: Moment, about: &About, failure: Failure) {
        self.talk.offline = matches!(failure, Failure::Transport | Failure::Timeout);
        // Only the server knows that a session counts again: no failure says so.
        self.talk.signed_out |= failure == Failure::SignedOut;
        if let About::Push(numbers) = about
            && self.smaller_batch_may_go(now, numbers, failure)
        {
            return;
        }
        self.talk.hello_due = true;
        let after = match failure {
            Failure::SignedOut => self.talk.pace.rest_long(),
            _ => self.talk.pace.failed(now.random),
        };
        self.effects.push(Effect::Wake { after });
    }

    /// Halves batches that were too much; one entry that the server cannot
    /// even take a look at is put aside, so that it does not stop the others.
    fn smaller_batch_may_go(&mut self, now: Moment, numbers: &[u64], failure: Failure) -> bool {
        match failure {
            Failure::Transport | Failure::SignedOut => return false,
            Failure::Timeout | Failure::TooLarge | Failure::Refused | Failure::Broken => {}
        }
        self.talk.pace.shrink(numbers.len());
        match numbers {
            _ if failure == Failure::Timeout => false,
            // It may be the server's fault alone: nothing is held for that.
            [number] if failure == Failure::Broken => {
                let until = now.wall.saturating_add(BACK_OFF_MILLIS_MAX);
                self.talk.skipped.insert(*number, until);
                false
            }
            _ if failure == Failure::Broken => false,
            [number] => {
                self.hold_here(*number, failure);
                false
            }
            _ => true,
        }
    }

    fn incarnation(&self) -> u64 {
        self.leases.incarnation().unwrap_or(0)
    }

    /// An own entry leaves the device, unless it was pulled as well: then that
    /// is shown, which may be another one of a copied tablet.
    fn forget_own(&mut self, number: u64, changes: &mut Changes) {
        let Some(own) = self.own.get(number) else { return };
        let (id, is_stored) = (own.entry.id(), own.is_stored());
        self.own.delete(number, changes);
        // What is stored there is the very same: no chunk need be read for it.
        let pulled = if is_stored { None } else { self.base.get(id) };
        match pulled {
            Some(Listed { entry, received, .. }) => {
                let received = Some(received);
                self.changed.entries.push(Shown { entry, received, held: None });
            }
            None => self.show_gone(vec![id]),
        }
    }

    fn show_gone(&mut self, ids: Vec<EntryId>) {
        let gone = |id: &EntryId| self.own.find(*id).is_none() && !self.base.contains(*id);
        let gone: Vec<_> = ids.into_iter().filter(gone).collect();
        self.changed.removed.extend(gone);
    }

    fn hello_again(&mut self) {
        self.talk.hello_due = true;
        self.talk.hello_again += 1;
    }

    /// Scopes or epoch change while we talk: that happens, but not for ever.
    fn rest_if_turned_away(&mut self, now: Moment) {
        if self.talk.hello_again > HELLO_AGAIN_MAX {
            self.talk.hello_again = 0;
            let after = self.talk.pace.failed(now.random);
            self.effects.push(Effect::Wake { after });
        }
    }
}
