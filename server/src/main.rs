//! `limber`: the one binary that a school runs.

fn main() {}
