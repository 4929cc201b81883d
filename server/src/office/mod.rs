//! What the office imports or sets, as one picture in memory: who is who, in
//! which class, on which day, in which term.
//!
//! It is made from the rows, is good for one version of them, and is shared by
//! everything that decides: rights, directories, reports.

mod directory;
mod scopes;
mod settings;
mod zone;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use domain::framework::Framework;
use domain::id::{ClassId, EnrolmentId, PersonId};
use domain::rights::Role;
use domain::roster::{Class, Current, Member, Person, Position, class_teacher, position};
use domain::time::{Calendar, Day, ZoneOffsets};
use sync::entry::Millis;

pub use self::directory::{Holder, full_name};
pub use self::settings::{BadSetting, Retention, Settings, is_zone};
use crate::accounts::supply::PassRow;
use crate::store::{Rows, StoreError};

/// Who has left may still send what they recorded before, for so many days.
pub const GRACE_DAYS: i32 = 60;

/// See the module.
#[derive(Debug)]
pub struct Office {
    /// The version of the rows that it was made from.
    pub version: i64,
    /// The roster.
    pub roster: Current,
    /// Terms, half-terms, days off.
    pub calendar: Calendar,
    /// The framework in force.
    pub framework: Framework,
    /// What the school has set.
    pub settings: Settings,
    /// Students whose data is stored and not used.
    pub restricted: BTreeSet<PersonId>,
    /// The school's clock, for the years around the one in which it was made.
    pub zone: ZoneOffsets,
    years: zone::Years,
    granted: HashMap<PersonId, BTreeSet<Role>>,
    supply: HashMap<PersonId, PassRow>,
    enrolments_by_class: HashMap<ClassId, Vec<EnrolmentId>>,
    enrolments_by_person: HashMap<PersonId, Vec<EnrolmentId>>,
}

/// Keeps the last picture, for as long as it is good.
#[derive(Debug, Default)]
pub struct OfficeCache(Mutex<Option<Arc<Office>>>);

impl OfficeCache {
    /// The picture of these rows at `now`.
    pub fn get(&self, rows: &dyn Rows, now: Millis) -> Result<Arc<Office>, StoreError> {
        let version = rows.office_version()?;
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let good = |office: &&Arc<Office>| office.version == version && office.years.contain(now);
        if let Some(office) = kept.as_ref().filter(good) {
            return Ok(Arc::clone(office));
        }
        let office = Arc::new(Office::load(rows, now)?);
        *kept = Some(Arc::clone(&office));
        Ok(office)
    }
}

impl Office {
    /// Makes the picture.
    pub fn load(rows: &dyn Rows, now: Millis) -> Result<Self, StoreError> {
        let roster = rows.roster()?;
        let calendar = Calendar::new(roster.plan()).unwrap_or_else(|error| {
            // An import refuses dates that make no calendar.
            tracing::error!(%error, "the school's dates make no calendar; going on without them");
            Calendar::default()
        });
        let settings = Settings::load(rows)?;
        let mut granted: HashMap<_, BTreeSet<_>> = HashMap::new();
        for (person, role) in rows.grants()? {
            granted.entry(person).or_default().insert(role);
        }
        let supply = rows.supply()?.into_iter().map(|row| (row.person, row.pass)).collect();
        let mut by_class: HashMap<_, Vec<_>> = HashMap::new();
        let mut by_person: HashMap<_, Vec<_>> = HashMap::new();
        for (id, kept) in &roster.enrolments {
            by_class.entry(kept.row.class).or_default().push(*id);
            by_person.entry(kept.row.person).or_default().push(*id);
        }
        let years = zone::Years::around(now);
        Ok(Self {
            version: rows.office_version()?,
            calendar,
            framework: rows.framework()?,
            zone: zone::offsets(&settings.zone, years),
            years,
            restricted: rows.restrictions()?.into_iter().map(|(person, _)| person).collect(),
            settings,
            granted,
            supply,
            enrolments_by_class: by_class,
            enrolments_by_person: by_person,
            roster,
        })
    }

    /// The school day, in the school's zone, at that moment.
    #[must_use]
    pub fn day_of(&self, at: Millis) -> Day {
        self.zone.day_of(at)
    }

