//! The identifiers that a piece of code mentions, in macros and in format strings too.

use std::collections::BTreeSet;
use std::ops::Range;

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};

/// A set of identifiers.
pub type Names = BTreeSet<String>;

/// Words that no item can have for a name.
const KEYWORDS: [&str; 38] = [
    "as", "async", "await", "break", "const", "continue", "crate", "dyn", "else", "enum", "extern",
    "false", "fn", "for", "if", "impl", "in", "let", "loop", "match", "mod", "move", "mut", "pub",
    "ref", "return", "self", "Self", "static", "struct", "super", "trait", "true", "type",
    "unsafe", "use", "where", "while",
];

/// What a variable of a macro may stand for.
const FRAGMENTS: [&str; 15] = [
    "block",
    "expr",
    "expr_2021",
    "ident",
    "item",
    "lifetime",
    "literal",
    "meta",
    "pat",
    "pat_param",
    "path",
    "stmt",
    "tt",
    "ty",
    "vis",
];

/// All identifiers of some code, without keywords.
pub fn idents(tokens: TokenStream) -> Names {
    let mut names = Names::new();
    collect(tokens, false, &mut names);
    names
}

/// The identifiers that can be variables: not what follows a dot, unless it is called.
pub fn possible_variables(tokens: TokenStream) -> Names {
    let mut names = Names::new();
    collect(tokens, true, &mut names);
    names
}

fn collect(tokens: TokenStream, variables: bool, names: &mut Names) {
    let (mut after_dot, mut in_range) = (false, false);
    let (mut after_dollar, mut after_variable) = (false, false);
    for tree in tokens {
        match &tree {
            TokenTree::Group(group) => collect(group.stream(), variables, names),
            TokenTree::Ident(ident) => {
                let name = ident.to_string();
                // `$x:expr` of a macro names nothing.
                let of_macro = after_dollar || after_variable && FRAGMENTS.contains(&name.as_str());
                let word = KEYWORDS.contains(&name.as_str());
                if !(variables && after_dot || of_macro || word) {
                    names.insert(name);
                }
            }
            TokenTree::Literal(literal) => in_format(&literal.to_string(), names),
            TokenTree::Punct(_) => {}
        }
        // `a..b` is a range, not a field: of two dots the first is joint and the second follows it.
        let dot = matches!(&tree, TokenTree::Punct(p) if p.as_char() == '.');
        let joint = matches!(&tree, TokenTree::Punct(p) if p.spacing() == Spacing::Joint);
        after_dot = dot && !joint && !in_range;
        in_range = dot && joint;
        let is = |mark: char| matches!(&tree, TokenTree::Punct(p) if p.as_char() == mark);
        after_variable =
            after_dollar && matches!(tree, TokenTree::Ident(_)) || after_variable && is(':');
        after_dollar = is('$');
    }
}

/// Where `dbg` stands in calls of `dbg!`, in macros too.
pub fn debug_calls(tokens: TokenStream) -> Vec<Range<usize>> {
    let mut calls = Vec::new();
    let mut trees = tokens.into_iter().peekable();
    let mut in_path = false;
    while let Some(tree) = trees.next() {
        let is =
            |tree: &TokenTree, mark| matches!(tree, TokenTree::Punct(p) if p.as_char() == mark);
        match &tree {
            TokenTree::Group(group) => calls.extend(debug_calls(group.stream())),
            TokenTree::Ident(name)
                if name == "dbg" && !in_path && trees.peek().is_some_and(|next| is(next, '!')) =>
            {
                calls.push(name.span().byte_range());
            }
            _ => {}
        }
        in_path = is(&tree, ':');
    }
    calls
}

