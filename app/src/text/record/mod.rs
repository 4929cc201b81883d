//! The record of access: who looked at what, took it out, or changed it.

mod child;
mod sentences;

pub use self::sentences::sentence;
use super::served::PageServed;

/// Who reads it: each in their own words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reader {
    /// All of it: the data-protection lead.
    Administrator,
    /// What concerns themselves, and they work here.
    Staff,
    /// What concerns themselves, and they learn here.
    Student,
}

/// Somebody in a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Party<'a> {
    /// Whoever reads it.
    You,
    /// Somebody whom the school knows.
    Named(&'a str),
    /// Nobody whom the school knows any more: by the first digits of their id.
    Nameless(&'a str),
    /// A command on the server, or its clock.
    Server,
}

/// One row, as sentences are made of it.
#[derive(Debug, Clone, Copy)]
pub struct Said<'a> {
    /// Who did it.
    pub who: Party<'a>,
    /// The code of what.
    pub what: &'a str,
    /// Whom it concerns.
    pub whom: Option<Party<'a>>,
    /// In which class, or on which tablet, as far as that has a name.
    pub about: Option<&'a str>,
    /// The code of how.
    pub detail: Option<&'a str>,
    /// To how many it was done.
    pub count: Option<u32>,
}

/// See the module.
pub struct Record {
    /// The page's title.
    pub title: fn(reader: Reader) -> &'static str,
    /// What leads to it.
    pub link: fn(reader: Reader) -> &'static str,
    /// What it is.
    pub intro: fn(reader: Reader) -> &'static str,
    /// What no server can know.
    pub not_here: fn(reader: Reader) -> &'static str,
    /// What it says where the server is needed.
    pub served: fn(reader: Reader) -> PageServed,
    /// Nothing at all.
    pub empty: fn(reader: Reader) -> &'static str,
    /// Nothing by others, as far as it has been read.
    pub nobody_else: &'static str,

    /// Label of a choice: whose doings are shown.
    pub whose: &'static str,
    /// Only others'.
    pub others: &'static str,
    /// Also one's own.
    pub everything: &'static str,
    /// Opens the search for a person.
    pub one_person: &'static str,
    /// It is about one person now.
    pub only: fn(name: &str) -> String,
    /// No longer.
    pub not_only: &'static str,
    /// Takes it out as a file.
    pub csv: &'static str,
    /// What is in the file.
    pub csv_hint: &'static str,
    /// The file's name.
    pub csv_name: &'static str,
    /// The file did not come.
    pub csv_failed: &'static str,
    /// Reads on.
    pub earlier: &'static str,
    /// While it does.
    pub reading: &'static str,
    /// Reading on failed.
    pub earlier_failed: &'static str,
    /// There is no more.
    pub beginning: &'static str,
    /// The sentence of a row.
    pub sentence: fn(said: &Said<'_>, reader: Reader) -> String,
}

/// British English.
pub const ENGLISH: Record = Record {
    title: |reader| match reader {
        Reader::Administrator => "Who looked at what",
        Reader::Staff => "Who looked at what is mine",
        Reader::Student => "Who has looked at my page",
    },
    link: |reader| match reader {
        Reader::Administrator => {
            "The record of access: who looked at what, took it out or changed it"
        }
        Reader::Staff => "Who looked at what is mine",
        Reader::Student => "Who has looked at my page?",
    },
    intro: |reader| match reader {
        Reader::Administrator => {
            "What the server handed over and what was done on it, the newest first. That you look at it is written down here as well."
        }
        Reader::Staff => {
            "What the server handed to others about you, and what was done to your account, the newest first."
        }
        Reader::Student => {
            "Your teachers see what you and they write here about your learning. This is when they got it."
        }
    },
    not_here: |reader| match reader {
        Reader::Administrator => {
            "What somebody opens on their own tablet is not sent to anybody: a tablet that has received a class can show its students, also without a network. “The server” is a command that somebody ran there, or its clock."
        }
        Reader::Staff => {
            "What somebody opens on their own tablet is not sent to anybody. “The server” is a command that somebody ran there, or its clock."
        }
        Reader::Student => {
            "A tablet that got it can show it later too. Ask an adult if you want to know more."
        }
    },
    served: |reader| {
        let unreachable = match reader {
            Reader::Student => {
                "To see this there must be a network, and there is none just now. Try again later."
            }
            _ => {
                "The record is on the server, and it cannot be reached just now. Nothing is lost: it goes on being written. Try again when there is a network."
            }
        };
        PageServed {
            asking: "Asking the server for the record…",
            unreachable,
            cut_off: unreachable,
            not_yours: "The server does not let you read this record.",
        }
    },
    empty: |reader| match reader {
        Reader::Student => "Nobody yet.",
        _ => "Nothing has been recorded yet.",
    },
    nobody_else: "Nothing by anybody else, so far back.",

    whose: "Show",
    others: "What others did",
    everything: "Everything",
    one_person: "Only what concerns one person",
    only: |name| {
        format!(
            "Only what concerns {name}: what they did, what was done to them, and who received their class while they were in it."
        )
    },
    not_only: "Show everybody again",
    csv: "Save as a file (CSV)",
    csv_hint: "In numbers and codes with their hashes, without a name. That it was taken out is recorded.",
    csv_name: "limber-record.csv",
    csv_failed: "The file did not come. Nothing is lost: try again when there is a network.",
    earlier: "Show earlier",
    reading: "Reading…",
    earlier_failed: "What was earlier did not come. Try again when there is a network.",
    beginning: "This is where the record begins.",
    sentence,
};
