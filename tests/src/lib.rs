//! What belongs to no single crate: rosters as schools export them (`fixtures/`), journeys in real browsers (`browser/`), and
//! tests of the house itself (`tests/`), so that what `ARCHITECTURE.md` says of it stays true.

pub mod fuzz;

use std::path::{Path, PathBuf};

/// A path within the workspace, given from its root.
#[must_use]
pub fn in_workspace(path: impl AsRef<Path>) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path)
}
