//! One defect each, in a roster that is good otherwise.

use super::*;
use crate::roster::{CELL_BYTES_MAX, FAULTS_MAX, FILE_COLUMNS_MAX, FILES_MAX};

const V1: &str = "oneroster-1.1";
const V2: &str = "oneroster-1.2";

/// A good roster; of its thousands of enrolments those of one class.
fn good(version: &str) -> Roster {
    let roster = Roster::fixture(version);
    let text = String::from_utf8(roster.0["enrollments.csv"].clone()).unwrap();
    let few: String = text.split_inclusive('\n').take(34).collect();
    roster.put("enrollments.csv", &few)
}

/// A good roster with one change: what is wrong with it, all that is wrong.
#[track_caller]
fn rejected(version: &str, change: impl Fn(Roster) -> Roster, expected: &[&str]) {
    assert_eq!(change(good(version)).faults(), expected);
}

/// A good roster with one change: what is odd about it beside what was before.
#[track_caller]
fn warned(version: &str, change: impl Fn(Roster) -> Roster, expected: &[&str]) {
    let roster = good(version);
    let before = roster.warnings();
    let mut warnings = change(roster).warnings();
    warnings.retain(|warning| !before.contains(warning));
    assert_eq!(warnings, expected);
}

#[test]
fn required_files() {
    for file in ["orgs.csv", "classes.csv", "users.csv", "enrollments.csv"] {
        let fault = format!("{file}: is missing. Export the roster again with this file.");
        rejected(V1, |roster| roster.remove(file), &[&fault]);
    }
    let fault = "roles.csv: is missing. Export the roster again with this file.";
    rejected(V2, |roster| roster.remove("roles.csv"), &[fault]);
}

#[test]
fn optional_files() {
    let manifest = "manifest.csv: is missing; the version was guessed from the other files.";
    warned(V1, |roster| roster.remove("manifest.csv"), &[manifest]);
    let unchanged = "is missing; what it would say is left as it was.";
    for file in ["courses.csv", "academicSessions.csv"] {
        warned(V1, |roster| roster.remove(file), &[&format!("{file}: {unchanged}")]);
    }
}

#[test]
fn the_version_is_guessed_where_there_is_no_manifest() {
    for version in [V1, V2] {
        let known = good(version).read().unwrap();
        let guessed = good(version).remove("manifest.csv").read().unwrap();
        assert_eq!(guessed.version, known.version);
        assert_eq!(guessed.incoming, known.incoming);
    }
}

#[test]
fn every_required_column() {
    let files: [(&str, &str, &[&str]); 7] = [
        (V1, "orgs.csv", &["sourcedId", "name", "type"]),
        (V1, "academicSessions.csv", &["sourcedId", "title", "type", "startDate", "endDate"]),
        (V1, "courses.csv", &["sourcedId", "title", "orgSourcedId"]),
        (
            V1,
            "classes.csv",
            &["sourcedId", "title", "classType", "schoolSourcedId", "termSourcedIds"],
        ),
        (
            V1,
            "users.csv",
            &[
                "sourcedId",
                "enabledUser",
                "orgSourcedIds",
                "role",
                "username",
                "givenName",
                "familyName",
            ],
        ),
        (
            V1,
            "enrollments.csv",
            &["sourcedId", "classSourcedId", "schoolSourcedId", "userSourcedId", "role"],
        ),
        (V2, "roles.csv", &["sourcedId", "userSourcedId", "roleType", "role", "orgSourcedId"]),
    ];
    for (version, file, columns) in files {
        for column in columns {
            let fault = format!(
                "{file}, line 1, column {column}: this column is missing. Add it, or export again \
                 with all required columns."
            );
            rejected(version, |roster| roster.without_column(file, column), &[&fault]);
        }
    }
}

#[test]
fn optional_columns_may_be_missing() {
    for (file, columns) in [
        ("orgs.csv", &["status", "dateLastModified", "identifier", "parentSourcedId"][..]),
        ("classes.csv", &["grades", "courseSourcedId", "classCode", "location", "subjects"]),
        ("users.csv", &["userIds", "middleName", "identifier", "email", "grades", "password"]),
        ("enrollments.csv", &["status", "primary", "beginDate", "endDate"]),
    ] {
        for column in columns {
            warned(V1, |roster| roster.without_column(file, column), &[]);
        }
    }
}

