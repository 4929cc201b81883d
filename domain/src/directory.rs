//! The directory: what a device may see of the rows that the office imports
//! or sets. A document of its own for each person, replaced whole when its
//! version (a hash of its content) changes. Entries never repeat what is here.

use serde::{Deserialize, Serialize};

use crate::framework::Framework;
use crate::id::{ClassId, PersonId};
use crate::named;
use crate::rights::Role;
use crate::roster::YearGroup;
use crate::summary::established::Settings;
use crate::time::{Calendar, ZoneOffsets};

/// See the module.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Directory {
    /// The school.
    pub school: SchoolCard,
    /// The person who holds this directory.
    pub me: PersonCard,
    /// What that person may be: the union counts.
    pub roles: Vec<Role>,
    /// Names of staff that this person may see: all of them for staff, the
    /// adults of their own classes for a student. Sorted by name.
    pub staff: Vec<PersonCard>,
    /// Classes, sorted by name: all for a leader (without students), their own
    /// (with students) for the adults of a class, their own (without other
    /// students) for a student.
    pub classes: Vec<ClassCard>,
    /// Terms, half-terms, days off.
    pub calendar: Calendar,
    /// The framework in force.
    pub framework: Framework,
    /// The numbers of the established phase.
    pub established: Settings,
}

/// What everyone may know of the school.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SchoolCard {
    /// Its name.
    pub name: String,
    /// Whom to tell when worried about a child: a name, shown beside every
    /// free text.
    pub safeguarding_lead: Option<String>,
    /// The school's offsets from UTC, for provisional school days.
    pub zone: ZoneOffsets,
    /// How many shared visits to one adult in a term are enough. It warns, and
    /// is never shown beside anyone's count but the reader's own.
    pub visits_cap: u32,
}

/// A person as others see them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonCard {
    /// Who.
    pub id: PersonId,
    /// How they are called: "Ms Rowe" or "Hamza Crane" for staff; for a
    /// student the shortest name that is unique in the class ("Maya K").
    pub name: String,
}

/// A class as this person may see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClassCard {
    /// Which.
    pub id: ClassId,
    /// "7B Science".
    pub name: String,
    /// The subject: default for a sighting's context.
    pub subject: Option<String>,
    /// The years of those who learn in it: several for a mixed class, none
    /// where the source is silent.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub years: Vec<YearGroup>,
    /// Which word the school uses for those who learn in it.
    pub learners: Learners,
    /// Its one accountable adult.
    pub teacher: Option<PersonId>,
    /// All its adults, the class teacher among them.
    pub adults: Vec<PersonId>,
    /// This person is one of them.
    pub mine: bool,
    /// Its students, in the order of their names; `None` where this person may
    /// not see them.
    pub students: Option<Vec<PersonCard>>,
    /// For leaders: the cap on shared visits to this class's teacher is
    /// reached this term. Warns, never refuses; no figure.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub enough_visits: bool,
}

named! {
    /// What those who learn are called on screens.
    Learners {
        /// Early years and primary.
        Children = "children",
        /// Secondary.
        Students = "students",
        /// A school's choice.
        Pupils = "pupils",
        /// A school's choice.
        Learners = "learners",
    }
}

impl Directory {
    /// Whether this person has `role`.
    #[must_use]
    pub fn is(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }

    /// The class with this id, if this person may see it.
    #[must_use]
    pub fn class(&self, id: ClassId) -> Option<&ClassCard> {
        self.classes.iter().find(|class| class.id == id)
    }

    /// The name of a member of staff, if this person may see it.
    #[must_use]
    pub fn staff_name(&self, id: PersonId) -> Option<&str> {
        self.staff.iter().find(|person| person.id == id).map(|person| person.name.as_str())
    }
}
