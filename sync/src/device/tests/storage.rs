//! What is on the disk: rows, numbers, chunks.

use super::*;

#[test]
fn a_disk_without_room_for_a_page_does_not_stop_what_is_on_it() {
    let mut desk = Desk::open();
    desk.hello(|_| {});
    desk.slow_disk = true;
    desk.pull(vec![listed(100, &[(A, 10)])], 10);
    let page = desk.writes.pop().unwrap();
    desk.tap(1);
    desk.commit();
    for _ in 0..WRITE_FAILURES_MAX {
        assert!(desk.calls.is_empty());
        desk.tell(Event::WriteFailed(page.id));
    }
    desk.writes.clear();
    desk.push(|_| stored(11));
    desk.commit();
    assert_eq!(desk.keys(Store::Sent), [1]);
    desk.writes.push(page);
    desk.commit();
    assert_eq!(desk.wake, Some(POLL_MILLIS));
}

#[test]
fn how_wrong_the_clock_is_is_known_without_a_network() {
    let mut desk = Desk::agreed();
    assert_eq!(
        (desk.device.offset(), desk.keys(Store::Meta).contains(&meta::OFFSET)),
        (5_000, false)
    );
    desk.timer();
    desk.hello(|answer| answer.time = NOW - 172_800_000);
    desk.device = Device::new("b1");
    assert_eq!(desk.device.offset(), 0);
    desk.load();
    assert_eq!(desk.device.offset(), -172_800_000);
}

#[test]
fn damaged_and_newer_rows_are_left_alone() {
    let mut desk = Desk::agreed();
    desk.slow_disk = true;
    desk.tap(2);
    desk.calls.clear();
    desk.slow_disk = false;
    desk.tell(Event::Lead(false));
    let kept = desk.disk.clone();
    let reopen = |store: Store, key: u64, row: Vec<u8>| {
        let mut fresh = Desk { device: Device::new("b1"), disk: kept.clone(), ..Desk::default() };
        fresh.disk.insert((store, key), row.clone());
        fresh.load();
        fresh.tell(Event::Lead(true));
        (fresh, row)
    };
    // One damaged entry: somebody must look; the others go up.
    let (desk, row) = reopen(Store::Outbox, 1, vec![1, 0xff]);
    assert_eq!((desk.device.status().held, desk.device.status().unsent), (1, 1));
    assert_eq!(desk.disk[&(Store::Outbox, 1)], row);
    assert_eq!(desk.calls.len(), 1);
    // Damaged copies are pulled again.
    for (store, key) in [(Store::Base, 1), (Store::Meta, meta::SYNC)] {
        let (mut desk, _) = reopen(store, key, vec![1, 0xff]);
        assert_eq!(desk.shown(), [1, 2]);
        assert!(desk.keys(Store::Base).is_empty());
        assert_eq!(desk.hello(|_| {}).cursor, 0);
    }
    // A newer app has been here: this one keeps what is made, and is quiet.
    let meta = [(Store::Meta, meta::SYNC), (Store::Meta, meta::LEASE)];
    for (store, key) in [(Store::Outbox, 1), (Store::Base, 1)].into_iter().chain(meta) {
        let (mut desk, row) = reopen(store, key, vec![2, 0x80]);
        assert_eq!(desk.device.status().line(), Line::Update, "{store:?}");
        let before = desk.disk.clone();
        let made = desk.tap(1);
        assert!(!before.contains_key(&(Store::Outbox, made[0].number)), "nothing is overwritten");
        assert!(desk.disk.contains_key(&(Store::Outbox, made[0].number)));
        assert_eq!(desk.disk[&(store, key)], row);
        assert!(desk.calls.is_empty());
    }
    // One came while this one was open, in the middle of a call.
    let (mut desk, _) = reopen(Store::Meta, meta::HOST_MIN, vec![]);
    let sync = desk.disk[&(Store::Meta, meta::SYNC)].clone();
    let puts = vec![(Store::Base, (1, vec![2, 0x80]))];
    desk.tell(Event::Heard(Write { puts, ..Write::default() }));
    desk.hello(|answer| answer.scopes = Some(vec![A, B]));
    assert_eq!(desk.device.status().line(), Line::Update);
    assert_eq!(desk.disk[&(Store::Meta, meta::SYNC)], sync);
    assert!(desk.calls.is_empty());
}

#[test]
fn numbers_that_nobody_counted_overwrite_nothing() {
    let mut desk = Desk::agreed();
    let known = desk.tap(1);
    desk.push(|_| stored(11));
    // The row is damaged, and one of the entries as well: it is not in memory.
    desk.disk.insert((Store::Meta, meta::LEASE), vec![1, 0xff]);
    desk.disk.insert((Store::Sent, 1), vec![1, 0xff]);
    desk.device = Device::new("b1");
    desk.load();
    let next = desk.tap(1);
    assert_ne!(next[0].incarnation, known[0].incarnation);
    assert_eq!(desk.disk[&(Store::Sent, 1)], [1, 0xff]);
    assert_eq!(desk.keys(Store::Outbox), [next[0].number]);
}

#[test]
fn chunks_fill_up_and_the_last_one_grows() {
    let mut desk = Desk::agreed();
    desk.timer();
    desk.hello(|answer| answer.position = 2_000);
    let page = (1_000..2_000).map(|n| listed(n, &[(A, n)])).collect();
    desk.pull(page, 2_000);
    assert_eq!(desk.keys(Store::Base), [1, 2, 3]);
    let sizes: Vec<_> = (1..=3).map(|number| desk.device.base.chunk(number).len()).collect();
    assert_eq!(sizes, [CHUNK_ENTRIES_MAX, CHUNK_ENTRIES_MAX, 1]);
    desk.tell(Event::News(2_001));
    desk.pull(vec![listed(2_001, &[(A, 2_001)])], 2_001);
    assert_eq!(desk.device.base.chunk(3).len(), 2);
}