    /// Somebody who is here on `day`; `None` for who has left.
    #[must_use]
    pub fn person(&self, id: PersonId, day: Day) -> Option<&Person> {
        let kept = self.roster.people.get(&id)?;
        kept.left.is_none_or(|left| day < left).then_some(&kept.row)
    }

    /// Whether somebody may sign in on `day`: here, and not locked out by the
    /// source.
    #[must_use]
    pub fn may_sign_in(&self, id: PersonId, day: Day) -> bool {
        self.person(id, day).is_some_and(|person| person.enabled)
    }

    /// What somebody is on `day`: what the roster says, what their places in
    /// classes make them, and what was granted here. Empty for who has left.
    #[must_use]
    pub fn roles(&self, id: PersonId, day: Day) -> BTreeSet<Role> {
        let Some(person) = self.person(id, day) else { return BTreeSet::new() };
        let by_place =
            self.classes_of(id, day).into_iter().map(|(_, member)| match member.position {
                Position::Student => Role::Student,
                Position::Teacher => Role::Teacher,
                Position::Assistant => Role::Assistant,
            });
        let supply = self.supply_of(id, day).map(|_| Role::Supply);
        person.rights().chain(by_place).chain(self.granted(id)).chain(supply).collect()
    }

    /// The class in which somebody is on supply on `day`.
    #[must_use]
    pub fn supply_of(&self, id: PersonId, day: Day) -> Option<ClassId> {
        self.supply.get(&id).filter(|pass| pass.day == day).map(|pass| pass.class)
    }

    /// Whether somebody was here by a pass that has ended.
    #[must_use]
    pub fn supply_has_ended(&self, id: PersonId, now: Millis) -> bool {
        self.supply.get(&id).is_some_and(|pass| pass.until <= now)
    }

    /// Whether somebody is a member of staff on `day`. Whoever is here by a pass
    /// is not: what all staff may see is not for them.
    #[must_use]
    pub fn is_staff(&self, id: PersonId, day: Day) -> bool {
        !self.supply.contains_key(&id)
            && (self.person(id, day).is_some_and(Person::is_staff)
                || self.roles(id, day).iter().any(|role| role.is_staff()))
    }

    /// Who is in `class` on `day`, and what they are there.
    #[must_use]
    pub fn members(&self, class: ClassId, day: Day) -> Vec<Member> {
        let ids = self.enrolments_by_class.get(&class).map_or(&[][..], Vec::as_slice);
        ids.iter().filter_map(|id| self.member(*id, day)).collect()
    }

    /// The classes of somebody on `day`, and what they are there.
    #[must_use]
    pub fn classes_of(&self, person: PersonId, day: Day) -> Vec<(ClassId, Member)> {
        let ids = self.enrolments_by_person.get(&person).map_or(&[][..], Vec::as_slice);
        let classes = ids.iter().filter_map(|id| {
            let class = self.roster.enrolments.get(id)?.row.class;
            Some((class, self.member(*id, day)?))
        });
        classes.collect()
    }

    /// The classes of which somebody is an adult on `day`.
    #[must_use]
    pub fn taught_by(&self, person: PersonId, day: Day) -> BTreeSet<ClassId> {
        let classes = self.classes_of(person, day).into_iter();
        classes.filter(|(_, member)| member.position.is_adult()).map(|(class, _)| class).collect()
    }

    /// Whether somebody is an adult of `class` on `day`.
    #[must_use]
    pub fn is_adult_of(&self, person: PersonId, class: ClassId, day: Day) -> bool {
        self.place(person, class, day).is_some_and(Position::is_adult)
    }

    /// Whether somebody is a student of `class` on `day`.
    #[must_use]
    pub fn is_student_of(&self, person: PersonId, class: ClassId, day: Day) -> bool {
        self.place(person, class, day) == Some(Position::Student)
    }

    /// The one accountable adult of `class` on `day`.
    #[must_use]
    pub fn class_teacher(&self, class: ClassId, day: Day) -> Option<PersonId> {
        class_teacher(&self.members(class, day))
    }

