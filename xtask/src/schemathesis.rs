//! `cargo xtask schemathesis`: asks a running server whatever `docs/openapi.json` allows and forbids, as several people,
//! and believes none of its answers. It fails with any answer of 5xx, and with any that the document does not have.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, ensure};
use clap::Args;
use serde_json::{Value, json};

use crate::process::{line_of, run_quietly, step};
use crate::{serve, workspace};

/// Of the package index; a newer one finds other things.
const PACKAGE: &str = "schemathesis==4.32.5";
/// What is not asked: a stream that lasts ten minutes, and the end of the session that asks.
const LEFT_OUT: [&str; 2] = ["/api/sync/events", "/api/sign-out"];
/// Each of these people asks all of it.
const ROLES: [&str; 5] = ["nobody", "Student", "Teacher", "Leader", "Administrator"];

/// How `schemathesis` is called.
#[derive(Args)]
pub struct Options {
    /// How many requests at least
    #[arg(long, default_value_t = 10_000)]
    requests: u32,
}

/// Installs it, starts a server on a school of its own, and asks.
pub fn run_schemathesis(options: &Options) -> Result<()> {
    let program = installed()?;
    let limber = serve::limber()?;
    let scratch = workspace::scratch().join("schemathesis");
    if scratch.exists() {
        fs::remove_dir_all(&scratch)?;
    }
    fs::create_dir_all(&scratch)?;
    let printed = step("Making a school to ask", || {
        let mut demo = Command::new(&limber);
        let output = demo.arg("demo").arg("--data").arg(scratch.join("school")).output()?;
        ensure!(output.status.success(), "{} failed", line_of(&demo));
        Ok(String::from_utf8(output.stdout)?)
    })?;
    let server = Server::start(&limber, &scratch)?;
    let people = People::sign_in(&server.address, &printed)?;
    let document = scratch.join("openapi.json");
    fs::write(&document, prepared(&people.classes)?.to_string())?;
    let mut asked = 0;
    for role in ROLES {
        asked += ask(&program, &server.address, &document, &people.cookie(role)?, role, options)?;
    }
    println!("{asked} requests, 0 answers of 5xx, 0 that the document does not have");
    ensure!(asked >= options.requests, "{} were wanted", options.requests);
    Ok(())
}

/// The program, in an environment of its own.
fn installed() -> Result<PathBuf> {
    let folder = workspace::root().join("target/tools/schemathesis");
    let program = folder.join("bin/schemathesis");
    if !program.exists() {
        step(&format!("Installing {PACKAGE} (a minute, once)"), || {
            run_quietly(Command::new("python3").args(["-m", "venv"]).arg(&folder))?;
            run_quietly(Command::new(folder.join("bin/pip")).args(["install", "--quiet", PACKAGE]))
        })?;
    }
    Ok(program)
}

/// The document as it is asked by: whoever asks is signed in by a header, and asks for classes that there are.
fn prepared(classes: &[String]) -> Result<Value> {
    let path = workspace::root().join("docs/openapi.json");
    let mut document: Value = serde_json::from_slice(&fs::read(&path)?)?;
    let whole = document.as_object_mut().context("no document")?;
    whole.remove("security");
    whole["components"].as_object_mut().context("no components")?.remove("securitySchemes");
    for call in ["/api/reports/class/{id}", "/api/classes/{id}/picture-pins"] {
        let parameter =
            document.pointer_mut(&format!("/paths/{}/get/parameters/0", call.replace('/', "~1")));
        parameter.with_context(|| format!("{call} has no parameter"))?["schema"] =
            json!({ "enum": classes });
    }
    Ok(document)
}

/// One person's questions; how many there were.
fn ask(
    program: &Path,
    address: &str,
    document: &Path,
    cookie: &str,
    role: &str,
    options: &Options,
) -> Result<u32> {
    let calls = fs::read_to_string(document)?.matches("\"operationId\"").count() - LEFT_OUT.len();
    let people = u32::try_from(ROLES.len())?;
    // Some calls have fewer different questions than that.
    let wanted = options.requests + options.requests / 4;
    let each = wanted.div_ceil(people).div_ceil(u32::try_from(calls)?);
    let mut command = Command::new(program);
    let ours = workspace::root().join("xtask/schemathesis");
    command
        .arg("--config-file")
        .arg(ours.join("schemathesis.toml"))
        .arg("run")
        .arg(document)
        .args(["--url", &format!("http://{address}"), "--no-color", "--warnings", "off"])
        .args(["--phases", "coverage,fuzzing", "--max-examples", &each.to_string()])
        .args(["--continue-on-failure", "--request-timeout", "60"])
        .args(["--header", "Sec-Fetch-Site: same-origin"])
        .env("SCHEMATHESIS_HOOKS", ours.join("hooks.py"))
        .current_dir(workspace::scratch());
    if !cookie.is_empty() {
        command.args(["--header", &format!("Cookie: {cookie}")]);
    }
    for path in LEFT_OUT {
        command.args(["--exclude-path", path]);
    }
    eprintln!("· {role} asks, {each} questions for each of {calls} calls");
    let output = command.output().context("cannot start schemathesis")?;
    let said = String::from_utf8_lossy(&output.stdout);
    if !output.status.success() {
        eprintln!("{said}{}", String::from_utf8_lossy(&output.stderr));
    }
    ensure!(output.status.success(), "{role} got answers that must not be");
    generated(&said).context("schemathesis does not say how much it asked")
}

