//! School years of the United Kingdom, and the two ways of writing them.
//!
//! `OneRoster` has CEDS codes: Reception is `PK`, Year 1 is `KG`, Year n is
//! n − 1. Some UK systems write the UK year there instead: a setting, guessed
//! from the data and shown.

use serde::{Deserialize, Serialize};

use crate::named;

/// A year of students: Nursery is −1, Reception 0, Year n is n, up to
/// [`YearGroup::MAX`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "i8", into = "i8")]
pub struct YearGroup(i8);

named! {
    /// How a source writes years.
    GradeScheme {
        /// As the standard says: Year n is n − 1.
        Ceds = "ceds",
        /// The UK year itself.
        Uk = "uk",
    }
}

named! {
    /// The stages of the national curriculum.
    KeyStage {
        /// Nursery and Reception.
        EarlyYears = "eyfs",
        /// Years 1 and 2.
        One = "ks1",
        /// Years 3 to 6.
        Two = "ks2",
        /// Years 7 to 9.
        Three = "ks3",
        /// Years 10 and 11.
        Four = "ks4",
        /// Years 12 and on.
        Five = "ks5",
    }
}

/// A scheme as guessed, and what speaks for it: how many classes and courses
/// have a title that names a year ("Year 3 Owl", "10B") and one grade.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GradeGuess {
    /// The likelier one; CEDS, the standard, when nothing speaks for either.
    pub scheme: GradeScheme,
    /// Titles that agree with CEDS.
    pub ceds: usize,
    /// Titles that agree with UK years.
    pub uk: usize,
}

/// A code that says nothing in a scheme.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a grade")]
pub struct BadGrade;

impl YearGroup {
    /// Before Reception.
    pub const NURSERY: Self = Self(-1);
    /// The first year of school.
    pub const RECEPTION: Self = Self(0);
    /// Some special schools have a Year 14.
    pub const MAX: Self = Self(14);

    /// Year `n`; `None` outside Nursery to [`Self::MAX`].
    #[must_use]
    pub fn new(n: i8) -> Option<Self> {
        (Self::NURSERY.0..=Self::MAX.0).contains(&n).then_some(Self(n))
    }

    /// Its number: −1 for Nursery, 0 for Reception.
    #[must_use]
    pub fn number(self) -> i8 {
        self.0
    }

    /// Its key stage.
    #[must_use]
    pub fn key_stage(self) -> KeyStage {
        match self.0 {
            ..=0 => KeyStage::EarlyYears,
            1..=2 => KeyStage::One,
            3..=6 => KeyStage::Two,
            7..=9 => KeyStage::Three,
            10..=11 => KeyStage::Four,
            12.. => KeyStage::Five,
        }
    }

    /// What a grade code means; `Ok(None)` for codes that are no one year
    /// (`UG`, `Other`, …). Words ("Year 7", "Reception") mean the same in both
    /// schemes; letter case does not count.
    pub fn from_grade(code: &str, scheme: GradeScheme) -> Result<Option<Self>, BadGrade> {
        let code = code.trim().to_ascii_lowercase();
        if let Some(year) = in_words(&code) {
            return Ok(Some(year));
        }
        let uk = scheme == GradeScheme::Uk;
        match code.as_str() {
            "pr" => Ok(Some(Self::NURSERY)),
            "pk" => Ok(Some(Self::RECEPTION)),
            // Who writes UK years has `01` for Year 1: KG is what comes before.
            "kg" => Ok(Some(if uk { Self::RECEPTION } else { Self(1) })),
            "it" | "tk" | "ps" | "ug" | "other" => Ok(None),
            digits => {
                let number = small_number(digits).ok_or(BadGrade)?;
                let known = if uk { Self::new(number) } else { Self::from_ceds(number) };
                known.map(Some).ok_or(BadGrade)
            }
        }
    }

    /// CEDS has 01 to 13.
    fn from_ceds(number: i8) -> Option<Self> {
        if number == 0 { None } else { Self::new(number + 1) }
    }

    /// The year that a title names: "Year 3 Owl", "Y9 French", "Reception
    /// Robin", "10B/En1". The first, if several.
    #[must_use]
    pub fn in_title(title: &str) -> Option<Self> {
        let title = title.trim().to_ascii_lowercase();
        let words: Vec<_> = title.split(|c: char| !c.is_alphanumeric()).collect();
        let pairs = words.iter().zip(words.iter().skip(1).chain([&""]));
        let named = pairs.filter_map(|(word, next)| match *word {
            "year" | "yr" | "y" => in_words(&format!("{word} {next}")),
            "r" | "n" => None,
            word => in_words(word),
        });
        named.chain(leading_number(words.first()?)).next()
    }
}

/// "year 7", "y7", "r", "reception", "nursery", "n2".
fn in_words(text: &str) -> Option<YearGroup> {
    match text {
        "r" | "reception" | "year r" | "yr r" | "yr" => return Some(YearGroup::RECEPTION),
        "n" | "n1" | "n2" | "nursery" | "year n" => return Some(YearGroup::NURSERY),
        _ => (),
    }
    let rest = ["year", "yr", "y"].into_iter().find_map(|word| text.strip_prefix(word))?;
    YearGroup::new(small_number(rest.trim_start())?).filter(|year| *year > YearGroup::RECEPTION)
}

