//! How each place is asked with ids that are somebody else's.

use domain::entry::visit::{Today, Words};
use domain::entry::{Away, Draft, Note, Opened, Reply, Retraction, Shared, VisitSet, tag};
use domain::id::{ClassId, PersonId};
use domain::scope;
use serde_json::{Value, json};
use sync::entry::Entry;
use sync::frame::{Backfill, Digest, Format, Hello, Outcome, Pull, PullAnswer, Push, PushAnswer};
use sync::scope::Scope;

use super::world::{Theirs, choice};
use crate::client::{Answer, Client};
use crate::device::{Device, about, hello, random};
use crate::school::TestSchool;

/// The protocol of frames in JSON, which can be searched.
const JSON: u16 = 1;

/// Somebody at the school, with ids of others.
pub(super) struct Visit<'a> {
    pub(super) school: &'a TestSchool,
    pub(super) who: &'static str,
    pub(super) device: &'a mut Device,
    pub(super) theirs: &'a Theirs,
}

impl Visit<'_> {
    pub(super) fn client(&self) -> &Client {
        &self.device.client
    }

    /// The path with each of their ids in it. None of another school's is
    /// anything here.
    pub(super) fn get_each(&self, path: &str) -> Vec<Answer> {
        let Theirs { class, student, record, .. } = self.theirs;
        let ids = [class.to_string(), student.to_string(), record.to_string()];
        let answers: Vec<_> =
            ids.iter().map(|id| self.client().get(&path.replace("{id}", id))).collect();
        for answer in &answers {
            let is_refused = matches!(answer.status, 401 | 403 | 404);
            let may = self.who == "administrator" && self.theirs.whose != "another school";
            assert!(is_refused || may, "{} {path}: {}", self.who, answer.text());
        }
        answers
    }

    /// A leader begins visits, which are their walkers' alone: where the record
    /// is one of another school, there is none here that it could touch.
    fn may_begin(&self) -> bool {
        self.who == "leader" && self.theirs.whose == "another school"
    }

    fn own_class(&self) -> ClassId {
        let is_of_other = ["other-teacher", "Zoë"].contains(&self.who);
        if is_of_other { self.school.other_class } else { self.school.class }
    }

    fn own_student(&self) -> PersonId {
        let is_of_other = ["other-teacher", "Zoë"].contains(&self.who);
        self.school.person(if is_of_other { "Maya" } else { "Amara" })
    }

    /// An entry for each field of an envelope that takes an id.
    fn entries(&mut self) -> Vec<Entry> {
        let (theirs, own, student) = (self.theirs.clone(), self.own_class(), self.own_student());
        let me = self.device.person;
        let note = Note { text: "An attempt.".to_owned() };
        let set = |walker: PersonId| {
            let words = VisitSet::Words(Words::Noticed, "An attempt.".to_owned());
            Draft::new(&words).of(theirs.record).in_class(theirs.class).link(tag::WALKER, walker.0)
        };
        let share = Draft::new(&Shared { today: Today::Partner }).of(theirs.record);
        let drafts = [
            about(&note, theirs.class, theirs.student),
            about(&note, own, theirs.student),
            about(&Away, theirs.class, student),
            about(&choice("An attempt."), theirs.class, theirs.student),
            Draft::new(&choice("An attempt.")).link(tag::STUDENT, theirs.student.0),
            set(me),
            set(theirs.adult),
            share.in_class(theirs.class).link(tag::VISITED, me.0),
            Draft::new(&Opened).of(theirs.record),
            Draft::new(&Reply { text: "An attempt.".to_owned() }).of(theirs.record),
            Draft::new(&Retraction).superseding([theirs.entry]),
            about(&note, theirs.class, theirs.student).superseding([theirs.entry]),
        ];
        let mut entries: Vec<_> =
            drafts.into_iter().map(|draft| self.device.make(self.school, draft)).collect();
        // Under somebody else's name, and under an id that is used.
        let mut forged = self.device.make(self.school, about(&note, theirs.class, theirs.student));
        forged.envelope.author = theirs.adult.0;
        entries.push(forged.clone());
        forged.envelope.id = theirs.entry;
        entries.push(forged);
        entries
    }
}

/// A pulse is the whole staff's: no id of something else is one.
pub(super) fn pulse(visit: &mut Visit<'_>, what: &str) -> Vec<Answer> {
    let Theirs { class, student, record, .. } = visit.theirs;
    let form = json!({ "answers": [3], "people": "families" });
    let ids = [class.to_string(), student.to_string(), record.to_string()];
    let ask = |id: &String| visit.client().post(&format!("/api/pulses/{id}/{what}"), &form);
    let answers: Vec<_> = ids.iter().map(ask).collect();
    for answer in &answers {
        assert!(matches!(answer.status, 401 | 403 | 404), "{}", answer.text());
    }
    answers
}

