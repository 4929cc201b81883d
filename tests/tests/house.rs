//! What `ARCHITECTURE.md` says of the house, held against the house.

#![expect(clippy::unwrap_used, reason = "helpers of tests may unwrap as tests do")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use tests::in_workspace;

/// The crates, and which of the others each names.
const ARROWS: [(&str, &[&str]); 4] = [
    ("sync", &[]),
    ("domain", &["sync"]),
    ("app", &["domain", "sync"]),
    ("server", &["app", "domain", "sync"]),
];

/// What does I/O, reads a clock, makes random numbers, or waits.
const IMPURE: [&str; 12] = [
    "std::env",
    "std::fs",
    "std::net",
    "std::process",
    "std::thread",
    "SystemTime",
    "Instant::now",
    "getrandom",
    "fastrand",
    "async fn",
    "async move",
    "println!",
];

#[test]
fn arrows_run_one_way() {
    for (name, allowed) in ARROWS {
        let manifest = fs::read_to_string(in_workspace(name).join("Cargo.toml")).unwrap();
        let named = dependencies(&manifest);
        let ours = named.iter().filter(|other| ARROWS.iter().any(|(ours, _)| ours == *other));
        let ours: Vec<&str> = ours.map(String::as_str).collect();
        assert_eq!(ours, allowed, "what {name} depends on");
    }
}

/// The names in a manifest's `[dependencies]`.
fn dependencies(manifest: &str) -> BTreeSet<String> {
    let lines = manifest.lines().skip_while(|line| *line != "[dependencies]").skip(1);
    let lines = lines.take_while(|line| !line.starts_with('['));
    lines.filter_map(|line| Some(line.split(['.', '=', ' ']).next()?.to_owned())).collect()
}

#[test]
fn domain_and_sync_are_pure() {
    for name in ["domain", "sync"] {
        let files = sources(&in_workspace(name).join("src"));
        assert!(files.len() > 5, "{name} has its sources in src/");
        for file in files {
            let text = fs::read_to_string(&file).unwrap();
            let code = text.lines().map(|line| line.split("//").next().unwrap_or_default());
            for (number, line) in code.enumerate() {
                let impure = IMPURE.iter().find(|impure| line.contains(*impure));
                assert_eq!(impure, None, "{}, line {}", file.display(), number + 1);
            }
        }
    }
}

/// All `.rs` files in a folder and those in it, but for tests.
fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        if name == "tests" {
            continue;
        }
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found
}

#[test]
fn every_room_of_the_code_map_is_there() {
    let page = fs::read_to_string(in_workspace("ARCHITECTURE.md")).unwrap();
    let map = page.split("## ").find(|part| part.starts_with("Code map")).unwrap();
    let mut krate = String::new();
    let mut rooms = 0;
    for row in map.lines().filter(|line| line.starts_with("| ")) {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        if let Some(name) = quoted(cells[1]).next() {
            name.clone_into(&mut krate);
            assert!(in_workspace(&krate).is_dir(), "{krate} is in the code map");
        }
        for room in quoted(cells[2]) {
            let place = in_workspace(&krate).join("src").join(room.trim_end_matches('/'));
            let is_there = place.is_dir() || place.with_extension("rs").is_file();
            assert!(is_there, "{krate}: {room} is in the code map");
            rooms += 1;
        }
    }
    assert!(rooms > 20, "{rooms} rooms");
}

/// What stands between backticks.
fn quoted(cell: &str) -> impl Iterator<Item = &str> {
    cell.split('`').skip(1).step_by(2)
}

/// The line for safeguarding stands beside every free text: there is one component for it.
#[test]
fn one_component_makes_free_text() {
    let files = sources(&in_workspace("app/src"));
    let has_one = |file: &PathBuf| fs::read_to_string(file).unwrap().contains("<textarea");
    let makers: Vec<PathBuf> = files.into_iter().filter(has_one).collect();
    assert_eq!(makers, [in_workspace("app/src/components/free_text.rs")]);
    assert!(fs::read_to_string(&makers[0]).unwrap().contains("<Safeguarding"));
}
