//! What goes up, what ends its life in the outbox, and what goes up again.

use super::*;

#[test]
fn nothing_is_sent_that_is_not_on_the_disk() {
    let mut desk = Desk::agreed();
    desk.slow_disk = true;
    desk.tap(1);
    assert!(desk.calls.is_empty());
    assert_eq!(desk.device.status().line(), Line::Saved(1));
    let write = desk.writes.pop().unwrap();
    for failures in 1..=3 {
        assert_eq!(desk.device.status().not_saved, failures > 3);
        desk.tell(Event::WriteFailed(write.id));
        let again = desk.writes.pop().unwrap();
        assert_eq!((again.id, &again.puts), (write.id, &write.puts));
        assert!(again.delay > 0 && again.delay <= WRITE_DELAY_MILLIS_MAX);
    }
    assert_eq!(desk.device.status().line(), Line::NotSaved);
    desk.writes.push(write);
    desk.commit();
    assert!(!desk.device.status().not_saved);
    desk.push(|_| stored(11));
}

#[test]
fn the_conversation_waits_for_the_disk() {
    let mut desk = Desk::open();
    desk.slow_disk = true;
    desk.hello(|_| {});
    assert!(desk.calls.is_empty(), "scopes are on the disk before anything is pulled in them");
    desk.commit();
    desk.pull(vec![listed(100, &[(A, 9)])], 10);
    let write = desk.writes.last().unwrap();
    let stores: Vec<_> = write.puts.iter().map(|(store, (key, _))| (*store, *key)).collect();
    assert_eq!(stores, [(Store::Base, 1), (Store::Meta, meta::SYNC)], "data and cursor in one");
    assert_eq!(
        write.guard.as_ref().unwrap().row,
        desk.disk.get(&(Store::Meta, meta::SYNC)).cloned()
    );
    assert_eq!(desk.wake, Some(CALL_MILLIS_MAX));
    desk.commit();
    assert_eq!(desk.wake, Some(POLL_MILLIS));
}

#[test]
fn only_a_verdict_of_the_server_ends_an_entrys_life_in_the_outbox() {
    let html = b"<html>Please accept our terms</html>".to_vec();
    let strangers =
        [(200, "text/html"), (302, ""), (404, columns::CONTENT_TYPE), (502, "text/html")];
    for (status, content_type) in strangers {
        let mut desk = Desk::agreed();
        desk.tap(1);
        let (call, _) = desk.next_call();
        desk.respond(call, status, content_type, html.clone());
        assert_eq!(desk.keys(Store::Outbox), [1]);
        assert_eq!(desk.wake, Some(500));
        assert!(desk.calls.is_empty() && desk.device.status().offline);
        // A late answer is none.
        desk.answer(call, &PushAnswer { time: 0, position: 0, verdicts: vec![], order: None });
        assert_eq!(desk.keys(Store::Outbox), [1]);
        // There is no end to trying.
        for wait in [1_000, 2_000, 4_000] {
            desk.timer();
            let (call, _) = desk.next_call();
            desk.tell(Event::Failed { call, failure: Failure::Transport });
            assert_eq!(desk.wake, Some(wait));
        }
        // And no wait when there is reason to hope.
        desk.tell(Event::Triggered(Trigger::Online));
        desk.hello(|_| {});
        desk.push(|_| stored(11));
        assert_eq!(desk.keys(Store::Sent), [1]);
    }
}

#[test]
fn verdicts_that_are_not_ours_change_nothing() {
    let verdict = |number| {
        let id = Some(EntryId { incarnation: 71, number });
        Verdict { id, outcome: stored(11) }
    };
    for verdicts in [vec![], vec![verdict(1)], vec![verdict(1), verdict(1)], vec![verdict(9); 2]] {
        let mut desk = Desk::agreed();
        desk.tap(2);
        let (call, _) = desk.next_call();
        desk.answer(call, &PushAnswer { time: NOW, position: 10, verdicts, order: None });
        assert_eq!(desk.keys(Store::Outbox), [1, 2]);
        assert!(desk.wake.is_some_and(|after| after < POLL_MILLIS));
    }
}

#[test]
fn too_much_is_halved_at_once_and_grows_again() {
    let mut desk = Desk::agreed();
    desk.tap(100);
    let sizes = |desk: &Desk| match &desk.calls[0].1 {
        Request::Push(push) => push.entries.len(),
        other => panic!("{other:?}"),
    };
    assert_eq!(sizes(&desk), 100);
    let (call, _) = desk.next_call();
    desk.respond(call, 413, "text/html", Vec::new());
    assert_eq!(sizes(&desk), 50);
    desk.push(|_| stored(11));
    assert_eq!(sizes(&desk), 50);
    desk.push(|_| stored(11));
    desk.hello_if_due();
    desk.tap(100);
    assert_eq!(sizes(&desk), 100);
}

#[test]
fn one_entry_that_never_goes_through_does_not_stop_the_others() {
    let mut desk = Desk::agreed();
    desk.tap(2);
    for _ in 0..2 {
        let (call, _) = desk.next_call();
        desk.respond(call, 413, "", Vec::new());
    }
    assert_eq!(desk.device.status().line(), Line::NeedsAttention(1));
    desk.timer();
    desk.hello(|_| {});
    assert_eq!(desk.push(|_| stored(11)).entries.len(), 1);
    // The other is still there, and is tried again when somebody asks.
    assert_eq!(desk.keys(Store::Outbox), [1]);
    assert!(desk.device.unsent().count() == 1);
    desk.tell(Event::Triggered(Trigger::Button));
    desk.hello(|_| {});
    desk.push(|_| stored(12));
    assert!(desk.keys(Store::Outbox).is_empty());
}

