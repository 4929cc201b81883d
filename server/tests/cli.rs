//! `limber` as somebody at a terminal uses it.

#![expect(
    clippy::unwrap_used,
    clippy::similar_names,
    reason = "helpers of tests may unwrap as tests do; what they send need not be elegant"
)]

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

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

    run(&data, &["grant", login, "leader", "--take-back"]);
    assert!(!run(&data, &["people", login]).contains("leader"));
    assert!(fail(&data, &["grant", login, "leader", "--take-back"]).contains("nobody granted"));

    let invited = run(&data, &["invite", login, "--url", "https://limber.school.example/"]);
    let link = invited.lines().last().unwrap().trim();
    let token = link.strip_prefix("https://limber.school.example/welcome/").unwrap();
    assert!(token.len() == 64 && token.bytes().all(|b| b.is_ascii_hexdigit()), "{link}");

    run(&data, &["set", "zone", "Europe/Dublin"]);
    assert!(run(&data, &["check"]).contains("Everything is as it should be."));
}

/// What `limber set oidc` says, given this secret on its standard input.
fn set_oidc(data: &Path, arguments: &[&str], secret: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_limber"));
    command.args(["set", "oidc"]).args(arguments).env("LIMBER_DATA", data);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(secret.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

#[test]
fn an_issuer_of_accounts_is_set_and_its_secret_is_shown_nowhere() {
    const SECRET: &str = "otters-hold-hands";
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let google =
        ["--name", "Google", "--issuer", "https://accounts.google.com", "--client-id", "7"];
    let set = set_oidc(&data, &google, &format!("{SECRET}\n"));
    let said = String::from_utf8(set.stdout).unwrap();
    assert!(set.status.success() && said.contains("/sign-in/oidc/back"), "{said}");
    let file = folder.path().join("secret");
    std::fs::write(&file, SECRET).unwrap();
    let from_file = [&google[..], &["--client-secret-file", file.to_str().unwrap()]].concat();
    run(&data, &[&["set", "oidc"], &from_file[..], &["--second-factor", "issuer"]].concat());
    // Neither an empty one, nor an address of which anybody could be.
    let empty = set_oidc(&data, &google, "\n");
    assert!(String::from_utf8(empty.stderr).unwrap().contains("secret is empty"));
    let plain =
        [&google[..2], &["--issuer", "http://accounts.example", "--client-id", "7"]].concat();
    let plain = set_oidc(&data, &plain, SECRET);
    assert!(!plain.status.success());
    assert!(!String::from_utf8(plain.stderr).unwrap().contains(SECRET));
    assert!(fail(&data, &["set", "oidc", "--name", "Google"]).contains("--issuer"));

    let copy = folder.path().join("copy.db");
    run(&data, &["backup", copy.to_str().unwrap()]);
    run(&data, &["check"]);
    for folder in [data.as_path(), folder.path()] {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() && path != file {
                let bytes = std::fs::read(&path).unwrap();
                let is_there = bytes.windows(SECRET.len()).any(|part| part == SECRET.as_bytes());
                assert!(!is_there, "{}", path.display());
            }
        }
    }
    run(&data, &["set", "oidc", "off"]);
    // What is set by one word is set as before.
    run(&data, &["set", "zone", "Europe/Dublin"]);
    fail(&data, &["set", "zone"]);
    fail(&data, &["set", "oidc", "off", "--name", "Google"]);
}

#[test]
fn a_check_judges_what_it_has_repaired() {
    let folder = tempfile::tempdir().unwrap();
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/kept/database-v1.db");
    let file = folder.path().join("limber.db");
    std::fs::copy(kept, &file).unwrap();
    run(folder.path(), &["check"]);
    let spoil = || {
        let database = rusqlite::Connection::open(&file).unwrap();
        assert!(database.execute("DELETE FROM bucket", []).unwrap() > 0);
    };
    spoil();
    let output = limber(folder.path(), &["check"]);
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(said.contains("run with --repair"), "{said}");
    assert!(said.lines().any(|line| line.starts_with("  class ")), "it names them: {said}");
    let repaired = run(folder.path(), &["check", "--repair"]);
    assert!(repaired.contains("have been made again"), "{repaired}");
    assert!(repaired.contains("Everything is as it should be."), "{repaired}");
    assert!(!repaired.contains("run with --repair"), "{repaired}");
    run(folder.path(), &["check"]);
}

#[test]
fn a_school_is_copied_and_put_back() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    run(&data, &["import", "oneroster", fixture().to_str().unwrap()]);
    let copy = folder.path().join("copy.db");
    let copy = copy.to_str().unwrap();
    let (server, lines) = serve(&data, &[], 4);
    let people = run(&data, &["people"]);
    assert!(run(&data, &["backup", copy]).contains("up to position 0"));
    assert!(fail(&data, &["backup", copy]).contains("is there already"));
    assert!(fail(&data, &["restore", copy, "--replace"]).contains("stop the server"));
    stop(server, &lines[0]);

    assert!(fail(&data, &["restore", copy]).contains("say --replace"));
    let elsewhere = folder.path().join("elsewhere");
    for data in [&data, &elsewhere] {
        run(data, &["restore", copy, "--replace"]);
        assert_eq!(run(data, &["people"]), people);
        assert!(run(data, &["check"]).contains("Everything is as it should be."));
    }
    assert!(fail(&data, &["restore", "nothing.db"]).contains("there is no copy"));
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

/// `limber serve` on a free port; the first `count` lines that it prints.
fn serve(data: &Path, arguments: &[&str], count: usize) -> (Child, Vec<String>) {
    let mut server = Command::new(env!("CARGO_BIN_EXE_limber"))
        .args(["serve", "--listen", "127.0.0.1:0", "--data"])
        .arg(data)
        .args(arguments)
        .env_remove("LIMBER_URL")
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let lines = BufReader::new(server.stdout.take().unwrap()).lines();
    let lines = lines.take(count).map(Result::unwrap).collect();
    (server, lines)
}

/// Asks a server to stop once it answers: it listens for that from then on.
fn stop(mut server: Child, greeting: &str) {
    let address = greeting.split_whitespace().find(|word| word.starts_with("http://")).unwrap();
    let answer = ureq::get(&format!("{address}/sw.js")).config().http_status_as_error(false);
    answer.build().call().unwrap();
    let asked = Command::new("kill").arg(server.id().to_string()).status().unwrap();
    assert!(asked.success());
    assert!(server.wait().unwrap().success(), "it stops when it is asked to");
}

#[test]
fn an_empty_folder_gets_a_link_and_never_a_demo() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let (server, lines) = serve(&data, &[], 4);
    assert!(lines[0].starts_with("Limber is at http://127.0.0.1:"), "{lines:?}");
    assert!(lines[2].contains("/welcome/"), "{lines:?}");
    assert!(lines[3].contains("--url"), "{lines:?}");
    let address = lines[2].trim();
    let api = address.replace("/welcome/", "/api/welcome/");
    let mut answer = ureq::get(&api).call().unwrap();
    assert_eq!(answer.body_mut().read_to_string().unwrap(), r#"{"needs_name":true}"#);
    stop(server, &lines[0]);
    assert!(run(&data, &["check"]).starts_with("0 entries"));
}

#[test]
fn links_lead_to_where_people_open_limber() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    std::fs::create_dir_all(data.join("schools/north.example")).unwrap();
    let (server, lines) = serve(&data, &["--url", "https://limber.example/"], 5);
    assert!(lines[2].trim().starts_with("https://limber.example/welcome/"), "{lines:?}");
    assert!(lines[3].contains("to north.example"), "{lines:?}");
    assert!(lines[4].trim().starts_with("https://north.example/welcome/"), "{lines:?}");
    stop(server, &lines[0]);
}

