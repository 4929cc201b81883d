//! Which groups of a tree may be published.

use std::collections::BTreeSet;

use crate::id::PersonId;

/// Class teachers on whose classes everything published rests, at least.
pub const CLASS_TEACHERS_MIN: usize = 3;

/// A group and the groups inside it, which are apart from each other.
#[derive(Debug, Clone)]
pub(super) struct Node {
    /// What the caller knows it by.
    pub key: usize,
    /// The teachers of each of its own classes: those of no child. A class
    /// that counts for nothing is left out.
    pub own: Vec<BTreeSet<PersonId>>,
    /// The groups inside it.
    pub children: Vec<Self>,
}

/// What may be published of a node.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Published {
    /// The node, and groups inside it.
    Cells(Vec<Cell>),
    /// Nothing: too few class teachers.
    Nothing,
}

/// A published group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Cell {
    /// A node, by its key.
    Node(usize),
    /// What is left over in a node: these children of it (by their keys) and
    /// the node's own classes, together.
    Other(Vec<usize>),
}

/// Publishes the finest groups that keep the rule. The first cell is the node
/// itself.
///
/// What is left over in a node (its own classes and children that are too
/// small) forms one more cell. If that would be too small, the smallest child
/// that may be published joins it, and is then not published itself.
pub(super) fn publish(node: &Node) -> Published {
    if node.teachers().len() < CLASS_TEACHERS_MIN {
        return Published::Nothing;
    }
    let (mut large, mut rest) = (Vec::new(), Vec::new());
    for child in &node.children {
        match publish(child) {
            Published::Cells(cells) => large.push((child, cells)),
            Published::Nothing => rest.push(child),
        }
    }
    let mut rest_teachers: BTreeSet<_> = node.own.iter().flatten().copied().collect();
    rest_teachers.extend(rest.iter().flat_map(|child| child.teachers()));
    let rest_is_empty = node.own.is_empty() && rest.iter().all(|child| child.is_empty());
    if !rest_is_empty && rest_teachers.len() < CLASS_TEACHERS_MIN {
        let size = |(at, (child, _)): (usize, &(&Node, _))| (child.teachers().len(), at);
        // There is a large child: without one, the rest would be the node.
        if let Some((_, smallest)) = large.iter().enumerate().map(size).min() {
            rest.push(large.remove(smallest).0);
        }
    }
    let mut cells = vec![Cell::Node(node.key)];
    if !large.is_empty() && !rest_is_empty {
        cells.push(Cell::Other(rest.iter().map(|child| child.key).collect()));
    }
    cells.extend(large.into_iter().flat_map(|(_, cells)| cells));
    Published::Cells(cells)
}

impl Node {
    /// The class teachers of all its classes.
    pub(super) fn teachers(&self) -> BTreeSet<PersonId> {
        let own = self.own.iter().flatten().copied();
        own.chain(self.children.iter().flat_map(Self::teachers)).collect()
    }

    /// Whether it has no classes.
    fn is_empty(&self) -> bool {
        self.own.is_empty() && self.children.iter().all(Self::is_empty)
    }
}
