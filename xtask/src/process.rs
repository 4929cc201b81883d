//! Running other programs, and saying so.

use std::env;
use std::fs::{self, File};
use std::path::Path;
use std::process::{Child, Command, ExitStatus};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::workspace;

/// How often a long, quiet step shows that it is alive.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// How often a running program is asked whether it has ended.
const POLL: Duration = Duration::from_millis(50);
/// How much of a failed program's output is shown.
const LOG_TAIL_LINES: usize = 30;

/// Does one piece of work, saying before what it is and afterwards how long it took.
pub fn step<T>(title: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    eprintln!("· {title} …");
    let started = Instant::now();
    let result = work().with_context(|| format!("{title}: failed"))?;
    eprintln!("✓ {title} ({})", seconds(started.elapsed()));
    Ok(result)
}

/// Runs a program whose output people want to see; an error unless it succeeds.
pub fn run(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| cannot_start(command))?;
    expect_success(command, status)
}

/// Runs a program that says more than people want to read. Its output goes to a log, the end of which is shown on failure.
pub fn run_quietly(command: &mut Command) -> Result<()> {
    run_within(command, Duration::MAX)
}

/// The same, ended when it takes longer than `limit`.
pub fn run_within(command: &mut Command, limit: Duration) -> Result<()> {
    fs::create_dir_all(workspace::scratch())?;
    let name = Path::new(command.get_program())
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let log = workspace::scratch().join(format!("{name}.log"));
    let file = File::create(&log).with_context(|| format!("cannot write {}", log.display()))?;
    let child = command
        .stdout(file.try_clone()?)
        .stderr(file)
        .spawn()
        .with_context(|| cannot_start(command))?;
    match wait(child, limit)? {
        Some(status) if status.success() => Ok(()),
        outcome => {
            let text = fs::read_to_string(&log).unwrap_or_default();
            let lines: Vec<&str> = text.lines().collect();
            for line in &lines[lines.len().saturating_sub(LOG_TAIL_LINES)..] {
                eprintln!("  | {line}");
            }
            match outcome {
                Some(status) => expect_success(command, status),
                None => bail!("{} took longer than {}", line_of(command), seconds(limit)),
            }
        }
    }
}

/// What a program prints, without the line end; an error unless it succeeds.
pub fn output_of(command: &mut Command) -> Result<String> {
    let output = command.output().with_context(|| cannot_start(command))?;
    if !output.status.success() {
        bail!("{} failed: {}", line_of(command), String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(String::from_utf8_lossy(&output.stdout).trim_end().to_owned())
}

/// Where a program of the `PATH` is, if it is anywhere.
pub fn find(program: &str) -> Option<std::path::PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path).map(|folder| folder.join(program)).find(|file| file.is_file())
}

/// The cargo that runs us, in the workspace, without the variables that `cargo run` sets for `xtask` itself: they would
/// make build scripts believe that something has changed.
pub fn cargo() -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(workspace::root());
    for (name, _) in env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("CARGO_PKG_")
            || text.starts_with("CARGO_MANIFEST_")
            || text == "LD_LIBRARY_PATH"
        {
            command.env_remove(&name);
        }
    }
    command
}

/// A command as one would type it.
pub fn line_of(command: &Command) -> String {
    let mut line = command.get_program().to_string_lossy().into_owned();
    for arg in command.get_args() {
        line.push(' ');
        line.push_str(&arg.to_string_lossy());
    }
    line
}

fn wait(mut child: Child, limit: Duration) -> Result<Option<ExitStatus>> {
    let started = Instant::now();
    let mut next_heartbeat = HEARTBEAT;
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        let elapsed = started.elapsed();
        if elapsed > limit {
            child.kill()?;
            child.wait()?;
            return Ok(None);
        }
        if elapsed > next_heartbeat {
            next_heartbeat += HEARTBEAT;
            eprintln!("  … {}", seconds(elapsed));
        }
        sleep(POLL);
    }
}

fn expect_success(command: &Command, status: ExitStatus) -> Result<()> {
    if !status.success() {
        bail!("{} ended with {status}", line_of(command));
    }
    Ok(())
}

fn cannot_start(command: &Command) -> String {
    format!("cannot start {}", command.get_program().to_string_lossy())
}

fn seconds(duration: Duration) -> String {
    format!("{:.1} s", duration.as_secs_f64())
}
