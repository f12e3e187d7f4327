//! Highlighting: Rust code as HTML, its parts in `span`s of one-letter classes that the style sheet colours.
//!
//! A cell may be any piece of a program, broken ones included, so this cuts into tokens and parses nothing.

use super::escape::escaped;

const KEYWORDS: &str = " as async await break const continue crate dyn else enum extern false fn for if impl in let \
     loop match mod move mut pub ref return self Self static struct super trait true type union unsafe use where while ";

/// Rust code as HTML.
pub fn rust(code: &str) -> String {
    let mut html = String::with_capacity(code.len() * 2);
    let mut rest = code;
    while !rest.is_empty() {
        let (length, class) = token(rest);
        let (text, after) = rest.split_at(length);
        match class {
            "" => html.push_str(&escaped(text)),
            _ => html.push_str(&format!("<span class=\"{class}\">{}</span>", escaped(text))),
        }
        rest = after;
    }
    html
}

/// The length in bytes of the token at the start, and its class.
fn token(rest: &str) -> (usize, &'static str) {
    let first = rest.chars().next().expect("there is text");
    match first {
        '/' if rest.starts_with("//") => (rest.find('\n').unwrap_or(rest.len()), "c"),
        '/' if rest.starts_with("/*") => (block_comment(rest), "c"),
        '"' => (quoted(rest, 0), "s"),
        '\'' => quote(rest),
        '#' if rest.starts_with("#[") || rest.starts_with("#![") => (attribute(rest), "a"),
        // A command of the kernel, such as `:dep rand`, is no Rust; it stays plain.
        c if c.is_ascii_digit() => (number(rest), "n"),
        c if c == '_' || c.is_alphabetic() => word(rest),
        c => (c.len_utf8(), ""),
    }
}

fn word(rest: &str) -> (usize, &'static str) {
    let end = rest.find(|c: char| c != '_' && !c.is_alphanumeric()).unwrap_or(rest.len());
    let (word, after) = rest.split_at(end);
    if matches!(word, "b" | "c" | "r" | "br" | "cr") {
        let hashes = after.len() - after.trim_start_matches('#').len();
        if after[hashes..].starts_with('"') && (word.contains('r') || hashes == 0) {
            let raw = word.contains('r');
            let length = if raw { raw_string(&after[hashes..], hashes) } else { quoted(after, 0) };
            return (end + hashes + length, "s");
        }
    }
    let class = if KEYWORDS.contains(&format!(" {word} ")) {
        "k"
    } else if after.starts_with('!') && !after.starts_with("!=") {
        return (end + 1, "m");
    } else if camel_case(word) || primitive(word) {
        "t"
    } else if after.starts_with('(') || after.starts_with("::<") {
        "f"
    } else {
        ""
    };
    (end, class)
}

fn camel_case(word: &str) -> bool {
    word.starts_with(char::is_uppercase) && word.contains(char::is_lowercase)
}

fn primitive(word: &str) -> bool {
    matches!(
        word,
        "bool"
            | "char"
            | "str"
            | "f32"
            | "f64"
            | "i8"
            | "i16"
            | "i32"
            | "i64"
            | "i128"
            | "isize"
            | "u8"
            | "u16"
            | "u32"
            | "u64"
            | "u128"
            | "usize"
    )
}

/// The length of a literal from its quotation mark at `start` to the next one.
fn quoted(rest: &str, start: usize) -> usize {
    let mut escaped = false;
    for (i, c) in rest.char_indices().skip_while(|(i, _)| *i <= start) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return i + 1,
            _ => {}
        }
    }
    rest.len()
}

fn raw_string(rest: &str, hashes: usize) -> usize {
    let end = format!("\"{}", "#".repeat(hashes));
    rest[1..].find(&end).map_or(rest.len(), |at| 1 + at + end.len())
}

/// A character, a lifetime or a label.
fn quote(rest: &str) -> (usize, &'static str) {
    let mut chars = rest.char_indices().skip(1);
    match (chars.next(), chars.next()) {
        (Some((_, '\\')), _) => {
            let close = rest.char_indices().skip(3).find(|(_, c)| *c == '\'');
            (close.map_or(rest.len(), |(i, _)| i + 1), "s")
        }
        (Some(_), Some((i, '\''))) => (i + 1, "s"),
        (Some((_, c)), _) if c == '_' || c.is_alphabetic() => {
            let end = rest[1..].find(|c: char| c != '_' && !c.is_alphanumeric());
            (end.map_or(rest.len(), |end| end + 1), "l")
        }
        _ => (1, ""),
    }
}

