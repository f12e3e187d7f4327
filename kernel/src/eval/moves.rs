//! Variables that a cell certainly moves, told by the syntax alone.
//!
//! A wrong guess loses a variable, so only plain moves count: `f(x)`, `let y = x`, `y = x`,
//! `return x`, `for i in x`, `P { a: x }`, an arithmetic operand, a `move` closure. The rest
//! (method receivers, macros, matches) is learned from the compiler.

use syn::visit::{self, Visit};
use syn::{Expr, Pat, Stmt};

use super::cell::Cell;
use super::names::{Names, idents};

/// The names that are moved, and those that are assigned as a whole.
#[derive(Debug, Default)]
pub struct Moves {
    pub moved: Names,
    pub assigned: Names,
    bound_inside: Names,
}

/// Looks through the statements of a cell. Names that an inner pattern binds again are left out.
pub fn find(cell: &Cell) -> Moves {
    let mut moves = Moves::default();
    cell.statements.iter().for_each(|s| moves.visit_stmt(s));
    cell.tail.iter().for_each(|e| moves.visit_inside(e));
    let bound = std::mem::take(&mut moves.bound_inside);
    moves.moved.retain(|name| !bound.contains(name));
    moves
}

/// Whether a cell mentions a variable only where it need not come by: in a branch, a loop, a closure.
pub fn is_conditional(cell: &Cell, name: &str) -> bool {
    let mut always = Always(Names::new());
    cell.statements.iter().for_each(|s| always.visit_stmt(s));
    cell.tail.iter().for_each(|e| always.visit_expr(e));
    !always.0.contains(name)
}

/// The names that a cell comes by on every way through it, as far as the syntax tells.
struct Always(Names);

impl<'ast> Visit<'ast> for Always {
    fn visit_ident(&mut self, ident: &'ast syn::Ident) {
        self.0.insert(ident.to_string());
    }

    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        self.0.extend(idents(call.tokens.clone()));
    }

    fn visit_expr_if(&mut self, branch: &'ast syn::ExprIf) {
        self.visit_expr(&branch.cond);
    }

    fn visit_expr_match(&mut self, expr: &'ast syn::ExprMatch) {
        self.visit_expr(&expr.expr);
    }

    fn visit_expr_for_loop(&mut self, looped: &'ast syn::ExprForLoop) {
        self.visit_expr(&looped.expr);
    }

    fn visit_expr_while(&mut self, looped: &'ast syn::ExprWhile) {
        self.visit_expr(&looped.cond);
    }

    fn visit_item(&mut self, _: &'ast syn::Item) {}
}

impl Moves {
    /// A tail is shown by reference, and so are the parts of a tuple or an array: a plain path there
    /// is not moved, but what is inside of other expressions is.
    fn visit_inside(&mut self, tail: &Expr) {
        match tail {
            Expr::Path(_) => {}
            other => self.visit_expr(other),
        }
    }

    fn moves(&mut self, expr: &Expr) {
        if let Expr::Path(path) = expr
            && let Some(name) = path.path.get_ident()
        {
            self.moved.insert(name.to_string());
        }
    }
}

impl<'ast> Visit<'ast> for Moves {
    fn visit_local(&mut self, local: &'ast syn::Local) {
        if let Some(init) = &local.init
            && !matches!(local.pat, Pat::Wild(_))
        {
            self.moves(&init.expr);
        }
        visit::visit_local(self, local);
    }

    fn visit_expr_call(&mut self, call: &'ast syn::ExprCall) {
        call.args.iter().for_each(|a| self.moves(a));
        visit::visit_expr_call(self, call);
    }

    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        call.args.iter().for_each(|a| self.moves(a));
        visit::visit_expr_method_call(self, call);
    }

    fn visit_expr_assign(&mut self, assign: &'ast syn::ExprAssign) {
        self.moves(&assign.right);
        if let Expr::Path(path) = &*assign.left
            && let Some(name) = path.path.get_ident()
        {
            self.assigned.insert(name.to_string());
        }
        visit::visit_expr_assign(self, assign);
    }

    fn visit_expr_binary(&mut self, expr: &'ast syn::ExprBinary) {
        if super::optimise::computing(&expr.op) {
            self.moves(&expr.left);
            self.moves(&expr.right);
        }
        visit::visit_expr_binary(self, expr);
    }

    fn visit_expr_return(&mut self, ret: &'ast syn::ExprReturn) {
        ret.expr.iter().for_each(|e| self.moves(e));
        visit::visit_expr_return(self, ret);
    }

    fn visit_expr_for_loop(&mut self, looped: &'ast syn::ExprForLoop) {
        self.moves(&looped.expr);
        visit::visit_expr_for_loop(self, looped);
    }

    fn visit_expr_struct(&mut self, built: &'ast syn::ExprStruct) {
        built.fields.iter().for_each(|f| self.moves(&f.expr));
        visit::visit_expr_struct(self, built);
    }

    fn visit_expr_closure(&mut self, closure: &'ast syn::ExprClosure) {
        if closure.capture.is_some() {
            self.moved.extend(idents(quote::ToTokens::to_token_stream(&closure.body)));
        }
        visit::visit_expr_closure(self, closure);
    }

    fn visit_pat_ident(&mut self, pat: &'ast syn::PatIdent) {
        self.bound_inside.insert(pat.ident.to_string());
        visit::visit_pat_ident(self, pat);
    }

    fn visit_item(&mut self, _: &'ast syn::Item) {}

    fn visit_stmt(&mut self, stmt: &'ast Stmt) {
        match stmt {
            // A top-level `let` that binds the name again is shadowing, which the generator handles.
            Stmt::Local(local) => self.visit_local(local),
            other => visit::visit_stmt(self, other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moved(text: &str) -> Vec<String> {
        let cell = super::super::cell::parse(1, text, &|_| false)
            .unwrap_or_else(|e| panic!("{}", e.message));
        find(&cell).moved.into_iter().collect()
    }

    #[test]
    fn plain_moves_are_found() {
        assert_eq!(
            moved("let b = a; f(c); g.h(d); for x in e {} k = l; P { q: r }; s + t == u"),
            ["a", "c", "d", "e", "l", "r", "s", "t"]
        );
        assert!(moved("let c = move || v.len();").contains(&"v".to_string()));
    }

    #[test]
    fn what_stands_in_a_branch_is_conditional() {
        let cell = |text| match super::super::cell::parse(1, text, &|_| false) {
            Ok(cell) => cell,
            Err(e) => panic!("{}", e.message),
        };
        for text in ["if c { drop(v) }", "match c { 1 => v, _ => w }", "for _ in c { f(v) }"] {
            assert!(
                is_conditional(&cell(text), "v") && !is_conditional(&cell(text), "c"),
                "{text}"
            );
        }
        assert!(!is_conditional(&cell("println!(\"{}\", v)"), "v"));
    }

    #[test]
    fn uncertain_ones_are_left_to_the_compiler() {
        assert!(moved("v.into_iter(); println!(\"{}\", w); &x; match y { _ => {} }").is_empty());
        assert!(moved("{ let v = 3; drop(v) }").is_empty());
        assert!(moved("x").is_empty());
    }
}
