use domain::time::Calendar;

use super::*;
use crate::pages::walk::entries;
use crate::pages::walk::testing::*;

const MINUTE: Millis = 60_000;

fn visit(log: &mut Log, n: u8, class: ClassId, at: Millis) {
    let record = domain::id::RecordId(sync::entry::Uid([n; 16]));
    log.write(LEADER, at, entries::start(record, class, LEADER, None));
}

fn visits(log: &Log) -> Vec<VisitView> {
    log.view().visits(&Calendar::default(), TODAY)
}

#[test]
fn rooms_are_grouped_by_year_with_the_unknown_last() {
    let directory = directory();
    let years: Vec<_> = by_year(&directory)
        .into_iter()
        .map(|y| (y.year.map(YearGroup::number), y.classes[0].name.clone()))
        .collect();
    assert_eq!(years, [(Some(7), "7B Science".to_owned()), (None, "Owls".to_owned())]);
}

#[test]
fn the_next_room_is_last_weeks_same_hour() {
    let next_at = |log: &Log, now| next(&visits(log), LEADER, TODAY, now, &ZoneOffsets::default());
    let last_week = ten_on(TODAY.plus(-WEEK_DAYS));
    let mut log = Log::default();
    visit(&mut log, 30, CLASS, last_week);
    visit(&mut log, 31, ORPHAN, last_week + 20 * MINUTE);
    let now = ten_on(TODAY);
    assert_eq!(next_at(&log, now), Some(CLASS));
    assert_eq!(next_at(&log, now + 15 * MINUTE), Some(ORPHAN));
    assert_eq!(next_at(&log, now + 51 * MINUTE), None);
    visit(&mut log, 32, CLASS, now);
    assert_eq!(next_at(&log, now), Some(ORPHAN), "been there today");
}

#[test]
fn recent_rooms_come_once_the_latest_first() {
    let mut log = Log::default();
    for (n, class) in [(40, CLASS), (41, ORPHAN), (42, CLASS)] {
        visit(&mut log, n, class, ten_on(TODAY) + Millis::from(n) * MINUTE);
    }
    assert_eq!(recent(&visits(&log), LEADER, 5), [CLASS, ORPHAN]);
    assert_eq!(recent(&visits(&log), LEADER, 1), [CLASS]);
    assert_eq!(to_finish(&visits(&log), LEADER).count(), 3);
    assert_eq!(to_finish(&visits(&log), OTHER_LEADER).count(), 0);
}

#[test]
fn a_tap_on_a_room_goes_on_with_todays_draft_of_it() {
    let under_way = |log: &Log, me, class| under_way(&visits(log), me, class, TODAY);
    let mut log = Log::default();
    visit(&mut log, 50, CLASS, ten_on(TODAY.plus(-1)));
    assert_eq!(under_way(&log, LEADER, CLASS), None, "begun on another day");
    visit(&mut log, 51, CLASS, ten_on(TODAY));
    assert_eq!(under_way(&log, LEADER, CLASS), Some(RecordId(sync::entry::Uid([51; 16]))));
    assert_eq!(under_way(&log, LEADER, ORPHAN), None);
    assert_eq!(under_way(&log, OTHER_LEADER, CLASS), None);

    let seen = visits(&log).into_iter().find(|v| v.day == TODAY).unwrap();
    let looked = domain::entry::VisitSet::FollowUp(true);
    log.write(LEADER, ten_on(TODAY), entries::choose(&seen, &looked));
    let seen = visits(&log).into_iter().find(|v| v.day == TODAY).unwrap();
    log.write(LEADER, ten_on(TODAY), entries::share(&seen, &directory()).unwrap());
    assert_eq!(under_way(&log, LEADER, CLASS), None, "shared: the next tap begins another visit");
}
