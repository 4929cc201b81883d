//! Puts the site together: hashed names, templates filled in, everything compressed.
//!
//! Files of `public/` name others as `{{name}}`, which becomes the hashed address. So a file is finished after those that it
//! names, and the service worker, which names all, comes last.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};

use super::names::{extension, hashed, integrity};
use super::wasm::Bound;
use super::{Profile, Sizes, compress, css, digest, js};
use crate::process::step;
use crate::workspace;

/// Changes whenever the same sources come to make another site.
const RECIPE: &str = "3";
/// The description of the site, for the server.
const SITE_JSON: &str = "site.json";
/// Types that compress; pictures are compressed already.
const COMPRESSIBLE: [&str; 6] = ["css", "html", "js", "svg", "wasm", "webmanifest"];

/// What `server` and `app` read: `app::document::SiteFiles` has the same fields.
#[derive(Serialize, Deserialize)]
struct SiteJson {
    build: String,
    css: String,
    loader: String,
    pages_js: String,
    pages_parts_js: String,
    pages_wasm: String,
    shell: String,
    icon: String,
    touch_icon: String,
    /// For the sizes only: the addresses that a page loads before it opens, by the part that it belongs to.
    loads: BTreeMap<String, Vec<String>>,
}

/// Writes `target/site`, unless it is there already, made of the same.
pub fn assemble(programs: [Bound; 2], profile: Profile) -> Result<Sizes> {
    let (sources, loads) = Sources::read(programs, profile)?;
    let build = sources.digest(profile);
    let folder = workspace::site();
    if built(&folder).is_some_and(|there| there == build) {
        return sizes(&folder);
    }
    step("Putting the site together", || {
        let unfinished = folder.with_extension("unfinished");
        if unfinished.exists() {
            fs::remove_dir_all(&unfinished)?;
        }
        Site::new(sources, loads, build, profile).write(&unfinished)?;
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        Ok(fs::rename(&unfinished, &folder)?)
    })?;
    sizes(&folder)
}

/// The plain names of what a page loads before it opens, by the part that it belongs to.
type Loads = BTreeMap<String, Vec<String>>;

/// Everything that goes into the site, by plain name.
struct Sources(BTreeMap<String, Vec<u8>>);

impl Sources {
    fn read(programs: [Bound; 2], profile: Profile) -> Result<(Self, Loads)> {
        let public = workspace::root().join("public");
        let mut files = BTreeMap::new();
        for folder in [&public, &public.join("icons")] {
            for entry in
                fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?
            {
                let entry = entry?;
                if entry.file_type()?.is_file() {
                    files.insert(
                        entry.file_name().to_string_lossy().into_owned(),
                        fs::read(entry.path())?,
                    );
                }
            }
        }
        files.insert(
            "limber.css".into(),
            css::bundle(&workspace::root().join("style"))?.into_bytes(),
        );
        let mut loads = Loads::new();
        for program in programs {
            files.extend(program.files);
            loads.extend(program.loads);
        }
        if profile == Profile::Release {
            for (_, content) in files.iter_mut().filter(|(name, _)| extension(name) == "js") {
                *content = js::minify(content)?;
            }
        }
        Ok((Self(files), loads))
    }

    /// The id of the build.
    fn digest(&self, profile: Profile) -> String {
        let files = self.0.iter().map(|(name, content)| format!("{name} {}\n", digest(content)));
        digest(
            format!("{RECIPE} {}\n{}", profile.cargo_name(), files.collect::<String>()).as_bytes(),
        )
    }

    fn take(&mut self, name: &str) -> Result<Vec<u8>> {
        self.0.remove(name).with_context(|| format!("public/{name} is missing"))
    }
}

/// A site on its way: what is finished has its address.
struct Site {
    sources: Sources,
    loads: Loads,
    profile: Profile,
    /// What `{{name}}` stands for.
    values: BTreeMap<String, String>,
    /// Finished files by path within the site.
    files: BTreeMap<String, Vec<u8>>,
}

impl Site {
    fn new(sources: Sources, loads: Loads, build: String, profile: Profile) -> Self {
        let values = BTreeMap::from([("build".to_owned(), build)]);
        Self { sources, loads, profile, values, files: BTreeMap::new() }
    }

    fn write(mut self, folder: &Path) -> Result<()> {
        self.finish()?;
        fs::create_dir_all(folder.join("assets"))?;
        for (path, content) in &self.files {
            fs::write(folder.join(path), content)?;
            if COMPRESSIBLE.contains(&extension(path)) {
                fs::write(
                    folder.join(format!("{path}.br")),
                    compress::brotli(content, self.profile)?,
                )?;
                fs::write(
                    folder.join(format!("{path}.gz")),
                    compress::gzip(content, self.profile)?,
                )?;
            }
        }
        Ok(fs::write(folder.join(SITE_JSON), serde_json::to_string_pretty(&self.description()?)?)?)
    }

