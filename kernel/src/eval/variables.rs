//! What the kernel knows of the variables in the worker.

use std::collections::BTreeMap;

use super::items::{Items, LayoutHash};
use super::names::Names;
use super::types;

/// The variables that live, and what became of those that do not.
#[derive(Clone, Debug, Default)]
pub struct Variables {
    live: BTreeMap<String, Variable>,
    gone: BTreeMap<String, Gone>,
}

/// A variable in the worker.
#[derive(Clone, Debug, PartialEq)]
pub struct Variable {
    pub type_name: String,
    pub mutable: bool,
    /// The sources that the type's layout was decided by.
    pub layout: LayoutHash,
    /// The cell that defined it.
    pub cell: u32,
}

/// Why a variable cannot be used any more.
#[derive(Clone, Debug, PartialEq)]
pub enum Gone {
    /// A cell moved it out.
    Moved { cell: u32, how: How },
    /// Its type was defined anew.
    Older { types: String },
    /// The worker that held it ended.
    Lost,
    /// The cell that defines it failed before its end.
    Unfinished { cell: u32 },
    /// It borrows from something, so it lived in its cell only.
    Borrows { cell: u32 },
    /// The cell that declares it does not give it a value.
    Unset { cell: u32 },
    /// Its type was taken for another one of the same name.
    Unfit { type_name: String },
    /// Its type has no name that code can write.
    Nameless { type_name: String },
    /// An item of the same name took its place.
    Item { cell: u32 },
}

/// In which way a cell moves a variable.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum How {
    Wholly,
    /// A field of it, or a part that a pattern took.
    Partly,
    /// On some ways through the cell only.
    Perhaps,
}

impl Variables {
    pub fn get(&self, name: &str) -> Option<&Variable> {
        self.live.get(name)
    }

    pub fn iter(&self) -> impl Iterator<Item = (&String, &Variable)> {
        self.live.iter()
    }

    pub fn names(&self) -> Vec<String> {
        self.live.keys().cloned().collect()
    }

    pub fn insert(&mut self, name: &str, variable: Variable) {
        self.gone.remove(name);
        self.live.insert(name.to_string(), variable);
    }

    /// Takes a variable off the list and keeps why.
    pub fn remove(&mut self, name: &str, why: Gone) {
        self.live.remove(name);
        self.gone.insert(name.to_string(), why);
    }

    /// Takes the variables off the list whose types were defined anew; returns those that there were.
    pub fn remove_older(&mut self, names: &Names) -> Vec<String> {
        let mut removed = Vec::new();
        for name in names {
            if let Some(variable) = self.live.get(name) {
                let types: Vec<String> =
                    types::user_types(&variable.type_name).into_iter().collect();
                self.remove(name, Gone::Older { types: format!("`{}`", types.join("`, `")) });
                removed.push(name.clone());
            }
        }
        removed
    }

    /// Takes the variables off the list whose type no code can write.
    pub fn remove_nameless(&mut self, names: &Names) {
        for name in names {
            if let Some(variable) = self.live.get(name) {
                let type_name = variable.type_name.clone();
                self.remove(name, Gone::Nameless { type_name });
            }
        }
    }

    /// A cell that failed did not define this variable; an older one of the name stays.
    pub fn miss(&mut self, name: &str, cell: u32) {
        if !self.live.contains_key(name) {
            self.gone.insert(name.to_string(), Gone::Unfinished { cell });
        }
    }

    /// All variables are lost with their worker.
    pub fn lose_all(&mut self) {
        for name in self.names() {
            self.remove(&name, Gone::Lost);
        }
    }

    /// What became of a variable that is not there.
    pub fn why_gone(&self, name: &str) -> Option<&Gone> {
        self.gone.get(name)
    }

    /// The variables whose types these items define differently from when they were made.
    pub fn outdated(&self, items: &Items) -> Names {
        let old = |v: &Variable| layout(items, &v.type_name) != v.layout;
        self.live.iter().filter(|(_, v)| old(v)).map(|(n, _)| n.clone()).collect()
    }
}

/// The sources that decide the layout of a type; the same for all types without user's types.
pub fn layout(items: &Items, type_name: &str) -> LayoutHash {
    let roots = types::user_types(type_name);
    if roots.is_empty() { LayoutHash::default() } else { items.layout_hash(&roots) }
}

impl Gone {
    /// One sentence for the person who names the variable again.
    pub fn explain(&self, name: &str) -> String {
        match self {
            Gone::Moved { cell, how } => {
                let what = match how {
                    How::Wholly => format!("`{name}` was moved in cell {cell} and is gone"),
                    How::Partly => {
                        format!("a part of `{name}` was moved in cell {cell}, so `{name}` is gone")
                    }
                    How::Perhaps => format!(
                        "cell {cell} moves `{name}` on some of its ways, so `{name}` is gone, whichever it took"
                    ),
                };
                format!("{what}; use `{name}.clone()` or `&{name}` there, or define it again")
            }
            Gone::Unset { cell } => format!(
                "`{name}` is declared in cell {cell}, but not given a value on every way to its end, so it was not kept"
            ),
            Gone::Unfit { type_name } => format!(
                "the type of `{name}`, `{}`, cannot be told for certain from its name (it may hide lifetimes, or another type of \
                 that name), so `{name}` was dropped; wrap it in a struct of your own to keep it",
                types::short(type_name)
            ),
            Gone::Older { types } => {
                format!(
                    "`{name}` was made with an older {types} and was dropped; define it again with the new one"
                )
            }
            Gone::Lost => format!(
                "`{name}` was lost when the process that held it ended; run the cell that defines it again"
            ),
            Gone::Unfinished { cell } => {
                format!(
                    "cell {cell}, which defines `{name}`, failed before its end, so `{name}` was not kept; mend and run it again"
                )
            }
            Gone::Borrows { cell } => format!(
                "`{name}` borrows from another value, so it lived in cell {cell} only; to keep it, store a value of its own, \
                 for example with `.clone()`, `.to_vec()`, `.to_string()` or a `move` closure"
            ),
            Gone::Nameless { type_name } => nameless(name, type_name),
            Gone::Item { cell } => {
                format!("`{name}` was replaced by the item of this name in cell {cell}")
            }
        }
    }
}

fn nameless(name: &str, type_name: &str) -> String {
    let short = types::short(type_name);
    if short == "closure" {
        return format!(
            "`{name}` is a closure or a future, whose type has no name, so it lived in its cell only; `.await` a future, \
             box a closure to keep it: `let {name}: Box<dyn Fn(..) -> _> = Box::new(..);`"
        );
    }
    if type_name.contains('{') {
        return format!(
            "`{name}` has a type that cannot be named ({short}), so it lived in its cell only; `.collect()` an iterator, \
             `.await` a future, or box it to keep it"
        );
    }
    if short.starts_with(char::is_lowercase) {
        return format!(
            "`{name}` is a function item, whose type has no name, so it lived in its cell only; \
             state its type to keep it: `let {name}: fn(..) -> _ = ..;`"
        );
    }
    format!(
        "`{name}` has a type that is private to its crate ({short}), so it lived in its cell only; \
         turn it into one that can be named, or wrap it in a struct of your own"
    )
}
