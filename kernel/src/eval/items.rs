//! The user's items of all cells so far: which ones a cell reaches by name, and which are replaced.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::item::Item;
use super::kind::Kind;
use super::names::Names;
use super::source::{CellText, Edit};

/// The items, in the order in which they were defined.
#[derive(Clone, Debug, Default)]
pub struct Items {
    /// Shared, because every cell makes a new list of them.
    all: Vec<Arc<Item>>,
    /// How often each item was defined, by its key.
    versions: BTreeMap<String, u32>,
    /// Counts the changes after which an old name may stand for another type.
    epoch: u32,
    /// Counts the cells, for items that files may change at any time.
    cells: u32,
}

/// A hash of all that decides the layout of a type.
pub type LayoutHash = [u8; 32];

impl Items {
    pub fn iter(&self) -> impl Iterator<Item = &Item> {
        self.all.iter().map(|item| &**item)
    }

    /// The items as they stand after a cell: its items replace older ones of the same names, and
    /// all that the same cell defined in an earlier run.
    pub fn with(&self, new: &[Item], cell_id: Option<&str>) -> Items {
        let mut after = self.clone();
        if cell_id.is_some() {
            after.all.retain(|old| old.cell_id.as_deref() != cell_id);
        }
        for item in new {
            after.make_room(item);
        }
        for item in new {
            let version = after.versions.entry(item.key()).or_default();
            *version += 1;
            after.all.push(Arc::new(Item { version: *version, ..item.clone() }));
        }
        after.cells += 1;
        after.epoch += u32::from(
            after.all.iter().any(|item| item.reads_outside) || self.means_something_else_in(&after),
        );
        after
    }

    /// Without the items that come from these places (cell and first byte).
    pub fn without(&self, places: &BTreeMap<(u32, usize), String>) -> Items {
        let mut after = self.clone();
        if places.is_empty() {
            return after;
        }
        after.all.retain(|item| !places.contains_key(&item.place()));
        after.epoch += u32::from(self.means_something_else_in(&after));
        after
    }

    /// Nothing is defined any more, but what was defined is not forgotten: statics and types of the
    /// same names are new ones.
    pub fn clear(&mut self) {
        self.all.clear();
        self.epoch += 1;
    }

    /// A number that is another one whenever a name may stand for another type. It makes the types
    /// of cells compiled before and after distinct for `Any`, also where their names are the same.
    pub fn epoch(&self) -> u32 {
        self.epoch
    }

    /// The indices of the items that these names reach, in order.
    pub fn reach(&self, roots: &Names) -> BTreeSet<usize> {
        self.close(roots, |item| &item.mentions, true)
    }

    pub fn count(&self) -> usize {
        self.all.len()
    }

    /// All indices.
    pub fn everything(&self) -> BTreeSet<usize> {
        (0..self.all.len()).collect()
    }

    pub fn get(&self, index: usize) -> &Item {
        &self.all[index]
    }

    /// A hash of the sources that decide the layout of what these names mean.
    pub fn layout_hash(&self, roots: &Names) -> LayoutHash {
        let reached = self.close(roots, |item| &item.layout.1, false);
        let mut hash = Sha256::new();
        if reached.iter().any(|i| self.all[*i].reads_outside) {
            hash.update(self.cells.to_le_bytes());
        }
        // The order of the cells does not count, nor does an item that has no say in layouts.
        let texts: BTreeSet<&str> =
            reached.into_iter().map(|i| self.all[i].layout.0.as_str()).collect();
        for text in texts.into_iter().filter(|t| !t.is_empty()) {
            hash.update(text.as_bytes());
            hash.update([0]);
        }
        hash.finalize().into()
    }

    /// The cell that defines a name.
    pub fn cell_of(&self, name: &str) -> Option<&Arc<CellText>> {
        self.all.iter().rev().find(|item| item.defines(name)).map(|item| &item.cell)
    }

    /// Whether a call of this macro stands for items, told by what its definition begins with.
    pub fn expands_to_items(&self, name: &str) -> bool {
        if matches!(name, "thread_local" | "lazy_static" | "bitflags") {
            return true;
        }
        let definition = self.all.iter().rev().find(|i| i.kind == Kind::Macro && i.defines(name));
        definition.is_some_and(|item| transcribes_items(&item.cell.text[item.range.clone()]))
    }

    /// Whether names that these items give a meaning may have another one among the later items.
    fn means_something_else_in(&self, after: &Items) -> bool {
        let (before, later) = (self.layout_texts(), after.layout_texts());
        if before.is_empty() || before == later {
            return false;
        }
        let mentioned = |name: &str| self.all.iter().any(|i| i.layout.1.contains(name));
        let added =
            after.iter().filter(|i| !i.layout.0.is_empty() && !before.contains(&*i.layout.0));
        let may_shadow = |item: &Item| {
            matches!(item.kind, Kind::Impl { .. } | Kind::MacroCall | Kind::Use { glob: true, .. })
                || item.attributed
                || item.defines.iter().any(|(n, _)| mentioned(n))
        };
        !before.is_subset(&later) || { added }.any(may_shadow)
    }

    fn layout_texts(&self) -> BTreeSet<&str> {
        self.all.iter().map(|i| i.layout.0.as_str()).filter(|t| !t.is_empty()).collect()
    }

