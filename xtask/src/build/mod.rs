//! From source to `target/site`: the app as WASM, its style, its shell and its service worker, hashed and compressed.

mod compress;
mod css;
mod js;
mod names;
mod site;
mod size;
mod wasm;

pub use names::digest;
pub use size::Sizes;

use anyhow::Result;
use clap::Args;

use self::wasm::Program;
use crate::process::{cargo, run};
use crate::setup::{self, WasmToolchain};

/// How `build` is called.
#[derive(Args)]
pub struct Options {
    /// What schools load: smallest code, checked against the limits, embedded in target/release/limber
    #[arg(long)]
    release: bool,
}

/// How much work goes into small files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    /// Built quickly, for `serve` and tests.
    Dev,
    /// Built small, for schools.
    Release,
}

impl Profile {
    /// The cargo profile of the app.
    pub fn cargo_name(self) -> &'static str {
        match self {
            Self::Dev => "wasm-dev",
            Self::Release => "wasm-release",
        }
    }
}

/// `cargo xtask build`
pub fn run_build(options: &Options) -> Result<()> {
    let profile = if options.release { Profile::Release } else { Profile::Dev };
    let sizes = site(profile)?;
    eprintln!("{sizes}");
    if profile == Profile::Release {
        server()?;
        // Last: a site that is too heavy is a fault, yet it runs.
        sizes.check()?;
    }
    Ok(())
}

/// Brings `target/site` up to date, setting up what that needs.
pub fn site(profile: Profile) -> Result<Sizes> {
    let toolchain = WasmToolchain::ready()?;
    if profile == Profile::Release {
        setup::for_release_build()?;
    }
    let app = wasm::build(&toolchain, profile, Program::App)?;
    let pages = wasm::build(&toolchain, profile, Program::Pages)?;
    site::assemble([app, pages], profile)
}

/// The release server. It comes after the site, which it embeds.
pub fn server() -> Result<()> {
    eprintln!("· The server, with the site inside");
    run(cargo().args(["build", "--release", "--package", "server", "--bin", "limber"]))?;
    eprintln!("✓ {}", crate::workspace::limber("release").display());
    Ok(())
}
