//! The two programs of the browser as WASM, and the JavaScript that loads them.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, anyhow, bail};
use serde::{Deserialize, Serialize};
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

/// A program that browsers run, made from the crate `app`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Program {
    /// The app in its shell.
    App,
    /// What takes over pages of the server.
    Pages,
}

impl Program {
    fn name(self) -> &'static str {
        match self {
            Self::App => "app",
            Self::Pages => "pages",
        }
    }

    fn feature(self) -> &'static str {
        match self {
            Self::App => "mount",
            Self::Pages => "hydrate",
        }
    }
}

/// For the linker. What it would forget is where the parts hold together.
const LINK_ARGS: &str = "-Clink-args=--emit-relocs";

/// A program as it leaves the tools: files by plain name, where each names another as `{{name}}`, and what is loaded when.
#[derive(Serialize, Deserialize, Default)]
pub struct Bound {
    /// The WASM, in however many parts, and its JavaScript.
    #[serde(skip)]
    pub files: BTreeMap<String, Vec<u8>>,
    /// What a page has to load before it opens, by the part of the program that it belongs to.
    pub loads: BTreeMap<String, Vec<String>>,
}

/// Compiles a program, makes its JavaScript, and shrinks a release. Each stage runs only when its input has changed.
pub fn build(toolchain: &WasmToolchain, profile: Profile, program: Program) -> Result<Bound> {
    let compiled = compile(toolchain, profile, program)?;
    let out =
        workspace::wasm_target().join("bound").join(program.name()).join(profile.cargo_name());
    let stamp = out.join("stamp");
    let input = input(&compiled, profile)?;
    if !fs::read_to_string(&stamp).is_ok_and(|made_from| made_from == input) {
        if out.exists() {
            fs::remove_dir_all(&out)?;
        }
        let name = program.name();
        step(&format!("Binding {name} to the browser (wasm-bindgen)"), || {
            bind(&compiled, program, &out)
        })?;
        if profile == Profile::Release {
            step(&format!("Shrinking {name} (wasm-opt, about a minute)"), || shrink(&out))?;
        }
        fs::write(&stamp, input)?;
    }
    read(&out)
}

/// All that decides what binding and shrinking come to: the compiled app, the version of the tools, and for a release how it
/// is shrunk.
fn input(compiled: &Path, profile: Profile) -> Result<String> {
    let read =
        |path: &Path| fs::read(path).with_context(|| format!("cannot read {}", path.display()));
    let mut input = digest(&read(compiled)?);
    input.push_str(&digest(&read(&workspace::root().join("Cargo.lock"))?));
    if profile == Profile::Release {
        input.push_str(&digest(WASM_OPT_FLAGS.join(" ").as_bytes()));
        input.push_str(&digest(&read(&workspace::build_tools().join("package-lock.json"))?));
    }
    Ok(input)
}

fn compile(toolchain: &WasmToolchain, profile: Profile, program: Program) -> Result<PathBuf> {
    let target_dir = workspace::wasm_target().join(program.name());
    let first_time = !target_dir.join(TARGET).join(profile.cargo_name()).exists();
    let hint = match (first_time, profile) {
        (false, _) => "",
        (true, Profile::Dev) => " (two minutes the first time)",
        (true, Profile::Release) => " (five minutes the first time)",
    };
    step(&format!("Compiling {} to WASM{hint}", program.name()), || {
        // `rustc` rather than `build`: it takes the crate type, so that native builds of `app` need not link a cdylib.
        run(toolchain
            .cargo()
            .args(["rustc", "--quiet", "--package", "app", "--lib", "--crate-type", "cdylib"])
            .args(["--target", TARGET, "--profile", profile.cargo_name()])
            .args(["--no-default-features", "--features", program.feature()])
            .arg("--target-dir")
            .arg(&target_dir)
            .args(["--", LINK_ARGS])
            // Those of `.cargo/config.toml` decide what the program is: the server is compiled with the same.
            .env_remove("RUSTFLAGS")
            .env_remove("CARGO_ENCODED_RUSTFLAGS"))
    })?;
    Ok(target_dir.join(TARGET).join(profile.cargo_name()).join("app.wasm"))
}

