//! Pooled cells: what staff see of the school (rule 3 of the product).
//!
//! A class is often one teacher. So a cell is published only if no linear
//! combination of published cells rests on classes of fewer than **three
//! class teachers**; otherwise the next larger group is.
//!
//! **Why a tree is enough.** Groups form a tree, so the published ones are
//! nested or apart. What a linear combination can isolate are *rests*: a
//! published group without the published groups inside it. Every combination
//! that is not empty rests on one of these at least. The rule holds if each
//! rest has no classes, or those of three class teachers. Tests check this
//! against the plain definition, by the rank of matrices.

mod group;
mod grouping;
mod publish;
mod report;
mod tally;

pub use self::group::{Group, Place};
pub use self::grouping::{Grouping, PooledClass, PooledGroup};
pub use self::publish::CLASS_TEACHERS_MIN;
pub use self::report::{
    COUNTS_HIDDEN_UNDER, Figures, GroupReport, PooledCell, PooledCount, SchoolInput, SchoolReport,
};
pub use self::tally::{SETTLED_AFTER_SCHOOL_DAYS, SchoolTally};

#[cfg(test)]
mod tests;