    /// A class that exists on `day`.
    #[must_use]
    pub fn class(&self, id: ClassId, day: Day) -> Option<&Class> {
        let kept = self.roster.classes.get(&id)?;
        kept.left.is_none_or(|left| day < left).then_some(&kept.row)
    }

    /// The students of `class` on `day` under the shortest names that are
    /// unique in it.
    #[must_use]
    pub fn student_names(&self, class: ClassId, day: Day) -> BTreeMap<PersonId, String> {
        let students = self.students(class, day).into_iter().filter_map(|id| {
            let person = &self.roster.people.get(&id)?.row;
            Some((id, person.given_name.as_str(), person.family_name.as_str()))
        });
        domain::roster::display_names(students)
    }

    /// The students of `class` on `day`.
    #[must_use]
    pub fn students(&self, class: ClassId, day: Day) -> BTreeSet<PersonId> {
        let members = self.members(class, day).into_iter();
        members.filter(|member| !member.position.is_adult()).map(|member| member.person).collect()
    }

    /// The subject of a class: its own, else its course's.
    #[must_use]
    pub fn subject<'a>(&'a self, class: &'a Class) -> Option<&'a str> {
        let course = || class.course.and_then(|id| self.roster.courses.get(&id));
        class.subject.as_deref().or_else(|| course()?.row.subject.as_deref())
    }

    /// Whether a class is a primary or early-years one: all of its years are.
    #[must_use]
    pub fn is_primary(&self, class: &Class) -> bool {
        let years = self.roster.years_of(class);
        !years.is_empty() && years.iter().all(|year| year.number() <= LAST_PRIMARY_YEAR)
    }

    /// Whether somebody had `role` when it mattered: who has left may still
    /// send what they recorded before, for [`GRACE_DAYS`].
    #[must_use]
    pub fn had_role(&self, id: PersonId, role: Role, day: Day) -> bool {
        let Some(kept) = self.roster.people.get(&id) else { return false };
        let day = match kept.left {
            Some(left) if left <= day && day <= left.plus(GRACE_DAYS) => left.plus(-1),
            _ => day,
        };
        self.roles(id, day).contains(&role)
    }

    /// Whether somebody was an adult of `class` on `day`, and left it, or the
    /// school, no longer than [`GRACE_DAYS`] before `today`.
    #[must_use]
    pub fn was_adult_of(&self, person: PersonId, class: ClassId, day: Day, today: Day) -> bool {
        if let Some(pass) = self.supply.get(&person) {
            // Of that class, on that day.
            return pass.class == class && pass.day == day && today <= day.plus(GRACE_DAYS);
        }
        let left = self.roster.people.get(&person).and_then(|kept| kept.left);
        if left.is_some_and(|left| left.plus(GRACE_DAYS) < today) {
            return false;
        }
        let ids = self.enrolments_by_person.get(&person).map_or(&[][..], Vec::as_slice);
        ids.iter().any(|id| {
            let Some(kept) = self.roster.enrolments.get(id) else { return false };
            let in_time = kept.row.end.is_none_or(|end| today <= end.plus(GRACE_DAYS));
            kept.row.class == class
                && in_time
                && self.member(*id, day).is_some_and(|member| member.position.is_adult())
        })
    }

    fn granted(&self, person: PersonId) -> impl Iterator<Item = Role> + '_ {
        self.granted.get(&person).into_iter().flatten().copied()
    }

    fn place(&self, person: PersonId, class: ClassId, day: Day) -> Option<Position> {
        let classes = self.classes_of(person, day);
        let places = classes.iter().filter(|(id, _)| *id == class);
        places.map(|(_, member)| member.position).max_by_key(|position| position.is_adult())
    }

    fn member(&self, id: EnrolmentId, day: Day) -> Option<Member> {
        let enrolment = &self.roster.enrolments.get(&id)?.row;
        let person = self.person(enrolment.person, day)?;
        if !enrolment.holds_on(day) {
            return None;
        }
        Some(Member {
            enrolment: id,
            person: enrolment.person,
            position: position(&person.roles, enrolment.role)?,
            primary: enrolment.primary,
            begin: enrolment.begin,
        })
    }
}

/// Year 6.
const LAST_PRIMARY_YEAR: i8 = 6;
