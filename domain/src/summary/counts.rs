//! One type per indicator. A portfolio of several indicators is the point;
//! nothing adds different ones into one number (rule 1 of the product), so
//! that does not compile:
//!
//! ```compile_fail,E0308
//! use domain::summary::counts::{Contexts, Lessons};
//!
//! let score = Lessons::new(11) + Contexts::new(5);
//! ```
//!
//! Two counts of one indicator do add up, where they count different things:
//!
//! ```
//! use domain::summary::counts::Students;
//!
//! assert_eq!(Students::new(11) + Students::new(5), Students::new(16));
//! ```

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign};

use serde::{Deserialize, Serialize};

/// Makes a count of one indicator.
macro_rules! counts {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize,
            Deserialize,
        )]
        #[serde(transparent)]
        pub struct $name(u32);

        impl $name {
            /// None.
            pub const ZERO: Self = Self(0);

            /// So many.
            #[must_use]
            pub const fn new(n: u32) -> Self {
                Self(n)
            }

            /// As many as the iterator has items.
            #[must_use]
            pub fn of(items: impl IntoIterator) -> Self {
                items.into_iter().map(|_| Self(1)).sum()
            }

            /// The number, to show or to draw.
            #[must_use]
            pub const fn get(self) -> u32 {
                self.0
            }
        }

        impl Add for $name {
            type Output = Self;

            fn add(self, other: Self) -> Self {
                Self(self.0.saturating_add(other.0))
            }
        }

        impl AddAssign for $name {
            fn add_assign(&mut self, other: Self) {
                *self = *self + other;
            }
        }

        impl Sum for $name {
            fn sum<I: Iterator<Item = Self>>(counts: I) -> Self {
                counts.fold(Self::ZERO, Add::add)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    )*};
}

counts! {
    /// Students.
    Students,
    /// Lessons in which something was seen: how often.
    Lessons,
    /// Lessons in which the class practised a muscle: how often, without
    /// phases.
    PractisedLessons,
    /// Different contexts: where and how.
    Contexts,
    /// Class teachers of a pooled group.
    ClassTeachers,
    /// School days between two days.
    SchoolDays,
}
