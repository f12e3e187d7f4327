//! How deep a cell nests. Parsers and all that walks a tree recurse, so what nests too deep would end the
//! kernel; it is refused before it is parsed.

use super::complete::{NoCode, no_code};

/// Far more than code is written with, and far less than overflows the stack of a thread.
const DEEPEST: usize = 256;

/// Words after which an expression, a pattern or a type can begin another one.
const WORDS: [&str; 17] = [
    "as", "async", "await", "break", "dyn", "else", "for", "fn", "if", "impl", "in", "let",
    "match", "move", "mut", "return", "while",
];

/// Whether brackets nest deeper than a parser can follow, or one statement has too many operators
/// and words that nest without brackets: `if if if`, `- - -`, `a + b + c`, `x.f().g()`.
pub fn is_too_deep(text: &str) -> bool {
    let (mut brackets, mut angles, mut chain, mut branches) = (0_usize, 0_usize, 0_usize, 0_usize);
    let mut at = 0;
    while at < text.len() {
        match no_code(text, at) {
            NoCode::Ends(length) => {
                at += length.max(1);
                continue;
            }
            NoCode::Open => break, // the parser will not go on from here either
            NoCode::Code => {}
        }
        let rest = &text[at..];
        let word = rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(rest.len());
        if word > 0 {
            chain += usize::from(WORDS.contains(&&rest[..word]));
            branches += usize::from(&rest[..word] == "else");
            at += word;
        } else {
            let byte = rest.as_bytes()[0];
            match byte {
                b'(' | b'[' | b'{' => brackets += 1,
                b')' | b']' | b'}' => brackets = brackets.saturating_sub(1),
                _ => {}
            }
            match byte {
                b'<' => angles += 1,
                b'>' => angles = angles.saturating_sub(1),
                b';' | b'{' | b'}' => angles = 0, // it was a comparison
                _ => {}
            }
            match byte {
                b';' => (chain, branches) = (0, 0),
                b',' | b'{' | b'}' => chain = 0,
                b'!' | b'-' | b'*' | b'&' | b'|' | b'+' | b'/' | b'%' | b'^' | b'=' | b'<'
                | b'>' | b'.' | b'?' | b'@' | b'(' | b'[' => chain += 1,
                _ => {}
            }
            at += rest.chars().next().map_or(1, char::len_utf8);
        }
        if [brackets, angles, chain / 2, branches].iter().any(|depth| *depth > DEEPEST) {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHAINS: [&str; 22] = [
        "(",
        "[",
        "{",
        "!",
        "- ",
        "&",
        "Vec<",
        "if a ",
        "match a ",
        "|x| ",
        "x = ",
        "return ",
        "1 + ",
        "a.b.",
        "f()(",
        "&mut ",
        "x @ ",
        "fn() -> ",
        "else if a {} ",
        "move || ",
        "a[0]? as ",
        "if a {} else ",
    ];

    #[test]
    fn what_nests_is_refused_and_what_is_long_is_not() {
        for part in CHAINS {
            assert!(is_too_deep(&part.repeat(20_000)), "{part}");
            assert!(!is_too_deep(&part.repeat(100)), "{part}");
        }
        let numbers = format!("let a = [{}];", "-1.5, ".repeat(100_000));
        let text = format!("let s = \"{}\"; // {}", "+.(".repeat(10_000), "- ".repeat(10_000));
        let statements = "x = a + b.c() * -1;\n".repeat(10_000);
        for long in [numbers, text, statements] {
            assert!(!is_too_deep(&long), "{}", &long[..40]);
        }
    }

    /// The test runs on a thread with the stack that threads have.
    #[test]
    fn what_is_not_refused_is_parsed() {
        for part in CHAINS {
            for start in ["", "let x = ", "let x: ", "fn f() -> ", "if a {} "] {
                for end in ["", "1", "a {} a {}", "1;"] {
                    let most = (0..3000).rev().step_by(100);
                    let mut texts = most.map(|n| format!("{start}{}{end}", part.repeat(n)));
                    let text = texts.find(|text| !is_too_deep(text)).unwrap();
                    let _ = super::super::cell::parse(1, &text, &|_| false);
                }
            }
        }
    }
}
