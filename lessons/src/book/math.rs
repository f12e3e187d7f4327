//! Math: a formula in LaTeX becomes MathML when the book is built, so that a page needs no script for it.

use pulldown_latex::config::{DisplayMode, RenderConfig};
use pulldown_latex::{Event, Parser, Storage, push_mathml};

/// The MathML of a formula, on one line; an error is a sentence without its full stop.
pub fn mathml(latex: &str, display: bool) -> Result<String, String> {
    let storage = Storage::new();
    let events: Vec<Event> = Parser::new(latex, &storage)
        .collect::<Result<_, _>>()
        .map_err(|error| format!("the formula `{}` is broken: {}", latex.trim(), reason(&error)))?;
    let display_mode = if display { DisplayMode::Block } else { DisplayMode::Inline };
    let config = RenderConfig { display_mode, ..RenderConfig::default() };
    let mut html = String::new();
    let events = events.into_iter().map(Ok::<_, std::convert::Infallible>);
    push_mathml(&mut html, events, config)
        .map_err(|error| format!("the formula `{}` has no MathML: {error}", latex.trim()))?;
    // A space (`\ `) is written by its name, and the name escaped.
    Ok(spaces_before_scripts(html.replace('\n', " ").replace("&amp;nbsp;", "\u{a0}")))
}

/// The space that parts an operator with limits or scripts from what stands before it (`\gamma \max_a`)
/// is written inside of them, where it counts as the operator. It belongs before them.
fn spaces_before_scripts(mut html: String) -> String {
    const SCRIPTS: [&str; 6] = ["munder", "mover", "munderover", "msub", "msup", "msubsup"];
    let misplaced = |html: &str| {
        SCRIPTS.iter().find_map(|tag| {
            let at = html.find(&format!("<{tag}><mspace "))?;
            let space = at + tag.len() + 2;
            Some((at, space, space + html[space..].find("/>")? + 2))
        })
    };
    while let Some((at, space, end)) = misplaced(&html) {
        let space: String = html.drain(space..end).collect();
        html.insert_str(at, &space);
    }
    html
}

/// The first line of the parser's message; the rest draws the place in a formula that is quoted whole.
fn reason(error: &dyn std::fmt::Display) -> String {
    let text = error.to_string();
    text.lines().next().unwrap_or_default().trim_end_matches(['.', ':']).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_becomes_mathml() {
        let inline = mathml("w_1 x", false).unwrap();
        assert!(inline.starts_with("<math") && inline.contains("<msub>"), "{inline}");
        let cases = mathml(
            r"y = \begin{cases} 1 & \text{if } x > 0 \\ 0 & \text{otherwise} \end{cases}",
            true,
        );
        let cases = cases.unwrap();
        assert!(cases.contains("display=\"block\"") && cases.contains("<mtable"), "{cases}");
        assert!(!cases.contains('\n'));
        let spaced = mathml(r"a,\ b", false).unwrap();
        assert!(spaced.contains('\u{a0}') && !spaced.contains("nbsp"), "{spaced}");
    }

    #[test]
    fn a_space_stands_before_an_operator_with_limits() {
        for (latex, operator) in [
            (r"\gamma \max_a Q", "<munder><mi>max</mi>"),
            (r"x \log_2 x", "<msub><mi>log</mi>"),
            (r"{\gamma \max_a Q}_b", "<munder><mi>max</mi>"),
        ] {
            let html = mathml(latex, true).unwrap();
            assert!(html.contains(&format!("/>{operator}")), "{latex}: {html}");
        }
    }

    #[test]
    fn a_broken_formula_is_named() {
        for (latex, part) in [
            (r"\frac{1}{", r"`\frac{1}{`"),
            (r"\nosuchcommand x", "nosuchcommand"),
            (r"x^", "`x^`"),
            (r"\begin{cases} 1", "cases"),
        ] {
            let sentence = mathml(latex, false).unwrap_err();
            assert!(sentence.contains(part) && !sentence.contains('\n'), "{latex}: {sentence}");
        }
    }
}
