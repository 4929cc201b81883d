//! No name of a person in a log line or in an error.

use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use serde_json::json;
use tracing_subscriber::fmt::MakeWriter;

use crate::device::{Device, sighting};
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

    let text = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
    assert!(text.contains("/api/sign-in/student"), "requests are logged: {text}");
    let token =
        teacher.client.cookie.as_deref().unwrap().split(['=', ';']).nth(1).unwrap().to_owned();
    let secrets = ["Amara", "Zoë", "Example", PASSWORD, &token];
    for secret in secrets {
        assert!(!text.contains(secret), "a log line holds {secret}");
        assert!(!errors.join(" ").contains(secret), "an error holds {secret}");
    }
    for person in ["teacher", "Amara"] {
        assert!(!text.contains(&school.person(person).to_string()), "a log line holds an id");
    }
}
