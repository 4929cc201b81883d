//! What is unsent, as a file: saved on one tablet, brought in on any other.

use serde::Deserialize;
use serde_json::value::RawValue;
use sync::entry::{Entry, Millis};
use sync::json;
use sync::limits::WIRE_BYTES_MAX;

/// What such a file calls itself.
const WHAT: &str = "unsent";

/// As it is read here: what the entries say is for the server.
#[derive(Deserialize)]
struct File<'a> {
    limber: &'a str,
    #[serde(default)]
    offset: Millis,
    #[serde(borrow)]
    entries: Vec<&'a RawValue>,
}

/// What became of a file's entries: how many of each.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
pub struct Imported {
    /// New.
    pub stored: usize,
    /// There already.
    pub duplicate: usize,
    /// An administrator has to look at them.
    pub held: usize,
    /// Erased or discarded before.
    pub gone: usize,
    /// Held as well: nobody can read them.
    pub unreadable: usize,
}

/// The file: entries, one in a line, and by how much the server's clock is before this device's.
///
/// # Panics
/// Never: every entry can be written as JSON.
#[must_use]
pub fn file<'a>(offset: Millis, entries: impl Iterator<Item = &'a Entry>) -> String {
    let line = |entry| serde_json::to_string(entry).expect("entries are always JSON");
    let lines: Vec<_> = entries.map(line).collect();
    format!("{}\n{}\n]}}\n", head(offset), lines.join(",\n"))
}

fn head(offset: Millis) -> String {
    format!(r#"{{"limber":"{WHAT}","offset":{offset},"entries":["#)
}

/// The same in parts that the server takes, each a file of its own, none where it is empty; `None` where it is another file.
/// Older apps saved a bare list.
#[must_use]
pub fn parts(file: &str) -> Option<Vec<String>> {
    let (head, tail, entries) = match json::read::<File<'_>>(file) {
        Ok(File { limber: WHAT, offset, entries }) => (head(offset), "]}", entries),
        _ => ("[".to_owned(), "]", json::read(file).ok()?),
    };
    let mut parts: Vec<String> = Vec::new();
    for entry in entries {
        let entry = entry.get();
        let fits = |part: &String| part.len() + entry.len() + 1 + tail.len() <= WIRE_BYTES_MAX;
        match parts.last_mut().filter(|part| fits(part)) {
            Some(part) => part.push(','),
            None => parts.push(head.clone()),
        }
        if let Some(part) = parts.last_mut() {
            part.push_str(entry);
        }
    }
    for part in &mut parts {
        part.push_str(tail);
    }
    Some(parts)
}

impl std::ops::AddAssign for Imported {
    fn add_assign(&mut self, other: Self) {
        self.stored += other.stored;
        self.duplicate += other.duplicate;
        self.held += other.held;
        self.gone += other.gone;
        self.unreadable += other.unreadable;
    }
}

#[cfg(test)]
mod tests {
    use domain::entry::{Draft, Note};
    use domain::id::PersonId;
    use serde_json::{Value, json};
    use sync::entry::{EntryId, Stamp, Uid};

    use super::*;

    fn entry(number: u64, text: &str) -> Entry {
        let id = EntryId { incarnation: 7, number };
        let draft = Draft::new(&Note { text: text.to_owned() });
        draft.into_entry(id, PersonId(Uid([1; 16])), Stamp::new(1_795_428_000_000, 0))
    }

    fn entries_in(part: &str) -> Vec<Value> {
        let part: Value = serde_json::from_str(part).unwrap();
        assert_eq!((&part["limber"], &part["offset"]), (&json!("unsent"), &json!(-1_500)));
        part["entries"].as_array().unwrap().clone()
    }

    #[test]
    fn a_small_file_is_one_part() {
        let entries = [entry(1, "a \"quoted\" ]}"), entry(2, "é")];
        let [part] = &parts(&file(-1_500, entries.iter())).unwrap()[..] else { panic!("one") };
        assert_eq!(entries_in(part), entries.map(|entry| json!(entry)));
    }

    #[test]
    fn a_long_file_comes_in_parts_that_the_server_takes_and_nothing_is_lost() {
        let entries: Vec<_> = (1..=400).map(|n| entry(n, &"word ".repeat(300))).collect();
        let parts = parts(&file(-1_500, entries.iter())).unwrap();
        assert!(parts.len() > 1 && parts.iter().all(|part| part.len() <= WIRE_BYTES_MAX));
        let all: Vec<_> = parts.iter().flat_map(|part| entries_in(part)).collect();
        assert_eq!(all, entries.iter().map(|entry| json!(entry)).collect::<Vec<_>>());
    }

    #[test]
    fn a_bare_list_of_an_older_app_stays_one() {
        let list = serde_json::to_string_pretty(&[entry(1, "a"), entry(2, "b")]).unwrap();
        let [part] = &parts(&list).unwrap()[..] else { panic!("one") };
        assert_eq!(
            serde_json::from_str::<Value>(part).unwrap(),
            serde_json::from_str::<Value>(&list).unwrap()
        );
    }

    #[test]
    fn other_files_are_none() {
        assert_eq!(parts(&file(0, [].iter())), Some(Vec::new()));
        for other in ["", "name,class", "{}", r#"{"limber":"backup","entries":[]}"#, "[1"] {
            assert_eq!(parts(other), None, "{other}");
        }
    }
}
