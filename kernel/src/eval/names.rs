//! The identifiers that a piece of code mentions, in macros and in format strings too.

use std::collections::BTreeSet;

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
    for tree in tokens {
        match &tree {
            TokenTree::Group(group) => collect(group.stream(), variables, names),
            TokenTree::Ident(ident) => {
                let name = ident.to_string();
                if !(variables && after_dot) && !KEYWORDS.contains(&name.as_str()) {
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
    }
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
    fn methods_of_a_trait_are_found() {
        let code = "trait T { fn area(&self) -> f32; fn name() {} } fn free() { fn inner() {} }";
        assert_eq!(
            defined_functions(code.parse().unwrap()),
            set(&["area", "name", "free", "inner"])
        );
    }
}