pub(super) fn supply_passes(visit: &mut Visit<'_>) -> Vec<Answer> {
    let Theirs { class, student, record, .. } = visit.theirs;
    let ids = [class.to_string(), student.to_string(), record.to_string()];
    let ask =
        |id: &String| visit.client().post(&format!("/api/classes/{id}/supply-passes"), &json!({}));
    let answers: Vec<_> = ids.iter().map(ask).collect();
    let may = ["teacher", "assistant", "administrator"].contains(&visit.who);
    for answer in &answers {
        let is_refused = matches!(answer.status, 401 | 403 | 404);
        assert!(is_refused || may, "{}: {}", visit.who, answer.text());
    }
    answers
}

pub(super) fn picture_pins(visit: &mut Visit<'_>) -> Vec<Answer> {
    let (class, student) = (visit.theirs.class, visit.theirs.student);
    let path = |class: ClassId| format!("/api/classes/{class}/picture-pins");
    let ask = |class, body: &Value| visit.client().post(&path(class), body);
    let mut answers = Vec::new();
    if visit.who != "administrator" || visit.theirs.whose == "another school" {
        answers.push(ask(class, &json!({})));
        answers.push(ask(class, &json!({ "student": student })));
        answers.push(ask(visit.school.class, &json!({ "student": visit.school.person("Omar") })));
    }
    if visit.theirs.whose != "another student" {
        answers.push(ask(visit.school.class, &json!({ "student": student })));
    }
    for answer in &answers {
        assert!(matches!(answer.status, 401 | 403 | 404), "{}: {}", visit.who, answer.text());
    }
    // Whoever may make this class's cards hears of those in it only.
    answers.push(ask(class, &json!({ "only_missing": true })));
    answers
}

pub(super) fn decide(visit: &mut Visit<'_>) -> Vec<Answer> {
    let Theirs { held, class, .. } = visit.theirs;
    let ask = |hash: &str, wish: &Value| visit.client().post(&format!("/api/held/{hash}"), wish);
    let is_foreign = visit.theirs.whose == "another school";
    // Never one that is held here: its hash names nothing but itself.
    let mut answers = vec![ask(&"0".repeat(32), &json!({ "do": "discard" }))];
    if visit.who != "administrator" || is_foreign {
        answers.push(ask(held, &json!({ "do": "discard" })));
        answers.push(ask(held, &json!({ "do": "keep", "class": class })));
    }
    // What is held here is kept in no class of another school.
    if visit.who == "administrator" && is_foreign {
        let list = visit.client().get("/api/held").json();
        let own = list[0]["hash"].as_str().unwrap().to_owned();
        answers.push(ask(&own, &json!({ "do": "keep", "class": class })));
    }
    for answer in &answers {
        let is_refused = matches!(answer.status, 401 | 403 | 404 | 409);
        assert!(is_refused, "{}: {} {}", visit.who, answer.status, answer.text());
    }
    answers
}

pub(super) fn welcome(visit: &mut Visit<'_>) -> Vec<Answer> {
    // Links are anybody's who holds them, in their own school. By address,
    // guessing gets slower: that is tried elsewhere.
    visit.school.clock.advance(60_000);
    let path = format!("/api/welcome/{}", visit.theirs.token);
    let answer = visit.client().post(&path, &json!({ "password": "long-enough-1" }));
    answer.assert_error(404, "link-used");
    visit.school.clock.advance(60_000);
    vec![answer]
}

fn their_scopes(theirs: &Theirs) -> Vec<Scope> {
    vec![
        scope::class(theirs.class),
        scope::about(theirs.student),
        scope::student(theirs.student),
        scope::person(theirs.adult),
        scope::person(theirs.student),
    ]
}

pub(super) fn say_hello(visit: &mut Visit<'_>) -> Vec<Answer> {
    let digest = Digest::of(&their_scopes(visit.theirs));
    let frame = Hello { protocol: JSON, scopes: digest, sums: Some(digest), ..hello(random()) };
    let known = Hello { epoch: Some(visit.device.hello.epoch), ..frame.clone() };
    [frame, known]
        .map(|frame| visit.client().call_in(Format::Json, "/api/sync/hello", &frame))
        .into()
}

