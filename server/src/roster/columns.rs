//! Which files a roster has, which columns these have, and how a heading that
//! is not quite right is understood.

/// A file of the standard.
#[derive(Debug)]
pub(super) struct FileSpec {
    /// Its name.
    pub name: &'static str,
    /// Columns that there must be.
    pub required: &'static [&'static str],
    /// Columns that are read where there are any.
    pub optional: &'static [&'static str],
    /// Columns of the standard that are **never read**: known so that no
    /// other one is taken for one of them.
    pub unread: &'static [&'static str],
}

/// What the export holds.
pub(super) const MANIFEST: FileSpec = FileSpec {
    name: "manifest.csv",
    required: &["propertyName", "value"],
    optional: &[],
    unread: &[],
};

/// Schools and departments.
pub(super) const ORGS: FileSpec = FileSpec {
    name: "orgs.csv",
    required: &["sourcedId", "name", "type"],
    optional: &["status", "identifier", "parentSourcedId"],
    unread: &["dateLastModified"],
};

/// School years, terms, half-terms.
pub(super) const SESSIONS: FileSpec = FileSpec {
    name: "academicSessions.csv",
    required: &["sourcedId", "title", "type", "startDate", "endDate"],
    optional: &["status", "parentSourcedId"],
    unread: &["dateLastModified", "schoolYear"],
};

/// Courses.
pub(super) const COURSES: FileSpec = FileSpec {
    name: "courses.csv",
    required: &["sourcedId", "title", "orgSourcedId"],
    optional: &["status", "grades", "subjects"],
    unread: &["dateLastModified", "schoolYearSourcedId", "courseCode", "subjectCodes"],
};

/// Classes.
pub(super) const CLASSES: FileSpec = FileSpec {
    name: "classes.csv",
    required: &["sourcedId", "title", "classType", "schoolSourcedId", "termSourcedIds"],
    optional: &["status", "grades", "courseSourcedId", "classCode", "location", "subjects"],
    unread: &["dateLastModified", "subjectCodes", "periods"],
};

/// Users, with their roles in 1.1.
pub(super) const USERS: FileSpec = FileSpec {
    name: "users.csv",
    required: &["sourcedId", "enabledUser", "username", "givenName", "familyName"],
    optional: &[
        "status",
        "orgSourcedIds",
        "role",
        "identifier",
        "email",
        "grades",
        "preferredGivenName",
        "preferredFamilyName",
        "primaryOrgSourcedId",
    ],
    unread: &[
        "dateLastModified",
        "userIds",
        "middleName",
        "sms",
        "phone",
        "agentSourcedIds",
        "password",
        "userMasterIdentifier",
        "preferredMiddleName",
        "pronouns",
    ],
};

/// Roles of users, in 1.2.
pub(super) const ROLES: FileSpec = FileSpec {
    name: "roles.csv",
    required: &["sourcedId", "userSourcedId", "roleType", "role", "orgSourcedId"],
    optional: &["status", "beginDate", "endDate"],
    unread: &["dateLastModified", "userProfileSourcedId"],
};

/// Who is in which class.
pub(super) const ENROLMENTS: FileSpec = FileSpec {
    name: "enrollments.csv",
    required: &["sourcedId", "classSourcedId", "schoolSourcedId", "userSourcedId", "role"],
    optional: &["status", "primary", "beginDate", "endDate"],
    unread: &["dateLastModified"],
};

/// INSET days, holidays, exam weeks: not of the standard.
pub(super) const CALENDAR: FileSpec = FileSpec {
    name: "calendar.csv",
    required: &["date_from", "what"],
    optional: &["date_to"],
    unread: &[],
};

/// Misspelt headings that were seen in the wild, however far from the right
/// one and whether or not that is required.
const SEEN_MISSPELT: &[(&str, &str)] = &[
    ("termSourcedId", "termSourcedIds"),
    ("dataLastModified", "dateLastModified"),
    ("prefferedGivenName", "preferredGivenName"),
];

/// Longest heading that is compared with others, in bytes.
const HEADING_BYTES_MAX: usize = 40;

/// Most letters in which a misspelt heading may differ.
const MISSPELT_LETTERS_MAX: usize = 2;

