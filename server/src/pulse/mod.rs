//! Pulses: short surveys that a school answers anonymously.
//!
//! An answer is no entry: it has no author, no time and no device, and stands
//! under a random id, so that neither its place nor its neighbours say whose it
//! is. The answers of one person to several items have nothing in common. That
//! somebody has answered is kept apart, until the pulse has closed.

pub mod results;

use std::fmt;

use domain::id::PersonId;
use sync::entry::{Millis, Uid};

use crate::accounts::calls::Limit;
use crate::accounts::printed::{Printed, Purpose};
use crate::accounts::sessions::TokenHash;
use crate::random;
use crate::store::{Rows, StoreError};

/// Most characters of a title.
pub const TITLE_CHARS_MAX: usize = 80;
/// Most characters of an item.
pub const ITEM_CHARS_MAX: usize = 200;
/// Most items: a pulse takes a minute.
pub const ITEMS_MAX: usize = 12;
/// Longest time that one is open, in days.
pub const DAYS_MAX: u16 = 60;
/// Answers go from 1, "not at all", to this, "very much".
pub const ANSWER_MAX: u8 = 5;
/// Most pulses that are listed.
pub const LISTED_MAX: usize = 100;
/// How many may answer by links from one address at once, and then one each two
/// seconds: a whole year group in one building.
pub const ANSWERS_BY_LINK: Limit = Limit { at_once: 300, every_millis: 2_000 };

const DAY_MILLIS: Millis = 24 * 60 * 60 * 1_000;

/// Which pulse.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PulseId(pub Uid);

impl fmt::Display for PulseId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Who answers: results are shown for each of these by themselves, and never
/// added up, or what is withheld of one would be the difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum People {
    /// Whoever signs in as staff.
    Staff,
    /// Students, by a link.
    Students,
    /// Families, by a link.
    Families,
    /// Governors, by a link.
    Governors,
    /// Staff who do not sign in, at lunchtime for example: by a link.
    OtherStaff,
}

impl People {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::Staff, Self::Students, Self::Families, Self::Governors, Self::OtherStaff];

    /// The stored name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Staff => "staff",
            Self::Students => "students",
            Self::Families => "families",
            Self::Governors => "governors",
            Self::OtherStaff => "other-staff",
        }
    }

    /// The one with this stored name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|people| people.name() == name)
    }

    /// Who gets a link; staff sign in.
    #[must_use]
    pub fn with_link(name: &str) -> Option<Self> {
        Self::from_name(name).filter(|people| *people != Self::Staff)
    }
}

/// A pulse as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pulse {
    /// Which.
    pub id: PulseId,
    /// What it is about.
    pub title: String,
    /// The statements, in their order.
    pub items: Vec<String>,
    /// From when on it can be answered.
    pub opened: Millis,
    /// Until when; its results are shown from then on.
    pub closes: Millis,
    /// Who made it.
    pub by: PersonId,
}

impl Pulse {
    /// A new one, open from `now` on for so many days; `None` where that is none.
    #[must_use]
    pub fn new(
        title: &str,
        items: &[String],
        days: u16,
        by: PersonId,
        now: Millis,
    ) -> Option<Self> {
        let title = line(title, TITLE_CHARS_MAX)?;
        let items: Vec<_> =
            items.iter().map(|item| line(item, ITEM_CHARS_MAX)).collect::<Option<_>>()?;
        let fits = (1..=ITEMS_MAX).contains(&items.len()) && (1..=DAYS_MAX).contains(&days);
        let closes = now + Millis::from(days) * DAY_MILLIS;
        fits.then(|| Self { id: PulseId(random::uid()), title, items, opened: now, closes, by })
    }

    /// Whether it can be answered.
    #[must_use]
    pub fn is_open(&self, now: Millis) -> bool {
        self.opened <= now && now < self.closes
    }

    /// Whether these can be the answers of one person: one for each item, where
    /// there is any.
    #[must_use]
    pub fn takes(&self, answers: &[Option<u8>]) -> bool {
        let is_value = |value: u8| (1..=ANSWER_MAX).contains(&value);
        answers.len() == self.items.len()
            && answers.iter().flatten().all(|value| is_value(*value))
            && answers.iter().any(Option::is_some)
    }
}

/// A line of text, cut at its ends; `None` where nothing is left or it is too
/// long.
fn line(text: &str, chars_max: usize) -> Option<String> {
    let text = text.trim();
    let fits = !text.is_empty() && text.chars().count() <= chars_max;
    (fits && !text.chars().any(char::is_control)).then(|| text.to_owned())
}

/// The secret of a link as its holders have it. It is everybody's of a group,
/// and says nothing about who among them answers.
pub type Link = Printed<Answers>;

/// Lets a group answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answers;

impl Purpose for Answers {
    const LABEL: &'static str = "limber pulse ";
}