pub(super) fn pull(visit: &mut Visit<'_>) -> Vec<Answer> {
    let scopes = their_scopes(visit.theirs);
    let plain = Pull { protocol: JSON, ..visit.device.pull_frame(0) };
    let as_theirs = Pull { scopes: Digest::of(&scopes), ..plain.clone() };
    let backfill = Backfill { scopes, after: 0, up_to: visit.device.hello.position };
    let fetched = Pull { backfill: Some(backfill), ..plain };
    let frames = [as_theirs, fetched];
    let answers =
        frames.map(|frame| visit.client().call_in(Format::Json, "/api/sync/pull", &frame));
    for answer in answers.iter().filter(|answer| answer.status == 200) {
        let page: PullAnswer = answer.frame_in(Format::Json);
        assert_eq!((page.listed.len(), page.erased.len()), (0, 0), "{}", visit.who);
    }
    answers.into()
}

pub(super) fn push(visit: &mut Visit<'_>) -> Vec<Answer> {
    let entries = visit.entries();
    let frame = Push { protocol: JSON, ..visit.device.push_frame(&entries) };
    let answer = visit.client().call_in(Format::Json, "/api/sync/push", &frame);
    if visit.who == "anonymous" {
        answer.assert_error(401, "not-signed-in");
    } else {
        let said: PushAnswer = answer.frame_in(Format::Json);
        assert_eq!(said.verdicts.len(), entries.len());
        for (verdict, entry) in said.verdicts.iter().zip(&entries) {
            let is_held = matches!(verdict.outcome, Outcome::Held { .. });
            let is_own = visit.may_begin() && entry.envelope.kind.as_str() == "visit";
            let Theirs { whose, .. } = visit.theirs;
            assert!(is_held || is_own, "{}, {whose}: {:?}", visit.who, entry.envelope);
        }
    }
    vec![answer]
}

pub(super) fn import(visit: &mut Visit<'_>) -> Vec<Answer> {
    let entries = visit.entries();
    let file = json!({ "limber": "unsent", "offset": 0, "entries": entries });
    let answer = visit.client().post("/api/sync/import", &file);
    if visit.who == "anonymous" {
        answer.assert_error(401, "not-signed-in");
    } else if !visit.may_begin() {
        assert_eq!(answer.json()["stored"], 0, "{}: {}", visit.who, answer.text());
    }
    vec![answer]
}

/// On a device of whoever asks, where nobody of theirs has a store.
fn on_device(visit: &Visit<'_>) -> Client {
    let mut client = visit.client().clone();
    let answer = client.post("/api/devices/key", &json!({}));
    let cookies = answer.headers.get_all("set-cookie").iter();
    let device = cookies.filter_map(|cookie| cookie.to_str().ok()?.split(';').next());
    let known = client.cookie.take().into_iter();
    client.cookie = Some(known.chain(device.map(str::to_owned)).collect::<Vec<_>>().join("; "));
    client
}

pub(super) fn unlock(visit: &mut Visit<'_>) -> Vec<Answer> {
    let client = on_device(visit);
    let Theirs { student, adult, .. } = visit.theirs;
    let ask = |person| {
        // Guessing gets slower: that is tried elsewhere.
        visit.school.clock.advance(5 * 60_000);
        let proof = json!({ "person": person, "number": 1, "secret": "0".repeat(64) });
        client.post("/api/sign-in/unlock", &proof)
    };
    let answers = [ask(*student), ask(*adult)];
    for answer in &answers {
        answer.assert_error(401, "not-signed-in");
    }
    visit.school.clock.advance(60_000);
    answers.into()
}

pub(super) fn sealed(visit: &mut Visit<'_>) -> Vec<Answer> {
    let client = on_device(visit);
    let Theirs { student, adult, .. } = visit.theirs;
    let ask = |person| {
        let row = json!({ "key": 1, "sealed": "gAAAAAEJCQ==" });
        client.post("/api/sync/sealed", &json!({ "person": person, "now": 0, "rows": [row] }))
    };
    let answers = [ask(*student), ask(*adult)];
    for answer in &answers {
        let is_unreadable = answer.status == 200 && answer.text().contains("unreadable");
        assert!(answer.status == 401 || is_unreadable, "{}: {}", visit.who, answer.text());
    }
    answers.into()
}

pub(super) fn record(visit: &mut Visit<'_>, path: &str) -> Vec<Answer> {
    let Theirs { student, adult, whose, .. } = visit.theirs;
    let mut answers = Vec::new();
    // Administrators read all of it, of their own school.
    if visit.who != "administrator" || *whose == "another school" || path.ends_with("/me") {
        let others = [student, adult].into_iter().filter(|person| **person != visit.device.person);
        for person in others {
            answers.push(visit.client().get(&format!("{path}?person={person}")));
        }
    }
    for answer in &answers {
        let is_empty = visit.who == "administrator" && !answer.text().contains("\"number\"");
        let what = format!("{} {path}, {whose}: {}", visit.who, answer.text());
        assert!(is_empty || matches!(answer.status, 401 | 403), "{what}");
    }
    answers.push(visit.client().get(&format!("{path}?before=1")));
    answers
}

