//! Facts: what failed passes taught about a cell, for the next pass and for the user.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::item::Item;
use super::items::Items;
use super::names::Names;
use super::variables::Gone;

/// What a failed pass taught about a cell; generating it again with this does better.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// Variables that the cell moves.
    pub moved: Names,
    /// Those of them that the cell moves a part of.
    pub partly: Names,
    /// New variables that may have no value at the end of the cell.
    pub unset: Names,
    /// New variables that borrow, so that they cannot be stored.
    pub borrowing: Names,
    /// Variables whose type cannot be written.
    pub nameless: Names,
    /// Closures that are no more than `FnMut` or `FnOnce`.
    pub closures: BTreeMap<String, String>,
    /// Public paths of types.
    pub paths: BTreeMap<String, String>,
    /// Names escape the search (made by a derive or a macro): repeat all items.
    pub all_items: bool,
    /// Earlier items (cell, first byte) that no longer compile beside this cell, and why.
    pub aside: BTreeMap<(u32, usize), String>,
}

impl Facts {
    /// What the user should know of the earlier items that were set aside.
    pub fn aside_notes(&self, items: &Items) -> Vec<String> {
        let note = |item: &Item| {
            let problem = self.aside.get(&item.place())?;
            let text = &item.cell.text[item.range.clone()];
            let first = text.lines().next().unwrap_or("").split('{').next().unwrap_or("").trim();
            let count = item.cell.count;
            if problem.is_empty() {
                return Some(format!(
                    "`{first}` of cell {count} is replaced by what this cell defines"
                ));
            }
            Some(format!(
                "`{first}` of cell {count} was set aside, as it does not compile any more: {problem}; mend it and run cell {count} again"
            ))
        };
        items.iter().filter_map(note).collect()
    }

    /// What the user should know of the variables that are not kept.
    pub fn borrow_notes(&self) -> Vec<String> {
        let note =
            |name: &String| Gone::Borrows { cell: 0 }.explain(name).replace("cell 0", "this cell");
        self.borrowing.iter().map(note).collect()
    }
}
