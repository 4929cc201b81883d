//! Reports: the numbers of what was recorded.

use domain::entry::{Draft, Retraction};
use serde_json::{Value, json};

use crate::client::Client;
use crate::device::{Device, sighting};
use crate::school::TestSchool;

fn report(client: &Client, school: &TestSchool) -> Value {
    let answer = client.get(&format!("/api/reports/class/{}", school.class));
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.json()["as_of"], school.now());
    answer.json()["report"]["muscles"][0].clone()
}

#[test]
fn a_class_report_counts_what_counts() {
    let school = TestSchool::open();
    let (amara, ben) = (school.person("Amara"), school.person("Ben"));
    let mut teacher = Device::of(&school, "teacher");
    assert_eq!(report(&teacher.client, &school)["this_half_term"]["lessons"], 0);
    let mut last = None;
    for n in 0..3 {
        school.go_to(n, 10);
        teacher.record(&school, sighting(school.class, amara, 3));
        last = Some(teacher.record(&school, sighting(school.class, ben, 2)));
    }
    let reach = report(&teacher.client, &school)["this_half_term"].clone();
    assert_eq!((&reach["lessons"], &reach["students"]), (&json!(3), &json!(2)));
    // Somebody else's class is another report.
    let mut other = Device::of(&school, "other-teacher");
    other.record(&school, sighting(school.other_class, school.person("Zoë"), 4));
    assert_eq!(report(&teacher.client, &school)["this_half_term"], reach);
    // What is taken back never was.
    school.go_to(3, 10);
    let undo = Draft::new(&Retraction).superseding([last.unwrap().id()]);
    teacher.record(&school, undo);
    let with_both = teacher.record(&school, sighting(school.class, ben, 2));
    let undo = Draft::new(&Retraction).superseding([with_both.id()]);
    teacher.record(&school, undo);
    assert_eq!(report(&teacher.client, &school)["this_half_term"]["lessons"], 3);
    school.assert_sound();
}

#[test]
fn a_small_school_publishes_nothing() {
    let school = TestSchool::open();
    let report = school.sign_in("leader").get("/api/reports/school").json();
    // Two class teachers in the whole school.
    assert_eq!(report["report"]["groups"], json!([]));
}

#[test]
fn summaries_can_be_made_again() {
    let school = TestSchool::open();
    let mut teacher = Device::of(&school, "teacher");
    teacher.record(&school, sighting(school.class, school.person("Amara"), 3));
    let before = school.rows(|rows| rows.buckets());
    assert_eq!(before.len(), 1);
    let bucket = before[0].clone();
    school.change(move |rows| rows.drop_bucket(bucket.class, bucket.day));
    assert_eq!(school.rows(server::log::check::check).buckets_wrong, 1);
    school.change(server::summaries::recount_all);
    assert_eq!(school.rows(|rows| rows.buckets()), before);
    school.assert_sound();
}