fn bind(compiled: &Path, program: Program, out: &Path) -> Result<()> {
    fs::create_dir_all(out)?;
    let name = program.name();
    let first = out.join("first.wasm");
    let parts = split(compiled, program, &first)?;
    Bindgen::new()
        .out_name(name)
        .web(true)?
        .typescript(false)
        .remove_producers_section(true)
        // The loader knows the hashed address.
        .omit_default_module_path(true)
        // The other parts are linked with names that only the linker gave.
        .keep_lld_exports(true)
        .input_path(&first)
        .generate(out)?;
    fs::remove_file(first)?;
    if out.join("snippets").exists() {
        bail!(
            "a dependency brings JavaScript of its own (wasm-bindgen snippets), which the site has no place for"
        );
    }
    fs::rename(out.join(format!("{name}_bg.wasm")), out.join(format!("{name}.wasm")))?;
    let bound = Bound { files: BTreeMap::new(), loads: loads(program, &parts) };
    fs::write(out.join(LOADS), serde_json::to_string(&bound)?)?;
    name_by_template(program, out)
}

/// What a program's pages load, beside its files.
const LOADS: &str = "loads.json";

/// The files that a page loads before it opens, by its part. A page of the server is there with the first.
fn loads(program: Program, parts: &Parts) -> BTreeMap<String, Vec<String>> {
    let name = program.name();
    let with = |files: &[String]| {
        let parts = files.iter().map(|part| format!("{name}-{part}.wasm"));
        parts.chain([format!("{name}.wasm")]).collect()
    };
    let mut loads = BTreeMap::from([(name.to_owned(), with(&[]))]);
    if program == Program::App {
        loads.extend(parts.iter().map(|(part, files)| (part.clone(), with(files))));
    }
    loads
}

/// The files of each part beside the first, without their extension.
type Parts = BTreeMap<String, Vec<String>>;

/// What the JavaScript of the parts would import, and what it gets from the loader instead: two files with hashed names cannot
/// name each other.
const LINKED: &str = "let initSync;\nexport function linkWith(first) { initSync = first; }";

/// Cuts the program into parts, beside `first`, the one that runs from the start.
fn split(compiled: &Path, program: Program, first: &Path) -> Result<Parts> {
    let out = first.parent().context("a file is in a folder")?;
    let name = program.name();
    let whole = fs::read(compiled)?;
    let (main, link) = (format!("./{name}.js"), format!("./{name}-parts.js"));
    let mut options = wasm_split_cli_support::Options::new(&whole);
    options.output_dir = out;
    options.main_out_path = first;
    options.main_module = &main;
    options.link_name = &link;
    let split = wasm_split_cli_support::transform(options)
        .map_err(|error| anyhow!("{name} cannot be cut into parts: {error:#}"))?;
    let parts = out.join(&link);
    let js = fs::read_to_string(&parts)?;
    let imported = format!("import {{ initSync }} from \"{main}\";");
    if !js.contains(&imported) {
        bail!("{link} is linked in a way that this tool does not know");
    }
    fs::write(parts, js.replace(&imported, LINKED))?;
    Ok(split.prefetch_map.into_iter().collect())
}

/// Files of parts get the program's name, and where its JavaScript names a file as `./name`, the site wants `{{name}}`.
fn name_by_template(program: Program, out: &Path) -> Result<()> {
    let name = program.name();
    let link = format!("{name}-parts.js");
    let mut named = vec![("from ", link.clone(), link)];
    for file in workspace::names_with_extension(out, "wasm") {
        let of_program =
            if file == format!("{name}.wasm") { file.clone() } else { format!("{name}-{file}") };
        fs::rename(out.join(&file), out.join(&of_program))?;
        named.push(("URL(", file, of_program));
    }
    for script in workspace::names_with_extension(out, "js") {
        let mut js = fs::read_to_string(out.join(&script))?;
        for (before, file, address) in &named {
            // Elsewhere the same words are the name of an import, which stays.
            js = js.replace(
                &format!("{before}\"./{file}\""),
                &format!("{before}\"{{{{{address}}}}}\""),
            );
        }
        fs::write(out.join(script), js)?;
    }
    Ok(())
}

fn shrink(out: &Path) -> Result<()> {
    let wasm_opt = workspace::build_tools().join("node_modules/.bin/wasm-opt");
    for name in workspace::names_with_extension(out, "wasm") {
        let wasm = out.join(name);
        let small = wasm.with_extension("small");
        run_quietly(Command::new(&wasm_opt).args(WASM_OPT_FLAGS).arg(&wasm).arg("-o").arg(&small))?;
        fs::rename(small, wasm).context("wasm-opt wrote nothing")?;
    }
    Ok(())
}

fn read(out: &Path) -> Result<Bound> {
    let mut bound: Bound = serde_json::from_slice(&fs::read(out.join(LOADS))?)?;
    for extension in ["wasm", "js"] {
        for name in workspace::names_with_extension(out, extension) {
            let content = fs::read(out.join(&name))?;
            bound.files.insert(name, content);
        }
    }
    Ok(bound)
}
