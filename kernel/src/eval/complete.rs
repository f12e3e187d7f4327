//! Whether a cell can be executed as it stands, judged by the parser alone.

use super::{cell, command};

/// Whether a cell can be executed as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Completeness {
    Complete,
    /// More lines are needed, the next one indented by this.
    Incomplete {
        indent: String,
    },
    Invalid,
}

/// Judges a cell.
pub fn is_complete(text: &str) -> Completeness {
    let (_, rust) = command::split(text);
    match scan(&rust) {
        Scan::Mismatch => return Completeness::Invalid,
        Scan::Open(depth) => {
            return Completeness::Incomplete { indent: "    ".repeat(depth.min(10)) };
        }
        Scan::Closed => {}
    }
    match cell::parse(0, text, &|_| false) {
        Ok(_) => Completeness::Complete,
        Err(e) if e.at >= rust.trim_end().len() => {
            Completeness::Incomplete { indent: String::new() }
        }
        Err(_) => Completeness::Invalid,
    }
}

/// Whether all brackets, strings and comments that open also close.
pub fn is_balanced(text: &str) -> bool {
    matches!(scan(text), Scan::Closed)
}

enum Scan {
    Closed,
    /// A bracket, string or comment is open; so many brackets are.
    Open(usize),
    /// A bracket closes that was not opened.
    Mismatch,
}

/// Looks at brackets, strings and comments only, so that it works where no parser does.
fn scan(text: &str) -> Scan {
    let bytes = text.as_bytes();
    let mut open = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let rest = &text[at..];
        match no_code(text, at) {
            NoCode::Ends(length) => {
                at += length;
                continue;
            }
            NoCode::Open => return Scan::Open(open.len()),
            NoCode::Code => {}
        }
        at += match bytes[at] {
            bracket @ (b'(' | b'[' | b'{') => {
                open.push(bracket);
                1
            }
            bracket @ (b')' | b']' | b'}') => {
                let fits = matches!(
                    (open.pop(), bracket),
                    (Some(b'('), b')') | (Some(b'['), b']') | (Some(b'{'), b'}')
                );
                if !fits {
                    return Scan::Mismatch;
                }
                1
            }
            _ => rest.chars().next().map_or(1, char::len_utf8),
        };
    }
    if open.is_empty() { Scan::Closed } else { Scan::Open(open.len()) }
}

/// What stands at a place: code, or a string, a character or a comment, whose length is known if it ends.
pub enum NoCode {
    Code,
    Ends(usize),
    Open,
}

/// Looks for a string, a character or a comment that begins here.
pub fn no_code(text: &str, at: usize) -> NoCode {
    let rest = &text[at..];
    let ends = |length: Option<usize>| length.map_or(NoCode::Open, NoCode::Ends);
    match rest.as_bytes()[0] {
        b'/' if rest.starts_with("//") => NoCode::Ends(rest.find('\n').unwrap_or(rest.len())),
        b'/' if rest.starts_with("/*") => ends(comment(rest)),
        b'"' => ends(string(rest)),
        b'r' if !follows_word(text, at) && is_raw(&rest[1..]) => {
            ends(raw_string(&rest[1..]).map(|length| length + 1))
        }
        b'\'' => NoCode::Ends(character(rest)),
        _ => NoCode::Code,
    }
}

fn follows_word(text: &str, at: usize) -> bool {
    text[..at].chars().next_back().is_some_and(|c| c.is_alphanumeric() || c == '_')
        && !text[..at].ends_with(['b', 'c'])
}

fn comment(rest: &str) -> Option<usize> {
    let (mut depth, mut at) = (0, 0);
    while at < rest.len() {
        if rest[at..].starts_with("/*") {
            (depth, at) = (depth + 1, at + 2);
        } else if rest[at..].starts_with("*/") {
            (depth, at) = (depth - 1, at + 2);
            if depth == 0 {
                return Some(at);
            }
        } else {
            at += rest[at..].chars().next().map_or(1, char::len_utf8);
        }
    }
    None
}

fn string(rest: &str) -> Option<usize> {
    let mut escaped = false;
    for (i, c) in rest.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return Some(i + 1),
            _ => {}
        }
    }
    None
}

fn is_raw(rest: &str) -> bool {
    rest.trim_start_matches('#').starts_with('"')
}

fn raw_string(rest: &str) -> Option<usize> {
    let hashes = rest.len() - rest.trim_start_matches('#').len();
    let end = format!("\"{}", "#".repeat(hashes));
    let body = hashes + 1;
    rest[body..].find(&end).map(|i| body + i + end.len())
}

/// The length of a character literal, or of the quote alone where it begins a lifetime.
fn character(rest: &str) -> usize {
    let mut chars = rest.char_indices().skip(1);
    match chars.next() {
        Some((_, '\\')) => {
            rest[2..].char_indices().skip(1).find(|(_, c)| *c == '\'').map_or(1, |(i, _)| i + 3)
        }
        Some(_) => match chars.next() {
            Some((i, '\'')) => i + 1,
            _ => 1,
        },
        None => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn complete_incomplete_invalid() {
        for text in [
            "1 + 1",
            "let x = 3;",
            "fn f() -> i32 { 1 }",
            ":help",
            "",
            "let c = '{'; let s = \"}\";",
            "fn f<'a>(x: &'a str) -> &'a str { x }",
            "let r = r#\"{\"#;",
            "/* { */ 1",
            "let q = '\\''; 2",
            "for i in 0..3 { println!(\"{i}\"); }",
            ":vars\n1 + 1",
        ] {
            assert_eq!(is_complete(text), Completeness::Complete, "{text}");
        }
        for (text, indent) in [
            ("fn f() {", "    "),
            ("let x = (", "    "),
            ("println!(\"a", "    "),
            ("/* open", ""),
            ("let x =", ""),
            ("let s = r#\"abc\"", ""),
            ("if a { if b {", "        "),
            ("let x = 3", ""),
        ] {
            assert_eq!(
                is_complete(text),
                Completeness::Incomplete { indent: indent.into() },
                "{text}"
            );
        }
        for deep in ["(", "[", "!", "Vec<", "- "] {
            let text = format!("let x = {};", deep.repeat(100_000));
            assert_ne!(is_complete(&text), Completeness::Complete);
        }
        for text in ["let x = )", "fn 3x() {}", "let let = 3;", "(]"] {
            assert_eq!(is_complete(text), Completeness::Invalid, "{text}");
        }
    }
}
