//! How much of anything: named, and checked on both sides.

/// Most entries in one push.
pub const BATCH_ENTRIES_MAX: usize = 500;
/// Most bytes of one request or answer after inflating. Inflating stops here.
pub const FRAME_BYTES_MAX: usize = 1024 * 1024;
/// Most bytes of one request on the wire, compressed or not.
pub const WIRE_BYTES_MAX: usize = 256 * 1024;
/// Smaller requests are not compressed: they hardly become smaller.
pub const GZIP_BYTES_MIN: usize = 512;
/// Most listings in one page of a pull.
pub const PAGE_LISTINGS_MAX: usize = 2_000;
/// About how many bytes of entries one page of a pull carries: it goes over by
/// at most one entry, so a frame always holds it.
pub const PAGE_BYTES_MAX: usize = 512 * 1024;
/// Most scopes of one person: everyone in 40 classes, and some.
pub const SCOPES_MAX: usize = 4_000;
/// Longest name of a build or version of a directory, in bytes.
pub const NAME_BYTES_MAX: usize = 128;
