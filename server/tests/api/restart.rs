//! Everything survives a restart; an older copy put back begins a new epoch.

use sync::frame::{HelloAnswer, Order, PushAnswer};

use crate::device::{Device, sighting};
use crate::school::TestSchool;

#[test]
fn a_restart_keeps_everything() {
    let mut school = TestSchool::open();
    let mut teacher = Device::of(&school, "teacher");
    let seen = teacher.record(&school, sighting(school.class, school.person("Amara"), 3));
    let held = teacher.record_held(
        &school,
        sighting(school.other_class, school.person("Zoë"), 3),
        "not-allowed",
    );
    let epoch = teacher.hello.epoch;
    let cookie = teacher.client.cookie.clone();
    school.restart();
    let mut teacher = Device::of(&school, "teacher");
    assert_eq!(teacher.hello.epoch, epoch);
    assert_eq!(teacher.pulled_ids(), [seen.id()]);
    let list = school.sign_in("administrator").get("/api/held").json();
    assert_eq!(list[0]["id"], held.id().to_string());
    // The session, too.
    let mut client = school.anonymous();
    client.cookie = cookie;
    assert_eq!(client.get("/api/session").status, 200);
    school.assert_sound();
}

#[test]
fn an_older_copy_put_back_begins_a_new_epoch() {
    let mut school = TestSchool::open();
    let mut teacher = Device::of(&school, "teacher");
    let (class, amara) = (school.class, school.person("Amara"));
    let kept = teacher.record(&school, sighting(class, amara, 3));
    let mut copy = Vec::new();
    school.while_stopped(|folder| copy = std::fs::read(folder.join("limber.db")).unwrap());
    let mut teacher = Device { client: school.sign_in("teacher"), ..teacher };
    let lost = teacher.record(&school, sighting(class, amara, 4));
    let old = teacher.hello.clone();
    school.while_stopped(|folder| std::fs::write(folder.join("limber.db"), &copy).unwrap());

    let client = school.sign_in("teacher");
    let answer: HelloAnswer =
        client.call("/api/sync/hello", &teacher.hello_frame(old.position + 1)).frame();
    assert_ne!(answer.epoch, old.epoch);
    // The copy was made after the first entry.
    assert_eq!(answer.order, Some(Order::PushAgain { after: 1 }));
    // What was acknowledged and lost is pushed again; what was kept is known.
    let stale: PushAnswer =
        client.call("/api/sync/push", &teacher.push_frame(&[lost.clone()])).frame();
    assert_eq!(stale.order, Some(Order::HelloAgain));
    let mut again = Device { client, hello: answer, ..teacher };
    again.push(&[kept.clone(), lost.clone()]);
    let mut expected = vec![kept.id(), lost.id()];
    expected.sort_unstable();
    assert_eq!(again.pulled_ids(), expected);
    school.assert_sound();
}
