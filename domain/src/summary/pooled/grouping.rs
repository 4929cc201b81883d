//! The grouping of a school: made at the start of a half-term, and fixed for
//! it.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use sync::order;

use super::group::{Group, Place};
use super::publish::{Cell, Node, Published, publish};
use crate::id::{ClassId, PersonId};
use crate::time::HalfTermId;

/// A class as the grouping sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PooledClass {
    /// Which.
    pub class: ClassId,
    /// Its class teacher; several where they changed in the half-term.
    pub teachers: BTreeSet<PersonId>,
    /// Where it belongs.
    pub place: Place,
}

/// Which groups are published for a half-term, and the classes in them. The
/// server stores it: it names class teachers, and goes to nobody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grouping {
    /// The half-term.
    pub half_term: HalfTermId,
    /// Published groups, each after the one that contains it; the school
    /// first. Empty where the school has too few class teachers.
    pub groups: Vec<PooledGroup>,
    /// The class teachers of every class: all who have been in the half-term.
    pub(super) teachers: BTreeMap<ClassId, BTreeSet<PersonId>>,
}

/// A published group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PooledGroup {
    /// Which.
    pub group: Group,
    /// Its classes, in the order of their ids.
    pub classes: BTreeSet<ClassId>,
    /// The position of the smallest published group that contains it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within: Option<usize>,
}

impl Grouping {
    /// Groups the classes of a school for a half-term.
    #[must_use]
    pub fn new(half_term: HalfTermId, classes: &[PooledClass]) -> Self {
        let teachers: BTreeMap<_, _> =
            classes.iter().map(|class| (class.class, class.teachers.clone())).collect();
        let tree = Tree::new(classes);
        let groups = match publish(&tree.node(0, &teachers)) {
            Published::Nothing => Vec::new(),
            Published::Cells(cells) => tree.groups(&cells),
        };
        Self { half_term, groups, teachers }
    }

    /// Takes note of who teaches the classes now. The groups stay; a new class
    /// teacher counts beside the earlier one from now on. Classes that are new
    /// wait for the next half-term, unless nothing has been published yet.
    pub fn keep_up(&mut self, classes: &[PooledClass]) {
        if self.groups.is_empty() {
            *self = Self::new(self.half_term, classes);
            return;
        }
        for class in classes {
            if let Some(teachers) = self.teachers.get_mut(&class.class) {
                teachers.extend(&class.teachers);
            }
        }
    }

    /// The class teachers of a published group.
    #[must_use]
    pub fn teachers(&self, group: &PooledGroup) -> BTreeSet<PersonId> {
        group
            .classes
            .iter()
            .filter_map(|class| self.teachers.get(class))
            .flatten()
            .copied()
            .collect()
    }

    /// Which groups may show a figure that rests on these classes only, in their
    /// order for each group, within those of the group around it: in the
    /// others, or in what tells them apart, fewer than three class teachers
    /// would have contributed.
    pub(super) fn shown(&self, contributing: &[&[ClassId]]) -> Vec<bool> {
        let mut shown = vec![false; self.groups.len()];
        if self.groups.is_empty() {
            return shown;
        }
        if let Published::Cells(cells) = publish(&self.node(0, contributing)) {
            for cell in cells {
                if let Cell::Node(at) = cell {
                    shown[at] = true;
                }
            }
        }
        shown
    }

    /// A published group as a node: its own classes are those that contribute
    /// to it and to no group inside it. A class may belong to a group inside
    /// and contribute to this one only, by students who have moved.
    fn node(&self, at: usize, contributing: &[&[ClassId]]) -> Node {
        let inside: Vec<_> =
            (0..self.groups.len()).filter(|i| self.groups[*i].within == Some(at)).collect();
        let is_in =
            |class: &ClassId, group: usize| contributing[group].binary_search(class).is_ok();
        let is_own = |class: &&ClassId| !inside.iter().any(|i| is_in(class, *i));
        let own = contributing[at].iter().filter(is_own);
        Node {
            key: at,
            own: own.map(|class| self.teachers.get(class).cloned().unwrap_or_default()).collect(),
            children: inside.iter().map(|i| self.node(*i, contributing)).collect(),
        }
    }
}

/// All groups of a school, published or not. The school is the first.
struct Tree {
    branches: Vec<Branch>,
}

