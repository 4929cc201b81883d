//! Who may write and who may read what: one table, enforced by the server and
//! mirrored by the app. Deny by default.
//!
//! Each kind's file states its [`Rule`]; [`judge`] applies it to an entry,
//! given what the school's records say ([`School`]).

use sync::entry::{Entry, EntryId, Envelope};
use sync::order;
use sync::scope::Scope;

use crate::entry::fields::Invalid;
use crate::entry::visit::Today;
use crate::entry::{Act, Away, EntryKind, Noticed, Practised, RULES, Shared, Sighting, tag};
use crate::id::{ClassId, PersonId, RecordId};
use crate::named;
use crate::scope;
use crate::time::Day;

pub mod table;

/// Most walkers in one room.
pub const WALKERS_MAX: usize = 2;

named! {
    /// What a person may be at a school. Several at once: the union counts.
    Role {
        /// Learns here.
        Student = "student",
        /// Teaches.
        Teacher = "teacher",
        /// Supports classes or a child.
        Assistant = "assistant",
        /// Here for a day.
        Supply = "supply",
        /// Leads: walks, publishes, reviews.
        Leader = "leader",
        /// Accounts, devices, audit; no entries by default.
        Administrator = "administrator",
    }
}

impl Role {
    /// Whether this role makes one a member of staff.
    #[must_use]
    pub fn is_staff(self) -> bool {
        self != Self::Student
    }
}

/// One row of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// Any one of these may write.
    pub writers: &'static [Writer],
    /// All of these may read.
    pub readers: &'static [Reader],
}

/// A way of being allowed to write an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Writer {
    /// An adult of the entry's class, about students of that class.
    ClassAdult,
    /// A leader.
    Leader,
    /// The student whom it is about.
    Student,
    /// A leader who begins the visit and names themselves a walker.
    FirstWalker,
    /// A walker of the visit.
    Walker,
    /// The adult who was visited, once it is shared.
    Visited,
    /// A walker, after the visited adult has replied or corrected.
    WalkerAfterReply,
    /// Who wrote the entry that it points at.
    AuthorOfTarget,
}

/// A way in which an entry reaches people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reader {
    /// The student whom it is about.
    Student,
    /// All adults of any of that student's classes.
    About,
    /// Adults of the class.
    Class,
    /// All staff.
    Staff,
    /// Who wrote it.
    Author,
    /// The visit's walkers.
    Walkers,
    /// Whoever may read the visit in its present state.
    Visit,
    /// Whoever may read the entry that it points at.
    ReadersOfTarget,
}

/// What the school's records say: the server answers from its tables, a test
/// from a few lines. Days matter because people join and leave.
pub trait School {
    /// Whether `person` has `role`.
    fn has_role(&self, person: PersonId, role: Role) -> bool;

    /// Whether `person` was an adult of `class` on `day`.
    fn is_adult_of(&self, person: PersonId, class: ClassId, day: Day) -> bool;

    /// Whether `student` was in `class` on `day`.
    fn is_student_of(&self, student: PersonId, class: ClassId, day: Day) -> bool;

    /// The class teacher of `class`.
    fn class_teacher(&self, class: ClassId) -> Option<PersonId>;

    /// How far the visit `record` has come; `None` before its first entry.
    fn visit(&self, record: RecordId) -> Option<Visit>;

    /// An entry that is stored already.
    fn stored(&self, id: EntryId) -> Option<Stored>;

    /// The school day on which it is judged: nobody can have read it before,
    /// whenever it was made.
    fn today(&self) -> Day;
}

/// A visit as the rules see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visit {
    /// The class that was visited.
    pub class: ClassId,
    /// Who writes it.
    pub walkers: Vec<PersonId>,
    /// Draft, shared or released.
    pub state: VisitState,
    /// The visited adult has replied or corrected.
    pub replied: bool,
}

/// Rule 4 of the product: a visit's way to its readers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VisitState {
    /// Walkers only.
    Draft,
    /// Also the visited adult, where there is one.
    Shared(Sharing),
    /// Also leaders and, unless it was cover, the class's adults.
    Released(Sharing),
}

/// What froze at sharing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sharing {
    /// Who owns the reply; `None` with cover.
    pub visited: Option<PersonId>,
    /// The school day from which the visited adult could read it: that of
    /// sharing or, if it was shared without a connection, that of its arrival.
    pub on: Day,
}

/// An entry that is stored, as far as the rules need it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// Its envelope.
    pub envelope: Envelope,
    /// Where it is listed.
    pub scopes: Vec<Scope>,
}

/// Why an entry is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The entry is not valid.
    #[error(transparent)]
    Invalid(#[from] Invalid),
    /// Its author may not write this.
    #[error("the author may not write this")]
    NotAllowed,
    /// It points at an entry that is not here (yet).
    #[error("it points at an entry that is not here")]
    UnknownTarget,
    /// The visit has been shared: what froze then cannot change.
    #[error("the visit has been shared already")]
    AlreadyShared,
}

