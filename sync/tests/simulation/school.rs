//! A school with just enough rules for every path through the engine.

use sync::body::{Body, Fields, Value};
use sync::entry::{Entry, EntryId, Envelope, Kind, Link, Millis, Received, Stamp, Uid};
use sync::frame::Reason;
use sync::scope::Scope;
use sync::server::{Judge, Judgement, MemoryLog};

const CLASS: u8 = 4;
const STUDENT: u8 = 5;
const PERSON: u8 = 7;

/// How many classes and students there are.
pub const CLASSES: u128 = 4;

/// The kinds of this school.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doing {
    /// Listed for a class and a student.
    Tap,
    /// Listed for the author alone.
    Draft,
    /// Lists drafts for a class as well.
    Release,
    /// Held until somebody looks at it.
    Odd,
    /// A kind that the server does not know.
    Unknown,
}

impl Doing {
    /// In proportions that let something happen.
    pub const ALL: [Self; 9] = [
        Self::Tap,
        Self::Tap,
        Self::Tap,
        Self::Tap,
        Self::Draft,
        Self::Draft,
        Self::Release,
        Self::Odd,
        Self::Unknown,
    ];

    fn kind(self) -> &'static str {
        match self {
            Self::Tap => "tap",
            Self::Draft => "draft",
            Self::Release => "release",
            Self::Odd => "odd",
            Self::Unknown => "from-the-future",
        }
    }
}

/// An entry; `text` makes it as long as it is to be.
pub fn entry(
    (id, stamp): (EntryId, Stamp),
    author: Uid,
    doing: Doing,
    class: u128,
    supersedes: Vec<EntryId>,
    text: String,
) -> Entry {
    let fields = Fields::from([("text".to_owned(), Value::Text(text))]);
    let envelope = Envelope {
        id,
        author,
        stamp,
        kind: Kind::new(doing.kind()).expect("kinds are lower case"),
        version: 1,
        record: None,
        class: Some(Uid::from_u128(class)),
        links: vec![Link { tag: 1, id: Uid::from_u128(class) }],
        supersedes,
    };
    Entry { envelope, body: Body::new(&fields) }
}

/// Everyone who is in a class.
pub fn class_scope(class: u128) -> Scope {
    Scope { tag: CLASS, id: Uid::from_u128(class) }
}

/// Everyone who sees a student.
pub fn student_scope(student: u128) -> Scope {
    Scope { tag: STUDENT, id: Uid::from_u128(student) }
}

/// One person.
pub fn person_scope(person: Uid) -> Scope {
    Scope { tag: PERSON, id: person }
}

/// The rules.
pub struct Rules;

impl Judge<MemoryLog> for Rules {
    fn judge(
        &mut self,
        _log: &mut MemoryLog,
        entry: &Entry,
        _received: Received,
    ) -> Result<Judgement, std::convert::Infallible> {
        let envelope = &entry.envelope;
        let class = envelope.class.map(|id| Scope { tag: CLASS, id });
        let student = envelope.link(1).map(|id| Scope { tag: STUDENT, id });
        let author = person_scope(envelope.author);
        let also = envelope.supersedes.iter().map(|id| (*id, class.into_iter().collect()));
        Ok(match envelope.kind.as_str() {
            "tap" => Judgement::Accept {
                scopes: class.into_iter().chain(student).collect(),
                also: Vec::new(),
            },
            "release" => Judgement::Accept {
                scopes: class.into_iter().chain([author]).collect(),
                also: also.collect(),
            },
            "odd" => Judgement::Hold(Reason::Invalid),
            _ => Judgement::Accept { scopes: vec![author], also: Vec::new() },
        })
    }

    fn day(&self, time: Millis) -> i32 {
        i32::try_from(time.div_euclid(86_400_000)).expect("a day of our time")
    }
}
