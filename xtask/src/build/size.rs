//! What a school's tablets have to load, and the most it may be.

use std::collections::BTreeMap;
use std::fmt;

use anyhow::{Result, bail};

use super::names::extension;

/// The release fails above these; the goal for the WASM is 260.
const WASM_BR_KB_MAX: f64 = 300.0;
const JS_BR_KB_MAX: f64 = 12.0;
const CSS_BR_KB_MAX: f64 = 15.0;

/// Sizes after Brotli, in KB (thousands of bytes).
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Sizes {
    /// The WASM that a page has to load before it opens, of the page that needs most.
    wasm: f64,
    /// All WASM that a tablet keeps: every part of both programs.
    wasm_kept: f64,
    /// The JavaScript that a page has to load before it opens, and the service worker.
    js: f64,
    /// The style sheet.
    css: f64,
}

impl Sizes {
    /// Of a site with these `files`, by name with their bytes after Brotli; `loads` are those that a page has to load before
    /// it opens, for each kind of page.
    pub fn of(files: &BTreeMap<String, u64>, loads: impl IntoIterator<Item = Vec<String>>) -> Self {
        let all = |kind: &str| kilobytes(files.iter().filter(|(name, _)| extension(name) == kind));
        let mut sizes = Self { wasm_kept: all("wasm"), css: all("css"), ..Self::default() };
        for mut names in loads {
            names.push("sw.js".to_owned());
            let of_page = |kind: &str| {
                let is_loaded = |name: &String| extension(name) == kind && names.contains(name);
                kilobytes(files.iter().filter(|(name, _)| is_loaded(name)))
            };
            sizes.wasm = sizes.wasm.max(of_page("wasm"));
            sizes.js = sizes.js.max(of_page("js"));
        }
        sizes
    }

    /// What it is, its size, and the most that it may be.
    pub fn rows(&self) -> [(&'static str, f64, f64); 4] {
        [
            ("wasm", self.wasm, WASM_BR_KB_MAX),
            ("wasm_kept", self.wasm_kept, f64::INFINITY),
            ("js", self.js, JS_BR_KB_MAX),
            ("css", self.css, CSS_BR_KB_MAX),
        ]
    }

    /// An error that names every limit exceeded.
    pub fn check(&self) -> Result<()> {
        let over = self.rows().into_iter().filter(|(_, size, limit)| size > limit);
        let over: Vec<String> =
            over.map(|(what, size, limit)| format!("{what} {size:.1} KB > {limit} KB")).collect();
        if !over.is_empty() {
            bail!("too large after Brotli: {}", over.join(", "));
        }
        Ok(())
    }
}

fn kilobytes<'a>(files: impl Iterator<Item = (&'a String, &'a u64)>) -> f64 {
    let bytes: u64 = files.map(|(_, bytes)| bytes).sum();
    let bytes = u32::try_from(bytes).expect("no site reaches 4 GB");
    f64::from(bytes) / 1000.0
}

impl fmt::Display for Sizes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "After Brotli: wasm {:.1} KB (kept {:.1} KB), js {:.1} KB, css {:.1} KB",
            self.wasm, self.wasm_kept, self.js, self.css
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sizes(files: &[(&str, u64)], loads: &[&[&str]]) -> Sizes {
        let files = files.iter().map(|(name, bytes)| ((*name).to_owned(), *bytes)).collect();
        let names = |names: &&[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        Sizes::of(&files, loads.iter().map(names).collect::<Vec<_>>())
    }

    #[test]
    fn limits_are_for_the_page_that_needs_most() {
        let files = [
            ("app-0.wasm", 200_000),
            ("split_walk-0.wasm", 100_000),
            ("split_me-0.wasm", 99_000),
            ("pages-0.wasm", 300_000),
            ("app-0.js", 7_000),
            ("sw.js", 5_000),
            ("pages-0.js", 6_000),
            ("icon.svg", 900_000),
        ];
        let walk: &[&str] = &["app-0.wasm", "split_walk-0.wasm", "app-0.js"];
        let me: &[&str] = &["app-0.wasm", "split_me-0.wasm", "app-0.js"];
        let pages: &[&str] = &["pages-0.wasm", "pages-0.js"];
        let fitting = sizes(&files, &[walk, me, pages]);
        assert!(fitting.check().is_ok(), "{fitting}");
        assert_eq!(fitting.to_string().matches("kept 699.0 KB").count(), 1, "{fitting}");
        let over = sizes(
            &[("app-0.wasm", 300_001), ("sw.js", 12_001), ("limber-0.css", 15_001)],
            &[&["app-0.wasm"]],
        );
        let error = over.check().unwrap_err().to_string();
        for limit in ["wasm 300.0 KB > 300 KB", "js 12.0 KB > 12 KB", "css 15.0"] {
            assert!(error.contains(limit), "{error}");
        }
    }
}