/// Where an accepted entry goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placement {
    /// Its own listings.
    pub scopes: Vec<Scope>,
    /// Sharing or releasing a visit lists all its earlier entries here too.
    pub also: Option<(RecordId, Vec<Scope>)>,
    /// The visit that it belongs to, as it stands from now on.
    pub visit: Option<(RecordId, Visit)>,
}

/// Decides on one entry: the scopes in which it is listed, or why it is held.
///
/// `day` is the school day of its effective time: membership is judged as of
/// then.
pub fn judge(school: &impl School, entry: &Entry, day: Day) -> Result<Placement, Refusal> {
    let act = Act::read(entry)?;
    let case = Case { school, envelope: &entry.envelope, day };
    let may_write = |rule: Rule| rule.writers.iter().any(|writer| case.may_write(*writer));
    match rule_of(entry.envelope.kind.as_str()) {
        Some(rule) if !may_write(rule) => Err(Refusal::NotAllowed),
        rule => case.place(&act, rule),
    }
}

/// The same for an entry that somebody who may decides to keep although its
/// author had no right to it. What makes no sense is still refused.
pub fn place(school: &impl School, entry: &Entry, day: Day) -> Result<Placement, Refusal> {
    let act = Act::read(entry)?;
    let case = Case { school, envelope: &entry.envelope, day };
    case.place(&act, rule_of(entry.envelope.kind.as_str()))
}

/// The scopes that may read a visit in its present state.
#[must_use]
pub fn visit_scopes(visit: &Visit) -> Vec<Scope> {
    let mut scopes: Vec<_> = visit.walkers.iter().map(|w| scope::person(*w)).collect();
    match visit.state {
        VisitState::Draft => {}
        VisitState::Shared(sharing) => scopes.extend(sharing.visited.map(scope::person)),
        VisitState::Released(sharing) => {
            scopes.extend(sharing.visited.map(scope::person));
            scopes.push(scope::leaders());
            if sharing.visited.is_some() {
                scopes.push(scope::class(visit.class));
            }
        }
    }
    scopes
}

fn rule_of(kind: &str) -> Option<Rule> {
    RULES.iter().find(|(name, _)| *name == kind).map(|(_, rule)| *rule)
}

/// One entry before its judge.
struct Case<'a, S> {
    school: &'a S,
    envelope: &'a Envelope,
    day: Day,
}

