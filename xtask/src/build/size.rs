//! What a school's tablets have to load, and the most it may be.

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
    /// The app.
    wasm: f64,
    /// All JavaScript: loader, bindings, service worker.
    js: f64,
    /// The style sheet.
    css: f64,
}

impl Sizes {
    /// Counts a file in, if it is one of those that are limited.
    pub fn add(&mut self, name: &str, brotli_bytes: u64) {
        let sum = match extension(name) {
            "wasm" => &mut self.wasm,
            "js" => &mut self.js,
            "css" => &mut self.css,
            _ => return,
        };
        let bytes = u32::try_from(brotli_bytes).expect("no file of the site reaches 4 GB");
        *sum += f64::from(bytes) / 1000.0;
    }

    /// What it is, its size, and the most that it may be.
    pub fn rows(&self) -> [(&'static str, f64, f64); 3] {
        [
            ("wasm", self.wasm, WASM_BR_KB_MAX),
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

impl fmt::Display for Sizes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "After Brotli: wasm {:.1} KB, js {:.1} KB, css {:.1} KB",
            self.wasm, self.js, self.css
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_checked_by_kind() {
        let mut sizes = Sizes::default();
        sizes.add("app-0.wasm", 300_000);
        sizes.add("loader-0.js", 7_000);
        sizes.add("sw.js", 5_000);
        sizes.add("icon.svg", 900_000);
        assert!(sizes.check().is_ok());
        sizes.add("sw.js", 1);
        sizes.add("limber-0.css", 15_001);
        let error = sizes.check().unwrap_err().to_string();
        assert!(error.contains("js 12.0 KB > 12 KB") && error.contains("css 15.0"), "{error}");
    }
}
