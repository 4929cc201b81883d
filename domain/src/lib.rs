//! What a school records and what it means.
