//! Rows of the host in `meta`: half-typed texts and last copies of reports.
//!
//! A row's key is a hash of its name, and the row says its name, so that tabs need not agree on numbers. As in every row of
//! the store a byte says how the rest is written; here that is JSON.

use serde::{Deserialize, Serialize};
use sync::device::Write;
use sync::device::rows::{FORMAT, Row, Store as Area, meta};

use crate::tablet::KeptReport;

/// What the app keeps beside entries.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "lowercase", try_from = "Written")]
pub enum Kept {
    /// A text that is being typed.
    Text {
        /// The field, and what it belongs to.
        name: String,
        /// What was typed.
        text: String,
    },
    /// The last copy of a report.
    Report {
        /// Which.
        name: String,
        /// The copy.
        report: KeptReport,
    },
}

/// A row as it is written. serde would read the whole row into a buffer to find what it is.
#[derive(Deserialize)]
struct Written {
    is: String,
    name: String,
    text: Option<String>,
    report: Option<KeptReport>,
}

impl TryFrom<Written> for Kept {
    type Error = &'static str;

    fn try_from(row: Written) -> Result<Self, Self::Error> {
        let Written { is, name, text, report } = row;
        match (is.as_str(), text, report) {
            ("text", Some(text), _) => Ok(Self::Text { name, text }),
            ("report", _, Some(report)) => Ok(Self::Report { name, report }),
            _ => Err("a row of another build"),
        }
    }
}

/// What the rows of `meta` keep; rows of a newer build that this one cannot read are left alone.
pub fn read(rows: &[Row]) -> impl Iterator<Item = Kept> + '_ {
    let ours = rows.iter().filter(|(key, _)| *key >= meta::HOST_MIN);
    let json = ours.filter_map(|(_, row)| row.strip_prefix(&[FORMAT]));
    json.filter_map(|json| serde_json::from_slice(json).ok())
}

/// Rows to write, so that each text is as given; empty ones go.
pub fn write_texts(texts: impl IntoIterator<Item = (String, String)>) -> Write {
    let mut write = Write::default();
    for (name, text) in texts {
        let key = key("text", &name);
        if text.is_empty() {
            write.deletes.push((Area::Meta, key));
        } else {
            write.puts.push((Area::Meta, (key, row(&Kept::Text { name, text }))));
        }
    }
    write
}

/// The row to write for a report.
pub fn write_report(name: &str, report: &KeptReport) -> Write {
    let kept = Kept::Report { name: name.to_owned(), report: report.clone() };
    let put = (Area::Meta, (key("report", name), row(&kept)));
    Write { puts: vec![put], ..Write::default() }
}

fn row(kept: &Kept) -> Vec<u8> {
    let mut row = vec![FORMAT];
    serde_json::to_writer(&mut row, kept).expect("strings and numbers are always JSON");
    row
}

/// FNV-1a, cut to 52 bits, above the keys that `sync` keeps for itself.
fn key(sort: &str, name: &str) -> u64 {
    const BASIS: u64 = 0xcbf2_9ce4_8422_2325;
    const PRIME: u64 = 0x0000_0100_0000_01b3;
    let bytes = sort.bytes().chain([0]).chain(name.bytes());
    let hash = bytes.fold(BASIS, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(PRIME));
    meta::HOST_MIN + (hash >> 12)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(write: &Write) -> Vec<Row> {
        write.puts.iter().map(|(_, row)| row.clone()).collect()
    }

    #[test]
    fn what_is_kept_comes_back() {
        let report = KeptReport { as_of: 7, json: r#"{"a":1}"#.to_owned() };
        let mut all = rows(&write_texts([("note:1".to_owned(), "half a".to_owned())]));
        all.extend(rows(&write_report("school", &report)));
        // Rows of `sync`, and of a newer build.
        all.extend([
            (meta::LEASE, b"\x01{}".to_vec()),
            (meta::HOST_MIN, b"\x01{\"is\":\"photo\"}".to_vec()),
            (meta::HOST_MIN, b"\x02{\"is\":\"text\",\"name\":\"a\",\"text\":\"b\"}".to_vec()),
        ]);
        let kept: Vec<_> = read(&all).collect();
        assert_eq!(
            kept,
            [
                Kept::Text { name: "note:1".to_owned(), text: "half a".to_owned() },
                Kept::Report { name: "school".to_owned(), report },
            ]
        );
    }

    /// Kept for ever, as all rows of the store: a tablet holds these very bytes, under these keys.
    #[test]
    fn rows_of_version_1() {
        let text = write_texts([("note:1".to_owned(), "half a".to_owned())]);
        let report = KeptReport { as_of: 7, json: "{}".to_owned() };
        let report = write_report("school", &report);
        let kept = [rows(&text), rows(&report)].concat();
        let expected: [(u64, &[u8]); 2] = [
            (3_241_167_472_064_807, b"\x01{\"is\":\"text\",\"name\":\"note:1\",\"text\":\"half a\"}"),
            (4_474_397_830_324_425, b"\x01{\"is\":\"report\",\"name\":\"school\",\"report\":{\"as_of\":7,\"json\":\"{}\"}}"),
        ];
        assert_eq!(kept, expected.map(|(key, row)| (key, row.to_vec())));
    }

    #[test]
    fn a_text_that_is_emptied_is_forgotten() {
        let typed = write_texts([("note:1".to_owned(), "x".to_owned())]);
        let emptied = write_texts([("note:1".to_owned(), String::new())]);
        assert_eq!(emptied.deletes, [(Area::Meta, typed.puts[0].1.0)]);
        assert!(emptied.puts.is_empty());
    }

    #[test]
    fn keys_are_no_keys_of_the_machine_and_exact_in_javascript() {
        for name in ["", "a", "note:00000000000000000000000000000001"] {
            for sort in ["text", "report"] {
                assert!((meta::HOST_MIN..1 << 53).contains(&key(sort, name)));
            }
        }
        assert_ne!(key("text", "a"), key("report", "a"));
    }
}