pub(super) fn device(visit: &mut Visit<'_>) -> Vec<Answer> {
    let Theirs { class, student, adult, .. } = visit.theirs;
    // No id of anything else is a device's, and a device of another school is none here.
    let ids = [class.to_string(), student.to_string(), adult.to_string()];
    let shut_out = |id: &String| {
        visit.client().post(&format!("/api/devices/{id}"), &json!({ "revoke": true }))
    };
    let answers: Vec<_> = ids.iter().map(shut_out).collect();
    for answer in &answers {
        assert!(matches!(answer.status, 401 | 403 | 404), "{}", answer.text());
    }
    answers
}

pub(super) fn export(visit: &mut Visit<'_>) -> Vec<Answer> {
    let Theirs { student, adult, whose, .. } = visit.theirs;
    if visit.who == "administrator" && *whose != "another school" {
        // Theirs to take out: of their own school.
        return vec![visit.client().get("/api/people/export")];
    }
    let ask = |id| visit.client().post(&format!("/api/people/{id}/export"), &json!({}));
    let answers = [ask(*student), ask(*adult)];
    for answer in &answers {
        assert!(matches!(answer.status, 401 | 403 | 404), "{}: {}", visit.who, answer.status);
    }
    answers.into()
}

pub(super) fn person(visit: &mut Visit<'_>) -> Vec<Answer> {
    let Theirs { class, student, adult, whose, .. } = visit.theirs;
    let ask = |id: String| visit.client().get(&format!("/api/people/{id}"));
    // Administrators look at people of their own school, and at nothing else by this road.
    let is_theirs_to_do = visit.who == "administrator" && *whose != "another school";
    let mut answers = vec![ask(class.to_string())];
    if !is_theirs_to_do {
        answers.extend([ask(student.to_string()), ask(adult.to_string())]);
    }
    for answer in &answers {
        assert!(matches!(answer.status, 401 | 403 | 404), "{}: {}", visit.who, answer.status);
    }
    answers
}

pub(super) fn link(visit: &mut Visit<'_>) -> Vec<Answer> {
    way_in(visit, "link")
}

pub(super) fn mail(visit: &mut Visit<'_>) -> Vec<Answer> {
    way_in(visit, "mail")
}

fn way_in(visit: &mut Visit<'_>, how: &str) -> Vec<Answer> {
    let Theirs { student, adult, whose, .. } = visit.theirs;
    let ask = |id| visit.client().post(&format!("/api/staff/{id}/{how}"), &json!({}));
    // Administrators make links for staff of their own school; for students never.
    let is_theirs_to_do = visit.who == "administrator" && *whose != "another school";
    let mut answers = vec![ask(*student)];
    if !is_theirs_to_do {
        answers.push(ask(*adult));
    }
    for answer in &answers {
        assert!(matches!(answer.status, 401 | 403 | 404), "{}: {}", visit.who, answer.status);
    }
    answers
}

pub(super) fn passkey(visit: &mut Visit<'_>) -> Vec<Answer> {
    let Theirs { student, adult, .. } = visit.theirs;
    let form = json!({ "password": "wrong-horse" });
    let ask = |id| visit.client().post(&format!("/api/account/passkeys/{id}/remove"), &form);
    let answers = [ask(*student), ask(*adult)];
    for answer in &answers {
        assert!(matches!(answer.status, 401 | 403 | 404), "{}: {}", visit.who, answer.status);
    }
    answers.into()
}

pub(super) fn restriction(visit: &mut Visit<'_>) -> Vec<Answer> {
    let Theirs { student, adult, whose, .. } = visit.theirs;
    let ask =
        |id| visit.client().post(&format!("/api/people/{id}/restriction"), &json!({ "on": true }));
    // Administrators restrict students of their own school; adults never.
    let is_theirs_to_do = visit.who == "administrator" && *whose != "another school";
    let mut answers = vec![ask(*adult)];
    if !is_theirs_to_do {
        answers.push(ask(*student));
    }
    for answer in &answers {
        let is_refused = matches!(answer.status, 400 | 401 | 403 | 404);
        assert!(is_refused, "{}: {}", visit.who, answer.text());
    }
    answers
}