/// The year of a tutor group or a set: "7a", "10x2".
fn leading_number(word: &str) -> Option<YearGroup> {
    let digits = word.len() - word.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let letter_follows = word[digits..].starts_with(|c: char| c.is_ascii_alphabetic());
    let number = small_number(&word[..digits]).filter(|n| *n > 0 && letter_follows)?;
    YearGroup::new(number)
}

/// One or two digits.
fn small_number(text: &str) -> Option<i8> {
    let digits = (1..=2).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    if digits { text.parse().ok() } else { None }
}

/// Guesses from titles of classes and courses, each with its one grade code.
#[must_use]
pub fn guess_scheme<'a>(titled: impl IntoIterator<Item = (&'a str, &'a str)>) -> GradeGuess {
    let mut guess = GradeGuess { scheme: GradeScheme::Ceds, ceds: 0, uk: 0 };
    for (title, code) in titled {
        let Some(year) = YearGroup::in_title(title) else { continue };
        let agrees = |scheme| YearGroup::from_grade(code, scheme) == Ok(Some(year));
        match (agrees(GradeScheme::Ceds), agrees(GradeScheme::Uk)) {
            (true, false) => guess.ceds += 1,
            (false, true) => guess.uk += 1,
            _ => (),
        }
    }
    if guess.uk > guess.ceds {
        guess.scheme = GradeScheme::Uk;
    }
    guess
}

impl KeyStage {
    /// Whether it belongs to the primary phase.
    #[must_use]
    pub fn is_primary(self) -> bool {
        self <= Self::Two
    }
}

impl TryFrom<i8> for YearGroup {
    type Error = BadGrade;

    fn try_from(number: i8) -> Result<Self, BadGrade> {
        Self::new(number).ok_or(BadGrade)
    }
}

impl From<YearGroup> for i8 {
    fn from(year: YearGroup) -> Self {
        year.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grades_in_both_schemes() {
        let cases: [(&str, Option<i8>, Option<i8>); 16] = [
            // code, the year by CEDS, the year by UK
            ("PR", Some(-1), Some(-1)),
            ("PK", Some(0), Some(0)),
            ("KG", Some(1), Some(0)),
            ("01", Some(2), Some(1)),
            ("1", Some(2), Some(1)),
            ("06", Some(7), Some(6)),
            ("12", Some(13), Some(12)),
            ("13", Some(14), Some(13)),
            ("kg", Some(1), Some(0)),
            ("Year 7", Some(7), Some(7)),
            ("Y7", Some(7), Some(7)),
            ("Reception", Some(0), Some(0)),
            ("R", Some(0), Some(0)),
            ("n2", Some(-1), Some(-1)),
            ("UG", None, None),
            ("Other", None, None),
        ];
        for (code, ceds, uk) in cases {
            let by = |scheme| YearGroup::from_grade(code, scheme).map(|y| y.map(YearGroup::number));
            assert_eq!(by(GradeScheme::Ceds), Ok(ceds), "{code} by CEDS");
            assert_eq!(by(GradeScheme::Uk), Ok(uk), "{code} by UK years");
        }
    }

    #[test]
    fn what_is_not_a_grade() {
        for code in ["", "99", "007", "-1", "14", "seven", "Year 70", "Year 0"] {
            assert_eq!(YearGroup::from_grade(code, GradeScheme::Ceds), Err(BadGrade), "{code}");
        }
        assert_eq!(YearGroup::from_grade("00", GradeScheme::Ceds), Err(BadGrade));
        assert_eq!(YearGroup::from_grade("00", GradeScheme::Uk), Ok(Some(YearGroup::RECEPTION)));
    }

    #[test]
    fn titles_that_name_a_year() {
        let cases = [
            ("Year 3 Owl", Some(3)),
            ("Reception Robin", Some(0)),
            ("Primary Year R", Some(0)),
            ("Year 10 Mathematics", Some(10)),
            ("Y9 French", Some(9)),
            ("7A", Some(7)),
            ("10B/En1", Some(10)),
            ("Nursery", Some(-1)),
            ("Owls", None),
            ("R Patel", None),
            ("30A", None),
            ("2026 intake", None),
            ("", None),
        ];
        for (title, year) in cases {
            assert_eq!(YearGroup::in_title(title).map(YearGroup::number), year, "{title}");
        }
    }

    #[test]
    fn the_scheme_is_guessed_by_majority() {
        let ceds = guess_scheme([("Year 3 Owl", "02"), ("7A", "06"), ("Owls", "03")]);
        assert_eq!(ceds, GradeGuess { scheme: GradeScheme::Ceds, ceds: 2, uk: 0 });
        let uk = guess_scheme([("Year 3 Owl", "03"), ("7A", "7"), ("Year 1 Wren", "KG")]);
        assert_eq!(uk, GradeGuess { scheme: GradeScheme::Uk, ceds: 1, uk: 2 });
        let silent = guess_scheme([("Owls", "03"), ("Year 3", "UG"), ("Reception", "PK")]);
        assert_eq!(silent, GradeGuess { scheme: GradeScheme::Ceds, ceds: 0, uk: 0 });
    }

    #[test]
    fn key_stages() {
        let stages: Vec<_> =
            (-1..=14).filter_map(YearGroup::new).map(|year| year.key_stage().name()).collect();
        let expected = "eyfs eyfs ks1 ks1 ks2 ks2 ks2 ks2 ks3 ks3 ks3 ks4 ks4 ks5 ks5 ks5";
        assert_eq!(stages.join(" "), expected);
        assert!(KeyStage::Two.is_primary() && !KeyStage::Three.is_primary());
    }
}
