//! What an import prints: what changed, and what someone should look at.
//! Rows are named by the source's ids, people never by name.

use std::fmt;

use domain::roster::{Enrolled, GradeScheme, Kept, Person, Table, UserRole, Warning, Why, Write};

use super::Outcome;
use crate::roster::{Grades, Reading};

/// Most ids that are listed of one kind.
const IDS_MAX: usize = 12;
/// Most warnings about the content that are listed.
const WARNINGS_MAX: usize = 50;

/// See the module.
pub(super) struct Summary<'a> {
    pub reading: &'a Reading,
    pub outcome: &'a Outcome,
    pub dry_run: bool,
}

impl fmt::Display for Summary<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "Read OneRoster {}.", self.reading.version.name())?;
        self.years(f)?;
        if self.reading.left_out > 0 {
            let count = self.reading.left_out;
            writeln!(f, "{count} users have no place at school (families, visitors): left out.")?;
        }
        self.table(f)?;
        self.who(f)?;
        self.warnings(f)?;
        self.grants(f)?;
        self.calendar(f)?;
        self.conclusion(f)
    }
}

impl Summary<'_> {
    fn years(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = self.reading.grades.scheme();
        let written = match scheme {
            GradeScheme::Ceds => "CEDS codes (Year n is written n − 1)",
            GradeScheme::Uk => "UK years",
        };
        match self.reading.grades {
            Grades::Set(_) => writeln!(f, "Grades are read as {written}, as told."),
            Grades::Guessed(guess) => {
                let (for_it, against) = match scheme {
                    GradeScheme::Ceds => (guess.ceds, guess.uk),
                    GradeScheme::Uk => (guess.uk, guess.ceds),
                };
                writeln!(
                    f,
                    "Grades are read as {written}: {for_it} titles agree, {against} do not. If that \
                     is wrong, say --grades."
                )
            }
        }
    }

    fn table(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Outcome { changes, after } = self.outcome;
        writeln!(f)?;
        writeln!(
            f,
            "{:24}{:>8}{:>9}{:>7}{:>7}{:>9}",
            "", "new", "changed", "left", "back", "in all"
        )?;
        Counts::of(&changes.orgs, &after.orgs, |_| true).line(f, "schools, departments")?;
        Counts::of(&changes.terms, &after.terms, |_| true).line(f, "terms")?;
        Counts::of(&changes.courses, &after.courses, |_| true).line(f, "courses")?;
        Counts::of(&changes.classes, &after.classes, |_| true).line(f, "classes")?;
        Counts::of(&changes.people, &after.people, |p| !p.is_staff()).line(f, "students")?;
        Counts::of(&changes.people, &after.people, Person::is_staff).line(f, "staff")?;
        Counts::of(&changes.enrolments, &after.enrolments, |_| true).line(f, "enrolments")?;
        let days_off = if changes.days_off.is_some() { "changed" } else { "as before" };
        writeln!(f, "{:24}{days_off:>31}{:>9}", "days off", after.days_off.len())?;
        writeln!(f)
    }

    /// Which classes and people were known and change.
    fn who(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let changes = &self.outcome.changes;
        for why in [Why::Updated, Why::Left, Why::Rejoined] {
            list(f, &format!("Classes {}", past(why)), &ids(&changes.classes, why))?;
            list(f, &format!("People {}", past(why)), &ids(&changes.people, why))?;
        }
        Ok(())
    }

    fn warnings(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (files, more) = (&self.reading.warnings, self.reading.more_warnings);
        if !files.is_empty() {
            writeln!(f, "{} in the files:", warnings(files.len() + more))?;
            files.iter().try_for_each(|warning| writeln!(f, "  {warning}"))?;
            more_lines(f, more)?;
        }
        let content = &self.outcome.changes.warnings;
        if !content.is_empty() {
            writeln!(f, "{} about the roster:", warnings(content.len()))?;
            let shown = content.iter().take(WARNINGS_MAX);
            shown.into_iter().try_for_each(|warning| writeln!(f, "  {}", Sentence(warning)))?;
            more_lines(f, content.len().saturating_sub(WARNINGS_MAX))?;
        }
        Ok(())
    }

    /// Who leads or administers where the roster comes from.
    fn grants(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let people = self.reading.incoming.people.iter();
        let theirs = people.filter(|(_, arriving)| {
            !arriving.leaving && arriving.row.roles.contains(&UserRole::Administrator)
        });
        let ids: Vec<_> = theirs.map(|(id, _)| id.0.as_str()).collect();
        if ids.is_empty() {
            return Ok(());
        }
        list(f, "Administrators and heads where this comes from", &ids)?;
        writeln!(f, "  An import gives nobody such rights: `limber grant` does.")
    }

    fn calendar(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.outcome.after.days_off.is_empty() {
            writeln!(
                f,
                "No holidays or INSET days are known: give a file of them with --calendar, or they \
                 count as school days."
            )?;
        }
        Ok(())
    }

    fn conclusion(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.outcome.changes.is_empty(), self.dry_run) {
            (true, _) => writeln!(f, "Nothing to change: all of this is known."),
            (false, true) => writeln!(f, "A dry run: nothing was changed."),
            (false, false) => writeln!(f, "Imported."),
        }
    }
}