/// A bug on the server is no verdict: nothing is held for it.
#[test]
fn one_entry_that_the_server_fails_at_does_not_stop_the_others() {
    let mut desk = Desk::agreed();
    desk.tap(2);
    for pushed in [2, 1] {
        let (call, Request::Push(push)) = desk.next_call() else { panic!("a push") };
        assert_eq!(push.entries.len(), pushed);
        desk.respond(call, 500, "application/json", error("internal"));
        // A server in trouble is not asked again at once.
        assert!(desk.calls.is_empty() && desk.wake.is_some_and(|after| after >= 500));
        desk.timer();
        desk.hello(|_| {});
    }
    assert_eq!(desk.push(|_| stored(11)).entries.len(), 1);
    let status = desk.device.status();
    assert_eq!((status.unsent, status.held, status.sent), (1, 0, 1));
    desk.timer();
    desk.hello(|_| {});
    assert!(desk.calls.is_empty(), "it rests, and the others go on");
    desk.tell(Event::Triggered(Trigger::Visible));
    desk.hello(|_| {});
    desk.push(|_| stored(12));
    assert!(desk.keys(Store::Outbox).is_empty());
}

#[test]
fn each_verdict_does_what_it_says() {
    let mut desk = Desk::agreed();
    desk.tap(6);
    let outcomes = [
        stored(11),
        Outcome::Duplicate { position: 3, received: RECEIVED },
        held("not-allowed"),
        Outcome::Erased,
        Outcome::Discarded,
        Outcome::Other,
    ];
    desk.push(|place| outcomes[place].clone());
    assert_eq!(desk.keys(Store::Sent), [1, 2]);
    assert_eq!(desk.keys(Store::Outbox), [3, 6]);
    assert_eq!(desk.shown(), [1, 2, 3, 6, 100]);
    let why = |number: u64| {
        desk.device.shown().find(|shown| shown.entry.id().number == number).unwrap().held
    };
    assert_eq!((why(1), why(3)), (None, Some(Reason::NotAllowed)));
    assert!(why(6).is_some());
    assert_eq!(desk.device.status().line(), Line::NeedsAttention(2));
    let told = desk.changed.last().unwrap();
    assert_eq!(told.removed.iter().map(|id| id.number).collect::<Vec<_>>(), [4, 5]);
    // Held ones are not sent again and again, but once when the app is opened.
    assert!(desk.calls.is_empty());
    desk.load();
    desk.hello(|_| {});
    assert_eq!(desk.push(|_| stored(12)).entries.len(), 2);
    assert_eq!(desk.device.status().held, 0);
}

#[test]
fn after_a_restore_what_was_acknowledged_goes_up_again_with_its_time() {
    let mut desk = Desk::agreed();
    desk.tap(1);
    desk.push(|_| stored(9));
    desk.timer();
    let restored = |answer: &mut HelloAnswer| {
        answer.epoch = Epoch(2);
        answer.position = 8;
        answer.backup = 500;
        answer.order = Some(Order::PushAgain { after: 8 });
    };
    desk.hello(restored);
    assert_eq!(desk.keys(Store::Sent), [1], "a mark of another epoch covers nothing");
    assert_eq!(desk.shown(), [1], "100 was pulled from the lost part");
    let push = desk.push(|_| stored(9));
    let Lenient::Read(again) = &push.entries[0] else { panic!("an entry") };
    assert_eq!((push.epoch, again.received), (Epoch(2), Some(RECEIVED)));
    assert_eq!(desk.pull(vec![], 10).cursor, 8);
    // Now it is covered.
    desk.timer();
    desk.hello(|answer| (answer.epoch, answer.backup) = (Epoch(2), 9));
    assert!(desk.keys(Store::Sent).is_empty());
    // The clock does not forget what it has given out.
    let last = desk.device.clock.last();
    desk.device = Device::new("b1");
    desk.load();
    assert_eq!(desk.device.clock.last(), last);
    assert!(desk.device.issue(0).unwrap().1 > last);
}

#[test]
fn a_copied_database_takes_a_new_incarnation_once() {
    let mut desk = Desk::agreed();
    let before = desk.tap(2);
    desk.push(|_| held("clash"));
    assert_eq!(desk.leases, [false, true]);
    let after = desk.tap(1);
    assert_ne!(after[0].incarnation, before[0].incarnation);
    assert!(after[0].number > before[1].number, "numbers are keys: they go on");
    desk.push(|_| stored(11));
    desk.tell(Event::Triggered(Trigger::Button));
    desk.hello(|_| {});
    desk.push(|_| held("clash"));
    assert_eq!(desk.leases, [false, true], "that was about the old one");
}

#[test]
fn the_oldest_goes_first_whatever_its_number() {
    let mut desk = Desk::agreed();
    desk.tell(Event::Leased(Lease::drawn(5)));
    desk.slow_disk = true;
    let drawn = desk.tap(1);
    let (counted, _) = lease(None, false, 6).unwrap();
    desk.tell(Event::Leased(counted));
    let counted = desk.tap(1);
    assert!(counted[0].number < drawn[0].number);
    desk.slow_disk = false;
    desk.commit();
    let (_, Request::Push(push)) = desk.next_call() else { panic!("a push") };
    let pushed = push.entries.iter().map(|pushed| match pushed {
        Lenient::Read(pushed) => pushed.entry.id(),
        Lenient::Unreadable(raw) => panic!("{raw:?}"),
    });
    assert_eq!(pushed.collect::<Vec<_>>()[0], drawn[0]);
}
