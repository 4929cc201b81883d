//! How entries travel and are never lost.