/// What became of somebody's answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    /// They are counted.
    Yes,
    /// This person has answered before.
    Before,
    /// It is not open, or there is none.
    NotOpen,
    /// They are no answers to it.
    Unfit,
}

/// Takes in the answers of somebody who is signed in, once: that they have
/// answered, and the answers, in one transaction and otherwise apart.
pub fn answer(
    rows: &mut dyn Rows,
    id: PulseId,
    person: PersonId,
    answers: &[Option<u8>],
    now: Millis,
) -> Result<Taken, StoreError> {
    let Some(pulse) = rows.pulse(id)?.filter(|pulse| pulse.is_open(now)) else {
        return Ok(Taken::NotOpen);
    };
    if !pulse.takes(answers) {
        return Ok(Taken::Unfit);
    }
    if !rows.has_answered_now(id, person)? {
        return Ok(Taken::Before);
    }
    count(rows, id, People::Staff, answers)
}

/// Takes in the answers of whoever has a link.
pub fn answer_by_link(
    rows: &mut dyn Rows,
    link: TokenHash,
    answers: &[Option<u8>],
    now: Millis,
) -> Result<Taken, StoreError> {
    let Some((pulse, people)) = behind(rows, link, now)? else { return Ok(Taken::NotOpen) };
    if !pulse.takes(answers) {
        return Ok(Taken::Unfit);
    }
    count(rows, pulse.id, people, answers)
}

/// The open pulse to which a link leads, and whose link it is.
pub fn behind(
    rows: &dyn Rows,
    link: TokenHash,
    now: Millis,
) -> Result<Option<(Pulse, People)>, StoreError> {
    let Some((id, people)) = rows.pulse_link(link)? else { return Ok(None) };
    let pulse = rows.pulse(id)?.filter(|pulse| pulse.is_open(now));
    Ok(pulse.map(|pulse| (pulse, people)))
}

/// Each answer by itself, under an id that says nothing.
fn count(
    rows: &mut dyn Rows,
    id: PulseId,
    people: People,
    answers: &[Option<u8>],
) -> Result<Taken, StoreError> {
    for (item, value) in (0..).zip(answers) {
        if let Some(value) = *value {
            rows.add_pulse_answer(random::bytes(), &AnswerRow { pulse: id, people, item, value })?;
        }
    }
    Ok(Taken::Yes)
}

/// One answer to one item: all that is known of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AnswerRow {
    /// Of which pulse.
    pub pulse: PulseId,
    /// Of which of those who were asked.
    pub people: People,
    /// The item, counted from 0.
    pub item: u8,
    /// From 1 to [`ANSWER_MAX`].
    pub value: u8,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pulse(title: &str, items: &[&str], days: u16) -> Option<Pulse> {
        let items: Vec<_> = items.iter().map(|item| (*item).to_owned()).collect();
        Pulse::new(title, &items, days, PersonId(Uid([1; 16])), 1_000)
    }

    #[test]
    fn what_is_a_pulse() {
        let long = "x".repeat(ITEM_CHARS_MAX + 1);
        let many = ["a"; ITEMS_MAX + 1];
        let cases = [
            (pulse(" Our vision ", &["It is clear to me."], 14), true),
            (pulse("", &["a"], 14), false),
            (pulse("a\nb", &["a"], 14), false),
            (pulse("a", &[], 14), false),
            (pulse("a", &["a", " "], 14), false),
            (pulse("a", &[&long], 14), false),
            (pulse("a", &many, 14), false),
            (pulse("a", &["a"], 0), false),
            (pulse("a", &["a"], DAYS_MAX + 1), false),
        ];
        for (at, (made, is_one)) in cases.into_iter().enumerate() {
            assert_eq!(made.is_some(), is_one, "case {at}");
        }
    }

    #[test]
    fn it_is_open_for_its_days() {
        let pulse = pulse("a", &["a"], 2).unwrap();
        let cases = [
            (999, false),
            (1_000, true),
            (1_000 + 2 * DAY_MILLIS - 1, true),
            (1_000 + 2 * DAY_MILLIS, false),
        ];
        for (now, is_open) in cases {
            assert_eq!(pulse.is_open(now), is_open, "{now}");
        }
    }

    #[test]
    fn what_answers_it() {
        let pulse = pulse("a", &["a", "b"], 2).unwrap();
        let cases: [(&[Option<u8>], bool); 6] = [
            (&[Some(1), Some(5)], true),
            (&[None, Some(3)], true),
            (&[None, None], false),
            (&[Some(1)], false),
            (&[Some(0), Some(1)], false),
            (&[Some(6), Some(1)], false),
        ];
        for (answers, takes) in cases {
            assert_eq!(pulse.takes(answers), takes, "{answers:?}");
        }
    }

    #[test]
    fn people_are_found_by_their_own_names_and_staff_get_no_link() {
        for people in People::ALL {
            assert_eq!(People::from_name(people.name()), Some(people));
            assert_eq!(People::with_link(people.name()).is_some(), people != People::Staff);
        }
    }
}
