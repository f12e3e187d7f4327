//! Japanese inside English text: its letters, and how they are marked as Japanese.
//!
//! A browser picks the shapes of Han letters, the line breaks and the voice by `lang`.

use super::escape::escaped;

/// Whether this letter or sign belongs to Japanese text.
pub fn is_japanese(c: char) -> bool {
    matches!(c,
        '\u{3000}'..='\u{30ff}'      // signs, Hiragana, Katakana
        | '\u{31f0}'..='\u{31ff}'    // small Katakana
        | '\u{3400}'..='\u{4dbf}'    // Han, extension A
        | '\u{4e00}'..='\u{9fff}'    // Han
        | '\u{f900}'..='\u{faff}'    // Han, compatibility
        | '\u{ff01}'..='\u{ff9f}'    // full-width and half-width forms
        | '\u{20000}'..='\u{2fa1f}') // Han, further extensions
}

/// A text as HTML, with each run of Japanese marked.
///
/// In a run that already stands in Japanese surroundings nothing is marked.
pub fn marked(text: &str, in_japanese: bool) -> String {
    let mut html = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let japanese = is_japanese(first);
        let end = rest.find(|c| is_japanese(c) != japanese).unwrap_or(rest.len());
        let (run, after) = rest.split_at(end);
        if japanese && !in_japanese {
            html.push_str("<span lang=\"ja\">");
            html.push_str(&escaped(run));
            html.push_str("</span>");
        } else {
            html.push_str(&escaped(run));
        }
        rest = after;
    }
    html
}

/// The HTML of a Japanese page, without the marks that it needs on an English one.
pub fn unmarked(html: &str) -> String {
    const MARK: &str = "<span lang=\"ja\">";
    let mut bare = String::with_capacity(html.len());
    let mut parts = html.split(MARK);
    bare.push_str(parts.next().unwrap_or_default());
    for part in parts {
        // A mark holds text and no tag.
        match part.split_once("</span>") {
            Some((text, rest)) => bare.extend([text, rest]),
            None => bare.push_str(part),
        }
    }
    bare
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_run_of_japanese_is_marked_once() {
        assert_eq!(
            marked("the bias (バイアス) & 学習率", false),
            "the bias (<span lang=\"ja\">バイアス</span>) &amp; <span lang=\"ja\">学習率</span>"
        );
        assert_eq!(marked("学び", true), "学び");
        assert_eq!(marked("", false), "");
    }

    #[test]
    fn marks_can_be_taken_away() {
        let html = format!("<b>{}</b> <span class=\"k\">fn</span>", marked("a 学び & び", false));
        assert_eq!(unmarked(&html), "<b>a 学び &amp; び</b> <span class=\"k\">fn</span>");
    }

    #[test]
    fn signs_of_mathematics_are_not_japanese() {
        for c in "aé→×█π…“".chars() {
            assert!(!is_japanese(c), "{c}");
        }
        for c in "ーあアー漢、。々（".chars() {
            assert!(is_japanese(c), "{c}");
        }
    }
}