impl<S: School> Case<'_, S> {
    /// Where it goes, whoever wrote it. A kind without a rule is one of a newer
    /// program: its author's alone.
    fn place(&self, act: &Act, rule: Option<Rule>) -> Result<Placement, Refusal> {
        let Some(rule) = rule else {
            let scopes = vec![scope::person(self.author())];
            return Ok(Placement { scopes, also: None, visit: None });
        };
        self.check_target(act)?;
        let visit = self.visit_after(act)?;
        let reach = |reader: &Reader| self.reach(*reader, visit.as_ref());
        let mut scopes: Vec<_> = rule.readers.iter().flat_map(reach).collect();
        order::sort(&mut scopes);
        scopes.dedup();
        let record = self.envelope.record.map(RecordId);
        let also = match (act, record, &visit) {
            (Act::Shared(_) | Act::Opened(_), Some(record), Some(visit)) => {
                Some((record, visit_scopes(visit)))
            }
            _ => None,
        };
        Ok(Placement { scopes, also, visit: record.zip(visit) })
    }

    fn author(&self) -> PersonId {
        PersonId(self.envelope.author)
    }

    fn class(&self) -> Option<ClassId> {
        self.envelope.class.map(ClassId)
    }

    fn people(&self, tag: u8) -> impl Iterator<Item = PersonId> + '_ {
        self.envelope.linked(tag).map(PersonId)
    }

    fn visit(&self) -> Option<Visit> {
        self.school.visit(RecordId(self.envelope.record?))
    }

    fn may_write(&self, writer: Writer) -> bool {
        let author = self.author();
        match writer {
            // Whom "everyone else" leaves out is no reader, and may have left
            // the class before the tablet knew.
            Writer::ClassAdult => self.class().is_some_and(|class| {
                self.school.is_adult_of(author, class, self.day)
                    && self
                        .people(tag::STUDENT)
                        .all(|student| self.school.is_student_of(student, class, self.day))
            }),
            Writer::Leader => self.school.has_role(author, Role::Leader),
            Writer::Student => {
                self.school.has_role(author, Role::Student)
                    && self.people(tag::STUDENT).all(|student| student == author)
            }
            Writer::FirstWalker => {
                self.visit().is_none()
                    && self.school.has_role(author, Role::Leader)
                    && self.people(tag::WALKER).count() <= WALKERS_MAX
                    && self.people(tag::WALKER).any(|walker| walker == author)
                    && self.people(tag::WALKER).all(|w| self.school.has_role(w, Role::Leader))
            }
            Writer::Walker => self.visit().is_some_and(|v| v.walkers.contains(&author)),
            Writer::Visited => self.visit().and_then(|v| v.visited()) == Some(author),
            Writer::WalkerAfterReply => {
                self.visit().is_some_and(|v| v.replied && v.walkers.contains(&author))
            }
            Writer::AuthorOfTarget => {
                self.target().is_none_or(|target| target.envelope.author == author.0)
            }
        }
    }

    fn target(&self) -> Option<Stored> {
        self.school.stored(*self.envelope.supersedes.first()?)
    }

    /// What an entry replaces must be of its own sort: a sighting corrects the
    /// author's own of the same student; a set replaces sets of its record.
    fn check_target(&self, act: &Act) -> Result<(), Refusal> {
        for id in &self.envelope.supersedes {
            let Some(target) = self.school.stored(*id) else {
                // A set may name heads that are still on their way from
                // another tablet; an event's target was made on this one.
                match act {
                    Act::VisitSet(_) | Act::WalkSet(_) => continue,
                    _ => return Err(Refusal::UnknownTarget),
                }
            };
            let fits = match act {
                Act::Retraction(_) => is_retractable(target.envelope.kind.as_str()),
                Act::VisitSet(_) | Act::WalkSet(_) => {
                    target.envelope.kind == self.envelope.kind
                        && target.envelope.record == self.envelope.record
                }
                _ => {
                    target.envelope.kind == self.envelope.kind
                        && target.envelope.author == self.envelope.author
                        && target.envelope.class == self.envelope.class
                        && target.envelope.link(tag::STUDENT) == self.envelope.link(tag::STUDENT)
                }
            };
            if !fits {
                return Err(Refusal::NotAllowed);
            }
        }
        Ok(())
    }

    /// The visit as it stands once this entry is accepted.
    fn visit_after(&self, act: &Act) -> Result<Option<Visit>, Refusal> {
        let Some(record) = self.envelope.record else { return Ok(None) };
        let Some(mut visit) = self.school.visit(RecordId(record)) else {
            return match act {
                Act::VisitSet(_) => Ok(self.class().map(|class| Visit {
                    class,
                    walkers: self.people(tag::WALKER).collect(),
                    state: VisitState::Draft,
                    replied: false,
                })),
                _ => Ok(None),
            };
        };
        if self.class().is_some_and(|class| class != visit.class) {
            return Err(Refusal::NotAllowed);
        }
        match (act, visit.state) {
            (Act::Shared(shared), VisitState::Draft) => {
                let on = self.day.max(self.school.today());
                let sharing = Sharing { visited: self.visited(*shared, &visit)?, on };
                visit.state = VisitState::Shared(sharing);
            }
            (Act::Shared(_), _) => return Err(Refusal::AlreadyShared),
            (Act::Opened(_), VisitState::Shared(sharing)) => {
                visit.state = VisitState::Released(sharing);
            }
            (Act::Reply(_) | Act::Correction(_), _) => visit.replied = true,
            _ => {}
        }
        Ok(Some(visit))
    }

    /// Who becomes the visited adult, checked against the roster. Nobody visits
    /// themselves: a walker would be their own first reader.
    fn visited(&self, shared: Shared, visit: &Visit) -> Result<Option<PersonId>, Refusal> {
        let class = visit.class;
        let linked = self.people(tag::VISITED).next();
        let fits = match (shared.today, linked) {
            (Today::Usual, Some(person)) => {
                self.school.class_teacher(class) == Some(person)
                    || self.school.is_adult_of(person, class, self.day)
            }
            (Today::Partner, Some(person)) => [Role::Teacher, Role::Assistant, Role::Leader]
                .iter()
                .any(|role| self.school.has_role(person, *role)),
            (Today::Cover, None) => true,
            _ => false,
        };
        let walks = linked.is_some_and(|person| visit.walkers.contains(&person));
        if fits && !walks { Ok(linked) } else { Err(Refusal::NotAllowed) }
    }

    fn reach(&self, reader: Reader, visit: Option<&Visit>) -> Vec<Scope> {
        match reader {
            Reader::Student => self.people(tag::STUDENT).map(scope::student).collect(),
            Reader::About => self.people(tag::STUDENT).map(scope::about).collect(),
            Reader::Class => self.class().map(scope::class).into_iter().collect(),
            Reader::Staff => vec![scope::staff()],
            Reader::Author => vec![scope::person(self.author())],
            Reader::Walkers => visit
                .map(|v| v.walkers.iter().map(|w| scope::person(*w)).collect())
                .unwrap_or_default(),
            Reader::Visit => visit.map(visit_scopes).unwrap_or_default(),
            Reader::ReadersOfTarget => self.target().map(|t| t.scopes).unwrap_or_default(),
        }
    }
}

impl Visit {
    /// The visited adult, once the visit is shared with one.
    #[must_use]
    pub fn visited(&self) -> Option<PersonId> {
        match self.state {
            VisitState::Draft => None,
            VisitState::Shared(sharing) | VisitState::Released(sharing) => sharing.visited,
        }
    }
}

/// What a lesson records is taken back, and a choice just made; the rest is
/// corrected or replied to. What a student said of themselves stays: its
/// readers may need to have read it.
fn is_retractable(kind: &str) -> bool {
    let kinds = [
        Sighting::NAME,
        Practised::NAME,
        Away::NAME,
        Noticed::NAME,
        crate::entry::Note::NAME,
        crate::entry::Choice::NAME,
    ];
    kinds.contains(&kind)
}
