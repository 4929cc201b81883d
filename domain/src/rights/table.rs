//! The table *role × kind × write / read / report*, as documents print it: made
//! from the rules that are enforced, never written beside them.

use super::{Reader, Role, Rule, Writer, is_retractable};
use crate::entry::{Choice, EntryKind, RULES, Retraction};
use crate::summary::buckets;

/// A report in which an entry is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Report {
    /// The class's, for its own adults.
    Class,
    /// The school's, pooled: no student, no class, no adult in it. For staff.
    School,
}

/// What somebody of a role may do with entries of a kind. What is not named is
/// not allowed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// The kind's name.
    pub kind: &'static str,
    /// The role, and no other beside it.
    pub role: Role,
    /// Ways in which one may write it.
    pub writes: Vec<Writer>,
    /// Ways in which one gets to read it.
    pub reads: Vec<Reader>,
    /// Reports that one may open and that count it.
    pub reports: Vec<Report>,
}

/// The whole table: kinds by name, within each the roles in their order.
#[must_use]
pub fn table() -> Vec<Cell> {
    let of_kind = |(kind, rule): &(&'static str, Rule)| {
        let (kind, rule) = (*kind, *rule);
        Role::ALL.iter().map(move |role| cell(kind, rule, *role))
    };
    RULES.iter().flat_map(of_kind).collect()
}

fn cell(kind: &'static str, Rule { writers, readers }: Rule, role: Role) -> Cell {
    Cell {
        kind,
        role,
        writes: writers.iter().filter(|way| way.is_open_to(role)).copied().collect(),
        reads: readers.iter().filter(|way| way.is_open_to(role)).copied().collect(),
        reports: reports_of(kind)
            .iter()
            .filter(|report| report.is_open_to(role))
            .copied()
            .collect(),
    }
}

/// What is counted where.
fn reports_of(kind: &str) -> &'static [Report] {
    match kind {
        // Taking something back takes it out of both.
        Retraction::NAME => &[Report::Class, Report::School],
        kind if buckets::is_counted(kind) => &[Report::Class, Report::School],
        Choice::NAME => &[Report::Class],
        _ => &[],
    }
}

impl Role {
    /// Whether places in a class come with this role, and with them what their
    /// adults read. Supply records in one class for a day, and reads nothing.
    fn is_of_classes(self) -> bool {
        matches!(self, Self::Teacher | Self::Assistant)
    }
}

impl Writer {
    /// Whether somebody with this role alone can ever be such a writer.
    #[must_use]
    pub fn is_open_to(self, role: Role) -> bool {
        match self {
            Self::ClassAdult => role.is_of_classes() || role == Role::Supply,
            Self::Leader | Self::FirstWalker | Self::Walker | Self::WalkerAfterReply => {
                role == Role::Leader
            }
            Self::Student => role == Role::Student,
            Self::Visited => role.is_of_classes() || role == Role::Leader,
            Self::AuthorOfTarget => {
                let wrote =
                    |rule: &Rule| rule.writers.iter().any(|w| *w != self && w.is_open_to(role));
                RULES.iter().any(|(kind, rule)| is_retractable(kind) && wrote(rule))
            }
        }
    }
}

impl Reader {
    /// Whether it can ever reach somebody with this role alone.
    #[must_use]
    pub fn is_open_to(self, role: Role) -> bool {
        match self {
            Self::Student => role == Role::Student,
            Self::About | Self::Class => role.is_of_classes(),
            Self::Walkers => role == Role::Leader,
            // A visit: the visited adult, once it is shared; leaders and the
            // class's adults, once it is released. An administrator sees no
            // entries by default.
            Self::Staff | Self::Author | Self::Visit => {
                role.is_of_classes() || role == Role::Leader
            }
            Self::ReadersOfTarget => role.is_of_classes() || role == Role::Student,
        }
    }
}

impl Report {
    /// Whether somebody with this role alone may open it.
    #[must_use]
    pub fn is_open_to(self, role: Role) -> bool {
        match self {
            Self::Class => role.is_of_classes(),
            Self::School => role.is_staff() && role != Role::Supply,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entry::{Note, VisitSet};

    #[test]
    fn every_kind_and_role_once() {
        let table = table();
        assert_eq!(table.len(), RULES.len() * Role::ALL.len());
        for (at, cell) in table.iter().enumerate() {
            let twice = table[..at].iter().any(|c| (c.kind, c.role) == (cell.kind, cell.role));
            assert!(!twice, "{} {}", cell.kind, cell.role.name());
        }
    }

    /// A rule that nobody could ever meet would be a mistake in this file.
    #[test]
    fn every_way_of_every_rule_is_open_to_some_role() {
        for (kind, rule) in RULES {
            for writer in rule.writers {
                assert!(Role::ALL.iter().any(|r| writer.is_open_to(*r)), "{kind} {writer:?}");
            }
            for reader in rule.readers {
                assert!(Role::ALL.iter().any(|r| reader.is_open_to(*r)), "{kind} {reader:?}");
            }
        }
    }

    #[test]
    fn an_administrator_has_no_entries_and_a_leader_none_of_students() {
        for cell in table() {
            if cell.role == Role::Administrator {
                assert!(cell.writes.is_empty() && cell.reads.is_empty(), "{}", cell.kind);
            }
            let of_students = ["sighting", "note", "noticed", "choice", "self-view", "away"];
            if cell.role == Role::Leader && of_students.contains(&cell.kind) {
                assert!(cell.writes.is_empty() && cell.reads.is_empty(), "{}", cell.kind);
            }
        }
    }

    #[test]
    fn supply_reads_nothing() {
        for cell in table().into_iter().filter(|cell| cell.role == Role::Supply) {
            assert!(cell.reads.is_empty() && cell.reports.is_empty(), "{}", cell.kind);
        }
    }

    #[test]
    fn some_cells() {
        let table = table();
        let cell = |kind, role| {
            table.iter().find(|cell| cell.kind == kind && cell.role == role).expect("a cell")
        };
        let note = cell(Note::NAME, Role::Teacher);
        assert_eq!(
            (&note.writes[..], &note.reads[..]),
            (&[Writer::ClassAdult][..], &[Reader::Class][..])
        );
        assert!(note.reports.is_empty());
        assert!(cell(Note::NAME, Role::Student).reads.is_empty());
        let visit = cell(VisitSet::NAME, Role::Teacher);
        assert_eq!((&visit.writes[..], &visit.reads[..]), (&[][..], &[Reader::Visit][..]));
    }
}