struct Branch {
    group: Group,
    parent: usize,
    /// Classes that belong to it and to no group inside it.
    own: BTreeSet<ClassId>,
}

impl Tree {
    fn new(classes: &[PooledClass]) -> Self {
        let stages = stages_of_several_groups(classes);
        let school = Branch { group: Group::School, parent: 0, own: BTreeSet::new() };
        let mut tree = Self { branches: vec![school] };
        let mut sorted: Vec<_> =
            classes.iter().map(|class| (path(class, &stages), class)).collect();
        order::sort_by(&mut sorted, |a, b| (&a.0, a.1.class).cmp(&(&b.0, b.1.class)));
        for (path, class) in sorted {
            let branch = path.into_iter().fold(0, |parent, group| tree.branch(parent, group));
            tree.branches[branch].own.insert(class.class);
        }
        tree
    }

    /// The branch of a group inside another, made where it is not there yet.
    fn branch(&mut self, parent: usize, group: Group) -> usize {
        let is_it = |branch: &Branch| branch.parent == parent && branch.group == group;
        self.branches.iter().position(is_it).unwrap_or_else(|| {
            self.branches.push(Branch { group, parent, own: BTreeSet::new() });
            self.branches.len() - 1
        })
    }

    fn children(&self, of: usize) -> impl Iterator<Item = usize> + '_ {
        (1..self.branches.len()).filter(move |i| self.branches[*i].parent == of)
    }

    fn node(&self, at: usize, teachers: &BTreeMap<ClassId, BTreeSet<PersonId>>) -> Node {
        let own = self.branches[at].own.iter();
        Node {
            key: at,
            own: own.map(|class| teachers.get(class).cloned().unwrap_or_default()).collect(),
            children: self.children(at).map(|child| self.node(child, teachers)).collect(),
        }
    }

    /// The classes of a branch and of all inside it.
    fn classes(&self, at: usize) -> BTreeSet<ClassId> {
        let inside = self.children(at).flat_map(|child| self.classes(child));
        self.branches[at].own.iter().copied().chain(inside).collect()
    }

    /// The finest groups of a branch: what names it in an "other" cell.
    fn finest(&self, at: usize) -> Vec<Group> {
        let inside: Vec<_> = self.children(at).flat_map(|child| self.finest(child)).collect();
        if inside.is_empty() { vec![self.branches[at].group.clone()] } else { inside }
    }

    /// The published groups. Cells come parents first, so the last one that
    /// contains another is the smallest.
    fn groups(&self, cells: &[Cell]) -> Vec<PooledGroup> {
        let mut groups: Vec<PooledGroup> = Vec::with_capacity(cells.len());
        for cell in cells {
            let (group, classes) = match cell {
                Cell::Node(at) => (self.branches[*at].group.clone(), self.classes(*at)),
                Cell::Other(members) => {
                    let mut names: Vec<_> = members.iter().flat_map(|m| self.finest(*m)).collect();
                    order::sort(&mut names);
                    let classes = members.iter().flat_map(|m| self.classes(*m)).collect();
                    (Group::Other(names), classes)
                }
            };
            let within = groups.iter().rposition(|outer| classes.is_subset(&outer.classes));
            // The only group of a school is the school: one name is enough.
            if within.is_some_and(|outer| groups[outer].classes == classes) {
                continue;
            }
            groups.push(PooledGroup { group, classes, within });
        }
        groups
    }
}

/// The groups of a class from the one below the school on. A key stage with
/// one group in it is that group.
fn path(class: &PooledClass, stages: &BTreeSet<Group>) -> Vec<Group> {
    let mut path = class.place.path();
    path.retain(|group| !matches!(group, Group::KeyStage(_)) || stages.contains(group));
    path.reverse();
    path
}

/// The key stages that are more than one group.
fn stages_of_several_groups(classes: &[PooledClass]) -> BTreeSet<Group> {
    let mut inside: BTreeMap<Group, BTreeSet<Group>> = BTreeMap::new();
    for class in classes {
        if let [finest, stage] = class.place.path().as_slice() {
            inside.entry(stage.clone()).or_default().insert(finest.clone());
        }
    }
    inside.into_iter().filter(|(_, groups)| groups.len() > 1).map(|(stage, _)| stage).collect()
}
