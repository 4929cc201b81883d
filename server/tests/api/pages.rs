//! Pages that are rendered on the server.

use crate::client::Answer;
use crate::device::{Device, sighting};
use crate::school::TestSchool;

/// A page, with what every page must carry.
fn page(answer: Answer, status: u16) -> String {
    assert_eq!(answer.status, status, "{}", answer.text());
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    assert!(answer.header("content-type").is_some_and(|t| t.starts_with("text/html")));
    let policy = answer.header("content-security-policy").unwrap().to_owned();
    let text = answer.text();
    let nonce = policy.split("'nonce-").nth(1).unwrap().split('\'').next().unwrap();
    for script in text.split("<script").skip(1) {
        let tag = script.split('>').next().unwrap();
        let is_data = tag.contains("application/json");
        assert!(is_data || tag.contains(&format!("nonce=\"{nonce}\"")), "<script{tag}>");
    }
    assert!(!text.contains(" style=\""), "the policy allows no style attributes");
    text
}

#[test]
fn public_pages_are_for_everyone() {
    let school = TestSchool::open();
    for path in ["/sign-in", "/welcome/0000"] {
        let first = page(school.anonymous().get(path), 200);
        let second = page(school.anonymous().get(path), 200);
        assert!(first.contains("<form"), "{path}");
        assert_ne!(first, second, "a nonce is used once");
    }
}

#[test]
fn a_class_report_is_for_the_classs_own_adults() {
    let school = TestSchool::open();
    let path = format!("/reports/class/{}", school.class);
    let mut teacher = Device::of(&school, "teacher");
    teacher.record(&school, sighting(school.class, school.person("Amara"), 3));
    for name in ["teacher", "assistant"] {
        let text = page(school.sign_in(name).get(&path), 200);
        assert!(text.contains("c1") && text.contains("Perseverance"), "readable without a script");
    }
    page(school.anonymous().get(&path), 401);
    for name in ["Amara", "Zoë", "other-teacher", "leader", "administrator", "office"] {
        let text = page(school.sign_in(name).get(&path), 403);
        assert!(!text.contains("Perseverance"), "{name} reads it");
    }
    let unknown = format!("/reports/class/{}", "0".repeat(32));
    page(school.sign_in("teacher").get(&unknown), 404);
    page(school.sign_in("teacher").get("/reports/class/none"), 404);
}

#[test]
fn the_school_report_is_for_staff() {
    let school = TestSchool::open();
    for name in ["teacher", "assistant", "leader", "administrator", "office"] {
        page(school.sign_in(name).get("/reports/school"), 200);
    }
    page(school.anonymous().get("/reports/school"), 401);
    page(school.sign_in("Amara").get("/reports/school"), 403);
}

#[test]
fn pages_are_compressed_on_the_way() {
    let school = TestSchool::open();
    let answer = school.anonymous().with("accept-encoding", "gzip").get("/sign-in");
    // The client has inflated it.
    assert!(answer.text().contains("<form"));
    assert_eq!(answer.header("vary"), Some("accept-encoding"));
}
