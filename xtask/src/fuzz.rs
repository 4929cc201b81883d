//! `cargo xtask fuzz`: any bytes from outside are read or refused, whatever a fuzzer makes of them.
//!
//! `libFuzzer`, with the compiler's own coverage counters: no other toolchain is needed. What it finds is kept in
//! `fuzz/corpus`, where every test run reads it again.

use std::fs;
use std::process::Command;

use anyhow::Result;
use clap::Args;

use crate::process::{cargo, run, step};
use crate::workspace;

/// How `fuzz` is called.
#[derive(Args)]
pub struct Options {
    /// How long, for all targets together
    #[arg(long, default_value_t = 60)]
    seconds: u64,
    /// Only this target
    target: Option<String>,
}

/// Each target, and where its inputs begin beside its own corpus.
const TARGETS: [(&str, &[&str]); 3] =
    [("frames", &["sync/tests/golden"]), ("compressed", &[]), ("oneroster", &[])];
/// What the fuzzer needs of the compiler: counters at each edge, and what is compared with what.
const FLAGS: &str = "--cfg erase_components --cfg fuzzing -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
     -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
     -Cllvm-args=-sanitizer-coverage-trace-compares";
/// Longest input, in bytes.
const INPUT_BYTES_MAX: u32 = 64 * 1024;
/// Most memory of a target, in MiB: an input that makes it take more has been found.
const MEMORY_MIB_MAX: u32 = 1_024;
/// Longest that one input may take, in seconds.
const INPUT_SECONDS_MAX: u32 = 10;

/// Builds and runs the targets, one after the other.
pub fn run_fuzz(options: &Options) -> Result<()> {
    let built = workspace::scratch().join("fuzz-target");
    let host = host()?;
    step("Compiling the fuzz targets (some minutes the first time)", || {
        run(cargo()
            .args(["build", "--quiet", "--release", "--manifest-path", "fuzz/Cargo.toml"])
            .args(["--target", &host])
            .arg("--target-dir")
            .arg(&built)
            .env("RUSTFLAGS", FLAGS))
    })?;
    let chosen: Vec<_> = TARGETS
        .iter()
        .filter(|(name, _)| options.target.as_deref().is_none_or(|only| only == *name))
        .collect();
    anyhow::ensure!(!chosen.is_empty(), "there is no such target");
    let each = (options.seconds / chosen.len() as u64).max(1);
    for (name, more) in chosen {
        let corpus = workspace::root().join("fuzz/corpus").join(name);
        let grown = workspace::scratch().join("fuzz-corpus").join(name);
        fs::create_dir_all(&grown)?;
        eprintln!("· {name}: {each} s");
        run(Command::new(built.join(&host).join("release").join(name))
            .args([&grown, &corpus])
            .args(more.iter().map(|folder| workspace::root().join(folder)))
            .arg(format!("-max_total_time={each}"))
            .arg(format!("-max_len={INPUT_BYTES_MAX}"))
            .arg(format!("-rss_limit_mb={MEMORY_MIB_MAX}"))
            .arg(format!("-timeout={INPUT_SECONDS_MAX}"))
            // How much it tried, and not each step of it.
            .args(["-verbosity=0", "-print_final_stats=1"])
            // What it finds is a new file of the corpus.
            .arg(format!("-artifact_prefix={}/", corpus.display())))?;
    }
    Ok(())
}

/// Named, so that the flags are for the targets alone, and not for what builds them.
fn host() -> Result<String> {
    let version = crate::process::output_of(Command::new("rustc").arg("-vV"))?;
    let host = version.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned).ok_or_else(|| anyhow::anyhow!("rustc does not say what it runs on"))
}
