//! `limber demo`.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::{fs, io};

use anyhow::{Context, Result, ensure};
use clap::Args;
use domain::id::{ClassId, PersonId};
use domain::rights::Role;
use domain::roster::{SourcedId, diff};
use domain::time::{Calendar, Day};
use sync::entry::{Entry, Millis};
use sync::frame::{Lenient, PROTOCOL, Push, Pushed};
use sync::limits::BATCH_ENTRIES_MAX;

use super::Data;
use crate::accounts::cards::{Card, CardRow};
use crate::accounts::pictures::Pin;
use crate::accounts::secret;
use crate::clock::{Clock, SystemClock};
use crate::demo::{self, Demo};
use crate::log::{push_rows, release_due_rows};
use crate::office::Office;
use crate::random;
use crate::store::{Rows, StoreError};
use crate::tenants::Tenant;

/// Ends the name of the folder in which a demo is made until it is whole.
const UNFINISHED: &str = ".unfinished";
/// School days between two lines of progress.
const PROGRESS_EVERY_DAYS: usize = 40;

/// Words of which demo passwords are made: nothing that is hard to type.
const PASSWORD_WORDS: [&str; 32] = [
    "amber", "apple", "badger", "birch", "brook", "cedar", "clover", "cobalt", "comet", "coral",
    "ember", "fern", "finch", "ginger", "hazel", "heron", "indigo", "ivory", "juniper", "kestrel",
    "lilac", "lotus", "maple", "meadow", "nutmeg", "olive", "otter", "pebble", "robin", "saffron",
    "thistle", "willow",
];
/// Words in a demo password, beside a number.
const PASSWORD_WORDS_USED: usize = 3;

/// See `limber demo --help`.
#[derive(Debug, Args)]
pub struct Arguments {
    #[command(flatten)]
    data: Data,
    /// Which of many made-up schools
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// When its story ends, in milliseconds since 1970 [default: now]
    #[arg(long, value_name = "MILLISECONDS")]
    now: Option<Millis>,
}

/// Makes the school, and prints how to sign in.
pub fn run(arguments: &Arguments) -> Result<ExitCode> {
    let folder = &arguments.data.folder;
    ensure!(
        is_empty(folder)?,
        "{} is not empty, and was left as it is; name an empty folder with --data",
        folder.display()
    );
    let unfinished = begin_beside(folder)?;
    let now = arguments.now.unwrap_or_else(|| SystemClock.now());
    let tenant = Data { folder: unfinished.clone() }.open()?;
    let demo = Demo::new(arguments.seed, now);
    let sign_ins = DemoSchool { tenant: &tenant, demo, now }.make()?;
    // Ends its threads: all of the database is in its files.
    drop(tenant);
    fs::rename(&unfinished, folder).with_context(|| {
        format!("the demo cannot be moved from {} to {}", unfinished.display(), folder.display())
    })?;
    print!("{sign_ins}");
    Ok(ExitCode::SUCCESS)
}

/// Whether nothing is there yet.
fn is_empty(folder: &Path) -> Result<bool> {
    match fs::read_dir(folder) {
        Ok(mut entries) => Ok(entries.next().is_none()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
        Err(error) => Err(error).with_context(|| format!("cannot read {}", folder.display())),
    }
}

/// Where a demo is made until it is whole: what is left of one that was
/// interrupted must never be served as a school. Removes such leftovers.
fn begin_beside(folder: &Path) -> Result<PathBuf> {
    let name = folder.file_name().with_context(|| {
        format!("{} has no name of its own; name the folder with --data", folder.display())
    })?;
    let mut name = name.to_owned();
    name.push(UNFINISHED);
    let unfinished = folder.with_file_name(name);
    match fs::remove_dir_all(&unfinished) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error)
            .with_context(|| format!("cannot remove what is left in {}", unfinished.display())),
        _ => Ok(unfinished),
    }
}

struct DemoSchool<'a> {
    tenant: &'a Tenant,
    demo: Demo,
    now: Millis,
}