#[test]
fn a_required_column_is_not_guessed() {
    let fault = "classes.csv, line 1, column title: this column is missing. Column 4 is nearly \
                 called so: correct its heading.";
    rejected(V1, |roster| roster.edit("classes.csv", "title", "titel"), &[fault]);
    let twice =
        "classes.csv, line 1, column title: this column is there twice. Remove one of them.";
    rejected(V1, |roster| roster.edit("classes.csv", "classCode", "TITLE"), &[twice]);
}

#[test]
fn unknown_references() {
    type Case =
        (&'static str, &'static str, &'static str, &'static str, &'static str, &'static str);
    let cases: [Case; 10] = [
        // version, file, from, to, where, in which file
        (
            V1,
            "orgs.csv",
            "MA,org-brynford",
            "MA,org-x",
            "line 4, column parentSourcedId",
            "orgs.csv",
        ),
        (
            V1,
            "academicSessions.csv",
            "sy-2027,2027",
            "sy-x,2027",
            "line 3, column parentSourcedId",
            "academicSessions.csv",
        ),
        (V1, "courses.csv", "dep-PRI", "dep-x", "line 2, column orgSourcedId", "orgs.csv"),
        (V1, "classes.csv", "org-brynford", "org-x", "line 2, column schoolSourcedId", "orgs.csv"),
        (V1, "classes.csv", "crs-p0", "crs-x", "line 2, column courseSourcedId", "courses.csv"),
        (
            V1,
            "classes.csv",
            "\"t1,t2,t3\"",
            "\"t1,t-x,t3\"",
            "line 2, column termSourcedIds",
            "academicSessions.csv",
        ),
        (V1, "users.csv", "org-brynford", "org-x", "line 2, column orgSourcedIds", "orgs.csv"),
        (
            V1,
            "enrollments.csv",
            ",cls-p0,",
            ",cls-x,",
            "line 2, column classSourcedId",
            "classes.csv",
        ),
        (V1, "enrollments.csv", "stf-0003", "stf-x", "line 2, column userSourcedId", "users.csv"),
        (V2, "roles.csv", ",stu-01,", ",stu-x,", "line 16, column userSourcedId", "users.csv"),
    ];
    for (version, file, from, to, place, there) in cases {
        let named = to.trim_matches([',', '"']).split(',').find(|id| id.ends_with("-x")).unwrap();
        let fault = format!(
            "{file}, {place}: \"{named}\" is not in {there}. Export both files again at the same time."
        );
        let faults = good(version).edit(file, from, to).faults();
        assert_eq!(faults, [fault]);
    }
}

#[test]
fn cells_that_cannot_be_understood() {
    let empty = "this cell is empty. Fill it in.";
    let date = "this is not a date. Write it as 2026-09-01.";
    let users = "this is none of student, teacher, aide, administrator, principal, \
                 siteAdministrator, districtAdministrator, systemAdministrator, counselor, proctor, \
                 guardian, parent, relative.";
    let cases = [
        ("orgs.csv", "dep-EN,", ",", "line 3, column sourcedId", empty),
        (
            "orgs.csv",
            ",department,",
            ",faculty,",
            "line 3, column type",
            "this is none of school, department, district, local, state, national.",
        ),
        ("academicSessions.csv", "2026-09-01", "", "line 2, column startDate", empty),
        ("academicSessions.csv", "2026-09-01", "1.9.26", "line 2, column startDate", date),
        ("academicSessions.csv", "2027-07-21", "31/02/2027", "line 2, column endDate", date),
        (
            "academicSessions.csv",
            "2027-07-21",
            "2026-07-21",
            "line 2, column endDate",
            "this day is before the first one. Swap the two dates.",
        ),
        ("classes.csv", "Reception Robin", "", "line 2, column title", empty),
        ("users.csv", ",teacher,", ",chief,", "line 4, column role", users),
        ("users.csv", ",teacher,", ",,", "line 4, column role", empty),
        ("users.csv", "Hamza,Crane", ",", "line 4, column givenName", empty),
        (
            "enrollments.csv",
            ",teacher,",
            ",boss,",
            "line 2, column role",
            "this is none of student, teacher, proctor, administrator, aide.",
        ),
        ("enrollments.csv", "cls-p0", "", "line 2, column classSourcedId", empty),
        (
            "calendar.csv",
            "2026-09-02",
            "2026-08-02",
            "line 2, column date_to",
            "this day is before the first one. Swap the two dates.",
        ),
        ("calendar.csv", "2026-09-02", "soon", "line 2, column date_to", date),
    ];
    for (file, from, to, place, wrong) in cases {
        let faults = good(V1).edit(file, from, to).faults();
        let first = faults.first().cloned();
        assert_eq!(first, Some(format!("{file}, {place}: {wrong}")), "{from:?} as {to:?}");
    }
}

