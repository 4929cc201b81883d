//! The app as WASM, and the JavaScript that loads it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use wasm_bindgen_cli_support::Bindgen;

use super::{Profile, digest};
use crate::process::{run, run_quietly, step};
use crate::setup::{TARGET, WasmToolchain};
use crate::workspace;

/// Smallest code, and only features that Chromium, Firefox and Safari 15.4 all load.
const WASM_OPT_FLAGS: [&str; 8] = [
    "-Oz",
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// What the browser needs to run the app.
pub struct App {
    /// The module in WASM.
    pub wasm: Vec<u8>,
    /// The ES module that wasm-bindgen makes for it.
    pub js: String,
}

/// Compiles the app, makes its JavaScript, and shrinks a release. Each stage runs only when its input has changed.
pub fn build(toolchain: &WasmToolchain, profile: Profile) -> Result<App> {
    let compiled = compile(toolchain, profile)?;
    let out = workspace::wasm_target().join("bound").join(profile.cargo_name());
    let stamp = out.join("stamp");
    let input = input(&compiled, profile)?;
    if !fs::read_to_string(&stamp).is_ok_and(|made_from| made_from == input) {
        step("Binding the app to the browser (wasm-bindgen)", || bind(&compiled, &out))?;
        if profile == Profile::Release {
            step("Shrinking the app (wasm-opt, about a minute)", || {
                shrink(&out.join("app_bg.wasm"))
            })?;
        }
        fs::write(&stamp, input)?;
    }
    Ok(App {
        wasm: fs::read(out.join("app_bg.wasm"))?,
        js: fs::read_to_string(out.join("app.js"))?,
    })
}

/// All that decides what binding and shrinking come to: the compiled app and, for a release, how it is shrunk and with which
/// version of the tools.
fn input(compiled: &Path, profile: Profile) -> Result<String> {
    let read =
        |path: &Path| fs::read(path).with_context(|| format!("cannot read {}", path.display()));
    let mut input = digest(&read(compiled)?);
    if profile == Profile::Release {
        input.push_str(&digest(WASM_OPT_FLAGS.join(" ").as_bytes()));
        input.push_str(&digest(&read(&workspace::build_tools().join("package-lock.json"))?));
    }
    Ok(input)
}

fn compile(toolchain: &WasmToolchain, profile: Profile) -> Result<PathBuf> {
    let target_dir = workspace::wasm_target();
    let first_time = !target_dir.join(TARGET).join(profile.cargo_name()).exists();
    let hint = match (first_time, profile) {
        (false, _) => "",
        (true, Profile::Dev) => " (two minutes the first time)",
        (true, Profile::Release) => " (five minutes the first time)",
    };
    step(&format!("Compiling the app to WASM{hint}"), || {
        // `rustc` rather than `build`: it takes the crate type, so that native builds of `app` need not link a cdylib.
        run(toolchain
            .cargo()
            .args([
                "rustc",
                "--quiet",
                "--package",
                "app",
                "--lib",
                "--crate-type",
                "cdylib",
                "--target",
                TARGET,
            ])
            .args([
                "--no-default-features",
                "--features",
                "hydrate",
                "--profile",
                profile.cargo_name(),
            ])
            .arg("--target-dir")
            .arg(&target_dir))
    })?;
    Ok(target_dir.join(TARGET).join(profile.cargo_name()).join("app.wasm"))
}

fn bind(compiled: &Path, out: &Path) -> Result<()> {
    if out.exists() {
        fs::remove_dir_all(out)?;
    }
    Bindgen::new()
        .input_path(compiled)
        .out_name("app")
        .web(true)?
        .typescript(false)
        .remove_producers_section(true)
        // The loader knows the hashed address.
        .omit_default_module_path(true)
        .generate(out)?;
    if out.join("snippets").exists() {
        bail!(
            "a dependency brings JavaScript of its own (wasm-bindgen snippets), which the site has no place for"
        );
    }
    Ok(())
}

fn shrink(wasm: &Path) -> Result<()> {
    let small = wasm.with_extension("small");
    let wasm_opt = workspace::build_tools().join("node_modules/.bin/wasm-opt");
    run_quietly(Command::new(wasm_opt).args(WASM_OPT_FLAGS).arg(wasm).arg("-o").arg(&small))?;
    fs::rename(small, wasm).context("wasm-opt wrote nothing")
}