/// How a heading was understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Heading {
    /// As the standard has it.
    Exact(&'static str),
    /// In other upper and lower case letters, or with spaces.
    OtherCase(&'static str),
    /// Misspelt, and taken for this column.
    Misspelt(&'static str),
    /// Perhaps this required column misspelt: too important to guess.
    Nearly(&'static str),
    /// A column that is not of the standard.
    Unknown,
}

impl FileSpec {
    /// Columns of the standard.
    fn all(&self) -> impl Iterator<Item = &'static str> + '_ {
        [self.required, self.optional, self.unread].into_iter().flatten().copied()
    }

    /// Columns whose cells are read.
    pub fn is_read(&self, column: &str) -> bool {
        self.required.contains(&column) || self.optional.contains(&column)
    }

    /// Understands all headings of a file, in their order.
    pub fn headings(&self, found: &[String]) -> Vec<Heading> {
        let same: Vec<_> = found.iter().map(|heading| self.same(heading)).collect();
        let absent: Vec<_> = self.all().filter(|column| !same.contains(&Some(column))).collect();
        let understood = found.iter().zip(same).map(|(heading, same)| match same {
            Some(column) if column == heading => Heading::Exact(column),
            Some(column) => Heading::OtherCase(column),
            None => self.misspelt(heading, &absent),
        });
        understood.collect()
    }

    /// The column of that name, whatever its case.
    fn same(&self, heading: &str) -> Option<&'static str> {
        let heading = plain(heading);
        self.all().find(|column| plain(column) == heading)
    }

    fn misspelt(&self, heading: &str, absent: &[&'static str]) -> Heading {
        if heading.len() > HEADING_BYTES_MAX {
            return Heading::Unknown;
        }
        let heading = plain(heading);
        let seen = SEEN_MISSPELT
            .iter()
            .find(|(wrong, right)| plain(wrong) == heading && absent.contains(right));
        if let Some((_, right)) = seen {
            return Heading::Misspelt(right);
        }
        let near = absent.iter().filter(|column| {
            // Short names are a letter or two from many words.
            let letters = MISSPELT_LETTERS_MAX.min(column.len() / 4);
            distance(&plain(column), &heading) <= letters
        });
        match near.min_by_key(|column| distance(&plain(column), &heading)) {
            Some(column) if self.required.contains(column) => Heading::Nearly(column),
            Some(column) => Heading::Misspelt(column),
            None => Heading::Unknown,
        }
    }
}

/// A name's letters and digits, in lower case.
fn plain(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// In how many letters two words differ: inserted, left out, other, or two
/// neighbours swapped.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<_>, Vec<_>) = (a.chars().collect(), b.chars().collect());
    let mut rows: Vec<Vec<usize>> = vec![(0..=b.len()).collect()];
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let other = usize::from(a[i - 1] != b[j - 1]);
            let mut least =
                (rows[i - 1][j] + 1).min(row[j - 1] + 1).min(rows[i - 1][j - 1] + other);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                least = least.min(rows[i - 2][j - 2] + 1);
            }
            row.push(least);
        }
        rows.push(row);
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_that_are_not_quite_right() {
        let cases = [
            (&CLASSES, "title", Heading::Exact("title")),
            (&CLASSES, "Title", Heading::OtherCase("title")),
            (&CLASSES, "term_sourced_ids", Heading::OtherCase("termSourcedIds")),
            (&CLASSES, "termSourcedId", Heading::Misspelt("termSourcedIds")),
            (&CLASSES, "courseSourceId", Heading::Misspelt("courseSourcedId")),
            (&CLASSES, "grade", Heading::Misspelt("grades")),
            (&CLASSES, "titel", Heading::Nearly("title")),
            (&CLASSES, "teacher", Heading::Unknown),
            (&USERS, "prefferedGivenName", Heading::Misspelt("preferredGivenName")),
            (&USERS, "givenNmae", Heading::Nearly("givenName")),
            (&USERS, "dataLastModified", Heading::Misspelt("dateLastModified")),
            (&USERS, "passwrd", Heading::Misspelt("password")),
            (&USERS, "rule", Heading::Misspelt("role")),
            (&USERS, "rolls", Heading::Unknown),
        ];
        for (file, heading, expected) in cases {
            let understood = file.headings(&[heading.to_owned()]);
            assert_eq!(understood, [expected], "{heading} of {}", file.name);
        }
    }

    #[test]
    fn a_column_that_is_there_is_not_also_guessed() {
        let headings = ["email", "emial"].map(str::to_owned);
        assert_eq!(USERS.headings(&headings), [Heading::Exact("email"), Heading::Unknown]);
    }

    #[test]
    fn what_nobody_needs_is_not_read() {
        for column in ["password", "phone", "sms", "agentSourcedIds", "pronouns", "userIds"] {
            assert!(!USERS.is_read(column), "{column}");
        }
    }
}