/// Of "  880 generated, 880 passed".
fn generated(said: &str) -> Option<u32> {
    let line = said.lines().find(|line| line.contains(" generated"))?;
    line.split_whitespace().next()?.parse().ok()
}

/// A server that ends with this command.
struct Server {
    child: Child,
    address: String,
}

impl Server {
    fn start(limber: &Path, scratch: &Path) -> Result<Self> {
        let mut command = Command::new(limber);
        command.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(scratch.join("school"));
        let log = fs::File::create(scratch.join("server.log"))?;
        let mut child =
            command.stdout(Stdio::piped()).stderr(log).spawn().context("cannot start limber")?;
        let output = child.stdout.take().context("no output")?;
        let mut lines = BufReader::new(output).lines().map_while(Result::ok);
        let address = lines.find_map(|line| {
            let rest = line.split_once("http://")?.1;
            Some(rest.split([' ', '/']).next()?.to_owned())
        });
        Ok(Self { child, address: address.context("limber serve ended before it listened")? })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Who asks, signed in.
struct People {
    cookies: Vec<(String, String)>,
    /// Some classes, and one that is none.
    classes: Vec<String>,
}

impl People {
    /// By what `limber demo` printed. The student gets new pictures from their teacher.
    fn sign_in(address: &str, printed: &str) -> Result<Self> {
        let mut people =
            Self { cookies: vec![("nobody".into(), String::new())], classes: Vec::new() };
        for role in ["Leader", "Teacher", "Administrator"] {
            let line = printed.lines().find(|line| line.trim_start().starts_with(role));
            let words: Vec<_> =
                line.with_context(|| format!("no {role}"))?.split_whitespace().collect();
            let form = json!({ "name": words[2], "password": words[4] });
            people.let_in(address, role, "/api/sign-in/staff", &form)?;
        }
        let teacher = people.cookie("Teacher")?;
        let directory = call(address, "GET", "/api/directory", &teacher, "")?.json()?;
        let ids = directory["classes"].as_array().context("no classes")?.iter();
        people.classes = ids.filter_map(|class| Some(class["id"].as_str()?.to_owned())).collect();
        let sheet = format!("/api/classes/{}/picture-pins", people.classes[0]);
        let roll = call(address, "GET", &sheet, &teacher, "")?.json()?;
        let student = json!({ "student": roll["students"][0]["student"] }).to_string();
        let card = call(address, "POST", &sheet, &teacher, &student)?.json()?;
        let form = json!({ "class_code": roll["class_code"], "name": card[0]["name"], "pictures": card[0]["pictures"] });
        people.let_in(address, "Student", "/api/sign-in/student", &form)?;
        people.classes.truncate(3);
        people.classes.push("0".repeat(32));
        Ok(people)
    }

    fn let_in(&mut self, address: &str, role: &str, path: &str, form: &Value) -> Result<()> {
        let answer = call(address, "POST", path, "", &form.to_string())?;
        ensure!(answer.head.starts_with("HTTP/1.1 200"), "{role} cannot sign in");
        let pairs = answer.head.lines().filter_map(|line| {
            let (name, value) = line.split_once(": ")?;
            name.eq_ignore_ascii_case("set-cookie").then(|| value.split(';').next())?
        });
        self.cookies.push((role.to_owned(), pairs.collect::<Vec<_>>().join("; ")));
        Ok(())
    }

    fn cookie(&self, role: &str) -> Result<String> {
        let found = self.cookies.iter().find(|(name, _)| name == role);
        Ok(found.with_context(|| format!("no {role} is signed in"))?.1.clone())
    }
}

struct Answer {
    head: String,
    body: String,
}

impl Answer {
    fn json(&self) -> Result<Value> {
        serde_json::from_str(&self.body).with_context(|| format!("no JSON: {}", self.head))
    }
}

/// One request on a connection of its own: what is sent is ours, and short.
fn call(address: &str, method: &str, path: &str, cookie: &str, body: &str) -> Result<Answer> {
    let mut stream = TcpStream::connect(address)?;
    let length = body.len();
    write!(
        stream,
        "{method} {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nSec-Fetch-Site: same-origin\r\nCookie: {cookie}\r\n\
         Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
    )?;
    let mut text = String::new();
    stream.read_to_string(&mut text)?;
    let (head, body) = text.split_once("\r\n\r\n").context("no answer")?;
    Ok(Answer { head: head.to_owned(), body: unchunked(body) })
}

/// A body without the lengths between its parts, where it has any.
fn unchunked(body: &str) -> String {
    let Some((first, rest)) = body.split_once("\r\n") else { return body.to_owned() };
    match usize::from_str_radix(first, 16) {
        Ok(0) => String::new(),
        Ok(bytes) if rest.is_char_boundary(bytes) && bytes <= rest.len() => {
            format!("{}{}", &rest[..bytes], unchunked(rest[bytes..].trim_start_matches("\r\n")))
        }
        _ => body.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_much_was_asked() {
        assert_eq!(generated("Test cases:\n  880 generated, 880 passed\n\nSeed: 1"), Some(880));
        assert_eq!(generated("nothing"), None);
    }

    #[test]
    fn bodies_in_parts() {
        assert_eq!(unchunked("3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"), "abcde");
        assert_eq!(unchunked("{\"whole\": 1}"), "{\"whole\": 1}");
    }
}
