//! `cargo xtask soak`: what `cargo xtask test` proves in minutes, for as long as one likes.

use anyhow::{Result, ensure};
use clap::Args;

use crate::build::{self, Profile};
use crate::process::{cargo, run};
use crate::test::journeys;
use crate::{serve, setup};

/// How `soak` is called.
#[derive(Args)]
pub struct Options {
    /// Stories that the simulator tells
    #[arg(long, default_value_t = 20_000)]
    seeds: u64,
    /// How often the server is killed
    #[arg(long, default_value_t = 50)]
    kills: u32,
    /// How often the server loses its power
    #[arg(long, default_value_t = 1_000)]
    power_cuts: u32,
    /// How often a browser is killed
    #[arg(long, default_value_t = 20)]
    browser_kills: u32,
}

/// The simulator, the killed server, the one without power, the killed browser.
pub fn run_soak(options: &Options) -> Result<()> {
    let Options { seeds, kills, power_cuts, browser_kills } = options;
    eprintln!("· {seeds} stories of the simulator (about two minutes for a thousand)");
    run(cargo()
        .args(["test", "--package", "sync", "--test", "simulation"])
        .env("SEEDS", seeds.to_string()))?;
    eprintln!("· {kills} kills of the server");
    run(cargo()
        .args(["test", "--package", "server", "--test", "api", "killed::"])
        .env("ROUNDS", kills.to_string()))?;
    eprintln!("· {power_cuts} power cuts (about three minutes for a thousand)");
    setup::strace();
    run(cargo()
        .args(["test", "--package", "server", "--test", "api", "power_cut::what_was"])
        .env("CUTS", power_cuts.to_string()))?;
    eprintln!("· {browser_kills} kills of a browser");
    setup::for_tests()?;
    build::site(Profile::Dev)?;
    let browser_kills = browser_kills.to_string();
    let passed = journeys(&serve::limber()?, "dies in the middle", &[("KILLS", &browser_kills)])?;
    ensure!(passed, "the killed browser lost something");
    Ok(())
}