impl DemoSchool<'_> {
    /// Makes all of it; what to print about signing in.
    fn make(mut self) -> Result<String> {
        self.import()?;
        let cast = self.settle()?;
        self.tell_story()?;
        self.sign_ins(&cast)
    }

    /// The roster comes in as any other does.
    fn import(&self) -> Result<()> {
        let roster = self.demo.roster.clone();
        let today = demo::day_of(self.now);
        let import = move |rows: &mut dyn Rows| {
            let changes = diff(&rows.roster()?, &roster, today, random::uid).map_err(|_| {
                StoreError::Corrupt("the demo's roster names a row it does not have")
            })?;
            rows.apply_roster(&changes)
        };
        self.tenant.database.write_now(import).context("the roster could not be stored")
    }

    /// Grants what an import never gives, and names the safeguarding lead.
    fn settle(&self) -> Result<Cast> {
        let ids = &self.demo.parts;
        let wanted = [&ids.head, &ids.deputy, &ids.office, &ids.teacher, &ids.student];
        let wanted: Vec<SourcedId> = wanted.into_iter().cloned().collect();
        let class = ids.student_class.clone();
        let find = move |rows: &mut dyn Rows| {
            let current = rows.roster()?;
            let missing = StoreError::Corrupt("the demo's roster was not imported");
            let people: Option<Vec<PersonId>> =
                wanted.iter().map(|id| demo::person(&current, id)).collect();
            let (Some(people), Some(class)) = (people, demo::class(&current, &class)) else {
                return Err(missing);
            };
            let [head, deputy, office, teacher, student] = people[..] else { return Err(missing) };
            rows.grant(head, Role::Leader)?;
            rows.grant(deputy, Role::Leader)?;
            rows.grant(office, Role::Administrator)?;
            // What is printed is all that it takes to come in.
            rows.put_setting("second-factor", "optional")?;
            let lead = &current.people[&deputy].row;
            rows.put_setting(
                "safeguarding-lead",
                &format!("{} {}", lead.given_name, lead.family_name),
            )?;
            Ok(Cast { leader: head, teacher, student, class, administrator: office })
        };
        Ok(self.tenant.database.write_now(find)?)
    }

    /// Every entry goes the way of an entry from a tablet, day by day, at the
    /// time of its day.
    fn tell_story(&mut self) -> Result<()> {
        let current = self.tenant.database.read_now(|rows| rows.roster())?;
        let framework = self.tenant.database.read_now(|rows| rows.framework())?;
        let calendar =
            Calendar::new(current.plan()).context("the demo's terms make no calendar")?;
        let story = self.demo.story(&current, &calendar, &framework);
        let days: Vec<Vec<Entry>> = by_day(story);
        let count = days.len();
        for (n, entries) in days.into_iter().enumerate() {
            if n % PROGRESS_EVERY_DAYS == 0 {
                eprintln!("  day {n} of {count} of its school year");
            }
            self.tenant.database.write_now(move |rows| push_day(rows, entries))?;
        }
        let now = self.now;
        self.tenant.database.write_now(move |rows| {
            let office = Arc::new(Office::load(rows, now)?);
            release_due_rows(rows, &office, now)
        })?;
        Ok(())
    }

    /// Draws passwords and pictures: the only thing that the seed does not
    /// determine.
    fn sign_ins(&self, cast: &Cast) -> Result<String> {
        let mut text = format!(
            "{} is ready. These passwords were made for this data folder only:\n",
            demo::SCHOOL
        );
        let staff = [
            ("Leader", cast.leader),
            ("Teacher", cast.teacher),
            ("Administrator", cast.administrator),
        ];
        for (role, person) in staff {
            let (login, password) = self.staff_sign_in(person)?;
            writeln!(text, "  {role:<14} name {login}  password {password}")?;
        }
        let (code, name, pictures) = self.student_sign_in(cast.class, cast.student)?;
        writeln!(text, "  {:<14} class {code}  name {name}  pictures {pictures}", "Student")?;
        Ok(text)
    }

    fn staff_sign_in(&self, person: PersonId) -> Result<(String, String)> {
        let password = password();
        let hash = secret::hash(&password)?;
        let now = self.now;
        let login = self.tenant.database.write_now(move |rows| {
            rows.set_password(person, &hash, now)?;
            let person = rows.person(person)?;
            Ok(person.and_then(|p| p.username).unwrap_or_default())
        })?;
        Ok((login, password))
    }

    fn student_sign_in(
        &self,
        class: ClassId,
        student: PersonId,
    ) -> Result<(String, String, String)> {
        let pin = Pin::draw();
        let hash = secret::hash(&pin.secret())?;
        let (code, name) = self.tenant.database.write_now(move |rows| {
            rows.set_pin(CardRow { class, student }, &hash, Card::draw().hash())?;
            let current = rows.roster()?;
            let code = current.classes[&class].row.code.clone().unwrap_or_default();
            Ok((code, current.people[&student].row.given_name.clone()))
        })?;
        let names = app::text::t().sign_in.picture_names;
        let pictures = pin.pictures().map(|picture| names[usize::from(picture)]).join(", ");
        Ok((code, name, pictures))
    }
}

/// The people for whom sign-in lines are printed.
struct Cast {
    leader: PersonId,
    teacher: PersonId,
    administrator: PersonId,
    student: PersonId,
    class: ClassId,
}

