//! Push: batches, and what a verdict does.

use std::collections::BTreeSet;

use super::super::changes::Changes;
use super::super::own::{Sent, Standing};
use super::super::transport::Failure;
use super::super::{Device, Effect, Moment, shown};
use super::About;
use crate::frame::{
    Lenient, Order, Outcome, PROTOCOL, Push, PushAnswer, Pushed, Reason, Request, Verdict,
    encoded_bytes,
};
use crate::order;

impl Device {
    /// Sends the next batch, if there is one.
    pub(super) fn push(&mut self, now: Moment) -> bool {
        let Some((numbers, push)) = self.next_batch(now) else { return false };
        self.send(About::Push(numbers), Request::Push(push));
        true
    }

    /// The oldest entries that the server doesn't have, as many as fit.
    fn next_batch(&self, now: Moment) -> Option<(Vec<u64>, Push)> {
        let epoch = self.sync.epoch?;
        let unwritten = self.writes.unwritten();
        let again = self.own.sent_where(|sent| sent.epoch != Some(epoch) && sent.held.is_none());
        let mut waiting: BTreeSet<u64> = order::gather(again);
        waiting.extend(self.own.unsent().difference(&unwritten));
        waiting.extend(&self.talk.held_again);
        waiting.retain(|number| !self.talk.is_skipped(*number, now.wall));
        // Numbers of several blocks say nothing about what came first.
        let stamp = |number: &u64| self.own.get(*number).map(|own| own.entry.envelope.stamp);
        let mut waiting: Vec<u64> = waiting.into_iter().collect();
        order::sort_by_key(&mut waiting, stamp);
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

    pub(super) fn push_answered(
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
        if changes.is_empty() {
            return Ok(());
        }
        // Not where another tab has pulled in the meantime: it may have heard that
        // one of these was erased, and this would bring it back.
        self.write_sync(changes);
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
        let shown = self.own.get(number).map(shown);
        self.changed.entries.extend(shown);
    }

    /// This database was copied: its numbers are used elsewhere as well.
    fn renew_incarnation(&mut self) {
        self.leases.renew();
        self.effects.push(Effect::Lease { fresh: true });
    }

    pub(super) fn hold_here(&mut self, number: u64, failure: Failure) {
        let reason = match failure {
            Failure::TooLarge => Reason::TooLarge,
            _ => Reason::Unreadable,
        };
        let mut changes = Changes::default();
        self.take_verdict(number, Outcome::Held { reason }, &mut changes);
        self.write(changes, true);
    }
}
