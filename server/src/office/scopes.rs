//! Which audiences somebody belongs to: what their devices may hold.

use std::collections::BTreeSet;

use domain::id::PersonId;
use domain::rights::Role;
use domain::scope;
use domain::time::Day;
use sync::scope::Scope;

use super::Office;

impl Office {
    /// The scopes of somebody on `day`; none for who has left but their own.
    ///
    /// Several roles: the union. An administrator has none of the entries by
    /// default; a leader none of the students'.
    #[must_use]
    pub fn scopes(&self, person: PersonId, day: Day) -> BTreeSet<Scope> {
        let roles = self.roles(person, day);
        let only_administrator =
            !roles.is_empty() && roles.iter().all(|role| *role == Role::Administrator);
        let mut scopes = BTreeSet::from([scope::person(person)]);
        if self.is_staff(person, day) && !only_administrator {
            scopes.extend([scope::school(), scope::staff()]);
        }
        if roles.contains(&Role::Student) {
            scopes.extend([scope::school(), scope::student(person)]);
        }
        if roles.contains(&Role::Leader) {
            scopes.insert(scope::leaders());
        }
        for class in self.taught_by(person, day) {
            scopes.insert(scope::class(class));
            scopes.extend(self.students(class, day).into_iter().map(scope::about));
        }
        scopes
    }
}
