//! `limber` as somebody at a terminal uses it.

#![expect(
    clippy::unwrap_used,
    clippy::similar_names,
    reason = "helpers of tests may unwrap as tests do; what they send need not be elegant"
)]

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

fn limber(data: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_limber"));
    command.args(arguments).arg("--data").arg(data).env_remove("LIMBER_DATA");
    command.output().unwrap()
}

#[track_caller]
fn run(data: &Path, arguments: &[&str]) -> String {
    let output = limber(data, arguments);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "limber {arguments:?}: {errors}");
    String::from_utf8(output.stdout).unwrap()
}

#[track_caller]
fn fail(data: &Path, arguments: &[&str]) -> String {
    let output = limber(data, arguments);
    assert!(!output.status.success(), "limber {arguments:?} should have failed");
    String::from_utf8(output.stderr).unwrap()
}

fn fixture() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures/oneroster-1.1")
}

#[test]
fn a_school_is_set_up() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let fixture = fixture();
    run(&data, &["import", "oneroster", fixture.to_str().unwrap()]);

    let people = run(&data, &["people"]);
    let teacher = people.lines().find(|line| line.contains("teacher")).unwrap();
    let mut words = teacher.split_whitespace();
    let (id, login) = (words.next().unwrap(), words.next().unwrap());

    // Nobody is a leader by import; granting twice changes nothing.
    assert!(!people.contains("leader") && !people.contains("administrator,"));
    run(&data, &["grant", login, "leader"]);
    run(&data, &["grant", id, "leader"]);
    let line = run(&data, &["people", login]);
    assert!(line.contains("leader, ") || line.trim_end().ends_with("leader"), "{line}");
    assert_eq!(line.lines().count(), 1);

    let invited = run(&data, &["invite", login, "--url", "https://limber.school.example/"]);
    let link = invited.lines().last().unwrap().trim();
    let token = link.strip_prefix("https://limber.school.example/welcome/").unwrap();
    assert!(token.len() == 64 && token.bytes().all(|b| b.is_ascii_hexdigit()), "{link}");

    run(&data, &["set", "zone", "Europe/Dublin"]);
    assert!(run(&data, &["check"]).contains("Everything is as it should be."));
}

#[test]
fn mistakes_are_explained() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    assert!(fail(&data, &["people"]).contains("there is no school in"));
    assert!(!data.exists(), "asking makes nothing");
    run(&data, &["import", "oneroster", fixture().to_str().unwrap()]);
    assert!(fail(&data, &["grant", "nobody", "leader"]).contains("nobody is called"));
    assert!(
        fail(&data, &["grant", "nobody", "teacher"])
            .contains("possible values: leader, administrator")
    );
    assert!(fail(&data, &["set", "zone", "Europe/Atlantis"]).contains("IANA"));
    assert!(fail(&data, &["set", "colour", "green"]).contains("there is no setting"));
    // Students get no links.
    let student = std::fs::read_to_string(fixture().join("users.csv")).unwrap();
    let student = student.lines().find(|line| line.contains(",student,")).unwrap().to_owned();
    let username = student.split(',').nth(6).unwrap().to_owned();
    assert!(fail(&data, &["invite", &username]).contains("nobody is called"));
}

#[test]
fn an_empty_folder_gets_a_link_and_never_a_demo() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let mut server = Command::new(env!("CARGO_BIN_EXE_limber"))
        .args(["serve", "--listen", "127.0.0.1:0", "--data"])
        .arg(&data)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let lines = BufReader::new(server.stdout.take().unwrap()).lines();
    let lines: Vec<_> = lines.take(3).map(Result::unwrap).collect();
    assert!(lines[0].starts_with("Limber is at http://127.0.0.1:"), "{lines:?}");
    assert!(lines[2].contains("/welcome/"), "{lines:?}");
    let address = lines[2].trim();
    let api = address.replace("/welcome/", "/api/welcome/");
    let mut answer = ureq::get(&api).call().unwrap();
    assert_eq!(answer.body_mut().read_to_string().unwrap(), r#"{"needs_name":true}"#);
    let asked = Command::new("kill").arg(server.id().to_string()).status().unwrap();
    assert!(asked.success());
    assert!(server.wait().unwrap().success(), "it stops when it is asked to");
    assert!(run(&data, &["check"]).starts_with("0 entries"));
}
