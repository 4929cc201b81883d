//! The fields of a visit that were written on two tablets at the same time.

use domain::entry::VisitSet;
use domain::entry::fields::TEXT_CHARS_MAX;
use domain::id::PersonId;
use domain::view::{Head, VisitView};
use leptos::prelude::*;

use super::super::heads::{Choice, Contested, heads_panel};
use super::room::Room;
use super::said;
use crate::reactive::memo;
use crate::text::t;

/// All fields with several heads, for the visit's walkers; nothing where there are none. Who taught froze when the visit
/// was shared: there is nothing left to choose.
#[component]
pub fn Conflicts(
    /// The visit.
    room: Room,
) -> impl IntoView {
    let fields = memo(move || {
        let me = room.me();
        room.of(|visit| {
            let open = visit.conflicts().filter(|(field, _)| is_open(visit, field, me));
            open.map(|(_, heads)| heads.to_vec()).collect::<Vec<_>>()
        })
    });
    move || heads_panel(fields.get().iter().filter_map(|heads| contested(room, heads)).collect())
}

/// Whether this person may choose between the heads of a field.
fn is_open(visit: &VisitView, field: &str, me: PersonId) -> bool {
    let is_frozen = visit.shared_as.is_some() && matches!(field, "today" | "partner");
    visit.walkers.contains(&me) && !is_frozen
}

/// One field with its heads; `None` for a field of a newer program.
fn contested(room: Room, heads: &[Head<VisitSet>]) -> Option<Contested> {
    let choice = |head: &Head<VisitSet>| {
        let set = head.set.clone();
        Choice {
            said: said::value(room, &head.set),
            by: (t().visit.heads.by)(&room.name_of(head.author), &room.when(head.at)),
            keep: Callback::new(move |()| room.choose(&set)),
        }
    };
    Some(Contested {
        heading: said::heading(room, &heads.first()?.set)?,
        heads: heads.iter().map(choice).collect(),
        join: join(heads).map(|joined| Callback::new(move |()| room.choose(&joined))),
    })
}

/// Several texts as one, the one that is shown first on top; `None` for what cannot be joined, or would be too long.
fn join(heads: &[Head<VisitSet>]) -> Option<VisitSet> {
    let VisitSet::Words(words, _) = heads.first()?.set else { return None };
    let texts = heads.iter().filter_map(|head| match &head.set {
        VisitSet::Words(_, text) if !text.is_empty() => Some(text.as_str()),
        _ => None,
    });
    let joined = texts.collect::<Vec<_>>().join("\n");
    (joined.chars().count() <= TEXT_CHARS_MAX).then_some(VisitSet::Words(words, joined))
}

#[cfg(test)]
mod tests {
    use domain::entry::visit::{Steering, Today, Words};
    use sync::entry::EntryId;

    use super::super::super::entries;
    use super::super::super::testing::*;
    use super::*;

    fn heads(sets: &[VisitSet]) -> Vec<Head<VisitSet>> {
        let id = EntryId { incarnation: 1, number: 1 };
        sets.iter().map(|set| Head { id, set: set.clone(), author: LEADER, at: 0 }).collect()
    }

    #[test]
    fn texts_are_joined_as_long_as_they_fit() {
        let heard = |text: &str| VisitSet::Words(Words::Heard, text.to_owned());
        let joined = |sets: &[VisitSet]| join(&heads(sets));
        assert_eq!(joined(&[heard("one"), heard("two")]), Some(heard("one\ntwo")));
        assert_eq!(joined(&[heard(""), heard("two")]), Some(heard("two")));
        assert_eq!(
            joined(&[VisitSet::Steering(None), VisitSet::Steering(Some(Steering::Adult))]),
            None
        );
        // The line between them counts, and a letter is one whatever it weighs.
        let long = "é".repeat(TEXT_CHARS_MAX - 4);
        assert!(joined(&[heard(&long), heard("abc")]).is_some());
        assert_eq!(joined(&[heard(&long), heard("abcd")]), None);
    }

    #[test]
    fn walkers_choose_after_sharing_too_but_not_who_taught() {
        let mut log = Log::default();
        let at = ten_on(TODAY);
        let seen =
            |log: &Log| log.view().visit(VISIT, &domain::time::Calendar::default(), TODAY).unwrap();
        log.write(LEADER, at, entries::start(VISIT, CLASS, LEADER, None));
        let before = seen(&log);
        let open = |log: &Log, me| {
            let visit = seen(log);
            let open = visit.conflicts().filter(|(field, _)| is_open(&visit, field, me));
            open.map(|(field, _)| field.to_owned()).collect::<Vec<_>>()
        };
        for text in ["Calm start", "Calm start, two helpers"] {
            let words = VisitSet::Words(Words::Noticed, text.to_owned());
            log.write(LEADER, at, entries::set(&before, &words, []));
        }
        log.write(LEADER, at, entries::share(&seen(&log), &directory()).unwrap());
        // From a tablet that did not know yet that it was shared.
        for today in [Today::Partner, Today::Cover] {
            log.write(LEADER, at, entries::set(&before, &VisitSet::Today(today), []));
        }
        assert_eq!(open(&log, LEADER), ["noticed"]);
        assert_eq!(open(&log, TEACHER), [""; 0]);
    }
}
