//! `cargo xtask mutants`: the test of the tests. Each mutant is our code with one promise broken; a named test must fail for
//! it.
//!
//! Mutants are changes to the text of a copy of the workspace, so that nothing of them is ever compiled into the program. One
//! whose text is no longer there is a failure too: whoever changes that line says what breaks it now.

mod table;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail, ensure};
use clap::Args;

use self::table::{MUTANTS, Mutant};
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
    let mut alive = 0;
    for mutant in &chosen {
        let killed = step(mutant.name, || copy.try_out(mutant))?;
        let Mutant { name, test, .. } = mutant;
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

    /// Whether the test that should fail does, and passes without the mutant.
    fn try_out(&self, mutant: &Mutant) -> Result<bool> {
        ensure!(self.test(mutant, &[])?, "{}: {} fails as it is", mutant.name, mutant.test);
        let broken = Broken::make(&self.root, mutant)?;
        // A mutant that does not compile would fail every test.
        ensure!(self.test(mutant, &["--no-run"])?, "{} does not compile", mutant.name);
        let passes = self.test(mutant, &[])?;
        broken.mend()?;
        Ok(!passes)
    }

    /// Whether the test passes.
    fn test(&self, mutant: &Mutant, more: &[&str]) -> Result<bool> {
        let Mutant { package, binary, test, .. } = mutant;
        let status = cargo()
            .args(["test", "--quiet", "--package", package])
            .args(*binary)
            .args(more)
            .args([test, "--", "--exact"])
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
