//! The texts inside code: what comments and string literals say.
//!
//! Every comment and every string literal with a letter outside of its placeholders is translatable, except the name
//! of a metric. A translator who leaves one as it is copies it.

use std::ops::Range;

/// The places of the translatable texts of some code, in order.
pub fn texts(code: &str) -> Vec<Range<usize>> {
    let mut texts = vec![];
    let mut at = 0;
    while at < code.len() {
        let rest = &code[at..];
        if rest.starts_with("//") {
            let end = at + rest.find('\n').unwrap_or(rest.len());
            let slashes = rest.len() - rest.trim_start_matches(['/', '!']).len();
            texts.push(trimmed(code, at + slashes..end));
            at = end;
        } else if let Some(inner) = literal(rest, at) {
            let end = inner.end + closing(rest, &inner, at);
            if !code[..at].ends_with("record(") {
                texts.push(inner);
            }
            at = end;
        } else {
            at += skipped(rest);
        }
    }
    texts.retain(|place| has_words(&code[place.clone()]));
    texts
}

/// The code with every translatable text changed for which `change` gives another.
pub fn map(code: &str, change: &mut dyn FnMut(&str) -> Option<String>) -> String {
    let mut changed = String::new();
    let mut kept = 0;
    for place in texts(code) {
        changed.push_str(&code[kept..place.start]);
        let text = &code[place.clone()];
        changed.push_str(&change(text).unwrap_or_else(|| text.into()));
        kept = place.end;
    }
    changed + &code[kept..]
}

/// The placeholders of a string, sorted: a translation has the same.
pub fn placeholders(text: &str) -> Vec<&str> {
    let mut found = vec![];
    let mut rest = text;
    while let Some((_, after)) = rest.split_once('{') {
        let Some((inner, after)) = after.split_once('}') else { break };
        found.push(inner);
        rest = after;
    }
    found.sort();
    found
}

fn has_words(text: &str) -> bool {
    let mut inside = 0;
    text.chars().any(|c| {
        inside += i32::from(c == '{') - i32::from(c == '}');
        inside == 0 && c.is_alphabetic()
    })
}

fn trimmed(code: &str, place: Range<usize>) -> Range<usize> {
    let text = &code[place.clone()];
    let start = place.start + text.len() - text.trim_start().len();
    start..(place.start + text.trim_end().len()).max(start)
}

/// The inside of the string literal at the start of `rest`, which begins at `at`.
fn literal(rest: &str, at: usize) -> Option<Range<usize>> {
    if let Some(inner) = rest.strip_prefix('"') {
        let mut escaped = false;
        let end = inner.char_indices().find_map(|(i, c)| {
            let closes = c == '"' && !escaped;
            escaped = c == '\\' && !escaped;
            closes.then_some(i)
        })?;
        return Some(at + 1..at + 1 + end);
    }
    let inner = rest.strip_prefix('r')?;
    let hashes = inner.len() - inner.trim_start_matches('#').len();
    let text = inner[hashes..].strip_prefix('"')?;
    let end = text.find(&format!("\"{}", "#".repeat(hashes)))?;
    let start = at + 2 + hashes;
    Some(start..start + end)
}

/// The length of what closes the literal.
fn closing(rest: &str, inner: &Range<usize>, at: usize) -> usize {
    // As many characters as opened it, less the `r`.
    let opened = inner.start - at;
    opened - usize::from(rest.starts_with('r'))
}

/// The length of what holds no text: a name, a character, a lifetime, one other character.
fn skipped(rest: &str) -> usize {
    let name = rest.find(|c: char| c != '_' && !c.is_alphanumeric()).unwrap_or(rest.len());
    // `r"` starts a literal, `for"` does not.
    if name > 0 {
        return name;
    }
    let mut chars = rest.chars();
    let first = chars.next().map_or(1, char::len_utf8);
    if !rest.starts_with('\'') {
        return first;
    }
    // '"' and '\"' are characters, 'a without a second quote is a lifetime.
    let second = chars.next();
    let quote = match second {
        Some('\\') => rest[3..].find('\'').map(|i| 3 + i + 1),
        Some(c) => rest[1 + c.len_utf8()..].starts_with('\'').then_some(2 + c.len_utf8()),
        None => None,
    };
    quote.unwrap_or(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(code: &str) -> Vec<&str> {
        texts(code).into_iter().map(|place| &code[place]).collect()
    }

    #[test]
    fn comments_and_strings_are_found() {
        let code = "/// A doc.\nlet x = \"one \\\"two\\\"\"; // a note: \"no string\"\nprintln!(\"{x:4} {}\", '\"');\n\
                    fn f<'a>(c: char) { c == '\\''; r#\"raw \"text\"\"#; } // (4, 2)\nrecord(\"accuracy\", 1.);";
        assert_eq!(
            of(code),
            ["A doc.", "one \\\"two\\\"", "a note: \"no string\"", "raw \"text\""]
        );
        assert_eq!(of("let bar = 1; format!(\"x\")"), ["x"]);
    }

    #[test]
    fn texts_are_changed_in_place() {
        let code = "f(\"a\"); // b\ng(\"a\", r\"c\")";
        let mut change = |text: &str| (text != "b").then(|| format!("<{text}>"));
        assert_eq!(map(code, &mut change), "f(\"<a>\"); // b\ng(\"<a>\", r\"<c>\")");
        assert_eq!(placeholders("{x:4} of {} {{"), ["", "x:4"]);
    }
}
