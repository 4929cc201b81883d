//! Imports into a real data folder, and what they print.

use std::fs;
use std::path::Path;

use clap::Parser;
use domain::rights::Role;
use domain::roster::UserRole;
use tempfile::TempDir;

use super::*;

#[derive(Debug, Parser)]
struct Line {
    #[command(flatten)]
    arguments: Arguments,
}

/// A school, and its office's files, to be changed between imports.
struct School {
    home: TempDir,
}

impl School {
    fn with(fixture: &str) -> Self {
        let home = TempDir::new().unwrap();
        let files = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures").join(fixture);
        fs::create_dir(home.path().join("files")).unwrap();
        for entry in fs::read_dir(files).unwrap() {
            let entry = entry.unwrap();
            fs::copy(entry.path(), home.path().join("files").join(entry.file_name())).unwrap();
        }
        Self { home }
    }

    fn edit(&self, file: &str, change: impl Fn(String) -> String) {
        let path = self.home.path().join("files").join(file);
        fs::write(&path, change(fs::read_to_string(&path).unwrap())).unwrap();
    }

    fn data(&self) -> Data {
        Data { folder: self.home.path().join("data") }
    }

    /// What `limber import oneroster files` prints, with further arguments.
    fn import(&self, more: &[&str]) -> Result<String> {
        let (files, data) = (self.home.path().join("files"), self.home.path().join("data"));
        let mut line = vec!["import", "oneroster", files.to_str().unwrap()];
        line.extend(["--data", data.to_str().unwrap()]);
        line.extend(more);
        let What::Oneroster(arguments) = Line::parse_from(line).arguments.what;
        let (reading, outcome) = arguments.bring_in()?;
        let dry_run = arguments.dry_run;
        Ok(Summary { reading: &reading, outcome: &outcome, dry_run }.to_string())
    }

    fn roster(&self) -> Current {
        let tenant = self.data().open_existing().unwrap();
        tenant.database.read_now(|rows| rows.roster()).unwrap()
    }
}

#[test]
fn the_sample_imports_clean_and_twice_changes_nothing() {
    let school = School::with("oneroster-1.1");
    let first = school.import(&[]).unwrap();
    assert_eq!(
        first,
        "\
Read OneRoster 1.1.
Grades are read as CEDS codes (Year n is written n − 1): 139 titles agree, 0 do not. If that is \
wrong, say --grades.

                             new  changed   left   back   in all
schools, departments          11        0      0      0       11
terms                         10        0      0      0       10
courses                       46        0      0      0       46
classes                       95        0      0      0       95
students                     483        0      0      0      482
staff                         47        0      0      0       47
enrolments                  2765        0      0      0     2765
days off                                        changed       10

Administrators and heads where this comes from: stf-0001, stf-0002
  An import gives nobody such rights: `limber grant` does.
Imported.
"
    );
    let held = school.roster();
    let second = school.import(&[]).unwrap();
    assert!(second.ends_with("Nothing to change: all of this is known.\n"), "{second}");
    assert_eq!(school.roster(), held);
}

#[test]
fn an_import_gives_nobody_a_leaders_or_administrators_rights() {
    let school = School::with("oneroster-1.2");
    school.import(&[]).unwrap();
    let tenant = school.data().open_existing().unwrap();
    assert_eq!(tenant.database.read_now(|rows| rows.grants()).unwrap(), []);
    for kept in school.roster().people.values() {
        let rights: Vec<_> = kept.row.rights().collect();
        assert!(!rights.contains(&Role::Leader) && !rights.contains(&Role::Administrator));
        if kept.row.roles == [UserRole::Aide].into() {
            assert_eq!(rights, [Role::Assistant]);
        }
    }
}

#[test]
fn a_changed_file_updates_and_who_left_stays_marked() {
    let school = School::with("oneroster-1.2");
    school.import(&[]).unwrap();
    school.edit("users.csv", |text| text.replace("Idris,Bell", "Idris,Bellamy"));
    school.edit("users.csv", |text| without_line(&text, "stu-08,"));
    school.edit("roles.csv", |text| without_line(&text, ",stu-08,"));
    school.edit("enrollments.csv", |text| without_line(&text, ",stu-08,"));
    // The same person under another id.
    for file in ["users.csv", "roles.csv", "enrollments.csv"] {
        school.edit(file, |text| text.replace("stu-09", "stu-99"));
    }
    let before = school.roster();
    let printed = school.import(&[]).unwrap();
    let expected = [
        "\nstudents                       1        1      2      0       10\n",
        "\nenrolments                     2        0      4      0       21\n",
        "\nPeople that changed: stu-07\n",
        "\nPeople that left: stu-08, stu-09\n",
        "\n1 warning about the roster:\n  stu-99 is new, and has the identifier of stu-09: perhaps \
         the same person. They are kept apart.\n",
    ];
    for part in expected {
        assert!(printed.contains(part), "{part:?} is in {printed}");
    }
    let after = school.roster();
    assert_eq!(after.people.len(), before.people.len() + 1);
    assert!(before.people.keys().all(|id| after.people.contains_key(id)));
    assert!(!printed.contains("Bell"), "nobody is named: {printed}");
}

