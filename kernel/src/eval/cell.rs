//! A cell, taken apart by a real parser: commands, items, statements and the tail expression.

use std::ops::Range;
use std::sync::Arc;

use quote::ToTokens;
use syn::parse::{ParseStream, Parser};
use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{Attribute, Block, Expr, Item, Local, Stmt};

use super::binding::{Binding, bind};
use super::command::{self, Command};
use super::items::transcribes_items;
use super::names::{Names, debug_calls, possible_variables, reads_outside};
use super::source::{CellText, Edit, sort_edits};

/// A parsed cell.
pub struct Cell {
    pub source: Arc<CellText>,
    pub commands: Vec<Command>,
    /// `#![..]` attributes of the cell.
    pub attributes: Vec<Range<usize>>,
    pub items: Vec<(Item, Range<usize>)>,
    /// The statements that run, in order, without the tail.
    pub statements: Vec<Stmt>,
    /// The expression whose value is shown.
    pub tail: Option<Expr>,
    /// What the top-level `let` statements bind, each name once, as it was bound last.
    pub bindings: Vec<Binding>,
    /// Names that statements read before the cell itself binds them.
    pub reads: Names,
    /// All identifiers of the statements and the tail.
    pub mentions: Names,
    /// Whether the statements take in files or the environment while they are compiled.
    pub reads_outside: bool,
    /// Changes to the statements' text: items and commands blanked, `return` completed.
    pub edits: Vec<Edit>,
    /// Where the statements call `dbg!`.
    pub debug_calls: Vec<Range<usize>>,
    /// Whether a statement awaits a future.
    pub awaits: bool,
}

/// A cell that the parser does not take, with the byte at which it stopped.
pub struct Unparsed {
    pub source: Arc<CellText>,
    pub at: usize,
    pub message: String,
    /// Commands stand apart from the Rust text and are blanked.
    pub edits: Vec<Edit>,
    /// Whether the compiler is to say more about it.
    pub compile: bool,
}

/// Parses a cell. `expands_to_items` knows macros whose call is an item, not a statement.
pub fn parse(
    count: u32,
    text: &str,
    expands_to_items: &dyn Fn(&str) -> bool,
) -> Result<Cell, Unparsed> {
    let text = text.trim_start_matches('\u{feff}');
    let (commands, rust) = command::split(text);
    let mut edits: Vec<Edit> = commands.iter().map(|c| Edit::blank(c.range.clone())).collect();
    let source = Arc::new(CellText { count, text: text.to_string() });
    if super::depth::is_too_deep(&rust) {
        let message =
            "the cell nests brackets or operators too deep; split it into functions".to_string();
        return Err(Unparsed { source, at: 0, message, edits, compile: false });
    }
    proc_macro2::extra::invalidate_current_thread_spans();
    let parsed = (|input: ParseStream| {
        Ok((input.call(Attribute::parse_inner)?, input.call(Block::parse_within)?))
    })
    .parse_str(&rust);
    let (attributes, stmts) = match parsed {
        Ok(parsed) => parsed,
        Err(error) => {
            // The parser has no place for the end of the text.
            let span = error.span().byte_range();
            let at = if span.is_empty() { rust.trim_end().len() } else { span.start };
            return Err(Unparsed { source, at, message: error.to_string(), edits, compile: true });
        }
    };
    let attributes: Vec<Range<usize>> = attributes.iter().map(|a| a.span().byte_range()).collect();
    edits.extend(attributes.iter().cloned().map(Edit::blank));
    let own = item_macros(&stmts, text);
    let expands_to_items = |name: &str| own.contains(name) || expands_to_items(name);
    let (mut items, mut statements) = (Vec::new(), Vec::new());
    for stmt in stmts {
        match into_item(stmt, &expands_to_items) {
            Ok(item) => {
                let range = item.span().byte_range();
                edits.push(Edit::blank(range.clone()));
                items.push((item, range));
            }
            Err(stmt) => statements.push(*stmt),
        }
    }
    let tail = take_tail(&mut statements);
    let mut bindings = Vec::new();
    let (mut reads, mut mentions) = (Names::new(), Names::new());
    for stmt in &statements {
        let names = possible_variables(read_tokens(stmt));
        reads
            .extend(names.into_iter().filter(|n| !bindings.iter().any(|b: &Binding| b.name == *n)));
        mentions.extend(super::names::idents(stmt.to_token_stream()));
        if let Stmt::Local(local) = stmt {
            bind(local, text, &mut bindings);
        }
    }
    if let Some(tail) = &tail {
        let names = possible_variables(tail.to_token_stream());
        reads.extend(names.into_iter().filter(|n| !bindings.iter().any(|b| b.name == *n)));
        mentions.extend(super::names::idents(tail.to_token_stream()));
    }
    let code = statements.iter().map(ToTokens::to_token_stream);
    let code = code.chain(tail.iter().map(ToTokens::to_token_stream));
    let debug_calls = code.clone().flat_map(debug_calls).collect();
    let reads_outside = { code }.any(reads_outside);
    let mut flow = Flow::default();
    statements.iter().for_each(|s| flow.visit_stmt(s));
    tail.iter().for_each(|e| flow.visit_expr(e));
    edits.extend(
        flow.returns.into_iter().map(|r| Edit::replace(r, "return ::core::result::Result::Ok(())")),
    );
    edits.extend(shown_values(tail.as_ref()).map(|at| Edit::replace(at..at, "&")));
    sort_edits(&mut edits);
    let awaits = flow.awaits;
    Ok(Cell {
        source,
        commands,
        attributes,
        items,
        statements,
        tail,
        bindings,
        reads,
        mentions,
        reads_outside,
        edits,
        debug_calls,
        awaits,
    })
}

