//! A heading: a section of a chapter, which links can point to.

use super::Prose;
use super::fence::Fence;

/// A line `## Text` of the prose.
#[derive(Clone, Debug, PartialEq)]
pub struct Heading {
    pub line: usize,
    pub level: usize,
    /// Its text as it is written, marks and all.
    pub text: String,
    /// Its anchor where Markdown is shown as a page: `#the-threshold-becomes-a-bias`.
    pub slug: String,
}

/// The headings of a piece of prose.
pub fn headings(prose: &Prose) -> Vec<Heading> {
    let mut open: Option<Fence> = None;
    let mut headings = vec![];
    for (index, line) in prose.text.lines().enumerate() {
        match open {
            Some(fence) if fence.closed_by(line) => open = None,
            Some(_) => {}
            None => {
                open = Fence::open(line);
                let text = line.trim_start_matches('#');
                let level = line.len() - text.len();
                if (1..=6).contains(&level) && text.starts_with(' ') {
                    let text = text.trim().to_owned();
                    let slug = slug(&text);
                    headings.push(Heading { line: prose.line + index, level, text, slug });
                }
            }
        }
    }
    headings
}

/// The anchor of a heading as code hosts make it: small letters, hyphens for spaces, no punctuation.
pub fn slug(text: &str) -> String {
    let kept = text.to_lowercase();
    let kept = kept.chars().filter(|c| c.is_alphanumeric() || [' ', '-', '_'].contains(c));
    kept.map(|c| if c == ' ' { '-' } else { c }).collect()
}

/// The anchor of a heading in a notebook: Jupyter puts hyphens for spaces and keeps the rest.
pub fn notebook_anchor(text: &str) -> String {
    let shown: String = text.chars().filter(|c| !['`', '*'].contains(c)).collect();
    let mut anchor = String::new();
    for c in shown.replace(' ', "-").chars() {
        // What would end a link in Markdown.
        match c {
            '(' | ')' | '<' | '>' | '"' | '%' => anchor.push_str(&format!("%{:02X}", c as u32)),
            c => anchor.push(c),
        }
    }
    anchor
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_have_two_anchors() {
        let text = "## XOR: the rule, at last\ntext\n```text\n# no heading\n```\n####### none\n### 学習 (`b`)".into();
        let found = headings(&Prose { line: 10, text });
        let short: Vec<_> = found.iter().map(|h| (h.line, h.level, h.slug.as_str())).collect();
        assert_eq!(short, [(10, 2, "xor-the-rule-at-last"), (16, 3, "学習-b")]);
        assert_eq!(notebook_anchor(&found[0].text), "XOR:-the-rule,-at-last");
        assert_eq!(notebook_anchor(&found[1].text), "学習-%28b%29");
    }
}