/// How many rows of a kind, by what happened to them.
struct Counts {
    by_why: [usize; 4],
    /// Those that are here now.
    here: usize,
}

impl Counts {
    fn of<Id: Ord, Row>(
        writes: &[Write<Id, Row>],
        after: &Table<Id, Row>,
        counts: impl Fn(&Row) -> bool,
    ) -> Self {
        let count =
            |why| writes.iter().filter(|write| write.why == why && counts(&write.kept.row)).count();
        let here = |kept: &&Kept<Row>| kept.left.is_none() && counts(&kept.row);
        Self {
            by_why: [Why::Added, Why::Updated, Why::Left, Why::Rejoined].map(count),
            here: after.values().filter(here).count(),
        }
    }

    fn line(&self, f: &mut fmt::Formatter<'_>, what: &str) -> fmt::Result {
        let [new, changed, left, back] = self.by_why;
        writeln!(f, "{what:24}{new:>8}{changed:>9}{left:>7}{back:>7}{:>9}", self.here)
    }
}

/// The source's ids of those rows, in order.
fn ids<Id, Row>(writes: &[Write<Id, Row>], why: Why) -> Vec<&str> {
    let those = writes.iter().filter(|write| write.why == why);
    let externals = those.filter_map(|write| write.kept.external.as_ref());
    let mut ids: Vec<_> = externals.map(|external| external.sourced_id.0.as_str()).collect();
    ids.sort_unstable();
    ids
}

fn past(why: Why) -> &'static str {
    match why {
        Why::Added => "that are new",
        Why::Updated => "that changed",
        Why::Left => "that left",
        Why::Rejoined => "that are back",
    }
}

/// "People that left: stu-1, stu-2", or nothing.
fn list(f: &mut fmt::Formatter<'_>, title: &str, ids: &[&str]) -> fmt::Result {
    if ids.is_empty() {
        return Ok(());
    }
    let shown: Vec<_> = ids.iter().take(IDS_MAX).copied().collect();
    write!(f, "{title}: {}", shown.join(", "))?;
    match ids.len().saturating_sub(IDS_MAX) {
        0 => writeln!(f),
        more => writeln!(f, " and {more} more"),
    }
}

fn warnings(count: usize) -> String {
    if count == 1 { "1 warning".to_owned() } else { format!("{count} warnings") }
}

fn more_lines(f: &mut fmt::Formatter<'_>, more: usize) -> fmt::Result {
    if more > 0 { writeln!(f, "  and {more} more") } else { Ok(()) }
}

/// A warning about the roster, as people read it.
struct Sentence<'a>(&'a Warning);

impl fmt::Display for Sentence<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Warning::ChangedSourcedId { known, old, new } => {
                write!(f, "{new} is new, and has the identifier of ")?;
                match old {
                    Some(old) => write!(f, "{old}")?,
                    None => write!(f, "{known}, who was added here")?,
                }
                write!(f, ": perhaps the same person. They are kept apart.")
            }
            Warning::ChangedIdentifier { person } => write!(
                f,
                "{person} has another identifier than before: check that it is still the same person."
            ),
            Warning::NoPosition { enrolment, class, person, enrolled } => {
                let why = match enrolled {
                    Enrolled::StudentAsStaff => "is a student and enrolled as staff",
                    Enrolled::StaffAsStudent => "is staff and enrolled as a student",
                    Enrolled::AsAdministrator => "is enrolled as an administrator",
                };
                write!(f, "{enrolment}: {person} {why}, and so has no place in class {class}.")
            }
            Warning::NoClassTeacher { class } => write!(f, "class {class} has no teacher."),
            Warning::SeveralClassTeachers { class } => write!(
                f,
                "class {class} has several primary teachers at a time: the first one counts."
            ),
            Warning::MostLeave { leave, of } => {
                write!(
                    f,
                    "{leave} of {of} people leave: is this the right file? It is imported with \
                     --allow-leavers only."
                )
            }
        }
    }
}
