//! Statics keep one state over all cells: the defining cell exports them, later cells import them.

use std::ops::Range;

use quote::ToTokens;
use syn::parse::{Parse, ParseStream};
use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::visit_mut::{self, VisitMut};
use syn::{Expr, Ident, Item, Token, Type, Visibility};

use super::source::Edit;

/// A static of the user, anywhere in an item.
#[derive(Clone, Debug)]
pub struct Static {
    pub name: String,
    range: Range<usize>,
    form: Form,
}

#[derive(Clone, Debug)]
enum Form {
    /// `static NAME: TYPE = ..;` with the text before and after what changes.
    Plain { import: String },
    /// One entry of a `thread_local!` call: its declaration and its type.
    ThreadLocal { declaration: String, ty: String, visibility: String },
}

impl Static {
    /// The changes that make the static export (`defines`) or import its state under `symbol`.
    pub fn edit(&self, symbol: &str, defines: bool) -> Edit {
        match &self.form {
            Form::Plain { .. } if defines => Edit {
                range: self.range.start..self.range.start,
                with: Some(format!("#[unsafe(export_name = \"{symbol}\")] ")),
            },
            Form::Plain { import } => Edit::replace(
                self.range.clone(),
                format!("unsafe extern \"C\" {{ #[link_name = \"{symbol}\"] {import}; }}"),
            ),
            Form::ThreadLocal { declaration, ty, visibility } => {
                let (name, key) = (&self.name, format!("::std::thread::LocalKey<{ty}>"));
                let text = if defines {
                    format!(
                        "#[allow(non_snake_case)] mod __manabi_{name} {{ #[allow(unused)] use super::*; \
                         ::std::thread_local! {{ pub {declaration} }} }} \
                         #[unsafe(export_name = \"{symbol}\")] {visibility} static {name}: {key} = __manabi_{name}::{name};"
                    )
                } else {
                    format!(
                        "unsafe extern \"C\" {{ #[link_name = \"{symbol}\"] {visibility} safe static {name}: {key}; }}"
                    )
                };
                Edit::replace(self.range.clone(), text)
            }
        }
    }
}

/// The statics of an item, also inside functions and modules.
pub fn find(item: &Item) -> Vec<Static> {
    let mut finder = Finder { found: Vec::new() };
    finder.visit_item(item);
    finder.found
}

/// The names that a `thread_local!` call defines; none for other macros.
pub fn thread_locals(call: &syn::Macro) -> Vec<String> {
    entries(call).into_iter().map(|e| e.name.to_string()).collect()
}

struct Finder {
    found: Vec<Static>,
}

impl<'ast> Visit<'ast> for Finder {
    fn visit_item_static(&mut self, item: &'ast syn::ItemStatic) {
        let mutable = matches!(item.mutability, syn::StaticMutability::Mut(_));
        let visibility = item.vis.to_token_stream();
        let (safe, mutable) = if mutable { ("", "mut ") } else { ("safe ", "") };
        let ty = lasting(&item.ty);
        let import = format!("{visibility} {safe}static {mutable}{}: {ty}", item.ident);
        self.found.push(Static {
            name: item.ident.to_string(),
            range: item.span().byte_range(),
            form: Form::Plain { import },
        });
        visit::visit_item_static(self, item);
    }

    fn visit_item_macro(&mut self, item: &'ast syn::ItemMacro) {
        self.thread_local(&item.mac, item.span().byte_range());
    }

    fn visit_stmt_macro(&mut self, stmt: &'ast syn::StmtMacro) {
        self.thread_local(&stmt.mac, stmt.span().byte_range());
    }
}

impl Finder {
    fn thread_local(&mut self, call: &syn::Macro, range: Range<usize>) {
        for (i, entry) in entries(call).into_iter().enumerate() {
            let form = Form::ThreadLocal {
                declaration: entry.declaration,
                ty: lasting(&entry.ty),
                visibility: entry.visibility.to_token_stream().to_string(),
            };
            // The first entry takes the place of the whole call, the others follow it.
            let range = if i == 0 { range.clone() } else { range.end..range.end };
            self.found.push(Static { name: entry.name.to_string(), range, form });
        }
    }
}

/// The type of a static as an imported one states it: what borrows does so for `'static`.
fn lasting(ty: &Type) -> String {
    let mut ty = ty.clone();
    Lasting.visit_type_mut(&mut ty);
    ty.to_token_stream().to_string()
}

struct Lasting;

impl VisitMut for Lasting {
    fn visit_type_reference_mut(&mut self, reference: &mut syn::TypeReference) {
        reference.lifetime.get_or_insert_with(|| syn::parse_quote!('static));
        visit_mut::visit_type_reference_mut(self, reference);
    }

    fn visit_lifetime_mut(&mut self, lifetime: &mut syn::Lifetime) {
        if lifetime.ident == "_" {
            *lifetime = syn::parse_quote!('static);
        }
    }

    // The arguments of a function borrow for as long as it runs.
    fn visit_type_fn_ptr_mut(&mut self, _: &mut syn::TypeFnPtr) {}
    fn visit_parenthesized_generic_arguments_mut(
        &mut self,
        _: &mut syn::ParenthesizedGenericArguments,
    ) {
    }
}

fn entries(call: &syn::Macro) -> Vec<Entry> {
    if call.path.segments.last().is_none_or(|s| s.ident != "thread_local") {
        return Vec::new();
    }
    call.parse_body::<Entries>().map_or_else(|_| Vec::new(), |e| e.0)
}

struct Entries(Vec<Entry>);

struct Entry {
    visibility: Visibility,
    name: Ident,
    ty: Type,
    declaration: String,
}

impl Parse for Entries {
    fn parse(input: ParseStream) -> syn::Result<Entries> {
        let mut all = Vec::new();
        while !input.is_empty() {
            input.call(syn::Attribute::parse_outer)?;
            let visibility: Visibility = input.parse()?;
            input.parse::<Token![static]>()?;
            let name: Ident = input.parse()?;
            input.parse::<Token![:]>()?;
            let ty: Type = input.parse()?;
            input.parse::<Token![=]>()?;
            let value: Expr = input.parse()?;
            let declaration =
                format!("static {name}: {} = {};", ty.to_token_stream(), value.to_token_stream());
            all.push(Entry { visibility, name, ty, declaration });
            if !input.is_empty() {
                input.parse::<Token![;]>()?;
            }
        }
        Ok(Entries(all))
    }
}
