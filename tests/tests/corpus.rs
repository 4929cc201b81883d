//! What was once found by `cargo xtask fuzz`, and what it begins with.

#![expect(clippy::unwrap_used, reason = "helpers of tests may unwrap as tests do")]

use std::fs;

use tests::{fuzz, in_workspace};

/// Feeds a target with each file of a folder.
fn feed(folder: &str, target: fn(&[u8])) {
    let files = fs::read_dir(in_workspace(folder)).unwrap();
    let mut fed = 0;
    for file in files {
        let path = file.unwrap().path();
        eprintln!("{}", path.display());
        target(&fs::read(path).unwrap());
        fed += 1;
    }
    assert!(fed > 0, "{folder} is empty");
}

#[test]
fn frames() {
    feed("sync/tests/golden", fuzz::frames);
    feed("fuzz/corpus/frames", fuzz::frames);
}

#[test]
fn compressed() {
    feed("fuzz/corpus/compressed", fuzz::compressed);
}

#[test]
fn oneroster() {
    feed("fuzz/corpus/oneroster", fuzz::oneroster);
}
