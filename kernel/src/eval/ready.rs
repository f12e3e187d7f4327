//! A cell that is ready to run, and what becomes of the variables while it does.

use std::path::PathBuf;
use std::sync::Arc;

use crate::session::CellError;

use super::cell::Cell;
use super::facts::Facts;
use super::item::Item;
use super::items::Items;
use super::kind::{Kind, Spaces};
use super::moves;
use super::names::Names;
use super::variables::{Gone, How, Variable, Variables, layout};

/// A compiled cell.
pub struct Ready {
    /// Nothing to run for a cell of items.
    pub library: Option<PathBuf>,
    /// Its statics must be visible to later cells.
    pub global: bool,
    /// What the user should know.
    pub notes: Vec<String>,
    /// Variables whose type this cell defines anew: they are dropped before it runs.
    pub(super) outdated: Names,
    pub(super) cell: Cell,
    /// The items as they stand after it.
    pub(super) items: Items,
    /// Symbols of the statics that it defines.
    pub(super) defines: Vec<String>,
    pub(super) facts: Facts,
}

/// Why there is nothing to run.
pub enum Stopped {
    Error(CellError),
    Interrupted,
}

impl Ready {
    /// Takes the variables off the list that this cell replaces or will not keep. Returns those to drop.
    pub fn replace(&self, variables: &mut Variables) -> Vec<String> {
        let cell = self.cell.source.count;
        let mut dropped = variables.remove_older(&self.outdated);
        for name in self.names_of_items() {
            if variables.get(&name).is_some() {
                variables.remove(&name, Gone::Item { cell });
                dropped.push(name);
            }
        }
        let facts = &self.facts;
        for name in self.cell.bindings.iter().map(|b| &b.name) {
            if facts.borrowing.contains(name) {
                variables.remove(name, Gone::Borrows { cell });
            } else if facts.unset.contains(name) {
                variables.remove(name, Gone::Unset { cell });
            } else if facts.moved.contains(name) && variables.get(name).is_none() {
                variables.remove(name, self.moved(name));
            }
        }
        dropped
    }

    /// The running cell stored a variable.
    pub fn stored(&self, variables: &mut Variables, name: &str, type_name: String) {
        let count = self.cell.source.count;
        let binding = self.cell.bindings.iter().find(|b| b.name == name);
        let old = variables.get(name);
        let mutable = binding.map_or_else(|| old.is_some_and(|v| v.mutable), |b| b.mutable);
        let cell = if binding.is_some() { count } else { old.map_or(count, |v| v.cell) };
        let layout = layout(&self.items, &type_name);
        variables.insert(name, Variable { mutable, layout, cell, type_name });
    }

    /// The running cell took a variable and did not give it back.
    pub fn not_given_back(&self, variables: &mut Variables, name: &str) {
        variables.remove(name, self.moved(name));
    }

    /// The running cell failed: what it would have defined is not there.
    pub fn failed(&self, variables: &mut Variables) {
        for binding in &self.cell.bindings {
            variables.miss(&binding.name, self.cell.source.count);
        }
    }

    /// The names of values that the items of this cell define.
    fn names_of_items(&self) -> Vec<String> {
        let own = |i: &&Item| Arc::ptr_eq(&i.cell, &self.cell.source);
        let import = |i: &&Item| matches!(i.kind, Kind::Use { .. });
        let items = self.items.iter().filter(own).filter(|i| !import(i));
        let values = items.flat_map(|i| &i.defines).filter(|(_, s)| s.overlaps(Spaces::VALUE));
        values.map(|(name, _)| name.clone()).collect()
    }

    /// What became of a variable that this cell moves.
    fn moved(&self, name: &str) -> Gone {
        let how = match self.facts.partly.contains(name) {
            true => How::Partly,
            false if moves::is_conditional(&self.cell, name) => How::Perhaps,
            false => How::Wholly,
        };
        Gone::Moved { cell: self.cell.source.count, how }
    }
}
