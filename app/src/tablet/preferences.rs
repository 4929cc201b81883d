//! Settings of one tablet: nobody's data, kept in localStorage.

use domain::id::MuscleId;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// The settings, each a signal; setting one keeps it.
#[derive(Clone, Copy)]
pub struct Preferences {
    /// The muscle that was sighted last.
    pub last_muscle: RwSignal<Option<MuscleId>>,
    /// In which hand the thumb is.
    pub hand: RwSignal<Hand>,
    /// Light or dark.
    pub theme: RwSignal<Theme>,
    /// How large text is.
    pub text_size: RwSignal<TextSize>,
}

/// In which hand the thumb is: what is used most moves to its side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Hand {
    /// Right.
    #[default]
    Right,
    /// Left.
    Left,
}

/// Light or dark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Theme {
    /// As the tablet is set.
    #[default]
    System,
    /// Dark ink on paper.
    Light,
    /// Light ink on a dark ground.
    Dark,
}

/// How large text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum TextSize {
    /// As designed.
    #[default]
    Normal,
    /// A quarter larger.
    Large,
    /// Half as large again.
    Larger,
}

impl Preferences {
    /// The settings of this tablet; the defaults where it has none.
    #[must_use]
    pub fn load() -> Self {
        Self {
            last_muscle: RwSignal::new(None),
            hand: RwSignal::new(Hand::default()),
            theme: RwSignal::new(Theme::default()),
            text_size: RwSignal::new(TextSize::default()),
        }
    }
}