/// 3 September 2026, 10:00: the school year has just begun.
const DEMO_NOW: &str = "1788429600000";

#[test]
fn the_demo_is_a_school_year_of_entries_and_sound() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let printed = run(&data, &["demo", "--seed", "1", "--now", DEMO_NOW]);
    for role in ["Leader", "Teacher", "Administrator", "Student"] {
        assert!(printed.lines().any(|line| line.trim().starts_with(role)), "{role}: {printed}");
    }
    assert!(!folder.path().join("data.unfinished").exists());

    let ranges = [
        ("sighting", 55_000..66_000),
        ("practised", 3_000..6_000),
        ("away", 1_500..4_500),
        ("noticed", 1_000..4_000),
        ("note", 150..1_000),
        ("retraction", 300..1_000),
        ("choice", 1_000..2_500),
        ("self-view", 500..1_500),
        ("walk", 80..120),
        ("shared", 60..140),
        ("opened", 40..120),
        ("reply", 10..60),
    ];
    let kinds = kinds(&data);
    for (kind, range) in ranges {
        let count = kinds.get(kind).copied().unwrap_or_default();
        assert!(range.contains(&count), "{count} of {kind}: {kinds:?}");
    }
    let checked = run(&data, &["check"]);
    assert!(checked.contains(" 0 held,"), "{checked}");
    assert!(checked.contains("Everything is as it should be."), "{checked}");

    let refusal = fail(&data, &["demo"]);
    assert!(refusal.contains("is not empty, and was left as it is"), "{refusal}");
    assert_eq!(kinds, self::kinds(&data), "a refusal changes nothing");
}

/// How many entries of each kind a school has.
fn kinds(data: &Path) -> BTreeMap<String, u32> {
    let database = rusqlite::Connection::open(data.join("limber.db")).unwrap();
    let mut counting = database.prepare("SELECT kind, count(*) FROM entry GROUP BY kind").unwrap();
    let rows = counting.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    rows.map(Result::unwrap).collect()
}

#[test]
fn a_demo_is_made_in_empty_folders_only() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("letter.txt"), "Dear all").unwrap();
    let refusal = fail(folder.path(), &["demo"]);
    assert!(refusal.contains("is not empty, and was left as it is"), "{refusal}");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn a_data_folder_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    run(&data, &["import", "oneroster", fixture().to_str().unwrap()]);
    let mode = std::fs::metadata(&data).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o700);
}

/// `WRITE_DOCS=1` writes the table into the document instead.
#[test]
fn the_document_has_the_table_that_is_enforced() {
    let output = Command::new(env!("CARGO_BIN_EXE_limber")).arg("rights").output().unwrap();
    let table = String::from_utf8(output.stdout).unwrap();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/PRIVACY.md");
    let document = std::fs::read_to_string(&path).unwrap();
    let (before, rest) = document.split_once("<!-- limber rights -->\n\n").unwrap();
    let (written, after) = rest.split_once("\n<!-- end -->").unwrap();
    if std::env::var_os("WRITE_DOCS").is_some() {
        let document = format!("{before}<!-- limber rights -->\n\n{table}\n<!-- end -->{after}");
        std::fs::write(&path, document).unwrap();
        return;
    }
    assert_eq!(written, table, "docs/PRIVACY.md: WRITE_DOCS=1 on this test writes it anew");
}