/// Whether code takes in files or the environment while it is compiled: by a macro of the language, or by
/// one whose name it was given.
pub fn reads_outside(tokens: TokenStream) -> bool {
    const MACROS: [&str; 5] = ["include", "include_str", "include_bytes", "env", "option_env"];
    let mut trees = tokens.into_iter().peekable();
    let mut after_dollar = false;
    while let Some(tree) = trees.next() {
        let outside = match &tree {
            TokenTree::Group(group) => reads_outside(group.stream()),
            TokenTree::Ident(name) if after_dollar || MACROS.iter().any(|m| name == m) => {
                match trees.peek() {
                    // The mark of `!=` is joint.
                    Some(TokenTree::Punct(p)) => {
                        p.as_char() == '!' && p.spacing() == Spacing::Alone
                    }
                    Some(TokenTree::Ident(next)) => next == "as",
                    _ => false,
                }
            }
            _ => false,
        };
        if outside {
            return true;
        }
        after_dollar = matches!(&tree, TokenTree::Punct(p) if p.as_char() == '$');
    }
    false
}

/// `"{x}"`, `"{x:?}"`, `"{:w$}"`: names inside a string literal that may be a format string.
fn in_format(literal: &str, names: &mut Names) {
    if !literal.contains('"') {
        return;
    }
    for part in literal.split(['{', '$', ':', '.', '}', '<', '>', '^', '+', '-', '#', '?']) {
        let name = part.trim();
        let mut chars = name.chars();
        if chars.next().is_some_and(|c| c == '_' || c.is_alphabetic())
            && chars.all(|c| c == '_' || c.is_alphanumeric())
        {
            names.insert(name.to_string());
        }
    }
}

/// The identifiers that stand right after `fn`: the functions and methods that some code defines.
pub fn defined_functions(tokens: TokenStream) -> Names {
    let mut names = Names::new();
    let mut trees = tokens.into_iter().peekable();
    while let Some(tree) = trees.next() {
        match (&tree, trees.peek()) {
            (TokenTree::Ident(word), Some(TokenTree::Ident(name))) if word == "fn" => {
                names.insert(name.to_string());
            }
            (TokenTree::Group(group), _) if group.delimiter() != Delimiter::Bracket => {
                names.extend(defined_functions(group.stream()));
            }
            _ => {}
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(names: &[&str]) -> Names {
        names.iter().map(|n| n.to_string()).collect()
    }

    #[test]
    fn fields_are_no_variables_but_ranges_and_format_strings_are() {
        let code = r#"let y = p.x + a.go(q); for i in lo..hi { println!("{z} {w:>width$}", k) }"#;
        let names = possible_variables(code.parse().unwrap());
        for name in ["p", "a", "q", "lo", "hi", "z", "w", "width", "k"] {
            assert!(names.contains(name), "{name} is missing");
        }
        assert!(!names.contains("x") && !names.contains("go"));
    }

    #[test]
    fn calls_of_dbg_are_found_in_macros_too() {
        let code = "dbg!(x); println!(\"{}\", dbg!(y)); std::dbg!(z); dbg(1); let dbg = 1;";
        let calls = debug_calls(code.parse().unwrap());
        assert_eq!(calls.iter().map(|r| r.start).collect::<Vec<_>>(), [0, 24]);
    }

    #[test]
    fn only_a_call_of_a_macro_reads_outside() {
        for code in [
            "const P: &str = env!(\"PATH\");",
            "mod m { include!(\"m.rs\"); }",
            "println!(\"{}\", std::option_env!(\"PATH\").is_some())",
            "use std::include_str as text;",
            "macro_rules! call { ($m:ident) => { $m!(\"PATH\") } }",
        ] {
            assert!(reads_outside(code.parse().unwrap()), "{code}");
        }
        for code in ["fn f(env: &mut Env) { env.step(1); g(env != include) }", "use std::env;"] {
            assert!(!reads_outside(code.parse().unwrap()), "{code}");
        }
    }

    #[test]
    fn the_variables_of_a_macro_are_no_names() {
        let code = "macro_rules! m { ($n:ident, $t:ty) => { struct $n { x: $t, n: ident } } }";
        assert_eq!(idents(code.parse().unwrap()), set(&["macro_rules", "m", "x", "n", "ident"]));
    }

    #[test]
    fn methods_of_a_trait_are_found() {
        let code = "trait T { fn area(&self) -> f32; fn name() {} } fn free() { fn inner() {} }";
        assert_eq!(
            defined_functions(code.parse().unwrap()),
            set(&["area", "name", "free", "inner"])
        );
    }
}
