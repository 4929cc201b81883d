//! Names as people type them: case, accents, spaces and hyphens do not matter.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Longest name or code that is looked at, in bytes.
pub const TYPED_BYTES_MAX: usize = 200;

/// The letters and digits of a name, lower-case and without accents, words
/// joined by one space: "  ZOË  O’Neill-Świąt" is "zoe oneill swiat".
#[must_use]
pub fn fold(typed: &str) -> String {
    let mut folded = String::with_capacity(typed.len());
    let mut gap = false;
    for letter in typed.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase) {
        if letter.is_alphanumeric() {
            if gap && !folded.is_empty() {
                folded.push(' ');
            }
            gap = false;
            match letter {
                // Letters whose stroke or shape no decomposition takes apart.
                'ł' => folded.push('l'),
                'ø' => folded.push('o'),
                'đ' | 'ð' => folded.push('d'),
                'ı' => folded.push('i'),
                'æ' => folded.push_str("ae"),
                'œ' => folded.push_str("oe"),
                'ß' => folded.push_str("ss"),
                'þ' => folded.push_str("th"),
                _ => folded.push(letter),
            }
        } else if letter.is_whitespace() || letter == '-' || letter == '.' {
            gap = true;
        }
    }
    folded
}

/// A class's code: as [`fold`], without any spaces.
#[must_use]
pub fn fold_code(typed: &str) -> String {
    fold(typed).replace(' ', "")
}

/// A sign-in name of staff: a user name or an e-mail address. Only case and
/// the spaces around it do not matter.
#[must_use]
pub fn fold_login(typed: &str) -> String {
    typed.trim().nfc().flat_map(char::to_lowercase).collect()
}

/// Whether a student called `given` `family`, in class known as `short`, may
/// have typed this: the short name, the given name, or both names.
#[must_use]
pub fn may_be(typed: &str, given: &str, family: &str, short: &str) -> bool {
    let typed = fold(typed);
    if typed.is_empty() {
        return false;
    }
    let (given, family) = (fold(given), fold(family));
    typed == fold(short) || typed == given || typed == format!("{given} {family}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding() {
        let cases = [
            ("  ZOË  O’Neill-Świąt ", "zoe oneill swiat"),
            ("Łukasz", "lukasz"),
            ("J.P. Ng", "j p ng"),
            ("Straße", "strasse"),
            ("ＡＢ１", "ab1"),
            ("李 小龙", "李 小龙"),
            ("…", ""),
        ];
        for (typed, folded) in cases {
            assert_eq!(fold(typed), folded, "{typed}");
        }
        assert_eq!(fold_code("cls – p 0"), "clsp0");
        assert_eq!(fold_login(" MLloyd1@Brynford.Example "), "mlloyd1@brynford.example");
    }

    #[test]
    fn what_a_child_may_type() {
        let cases = [
            ("maya k", true),
            ("Maya", true),
            ("MAYA KHAN", true),
            ("maya l", false),
            ("khan", false),
            ("", false),
            ("--", false),
        ];
        for (typed, fits) in cases {
            assert_eq!(may_be(typed, "Maya", "Khan", "Maya K"), fits, "{typed}");
        }
    }
}