    fn make_room(&mut self, new: &Item) {
        self.all.retain_mut(|old| match (&old.kind, &new.kind) {
            (
                Kind::Impl { header, .. },
                Kind::Impl { header: new_header, members: new_members, of_trait, .. },
            ) if header == new_header => {
                let gone = |name: &str| *of_trait || new_members.iter().any(|(n, _)| n == name);
                keeps_members(Arc::make_mut(old), gone)
            }
            (Kind::Use { text, .. }, Kind::Use { text: new_text, .. }) if text == new_text => false,
            _ => {
                let clash = |n: &str, s| new.defines.iter().any(|(m, t)| m == n && t.overlaps(s));
                let replaced = old.defines.iter().any(|(n, s)| clash(n, *s));
                // A call that defines several things stays until all of them are replaced.
                !replaced
                    || (old.kind == Kind::MacroCall
                        && !old.defines.iter().all(|(n, s)| clash(n, *s)))
            }
        });
    }

    fn close<'a>(
        &'a self,
        roots: &Names,
        mentions: fn(&'a Item) -> &'a Names,
        to_compile: bool,
    ) -> BTreeSet<usize> {
        let mut names = roots.clone();
        let mut reached = BTreeSet::new();
        loop {
            let before = reached.len();
            for (index, item) in self.all.iter().enumerate() {
                if !reached.contains(&index) && self.is_reached(item, &names, to_compile) {
                    reached.insert(index);
                    names.extend(mentions(item).iter().cloned());
                }
            }
            if reached.len() == before {
                return reached;
            }
        }
    }

    fn is_reached(&self, item: &Item, names: &Names, to_compile: bool) -> bool {
        let named = || {
            item.defines.iter().any(|(n, _)| {
                names.contains(n) || item.attributed && names.iter().any(|m| is_made_of(m, n))
            })
        };
        match &item.kind {
            Kind::Plain | Kind::Macro => named(),
            Kind::Trait => {
                named() || to_compile && item.functions.iter().any(|f| names.contains(f))
            }
            // What a macro makes is named in its call or in its definition.
            Kind::MacroCall => named() || self.words(item).iter().any(|n| names.contains(n)),
            // A trait of another crate is used without its name, so its import always counts.
            Kind::Use { glob: true, root, .. } => {
                !self.is_local(root) || self.module_is_used(root, names)
            }
            Kind::Use { root, .. } => {
                named() || to_compile && (!self.is_local(root) || self.module_is_used(root, names))
            }
            Kind::Impl { anchors, .. } => {
                let mut local =
                    anchors.iter().filter(|a| self.all.iter().any(|i| i.defines(a))).peekable();
                // An impl that names nothing of the user's (generated names) is always there.
                local.peek().is_none() || local.all(|a| names.contains(a))
            }
        }
    }

    fn is_local(&self, root: &str) -> bool {
        matches!(root, "self" | "crate" | "super")
            || self.all.iter().any(|i| !matches!(i.kind, Kind::Use { .. }) && i.defines(root))
    }

    /// Whether a name that the module or enum `root` mentions is used.
    fn module_is_used(&self, root: &str, names: &Names) -> bool {
        let mut items =
            self.all.iter().filter(|i| !matches!(i.kind, Kind::Use { .. }) && i.defines(root));
        items.any(|i| self.words(i).iter().any(|n| n != root && names.contains(n)))
    }

    /// The identifiers of an item and of the user's macros that it may call.
    fn words(&self, item: &Item) -> Names {
        let mut words = item.mentions.clone();
        let mut left: Vec<&Item> = self.iter().filter(|i| i.kind == Kind::Macro).collect();
        loop {
            let (called, others): (Vec<&Item>, Vec<&Item>) =
                left.into_iter().partition(|i| i.defines.iter().any(|(n, _)| words.contains(n)));
            if called.is_empty() {
                words.retain(|word| !PRIMITIVES.contains(&word.as_str()));
                return words;
            }
            words.extend(called.iter().flat_map(|i| i.mentions.iter().cloned()));
            left = others;
        }
    }
}

/// Takes members out of an impl; whether any is left.
fn keeps_members(item: &mut Item, gone: impl Fn(&str) -> bool) -> bool {
    let Kind::Impl { members, .. } = &mut item.kind else { return true };
    for (_, range) in members.iter().filter(|(n, _)| gone(n)) {
        item.removed.push(Edit::blank(range.clone()));
    }
    members.retain(|(n, _)| !gone(n));
    !members.is_empty()
}

/// Types that are everywhere, so that to mention them says nothing.
const PRIMITIVES: [&str; 17] = [
    "bool", "char", "str", "u8", "u16", "u32", "u64", "u128", "usize", "i8", "i16", "i32", "i64",
    "i128", "isize", "f32", "f64",
];

/// Whether a name is made of another one, as `PointBuilder` and `make_point` are of `Point`.
fn is_made_of(name: &str, part: &str) -> bool {
    let plain = |text: &str| text.replace('_', "").to_lowercase();
    plain(name).contains(&plain(part))
}

/// Whether a call of the macro stands for items, told by what its definition begins with.
pub fn transcribes_items(definition: &str) -> bool {
    const ITEMS: [&str; 12] = [
        "pub", "struct", "enum", "impl", "fn", "mod", "trait", "const", "static", "use", "type",
        "#",
    ];
    let Some(arrow) = definition.find("=>") else { return false };
    let body =
        definition[arrow + 2..].trim_start().trim_start_matches(['{', '(', '[']).trim_start();
    // `$( struct .. )*` repeats items.
    let body = body.strip_prefix("$(").unwrap_or(body).trim_start();
    ITEMS.iter().any(|word| {
        body.strip_prefix(word)
            .is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_'))
    })
}
