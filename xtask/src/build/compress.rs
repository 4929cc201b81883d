//! Files compressed ahead of time, so that the server never does it.

use std::io::Write;

use anyhow::Result;
use brotli::enc::BrotliEncoderParams;
use flate2::Compression;
use flate2::write::GzEncoder;

use super::Profile;

/// Brotli: the best there is for a release; a quick one otherwise.
const BROTLI_RELEASE: i32 = 11;
const BROTLI_DEV: i32 = 3;

/// `bytes` in Brotli, for every browser since 2017.
pub fn brotli(bytes: &[u8], profile: Profile) -> Result<Vec<u8>> {
    let params = BrotliEncoderParams {
        quality: if profile == Profile::Release { BROTLI_RELEASE } else { BROTLI_DEV },
        lgwin: 22,
        size_hint: bytes.len(),
        ..BrotliEncoderParams::default()
    };
    let mut compressed = Vec::new();
    brotli::BrotliCompress(&mut &*bytes, &mut compressed, &params)?;
    Ok(compressed)
}

/// `bytes` in gzip, for proxies and for plain HTTP, where browsers do not offer Brotli.
pub fn gzip(bytes: &[u8], profile: Profile) -> Result<Vec<u8>> {
    let level = if profile == Profile::Release { Compression::best() } else { Compression::fast() };
    let mut encoder = GzEncoder::new(Vec::new(), level);
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?)
}
