//! The plan of a cell: which items and variables its crate needs, and how it takes them.

use std::collections::BTreeSet;

use super::cell::Cell;
use super::facts::Facts;
use super::items::Items;
use super::moves;
use super::names::Names;
use super::types::{self, Paths};
use super::variables::Variables;

/// Which items and variables a cell needs, and how.
pub struct Plan {
    /// The items, by their place in the list.
    pub reached: BTreeSet<usize>,
    /// Variables that stay with the outer frame, so that a panic keeps them.
    pub kept: Vec<Taken>,
    /// Variables that the closure owns, because the cell moves them.
    pub moved: Vec<Taken>,
    /// Variables that the cell gives a new value.
    pub assigned: Names,
}

/// A variable as the generated code takes it.
pub struct Taken {
    pub name: String,
    pub ty: String,
    /// Its name does not tell its type for certain.
    pub uncertain: bool,
    pub mutable: bool,
}

/// Everything that a cell is generated from.
pub struct Input<'a> {
    pub cell: &'a Cell,
    /// The items as they stand after this cell; its own are the last `new_items`.
    pub items: &'a Items,
    pub new_items: usize,
    pub variables: &'a Variables,
    /// Variables that must not be taken.
    pub outdated: &'a Names,
    pub paths: &'a Paths,
    /// Symbols of statics that an earlier cell defined in this worker.
    pub statics: &'a BTreeSet<String>,
    pub facts: &'a Facts,
}

impl Plan {
    /// Finds out what the cell needs.
    pub fn of(input: &Input) -> Plan {
        let moves = moves::find(input.cell);
        let mut plan = Plan {
            reached: BTreeSet::new(),
            kept: Vec::new(),
            moved: Vec::new(),
            assigned: moves.assigned,
        };
        let mut roots = input.cell.mentions.clone();
        for (name, variable) in input.variables.iter() {
            let hidden = input.outdated.contains(name) || input.facts.nameless.contains(name);
            if hidden || !input.cell.reads.contains(name) {
                continue;
            }
            let Some(ty) = input.paths.write(&variable.type_name) else { continue };
            roots.extend(types::user_types(&variable.type_name));
            let type_name = &variable.type_name;
            let uncertain =
                channel::hides_lifetimes(type_name) || input.paths.are_guessed(type_name);
            let taken = Taken { name: name.clone(), ty, uncertain, mutable: variable.mutable };
            let predicted = moves.moved.contains(name) && types::surely_moves(&variable.type_name);
            if predicted || input.facts.moved.contains(name) {
                plan.moved.push(taken);
            } else {
                plan.kept.push(taken);
            }
        }
        let new = input.items.count() - input.new_items..input.items.count();
        for index in new.clone() {
            let item = input.items.get(index);
            roots.extend(item.mentions.iter().cloned());
            roots.extend(item.defines.iter().map(|(n, _)| n.clone()));
        }
        plan.reached = if input.facts.all_items {
            input.items.everything()
        } else {
            input.items.reach(&roots)
        };
        plan.reached.extend(new);
        plan
    }
}
