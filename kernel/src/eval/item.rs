//! One item of the user: what it defines, what it mentions, and what of it decides a layout.

use std::ops::Range;
use std::sync::Arc;

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{ImplItem, Item as SynItem, UseTree};

use super::kind::{Kind, Spaces, classify};
use super::names::{Names, debug_calls, defined_functions, idents, reads_outside};
use super::optimise::Work;
use super::source::{CellText, Edit, Source};
use super::statics::{self, Static};

/// An item of a cell.
#[derive(Clone, Debug)]
pub struct Item {
    pub cell: Arc<CellText>,
    /// The notebook's id of the cell.
    pub cell_id: Option<String>,
    pub range: Range<usize>,
    /// Counts the definitions under the same key, so that a redefined static starts anew.
    pub version: u32,
    pub kind: Kind,
    /// The names that it defines, with the namespaces they stand in.
    pub defines: Vec<(String, Spaces)>,
    /// All identifiers in it.
    pub mentions: Names,
    /// Whether what it means depends on files or the environment.
    pub reads_outside: bool,
    /// Whether a derive or an attribute of another crate may make items of similar names beside it.
    pub attributed: bool,
    /// The functions and methods in it, for traits and modules.
    pub functions: Names,
    /// Members of an impl that a later impl replaced.
    pub removed: Vec<Edit>,
    /// Where it calls `dbg!`.
    pub debug_calls: Vec<Range<usize>>,
    /// The statics in it, each with one state over all cells.
    pub statics: Vec<Static>,
    /// Whether its code wants optimisation.
    pub work: Work,
    /// What of the item can change the layout of a value: text and identifiers.
    pub layout: (String, Names),
}

impl Item {
    /// The items of a cell; a `use` becomes one item a leaf.
    pub fn all(
        cell: &Arc<CellText>,
        cell_id: Option<&str>,
        items: &[(SynItem, Range<usize>)],
    ) -> Vec<Item> {
        let mut all = Vec::new();
        for (item, range) in items {
            let one = |kind: Kind, defines, layout| Item {
                cell: cell.clone(),
                cell_id: cell_id.map(str::to_string),
                range: range.clone(),
                version: 0,
                kind,
                defines,
                mentions: idents(item.to_token_stream()),
                reads_outside: reads_outside(item.to_token_stream()),
                attributed: is_attributed(item),
                functions: defined_functions(item.to_token_stream()),
                removed: Vec::new(),
                debug_calls: debug_calls(item.to_token_stream()),
                statics: statics::find(item),
                work: Work::of_item(item),
                layout,
            };
            if let SynItem::Use(u) = item {
                let visibility = u.vis.to_token_stream().to_string();
                let colon = if u.leading_colon.is_some() { "::" } else { "" };
                for leaf in leaves(&u.tree, "") {
                    let text = format!("{visibility} use {colon}{};", leaf.path);
                    let root = leaf.path.split("::").next().unwrap_or("").trim().to_string();
                    let defines = leaf.name.iter().map(|n| (n.clone(), Spaces::ALL)).collect();
                    let mentions = text.parse().map(idents).unwrap_or_default();
                    let layout = (text.clone(), mentions.clone());
                    let glob = leaf.path.ends_with('*');
                    all.push(Item {
                        mentions,
                        ..one(Kind::Use { text, root, glob }, defines, layout)
                    });
                }
            } else {
                let (kind, defines) = classify(item, range, &cell.text);
                all.push(one(kind, defines, layout(item)));
            }
        }
        all
    }

    /// Whether it defines this name.
    pub fn defines(&self, name: &str) -> bool {
        self.defines.iter().any(|(n, _)| n == name)
    }

    /// The cell that it comes from and its first byte there.
    pub fn place(&self) -> (u32, usize) {
        (self.cell.count, self.range.start)
    }

    /// What stays the same when the item is defined again: its first name, or the header of an impl.
    pub fn key(&self) -> String {
        match (&self.kind, self.defines.first()) {
            (Kind::Impl { header, .. }, _) => header.clone(),
            (_, Some((name, _))) => name.clone(),
            (_, None) => String::new(),
        }
    }

    /// Appends the item to generated source with these changes, such as its statics defined or imported.
    pub fn write(&self, source: &mut Source, changes: Vec<Edit>) {
        match &self.kind {
            Kind::Use { text, .. } => source.push(text),
            _ => {
                let mut edits = self.removed.clone();
                edits.extend(changes);
                super::source::sort_edits(&mut edits);
                source.push_user(&self.cell, self.range.clone(), &edits);
            }
        }
        source.push("\n");
    }

