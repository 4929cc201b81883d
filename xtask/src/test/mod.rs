//! `cargo xtask test`: every test there is, and how many passed.

mod browser;
mod native;

use std::ops::AddAssign;
use std::process::ExitCode;

use anyhow::Result;
use clap::{Args, ValueEnum};

use crate::build::{self, Profile};
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

/// How many tests passed and failed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Counts {
    passed: u64,
    failed: u64,
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
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
}

/// Sets up, builds and runs; the last line printed is `N passed, N failed`.
pub fn run(options: &Options) -> ExitCode {
    let mut counts = Counts::default();
    if options.part != Some(Part::Browser) {
        counts += counted(native::run(&options.rest));
    }
    if options.part != Some(Part::Native) {
        counts += counted(in_browsers(&options.rest));
    }
    println!("{} passed, {} failed", counts.passed, counts.failed);
    if counts.failed > 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

fn in_browsers(rest: &[String]) -> Result<Counts> {
    setup::for_tests()?;
    build::site(Profile::Dev)?;
    browser::run(&serve::limber()?, rest)
}

/// A part that could not even begin is a failure, and no reason to leave out the others.
fn counted(part: Result<Counts>) -> Counts {
    part.unwrap_or_else(|error| {
        eprintln!("✗ {error:#}");
        Counts::default().judged(false)
    })
}
