//! One item of the user: what it defines, what it mentions, and what of it decides a layout.

use std::ops::Range;
use std::sync::Arc;

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::spanned::Spanned;
use syn::{ImplItem, Item as SynItem, UseTree};

use super::names::{Names, debug_calls, defined_functions, idents};
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

/// What the store must know of an item beyond its names.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    Plain,
    Trait,
    /// `macro_rules!`: stands before everything else, because its scope is textual.
    Macro,
    /// A macro call that expands to items; any of its identifiers may be defined by it.
    MacroCall,
    /// One leaf of a `use`: its own text, and the first segment of its path.
    Use {
        text: String,
        root: String,
        glob: bool,
    },
    Impl {
        /// Generics, trait and type: a later impl with the same header replaces this one's members.
        header: String,
        /// Names in trait and type: the impl is reached when all of the user's among them are.
        anchors: Names,
        of_trait: bool,
        /// The header of an impl for the type as evcxr shows it, where it has evcxr's method.
        evcxr: Option<String>,
        members: Vec<(String, Range<usize>)>,
    },
}

/// The namespaces of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spaces(u8);

impl Spaces {
    pub const TYPE: Spaces = Spaces(1);
    pub const VALUE: Spaces = Spaces(2);
    pub const MACRO: Spaces = Spaces(4);
    pub const TYPE_AND_VALUE: Spaces = Spaces(3);
    pub const ALL: Spaces = Spaces(7);

    pub fn overlaps(self, other: Spaces) -> bool {
        self.0 & other.0 != 0
    }
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

    /// Whether what it means depends on files or the environment.
    pub fn reads_outside(&self) -> bool {
        reads_outside(&self.mentions)
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

/// Whether code with these names takes in files or the environment while it is compiled.
pub fn reads_outside(names: &Names) -> bool {
    const MACROS: [&str; 5] = ["include", "include_str", "include_bytes", "env", "option_env"];
    MACROS.iter().any(|name| names.contains(*name))
}

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

fn classify(item: &SynItem, range: &Range<usize>, text: &str) -> (Kind, Vec<(String, Spaces)>) {
    let named = |ident: &syn::Ident, spaces| vec![(ident.to_string(), spaces)];
    match item {
        SynItem::Fn(i) => (Kind::Plain, named(&i.sig.ident, Spaces::VALUE)),
        SynItem::Const(i) => (Kind::Plain, named(&i.ident, Spaces::VALUE)),
        SynItem::Static(i) => (Kind::Plain, named(&i.ident, Spaces::VALUE)),
        SynItem::Struct(i) if matches!(i.fields, syn::Fields::Named(_)) => {
            (Kind::Plain, named(&i.ident, Spaces::TYPE))
        }
        SynItem::Struct(i) => (Kind::Plain, named(&i.ident, Spaces::TYPE_AND_VALUE)),
        SynItem::Enum(i) => (Kind::Plain, named(&i.ident, Spaces::TYPE)),
        SynItem::Union(i) => (Kind::Plain, named(&i.ident, Spaces::TYPE)),
        SynItem::Type(i) => (Kind::Plain, named(&i.ident, Spaces::TYPE)),
        SynItem::Mod(i) => (Kind::Plain, named(&i.ident, Spaces::TYPE)),
        SynItem::Trait(i) => (Kind::Trait, named(&i.ident, Spaces::TYPE)),
        SynItem::TraitAlias(i) => (Kind::Trait, named(&i.ident, Spaces::TYPE)),
        SynItem::ExternCrate(i) => {
            let name = i.rename.as_ref().map_or(&i.ident, |(_, name)| name);
            (Kind::Plain, named(name, Spaces::TYPE))
        }
        SynItem::Macro(i) => match &i.ident {
            Some(name) => (Kind::Macro, named(name, Spaces::MACRO)),
            None => {
                let names = statics::thread_locals(&i.mac)
                    .into_iter()
                    .map(|n| (n, Spaces::VALUE))
                    .collect();
                (Kind::MacroCall, names)
            }
        },
        SynItem::ForeignMod(i) => {
            let name = |foreign: &syn::ForeignItem| match foreign {
                syn::ForeignItem::Fn(f) => Some((f.sig.ident.to_string(), Spaces::VALUE)),
                syn::ForeignItem::Static(s) => Some((s.ident.to_string(), Spaces::VALUE)),
                syn::ForeignItem::Type(t) => Some((t.ident.to_string(), Spaces::TYPE)),
                _ => None,
            };
            (Kind::Plain, i.items.iter().filter_map(name).collect())
        }
        SynItem::Impl(i) => (implementation(i, range, text), Vec::new()),
        other => (
            Kind::Plain,
            idents(other.to_token_stream()).into_iter().map(|n| (n, Spaces::ALL)).collect(),
        ),
    }
}

fn implementation(item: &syn::ItemImpl, range: &Range<usize>, text: &str) -> Kind {
    let mut anchors = idents(item.self_ty.to_token_stream());
    let mut header = item.generics.to_token_stream();
    if let Some((path, _)) = &item.trait_ {
        anchors.extend(idents(path.to_token_stream()));
        path.to_tokens(&mut header);
        header.extend("for".parse::<TokenStream>());
    }
    item.self_ty.to_tokens(&mut header);
    let member = |member: &ImplItem| {
        let name = match member {
            ImplItem::Fn(f) => f.sig.ident.to_string(),
            ImplItem::Const(c) => c.ident.to_string(),
            ImplItem::Type(t) => t.ident.to_string(),
            _ => return None,
        };
        let span = member.span().byte_range();
        (range.start <= span.start && span.end <= text.len()).then_some((name, span))
    };
    Kind::Impl {
        header: header.to_string(),
        anchors,
        of_trait: item.trait_.is_some(),
        evcxr: item.trait_.is_none().then(|| {
            let (generics, _, limits) = item.generics.split_for_impl();
            let ty = &item.self_ty;
            quote::quote!(impl #generics ::manabi::rt::Evcxr for #ty #limits).to_string()
        }),
        members: item.items.iter().filter_map(member).collect(),
    }
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
