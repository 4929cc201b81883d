//! The conversation with the server: one call at a time, each step from what
//! is on the disk.
//!
//! Hello, when there is a reason to talk; then everything unsent goes up; then
//! lost scopes are dropped, newly granted ones pulled up to the cursor, and the
//! rest after it. A failure rests, and begins again with a hello.

use std::collections::BTreeSet;

use super::changes::Changes;
use super::own::{Sent, Standing};
use super::pace::Pace;
use super::rows::{Store, meta, write_agreed, write_clock};
use super::transport::{Failure, Response};
use super::{AGREED_WRITE_MILLIS, CALL_MILLIS_MAX, Device, Effect, Moment, POLL_MILLIS, Trigger};
use crate::entry::{EntryId, Millis, Stamp};
use crate::frame::{
    Backfill, Digest, Hello, HelloAnswer, Lenient, Listed, Order, Outcome, PROTOCOL, PROTOCOLS,
    Pull, PullAnswer, Push, PushAnswer, Pushed, Reason, Request, Verdict, encoded_bytes,
};
use crate::limits::PAGE_BYTES_MAX;
use crate::scope::{Position, Scope};

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
    pub reached: bool,
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
    pub fn is_talking(&self) -> bool {
        self.call.is_some()
    }

    /// Whatever is under way is not waited for.
    pub fn abandon(&mut self) {
        self.call = None;
        self.hello_due = true;
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
            Trigger::Button => {
                self.talk.held_again = self.own.held().clone();
                self.talk.pace.reset();
            }
            Trigger::Start | Trigger::Online | Trigger::Visible => self.talk.pace.reset(),
        }
        self.talk.hello_due = true;
    }

    /// The next step, if it is time for one.
    pub(super) fn go_on(&mut self, now: Moment) {
        let must_wait = !self.ready
            || !self.leading
            || self.talk.is_talking()
            || self.talk.pace.is_resting()
            || self.writes.is_awaited();
        if must_wait {
            return;
        }
        if self.talk.hello_due {
            return self.send_hello(now);
        }
        if self.talk.update {
            return self.rest_until_updated();
        }
        if let Some((numbers, push)) = self.next_batch() {
            return self.send(About::Push(numbers), Request::Push(push));
        }
        if self.drop_lost() {
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

    fn send_hello(&mut self, now: Moment) {
        self.talk.hello_due = false;
        let hello = Hello {
            protocol: PROTOCOL,
            speaks: PROTOCOLS,
            build: self.build.clone(),
            incarnation: self.incarnation(),
            epoch: self.sync.epoch,
            cursor: self.sync.cursor,
            scopes: Digest::of(&self.sync.scopes),
            directory: self.directory.clone(),
            unsent: self.own.unsent().len() as u64,
            oldest: self.own.oldest_unsent().map(|stamp| now.wall.saturating_sub(stamp).max(0)),
        };
        self.send(About::Hello, Request::Hello(hello));
    }

    fn incarnation(&self) -> u64 {
        self.leases.incarnation().unwrap_or(0)
    }

    /// The oldest entries that the server doesn't have, as many as fit.
    fn next_batch(&self) -> Option<(Vec<u64>, Push)> {
        let epoch = self.sync.epoch?;
        let unwritten = self.writes.unwritten();
        let again = self.own.sent_where(|sent| sent.epoch != Some(epoch) && sent.held.is_none());
        let mut waiting: BTreeSet<u64> = again.into_iter().collect();
        waiting.extend(self.own.unsent().difference(&unwritten));
        waiting.extend(&self.talk.held_again);
        let mut numbers = Vec::new();
        let mut entries = Vec::new();
        let mut bytes = 0;
        for number in waiting.into_iter().take(self.talk.pace.batch_entries()) {
            let Some(own) = self.own.get(number) else { continue };
            let pushed = Pushed { entry: own.entry.clone(), received: own.received() };
            bytes += encoded_bytes(&pushed);
            if bytes > self.talk.pace.batch_bytes() && !numbers.is_empty() {
                break;
            }
            numbers.push(number);
            entries.push(Lenient::Read(pushed));
        }
        let (incarnation, offset) = (self.incarnation(), self.talk.offset);
        let push = Push { protocol: PROTOCOL, epoch, incarnation, offset, entries };
        (!numbers.is_empty()).then_some((numbers, push))
    }

    fn send_pull(&mut self, about: About, backfill: Option<Backfill>) {
        let Some(epoch) = self.sync.epoch else {
            self.talk.hello_due = true;
            return;
        };
        let pull = Pull {
            protocol: PROTOCOL,
            epoch,
            scopes: Digest::of(&self.sync.scopes),
            cursor: self.sync.cursor,
            bytes_max: PAGE_BYTES_MAX as u64,
            backfill,
        };
        self.send(about, Request::Pull(pull));
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
            About::Hello => response.read().map(|answer| self.hello_answered(now, answer)),
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
                self.talk.reached = true;
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
        self.talk.reached = !matches!(failure, Failure::Transport | Failure::Timeout);
        self.talk.signed_out = failure == Failure::SignedOut;
        if let About::Push(numbers) = about
            && self.smaller_batch_may_go(numbers, failure)
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
    fn smaller_batch_may_go(&mut self, numbers: &[u64], failure: Failure) -> bool {
        match failure {
            Failure::Transport | Failure::SignedOut => return false,
            Failure::Timeout | Failure::TooLarge | Failure::Refused => {}
        }
        self.talk.pace.shrink(numbers.len());
        match numbers {
            _ if failure == Failure::Timeout => false,
            [number] => {
                self.hold_here(*number, failure);
                false
            }
            _ => true,
        }
    }

    fn hold_here(&mut self, number: u64, failure: Failure) {
        let reason = match failure {
            Failure::TooLarge => Reason::TooLarge,
            _ => Reason::Unreadable,
        };
        let mut changes = Changes::default();
        self.take_verdict(number, Outcome::Held { reason }, &mut changes);
        self.write(changes, true);
    }

    fn hello_answered(&mut self, now: Moment, answer: HelloAnswer) {
        self.talk.offset = answer.time.saturating_sub(now.wall);
        self.talk.school = answer.position;
        self.talk.pace.limit(&answer.limits);
        self.talk.update = answer.order == Some(Order::Update);
        if self.talk.update {
            return;
        }
        if self.directory.as_deref() != Some(&answer.directory) {
            self.effects.push(Effect::DirectoryStale { version: answer.directory.clone() });
        }
        let before = self.sync.clone();
        let mut changes = Changes::default();
        self.follow_epoch(&answer, &mut changes);
        self.follow_scopes(answer.scopes);
        self.drop_backed_up(answer.backup, &mut changes);
        if self.sync == before {
            self.write(changes, true);
        } else {
            self.write_sync(changes);
        }
    }

    /// After a restore: what was pulled from the lost part goes, and everything
    /// that was acknowledged before goes up again.
    fn follow_epoch(&mut self, answer: &HelloAnswer, changes: &mut Changes) {
        let after = match answer.order {
            Some(Order::PushAgain { after }) => Some(after),
            // A device that knows no epoch holds nothing; one that knows
            // another and is not told how much they share starts over.
            _ => self.sync.epoch.filter(|epoch| *epoch != answer.epoch).map(|_| 0),
        };
        if let Some(after) = after {
            for number in self.own.sent_where(|sent| sent.epoch == Some(answer.epoch)) {
                self.doubt(number, after, changes);
            }
            let gone = self.base.keep(|place| place.position <= after, changes);
            self.show_gone(gone);
            self.sync.cursor = self.sync.cursor.min(after);
            if let Some(backfill) = &mut self.sync.backfill {
                backfill.after = 0;
                backfill.up_to = self.sync.cursor;
            }
        }
        self.sync.epoch = Some(answer.epoch);
    }

    /// Acknowledged in this epoch, but the server has gone back behind it.
    fn doubt(&mut self, number: u64, after: Position, changes: &mut Changes) {
        let Some(Standing::Sent(sent)) = self.own.get(number).map(|own| own.standing.clone())
        else {
            return;
        };
        if sent.position > after {
            let lost = Sent { epoch: None, ..sent };
            self.own.stand(number, Standing::Sent(lost), changes);
        }
    }

    fn follow_scopes(&mut self, granted: Option<Vec<Scope>>) {
        let Some(mut granted) = granted else { return };
        granted.sort_unstable();
        granted.dedup();
        let is_granted = |scope: &Scope| granted.binary_search(scope).is_ok();
        let held = std::mem::take(&mut self.sync.scopes);
        let new = granted.iter().filter(|scope| held.binary_search(scope).is_err());
        self.sync.backfill = match self.sync.backfill.take() {
            // A scope that comes back begins from nothing: while it was lost,
            // the cursor may have passed over some of it.
            backfill if new.clone().next().is_some() => {
                let under_way = backfill.map(|backfill| backfill.scopes).unwrap_or_default();
                let mut scopes: Vec<_> =
                    under_way.into_iter().filter(is_granted).chain(new.copied()).collect();
                scopes.sort_unstable();
                scopes.dedup();
                let up_to = self.sync.cursor;
                (up_to > 0).then_some(Backfill { scopes, after: 0, up_to })
            }
            Some(mut backfill) => {
                backfill.scopes.retain(is_granted);
                (!backfill.scopes.is_empty()).then_some(backfill)
            }
            None => None,
        };
        let dropping = &mut self.sync.dropping;
        dropping.extend(held);
        dropping.retain(|scope| !is_granted(scope));
        dropping.sort_unstable();
        dropping.dedup();
        self.sync.scopes = granted;
    }

    /// `sent` copies that a backup covers are no longer needed.
    fn drop_backed_up(&mut self, backup: Position, changes: &mut Changes) {
        let epoch = self.sync.epoch;
        let covered =
            |sent: &Sent| sent.epoch == epoch && sent.position <= backup && sent.held.is_none();
        let covered = self.own.sent_where(covered);
        for number in covered {
            self.forget_own(number, changes);
        }
    }

    /// An own entry leaves the device, unless it was pulled as well. The clock
    /// must not forget it.
    fn forget_own(&mut self, number: u64, changes: &mut Changes) {
        let Some(id) = self.own.get(number).map(|own| own.entry.id()) else { return };
        self.own.delete(number, changes);
        changes.put(Store::Meta, meta::CLOCK, write_clock(self.clock.last()));
        self.show_gone(vec![id]);
    }

    fn show_gone(&mut self, ids: Vec<EntryId>) {
        let gone = |id: &EntryId| self.own.find(*id).is_none() && !self.base.contains(*id);
        let gone: Vec<_> = ids.into_iter().filter(gone).collect();
        self.changed.removed.extend(gone);
    }

    /// Drops lost scopes. What was made there has been pushed before.
    fn drop_lost(&mut self) -> bool {
        if self.sync.dropping.is_empty() {
            return false;
        }
        let lost = std::mem::take(&mut self.sync.dropping);
        let mut changes = Changes::default();
        let keep = |place: &crate::scope::Listing| lost.binary_search(&place.scope).is_err();
        let gone = self.base.keep(keep, &mut changes);
        self.show_gone(gone);
        self.write_sync(changes);
        true
    }

    fn push_answered(
        &mut self,
        now: Moment,
        numbers: &[u64],
        answer: PushAnswer,
    ) -> Result<(), Failure> {
        if answer.order == Some(Order::HelloAgain) {
            self.hello_again();
            return Ok(());
        }
        if !self.is_answer_to(numbers, &answer.verdicts) {
            return Err(Failure::Transport);
        }
        self.talk.hello_again = 0;
        self.talk.offset = answer.time.saturating_sub(now.wall);
        self.talk.school = self.talk.school.max(answer.position);
        self.talk.pace.grow(numbers.len());
        let mut changes = Changes::default();
        for (number, verdict) in numbers.iter().zip(answer.verdicts) {
            self.take_verdict(*number, verdict.outcome, &mut changes);
        }
        self.write(changes, true);
        Ok(())
    }

    /// Verdicts go by place, and name the entry where it could be read.
    fn is_answer_to(&self, numbers: &[u64], verdicts: &[Verdict]) -> bool {
        let fits = |(number, verdict): (&u64, &Verdict)| {
            let ours = self.own.get(*number).map(|own| own.entry.id());
            verdict.id.is_none() || ours.is_none() || verdict.id == ours
        };
        numbers.len() == verdicts.len() && numbers.iter().zip(verdicts).all(fits)
    }

    fn take_verdict(&mut self, number: u64, outcome: Outcome, changes: &mut Changes) {
        self.talk.held_again.remove(&number);
        let Some(own) = self.own.get(number) else { return };
        let held = |reason: Reason| match &own.standing {
            Standing::Sent(sent) => Standing::Sent(Sent { held: Some(reason), ..sent.clone() }),
            _ => Standing::Held(reason),
        };
        let standing = match outcome {
            Outcome::Stored { position, received } | Outcome::Duplicate { position, received } => {
                let epoch = self.sync.epoch;
                Standing::Sent(Sent { epoch, position, received, held: None })
            }
            Outcome::Held { reason } => {
                let id = own.entry.id();
                let standing = held(reason.clone());
                if reason == Reason::Clash && self.leases.incarnation() == Some(id.incarnation) {
                    self.renew_incarnation();
                }
                standing
            }
            // A verdict of a newer server: kept, and somebody must look.
            Outcome::Other => held(Reason::Other("unknown-verdict".to_owned())),
            Outcome::Erased | Outcome::Discarded => return self.forget_own(number, changes),
        };
        self.own.stand(number, standing, changes);
        let shown = self.own.get(number).map(super::shown);
        self.changed.entries.extend(shown);
    }

    /// This database was copied: its numbers are used elsewhere as well.
    fn renew_incarnation(&mut self) {
        self.leases.renew();
        self.effects.push(Effect::Lease { fresh: true });
    }

    fn pull_answered(
        &mut self,
        now: Moment,
        answer: PullAnswer,
        is_backfill: bool,
    ) -> Result<(), Failure> {
        if answer.order == Some(Order::HelloAgain) {
            self.hello_again();
            return Ok(());
        }
        let backfill = self.sync.backfill.as_ref().filter(|_| is_backfill);
        let from = backfill.map_or(self.sync.cursor, |backfill| backfill.after);
        // A page that gets nowhere would be asked for for ever.
        if answer.next < from || (answer.more && answer.next == from) {
            return Err(Failure::Transport);
        }
        self.talk.hello_again = 0;
        self.talk.school = self.talk.school.max(answer.position);
        let mut changes = Changes::default();
        self.take_page(now, from, answer.listed, &mut changes);
        self.take_erased(&answer.erased, &mut changes);
        match self.sync.backfill.as_mut().filter(|_| is_backfill) {
            Some(backfill) if answer.more => backfill.after = answer.next,
            Some(_) => self.sync.backfill = None,
            None => self.sync.cursor = answer.next,
        }
        self.write_sync(changes);
        Ok(())
    }

    fn take_page(
        &mut self,
        now: Moment,
        from: Position,
        page: Vec<Lenient<Listed>>,
        changes: &mut Changes,
    ) {
        let mut listed = Vec::with_capacity(page.len());
        for item in page {
            match item {
                Lenient::Read(item) if item.entry.check().is_ok() => {
                    self.take_listed(now, &item, changes);
                    listed.push(item);
                }
                _ => {
                    // Only a newer build can read it: it pulls from here again.
                    let after =
                        self.sync.unread.as_ref().map_or(from, |(_, after)| from.min(*after));
                    self.sync.unread = Some((self.build.clone(), after));
                }
            }
        }
        self.base.take(listed, changes);
    }

    fn take_listed(&mut self, now: Moment, item: &Listed, changes: &mut Changes) {
        let id = item.entry.id();
        let effective = item.received.effective.saturating_sub(self.talk.offset);
        self.clock.hear(Stamp::new(effective, 0), now.wall);
        let own = self.own.find(id);
        let is_waiting = own.is_some_and(|own| own.received().is_none());
        if is_waiting && own.is_some_and(|own| own.entry == item.entry) {
            // The server has it: somebody accepted what was held, or the
            // verdict was lost on its way.
            let position = item.listings.first().map_or(0, |place| place.position);
            let (epoch, received) = (self.sync.epoch, item.received);
            let sent = Sent { epoch, position, received, held: None };
            self.own.stand(id.number, Standing::Sent(sent), changes);
        }
        let shown = match self.own.find(id) {
            Some(own) => super::shown(own),
            None => super::Shown {
                entry: item.entry.clone(),
                received: Some(item.received),
                held: None,
            },
        };
        self.changed.entries.push(shown);
    }

    fn take_erased(&mut self, erased: &[EntryId], changes: &mut Changes) {
        if erased.is_empty() {
            return;
        }
        self.base.erase(erased, changes);
        for id in erased {
            if self.own.find(*id).is_some() {
                self.forget_own(id.number, changes);
            }
        }
        self.changed.entries.retain(|shown| !erased.contains(&shown.entry.id()));
        self.show_gone(erased.to_vec());
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
