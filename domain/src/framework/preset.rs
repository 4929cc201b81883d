//! Frameworks to begin with, as data files beside this one. Names are facts;
//! every description, sentence and strategy is our own.

use serde::Deserialize;
use sync::{json, order};

use super::data::{Data, Group, Labels, Muscle, PhaseWords};
use super::{Framework, Habit};
use crate::id::{MuscleId, Phase};
use crate::named;

named! {
    /// A framework that a school can begin with.
    #[derive(Default)]
    Preset {
        /// Four muscles to start with.
        #[default]
        Foundation4 = "foundation-4",
        /// All of the tradition's.
        Seventeen = "seventeen",
        /// The names of ELLI's seven dimensions.
        Elli7 = "elli-7",
        /// The names of the sixteen Habits of Mind.
        HabitsOfMind16 = "habits-of-mind-16",
        /// The names of CASEL's five competences.
        Casel5 = "casel-5",
    }
}

impl Preset {
    /// Its framework, as version 1.
    #[must_use]
    pub fn framework(self) -> Framework {
        let File { name, groups, muscles } = self.file();
        let data = Data {
            version: 1,
            name,
            labels: Labels::Plain,
            groups,
            muscles,
            phases: phases(),
            mappings: Vec::new(),
        };
        Framework::new(data).expect("a test checks every preset")
    }

    fn file(self) -> File {
        match self {
            Self::Foundation4 => selection(include_str!("presets/foundation-4.json")),
            Self::Seventeen => read(include_str!("presets/seventeen.json")),
            Self::Elli7 => read(include_str!("presets/elli-7.json")),
            Self::HabitsOfMind16 => read(include_str!("presets/habits-of-mind-16.json")),
            Self::Casel5 => read(include_str!("presets/casel-5.json")),
        }
    }
}

/// A preset's file.
#[derive(Deserialize)]
struct File {
    name: String,
    groups: Vec<Group>,
    muscles: Vec<Muscle>,
}

/// A preset's file that takes muscles from another one.
#[derive(Deserialize)]
struct Selection {
    name: String,
    of: Preset,
    muscles: Vec<MuscleId>,
}

fn selection(json: &'static str) -> File {
    let Selection { name, of, muscles } = read(json);
    let mut whole = of.file();
    let place = |muscle: &Muscle| muscles.iter().position(|id| *id == muscle.id);
    whole.muscles.retain(|muscle| place(muscle).is_some());
    order::sort_by_key(&mut whole.muscles, place);
    let used: Vec<Habit> = whole.muscles.iter().map(|muscle| muscle.group).collect();
    whole.groups.retain(|group| used.contains(&group.habit));
    File { name, ..whole }
}

fn phases() -> [PhaseWords; Phase::COUNT] {
    read(include_str!("presets/phases.json"))
}

fn read<T: for<'de> Deserialize<'de>>(text: &'static str) -> T {
    json::read(text).expect("a test reads every preset")
}