    /// Every source finds its place, each after those that it names.
    fn finish(&mut self) -> Result<()> {
        let worker = self.sources.take("sw.js")?;
        // Each after those that it names.
        let templates = [
            "app-parts.js",
            "app.js",
            "pages-parts.js",
            "pages.js",
            "loader.js",
            "manifest.webmanifest",
            "shell.html",
        ];
        let templates =
            templates.map(|name| Ok::<_, anyhow::Error>((name, self.sources.take(name)?)));
        for (name, content) in std::mem::take(&mut self.sources.0) {
            self.add_asset(&name, content);
        }
        for template in templates {
            let (name, content) = template?;
            let content = fill(name, content, &self.values)?;
            if name == "manifest.webmanifest" {
                // At a fixed address: it is the identity of the installed app.
                self.files.insert(name.to_owned(), content);
            } else {
                self.add_asset(name, content);
            }
        }
        let assets = self.files.iter().filter(|(path, _)| path.starts_with("assets/"));
        let precache: Vec<String> =
            assets.map(|(path, content)| format!("/{path}#{}", integrity(content))).collect();
        self.values.insert("precache".into(), precache.join(" "));
        self.files.insert("sw.js".into(), fill("sw.js", worker, &self.values)?);
        Ok(())
    }

    fn add_asset(&mut self, name: &str, content: Vec<u8>) {
        let path = format!("assets/{}", hashed(name, &content));
        self.values.insert(name.to_owned(), format!("/{path}"));
        self.files.insert(path, content);
    }

    fn value(&self, name: &str) -> Result<String> {
        self.values.get(name).cloned().with_context(|| format!("the site lacks {name}"))
    }

    /// What each part loads, beside its WASM the JavaScript that starts its program.
    fn addresses(&self) -> Result<Loads> {
        let of = |(part, files): (&String, &Vec<String>)| {
            let scripts: &[&str] = match part.as_str() {
                "pages" => &["loader.js", "keys.js", "pages.js", "pages-parts.js"],
                _ => &["loader.js", "keys.js", "app.js", "app-parts.js"],
            };
            let names = files.iter().map(String::as_str).chain(scripts.iter().copied());
            Ok((part.clone(), names.map(|name| self.value(name)).collect::<Result<_>>()?))
        };
        self.loads.iter().map(of).collect()
    }

    fn description(&self) -> Result<SiteJson> {
        let value = |name| self.value(name);
        Ok(SiteJson {
            build: value("build")?,
            css: value("limber.css")?,
            loader: value("loader.js")?,
            pages_js: value("pages.js")?,
            pages_parts_js: value("pages-parts.js")?,
            pages_wasm: value("pages.wasm")?,
            shell: value("shell.html")?,
            icon: value("icon.svg")?,
            touch_icon: value("icon-180.png")?,
            loads: self.addresses()?,
        })
    }
}

/// Replaces every `{{name}}` by its value; an unknown name is an error.
fn fill(file: &str, content: Vec<u8>, values: &BTreeMap<String, String>) -> Result<Vec<u8>> {
    let text = String::from_utf8(content).with_context(|| format!("public/{file} is not text"))?;
    let mut filled = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some((before, after)) = rest.split_once("{{") {
        let Some((name, after)) = after.split_once("}}") else {
            bail!("public/{file}: {{{{ without }}}}")
        };
        let value = values
            .get(name)
            .with_context(|| format!("public/{file}: nothing is called {{{{{name}}}}}"))?;
        filled.push_str(before);
        filled.push_str(value);
        rest = after;
    }
    filled.push_str(rest);
    Ok(filled.into_bytes())
}

/// The id of the build that is in `folder`, if a whole one is.
fn built(folder: &Path) -> Option<String> {
    let text = fs::read(folder.join(SITE_JSON)).ok()?;
    Some(serde_json::from_slice::<SiteJson>(&text).ok()?.build)
}

fn sizes(folder: &Path) -> Result<Sizes> {
    let mut files = BTreeMap::new();
    for folder in [folder, &folder.join("assets")] {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            if let Some(name) = entry.file_name().to_string_lossy().strip_suffix(".br") {
                files.insert(name.to_owned(), entry.metadata()?.len());
            }
        }
    }
    let site: SiteJson = serde_json::from_slice(&fs::read(folder.join(SITE_JSON))?)?;
    let loads = site.loads.into_values().map(|addresses| {
        addresses.iter().map(|path| path.trim_start_matches("/assets/").to_owned()).collect()
    });
    Ok(Sizes::of(&files, loads))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_name_other_files() {
        let values = BTreeMap::from([("app.js".to_owned(), "/assets/app-1.js".to_owned())]);
        let filled = fill("x", b"import \"{{app.js}}\"; // {{app.js}}".to_vec(), &values).unwrap();
        assert_eq!(filled, b"import \"/assets/app-1.js\"; // /assets/app-1.js");
        for bad in ["{{app.css}}", "{{app.js"] {
            assert!(fill("x", bad.into(), &values).is_err(), "{bad}");
        }
    }
}
