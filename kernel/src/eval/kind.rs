//! The kind of an item: the names that it defines, and what the store must know of it beyond them.

use std::ops::Range;

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::spanned::Spanned;
use syn::{ImplItem, Item};

use super::names::{Names, idents};
use super::statics;

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

/// The kind of an item, and the names that it defines with their namespaces.
pub fn classify(item: &Item, range: &Range<usize>, text: &str) -> (Kind, Vec<(String, Spaces)>) {
    let named = |ident: &syn::Ident, spaces| vec![(ident.to_string(), spaces)];
    match item {
        Item::Fn(i) => (Kind::Plain, named(&i.sig.ident, Spaces::VALUE)),
        Item::Const(i) => (Kind::Plain, named(&i.ident, Spaces::VALUE)),
        Item::Static(i) => (Kind::Plain, named(&i.ident, Spaces::VALUE)),
        Item::Struct(i) if matches!(i.fields, syn::Fields::Named(_)) => {
            (Kind::Plain, named(&i.ident, Spaces::TYPE))
        }
        Item::Struct(i) => (Kind::Plain, named(&i.ident, Spaces::TYPE_AND_VALUE)),
        Item::Enum(i) => (Kind::Plain, named(&i.ident, Spaces::TYPE)),
        Item::Union(i) => (Kind::Plain, named(&i.ident, Spaces::TYPE)),
        Item::Type(i) => (Kind::Plain, named(&i.ident, Spaces::TYPE)),
        Item::Mod(i) => (Kind::Plain, named(&i.ident, Spaces::TYPE)),
        Item::Trait(i) => (Kind::Trait, named(&i.ident, Spaces::TYPE)),
        Item::TraitAlias(i) => (Kind::Trait, named(&i.ident, Spaces::TYPE)),
        Item::ExternCrate(i) => {
            let name = i.rename.as_ref().map_or(&i.ident, |(_, name)| name);
            (Kind::Plain, named(name, Spaces::TYPE))
        }
        Item::Macro(i) => match &i.ident {
            Some(name) => (Kind::Macro, named(name, Spaces::MACRO)),
            None => {
                let names = statics::thread_locals(&i.mac)
                    .into_iter()
                    .map(|n| (n, Spaces::VALUE))
                    .collect();
                (Kind::MacroCall, names)
            }
        },
        Item::ForeignMod(i) => {
            let name = |foreign: &syn::ForeignItem| match foreign {
                syn::ForeignItem::Fn(f) => Some((f.sig.ident.to_string(), Spaces::VALUE)),
                syn::ForeignItem::Static(s) => Some((s.ident.to_string(), Spaces::VALUE)),
                syn::ForeignItem::Type(t) => Some((t.ident.to_string(), Spaces::TYPE)),
                _ => None,
            };
            (Kind::Plain, i.items.iter().filter_map(name).collect())
        }
        Item::Impl(i) => (implementation(i, range, text), Vec::new()),
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