    /// Appends an impl by which a value that shows itself as evcxr has it is found inside of others.
    pub fn write_display(&self, source: &mut Source) {
        if let Kind::Impl { evcxr: Some(header), members, .. } = &self.kind
            && members.iter().any(|(name, _)| name == EVCXR)
        {
            source.push(&format!("{header} {{ fn show(&self) {{ self.{EVCXR}(); }} }}\n"));
        }
    }
}

/// evcxr's method by which a type shows itself.
const EVCXR: &str = "evcxr_display";

/// Whether an item has attributes that are not the language's or the library's own.
fn is_attributed(item: &SynItem) -> bool {
    const DERIVES: [&str; 12] = [
        "Debug",
        "Clone",
        "Copy",
        "PartialEq",
        "Eq",
        "PartialOrd",
        "Ord",
        "Hash",
        "Default",
        "Module",
        "Serialize",
        "Deserialize",
    ];
    const ATTRIBUTES: [&str; 15] = [
        "doc",
        "allow",
        "warn",
        "deny",
        "expect",
        "cfg",
        "repr",
        "inline",
        "must_use",
        "deprecated",
        "test",
        "cold",
        "track_caller",
        "non_exhaustive",
        "macro_export",
    ];
    let attributes = match item {
        SynItem::Struct(i) => &i.attrs,
        SynItem::Enum(i) => &i.attrs,
        SynItem::Union(i) => &i.attrs,
        SynItem::Trait(i) => &i.attrs,
        SynItem::Fn(i) => &i.attrs,
        SynItem::Impl(i) => &i.attrs,
        SynItem::Mod(i) => &i.attrs,
        _ => return false,
    };
    let known = |attribute: &syn::Attribute| {
        let path = attribute.path();
        if path.is_ident("derive") {
            return idents(attribute.meta.to_token_stream())
                .iter()
                .all(|n| n == "derive" || DERIVES.contains(&n.as_str()));
        }
        path.get_ident().is_some_and(|i| ATTRIBUTES.iter().any(|a| i == a))
    };
    !attributes.iter().all(known)
}

/// What of an item can change a layout. A function that is no `const fn` cannot; of an impl only
/// associated types, constants and `const fn` can.
fn layout(item: &SynItem) -> (String, Names) {
    let tokens = match item {
        SynItem::Fn(i) if i.sig.constness.is_none() => TokenStream::new(),
        SynItem::Impl(i) => {
            let relevant = |m: &&ImplItem| match m {
                ImplItem::Fn(f) => f.sig.constness.is_some(),
                _ => true,
            };
            let members: TokenStream =
                i.items.iter().filter(relevant).map(|m| m.to_token_stream()).collect();
            if members.is_empty() {
                members
            } else {
                let header: TokenStream = i.self_ty.to_token_stream();
                header.into_iter().chain(members).collect()
            }
        }
        other => other.to_token_stream(),
    };
    (tokens.to_string(), idents(tokens))
}

/// One path of a `use` tree and the name it brings, if it brings a single one.
struct Leaf {
    path: String,
    name: Option<String>,
}

fn leaves(tree: &UseTree, prefix: &str) -> Vec<Leaf> {
    let parent = || prefix.trim_end_matches("::").rsplit("::").next().unwrap_or("").to_string();
    match tree {
        UseTree::Path(p) => leaves(&p.tree, &format!("{prefix}{}::", p.ident)),
        UseTree::Name(n) if n.ident == "self" => {
            vec![Leaf { path: prefix.trim_end_matches("::").to_string(), name: Some(parent()) }]
        }
        UseTree::Name(n) => {
            vec![Leaf { path: format!("{prefix}{}", n.ident), name: Some(n.ident.to_string()) }]
        }
        UseTree::Rename(r) => {
            let from = if r.ident == "self" {
                prefix.trim_end_matches("::").to_string()
            } else {
                format!("{prefix}{}", r.ident)
            };
            let name = (r.rename != "_").then(|| r.rename.to_string());
            vec![Leaf { path: format!("{from} as {}", r.rename), name }]
        }
        UseTree::Glob(_) => vec![Leaf { path: format!("{prefix}*"), name: None }],
        UseTree::Group(g) => g.items.iter().flat_map(|t| leaves(t, prefix)).collect(),
    }
}
