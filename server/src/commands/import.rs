//! `limber import`.

mod summary;

#[cfg(test)]
mod tests;

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context, Result};
use clap::{Args, Subcommand, ValueEnum};
use domain::roster::{Changes, Current, Dangling, GradeScheme, Incoming, Source, Warning, diff};
use domain::time::{BadPlan, Calendar, Day, ZoneOffsets};
use sync::entry::Millis;

use self::summary::Summary;
use super::{Data, today};
use crate::audit::{self, Detail, Event};
use crate::clock::{Clock, SystemClock};
use crate::office::Office;
use crate::roster::{self, Reading};
use crate::store::{Rows, StoreError, sqlite};
use crate::{log, random};

/// The name of the system that a school's roster comes from, unless told.
/// Never taken from the files: if an export were called otherwise one day,
/// everybody would be there twice.
const SOURCE: &str = "oneroster";

/// See `limber import --help`.
#[derive(Debug, Args)]
pub struct Arguments {
    #[command(subcommand)]
    what: What,
}

/// What can be brought in.
#[derive(Debug, Subcommand)]
enum What {
    /// Bring in people, classes, enrolments and terms: OneRoster CSV, 1.1 or 1.2
    ///
    /// The same files again change nothing; changed ones update. Who is no
    /// longer there is marked as left, never deleted; if that were most people, nothing
    /// is imported without `--allow-leavers`. Nobody becomes a leader or
    /// an administrator: `limber grant` does that. If anything is wrong with the
    /// files, nothing is imported.
    Oneroster(OneRoster),
}

/// See `limber import oneroster --help`.
#[derive(Debug, Args)]
struct OneRoster {
    /// The folder or the .zip that the school's system exported
    path: PathBuf,
    #[command(flatten)]
    data: Data,
    /// Only say what would change
    #[arg(long)]
    dry_run: bool,
    /// Import also where most people would be marked as left
    #[arg(long)]
    allow_leavers: bool,
    /// How years are written in the files
    #[arg(long, value_enum, default_value_t = Grades::Guess)]
    grades: Grades,
    /// A file of holidays and INSET days, with headings `date_from,date_to,what`, instead of the
    /// roster's own calendar.csv
    #[arg(long, value_name = "FILE")]
    calendar: Option<PathBuf>,
    /// Names the system that the files come from, where a school has several:
    /// an import leaves alone what came from others
    #[arg(long, value_name = "NAME", default_value = SOURCE)]
    source: String,
}

/// How years are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Grades {
    /// As the standard says: Year n is n − 1, Reception is PK
    Ceds,
    /// The UK year itself
    Uk,
    /// As the titles of classes and courses tell
    Guess,
}

/// Why a roster that was understood is not imported.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
enum Refused {
    /// Never of a roster that was read from files: they are checked.
    #[error(transparent)]
    Dangling(#[from] Dangling),
    /// The school years do not fit those that are held from elsewhere.
    #[error("nothing was imported: with the dates that are known already, {0}")]
    Calendar(#[from] BadPlan),
    /// Most people would have left: a wrong file, or half of one.
    #[error(
        "nothing was imported: {leave} of {of} people are not in these files, and would be marked as \
         left. Check that it is the right export, and a whole one; --dry-run shows who. If they \
         have left, say --allow-leavers"
    )]
    MostLeave {
        /// How many.
        leave: usize,
        /// Of how many.
        of: usize,
    },
}

/// What an import did, or would do.
#[derive(Debug)]
struct Outcome {
    changes: Changes,
    /// The roster afterwards.
    after: Current,
}

/// Brings in a roster.
pub fn run(arguments: &Arguments) -> Result<ExitCode> {
    match &arguments.what {
        What::Oneroster(arguments) => arguments.run(),
    }
}

impl OneRoster {
    fn run(&self) -> Result<ExitCode> {
        let (reading, outcome) = self.bring_in()?;
        print!("{}", Summary { reading: &reading, outcome: &outcome, dry_run: self.dry_run });
        Ok(ExitCode::SUCCESS)
    }

    fn bring_in(&self) -> Result<(Reading, Outcome)> {
        // Faulty files, and dry runs, make no data folder.
        let now = SystemClock.now();
        let utc = ZoneOffsets::default().day_of(now);
        let reading = self.read(utc)?;
        if self.dry_run && !self.data.folder.join(sqlite::FILE).exists() {
            let outcome = Outcome::of(Current::default(), &reading.incoming, utc)?;
            return Ok((reading, outcome));
        }
        let tenant = self.data.open()?;
        let today = today(&tenant)?;
        let incoming = reading.incoming.clone();
        let outcome = if self.dry_run {
            tenant.database.read_now(move |rows: &dyn Rows| prepare(rows, &incoming, today))?
        } else {
            let allow_leavers = self.allow_leavers;
            let import =
                move |rows: &mut dyn Rows| import(rows, &incoming, allow_leavers, today, now);
            tenant.database.write_now(import)?
        };
        Ok((reading, outcome?))
    }

    fn read(&self, today: Day) -> Result<Reading> {
        let options = self.options(today);
        let path = self.path.display();
        roster::read(&self.path, &options).with_context(|| format!("cannot import {path}"))
    }

    fn options(&self, today: Day) -> roster::Options {
        roster::Options {
            source: Source(self.source.clone()),
            grades: self.grades.scheme(),
            calendar: self.calendar.clone(),
            today,
        }
    }
}

impl Grades {
    fn scheme(self) -> Option<GradeScheme> {
        match self {
            Self::Ceds => Some(GradeScheme::Ceds),
            Self::Uk => Some(GradeScheme::Uk),
            Self::Guess => None,
        }
    }
}

/// What an import would do.
fn prepare(
    rows: &dyn Rows,
    incoming: &Incoming,
    today: Day,
) -> Result<Result<Outcome, Refused>, StoreError> {
    Ok(Outcome::of(rows.roster()?, incoming, today))
}

/// Imports, and judges again what was held for want of a membership: all in
/// the transaction that `rows` is in.
fn import(
    rows: &mut dyn Rows,
    incoming: &Incoming,
    allow_leavers: bool,
    today: Day,
    now: Millis,
) -> Result<Result<Outcome, Refused>, StoreError> {
    let mut outcome = prepare(rows, incoming, today)?;
    if !allow_leavers {
        outcome = outcome.and_then(Outcome::without_most_leaving);
    }
    if let Ok(Outcome { changes, .. }) = &outcome
        && !changes.is_empty()
    {
        rows.apply_roster(changes)?;
        let came = Event::new(audit::What::Imported, now).with(Detail::Roster);
        audit::record(rows, &came.counting(changes.people.len()))?;
        let office = Arc::new(Office::load(rows, now)?);
        log::judge_all_held(rows, &office, now)?;
    }
    Ok(outcome)
}

impl Outcome {
    fn of(current: Current, incoming: &Incoming, today: Day) -> Result<Self, Refused> {
        let changes = diff(&current, incoming, today, random::uid)?;
        let mut after = current;
        after.apply(&changes);
        Calendar::new(after.plan())?;
        Ok(Self { changes, after })
    }

    fn without_most_leaving(self) -> Result<Self, Refused> {
        for warning in &self.changes.warnings {
            if let Warning::MostLeave { leave, of } = *warning {
                return Err(Refused::MostLeave { leave, of });
            }
        }
        Ok(self)
    }
}
