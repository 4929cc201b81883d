//! A compiler that knows `wasm32-unknown-unknown`.
//!
//! In this order: what is there already; `rustup target add`; on Debian, the distribution's own Rust with its standard
//! library built for WASM once, from the distribution's source package.

use std::env;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use super::apt;
use crate::process::{cargo, find, output_of, run_within, step};
use crate::workspace;

/// The target of everything that browsers load.
pub const TARGET: &str = "wasm32-unknown-unknown";

/// rustup retries for minutes where its server cannot be reached, or lacks the target.
const RUSTUP_LIMIT: Duration = Duration::from_mins(2);
/// Takes about a minute on two cores.
const STD_BUILD_LIMIT: Duration = Duration::from_mins(15);
/// Debian's Rust: the compiler, a cargo of the same version, the source of std, and what the linker needs beside it.
const DEBIAN_PACKAGES: [&str; 4] = ["rustc-web", "cargo-web", "rust-web-src", "rust-web-llvm"];

/// The compiler that builds the app. Cargo is the one that runs us in any case.
pub struct WasmToolchain {
    /// `None`: the compiler that cargo takes by itself.
    rustc: Option<PathBuf>,
}

impl WasmToolchain {
    /// Finds the toolchain, or sets it up.
    pub fn ready() -> Result<Self> {
        if let Some(there) = Self::present() {
            return Ok(there);
        }
        if find("rustup").is_some() && rustup_target_add().is_ok() {
            return Self::present()
                .context("rustup added the target, but the compiler does not find it");
        }
        if let Err(error) = debian() {
            bail!(
                "No compiler for {TARGET}. Either run `rustup target add {TARGET}` where rustup can download, or use \
                 Debian 12 as root, where this command installs {} and builds the rest. ({error:#})",
                DEBIAN_PACKAGES.join(", ")
            );
        }
        Self::present()
            .context("Debian's Rust is set up, but its standard library for WASM is not found")
    }

    /// A cargo that compiles with this toolchain.
    pub fn cargo(&self) -> Command {
        let mut command = cargo();
        if let Some(rustc) = &self.rustc {
            command.env("RUSTC", rustc);
        }
        command
    }

    fn present() -> Option<Self> {
        if has_std(&default_rustc()) {
            return Some(Self { rustc: None });
        }
        let debian = debian_rustc()?;
        has_std(debian.as_os_str()).then_some(Self { rustc: Some(debian) })
    }
}

/// The compiler that cargo would take.
fn default_rustc() -> std::ffi::OsString {
    env::var_os("RUSTC").unwrap_or_else(|| "rustc".into())
}

fn debian_rustc() -> Option<PathBuf> {
    apt::file_of("rustc-web", "/bin/rustc").map(PathBuf::from)
}

/// Where a compiler keeps its libraries for WASM, there or not.
fn libraries(rustc: &OsStr) -> Result<PathBuf> {
    output_of(Command::new(rustc).args(["--print", "target-libdir", "--target", TARGET]))
        .map(PathBuf::from)
}

fn has_std(rustc: &OsStr) -> bool {
    libraries(rustc).is_ok_and(|folder| {
        workspace::names_with_extension(&folder, "rlib")
            .iter()
            // With a hash in its name from rustup, without one when built by `build_std`.
            .any(|name| name == "libstd.rlib" || name.starts_with("libstd-"))
    })
}

/// Where this fails, the reason is of no use to most people: Debian's Rust comes next.
fn rustup_target_add() -> Result<()> {
    step(&format!("rustup target add {TARGET} (at most two minutes)"), || {
        let mut rustup = Command::new("rustup");
        rustup.args(["target", "add", TARGET]).env_remove("RUST_BACKTRACE");
        run_within(&mut rustup, RUSTUP_LIMIT)
    })
    .inspect_err(|error| {
        eprintln!("! rustup has no {TARGET} here, so Debian's Rust comes next. ({error:#})");
    })
}

/// Debian's Rust, and its standard library for WASM, built once from its own source.
fn debian() -> Result<()> {
    apt::install(&DEBIAN_PACKAGES, "Debian's Rust for WASM")?;
    let rustc = debian_rustc().context("rustc-web is installed without a rustc")?;
    let linker = format!("lld-{}", llvm_major(&rustc)?);
    apt::install(&[&linker], "The linker for WASM")?;
    if has_std(rustc.as_os_str()) {
        return Ok(());
    }
    step("Building Rust's standard library for WASM (about a minute, once)", || build_std(&rustc))
}

/// The major version of LLVM in a compiler: its linker must be of the same.
fn llvm_major(rustc: &Path) -> Result<String> {
    let text = output_of(Command::new(rustc).arg("-vV"))?;
    text.lines()
        .find_map(|line| line.strip_prefix("LLVM version: ")?.split('.').next())
        .map(str::to_owned)
        .with_context(|| format!("{} -vV does not name its LLVM", rustc.display()))
}

fn build_std(rustc: &Path) -> Result<()> {
    let cargo = apt::file_of("cargo-web", "/bin/cargo")
        .context("cargo-web is installed without a cargo")?;
    let sysroot = PathBuf::from(output_of(Command::new(rustc).args(["--print", "sysroot"]))?);
    let scratch = workspace::scratch().join("wasm-std");
    run_within(
        Command::new(cargo)
            .args([
                "build",
                "--release",
                "--features",
                "panic-unwind",
                "--target",
                TARGET,
                "--manifest-path",
            ])
            .arg(sysroot.join("lib/rustlib/src/rust/library/sysroot/Cargo.toml"))
            .arg("--target-dir")
            .arg(&scratch)
            .env("RUSTC", rustc)
            // The standard library may use unstable features; these are the flags of its own build.
            .env("RUSTC_BOOTSTRAP", "1")
            .env(
                "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS",
                "-Zforce-unstable-if-unmarked -Cembed-bitcode=yes",
            )
            // They would take the place of the flags above.
            .env_remove("RUSTFLAGS")
            .env_remove("CARGO_ENCODED_RUSTFLAGS")
            // What `cargo run` sets for the other toolchain.
            .env_remove("LD_LIBRARY_PATH"),
        STD_BUILD_LIMIT,
    )?;
    install_libraries(&scratch.join(TARGET).join("release/deps"), &libraries(rustc.as_os_str())?)?;
    Ok(fs::remove_dir_all(scratch)?)
}

/// Puts the libraries in their place all at once: half a set would pass for a whole one next time.
fn install_libraries(built: &Path, destination: &Path) -> Result<()> {
    let partial = destination.with_extension("partial");
    if partial.exists() {
        fs::remove_dir_all(&partial)
            .with_context(|| format!("cannot remove {}", partial.display()))?;
    }
    fs::create_dir_all(&partial).with_context(|| format!("cannot write {}", partial.display()))?;
    for entry in fs::read_dir(built)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "rlib") {
            fs::copy(&path, partial.join(path.file_name().unwrap_or_default()))?;
        }
    }
    if destination.exists() {
        fs::remove_dir_all(destination)?;
    }
    fs::rename(&partial, destination)
        .with_context(|| format!("cannot write {}", destination.display()))
}
