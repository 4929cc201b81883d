//! Tests that cargo runs.

use std::io::{BufRead, BufReader, Read};
use std::process::{Command, Stdio};

use anyhow::{Context, Result};

use super::Counts;
use crate::process::{cargo, line_of};
use crate::setup;

/// Runs the tests of the whole workspace: with nextest where it is installed, since it is quicker, else with `cargo test`.
pub fn run(rest: &[String]) -> Result<Counts> {
    setup::strace();
    let nextest =
        cargo().args(["nextest", "--version"]).output().is_ok_and(|output| output.status.success());
    if !nextest {
        return counted(cargo().args(["test", "--workspace", "--no-fail-fast"]).args(rest));
    }
    let mut counts =
        counted(cargo().args(["nextest", "run", "--workspace", "--no-fail-fast"]).args(rest))?;
    // Which nextest does not run.
    counts += counted(cargo().args(["test", "--workspace", "--doc", "--no-fail-fast"]))?;
    Ok(counts)
}

/// Runs a command, showing its output and adding up its summary lines.
fn counted(command: &mut Command) -> Result<Counts> {
    eprintln!("· {}", line_of(command));
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .context("cannot start cargo")?;
    let out = child.stdout.take().context("no output")?;
    let err = child.stderr.take().context("no output")?;
    let mut counts = std::thread::scope(|scope| {
        let errors = scope.spawn(move || show_and_count(err));
        let mut counts = show_and_count(out);
        counts += errors.join().unwrap_or_default();
        counts
    });
    counts = counts.judged(child.wait()?.success());
    Ok(counts)
}

fn show_and_count(output: impl Read) -> Counts {
    let mut counts = Counts::default();
    for line in BufReader::new(output).lines().map_while(Result::ok) {
        println!("{line}");
        counts += summary(&line).unwrap_or_default();
    }
    counts
}

/// The counts of a summary line of libtest (`test result: ok. 3 passed; 0 failed; …`) or nextest
/// (`Summary [ 1.2s] 4 tests run: 3 passed, 1 failed, 0 skipped`).
fn summary(line: &str) -> Option<Counts> {
    let line = line.trim_start();
    if !line.starts_with("test result: ") && !line.starts_with("Summary [") {
        return None;
    }
    let words: Vec<&str> = line.split_whitespace().collect();
    let before = |word: &str| {
        let pairs = words.windows(2);
        pairs
            .filter(|pair| pair[1].trim_matches([',', ';']) == word)
            .filter_map(|pair| pair[0].parse::<u64>().ok())
            .sum()
    };
    // What nextest calls skipped was filtered out by whoever called it.
    Some(Counts { passed: before("passed"), failed: before("failed"), skipped: 0 })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(passed: u64, failed: u64) -> Counts {
        Counts { passed, failed, skipped: 0 }
    }

    #[test]
    fn summaries_are_recognised() {
        let cases = [
            (
                "test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 2 filtered out; finished in 0.1s",
                Some((3, 0)),
            ),
            (
                "test result: FAILED. 2 passed; 5 failed; 0 ignored; 0 measured; 0 filtered out",
                Some((2, 5)),
            ),
            (
                "     Summary [   1.234s] 12 tests run: 10 passed (1 slow), 2 failed, 3 skipped",
                Some((10, 2)),
            ),
            ("test imports ... ok", None),
            ("the test says: 3 passed", None),
        ];
        for (line, expected) in cases {
            let expected = expected.map(|(passed, failed)| counts(passed, failed));
            assert_eq!(summary(line), expected, "{line}");
        }
    }

    #[test]
    fn a_part_that_does_not_compile_is_a_failure() {
        assert_eq!(Counts::default().judged(false), counts(0, 1));
        assert_eq!(counts(3, 2).judged(false), counts(3, 2));
        assert_eq!(counts(3, 0).judged(true), counts(3, 0));
    }
}