fn without_line(text: &str, holding: &str) -> String {
    let lines = text.lines().filter(|line| !line.contains(holding));
    lines.flat_map(|line| [line, "\r\n"]).collect()
}

#[test]
fn a_dry_run_changes_nothing_and_makes_nothing() {
    let school = School::with("oneroster-1.2");
    let printed = school.import(&["--dry-run"]).unwrap();
    assert!(printed.ends_with("A dry run: nothing was changed.\n"), "{printed}");
    assert!(!school.data().folder.exists());
    school.import(&[]).unwrap();
    let held = school.roster();
    school.edit("users.csv", |text| text.replace("Idris,Bell", "Idris,Bellamy"));
    let printed = school.import(&["--dry-run"]).unwrap();
    assert!(printed.contains("People that changed: stu-07"), "{printed}");
    assert_eq!(school.roster(), held);
}

#[test]
fn a_roster_with_a_fault_changes_nothing_at_all() {
    let school = School::with("oneroster-1.2");
    school.import(&[]).unwrap();
    let held = school.roster();
    school.edit("users.csv", |text| text.replace("Idris,Bell", "Idris,Bellamy"));
    school.edit("enrollments.csv", |text| text.replace(",elm,", ",oak,"));
    let error = format!("{:#}", school.import(&[]).unwrap_err());
    let fault = "enrollments.csv, line 2, column classSourcedId (and 8 further rows): \"oak\" is not in \
                 classes.csv.";
    assert!(error.contains("nothing was imported") && error.contains(fault), "{error}");
    assert_eq!(school.roster(), held);
}

#[test]
fn a_first_import_with_a_fault_makes_no_school() {
    let school = School::with("oneroster-1.2");
    fs::remove_file(school.home.path().join("files/classes.csv")).unwrap();
    let error = format!("{:#}", school.import(&[]).unwrap_err());
    assert!(error.contains("classes.csv: is missing"), "{error}");
    assert!(!school.data().folder.exists());
}

#[test]
fn dates_that_do_not_fit_those_of_another_source_are_refused() {
    let school = School::with("oneroster-1.2");
    school.import(&[]).unwrap();
    let held = school.roster();
    school.edit("academicSessions.csv", |text| text.replace("2027-07-21", "2027-07-23"));
    let error = school.import(&["--source", "another"]).unwrap_err();
    assert!(error.to_string().starts_with("nothing was imported: with the dates"), "{error}");
    assert_eq!(school.roster(), held);
}

#[test]
fn an_import_after_which_most_people_would_have_left_is_refused() {
    let school = School::with("oneroster-1.2");
    school.import(&[]).unwrap();
    let held = school.roster();
    for file in ["users.csv", "roles.csv", "enrollments.csv"] {
        school.edit(file, |text| without_line(&text, "stu-"));
    }
    let shown = school.import(&["--dry-run"]).unwrap();
    assert!(shown.contains("\n  11 of 18 people leave: is this the right file?"), "{shown}");
    let error = school.import(&[]).unwrap_err().to_string();
    assert!(error.starts_with("nothing was imported: "), "{error}");
    assert!(
        error.contains("would be marked as left") && error.contains("--allow-leavers"),
        "{error}"
    );
    assert_eq!(school.roster(), held);
    let imported = school.import(&["--allow-leavers"]).unwrap();
    assert!(imported.ends_with("Imported.\n"), "{imported}");
    assert_ne!(school.roster(), held);
}

#[test]
fn years_as_told() {
    let school = School::with("oneroster-1.1");
    let printed = school.import(&["--dry-run", "--grades", "uk"]).unwrap();
    assert!(printed.contains("\nGrades are read as UK years, as told.\n"), "{printed}");
}

#[test]
fn a_roster_without_a_calendar_says_so() {
    let school = School::with("oneroster-1.2");
    let calendar = school.home.path().join("files/calendar.csv");
    fs::rename(&calendar, school.home.path().join("days.csv")).unwrap();
    let hint = "No holidays or INSET days are known";
    assert!(school.import(&["--dry-run"]).unwrap().contains(hint));
    let days = school.home.path().join("days.csv");
    let printed = school.import(&["--calendar", days.to_str().unwrap()]).unwrap();
    assert!(!printed.contains(hint), "{printed}");
    assert_eq!(school.roster().days_off.len(), 4);
}