#[test]
fn one_fault_does_not_look_like_many() {
    let fault = "users.csv, line 4, column role: this cell is empty. Fill it in.";
    rejected(V1, |roster| roster.edit("users.csv", ",teacher,", ",,"), &[fault]);
}

#[test]
fn ids_that_are_there_twice() {
    let row = "dep-EN,,,English,department,EN,org-brynford\r\n";
    warned(
        V1,
        |roster| roster.edit("orgs.csv", row, &row.repeat(2)),
        &["orgs.csv, line 4, column sourcedId: the row is there twice; it counts once."],
    );
    let fault = "orgs.csv, line 4, column sourcedId: \"dep-EN\" is the id of an earlier row too, \
                 which says something else. Keep one of them.";
    rejected(
        V1,
        |roster| roster.edit("orgs.csv", "dep-MA", "dep-EN"),
        &[
            fault,
            "courses.csv, line 10, column orgSourcedId (and 4 further rows): \"dep-MA\" is not in orgs.csv. Export both \
         files again at the same time.",
        ],
    );
}

#[test]
fn two_classes_with_one_code() {
    let warning = "classes.csv, line 3, column classCode: an earlier class has the same code (or \
                   title): its students cannot sign in with it.";
    warned(V1, |roster| roster.edit("classes.csv", "CLS-P1", "Cls P0"), &[warning]);
}

#[test]
fn manifests_that_matter() {
    let delta = "manifest.csv, line 6, column value: holds changes only (\"delta\"). Export the \
                 complete roster (\"bulk\").";
    let from = "file.classes,bulk";
    rejected(V1, |roster| roster.edit("manifest.csv", from, "file.classes,delta"), &[delta]);
    let absent = "manifest.csv, line 6, column value: says that a file is absent that is there; it was read.";
    warned(V1, |roster| roster.edit("manifest.csv", from, "file.classes,absent"), &[absent]);
    let version = "manifest.csv, line 3, column value: is of another version than 1.1 and 1.2 of \
                   OneRoster. Export one of these.";
    rejected(V1, |roster| roster.edit("manifest.csv", ",1.1", ",1.0"), &[version]);
    warned(V1, |roster| roster.edit("manifest.csv", ",1.1", ",1.1.0"), &[]);
    warned(V2, |roster| roster.edit("manifest.csv", ",1.2", ",v1.2.1"), &[]);
    // Says 1.2, and is 1.1.
    warned(V1, |roster| roster.edit("manifest.csv", ",1.1", ",1.2"), &[]);
}

#[test]
fn calendars_that_contradict_themselves() {
    let from = "2027-01-04,2027-03-25,sy-2027";
    let to = "2026-12-04,2027-03-25,sy-2027";
    rejected(
        V1,
        |roster| roster.edit("academicSessions.csv", from, to),
        &["academicSessions.csv, line 4, column startDate: the school years and terms do not fit \
         together: 2026-12-04 to 2027-03-25 overlaps with the one before it."],
    );
}

#[test]
fn what_is_not_csv() {
    let not_utf8 = |roster: Roster| {
        let mut roster = roster;
        let users = roster.0.get_mut("users.csv").unwrap();
        let at = users.windows(5).position(|word| word == b"Crane").unwrap();
        users[at] = 0xe9;
        roster
    };
    rejected(
        V1,
        not_utf8,
        &["users.csv, line 4, column familyName: is not UTF-8 text. Save it as \
                              \"CSV UTF-8\"."],
    );
    let utf16 = |mut roster: Roster| {
        roster.0.insert("orgs.csv".into(), b"\xff\xfes\0o\0u\0r\0c\0e\0".to_vec());
        roster
    };
    rejected(V1, utf16, &["orgs.csv, line 1: is not UTF-8 text. Save it as \"CSV UTF-8\"."]);
    let cells = "users.csv, line 4: this row has more cells than there are headings. Put a cell \
                 that holds a comma into quotation marks.";
    rejected(V1, |roster| roster.edit("users.csv", "ST00003,", "ST00003,a,b,c,d,e,f,g,"), &[cells]);
    let empty = good(V1).put("orgs.csv", "").faults();
    assert_eq!(empty.len(), 3, "three columns are missing: {empty:?}");
}

