//! A binding: a variable that a top-level `let` of a cell defines.

use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{Expr, Local, Pat};

/// A variable that a cell defines.
#[derive(Clone, Debug, PartialEq)]
pub struct Binding {
    pub name: String,
    pub mutable: bool,
    /// The types of a closure's arguments where they are written, `_` where not.
    pub closure: Option<Vec<String>>,
}

/// Adds what a `let` binds; of several bindings of a name the last one counts.
pub fn bind(local: &Local, text: &str, bindings: &mut Vec<Binding>) {
    let mut bound = Bound::default();
    bound.visit_pat(&local.pat);
    // Where the type is stated, the value has it: a function pointer, a box.
    let init = local.init.as_ref().filter(|_| !matches!(local.pat, Pat::Type(_)));
    for (name, mutable) in bound.0 {
        bindings.retain(|b| b.name != name);
        let closure = init.and_then(|init| closure_arguments(&init.expr, text));
        bindings.push(Binding { name, mutable, closure });
    }
}

fn closure_arguments(expr: &Expr, text: &str) -> Option<Vec<String>> {
    match expr {
        Expr::Paren(inner) => closure_arguments(&inner.expr, text),
        Expr::Closure(closure) => {
            let argument = |pat: &Pat| match pat {
                Pat::Type(typed) => text[typed.ty.span().byte_range()].to_string(),
                _ => "_".to_string(),
            };
            Some(closure.inputs.iter().map(argument).collect())
        }
        _ => None,
    }
}

/// The names that a pattern binds.
#[derive(Default)]
struct Bound(Vec<(String, bool)>);

impl<'ast> Visit<'ast> for Bound {
    fn visit_pat_ident(&mut self, pat: &'ast syn::PatIdent) {
        let name = pat.ident.to_string();
        // `None` in a pattern is a constant, not a binding.
        if !name.starts_with(char::is_uppercase) {
            self.0.push((name, pat.mutability.is_some()));
        }
        visit::visit_pat_ident(self, pat);
    }

    fn visit_expr(&mut self, _: &'ast Expr) {}
}

#[cfg(test)]
mod tests {
    use syn::Stmt;

    use super::*;

    #[test]
    fn closures_tell_their_arguments() {
        let text = "let f = |a: &str, b| a.len() + b;";
        let Ok(Stmt::Local(local)) = syn::parse_str(text) else { panic!("not a `let`") };
        let mut bindings = Vec::new();
        bind(&local, text, &mut bindings);
        assert_eq!(
            bindings[0].closure.as_deref(),
            Some(&["&str".to_string(), "_".to_string()][..])
        );
    }
}
