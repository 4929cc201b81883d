//! `cargo xtask mutants`: the test of the tests. Each mutant is our code with one promise broken; a named test must fail for
//! it.
//!
//! Mutants are changes to the text of a copy of the workspace, so that nothing of them is ever compiled into the program. One
//! whose text is no longer there is a failure too: whoever changes that line says what breaks it now.

mod table;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail, ensure};
use clap::Args;

use self::table::{MUTANTS, Mutant, Test};
use crate::process::{cargo, output_of, step};
use crate::{setup, workspace};

/// How `mutants` is called.
#[derive(Args)]
pub struct Options {
    /// Only those with this in their name
    filter: Option<String>,
}

/// Tries every mutant.
pub fn run(options: &Options) -> Result<()> {
    setup::strace();
    let copy = Copy::make()?;
    let chosen: Vec<_> = MUTANTS
        .iter()
        .filter(|mutant| options.filter.as_deref().is_none_or(|part| mutant.name.contains(part)))
        .collect();
    ensure!(!chosen.is_empty(), "no mutant is called that");
    let tests: BTreeSet<_> = chosen.iter().map(|mutant| mutant.test).collect();
    for test in tests {
        step(&format!("{test}, unbroken"), || copy.must_pass(&test))?;
    }
    let mut alive = 0;
    for mutant in &chosen {
        let killed = step(mutant.name, || copy.try_out(mutant))?;
        let Mutant { name, test, .. } = mutant;
        let test = test.name;
        println!("{:<9} {name:<44} {test}", if killed { "killed by" } else { "SURVIVED" });
        alive += usize::from(!killed);
    }
    println!("{} of {} mutants killed", chosen.len() - alive, chosen.len());
    ensure!(alive == 0, "{alive} survived: their tests prove less than they say");
    Ok(())
}

/// A copy of the workspace to break.
struct Copy {
    root: PathBuf,
    target: PathBuf,
}

impl Copy {
    /// The files that are under version control, as they are now.
    fn make() -> Result<Self> {
        let root = workspace::scratch().join("mutants");
        if root.exists() {
            fs::remove_dir_all(&root)?;
        }
        let listed = output_of(
            Command::new("git")
                .args(["ls-files", "--cached", "--others", "--exclude-standard"])
                .current_dir(workspace::root()),
        )?;
        for file in listed.lines() {
            let (from, to) = (workspace::root().join(file), root.join(file));
            if from.is_file() {
                fs::create_dir_all(to.parent().context("a file is in a folder")?)?;
                fs::copy(&from, &to).with_context(|| format!("cannot copy {file}"))?;
            }
        }
        // Not in the copy: what is compiled there once is good for the next time.
        Ok(Self { root, target: workspace::scratch().join("mutants-target") })
    }

    /// A test that fails as it is would kill every mutant.
    fn must_pass(&self, test: &Test) -> Result<()> {
        ensure!(self.passes(test, &[])?, "{test} fails as it is");
        Ok(())
    }

    /// Whether the test that should fail does.
    fn try_out(&self, mutant: &Mutant) -> Result<bool> {
        let broken = Broken::make(&self.root, mutant)?;
        // So would a mutant that does not compile.
        ensure!(self.passes(&mutant.test, &["--no-run"])?, "{} does not compile", mutant.name);
        let passes = self.passes(&mutant.test, &[])?;
        broken.mend()?;
        Ok(!passes)
    }

    /// Whether a test passes.
    fn passes(&self, test: &Test, more: &[&str]) -> Result<bool> {
        let Test { package, binary, name } = test;
        let status = cargo()
            .args(["test", "--quiet", "--package", package])
            .args(*binary)
            .args(more)
            .args([name, "--", "--exact"])
            .current_dir(&self.root)
            .env("CARGO_TARGET_DIR", &self.target)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .context("cannot start cargo")?;
        Ok(status.success())
    }
}

/// Files of the copy that are not as they were.
struct Broken(Vec<(PathBuf, String)>);

impl Broken {
    fn make(root: &Path, mutant: &Mutant) -> Result<Self> {
        let mut before = Vec::new();
        for (file, from, to) in mutant.changes {
            let path = root.join(file);
            let text = fs::read_to_string(&path)?;
            if text.matches(from).count() != 1 {
                bail!("{}: its text does not stand once in {file}", mutant.name);
            }
            fs::write(&path, text.replace(from, to))?;
            before.push((path, text));
        }
        Ok(Self(before))
    }

    fn mend(self) -> Result<()> {
        // The last change first: a file may have several.
        for (path, text) in self.0.into_iter().rev() {
            fs::write(path, text)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whoever changes such a line hears of it in minutes, and not when somebody tries the mutants again.
    #[test]
    fn the_text_of_every_mutant_stands_once() {
        for mutant in MUTANTS {
            for (file, from, _) in mutant.changes {
                let text = fs::read_to_string(workspace::root().join(file)).unwrap();
                assert_eq!(text.matches(from).count(), 1, "{}: in {file}", mutant.name);
            }
        }
    }
}
