//! Checksums are compared now and then, and what differs comes again.

use super::*;
use crate::checksum::{ScopeSum, Sums};

/// What a server says that lists these.
fn sums(listed: &[Listed]) -> Vec<ScopeSum> {
    let mut sums = Sums::default();
    for item in listed {
        item.listings.iter().for_each(|place| sums.add(place.scope, item.entry.hash()));
    }
    sums.list()
}

fn digest(listed: &[Listed]) -> Digest {
    sums(listed).into_iter().collect::<Sums>().digest()
}

#[test]
fn what_differs_comes_again() {
    let mut desk = Desk::agreed();
    desk.timer();
    desk.hello(|answer| answer.scopes = Some(vec![A, B]));
    desk.pull(vec![listed(101, &[(B, 9)])], 10);
    desk.later = 1;
    desk.timer();
    let all = [listed(100, &[(A, 10)]), listed(101, &[(B, 9)]), listed(102, &[(B, 8)])];
    let hello = desk.hello(|answer| answer.sums = Some(sums(&all)));
    assert_eq!(hello.sums, Some(digest(&all[..2])), "of what it holds");
    assert_eq!(desk.shown(), [100], "A is as the server has it");
    let pull = desk.pull(all[1..].to_vec(), 10);
    assert_eq!(pull.backfill, Some(Backfill { scopes: vec![B], after: 0, up_to: 10 }));
    assert_eq!(desk.shown(), [100, 101, 102]);
    // Not again on the same day, whatever the server says.
    desk.later += CHECK_AGAIN_MILLIS - 1;
    desk.timer();
    assert_eq!(desk.hello(|_| {}).sums, None);
    desk.later += 1;
    desk.timer();
    assert_eq!(desk.hello(|_| {}).sums, Some(digest(&all)));
    assert!(desk.calls.is_empty(), "they agree");
}

#[test]
fn a_clock_that_was_put_back_puts_nothing_off() {
    let mut desk = Desk::agreed();
    desk.timer();
    assert!(desk.hello(|_| {}).sums.is_some());
    desk.later = -400 * 24 * 60 * 60_000;
    desk.timer();
    assert!(desk.hello(|_| {}).sums.is_some());
}

#[test]
fn half_of_something_is_not_compared() {
    let mut desk = Desk::agreed();
    desk.timer();
    // The scopes have changed: the server had nothing to compare with.
    assert!(desk.hello(|answer| answer.scopes = Some(vec![A, B])).sums.is_some());
    let (call, Request::Pull(_)) = desk.next_call() else { panic!("a pull") };
    desk.tell(Event::Failed { call, failure: Failure::Transport });
    desk.timer();
    assert_eq!(desk.hello(|_| {}).sums, None, "B is not there yet");
    desk.pull(vec![listed(101, &[(B, 9)])], 10);
    desk.timer();
    let both = [listed(100, &[(A, 10)]), listed(101, &[(B, 9)])];
    assert_eq!(desk.hello(|_| {}).sums, Some(digest(&both)));
}

#[test]
fn many_entries_are_hashed_bit_by_bit() {
    let mut desk = Desk::agreed();
    let many: Vec<_> = (0..5_000).map(|n| listed(200 + n, &[(A, 11 + n)])).collect();
    desk.timer();
    desk.hello(|answer| answer.position = 6_000);
    desk.pull(many, 6_000);
    desk.later = CHECK_AGAIN_MILLIS;
    for hello in 0..2 {
        desk.timer();
        let sums = desk.hello(|answer| answer.position = 6_000).sums;
        assert_eq!(sums, None, "{hello}");
    }
    desk.timer();
    assert!(desk.hello(|answer| answer.position = 6_000).sums.is_some());
}
