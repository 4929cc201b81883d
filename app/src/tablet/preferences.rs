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
    /// Students sign in here, rather than staff.
    pub student_signs_in: RwSignal<bool>,
    /// The class code that was typed last.
    pub class_code: RwSignal<String>,
}

/// What is kept.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct PreferenceValues {
    last_muscle: Option<MuscleId>,
    hand: Hand,
    theme: Theme,
    text_size: TextSize,
    student_signs_in: bool,
    class_code: String,
}

/// In which hand the thumb is: what is used most moves to its side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Hand {
    /// Right.
    #[default]
    Right,
    /// Left.
    Left,
}

/// Light or dark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
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
#[serde(rename_all = "lowercase")]
pub enum TextSize {
    /// As designed.
    #[default]
    Normal,
    /// A fifth larger.
    Large,
    /// Half as large again.
    Larger,
}

impl Preferences {
    /// The settings with these values.
    #[must_use]
    pub fn new(values: PreferenceValues) -> Self {
        Self {
            last_muscle: RwSignal::new(values.last_muscle),
            hand: RwSignal::new(values.hand),
            theme: RwSignal::new(values.theme),
            text_size: RwSignal::new(values.text_size),
            student_signs_in: RwSignal::new(values.student_signs_in),
            class_code: RwSignal::new(values.class_code),
        }
    }

    /// The present values. Tracked.
    #[must_use]
    pub fn values(&self) -> PreferenceValues {
        PreferenceValues {
            last_muscle: self.last_muscle.get(),
            hand: self.hand.get(),
            theme: self.theme.get(),
            text_size: self.text_size.get(),
            student_signs_in: self.student_signs_in.get(),
            class_code: self.class_code.get(),
        }
    }
}

impl PreferenceValues {
    /// The attributes of the root element that the style sheets read; `None` where a default needs none.
    #[must_use]
    pub fn attributes(&self) -> [(&'static str, Option<&'static str>); 3] {
        let hand = (self.hand == Hand::Left).then_some("left");
        let theme = match self.theme {
            Theme::System => None,
            Theme::Light => Some("light"),
            Theme::Dark => Some("dark"),
        };
        let text = match self.text_size {
            TextSize::Normal => None,
            TextSize::Large => Some("large"),
            TextSize::Larger => Some("larger"),
        };
        [("data-hand", hand), ("data-theme", theme), ("data-text", text)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_of_an_older_build_are_understood() {
        let kept = r#"{"hand":"left","no longer known":1}"#;
        let values: PreferenceValues = serde_json::from_str(kept).unwrap();
        assert_eq!(values, PreferenceValues { hand: Hand::Left, ..PreferenceValues::default() });
    }

    #[test]
    fn defaults_need_no_attribute() {
        assert!(PreferenceValues::default().attributes().iter().all(|(_, value)| value.is_none()));
    }
}
