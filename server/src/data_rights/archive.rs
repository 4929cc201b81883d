//! An export as one file: the same content twice, for programs and for people.

use std::io::{self, Cursor, Write};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::export::Export;
use super::page::html;

/// For programs.
const JSON: &str = "data.json";
/// For people.
const PAGE: &str = "data.html";

/// The bytes of a ZIP with both.
pub fn zip(export: &Export) -> io::Result<Vec<u8>> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let json = serde_json::to_vec_pretty(&export.json())?;
    for (name, content) in [(JSON, json), (PAGE, html(export).into_bytes())] {
        archive.start_file(name, SimpleFileOptions::default())?;
        archive.write_all(&content)?;
    }
    Ok(archive.finish()?.into_inner())
}
