//! The one place through which every value goes into the store and comes out of it.
//!
//! A store that an app of before sealing has written is in plain rows; they are read as they are, and sealed as soon as
//! there is a key.

use std::cell::{Cell, RefCell};

use sync::device::rows::Store as Area;
use sync::seal::{DataKey, number_of};

use super::browser::random_bytes;

/// Seals and opens the rows of one store; with a key, if there is one yet.
pub struct Seal {
    key: RefCell<Option<DataKey>>,
    /// A plain row has been read.
    saw_plain: Cell<bool>,
}

impl Seal {
    /// With this key.
    pub fn new(key: Option<DataKey>) -> Self {
        Self { key: RefCell::new(key), saw_plain: Cell::new(false) }
    }

    /// With this key from now on.
    pub fn set_key(&self, key: DataKey) {
        self.key.replace(Some(key));
    }

    /// Whether a plain row has been read, and there is a key by now.
    pub fn is_wanted(&self) -> bool {
        self.saw_plain.get() && self.key.borrow().is_some()
    }

    /// Whether a row is still to be sealed.
    pub fn is_due(&self, row: &[u8]) -> bool {
        self.key.borrow().is_some() && number_of(row).is_none()
    }

    /// What is written for `value`.
    pub fn seal(&self, area: Area, key: u64, value: &[u8]) -> Vec<u8> {
        match &*self.key.borrow() {
            Some(with) => with.seal(area, key, value, random_bytes()),
            None => value.to_vec(),
        }
    }

    /// The value of what was written. What cannot be opened is as good as damaged, and every reader of rows knows what to do
    /// about that.
    pub fn open(&self, area: Area, key: u64, row: Vec<u8>) -> Vec<u8> {
        if number_of(&row).is_none() {
            self.saw_plain.set(true);
            return row;
        }
        let opened = self.key.borrow().as_ref().and_then(|with| with.open(area, key, &row));
        opened.unwrap_or_default()
    }
}
