//! Hello: epoch, scopes, backups, limits, time.

use super::super::changes::Changes;
use super::super::own::{Sent, Standing};
use super::super::rows::{Store, meta, write_offset};
use super::super::transport::Failure;
use super::super::{Device, Effect, Moment, OFFSET_WRITE_MILLIS};
use super::About;
use crate::frame::{Backfill, Digest, Hello, HelloAnswer, Order, PROTOCOL, PROTOCOLS, Request};
use crate::order;
use crate::scope::{Listing, Position, Scope};

impl Device {
    pub(super) fn send_hello(&mut self, now: Moment) {
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
            sums: self.sums_if_due(now),
        };
        self.send(About::Hello, Request::Hello(hello));
    }

    pub(super) fn hello_answered(
        &mut self,
        now: Moment,
        answer: HelloAnswer,
    ) -> Result<(), Failure> {
        if answer.person.is_some() && self.person.is_some() && answer.person != self.person {
            // Somebody else has signed in: their scopes are not this store's.
            return Err(Failure::SignedOut);
        }
        self.talk.offset = answer.time.saturating_sub(now.wall);
        self.talk.school = answer.position;
        self.talk.pace.limit(&answer.limits);
        self.talk.update = answer.order == Some(Order::Update);
        if self.talk.update {
            return Ok(());
        }
        if self.directory.as_deref() != Some(&answer.directory) {
            self.effects.push(Effect::DirectoryStale { version: answer.directory.clone() });
        }
        let before = self.sync.clone();
        let mut changes = Changes::default();
        self.compare_sums(now, &answer, &mut changes);
        self.follow_epoch(&answer, &mut changes);
        self.follow_scopes(answer.scopes);
        self.drop_backed_up(answer.backup, &mut changes);
        self.keep_offset(&mut changes);
        if self.sync == before {
            self.write(changes, true);
        } else {
            self.write_sync(changes);
        }
        Ok(())
    }

    /// How wrong the device's clock is, for when it is opened without a network.
    fn keep_offset(&mut self, changes: &mut Changes) {
        let offset = self.talk.offset;
        let kept = self.offset_written.unwrap_or(0);
        if offset.abs_diff(kept) >= OFFSET_WRITE_MILLIS.unsigned_abs() {
            self.offset_written = Some(offset);
            changes.put(Store::Meta, meta::OFFSET, write_offset(offset));
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
        order::sort(&mut granted);
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
                order::sort(&mut scopes);
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
        order::sort(dropping);
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

    /// Drops lost scopes. What was made there has been pushed before.
    pub(super) fn drop_lost(&mut self) -> bool {
        if self.sync.dropping.is_empty() {
            return false;
        }
        let lost = std::mem::take(&mut self.sync.dropping);
        let mut changes = Changes::default();
        let keep = |place: &Listing| lost.binary_search(&place.scope).is_err();
        let gone = self.base.keep(keep, &mut changes);
        self.show_gone(gone);
        self.write_sync(changes);
        true
    }
}
