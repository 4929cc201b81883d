//! The phase glyph: the one picture that runs through everything.
//!
//! Five fibres of a muscle spread from one tendon; as many are filled as the phase, in the colour of the muscle's group.
//! It can be counted at arm's length, so that it needs no number beside it. What nobody has looked at is dashed.

use domain::framework::Habit;
use domain::id::Phase;
use leptos::prelude::*;

/// The picture of a phase; of none, where nobody has looked.
///
/// With a `label` it is an image of that name: for staff muscle, label and "n of 5", for a child the child's own
/// sentence. Without one it is decoration beside words that say the same.
#[component]
pub fn Glyph(
    /// How many fibres are filled; `None` where nobody has looked.
    phase: Option<Phase>,
    /// The group of the muscle: its colour.
    habit: Habit,
    /// How large it is.
    #[prop(optional)]
    size: GlyphSize,
    /// Its accessible name.
    #[prop(optional, into)]
    label: Option<String>,
) -> impl IntoView {
    let look = match phase {
        Some(_) => "",
        None => " glyph-dashed",
    };
    let filled = phase.map_or(0, Phase::index);
    view! {
        <svg
            class=format!("glyph {} {}{look}", size.class(), habit_class(habit))
            viewBox="0 0 56 44"
            role=label.is_some().then_some("img")
            aria-hidden=label.is_none().then_some("true")
            aria-label=label
        >
            <path class="glyph-off" d=OUTLINED[filled]></path>
            <path class="glyph-on" d=FILLED[filled]></path>
        </svg>
    }
}

/// How large a glyph is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum GlyphSize {
    /// Beside a word: 28 px wide.
    Small,
    /// On a tile or a brush: 56 px wide.
    #[default]
    Medium,
    /// On a student's page: 128 px wide.
    Large,
}

impl GlyphSize {
    fn class(self) -> &'static str {
        match self {
            Self::Small => "glyph-s",
            Self::Medium => "glyph-m",
            Self::Large => "glyph-l",
        }
    }
}

/// The class that gives an element and all within it the colour of a group.
#[must_use]
pub fn habit_class(habit: Habit) -> &'static str {
    match habit {
        Habit::Feeling => "feeling",
        Habit::Thinking => "thinking",
        Habit::Managing => "managing",
        Habit::Together => "together",
    }
}

/// One outline as path data, made of fibres counted from the left.
macro_rules! fibres {
    ($($n:tt)*) => { concat!($(fibre!($n)),*) };
}

/// Spindles at −75°, −38°, 0°, 38° and 75° from the tendon at (28, 39.4); 0 is the tendon itself.
macro_rules! fibre {
    (0) => {
        "M25.3 40.6a2.7 2.7 0 1 0 5.4 0a2.7 2.7 0 1 0-5.4 0Z"
    };
    (1) => {
        "M21.6 37.7C15.4 40.4 5.9 38.1 2.2 31.4C8.5 28.5 17.6 32.3 21.6 37.7Z"
    };
    (2) => {
        "M24.2 34.5C16.7 32.1 9 23.1 9.4 14.6C17.3 16.6 23.7 26.7 24.2 34.5Z"
    };
    (3) => {
        "M28 33.4C23.5 26.3 22.6 13.1 28 6C33.4 13.1 32.5 26.3 28 33.4Z"
    };
    (4) => {
        "M31.8 34.5C39.3 32.1 47 23.1 46.6 14.6C38.7 16.6 32.3 26.7 31.8 34.5Z"
    };
    (5) => {
        "M34.4 37.7C40.6 40.4 50.1 38.1 53.8 31.4C47.5 28.5 38.4 32.3 34.4 37.7Z"
    };
}

/// The tendon and the first fibres, by how many are filled.
const FILLED: [&str; Phase::COUNT] = [
    fibres!(0),
    fibres!(0 1),
    fibres!(0 1 2),
    fibres!(0 1 2 3),
    fibres!(0 1 2 3 4),
    fibres!(0 1 2 3 4 5),
];

/// The other fibres, by how many are filled.
const OUTLINED: [&str; Phase::COUNT] =
    [fibres!(1 2 3 4 5), fibres!(2 3 4 5), fibres!(3 4 5), fibres!(4 5), fibres!(5), fibres!()];

#[cfg(test)]
mod tests {
    use super::*;

    fn count(path: &str) -> usize {
        path.matches('Z').count()
    }

    #[test]
    fn five_fibres_of_which_as_many_are_filled_as_the_phase() {
        for phase in Phase::ALL {
            let n = phase.index();
            assert_eq!(count(FILLED[n]), n + 1, "the tendon and {n} fibres");
            assert_eq!(count(OUTLINED[n]), 5 - n);
        }
    }
}
