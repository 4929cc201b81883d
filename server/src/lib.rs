//! Merges, stores, serves, and decides who may see what.
