//! Where things are.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

/// The folder of the workspace's `Cargo.toml`.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask is a folder of the workspace")
}

/// What `server` embeds: the finished site. Always here, because the server's source names this folder.
pub fn site() -> PathBuf {
    root().join("target/site")
}

/// Everything that leads to the site, apart from native builds: `app` has other features here.
pub fn wasm_target() -> PathBuf {
    root().join("target/wasm")
}

/// Logs of quiet steps and other leftovers of this tool.
pub fn scratch() -> PathBuf {
    root().join("target/xtask")
}

/// The program `limber` as cargo builds it in `profile` (`debug` or `release`).
pub fn limber(profile: &str) -> PathBuf {
    let target = env::var_os("CARGO_TARGET_DIR")
        .map_or_else(|| root().join("target"), |dir| root().join(dir));
    target.join(profile).join("limber")
}

/// The browser tests, an npm package.
pub fn browser_tests() -> PathBuf {
    root().join("tests/browser")
}

/// The npm package that pins the tools of the build.
pub fn build_tools() -> PathBuf {
    root().join("xtask/npm")
}

/// Names of the files in `folder` with this extension, sorted; none if there is no such folder.
pub fn names_with_extension(folder: &Path, extension: &str) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let paths = entries
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|it| it == extension));
    let mut names: Vec<String> =
        paths.filter_map(|path| Some(path.file_name()?.to_string_lossy().into_owned())).collect();
    names.sort();
    names
}