fn by_day(story: Vec<Entry>) -> Vec<Vec<Entry>> {
    let mut days: Vec<(Day, Vec<Entry>)> = Vec::new();
    for entry in story {
        let day = demo::day_of(entry.envelope.stamp.millis());
        match days.last_mut() {
            Some((last, entries)) if *last == day => entries.push(entry),
            _ => days.push((day, vec![entry])),
        }
    }
    days.into_iter().map(|(_, entries)| entries).collect()
}

/// One day's entries in one transaction, in batches of one author and hour:
/// what answers another's entry comes in a later hour of the story.
fn push_day(rows: &mut dyn Rows, mut entries: Vec<Entry>) -> Result<(), StoreError> {
    entries.sort_by_key(|entry| (hour(entry), entry.envelope.author, entry.envelope.stamp));
    let Some(now) = entries.iter().map(|entry| entry.envelope.stamp.millis()).max() else {
        return Ok(());
    };
    let office = Arc::new(Office::load(rows, now)?);
    release_due_rows(rows, &office, now)?;
    let epoch = rows.log_head()?.epoch;
    for run in entries.chunk_by(is_one_batch) {
        for batch in run.chunks(BATCH_ENTRIES_MAX) {
            let pushed = |entry: &Entry| Pushed { entry: entry.clone(), received: None };
            let frame = Push {
                protocol: PROTOCOL,
                epoch,
                incarnation: batch[0].envelope.id.incarnation,
                offset: 0,
                entries: batch.iter().map(|entry| Lenient::Read(pushed(entry))).collect(),
            };
            let author = PersonId(batch[0].envelope.author);
            let answer = push_rows(rows, &office, author, &frame, now)?;
            let is_stored = |verdict: &sync::frame::Verdict| {
                matches!(verdict.outcome, sync::frame::Outcome::Stored { .. })
            };
            if !answer.verdicts.iter().all(is_stored) {
                return Err(StoreError::Corrupt("an entry of the demo's was not accepted"));
            }
        }
    }
    Ok(())
}

fn hour(entry: &Entry) -> Millis {
    const HOUR_MILLIS: Millis = 60 * 60 * 1000;
    entry.envelope.stamp.millis() / HOUR_MILLIS
}

fn is_one_batch(a: &Entry, b: &Entry) -> bool {
    a.envelope.author == b.envelope.author && hour(a) == hour(b)
}

fn password() -> String {
    let words = u32::try_from(PASSWORD_WORDS.len()).unwrap_or(1);
    let mut parts: Vec<String> = (0..PASSWORD_WORDS_USED)
        .map(|_| PASSWORD_WORDS[random::below(words) as usize].to_owned())
        .collect();
    parts.push((10 + random::below(90)).to_string());
    parts.join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What would be printed for a school of a seed, without its story.
    fn signed_in(folder: &Path) -> String {
        let tenant = Data { folder: folder.to_owned() }.open().unwrap();
        let now = 1_788_000_000_000;
        let school = DemoSchool { tenant: &tenant, demo: Demo::new(1, now), now };
        school.import().unwrap();
        let cast = school.settle().unwrap();
        school.sign_ins(&cast).unwrap()
    }

    #[test]
    fn two_folders_of_one_seed_have_the_same_people_and_other_passwords() {
        let home = tempfile::tempdir().unwrap();
        let [one, other] = ["one", "other"].map(|name| signed_in(&home.path().join(name)));
        let secrets = |text: &str| -> Vec<String> {
            let ends = text.lines().skip(1).filter_map(|line| line.rsplit_once("  "));
            ends.map(|(_, secret)| secret.to_owned()).collect()
        };
        let names = |text: &str| -> Vec<String> {
            let starts = text.lines().skip(1).filter_map(|line| line.rsplit_once("  "));
            starts.map(|(name, _)| name.to_owned()).collect()
        };
        assert_eq!(names(&one), names(&other));
        assert_eq!(secrets(&one).len(), 4);
        assert!(
            secrets(&one).iter().all(|secret| !secrets(&other).contains(secret)),
            "{one}{other}"
        );
    }

    #[test]
    fn what_an_interrupted_demo_left_is_removed_and_never_the_folder_itself() {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join("data");
        let leftover = home.path().join("data.unfinished");
        fs::create_dir_all(&leftover).unwrap();
        fs::write(leftover.join("limber.db"), "half").unwrap();
        assert_eq!(begin_beside(&folder).unwrap(), leftover);
        assert!(!leftover.exists() && !folder.exists());
        assert!(is_empty(&folder).unwrap());
        assert!(begin_beside(Path::new("..")).is_err());
    }
}
