//! What a tap in a lesson means, and the entries that it makes.

use domain::entry::{
    Away, Context, Draft, Note, Noticed, Practised, Retraction, Sighting, Support, tag,
};
use domain::id::{ClassId, MuscleId, PersonId, Phase};
use sync::entry::{EntryId, LINKS_MAX};

/// What an adult holds while tapping names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Brush {
    /// A phase of the chosen muscle.
    Phase(Phase),
    /// Away today, or here after all.
    Away,
}

/// Where and under what a sighting is made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// The class.
    pub class: ClassId,
    /// The muscle that is looked at.
    pub muscle: MuscleId,
    /// Version of the framework.
    pub framework: u32,
    /// Where and how.
    pub context: Context,
}

/// What is known of the student who is tapped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tapped {
    /// What this adult recorded of them in this lesson, with this muscle.
    pub seen: Option<(EntryId, Phase)>,
    /// The entry that says they are away, and whether it is this adult's own.
    pub away: Option<(EntryId, bool)>,
}

/// What a tap does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tap {
    /// Without a brush: opens the student.
    Open,
    /// Seen: recorded, or corrected where something else was recorded in this lesson.
    Seen(Draft),
    /// The same phase again: nothing changes.
    Already,
    /// Marked as away.
    Away(Draft),
    /// Here after all.
    Back(Draft),
    /// A colleague's word cannot be taken back; a sighting overrules it.
    AwayByOther,
}

/// What a tap on `student` does with `brush` in hand.
pub fn tap(brush: Option<Brush>, setting: &Setting, student: PersonId, tapped: Tapped) -> Tap {
    match (brush, tapped.away, tapped.seen) {
        (None, _, _) => Tap::Open,
        (Some(Brush::Away), Some((away, true)), _) => Tap::Back(retraction(away)),
        (Some(Brush::Away), Some((_, false)), _) => Tap::AwayByOther,
        (Some(Brush::Away), None, _) => {
            Tap::Away(about(&Draft::new(&Away), setting.class, student))
        }
        (Some(Brush::Phase(phase)), None, Some((_, seen))) if phase == seen => Tap::Already,
        (Some(Brush::Phase(phase)), _, seen) => {
            let corrected = seen.map(|(id, _)| id);
            Tap::Seen(sighting(setting, student, phase, Detail::default(), corrected))
        }
    }
}

/// What can be said of a sighting beside its phase.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Detail {
    /// How much help there was.
    pub support: Option<Support>,
    /// A part of the muscle.
    pub strand: Option<String>,
}

/// A sighting; of this lesson's earlier one, if there is one, the correction.
pub fn sighting(
    setting: &Setting,
    student: PersonId,
    phase: Phase,
    detail: Detail,
    corrected: Option<EntryId>,
) -> Draft {
    let sighting = Sighting {
        muscle: setting.muscle.clone(),
        phase,
        framework: setting.framework,
        context: setting.context.clone(),
        support: detail.support,
        strand: detail.strand,
    };
    about(&Draft::new(&sighting), setting.class, student).superseding(corrected)
}

/// "Everyone else: practised", with whoever was seen in this lesson or is away as exceptions. A class has fewer people
/// than an entry may have links; were it ever larger, the last exceptions would count as practising.
pub fn practised(setting: &Setting, except: impl IntoIterator<Item = PersonId>) -> Draft {
    let practised = Practised {
        muscle: setting.muscle.clone(),
        framework: setting.framework,
        context: setting.context.clone(),
    };
    let draft = Draft::new(&practised).in_class(setting.class);
    except
        .into_iter()
        .take(LINKS_MAX)
        .fold(draft, |draft, student| draft.link(tag::EXCEPT, student.0))
}

/// Words for the student and the class's adults.
pub fn noticed(class: ClassId, student: PersonId, text: &str) -> Draft {
    let noticed = Noticed { text: text.trim().to_owned(), muscle: None };
    about(&Draft::new(&noticed), class, student)
}

/// Words for the class's adults.
pub fn note(class: ClassId, student: PersonId, text: &str) -> Draft {
    about(&Draft::new(&Note { text: text.trim().to_owned() }), class, student)
}

/// Takes an own entry back.
pub fn retraction(target: EntryId) -> Draft {
    Draft::new(&Retraction).superseding([target])
}

fn about(draft: &Draft, class: ClassId, student: PersonId) -> Draft {
    draft.clone().in_class(class).link(tag::STUDENT, student.0)
}

#[cfg(test)]
mod tests {
    use domain::entry::Act;
    use sync::entry::{Stamp, Uid};

    use super::*;

    const STUDENT: PersonId = PersonId(Uid([1; 16]));
    const EARLIER: EntryId = EntryId { incarnation: 1, number: 1 };

    fn setting() -> Setting {
        Setting {
            class: ClassId(Uid([9; 16])),
            muscle: MuscleId::new("questioning").unwrap(),
            framework: 3,
            context: Context { subject: Some("Science".to_owned()), ..Context::default() },
        }
    }

    fn act(draft: Draft) -> Act {
        Act::read(&draft.into_entry(EARLIER, STUDENT, Stamp::default())).unwrap()
    }

    #[test]
    fn what_a_tap_does() {
        let phase = |n: usize| Some(Brush::Phase(Phase::ALL[n]));
        let seen = |n: usize| Tapped { seen: Some((EARLIER, Phase::ALL[n])), away: None };
        let away = |own| Tapped { seen: None, away: Some((EARLIER, own)) };
        let new = |n, corrected| {
            Tap::Seen(sighting(&setting(), STUDENT, Phase::ALL[n], Detail::default(), corrected))
        };
        let cases = [
            ("without a brush", None, seen(3), Tap::Open),
            ("the first time", phase(3), Tapped::default(), new(3, None)),
            ("another phase corrects", phase(4), seen(3), new(4, Some(EARLIER))),
            ("the same phase changes nothing", phase(3), seen(3), Tap::Already),
            ("who is seen has come", phase(2), away(false), new(2, None)),
            (
                "away",
                Some(Brush::Away),
                seen(3),
                Tap::Away(about(&Draft::new(&Away), setting().class, STUDENT)),
            ),
            ("here after all", Some(Brush::Away), away(true), Tap::Back(retraction(EARLIER))),
            ("a colleague's word", Some(Brush::Away), away(false), Tap::AwayByOther),
        ];
        for (case, brush, tapped, does) in cases {
            assert_eq!(tap(brush, &setting(), STUDENT, tapped), does, "{case}");
        }
    }

    #[test]
    fn a_sighting_says_where_it_was_made() {
        let draft = sighting(&setting(), STUDENT, Phase::ALL[3], Detail::default(), Some(EARLIER));
        assert_eq!(draft.class, Some(setting().class.0));
        assert_eq!(draft.supersedes, [EARLIER]);
        let Act::Sighting(sighting) = act(draft) else { panic!("not a sighting") };
        assert_eq!(sighting.context, setting().context);
        assert_eq!((sighting.muscle, sighting.framework), (setting().muscle, 3));
    }

    #[test]
    fn everyone_else_names_its_exceptions() {
        let except = [STUDENT, PersonId(Uid([2; 16])), STUDENT];
        let draft = practised(&setting(), except);
        assert_eq!(draft.links.len(), 2, "each once");
        assert!(matches!(act(draft), Act::Practised(p) if p.muscle == setting().muscle));
    }

    #[test]
    fn words_lose_the_space_around_them() {
        let draft = noticed(setting().class, STUDENT, "  You kept going.\n");
        assert!(matches!(act(draft), Act::Noticed(n) if n.text == "You kept going."));
    }
}
