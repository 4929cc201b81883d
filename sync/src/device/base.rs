//! What was pulled: chunks of entries with their places.
//!
//! Chunks stay as bytes; only the one that something happens to is read. The
//! index says in which one an entry is.

use std::collections::{BTreeMap, BTreeSet};

use super::changes::Changes;
use super::rows::{BadRow, CHUNK_ENTRIES_MAX, Chunk, Store, read_chunk, write_chunk};
use crate::checksum::Sums;
use crate::entry::EntryId;
use crate::frame::Listed;
use crate::order;
use crate::scope::Listing;

#[derive(Debug, Default)]
pub(super) struct Base {
    chunks: BTreeMap<u64, Vec<u8>>,
    index: BTreeMap<EntryId, u64>,
    /// The checksums of chunks, as far as they were made since these last
    /// changed.
    sums: BTreeMap<u64, Sums>,
}

/// How many entries a chunk takes.
#[derive(Debug, Clone, Copy)]
pub(super) struct ChunkEntries(pub usize);

impl Default for ChunkEntries {
    fn default() -> Self {
        Self(CHUNK_ENTRIES_MAX)
    }
}

impl Base {
    /// Takes in a whole store. What is in it comes back too, read as it is.
    pub fn load(chunks: Vec<Chunk>) -> Result<(Self, Vec<Listed>), BadRow> {
        let mut base = Self::default();
        let mut all = Vec::new();
        for Chunk { number, row, listed } in chunks {
            let listed = listed?;
            base.index.extend(listed.iter().map(|item| (item.entry.id(), number)));
            base.chunks.insert(number, row);
            all.extend(listed);
        }
        Ok((base, all))
    }

    /// Takes in a chunk that another tab has written. What is gone from it,
    /// and was nowhere else, comes back.
    pub fn replace(&mut self, number: u64, row: Vec<u8>) -> Result<Vec<EntryId>, BadRow> {
        let listed = read_chunk(&row)?;
        let mut gone = self.forget(number);
        for item in &listed {
            gone.remove(&item.entry.id());
            self.index.insert(item.entry.id(), number);
        }
        self.chunks.insert(number, row);
        Ok(gone.into_iter().collect())
    }

    /// Lets go of a chunk: the entries that were in it.
    pub fn forget(&mut self, number: u64) -> BTreeSet<EntryId> {
        self.chunks.remove(&number);
        self.sums.remove(&number);
        let gone = self.index.extract_if(.., |_, chunk| *chunk == number);
        order::gather(gone.map(|(id, _)| id))
    }

    /// Makes the checksums of some chunks that have none, about `entries_max`
    /// entries: whether all have them now.
    pub fn hash_some(&mut self, entries_max: usize) -> bool {
        let without: Vec<u64> =
            self.chunks.keys().filter(|number| !self.sums.contains_key(number)).copied().collect();
        let mut hashed = 0;
        for number in without {
            if hashed >= entries_max {
                return false;
            }
            let mut sums = Sums::default();
            for Listed { entry, listings, .. } in self.chunk(number) {
                let hash = entry.hash();
                for place in listings {
                    sums.add(place.scope, hash);
                }
                hashed += 1;
            }
            self.sums.insert(number, sums);
        }
        true
    }

    /// The checksums of everything that was hashed.
    pub fn sums(&self) -> Sums {
        let mut all = Sums::default();
        self.sums.values().for_each(|sums| all.add_all(sums));
        all
    }

    pub fn contains(&self, id: EntryId) -> bool {
        self.index.contains_key(&id)
    }

    /// One entry.
    pub fn get(&self, id: EntryId) -> Option<Listed> {
        let chunk = self.chunk(*self.index.get(&id)?);
        chunk.into_iter().find(|item| item.entry.id() == id)
    }

    /// All entries, chunk by chunk.
    pub fn entries(&self) -> impl Iterator<Item = Listed> + '_ {
        self.chunks.keys().flat_map(|number| self.chunk(*number))
    }

    /// The entries of one chunk.
    pub fn chunk(&self, number: u64) -> Vec<Listed> {
        let row = self.chunks.get(&number).map(Vec::as_slice);
        row.map(|row| read_chunk(row).expect("chunks were read when they were taken in"))
            .unwrap_or_default()
    }

    /// Takes in a page. What is there already gets its further places.
    pub fn take(&mut self, page: Vec<Listed>, most: ChunkEntries, changes: &mut Changes) {
        let mut open: BTreeMap<u64, Vec<Listed>> = BTreeMap::new();
        let mut last = self.chunks.last_key_value().map_or(1, |(number, _)| *number);
        for item in page {
            let id = item.entry.id();
            if let Some(&number) = self.index.get(&id) {
                let chunk = open.entry(number).or_insert_with(|| self.chunk(number));
                if let Some(known) = chunk.iter_mut().find(|known| known.entry.id() == id) {
                    known.received = item.received;
                    merge(&mut known.listings, item.listings);
                }
                continue;
            }
            let mut chunk = open.entry(last).or_insert_with(|| self.chunk(last));
            if chunk.len() >= most.0 {
                last += 1;
                chunk = open.entry(last).or_default();
            }
            chunk.push(item);
            self.index.insert(id, last);
        }
        for (number, chunk) in open {
            self.put(number, &chunk, changes);
        }
    }

    /// Erases entries. Those that were here come back.
    pub fn erase(&mut self, ids: &[EntryId], changes: &mut Changes) -> BTreeSet<EntryId> {
        let found = ids.iter().filter_map(|id| Some((*id, self.index.remove(id)?)));
        let (found, numbers): (BTreeSet<_>, BTreeSet<_>) = found.unzip();
        for number in numbers {
            let mut chunk = self.chunk(number);
            chunk.retain(|item| !found.contains(&item.entry.id()));
            self.put(number, &chunk, changes);
        }
        found
    }

    /// Keeps only some places, and the entries that still have one. The others
    /// come back.
    pub fn keep(&mut self, keep: impl Fn(&Listing) -> bool, changes: &mut Changes) -> Vec<EntryId> {
        let mut gone = Vec::new();
        let numbers: Vec<u64> = self.chunks.keys().copied().collect();
        for number in numbers {
            let mut chunk = self.chunk(number);
            if chunk.iter().flat_map(|item| &item.listings).all(&keep) {
                continue;
            }
            chunk.retain_mut(|item| {
                item.listings.retain(&keep);
                let stays = !item.listings.is_empty();
                if !stays {
                    gone.push(item.entry.id());
                    self.index.remove(&item.entry.id());
                }
                stays
            });
            self.put(number, &chunk, changes);
        }
        gone
    }

    fn put(&mut self, number: u64, chunk: &[Listed], changes: &mut Changes) {
        self.sums.remove(&number);
        if chunk.is_empty() {
            self.chunks.remove(&number);
            changes.delete(Store::Base, number);
        } else {
            let row = write_chunk(chunk);
            self.chunks.insert(number, row.clone());
            changes.put(Store::Base, number, row);
        }
    }
}

fn merge(known: &mut Vec<Listing>, more: Vec<Listing>) {
    known.extend(more);
    order::sort(known);
    known.dedup();
}
