//! No name of a person in a log line or in an error.

use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use domain::entry::{Note, Noticed};
use serde_json::json;
use server::http::routes;
use sync::frame::Format;
use tracing_subscriber::fmt::MakeWriter;

use crate::client::Client;
use crate::device::{Device, about, sighting};
use crate::school::{PASSWORD, PICTURES, TestSchool};

/// Keeps every log line of this program.
#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Lines {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

#[test]
fn logs_name_nobody() {
    let lines = Lines::default();
    let everything = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::DEBUG)
        .with_writer(lines.clone())
        .with_ansi(false);
    // The other tests of this program may log too: they name the same people.
    everything.init();
    let school = TestSchool::open();
    let mut teacher = Device::of(&school, "teacher");
    teacher.record(&school, sighting(school.class, school.person("Amara"), 3));
    teacher.record_held(&school, sighting(school.class, school.person("Zoë"), 3), "not-allowed");
    let mut client = school.anonymous();
    let mut errors = vec![
        client.sign_in_staff("teacher", "wrong-horse").text(),
        client.sign_in_student("C-1", "Amara", &[0, 1, 2, 3]).text(),
    ];
    client.sign_in_student("C-1", "Amara", &PICTURES);
    errors.push(client.get(&format!("/api/reports/class/{}", school.class)).text());
    errors.push(client.post("/api/sign-in/staff", &json!({ "name": "teacher" })).text());

    errors.extend(say_it_everywhere(&school, &mut teacher));

    let text = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
    // Without what the tests' own client says of itself.
    let servers: Vec<_> = text.lines().filter(|line| !line.contains(" ureq")).collect();
    let text = servers.join("\n");
    for (method, route) in routes::all().filter(|(_, route)| route != "/api/sync/events") {
        let line = format!("method={method} route=\"{route}\"");
        assert!(text.contains(&line), "{line} is logged: {text}");
    }
    assert!(text.contains("/api/sign-in/student"), "requests are logged: {text}");
    let token =
        teacher.client.cookie.as_deref().unwrap().split(['=', ';']).nth(1).unwrap().to_owned();
    let secrets = ["Amara", "Zoë", "Example", CANARY, PASSWORD, &token];
    for secret in secrets {
        let line = text.lines().find(|line| line.to_lowercase().contains(&secret.to_lowercase()));
        assert_eq!(line, None, "a log line holds {secret}");
        assert!(!errors.join(" ").contains(secret), "an error holds {secret}");
    }
    for person in ["teacher", "Amara"] {
        assert!(!text.contains(&school.person(person).to_string()), "a log line holds an id");
    }
}

/// Stands for a name, a note, or a secret, wherever somebody can write one.
const CANARY: &str = "Canaryname";

/// Says it in every part of a request that the server reads, on every route and
/// beside them; what came back.
fn say_it_everywhere(school: &TestSchool, teacher: &mut Device) -> Vec<String> {
    let (amara, text) = (school.person("Amara"), || format!("{CANARY} asked twice."));
    teacher.record(school, about(&Note { text: text() }, school.class, amara));
    let noticed = Noticed { text: text(), muscle: None };
    teacher.record_held(school, about(&noticed, school.other_class, amara), "not-allowed");
    let in_headers = |client: Client| {
        let client = client.with("user-agent", CANARY).with("referer", "http://a/Canaryname");
        client.with("accept-language", CANARY).with("if-none-match", CANARY)
    };
    let clients = [in_headers(school.anonymous()), in_headers(teacher.client.clone())];
    let bodies = [
        json!({ "name": CANARY, "password": CANARY, "class_code": CANARY, "pictures": [1, 2, 3, 4] })
            .to_string(),
        json!({ "student": CANARY, "do": CANARY, "limber": CANARY }).to_string(),
        json!({ "limber": "unsent", "entries": [{ "id": CANARY }, CANARY] }).to_string(),
        json!({ "protocol": 1, "entries": [CANARY], "build": CANARY }).to_string(),
        format!("{CANARY} {{"),
    ];
    let types = ["application/json", Format::Json.content_type(), Format::Columns.content_type()];
    let mut answers = Vec::new();
    for client in &clients {
        for (method, route) in routes::all() {
            let with = |word: &str| {
                let path = ["{id}", "{token}", "{hash}"]
                    .iter()
                    .fold(route.clone(), |path, field| path.replace(field, word));
                format!("{path}?name={CANARY}")
            };
            let paths = [with(CANARY), with(&"0".repeat(32)), with(&"0".repeat(64))];
            if method == "GET" && route != "/api/sync/events" {
                answers.extend(paths.iter().map(|path| client.get(path)));
            } else if route != "/api/sign-out" && method != "GET" {
                for (path, body) in paths.iter().flat_map(|p| bodies.iter().map(move |b| (p, b))) {
                    for content_type in types {
                        let sent = client.send(&method, path, Some(content_type), body.as_bytes());
                        answers.push(sent);
                    }
                }
            }
        }
        let beside =
            ["/Canaryname", "/api/Canaryname", "/assets/Canaryname.js", "/class/Canaryname"];
        // Without a site there is no shell to open them in: any status will do.
        for path in beside {
            drop(client.get(path));
        }
        answers.push(client.send("DELETE", "/api/Canaryname", Some(CANARY), CANARY.as_bytes()));
        answers.push(client.with("host", "canaryname.localhost").get("/api/session"));
        answers.push(client.with("cookie", "limber=Canaryname").get("/api/session"));
    }
    assert_eq!(teacher.client.post("/api/sign-out", &json!({ "name": CANARY })).status, 204);
    assert!(answers.iter().all(|answer| answer.status < 500 || answer.status == 503));
    answers.into_iter().filter(|answer| answer.status >= 400).map(|answer| answer.text()).collect()
}
