//! The chain: each row's hash holds the one before it, so a row that is changed,
//! taken out or put in breaks every hash that follows.

use sha2::{Digest, Sha256};

use super::heads::Noted;
use crate::store::{AuditHash, AuditHead, AuditRow, Rows, StoreError};

/// Rows that are read at a time.
const ROWS_PER_READ: usize = 1_000;
/// What a row's bytes begin with: their form.
const FORM: u8 = 1;

/// What a verification found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verdict {
    /// Rows that are here.
    pub rows: u64,
    /// The last row that was pruned.
    pub anchor: AuditHead,
    /// The last one.
    pub head: AuditHead,
    /// The first number at which something is wrong.
    pub broken: Option<Broken>,
}

/// What is wrong, and at which number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Broken {
    /// This row is not what was written, or there is none of this number.
    Row(u64),
    /// A head that was noted beside the database had this number, and is not
    /// here: rows are gone from the end, or all were written anew.
    Head(u64),
}

/// The hash of `row`, after a row of hash `before`; its own is not looked at.
#[must_use]
pub fn hash(before: AuditHash, row: &AuditRow) -> AuditHash {
    let mut digest = Sha256::new().chain_update(before.0).chain_update([FORM]);
    digest.update(row.number.to_be_bytes());
    digest.update(row.at.to_be_bytes());
    let text = |text: &Option<String>| text.as_ref().map(|text| text.as_bytes().to_vec());
    let fields = [
        row.who.map(|id| id.0.0.to_vec()),
        Some(row.what.as_bytes().to_vec()),
        row.whom.map(|id| id.0.0.to_vec()),
        row.about.map(|id| id.0.to_vec()),
        text(&row.detail),
        row.count.map(|count| count.to_be_bytes().to_vec()),
    ];
    for field in fields {
        // Its length plus 1, or 0 where there is none: no two rows have the
        // same bytes.
        let length = field.as_ref().map_or(0, |field| field.len() as u64 + 1);
        digest.update(length.to_be_bytes());
        digest.update(field.unwrap_or_default());
    }
    AuditHash(digest.finalize().into())
}

/// Goes through the whole chain, and holds against it the heads that were noted
/// beside the database.
pub fn verify(rows: &dyn Rows, noted: &[Noted]) -> Result<Verdict, StoreError> {
    let anchor = rows.audit_anchor()?;
    let (mut head, mut found) = (anchor, 0);
    let verdict = |head, found, broken| Verdict { rows: found, anchor, head, broken };
    loop {
        let read = rows.audit_after(head.number, ROWS_PER_READ)?;
        if read.is_empty() {
            break;
        }
        for row in read {
            let due = head.number + 1;
            if row.number != due || row.hash != hash(head.hash, &row) {
                return Ok(verdict(head, found, Some(Broken::Row(due))));
            }
            head = AuditHead { number: row.number, hash: row.hash };
            found += 1;
        }
    }
    let broken = first_missing(rows, anchor, noted)?.map(Broken::Head);
    Ok(verdict(head, found, broken))
}

/// The first of the noted heads that is not in the chain. Of those before the
/// anchor nothing is left to compare.
fn first_missing(
    rows: &dyn Rows,
    anchor: AuditHead,
    noted: &[Noted],
) -> Result<Option<u64>, StoreError> {
    for head in super::heads::standing(noted) {
        let is_here = match head.number {
            number if number < anchor.number => true,
            number if number == anchor.number => head.hash == anchor.hash,
            number => rows.audit_row(number)?.is_some_and(|row| row.hash == head.hash),
        };
        if !is_here {
            return Ok(Some(head.number));
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use domain::id::PersonId;
    use sync::entry::Uid;

    use super::*;

    #[test]
    fn every_field_is_in_the_hash() {
        let row = AuditRow {
            number: 1,
            at: 2,
            who: Some(PersonId(Uid::from_u128(3))),
            what: "exported".to_owned(),
            whom: None,
            about: None,
            detail: None,
            count: None,
            hash: AuditHash([0; 32]),
        };
        let before = AuditHash([7; 32]);
        let person = PersonId(Uid::from_u128(3));
        let others = [
            AuditRow { number: 2, ..row.clone() },
            AuditRow { at: 3, ..row.clone() },
            AuditRow { who: None, ..row.clone() },
            AuditRow { who: None, whom: Some(person), ..row.clone() },
            AuditRow { what: "erased".to_owned(), ..row.clone() },
            AuditRow { about: Some(person.0), ..row.clone() },
            AuditRow { what: "export".to_owned(), detail: Some("ed".to_owned()), ..row.clone() },
            AuditRow { detail: Some(String::new()), ..row.clone() },
            AuditRow { count: Some(0), ..row.clone() },
        ];
        for other in &others {
            assert_ne!(hash(before, other), hash(before, &row), "{other:?}");
        }
        assert_ne!(hash(AuditHash([8; 32]), &row), hash(before, &row));
        assert_eq!(hash(before, &AuditRow { hash: before, ..row.clone() }), hash(before, &row));
    }
}