fn number(rest: &str) -> usize {
    let mut end = 0;
    let bytes = rest.as_bytes();
    while end < bytes.len() {
        let exponent = end > 0 && matches!(bytes[end - 1], b'e' | b'E') && !rest.starts_with("0x");
        match bytes[end] {
            b'_' => {}
            b if b.is_ascii_alphanumeric() => {}
            // `1.5` and `1.` but neither `0..4` nor `1.max(2)`.
            b'.' if !rest[..end].contains('.') => {
                let next = bytes.get(end + 1).copied().unwrap_or(b' ');
                if next == b'.' || next == b'_' || next.is_ascii_alphabetic() {
                    break;
                }
            }
            b'+' | b'-' if exponent => {}
            _ => break,
        }
        end += 1;
    }
    end
}

fn attribute(rest: &str) -> usize {
    let mut depth = 0;
    for (i, c) in rest.char_indices() {
        depth += i32::from(c == '[') - i32::from(c == ']');
        if c == ']' && depth == 0 {
            return i + 1;
        }
    }
    rest.len()
}

fn block_comment(rest: &str) -> usize {
    let mut depth = 0;
    let bytes = rest.as_bytes();
    let mut at = 0;
    while at + 1 < bytes.len() {
        match &bytes[at..at + 2] {
            b"/*" => (depth, at) = (depth + 1, at + 2),
            b"*/" if depth == 1 => return at + 2,
            b"*/" => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
    }
    rest.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The classes of a piece of code, as `class:text`.
    fn classes(code: &str) -> Vec<String> {
        let mut found = vec![];
        let mut rest = code;
        while !rest.is_empty() {
            let (length, class) = token(rest);
            if !class.is_empty() {
                found.push(format!("{class}:{}", &rest[..length]));
            }
            rest = &rest[length..];
        }
        found
    }

    #[test]
    fn names_the_parts_of_rust() {
        for (code, parts) in [
            ("let x = 1.5e-3f32;", vec!["k:let", "n:1.5e-3f32"]),
            (
                "for i in 0..10 { f(1., 1.max(2)) }",
                vec!["k:for", "k:in", "n:0", "n:10", "f:f", "n:1.", "n:1", "f:max", "n:2"],
            ),
            (
                "fn f<'a>(x: &'a str) -> Vec<f32>",
                vec!["k:fn", "l:'a", "l:'a", "t:str", "t:Vec", "t:f32"],
            ),
            (
                r#"println!("{x:>3} \" // no", 'a', '\'')"#,
                vec!["m:println!", r#"s:"{x:>3} \" // no""#, "s:'a'", r"s:'\''"],
            ),
            ("x != y // end", vec!["c:// end"]),
            ("/* a /* b */ c */ x", vec!["c:/* a /* b */ c */"]),
            ("#[derive(Clone)]\nstruct P;", vec!["a:#[derive(Clone)]", "k:struct"]),
            ("r#\"a \" b\"# + b\"c\"", vec!["s:r#\"a \" b\"#", "s:b\"c\""]),
            ("const INPUTS: [f32; 4]", vec!["k:const", "t:f32", "n:4"]),
        ] {
            let mut found = classes(code);
            found.retain(|part| !part.is_empty());
            let expected: Vec<String> = parts.into_iter().map(String::from).collect();
            assert_eq!(found, expected, "{code}");
        }
    }

    #[test]
    fn broken_code_keeps_every_letter() {
        for code in [
            "\"open",
            "'",
            "'\\",
            "r#\"open",
            "/* open",
            "#[open",
            "1.",
            "",
            ":dep rand = \"0.9\"",
            "あ!",
        ] {
            let html = rust(code);
            let mut text = String::new();
            let mut inside = false;
            for c in html.chars() {
                match c {
                    '<' => inside = true,
                    '>' => inside = false,
                    c if !inside => text.push(c),
                    _ => {}
                }
            }
            assert_eq!(text, escaped(code));
        }
    }
}
