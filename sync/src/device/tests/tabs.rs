//! Several tabs of one person.

use super::*;

#[test]
fn tabs_hear_of_each_other() {
    let mut first = Desk::agreed();
    let mut second =
        Desk { device: Device::new("b1"), disk: first.disk.clone(), ..Desk::default() };
    second.load();
    second.slow_disk = true;
    second.tap(1);
    assert!(second.calls.is_empty(), "the first one leads");
    first.tell(Event::Heard(second.writes.pop().unwrap()));
    assert_eq!(first.device.status().unsent, 1);
    first.slow_disk = true;
    let number = second.device.own.iter().next().unwrap().0;
    assert_eq!(number, 257, "of a block of its own");
    first.push(|_| stored(11));
    second.tell(Event::Heard(first.writes.pop().unwrap()));
    assert_eq!(second.device.status(), Status { unsent: 0, sent: 1, ..second.device.status() });
    // Two that both believe that they lead: the later write finds the row
    // changed, and reads everything again.
    second.tell(Event::Conflicted(0));
    assert_eq!(second.reloads, 0, "no write of its own");
    second.tell(Event::Lead(true));
    second.hello(|answer| answer.scopes = Some(vec![A, B]));
    let write = second.writes.pop().unwrap();
    assert!(write.guard.is_some());
    second.tell(Event::Conflicted(write.id));
    assert_eq!((second.reloads, second.calls.len()), (1, 0));
    second.load();
    assert_eq!(second.calls.len(), 1);
}

/// What a tab that missed a message believes is not what is on the disk.
#[test]
fn a_tab_that_missed_a_message_reads_everything_again() {
    let mut first = Desk::agreed();
    let mut second =
        Desk { device: Device::new("b1"), disk: first.disk.clone(), ..Desk::default() };
    second.load();
    first.slow_disk = true;
    for position in [20, 30] {
        first.timer();
        first.hello(|answer| answer.position = position);
        first.pull(vec![listed(100 + position, &[(A, position)])], position);
        let write = first.writes.last().unwrap().clone();
        first.commit();
        if position == 30 {
            second.tell(Event::Heard(write));
        }
    }
    assert_eq!((second.reloads, second.shown()), (1, vec![100]));
    second.disk = first.disk.clone();
    second.load();
    assert_eq!(second.shown(), [100, 120, 130]);
}

#[test]
fn a_glance_shows_what_was_missed() {
    let glance = |desk: &Desk| Glance {
        sync: desk.disk.get(&(Store::Meta, meta::SYNC)).cloned(),
        outbox: desk.keys(Store::Outbox).into_iter().collect(),
    };
    let mut desk = Desk::agreed();
    desk.disk.insert((Store::Outbox, 9), vec![1, 0xff]);
    desk.load();
    desk.hello_if_due();
    desk.slow_disk = true;
    desk.tap(1);
    desk.tell(Event::Glanced(glance(&desk)));
    assert_eq!(desk.reloads, 0, "a write of its own is under way");
    desk.commit();
    desk.tell(Event::Glanced(glance(&desk)));
    assert_eq!(desk.reloads, 0, "everything is as it was, what is damaged too");
    let mut other = glance(&desk);
    other.outbox.insert(300);
    desk.tell(Event::Glanced(other));
    assert_eq!(desk.reloads, 1);
    desk.load();
    desk.tell(Event::Glanced(Glance { sync: None, ..glance(&desk) }));
    assert_eq!(desk.reloads, 2);
}

#[test]
fn what_was_erased_goes_also_where_only_another_tab_knew_of_it() {
    let mut desk = Desk::agreed();
    // Made and sent by another tab, whose messages were lost.
    let (id, stamp) = desk.device.issue(NOW).expect("leased");
    let other = OwnEntry { entry: entry((id, stamp)), standing: Standing::Unsent };
    let (store, row) = own::own_row(&other);
    desk.disk.insert((store, id.number), row);
    desk.timer();
    desk.hello(|answer| answer.position = 20);
    let erased = |desk: &mut Desk| {
        let (call, Request::Pull(pull)) = desk.next_call() else { panic!("a pull") };
        let (listed, erased) = (vec![], vec![id]);
        let answer =
            PullAnswer { position: 20, listed, erased, next: 20, more: false, order: None };
        desk.answer(call, &answer);
        pull.cursor
    };
    assert_eq!(erased(&mut desk), 10);
    assert_eq!(desk.reloads, 1, "before the cursor passes it, the rows are read");
    desk.load();
    desk.hello(|answer| answer.position = 20);
    desk.push(|_| Outcome::Erased);
    assert_eq!(erased(&mut desk), 10);
    assert!(desk.keys(Store::Outbox).is_empty() && desk.keys(Store::Sent).is_empty());
    assert_eq!(desk.reloads, 1);
}
