//! `#[derive(Module)]`: a struct of layers becomes a model.
//!
//! The code that is written is short, because a cell compiles it: it only lists the fields. Names,
//! modes and printing are functions of the library over that list.

use proc_macro::TokenStream;
use proc_macro2::TokenStream as Tokens;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned as _;
use syn::{Data, DeriveInput, Error, Field, Fields, Index, Member};

/// Makes a struct a `Module`: its fields are layers, parameters or models of their own, whose
/// parameters get dotted names, as in `hidden.weight`. A field that is none of these is marked
/// `#[module(skip)]`. The struct can be printed, and stand in a `Sequential` if it is a `Layer`.
#[proc_macro_derive(Module, attributes(module))]
pub fn module(input: TokenStream) -> TokenStream {
    syn::parse(input).and_then(derive).unwrap_or_else(Error::into_compile_error).into()
}

fn derive(input: DeriveInput) -> syn::Result<Tokens> {
    let name = &input.ident;
    let Data::Struct(data) = &input.data else {
        return Err(Error::new_spanned(
            name,
            format!("`{name}` cannot be a module: a module is a struct whose fields are layers"),
        ));
    };
    let fields = modules(&data.fields)?;
    // With the place of the field, so that a field that is no module is underlined.
    let visits = |part: Tokens, borrow: Tokens| -> Vec<Tokens> {
        let visit = |(member, field): &(Member, &Field)| {
            let name = match member {
                Member::Named(name) => name.to_string().trim_start_matches("r#").to_string(),
                Member::Unnamed(index) => index.index.to_string(),
            };
            quote_spanned! { field.ty.span() => visit(#name, #part(#borrow self.#member)); }
        };
        fields.iter().map(visit).collect()
    };
    let parts = visits(quote!(::manabi::nn::Part::Module), quote!(&));
    let parts_mut = visits(quote!(::manabi::nn::PartMut::Module), quote!(&mut));

    let mut generics = input.generics.clone();
    if generics.type_params().next().is_some() {
        let clause = generics.make_where_clause();
        for (_, field) in &fields {
            let ty = &field.ty;
            clause.predicates.push(syn::parse_quote!(#ty: ::manabi::nn::Module));
        }
    }
    let mut with_features = generics.clone();
    with_features.params.push(syn::parse_quote!(__Features: ::manabi::tensor::Size));
    let (with_features, _, _) = with_features.split_for_impl();
    let (limits, types, clause) = generics.split_for_impl();
    let title = name.to_string();
    Ok(quote! {
        #[automatically_derived]
        impl #limits ::manabi::nn::Module for #name #types #clause {
            fn name(&self) -> ::std::borrow::Cow<'static, str> {
                ::std::borrow::Cow::Borrowed(#title)
            }

            fn parts<'part>(
                &'part self,
                visit: &mut dyn ::core::ops::FnMut(&str, ::manabi::nn::Part<'part>),
            ) {
                #(#parts)*
            }

            fn parts_mut<'part>(
                &'part mut self,
                visit: &mut dyn ::core::ops::FnMut(&str, ::manabi::nn::PartMut<'part>),
            ) {
                #(#parts_mut)*
            }
        }

        #[automatically_derived]
        impl #limits ::core::fmt::Display for #name #types #clause {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::manabi::nn::write(self, f)
            }
        }

        #[automatically_derived]
        impl #limits ::manabi::display::Rich for #name #types #clause {
            fn bundle(&self) -> ::manabi::display::Bundle {
                ::manabi::nn::bundle(self)
            }
        }

        #[automatically_derived]
        impl #with_features ::manabi::nn::Accepts<__Features> for #name #types #clause {
            type Gives = usize;
        }
    })
}

/// The fields that are modules, with their names or places.
fn modules(fields: &Fields) -> syn::Result<Vec<(Member, &Field)>> {
    let mut found = Vec::new();
    for (place, field) in fields.iter().enumerate() {
        let mut skipped = false;
        for attribute in field.attrs.iter().filter(|a| a.path().is_ident("module")) {
            attribute.parse_nested_meta(|meta| {
                skipped = meta.path.is_ident("skip");
                if skipped {
                    Ok(())
                } else {
                    Err(meta.error("the only choice is `#[module(skip)]`"))
                }
            })?;
        }
        if !skipped {
            let member = match &field.ident {
                Some(name) => Member::Named(name.clone()),
                None => Member::Unnamed(Index::from(place)),
            };
            found.push((member, field));
        }
    }
    Ok(found)
}