#[test]
fn a_missing_quotation_mark_swallows_no_row() {
    let fault = |place: &str| {
        format!(
            "{place}: a cell of this row holds a line break: perhaps a quotation mark is missing. \
             Put it there, or take the line break out."
        )
    };
    // To the end of the file, in a column that is read and in one that is not.
    for row in ["enr-00002,,,cls-p0,\"", "enr-00002,,\",cls-p0,"] {
        let faults = good(V1).edit("enrollments.csv", "enr-00002,,,cls-p0,", row).faults();
        assert_eq!(faults, [fault("enrollments.csv, line 3")], "{row}");
    }
    // To the next quotation mark: what is left looks like a whole row.
    let swallowed = good(V1).edit("users.csv", "stf-0003,,,true,", "stf-0003,,\",true,").edit(
        "users.csv",
        "stf-0005,,,true,",
        "stf-0005,,\",true,",
    );
    assert_eq!(swallowed.faults()[0], fault("users.csv, line 4"));
    // In the headings.
    let headings = good(V1).edit("orgs.csv", "dateLastModified", "\"dateLastModified");
    assert_eq!(headings.faults()[0], fault("orgs.csv, line 1"));
    // In the very last cell.
    let last = "date_from,date_to,what\n2026-10-26,2026-10-30,\"half-term\n";
    let faults = good(V1).put("calendar.csv", last).faults();
    assert_eq!(faults, [fault("calendar.csv, line 2")]);
}

#[test]
fn limits_are_kept() {
    let long = "x".repeat(CELL_BYTES_MAX + 1);
    let fault = "orgs.csv, line 3, column name: this cell is longer than 4096 bytes. Shorten it; \
                 perhaps a quotation mark is missing.";
    let faults = good(V1).edit("orgs.csv", ",English,", &format!(",{long},")).faults();
    assert_eq!(faults[0], fault);

    let wide = format!("sourcedId,name,type{}\n", ",x".repeat(FILE_COLUMNS_MAX));
    let faults = good(V1).put("orgs.csv", &wide).faults();
    assert_eq!(
        faults,
        ["orgs.csv, line 1: has more than 200 columns. Check that it is the right file."]
    );

    let mut many = good(V1);
    for number in 0..FILES_MAX {
        many = many.put(&format!("{number}.csv"), "");
    }
    let fault = "holds more than 1000 files. Give a folder or a zip with the roster only.";
    assert!(many.faults()[0].ends_with(fault));
    let zip = many.zip("");
    let rejected = read(zip.path(), &options()).unwrap_err();
    assert!(rejected.to_string().ends_with(fault), "{rejected}");
}

#[test]
fn what_is_no_roster_at_all() {
    let folder = TempDir::new().unwrap();
    let nowhere = read(&folder.path().join("none"), &options()).unwrap_err();
    assert_eq!(
        nowhere.to_string(),
        "nothing was imported:\n  none: cannot be read (entity not found). Check the path and its \
         permissions."
    );
    for (content, wrong) in [
        (
            "hello",
            "is neither a folder nor a zip file. Give the folder or the .zip that the export made.",
        ),
        (
            "",
            "is neither a folder nor a zip file. Give the folder or the .zip that the export made.",
        ),
        (
            "PK\u{3}\u{4} and no more",
            "is not a zip file that can be read. Export it again, or unpack it and give the folder.",
        ),
    ] {
        let path = folder.path().join("export");
        fs::write(&path, content).unwrap();
        let rejected = read(&path, &options()).unwrap_err();
        assert_eq!(rejected.to_string(), format!("nothing was imported:\n  export: {wrong}"));
    }
    let empty = read(TempDir::new().unwrap().path(), &options()).unwrap_err();
    assert_eq!(empty.faults.len(), 4, "four files are missing: {empty}");
}

#[test]
fn two_rosters_in_one_place() {
    let folder = TempDir::new().unwrap();
    for year in ["2025", "2026"] {
        fs::create_dir(folder.path().join(year)).unwrap();
        fs::write(folder.path().join(year).join("users.csv"), "").unwrap();
    }
    let rejected = read(folder.path(), &options()).unwrap_err();
    assert_eq!(
        rejected.to_string(),
        "nothing was imported:\n  users.csv: is there twice. Keep the newer one."
    );
}

#[test]
fn all_faults_are_found_and_only_so_many_listed() {
    let cleared = |row: &mut Vec<String>| {
        if row[0] != "sourcedId" {
            row[5] = format!("nobody-{}", row[0]);
        }
    };
    let rejected = Roster::fixture(V1).each_row("enrollments.csv", cleared).read().unwrap_err();
    assert_eq!(rejected.faults.len(), FAULTS_MAX);
    assert_eq!(rejected.faults.len() + rejected.more, 2_765);
    assert!(rejected.to_string().ends_with("\n  and 2715 more"), "{rejected}");
}
