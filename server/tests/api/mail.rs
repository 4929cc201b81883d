//! One-time links by e-mail, through a mail server on this machine.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};
use server::keys::MasterKey;
use server::mail::MailRow;

use crate::client::Answer;
use crate::school::TestSchool;

/// How long a letter may be on its way.
const ARRIVES: Duration = Duration::from_secs(10);

/// What a mail server took in: to whom, and the letter.
struct Letter {
    to: String,
    text: String,
}

impl Letter {
    /// Long lines are folded with "=" at their ends.
    fn in_full(&self) -> String {
        self.text.replace("=\n", "")
    }

    fn token(&self) -> String {
        let text = self.in_full();
        let (_, after) = text.split_once("/welcome/").expect("a link");
        after.chars().take_while(char::is_ascii_hexdigit).collect()
    }
}

/// A mail server that is given one letter, and takes it or not.
struct Post {
    address: String,
    letters: Receiver<Letter>,
}

impl Post {
    fn open(takes: bool) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("smtp://{}", listener.local_addr().unwrap());
        let (box_of, letters) = channel();
        thread::spawn(move || {
            let (stream, _) = listener.accept().unwrap();
            if let Some(letter) = talk(&stream, takes) {
                box_of.send(letter).unwrap();
            }
        });
        Self { address, letters }
    }

    fn set(&self, school: &TestSchool) {
        let key = MasterKey::open(school.folder()).unwrap();
        let sender = "Limber <limber@school.example>";
        let account = Some(("limber", "otter-in-the-post"));
        let row = MailRow::new(&key, (&self.address, sender), account).unwrap();
        school.change(move |rows| rows.put_mail(Some(&row)));
    }

    fn letter(&self) -> Letter {
        self.letters.recv_timeout(ARRIVES).unwrap()
    }
}

/// As much SMTP as one letter needs.
fn talk(stream: &TcpStream, takes: bool) -> Option<Letter> {
    let mut lines = BufReader::new(stream).lines().map_while(Result::ok);
    let say = |words: &str| {
        let mut stream = stream;
        stream.write_all(format!("{words}\r\n").as_bytes()).unwrap();
    };
    say("220 post.school.example");
    let mut to = String::new();
    while let Some(line) = lines.next() {
        match line.split([' ', ':']).next().unwrap() {
            "EHLO" => say("250-post.school.example\r\n250-8BITMIME\r\n250 AUTH PLAIN"),
            "RCPT" => {
                to = line;
                say("250 ok");
            }
            "DATA" => {
                say("354 go on");
                let text: Vec<_> = lines.by_ref().take_while(|line| line != ".").collect();
                say(if takes { "250 taken" } else { "554 not today" });
                return Some(Letter { to, text: text.join("\n") });
            }
            "AUTH" => say("235 ok"),
            _ => say("250 ok"),
        }
    }
    None
}

fn send(school: &TestSchool, who: &str) -> Answer {
    let path = format!("/api/staff/{}/mail", school.person(who));
    school.sign_in("administrator").post(&path, &json!({}))
}

fn teacher_in_list(school: &TestSchool) -> Value {
    school.sign_in("administrator").get("/api/staff").json()[6].clone()
}

#[test]
fn a_link_arrives_and_works_once() {
    let school = TestSchool::open();
    let post = Post::open(true);
    post.set(&school);
    assert_eq!(teacher_in_list(&school)["mail"], true);
    let answer = send(&school, "teacher");
    assert_eq!(answer.status, 204, "{}", answer.text());
    let letter = post.letter();
    assert!(letter.to.contains("<teacher@school.example>"), "{}", letter.to);
    assert!(letter.in_full().contains("within 7 days"), "{}", letter.in_full());
    let token = letter.token();
    let choice = json!({ "password": "three words only" });
    let client = school.anonymous();
    assert_eq!(client.post(&format!("/api/welcome/{token}"), &choice).status, 200);
    client.get(&format!("/api/welcome/{token}")).assert_error(404, "link-used");
    let record = school.sign_in("administrator").get("/api/record?what=link-made").json();
    assert_eq!(record["rows"][0]["detail"], "mail");
    assert_eq!(record["rows"][0]["whom"], school.person("teacher").to_string());
}

#[test]
fn what_was_not_sent_is_no_link() {
    let school = TestSchool::open();
    let post = Post::open(false);
    post.set(&school);
    send(&school, "teacher").assert_error(503, "mail-away");
    let path = format!("/api/welcome/{}", post.letter().token());
    school.anonymous().get(&path).assert_error(404, "link-used");
    // Nobody listens there any more.
    send(&school, "teacher").assert_error(503, "mail-away");
}

#[test]
fn to_whom_nothing_can_be_sent() {
    let school = TestSchool::open();
    assert_eq!(teacher_in_list(&school)["mail"], false);
    send(&school, "teacher").assert_error(409, "no-mail");
    Post::open(true).set(&school);
    send(&school, "Amara").assert_error(404, "not-found");
    send(&school, "administrator").assert_error(403, "not-allowed");
}
