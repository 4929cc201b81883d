//! The real program while strace looks on: what it asks of the system, and what
//! the system is made to answer.

use std::collections::BTreeMap;
use std::io::{self, Read};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::{self, JoinHandle};

use crate::program::{address_of, limber, start};

/// Whether there is no strace to look on with. `cargo xtask test` installs it
/// where it can.
pub fn is_missing() -> bool {
    if Command::new("strace").arg("--version").output().is_ok() {
        return false;
    }
    assert!(std::env::var_os("CI").is_none(), "strace is not installed");
    eprintln!("strace is not installed: nothing was looked at");
    true
}

/// The running program, and whoever looks on.
pub struct Watched {
    program: Child,
    pub address: SocketAddr,
    trace: Option<JoinHandle<io::Result<Vec<u8>>>>,
}

impl Watched {
    /// Serves a school that has an administrator. `options` say what is looked
    /// at.
    pub fn serve(options: &[&str], folder: &Path) -> Self {
        // Looks on from a process of its own, so that the program is ours to stop.
        let mut words = vec!["strace", "-D", "-f", "-q", "-yy", "-o", "/dev/stderr"];
        words.extend(options);
        let mut command = limber(&words);
        command.stderr(Stdio::piped()).env("LIMBER_LOG", "off");
        let mut program = start(command, folder);
        let mut output = program.stderr.take().unwrap();
        // Ends when the program has, and whoever looked on. Nothing goes on where
        // nobody reads it.
        let trace = thread::spawn(move || {
            let mut text = Vec::new();
            output.read_to_end(&mut text).map(|_| text)
        });
        let address = address_of(&mut program);
        Self { program, address, trace: Some(trace) }
    }

    /// Asks the program to end, and waits until it has; what was seen of it.
    pub fn stop(mut self) -> String {
        let asked = Command::new("kill").arg(self.program.id().to_string()).status().unwrap();
        assert!(asked.success());
        assert!(self.program.wait().unwrap().success());
        self.seen()
    }

    /// SIGKILL: nothing of the program runs after this.
    pub fn kill(mut self) -> String {
        self.program.kill().unwrap();
        self.program.wait().unwrap();
        self.seen()
    }

    fn seen(&mut self) -> String {
        let trace = self.trace.take().unwrap().join().unwrap().unwrap();
        String::from_utf8_lossy(&trace).into_owned()
    }
}

impl Drop for Watched {
    /// A test that failed leaves no server behind.
    fn drop(&mut self) {
        if self.trace.is_some() {
            // Fails where it has ended by itself.
            let _ = self.program.kill();
            let _ = self.program.wait();
        }
    }
}

/// Something that the program asked of the system.
#[derive(Debug)]
pub struct Call {
    /// The line of the trace on which it began.
    pub begun: usize,
    /// The line on which it was done.
    pub done: usize,
    /// `fsync(5</data/limber.db-wal>) = 0`.
    pub text: String,
}

/// The calls of a trace in the order in which they were done; last those that
/// were under way at its end.
pub fn calls(trace: &str) -> Vec<Call> {
    let mut calls = Vec::new();
    // Calls that are under way, by process: the line on which each began, and
    // what it says so far.
    let mut open: BTreeMap<&str, (usize, &str)> = BTreeMap::new();
    for (done, line) in trace.lines().enumerate().map(|(at, line)| (at + 1, line)) {
        let Some((process, call)) = line.split_once(char::is_whitespace) else { continue };
        let call = call.trim_start();
        if let Some((so_far, _)) = call.split_once(" <unfinished ...>") {
            open.insert(process, (done, so_far));
            continue;
        }
        let (begun, text) = match call.split_once(" resumed>") {
            Some((_, rest)) => {
                let (begun, so_far) = open.remove(process).unwrap_or((done, ""));
                (begun, format!("{so_far}{rest}"))
            }
            None => (done, call.to_owned()),
        };
        calls.push(Call { begun, done, text });
    }
    let unfinished = |(begun, text): (usize, &str)| {
        let text = text.to_owned();
        Call { begun, done: usize::MAX, text }
    };
    calls.extend(open.into_values().map(unfinished));
    calls
}

impl Call {
    /// `pwrite64`.
    pub fn name(&self) -> &str {
        self.text.split_once('(').map_or("", |(name, _)| name)
    }

    /// Whether it was done, and did not fail.
    pub fn worked(&self) -> bool {
        self.result().is_some_and(|result| result >= 0)
    }

    /// What came back; nothing of a call that was still under way.
    pub fn result(&self) -> Option<i64> {
        let (_, result) = self.text.rsplit_once(" = ")?;
        result.split([' ', '<']).next()?.parse().ok()
    }

    /// The last of its arguments: a place in a file.
    pub fn last_number(&self) -> usize {
        let asked = self.text.rsplit_once(" = ").map_or(&*self.text, |(asked, _)| asked);
        let arguments = asked.trim_end().trim_end_matches(')');
        arguments.rsplit_once(", ").unwrap().1.parse().unwrap()
    }

    /// The file, or the connection, that its first argument is:
    /// `recvfrom(12<TCP:[a->b]>, …` → `TCP:[a->b]`. The number before it may be
    /// used again.
    pub fn on(&self) -> String {
        let name = self.text.split_once('<').map_or("", |(_, rest)| rest);
        // `<char 1:9>` may follow the name of a device.
        let end = [">,", ">)", "<"].iter().filter_map(|end| name.find(end)).min();
        plain(&name[..end.unwrap_or(name.len())])
    }

    /// The first string that it hands over: the path of a file.
    pub fn path(&self) -> String {
        plain(self.text.split('"').nth(1).unwrap_or_default())
    }

    /// All that it hands over or gets, where the trace has strings as
    /// hexadecimal digits.
    pub fn bytes(&self) -> Vec<u8> {
        self.text.split('"').skip(1).step_by(2).flat_map(bytes).collect()
    }
}

/// `\x66\x6f` → `fo`, which it may be already.
fn plain(text: &str) -> String {
    if text.starts_with("\\x") {
        String::from_utf8(bytes(text).collect()).unwrap()
    } else {
        text.to_owned()
    }
}

fn bytes(digits: &str) -> impl Iterator<Item = u8> {
    digits.split("\\x").skip(1).map(|byte| u8::from_str_radix(byte, 16).unwrap())
}
