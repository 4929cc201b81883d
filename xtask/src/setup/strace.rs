//! `strace`: with it a test looks on at what the server asks of the disk.

use super::apt;

/// Installs it from the distribution if that can be done; that test says so where it is missing.
pub fn strace() {
    if let Err(error) = apt::install(&["strace"], "strace for a look at the disk") {
        eprintln!("! Whether answers wait for the disk is not looked at. {error:#}");
    }
}
