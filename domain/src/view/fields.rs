//! The fields of a record that people set, a visit's or a walk's: each with
//! its heads.

use std::collections::BTreeMap;

use sync::entry::{EntryId, Millis};
use sync::order;
use sync::register;

use super::Filed;
use crate::id::PersonId;

/// One value of a field that nothing replaces. A field with several was edited
/// by people who had not seen each other's edits: both stay readable, and
/// someone chooses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head<S> {
    /// The entry.
    pub id: EntryId,
    /// The field with its value.
    pub set: S,
    /// Who wrote it.
    pub author: PersonId,
    /// When.
    pub at: Millis,
}

/// Every field that was ever set, by its stored name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldHeads<S>(BTreeMap<String, Field<S>>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Field<S> {
    /// Different values, the one that is shown first first.
    heads: Vec<Head<S>>,
    /// Everything that a new value replaces: the heads, then sets of equal
    /// value that count as one with them.
    superseded: Vec<EntryId>,
}

impl<S: Clone + PartialEq> FieldHeads<S> {
    /// The fields of some sets, in any order.
    pub(super) fn of<'a>(sets: impl IntoIterator<Item = (String, &'a Filed, &'a S)>) -> Self
    where
        S: 'a,
    {
        let mut by_field: BTreeMap<String, Vec<(&Filed, &S)>> = BTreeMap::new();
        for (field, filed, set) in sets {
            by_field.entry(field).or_default().push((filed, set));
        }
        Self(order::gather(by_field.into_iter().map(|(field, sets)| (field, Field::of(&sets)))))
    }
}

impl<S> FieldHeads<S> {
    /// The heads of a field.
    #[must_use]
    pub fn heads(&self, field: &str) -> &[Head<S>] {
        self.0.get(field).map_or(&[], |field| field.heads.as_slice())
    }

    /// The value of a field that is shown first.
    #[must_use]
    pub fn first(&self, field: &str) -> Option<&S> {
        self.heads(field).first().map(|head| &head.set)
    }

    /// The heads of every field, by field.
    pub fn all(&self) -> impl Iterator<Item = &[Head<S>]> {
        self.0.values().map(|field| field.heads.as_slice())
    }

    /// What a new value of `field` must supersede.
    #[must_use]
    pub fn superseded_by(&self, field: &str) -> Vec<EntryId> {
        self.0.get(field).map_or_else(Vec::new, |field| field.superseded.clone())
    }

    /// The fields in which people who had not seen each other's edits differ.
    pub fn conflicts(&self) -> impl Iterator<Item = (&str, &[Head<S>])> {
        self.0
            .iter()
            .filter(|(_, field)| field.heads.len() > 1)
            .map(|(name, field)| (name.as_str(), field.heads.as_slice()))
    }
}

impl<S: Clone + PartialEq> Field<S> {
    fn of(sets: &[(&Filed, &S)]) -> Self {
        let registered: Vec<_> = sets
            .iter()
            .map(|(filed, set)| register::Set {
                id: filed.envelope.id,
                supersedes: &filed.envelope.supersedes,
                at: filed.received.effective,
                value: *set,
            })
            .collect();
        let heads: Vec<_> = register::heads(&registered)
            .into_iter()
            .filter_map(|head| sets.iter().find(|(filed, _)| filed.envelope.id == head.id))
            .map(|(filed, set)| Head {
                id: filed.envelope.id,
                set: (*set).clone(),
                author: filed.author(),
                at: filed.received.effective,
            })
            .collect();
        let mut superseded: Vec<_> = heads.iter().map(|head| head.id).collect();
        for id in register::to_supersede(&registered) {
            if !superseded.contains(&id) {
                superseded.push(id);
            }
        }
        Self { heads, superseded }
    }
}
