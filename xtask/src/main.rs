//! The one build tool: `cargo xtask serve` and `cargo xtask test` are the two commands a newcomer needs.
//!
//! Every command first sets up what it needs and finds missing, and says what it does.

mod bench;
mod build;
mod deny;
mod fuzz;
mod mutants;
mod process;
mod schemathesis;
mod serve;
mod setup;
mod soak;
mod test;
mod workspace;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Build, serve and test Limber. Whatever a command needs and is missing, it sets up first.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Build the app and its site into target/site
    Build(build::Options),
    /// Build everything and start the server; an empty data folder gets the demo school
    Serve(serve::Options),
    /// Run every test there is: unit, property, server over HTTP, browser
    Test(test::Options),
    /// Measure, print, and write target/bench.json
    Bench(bench::Options),
    /// Break one promise after the other, and see a test fail for each
    Mutants(mutants::Options),
    /// Feed whatever reads bytes from outside with what a fuzzer makes up
    Fuzz(fuzz::Options),
    /// Go on longer than a test run: simulated stories, killed servers and browsers
    Soak(soak::Options),
    /// Ask a server whatever `docs/openapi.json` allows and forbids, as several people
    Schemathesis(schemathesis::Options),
    /// Check the licences, sources and known faults of every crate that is built
    Deny,
    /// Only set up what the other commands need
    Setup,
}

fn main() -> ExitCode {
    let done = match Cli::parse().command {
        Command::Build(options) => build::run_build(&options),
        Command::Serve(options) => serve::run_serve(&options),
        Command::Test(options) => return test::run(&options),
        Command::Bench(options) => bench::run(&options),
        Command::Mutants(options) => mutants::run(&options),
        Command::Fuzz(options) => fuzz::run_fuzz(&options),
        Command::Soak(options) => soak::run_soak(&options),
        Command::Schemathesis(options) => schemathesis::run_schemathesis(&options),
        Command::Deny => deny::run_deny(),
        Command::Setup => setup::everything(),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("✗ {error:#}");
            ExitCode::FAILURE
        }
    }
}
