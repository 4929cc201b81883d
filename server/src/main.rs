//! `limber`: the one binary that a school runs.

use std::process::ExitCode;

fn main() -> ExitCode {
    server::commands::main()
}
