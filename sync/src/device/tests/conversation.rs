//! Hello, push, pull and poll in their order; who is signed in; when it rests.

use super::*;

#[test]
fn a_conversation_goes_hello_push_pull_and_polls() {
    let mut desk = Desk::open();
    assert_eq!(desk.leases, [false]);
    let ids = desk.tap(3);
    assert_eq!(desk.keys(Store::Outbox), [1, 2, 3]);
    let hello = desk.hello(|_| {});
    assert_eq!((hello.epoch, hello.cursor, hello.unsent), (None, 0, 0));
    let push = desk.push(|place| stored(5 + place as u64));
    assert_eq!((push.epoch, push.offset, push.entries.len()), (EPOCH, 5_000, 3));
    assert!(desk.keys(Store::Outbox).is_empty());
    assert_eq!(desk.keys(Store::Sent), [1, 2, 3]);
    let pull = desk.pull(vec![listed(100, &[(A, 9)])], 10);
    assert_eq!((pull.cursor, pull.backfill), (0, None));
    assert_eq!(desk.shown(), [1, 2, 3, 100]);
    assert_eq!(desk.wake, Some(POLL_MILLIS));
    let status = desk.device.status();
    assert_eq!((status.unsent, status.sent, status.held), (0, 3, 0));
    assert_eq!(status.line(), Line::UpToDate(NOW));
    // The poll is one hello, when there is nothing to say.
    desk.timer();
    let asked = desk.hello(|_| {});
    assert_eq!((asked.epoch, asked.cursor), (Some(EPOCH), 10));
    assert_eq!((desk.calls.len(), desk.wake), (0, Some(POLL_MILLIS)));
    // What is made later goes up at once.
    desk.tap(1);
    assert_eq!(desk.push(|_| stored(11)).entries.len(), 1);
    assert_eq!(desk.device.own.find(ids[0]).unwrap().received(), Some(RECEIVED));
    // It all comes back from the rows.
    let before: Vec<_> = desk.device.shown().collect();
    desk.load();
    assert_eq!(desk.device.shown().collect::<Vec<_>>(), before);
}

#[test]
fn a_call_without_an_answer_is_given_up() {
    let mut desk = Desk::agreed();
    desk.tap(4);
    assert_eq!(desk.wake, Some(CALL_MILLIS_MAX));
    desk.timer();
    desk.calls.clear();
    assert_eq!(desk.wake, Some(500));
    desk.timer();
    desk.hello(|_| {});
    let (_, Request::Push(push)) = desk.next_call() else { panic!("a push") };
    assert_eq!(push.entries.len(), 2, "half of it, since it took too long");
}

#[test]
fn somebody_elses_session_is_none() {
    let mut desk = Desk { device: Device::new("b1").of(Uid::from_u128(1)), ..Desk::default() };
    desk.load();
    desk.tell(Event::Lead(true));
    desk.hello(|answer| answer.person = Some(Uid::from_u128(1)));
    desk.pull(vec![listed(100, &[(A, 10)])], 10);
    desk.timer();
    let before = desk.disk.clone();
    desk.hello(|answer| {
        answer.person = Some(Uid::from_u128(2));
        answer.scopes = Some(vec![B]);
    });
    assert!(desk.device.status().sign_in_again);
    assert_eq!((desk.shown(), desk.disk == before), (vec![100], true));
    assert!(desk.calls.is_empty());
}

#[test]
fn who_is_signed_out_keeps_everything() {
    let mut desk = Desk::agreed();
    desk.tap(1);
    let (call, _) = desk.next_call();
    desk.respond(call, 401, "application/json", error("not-signed-in"));
    assert_eq!(desk.device.status().line(), Line::SignInAgain);
    assert_eq!((desk.wake, desk.keys(Store::Outbox)), (Some(BACK_OFF_MILLIS_MAX), vec![1]));
    // A lost network says nothing about that.
    desk.tell(Event::Triggered(Trigger::Button));
    let (call, _) = desk.next_call();
    desk.tell(Event::Failed { call, failure: Failure::Transport });
    assert!(desk.device.status().sign_in_again);
    desk.tell(Event::Triggered(Trigger::Button));
    desk.hello(|_| {});
    assert!(!desk.device.status().sign_in_again);
    desk.push(|_| stored(11));
}

#[test]
fn who_has_signed_in_again_is_believed_before_the_server_is_heard() {
    let mut desk = Desk::agreed();
    desk.timer();
    let (call, _) = desk.next_call();
    desk.respond(call, 401, "application/json", error("not-signed-in"));
    assert!(desk.device.status().sign_in_again);
    desk.tell(Event::Triggered(Trigger::SignedIn));
    assert!(!desk.device.status().sign_in_again);
    let (call, _) = desk.next_call();
    desk.tell(Event::Failed { call, failure: Failure::Transport });
    assert!(!desk.device.status().sign_in_again);
}

#[test]
fn an_app_that_is_too_old_keeps_everything_and_is_quiet() {
    let mut desk = Desk::agreed();
    desk.timer();
    desk.hello(|answer| answer.order = Some(Order::Update));
    desk.tap(1);
    assert!(desk.calls.is_empty());
    assert_eq!((desk.wake, desk.device.status().line()), (Some(BACK_OFF_MILLIS_MAX), Line::Update));
    assert_eq!(desk.keys(Store::Outbox), [1]);
}

#[test]
fn being_turned_away_again_and_again_ends_in_a_rest() {
    let mut desk = Desk::agreed();
    desk.timer();
    for _ in 0..4 {
        desk.hello(|answer| answer.position = 20);
        let (call, _) = desk.next_call();
        let order = Some(Order::HelloAgain);
        let (listed, erased) = (vec![], vec![]);
        let answer = PullAnswer { position: 20, listed, erased, next: 10, more: false, order };
        desk.answer(call, &answer);
    }
    assert!(desk.calls.is_empty());
    assert_eq!(desk.wake, Some(500));
}
