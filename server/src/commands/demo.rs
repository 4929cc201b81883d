//! `limber demo`.

use std::process::ExitCode;
use std::sync::Arc;

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
use crate::accounts::pictures::Pin;
use crate::accounts::secret;
use crate::clock::{Clock, SystemClock};
use crate::demo::{self, Demo};
use crate::log::{push_rows, release_due_rows};
use crate::office::Office;
use crate::random;
use crate::store::{Rows, StoreError};
use crate::tenants::Tenant;

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
        !folder.join(crate::store::sqlite::FILE).exists(),
        "there is a school in {} already; name an empty folder with --data",
        folder.display()
    );
    let now = arguments.now.unwrap_or_else(|| SystemClock.now());
    let tenant = arguments.data.open()?;
    let school = DemoSchool { tenant: &tenant, demo: Demo::new(arguments.seed, now), now };
    school.make()?;
    Ok(ExitCode::SUCCESS)
}

struct DemoSchool<'a> {
    tenant: &'a Tenant,
    demo: Demo,
    now: Millis,
}

impl DemoSchool<'_> {
    fn make(mut self) -> Result<()> {
        self.import()?;
        let parts = self.settle()?;
        self.tell_story()?;
        self.print_sign_ins(&parts)
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

    fn print_sign_ins(&self, cast: &Cast) -> Result<()> {
        let (leader, teacher, administrator) = (cast.leader, cast.teacher, cast.administrator);
        println!("{} is ready. These passwords were made for this data folder only:", demo::SCHOOL);
        for (role, person) in
            [("Leader", leader), ("Teacher", teacher), ("Administrator", administrator)]
        {
            let password = password();
            let hash = secret::hash(&password)?;
            let now = self.now;
            let login = self.tenant.database.write_now(move |rows| {
                rows.set_password(person, &hash, now)?;
                let person = rows.person(person)?;
                Ok(person.and_then(|p| p.username).unwrap_or_default())
            })?;
            println!("  {role:<14} name {login}  password {password}");
        }
        let (pin, student, class) = (Pin::draw(), cast.student, cast.class);
        let hash = secret::hash(&pin.secret())?;
        let (code, name) = self.tenant.database.write_now(move |rows| {
            rows.set_pin(class, student, &hash)?;
            let current = rows.roster()?;
            let code = current.classes[&class].row.code.clone().unwrap_or_default();
            Ok((code, current.people[&student].row.given_name.clone()))
        })?;
        let names = app::text::t().sign_in.picture_names;
        let shown = pin.pictures().map(|picture| names[usize::from(picture)]).join(", ");
        println!("  {:<14} class {code}  name {name}  pictures {shown}", "Student");
        Ok(())
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