impl Cell {
    /// The bytes of the statements, up to the tail.
    pub fn body(&self) -> Range<usize> {
        0..self.tail_range().map_or(self.source.text.len(), |t| t.start)
    }

    pub fn tail_range(&self) -> Option<Range<usize>> {
        self.tail.as_ref().map(|t| t.span().byte_range())
    }

    /// Whether nothing runs: no statement and no tail.
    pub fn is_still(&self) -> bool {
        self.statements.is_empty() && self.tail.is_none()
    }
}

/// The macros of this cell whose calls stand for items.
fn item_macros(stmts: &[Stmt], text: &str) -> Names {
    let definition = |stmt: &Stmt| match stmt {
        Stmt::Item(Item::Macro(definition)) => {
            let makes_items = transcribes_items(&text[definition.span().byte_range()]);
            Some(definition.ident.as_ref()?.to_string()).filter(|_| makes_items)
        }
        _ => None,
    };
    stmts.iter().filter_map(definition).collect()
}

/// Items, and macro calls that expand to items.
fn into_item(stmt: Stmt, expands_to_items: &dyn Fn(&str) -> bool) -> Result<Item, Box<Stmt>> {
    match stmt {
        Stmt::Item(item) => Ok(item),
        Stmt::Macro(call)
            if call
                .mac
                .path
                .segments
                .last()
                .is_some_and(|s| expands_to_items(&s.ident.to_string())) =>
        {
            Ok(Item::Macro(syn::ItemMacro {
                attrs: call.attrs,
                ident: None,
                mac: call.mac,
                semi_token: call.semi_token,
            }))
        }
        stmt => Err(Box::new(stmt)),
    }
}

fn take_tail(statements: &mut Vec<Stmt>) -> Option<Expr> {
    match statements.pop()? {
        Stmt::Expr(expr, None) => Some(expr),
        Stmt::Macro(call) if call.semi_token.is_none() => {
            Some(Expr::Macro(syn::ExprMacro { attrs: call.attrs, mac: call.mac }))
        }
        other => {
            statements.push(other);
            None
        }
    }
}

/// Where the variables stand that a tail such as `(x, y)` shows: they are lent to it, not moved.
fn shown_values(tail: Option<&Expr>) -> impl Iterator<Item = usize> {
    let values = match tail {
        Some(Expr::Tuple(tuple)) => Some(&tuple.elems),
        Some(Expr::Array(array)) => Some(&array.elems),
        _ => None,
    };
    let paths = values.into_iter().flatten().filter(|e| matches!(e, Expr::Path(_)));
    paths.map(|path| path.span().byte_range().start).collect::<Vec<_>>().into_iter()
}

/// The tokens of a statement without the pattern that it binds.
fn read_tokens(stmt: &Stmt) -> proc_macro2::TokenStream {
    match stmt {
        Stmt::Local(Local { init: Some(init), .. }) => {
            let mut tokens = init.expr.to_token_stream();
            if let Some((_, diverge)) = &init.diverge {
                diverge.to_tokens(&mut tokens);
            }
            tokens
        }
        Stmt::Local(_) => Default::default(),
        other => other.to_token_stream(),
    }
}

/// `return` and `.await` of the cell itself, not of closures and functions in it.
#[derive(Default)]
struct Flow {
    returns: Vec<Range<usize>>,
    awaits: bool,
}

impl<'ast> Visit<'ast> for Flow {
    fn visit_expr_return(&mut self, expr: &'ast syn::ExprReturn) {
        if expr.expr.is_none() {
            self.returns.push(expr.span().byte_range());
        }
        visit::visit_expr_return(self, expr);
    }

    fn visit_expr_await(&mut self, expr: &'ast syn::ExprAwait) {
        self.awaits = true;
        visit::visit_expr_await(self, expr);
    }

    fn visit_expr_closure(&mut self, _: &'ast syn::ExprClosure) {}
    fn visit_expr_async(&mut self, _: &'ast syn::ExprAsync) {}
    fn visit_item(&mut self, _: &'ast Item) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(text: &str) -> Cell {
        parse(1, text, &|name| name == "thread_local").unwrap_or_else(|e| panic!("{}", e.message))
    }

    #[test]
    fn a_cell_is_taken_apart() {
        let c = cell("use std::fmt;\nlet (a, mut b) = (x, 2);\nfn f() {}\nb += a;\nb");
        assert_eq!(c.items.len(), 2);
        let names: Vec<_> = c.bindings.iter().map(|b| (b.name.as_str(), b.mutable)).collect();
        assert_eq!(names, [("a", false), ("b", true)]);
        assert!(c.reads.contains("x") && !c.reads.contains("a"));
        assert_eq!(&c.source.text[c.tail_range().unwrap()], "b");
    }

    #[test]
    fn a_shadowing_let_reads_the_old_variable_and_a_fresh_one_does_not() {
        assert!(cell("let x = x + 1;").reads.contains("x"));
        assert!(!cell("let x = 1; x").reads.contains("x"));
    }

    #[test]
    fn item_macros_are_items_and_returns_are_completed() {
        let c =
            cell("thread_local! { static A: u8 = 1; }\nif y { return; }\nlet g = || { return; };");
        assert_eq!(c.items.len(), 1);
        assert_eq!(c.edits.iter().filter(|e| e.with.is_some()).count(), 1);
    }

    #[test]
    fn empty_cells_and_comments_are_still() {
        for text in ["", "  \n", "// nothing", "/* \n */", "\u{feff}"] {
            assert!(cell(text).is_still());
        }
    }
}
