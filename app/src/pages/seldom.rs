//! What stands on pages that everybody loads, and is needed so seldom that it comes with another part of the program.

use leptos::prelude::*;

use super::account::ToAccount;
use super::devices::ToTablets;
use super::held::Waiting;
use super::people::ToProtection;
use super::pulse::ToPulses;
use super::staff_links::ToStaff;
use super::sync::BringIn;

/// One of these things.
#[derive(Clone, Copy)]
pub enum Seldom {
    /// On the sync sheet: a saved file comes in.
    BringIn,
    /// On an administrator's home page: how much waits for a decision.
    Waiting,
    /// On an administrator's home page: the way to the school's tablets.
    ToTablets,
    /// On the home page of staff: the way to pulses.
    ToPulses,
    /// On an administrator's home page: the ways to the record of access and to people's data.
    ToProtection,
    /// On an administrator's home page: the way to staff and their links.
    ToStaff,
    /// On the sync sheet: the way to one's own sign-in.
    ToAccount,
}

impl Seldom {
    /// The thing itself, for the part that it comes with.
    pub fn view(self) -> AnyView {
        match self {
            Self::BringIn => BringIn().into_any(),
            Self::Waiting => Waiting().into_any(),
            Self::ToTablets => ToTablets().into_any(),
            Self::ToPulses => ToPulses().into_any(),
            Self::ToProtection => ToProtection().into_any(),
            Self::ToStaff => ToStaff().into_any(),
            Self::ToAccount => ToAccount().into_any(),
        }
    }

    /// The thing, once that part has been loaded.
    #[cfg(feature = "mount")]
    pub fn later(self) -> AnyView {
        crate::areas::desk(crate::areas::Desk::Seldom(self))
    }

    /// The same where the program has no parts.
    #[cfg(not(feature = "mount"))]
    pub fn later(self) -> AnyView {
        self.view()
    }
}
