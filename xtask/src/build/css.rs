//! One style sheet from `style/`.
//!
//! `style/index.css` names the others, one `@import "name.css";` per line: their order is the cascade's.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, anyhow, bail};
use lightningcss::printer::PrinterOptions;
use lightningcss::stylesheet::{MinifyOptions, ParserOptions, StyleSheet};
use lightningcss::targets::{Browsers, Targets};

use crate::workspace;

/// The file that states the order.
const INDEX: &str = "index.css";

/// The oldest browsers that schools' tablets run: newer syntax is written in theirs.
const BROWSERS: Browsers = Browsers {
    chrome: Some(version(109, 0)),
    edge: Some(version(109, 0)),
    firefox: Some(version(115, 0)),
    ios_saf: Some(version(15, 4)),
    safari: Some(version(15, 4)),
    android: None,
    ie: None,
    opera: None,
    samsung: None,
};

/// All style sheets of `folder` in their order, minified.
pub fn bundle(folder: &Path) -> Result<String> {
    let css = concatenate(folder)?;
    let targets = Targets::from(BROWSERS);
    let mut sheet = StyleSheet::parse(&css, ParserOptions::default())
        .map_err(|error| anyhow!("style: {error}"))?;
    sheet
        .minify(MinifyOptions { targets, ..MinifyOptions::default() })
        .map_err(|error| anyhow!("style: {error}"))?;
    let options = PrinterOptions { minify: true, targets, ..PrinterOptions::default() };
    Ok(sheet.to_css(options).map_err(|error| anyhow!("style: {error}"))?.code)
}

fn concatenate(folder: &Path) -> Result<String> {
    let index = fs::read_to_string(folder.join(INDEX))
        .with_context(|| format!("style/{INDEX} is missing"))?;
    let names = imports(&index)?;
    let mut css = String::new();
    for name in &names {
        css.push_str(
            &fs::read_to_string(folder.join(name)).with_context(|| format!("style/{name}"))?,
        );
        css.push('\n');
    }
    for name in workspace::names_with_extension(folder, "css") {
        if name != INDEX && !names.contains(&name.as_str()) {
            bail!("style/{name} is not imported in style/{INDEX}");
        }
    }
    Ok(css)
}

/// The file names of `@import "name.css";` lines; nothing else may stand in the index but comments and empty lines.
fn imports(index: &str) -> Result<Vec<&str>> {
    let mut names = Vec::new();
    let mut seen = BTreeSet::new();
    for line in
        index.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("/*"))
    {
        let name = line.strip_prefix("@import \"").and_then(|rest| rest.strip_suffix("\";"));
        let name = name.with_context(|| {
            format!("style/{INDEX}: expected `@import \"name.css\";`, found `{line}`")
        })?;
        if !seen.insert(name) {
            bail!("style/{INDEX}: {name} is imported twice");
        }
        names.push(name);
    }
    Ok(names)
}

/// A browser version as lightningcss writes it.
const fn version(major: u32, minor: u32) -> u32 {
    major << 16 | minor << 8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn index_states_the_order() {
        let index = "/* order = cascade */\n\n@import \"tokens.css\";\n  @import \"base.css\";\n";
        assert_eq!(imports(index).unwrap(), ["tokens.css", "base.css"]);
    }

    #[test]
    fn index_holds_nothing_else() {
        for (index, complaint) in [
            ("@import url(\"a.css\");", "expected `@import"),
            ("body { margin: 0 }", "expected `@import"),
            ("@import \"a.css\";\n@import \"a.css\";", "imported twice"),
        ] {
            let error = imports(index).unwrap_err().to_string();
            assert!(error.contains(complaint), "{index}: {error}");
        }
    }
}
