//! `cargo xtask test`: every test there is, and how many passed.

mod browser;
mod native;

use std::ops::AddAssign;
use std::path::Path;
use std::process::ExitCode;
use std::{env, fmt};

use anyhow::Result;
use clap::{Args, ValueEnum};

use crate::build::{self, Profile};
use crate::setup::WebKit;
use crate::{serve, setup};

/// How `test` is called.
#[derive(Args)]
pub struct Options {
    /// Only one part; both without it
    part: Option<Part>,
    /// Passed on: to `cargo test` after `native`, to Playwright after `browser`
    #[arg(last = true, requires = "part")]
    rest: Vec<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Part {
    /// Unit, property, documentation and HTTP tests
    Native,
    /// Journeys in real browsers
    Browser,
}

/// How many tests passed and failed, and how many journeys could not be tried on this machine.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Counts {
    passed: u64,
    failed: u64,
    skipped: u64,
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)?;
        if self.skipped > 0 { write!(f, ", {} skipped", self.skipped) } else { Ok(()) }
    }
}

impl Counts {
    /// A part that ended badly without naming a failed test (it did not compile, say) counts as one failure.
    fn judged(mut self, success: bool) -> Self {
        if !success && self.failed == 0 {
            self.failed = 1;
        }
        self
    }

    /// Where nothing keeps a test from being run, one that was skipped has failed.
    fn without_excuse(self) -> Self {
        Self { failed: self.failed + self.skipped, skipped: 0, ..self }
    }
}

/// Sets up, builds and runs; the last line printed is `N passed, N failed`, and `, N skipped` where some were.
pub fn run(options: &Options) -> ExitCode {
    let mut counts = Counts::default();
    if options.part != Some(Part::Browser) {
        counts += counted(native::run(&options.rest));
    }
    if options.part != Some(Part::Native) {
        counts += counted(in_browsers(&options.rest));
    }
    println!("{counts}");
    if counts.failed > 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

fn in_browsers(rest: &[String]) -> Result<Counts> {
    let webkit = setup::for_tests()?;
    build::site(Profile::Dev)?;
    let counts = browser::run(&serve::limber()?, rest, &[])?;
    // The journeys in WebKit are the only ones that skip themselves.
    let excused = webkit == WebKit::Missing && env::var_os("CI").is_none();
    if counts.skipped > 0 && !excused {
        eprintln!("✗ {} skipped, though WebKit should be here", counts.skipped);
        return Ok(counts.without_excuse());
    }
    Ok(counts)
}

/// Runs the journeys whose title contains `title`, with these variables: whether any passed and none failed.
pub fn journeys(limber: &Path, title: &str, variables: &[(&str, &str)]) -> Result<bool> {
    let counts = browser::run(limber, &["--grep".to_owned(), title.to_owned()], variables)?;
    Ok(counts.passed > 0 && counts.failed == 0)
}

/// A part that could not even begin is a failure, and no reason to leave out the others.
fn counted(part: Result<Counts>) -> Counts {
    part.unwrap_or_else(|error| {
        eprintln!("✗ {error:#}");
        Counts::default().judged(false)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_line_is_what_others_read() {
        let counts = Counts { passed: 3, failed: 0, skipped: 0 };
        assert_eq!(counts.to_string(), "3 passed, 0 failed");
        let counts = Counts { skipped: 2, ..counts };
        assert_eq!(counts.to_string(), "3 passed, 0 failed, 2 skipped");
        assert_eq!(counts.without_excuse().to_string(), "3 passed, 2 failed");
    }
}
