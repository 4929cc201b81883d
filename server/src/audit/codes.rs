//! What the record of access can say. These names are stored: they never
//! change, and none is used again for something else.

/// Makes a closed list of codes with their stored names.
macro_rules! codes {
    ($(#[$doc:meta])* $name:ident { $($(#[$about:meta])* $code:ident = $text:literal,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$about])* $code,)*
        }

        impl $name {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$code),*];

            /// Its stored name.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$code => $text,)* }
            }

            /// The one with this stored name.
            #[must_use]
            pub fn from_name(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|code| code.name() == name)
            }
        }
    };
}

codes! {
    /// What somebody did.
    What {
        /// Came in; the detail says how.
        SignedIn = "signed-in",
        /// Somebody knew the name of `whom`, and not the secret.
        SignInFailed = "sign-in-failed",
        /// Chose another password.
        PasswordChanged = "password-changed",
        /// The second factor of `whom` is another, or is no more.
        SecondFactorChanged = "second-factor-changed",
        /// An account at the school's issuer (OIDC) signs `whom` in from now on.
        AccountLinked = "account-linked",
        /// It does no longer.
        AccountUnlinked = "account-unlinked",
        /// Ended a session.
        SignedOut = "signed-out",
        /// Made a one-time link for `whom`.
        LinkMade = "link-made",
        /// Took a one-time link, and chose a password.
        LinkTaken = "link-taken",
        /// Made new sign-in pictures for `whom`, in a class.
        PinsMade = "pins-made",
        /// Made a supply pass for a class.
        SupplyPassMade = "supply-pass-made",
        /// Looked at who of a class has sign-in pictures: its list of names.
        ViewedClassList = "viewed-class-list",
        /// Looked at the list of everybody's names; once a school day.
        ViewedEverybody = "viewed-everybody",
        /// Looked at what is held about one student, `whom`; once a school day.
        ViewedStudent = "viewed-student",
        /// The same of somebody who works here.
        ViewedAdult = "viewed-adult",
        /// Looked at the report of a class on the server; once a school day.
        ViewedClassReport = "viewed-class-report",
        /// A device of theirs received what was recorded about students of a
        /// class; once a school day.
        ReceivedClass = "received-class",
        /// Looked at this record; once a school day.
        ViewedRecord = "viewed-record",
        /// Took out a copy: of everything about `whom`, or of this record.
        Exported = "exported",
        /// Erased entries, or what the detail says, for good.
        Erased = "erased",
        /// Took back or replaced something about `whom`, once the lesson was over.
        Corrected = "corrected",
        /// Whoever could see or do something now can or cannot.
        RightsChanged = "rights-changed",
        /// What is stored about `whom` may no longer be used, or may again.
        RestrictionChanged = "restriction-changed",
        /// Made a code that enrols a tablet.
        DeviceCodeMade = "device-code-made",
        /// A device became the school's, by a code of theirs.
        DeviceEnrolled = "device-enrolled",
        /// Gave a tablet another name.
        DeviceRenamed = "device-renamed",
        /// Shut a device out.
        DeviceRevoked = "device-revoked",
        /// Brought in a roster, or a file of what a tablet could not send.
        Imported = "imported",
        /// Decided about something that was held.
        DecidedHeld = "decided-held",
        /// Copied the database.
        BackedUp = "backed-up",
        /// Put a copy back in the place of the database.
        Restored = "restored",
        /// What was older than its rule allows was erased.
        Pruned = "pruned",
        /// Changed what the school sets.
        SettingsChanged = "settings-changed",
    }
}

codes! {
    /// Which of several, or how.
    Detail {
        /// Somebody came in, or failed to, with a password.
        Password = "password",
        /// With a password and a code of an authenticator app.
        Code = "code",
        /// With a password and a recovery code.
        RecoveryCode = "recovery-code",
        /// With a passkey.
        Passkey = "passkey",
        /// With an account at the school's issuer (OIDC); of a setting: who that is.
        Oidc = "oidc",
        /// With that and a code of an authenticator app.
        OidcCode = "oidc-code",
        /// With that and a recovery code.
        OidcRecoveryCode = "oidc-recovery-code",
        /// Has another passkey.
        PasskeyAdded = "passkey-added",
        /// Has it no more.
        PasskeyRemoved = "passkey-removed",
        /// Got new recovery codes.
        RecoveryCodes = "recovery-codes",
        /// With pictures.
        Pictures = "pictures",
        /// With a card.
        Card = "card",
        /// With a supply pass.
        SupplyPass = "supply-pass",
        /// With a one-time link.
        Link = "link",
        /// A link, by e-mail; of a setting: how that is sent.
        Mail = "mail",
        /// With the key of their store on a device, to which a PIN led.
        Device = "device",
        /// Became a leader.
        LeaderGranted = "leader-granted",
        /// Is a leader no more.
        LeaderTakenBack = "leader-taken-back",
        /// Became an administrator.
        AdministratorGranted = "administrator-granted",
        /// Is an administrator no more.
        AdministratorTakenBack = "administrator-taken-back",
        /// What was held is stored.
        Kept = "kept",
        /// It is stored as another entry.
        KeptAnew = "kept-anew",
        /// It stays aside.
        Discarded = "discarded",
        /// A roster came in.
        Roster = "roster",
        /// A file of what a tablet could not send came in.
        UnsentFile = "unsent-file",
        /// Everything about one person.
        Person = "person",
        /// This record.
        Record = "record",
        /// Entries.
        Entries = "entries",
        /// Words of visits.
        VisitWords = "visit-words",
        /// A name, and what signs in by it.
        Name = "name",
        /// From now on.
        On = "on",
        /// No longer.
        Off = "off",
        /// The school's name was set.
        SchoolName = "school-name",
        /// Its time zone.
        Zone = "zone",
        /// Whom to tell when worried about a child.
        SafeguardingLead = "safeguarding-lead",
        /// Shared visits per adult and term.
        VisitsCap = "visits-cap",
        /// What those who learn are called.
        Learners = "learners",
        /// Who needs a second factor.
        SecondFactor = "second-factor",
        /// How long what is about a student is kept.
        KeepStudents = "keep-students",
        /// How long words of visits are kept.
        KeepVisits = "keep-visits",
        /// How long this record is kept.
        KeepRecord = "keep-record",
        /// Any other setting.
        OtherSetting = "other-setting",
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_code_is_found_by_its_own_name() {
        for what in What::ALL {
            assert_eq!(What::from_name(what.name()), Some(*what));
        }
        for detail in Detail::ALL {
            assert_eq!(Detail::from_name(detail.name()), Some(*detail));
        }
        let names: BTreeSet<_> = What::ALL.iter().map(|what| what.name()).collect();
        assert_eq!(names.len(), What::ALL.len());
    }
}
