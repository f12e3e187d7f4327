//! Which optimisation a cell needs: none, unless its own code computes on numbers in a loop.
//!
//! The library is compiled already, so a loop that only calls it gains nothing; a loop over
//! scalars or slices runs 5 to 50 times slower without optimisation.

use syn::visit::{self, Visit};
use syn::{BinOp, Expr};

/// What the code of a cell and of the items that it reaches does.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Work {
    /// Something repeats: a loop, an iterator's closure, a function that calls itself.
    repeats: bool,
    /// Arithmetic on numbers in a loop, a closure or a function.
    computes: bool,
    depth: u32,
}

impl Work {
    /// Looks at the statements of a cell.
    pub fn of_statements<'a>(
        statements: impl Iterator<Item = &'a syn::Stmt>,
        tail: Option<&syn::Expr>,
    ) -> Work {
        let mut work = Work::default();
        statements.for_each(|s| work.visit_stmt(s));
        tail.into_iter().for_each(|e| work.visit_expr(e));
        work
    }

    /// Looks at an item, where a function's body may be called in a loop elsewhere.
    pub fn of_item(item: &syn::Item) -> Work {
        let mut work = Work::default();
        work.visit_item(item);
        work
    }

    /// Both together.
    pub fn and(self, other: Work) -> Work {
        Work {
            repeats: self.repeats || other.repeats,
            computes: self.computes || other.computes,
            depth: 0,
        }
    }

    /// The optimisation level: overflow checks stay on at every one.
    pub fn level(self) -> u8 {
        if self.repeats && self.computes { 2 } else { 0 }
    }

    fn inside(&mut self, visit: impl FnOnce(&mut Work)) {
        self.depth += 1;
        visit(self);
        self.depth -= 1;
    }

    fn repeat(&mut self, visit: impl FnOnce(&mut Work)) {
        self.repeats = true;
        self.inside(visit);
    }
}

/// A number, as far as the syntax tells: a plain name, a literal, an index, a field or what is made of them.
fn scalar(expr: &Expr) -> bool {
    match expr {
        Expr::Path(_) | Expr::Lit(_) | Expr::Index(_) | Expr::Cast(_) | Expr::Field(_) => true,
        Expr::Paren(e) => scalar(&e.expr),
        Expr::Unary(e) => scalar(&e.expr),
        Expr::Binary(e) => scalar(&e.left) && scalar(&e.right),
        _ => false,
    }
}

/// Whether an operator computes, rather than compares.
pub fn computing(op: &BinOp) -> bool {
    use BinOp::*;
    !matches!(op, And(_) | Or(_) | Eq(_) | Ne(_) | Lt(_) | Le(_) | Gt(_) | Ge(_))
}

impl<'ast> Visit<'ast> for Work {
    fn visit_expr_binary(&mut self, expr: &'ast syn::ExprBinary) {
        // `step % 100 == 0` says when a training loop reports.
        let counts = matches!(expr.op, BinOp::Rem(_)) && matches!(*expr.right, Expr::Lit(_));
        self.computes |= self.depth > 0
            && computing(&expr.op)
            && !counts
            && scalar(&expr.left)
            && scalar(&expr.right);
        visit::visit_expr_binary(self, expr);
    }

    fn visit_expr_for_loop(&mut self, expr: &'ast syn::ExprForLoop) {
        self.repeat(|w| visit::visit_expr_for_loop(w, expr));
    }

    fn visit_expr_while(&mut self, expr: &'ast syn::ExprWhile) {
        self.repeat(|w| visit::visit_expr_while(w, expr));
    }

    fn visit_expr_loop(&mut self, expr: &'ast syn::ExprLoop) {
        self.repeat(|w| visit::visit_expr_loop(w, expr));
    }

    fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
        let calls_itself = super::names::idents(quote::ToTokens::to_token_stream(&item.block))
            .contains(&item.sig.ident.to_string());
        self.repeats |= calls_itself;
        self.inside(|w| visit::visit_item_fn(w, item));
    }

    fn visit_impl_item_fn(&mut self, item: &'ast syn::ImplItemFn) {
        self.inside(|w| visit::visit_impl_item_fn(w, item));
    }

    fn visit_item_const(&mut self, _: &'ast syn::ItemConst) {}
    fn visit_item_macro(&mut self, _: &'ast syn::ItemMacro) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    fn level(text: &str) -> u8 {
        let cell = super::super::cell::parse(1, text, &|_| false)
            .unwrap_or_else(|e| panic!("{}", e.message));
        let items =
            cell.items.iter().map(|(i, _)| Work::of_item(i)).fold(Work::default(), Work::and);
        Work::of_statements(cell.statements.iter(), cell.tail.as_ref()).and(items).level()
    }

    #[test]
    fn numbers_in_loops_are_optimised_and_nothing_else() {
        assert_eq!(level("let mut s = 0.; for i in 0..n { s += a[i] * b[i]; }"), 2);
        assert_eq!(
            level("fn fib(n: u64) -> u64 { if n < 2 { n } else { fib(n - 1) + fib(n - 2) } }"),
            2
        );
        assert_eq!(level("while x > 1 { x = x / 2; }"), 2);
        assert_eq!(level("fn f(a: i32) -> i32 { a * 2 }"), 0);
        assert_eq!(level("1 + 1"), 0);
        assert_eq!(
            level(
                "for e in 0..100 { let l = net.forward(&x); opt.step(&mut net, &l.backward()); if e % 10 == 0 { l.item(); } }"
            ),
            0
        );
        assert_eq!(level("for e in 0..100 { w = &w - &g; }"), 0);
    }
}
