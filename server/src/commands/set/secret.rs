//! Secrets, which are no arguments: those are seen by others on this machine, and
//! kept by shells.

use std::fs::File;
use std::io::{self, IsTerminal, Read};
use std::path::Path;

use anyhow::{Context, Result};

/// Reads one from a file or from standard input. One that is longer than it may
/// be comes cut, and too long still: that is for whoever checks it to say.
pub fn read(file: Option<&Path>, what: &str, bytes_max: usize) -> Result<String> {
    let mut secret = String::new();
    let most = u64::try_from(bytes_max).unwrap_or(u64::MAX) + 2;
    if let Some(file) = file {
        let cannot = || format!("cannot read {}", file.display());
        let opened = File::open(file).with_context(cannot)?;
        opened.take(most).read_to_string(&mut secret).with_context(cannot)?;
    } else {
        let input = io::stdin();
        if input.is_terminal() {
            eprintln!("Paste {what}, then Enter and Ctrl-D:");
        }
        let cannot = || format!("cannot read {what} from standard input");
        input.lock().take(most).read_to_string(&mut secret).with_context(cannot)?;
    }
    Ok(secret)
}
