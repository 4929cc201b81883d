//! The roster: who is at the school, in which class, in which terms, as the
//! office's system says it, in `OneRoster`'s words.
//!
//! [`Incoming`] is what a file says, by the source's ids; [`Current`] is what
//! the school holds, by random ids of our own. [`diff`] turns the two into
//! [`Changes`]; whoever stores them may do it with [`Current::apply`] or in
//! tables of a database. Nobody and nothing is ever removed: what a source no
//! longer names is marked as left, since entries speak of it.
//!
//! **Invariant.** An import never makes a leader or an administrator.

mod changes;
mod current;
mod diff;
mod incoming;
mod member;
mod model;
mod names;
mod plan;
#[cfg(test)]
mod tests;
mod warn;
mod year_group;

pub use self::changes::{Changes, Enrolled, Warning, Why, Write};
pub use self::current::{Current, Department, External, Kept, Table};
pub use self::diff::{Dangling, diff};
pub use self::incoming::{Arriving, Incoming, Source, SourcedId};
pub use self::member::{Member, Position, class_teacher, position};
pub use self::model::{
    Class, ClassType, Course, Enrolment, EnrolmentRole, Org, OrgType, Person, Term, TermType,
    UserRole,
};
pub use self::names::display_names;
pub use self::plan::plan;
pub use self::year_group::{GradeGuess, GradeScheme, KeyStage, YearGroup, guess_scheme};
