//! The directory of one person: what their devices may see of the office's
//! rows.

use std::collections::{BTreeMap, BTreeSet};

use domain::directory::{ClassCard, Directory, Learners, PersonCard, SchoolCard};
use domain::id::{ClassId, PersonId};
use domain::rights::Role;
use domain::roster::{Class, OrgType, Person};
use domain::time::Day;

use super::{Office, Settings};

/// For whom a directory is made, and what only the log knows.
#[derive(Debug, Clone)]
pub struct Holder<'a> {
    /// Who will hold it.
    pub person: PersonId,
    /// On which day.
    pub day: Day,
    /// How many visits of this term were shared with each adult.
    pub visits: &'a BTreeMap<PersonId, u32>,
}

impl Office {
    /// The directory of somebody; `None` for who is unknown.
    ///
    /// Adults of a class see its students; a leader sees all classes without
    /// students; a student sees themselves and their own adults; an
    /// administrator sees classes. Several roles: the union. Somebody on supply
    /// sees today's class, and nobody of the staff but its adults.
    #[must_use]
    pub fn directory(&self, holder: &Holder<'_>) -> Option<Directory> {
        let (me, day) = (holder.person, holder.day);
        let person = &self.roster.people.get(&me)?.row;
        let roles = self.roles(me, day);
        let is_staff = self.is_staff(me, day);
        let classes = self.class_cards(holder, &roles);
        let staff = if is_staff {
            self.staff(day)
        } else {
            let adults = classes.iter().flat_map(|class| class.adults.iter().copied());
            self.cards(adults.collect())
        };
        let name = if is_staff { full_name(person) } else { person.given_name.clone() };
        Some(Directory {
            school: self.school_card(),
            me: PersonCard { id: me, name },
            roles: roles.into_iter().collect(),
            staff,
            classes,
            calendar: self.calendar.clone(),
            framework: self.framework.clone(),
            established: self.settings.established,
        })
    }

    /// The school's name: as set, else as imported.
    #[must_use]
    pub fn school_name(&self) -> &str {
        let here = self.roster.orgs.values().filter(|kept| kept.left.is_none());
        let school = here.map(|kept| &kept.row).find(|org| org.org_type == OrgType::School);
        self.settings
            .school
            .as_deref()
            .or_else(|| school.map(|org| org.name.as_str()))
            .unwrap_or(Settings::unnamed())
    }

    fn school_card(&self) -> SchoolCard {
        SchoolCard {
            name: self.school_name().to_owned(),
            safeguarding_lead: self.settings.safeguarding_lead.clone(),
            zone: self.zone.clone(),
            visits_cap: self.settings.visits_cap,
        }
    }

    fn class_cards(&self, holder: &Holder<'_>, roles: &BTreeSet<Role>) -> Vec<ClassCard> {
        let (me, day) = (holder.person, holder.day);
        let mine = self.taught_by(me, day);
        let sees_all = roles.contains(&Role::Leader) || roles.contains(&Role::Administrator);
        let supply = self.supply_of(me, day);
        let visible: BTreeSet<ClassId> = if sees_all {
            self.roster.classes.keys().copied().collect()
        } else if let Some(class) = supply {
            BTreeSet::from([class])
        } else {
            self.classes_of(me, day).into_iter().map(|(class, _)| class).collect()
        };
        let cards = visible.into_iter().filter_map(|id| {
            let mut card = self.class_card(id, self.class(id, day)?, day);
            card.mine = mine.contains(&id) || supply == Some(id);
            if card.mine {
                card.students = Some(self.student_cards(id, day));
            } else if self.is_student_of(me, id, day) {
                let names = self.student_names(id, day);
                card.students =
                    names.get(&me).map(|name| vec![PersonCard { id: me, name: name.clone() }]);
            }
            card.enough_visits = roles.contains(&Role::Leader)
                && card.teacher.is_some_and(|teacher| {
                    holder.visits.get(&teacher).is_some_and(|n| *n >= self.settings.visits_cap)
                });
            Some(card)
        });
        let mut cards: Vec<_> = cards.collect();
        cards.sort_by(|a, b| natural(&a.name).cmp(&natural(&b.name)).then(a.id.cmp(&b.id)));
        cards
    }

    fn class_card(&self, id: ClassId, class: &Class, day: Day) -> ClassCard {
        let adults = self.members(id, day).into_iter().filter(|m| m.position.is_adult());
        let adults: BTreeSet<_> = adults.map(|member| member.person).collect();
        ClassCard {
            id,
            name: class.title.clone(),
            subject: self.subject(class).map(str::to_owned),
            years: self.roster.years_of(class).into_iter().collect(),
            learners: self.learners(class),
            teacher: self.class_teacher(id, day),
            adults: adults.into_iter().collect(),
            mine: false,
            students: None,
            enough_visits: false,
        }
    }

    fn learners(&self, class: &Class) -> Learners {
        self.settings.learners.unwrap_or(if self.is_primary(class) {
            Learners::Children
        } else {
            Learners::Students
        })
    }

    fn student_cards(&self, class: ClassId, day: Day) -> Vec<PersonCard> {
        sorted(self.student_names(class, day).into_iter().map(|(id, name)| PersonCard { id, name }))
    }

    fn staff(&self, day: Day) -> Vec<PersonCard> {
        let people = self.roster.people.keys().copied();
        self.cards(people.filter(|id| self.is_staff(*id, day)).collect())
    }

    fn cards(&self, people: BTreeSet<PersonId>) -> Vec<PersonCard> {
        let cards = people.into_iter().filter_map(|id| {
            let name = full_name(&self.roster.people.get(&id)?.row);
            // The first administrator has none before they took their link.
            (!name.is_empty()).then_some(PersonCard { id, name })
        });
        sorted(cards)
    }
}

/// "Hamza Crane".
#[must_use]
pub fn full_name(person: &Person) -> String {
    format!("{} {}", person.given_name, person.family_name).trim().to_owned()
}

fn sorted(cards: impl Iterator<Item = PersonCard>) -> Vec<PersonCard> {
    let mut cards: Vec<_> = cards.collect();
    cards.sort_by(|a, b| a.name.to_lowercase().cmp(&b.name.to_lowercase()).then(a.id.cmp(&b.id)));
    cards
}

/// Sorts "Year 9" before "Year 10".
fn natural(name: &str) -> Vec<(u64, String)> {
    let mut parts = Vec::new();
    let mut rest = name.trim();
    while !rest.is_empty() {
        let words = rest.find(|c: char| c.is_ascii_digit()).unwrap_or(rest.len());
        let (text, after) = rest.split_at(words);
        let digits = after.find(|c: char| !c.is_ascii_digit()).unwrap_or(after.len());
        let (number, after) = after.split_at(digits);
        parts.push((0, text.to_lowercase()));
        parts.push((number.parse().unwrap_or(u64::MAX), String::new()));
        rest = after;
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_sort_as_people_count() {
        let mut names =
            ["Year 10 Maths", "7B Science", "Year 9 Maths", "10C Art", "7A Science", "Reception"];
        names.sort_by_key(|name| natural(name));
        assert_eq!(
            names,
            ["7A Science", "7B Science", "10C Art", "Reception", "Year 9 Maths", "Year 10 Maths"]
        );
    }
}
