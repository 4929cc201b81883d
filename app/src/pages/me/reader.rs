//! Who reads the page, and how much text they can read.

use std::sync::Arc;

use domain::directory::{ClassCard, Directory};
use domain::framework::{Framework, ReadingLevel, Voice};
use domain::id::PersonId;
use leptos::prelude::*;

/// The last year for which one muscle at a time is enough: Year 2.
const YOUNGEST_YEAR_MAX: i8 = 2;

/// A student, and the words for them.
#[derive(Clone, Copy)]
pub struct Reader {
    /// Who.
    pub student: PersonId,
    /// How much text they can read.
    pub level: ReadingLevel,
    directory: StoredValue<Arc<Directory>>,
}

impl Reader {
    /// Whose directory it is.
    #[must_use]
    pub fn of(directory: Arc<Directory>) -> Self {
        let level = level(&directory.classes);
        Self { student: directory.me.id, level, directory: StoredValue::new(directory) }
    }

    /// A student of a class whose adult holds the tablet.
    #[must_use]
    pub fn in_class(student: PersonId, class: &ClassCard, directory: Arc<Directory>) -> Self {
        let level = level(std::slice::from_ref(class));
        Self { student, level, directory: StoredValue::new(directory) }
    }

    /// The framework's part of the directory.
    pub fn framework<T>(&self, read: impl FnOnce(&Framework) -> T) -> T {
        self.directory(|directory| read(&directory.framework))
    }

    /// The directory.
    pub fn directory<T>(&self, read: impl FnOnce(&Directory) -> T) -> T {
        self.directory.with_value(|directory| read(directory))
    }

    /// A sentence as this child reads it.
    #[must_use]
    pub fn say(&self, voice: &Voice) -> String {
        voice.at(self.level).to_owned()
    }

    /// Whether one muscle at a time is enough.
    #[must_use]
    pub fn is_young(&self) -> bool {
        self.level == ReadingLevel::Early
    }

    /// What the child is greeted with.
    #[must_use]
    pub fn first_name(&self) -> String {
        self.directory(|directory| first_name(&directory.me.name).to_owned())
    }
}

/// Early where every class of which the years are known is of the youngest.
fn level(classes: &[ClassCard]) -> ReadingLevel {
    let mut years = classes.iter().flat_map(|class| &class.years).peekable();
    let is_early = years.peek().is_some() && years.all(|year| year.number() <= YOUNGEST_YEAR_MAX);
    if is_early { ReadingLevel::Early } else { ReadingLevel::Fluent }
}

/// "Maya" of "Maya K": nobody is greeted with an initial.
fn first_name(name: &str) -> &str {
    match name.rsplit_once(' ') {
        Some((first, last)) if last.trim_end_matches('.').chars().count() == 1 => first,
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use domain::directory::Learners;
    use domain::id::ClassId;
    use domain::roster::YearGroup;
    use sync::entry::Uid;

    use super::*;

    fn class(years: &[i8]) -> ClassCard {
        ClassCard {
            id: ClassId(Uid([1; 16])),
            name: String::new(),
            subject: None,
            years: years.iter().filter_map(|year| YearGroup::new(*year)).collect(),
            learners: Learners::Children,
            teacher: None,
            adults: Vec::new(),
            mine: true,
            students: None,
            enough_visits: false,
        }
    }

    #[test]
    fn the_youngest_read_a_few_short_words() {
        let cases: [(&[ClassCard], _); 5] = [
            (&[class(&[0])], ReadingLevel::Early),
            (&[class(&[1, 2]), class(&[])], ReadingLevel::Early),
            (&[class(&[2, 3])], ReadingLevel::Fluent),
            (&[class(&[7])], ReadingLevel::Fluent),
            (&[class(&[])], ReadingLevel::Fluent),
        ];
        for (classes, expected) in cases {
            assert_eq!(level(classes), expected);
        }
    }

    #[test]
    fn nobody_is_greeted_with_an_initial() {
        let cases =
            [("Maya K", "Maya"), ("Maya", "Maya"), ("Ana Maria", "Ana Maria"), ("Jo B.", "Jo")];
        for (name, first) in cases {
            assert_eq!(first_name(name), first);
        }
    }
}
