//! What comes down, by scope.

use super::*;

#[test]
fn a_lost_scope_goes_after_the_outbox_and_a_new_one_is_filled_up_to_the_cursor() {
    let mut desk = Desk::agreed();
    desk.timer();
    desk.hello(|answer| answer.scopes = Some(vec![A, B]));
    let pull = desk.pull(vec![listed(101, &[(B, 4)]), listed(100, &[(B, 7)])], 10);
    assert_eq!(pull.backfill, Some(Backfill { scopes: vec![B], after: 0, up_to: 10 }));
    assert_eq!(desk.shown(), [100, 101]);
    assert_eq!(desk.device.base.entries().count(), 2, "100 is there once, in two scopes");

    desk.slow_disk = true;
    desk.tap(1);
    desk.slow_disk = false;
    desk.timer();
    desk.hello(|answer| answer.scopes = Some(vec![B]));
    assert_eq!(desk.shown(), [1, 100, 101]);
    desk.push(|_| stored(11));
    assert_eq!(desk.shown(), [1, 100, 101], "100 is in B as well");
    desk.timer();
    desk.hello(|answer| answer.scopes = Some(vec![A]));
    assert_eq!(desk.shown(), [1], "what was sent stays until a backup covers it");
    // It was away: the cursor may have passed over some of A.
    let pull = desk.pull(vec![listed(100, &[(A, 10)])], 10);
    assert_eq!(pull.backfill.unwrap().scopes, [A]);
    assert_eq!(desk.shown(), [1, 100]);
}

#[test]
fn a_scope_that_comes_back_before_it_was_dropped_is_filled_from_the_beginning() {
    let mut desk = Desk::agreed();
    desk.tap(1);
    let (call, _) = desk.next_call();
    desk.tell(Event::Failed { call, failure: Failure::Transport });
    desk.timer();
    desk.hello(|answer| answer.scopes = Some(vec![]));
    let (call, _) = desk.next_call();
    desk.tell(Event::Failed { call, failure: Failure::Transport });
    desk.timer();
    // In the meantime the cursor may have passed over some of it.
    desk.hello(|answer| answer.scopes = Some(vec![A]));
    desk.push(|_| stored(9));
    let pull = desk.pull(vec![listed(100, &[(A, 10)])], 10);
    assert_eq!(pull.backfill, Some(Backfill { scopes: vec![A], after: 0, up_to: 10 }));
    assert_eq!(desk.shown(), [1, 100]);
}

#[test]
fn what_only_a_newer_app_can_read_is_pulled_again_by_it() {
    let mut desk = Desk::agreed();
    desk.timer();
    desk.hello(|answer| answer.position = 20);
    let (call, _) = desk.next_call();
    let raw = Unreadable { raw: "{\"entry\":{\"v\":2}}".to_owned(), id: None };
    let listed = vec![Lenient::Unreadable(raw), Lenient::Read(listed(101, &[(A, 20)]))];
    let answer =
        PullAnswer { position: 20, listed, erased: vec![], next: 20, more: false, order: None };
    desk.answer(call, &answer);
    assert_eq!(desk.shown(), [100, 101]);
    for (build, cursor) in [("b1", 20), ("b2", 10)] {
        desk.device = Device::new(build);
        desk.load();
        desk.tell(Event::Lead(true));
        let (_, Request::Hello(hello)) = desk.next_call() else { panic!("a hello") };
        assert_eq!(hello.cursor, cursor, "{build}");
    }
}

#[test]
fn a_page_that_gets_nowhere_is_not_asked_for_for_ever() {
    for (next, more) in [(10, true), (9, false)] {
        let mut desk = Desk::agreed();
        desk.timer();
        desk.hello(|answer| answer.position = 20);
        let (call, _) = desk.next_call();
        let (listed, erased) = (vec![], vec![]);
        desk.answer(call, &PullAnswer { position: 20, listed, erased, next, more, order: None });
        assert!(desk.calls.is_empty());
        assert_eq!(desk.wake, Some(500));
    }
}

#[test]
fn an_erased_entry_goes_wherever_it_is() {
    let mut desk = Desk::agreed();
    let ids = desk.tap(1);
    desk.push(|_| stored(11));
    desk.timer();
    desk.hello(|answer| answer.position = 20);
    let (call, _) = desk.next_call();
    let erased = vec![ids[0], EntryId { incarnation: 9, number: 100 }];
    let answer =
        PullAnswer { position: 20, listed: vec![], erased, next: 20, more: false, order: None };
    desk.answer(call, &answer);
    assert!(desk.shown().is_empty());
    assert!(desk.keys(Store::Sent).is_empty() && desk.keys(Store::Base).is_empty());
    assert_eq!(desk.changed.last().unwrap().removed.len(), 2);
}
