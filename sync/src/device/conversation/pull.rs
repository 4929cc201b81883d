//! Pull: the tail after the cursor, and what newly granted scopes list up to it.

use super::super::changes::Changes;
use super::super::own::{Sent, Standing};
use super::super::transport::Failure;
use super::super::{Device, Moment, Shown, shown};
use super::About;
use crate::entry::{EntryId, Stamp};
use crate::frame::{Backfill, Digest, Lenient, Listed, Order, PROTOCOL, Pull, PullAnswer, Request};
use crate::limits::PAGE_BYTES_MAX;
use crate::scope::Position;

impl Device {
    pub(super) fn send_pull(&mut self, about: About, backfill: Option<Backfill>) {
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

    pub(super) fn pull_answered(
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
        if self.may_have_missed(&answer.erased) {
            self.reload();
            return Ok(());
        }
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
        self.base.take(listed, self.chunk_entries, changes);
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
            Some(own) => shown(own),
            None => Shown { entry: item.entry.clone(), received: Some(item.received), held: None },
        };
        self.changed.entries.push(shown);
    }

    /// Whether another tab may have made one of these, and not been heard: what
    /// was erased must go from the disk before the cursor passes it.
    fn may_have_missed(&mut self, erased: &[EntryId]) -> bool {
        let made_here = |id: &&EntryId| {
            self.own.find(**id).is_none() && self.leases.incarnation() == Some(id.incarnation)
        };
        let missed: Vec<EntryId> = erased.iter().filter(made_here).copied().collect();
        // Once: what is not there after that is nowhere.
        let before = self.talk.looked_for.len();
        self.talk.looked_for.extend(missed);
        self.talk.looked_for.len() > before
    }

    fn take_erased(&mut self, erased: &[EntryId], changes: &mut Changes) {
        if erased.is_empty() {
            return;
        }
        let pulled = self.base.erase(erased, changes);
        for id in erased {
            if self.own.find(*id).is_some() {
                self.forget_own(id.number, changes);
            } else if pulled.contains(id) {
                self.show_gone(vec![*id]);
            }
        }
        self.changed.entries.retain(|shown| !erased.contains(&shown.entry.id()));
    }
}
