//! The kinds of entries: one file each, with its fields, what is valid, who
//! may write it and who may read it.
//!
//! A new kind is one new file here, one line in `kinds!` below, and its page.
//! Nothing in `sync`, in the device's store or in the server's log changes.

mod away;
mod choice;
mod context;
pub mod fields;
mod note;
mod noticed;
mod practised;
mod retraction;
mod self_view;
mod sighting;
pub mod visit;
pub mod walk;

use sync::body::{Body, Fields};
use sync::entry::{Entry, Envelope, Kind, Link, Uid};
use sync::order;

pub use self::away::Away;
pub use self::choice::{Choice, Strategy};
pub use self::context::{Context, Grouping, LessonPart, Place, Steer};
use self::fields::{Invalid, Read};
pub use self::note::Note;
pub use self::noticed::Noticed;
pub use self::practised::Practised;
pub use self::retraction::Retraction;
pub use self::self_view::SelfView;
pub use self::sighting::{Sighting, Support};
pub use self::visit::{Correction, Opened, Reply, Shared, VisitSet};
pub use self::walk::WalkSet;
use crate::rights::Rule;

/// What a link's tag says. These numbers are stored: never reuse one.
pub mod tag {
    /// The student whom it is about.
    pub const STUDENT: u8 = 1;
    /// The adult who was visited, and owns the reply.
    pub const VISITED: u8 = 2;
    /// Who writes the visit: at most two in a room.
    pub const WALKER: u8 = 3;
    /// The walk that a visit belongs to.
    pub const WALK: u8 = 4;
    /// A student whom "everyone else" leaves out.
    pub const EXCEPT: u8 = 5;
}

/// What every kind says about itself.
pub trait EntryKind: Sized {
    /// Its name in envelopes. Stored: never changes.
    const NAME: &'static str;
    /// The newest version of its body that this program writes.
    const VERSION: u16 = 1;
    /// What an envelope of this kind must have.
    const NEEDS: &'static [Need];
    /// Who may write it, who may read it.
    const RULE: Rule;

    /// The kind's fields out of a body. Unknown fields are left alone.
    fn read(body: &Read<'_>) -> Result<Self, Invalid>;

    /// The kind's fields into a body.
    fn write(&self, body: &mut Fields);
}

/// A part of the envelope that a kind cannot do without.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// A class.
    Class,
    /// A record.
    Record,
    /// At least one link with this tag.
    Link(u8),
    /// Exactly one link with this tag.
    One(u8),
    /// No more than one link with this tag.
    AtMostOne(u8),
    /// Exactly one entry that it points at.
    Target,
}

/// Makes [`Act`], and everything that goes through all kinds.
macro_rules! kinds {
    ($($kind:ident),* $(,)?) => {
        /// What an entry says, once its kind is known.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub enum Act {
            $(#[doc = concat!("See [`", stringify!($kind), "`].")] $kind($kind),)*
            /// A kind that this program does not know: kept and relayed.
            Unknown,
        }

        /// The rule of each known kind, by its name: the table that the
        /// server enforces and that documents print.
        pub const RULES: &[(&str, Rule)] = &[$(($kind::NAME, $kind::RULE)),*];

        impl Act {
            /// What `entry` says; an error where its kind is known and it is
            /// not a valid one.
            pub fn read(entry: &Entry) -> Result<Self, Invalid> {
                let fields = entry.body.fields();
                let body = Read::new(&fields);
                match entry.envelope.kind.as_str() {
                    $($kind::NAME => {
                        check_needs(&entry.envelope, $kind::NEEDS)?;
                        $kind::read(&body).map(Act::$kind)
                    })*
                    _ => Ok(Act::Unknown),
                }
            }
        }

        $(impl From<$kind> for Act {
            fn from(kind: $kind) -> Self {
                Self::$kind(kind)
            }
        })*
    };
}

kinds! {
    Away, Choice, Correction, Note, Noticed, Opened, Practised, Reply, Retraction, SelfView,
    Shared, Sighting, VisitSet, WalkSet,
}

fn check_needs(envelope: &Envelope, needs: &[Need]) -> Result<(), Invalid> {
    for need in needs {
        let met = match need {
            Need::Class => envelope.class.is_some(),
            Need::Record => envelope.record.is_some(),
            Need::Link(tag) => envelope.link(*tag).is_some(),
            Need::One(tag) => envelope.linked(*tag).count() == 1,
            Need::AtMostOne(tag) => envelope.linked(*tag).count() <= 1,
            Need::Target => envelope.supersedes.len() == 1,
        };
        if !met {
            return Err(Invalid::Envelope);
        }
    }
    Ok(())
}

/// An entry about to be made: everything but its id, author and stamp, which
/// the device gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// Its kind.
    pub kind: Kind,
    /// Version of its body.
    pub version: u16,
    /// Its body.
    pub body: Body,
    /// See [`Envelope::record`].
    pub record: Option<Uid>,
    /// See [`Envelope::class`].
    pub class: Option<Uid>,
    /// See [`Envelope::links`]; kept sorted.
    pub links: Vec<Link>,
    /// See [`Envelope::supersedes`]; kept sorted.
    pub supersedes: Vec<sync::entry::EntryId>,
}

impl Draft {
    /// A draft that says `what`.
    #[must_use]
    pub fn new<K: EntryKind>(what: &K) -> Self {
        let mut fields = Fields::new();
        what.write(&mut fields);
        Self {
            kind: Kind::new(K::NAME).expect("kinds are named in lower case"),
            version: K::VERSION,
            body: Body::new(&fields),
            record: None,
            class: None,
            links: Vec::new(),
            supersedes: Vec::new(),
        }
    }

    /// Made in this class.
    #[must_use]
    pub fn in_class(mut self, class: crate::id::ClassId) -> Self {
        self.class = Some(class.0);
        self
    }

    /// Speaks of this record.
    #[must_use]
    pub fn of(mut self, record: crate::id::RecordId) -> Self {
        self.record = Some(record.0);
        self
    }

    /// Linked to `id` as `tag`.
    #[must_use]
    pub fn link(mut self, tag: u8, id: Uid) -> Self {
        self.links.push(Link { tag, id });
        order::sort(&mut self.links);
        self.links.dedup();
        self
    }

    /// Replaces (or points at) these entries.
    #[must_use]
    pub fn superseding(mut self, ids: impl IntoIterator<Item = sync::entry::EntryId>) -> Self {
        self.supersedes.extend(ids);
        order::sort(&mut self.supersedes);
        self.supersedes.dedup();
        self
    }

    /// The entry, now that the device has given it an identity.
    #[must_use]
    pub fn into_entry(
        self,
        id: sync::entry::EntryId,
        author: crate::id::PersonId,
        stamp: sync::entry::Stamp,
    ) -> Entry {
        let Self { kind, version, body, record, class, links, supersedes } = self;
        let envelope = Envelope {
            id,
            author: author.0,
            stamp,
            kind,
            version,
            record,
            class,
            links,
            supersedes,
        };
        Entry { envelope, body }
    }
}
