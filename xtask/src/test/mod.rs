//! `cargo xtask test`: every test there is, and how many passed.

mod browser;
mod native;

use std::ops::AddAssign;

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
pub fn run(options: &Options) -> Result<()> {
    let mut counts = Counts::default();
    if options.part != Some(Part::Browser) {
        counts += native::run(&options.rest)?;
    }
    if options.part != Some(Part::Native) {
        setup::for_tests()?;
        build::site(Profile::Dev)?;
        counts += browser::run(&serve::limber()?, &options.rest)?;
    }
    println!("{} passed, {} failed", counts.passed, counts.failed);
    if counts.failed > 0 {
        std::process::exit(1);
    }
    Ok(())
}
