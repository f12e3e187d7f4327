//! Cells that wait: what uses something of an exercise has no outputs in the learner's notebook.

use std::collections::BTreeSet;

use crate::chapter::{Block, Chapter};

/// The ids of the cells that use, directly or through other cells, a name that an exercise defines.
pub fn cells(chapter: &Chapter) -> BTreeSet<String> {
    let mut names: BTreeSet<&str> = BTreeSet::new();
    let mut waiting = BTreeSet::new();
    for block in &chapter.blocks {
        match block {
            Block::Prose(_) => {}
            Block::Exercise(exercise) => names.extend(defined(exercise.template.frame())),
            Block::Cell(cell) => {
                if names.iter().any(|name| uses(&cell.code, name)) {
                    waiting.insert(cell.id.clone());
                    names.extend(defined(&cell.code));
                } else {
                    // Defined anew, without the exercise.
                    names.retain(|name| defined(&cell.code).all(|other| other != *name));
                }
            }
        }
    }
    waiting
}

/// Whether some code names something elsewhere than where it defines it.
fn uses(code: &str, name: &str) -> bool {
    let named = words(code).filter(|word| *word == name).count();
    named > defined(code).filter(|word| *word == name).count()
}

const KEYWORDS: [&str; 8] = ["fn", "struct", "enum", "const", "static", "trait", "type", "let"];

/// The names that some code defines: what stands after `fn`, `let` and their like.
fn defined(code: &str) -> impl Iterator<Item = &str> {
    let mut after = false;
    words(code).filter(move |word| {
        let names = after && *word != "mut";
        after = KEYWORDS.contains(word) || (after && *word == "mut");
        names
    })
}

fn words(code: &str) -> impl Iterator<Item = &str> {
    let lines = code.lines().map(|line| line.split("//").next().unwrap_or_default());
    lines
        .flat_map(|line| line.split(|c: char| c != '_' && !c.is_alphanumeric()))
        .filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chapter::tests::parse;

    #[test]
    fn waiting_goes_on_through_names() {
        let body = "```rust id=\"a\"\nlet nor = 1;\n```\n## B\n\n```rust exercise=\"b\"\nfn nor() {\n// BEGIN SOLUTION\nlet inner = 2;\n\
                    // END SOLUTION\n}\n// CHECK\nnor()\n```\n**Hint 1.** a\n\n**Hint 2.** b\n\n**Hint 3.** c\n\n\
                    ```rust id=\"c\"\nlet mut y = nor();\n```\n```rust id=\"d\"\ny // nothing else\n```\n\
                    ```rust id=\"e\"\nlet inner = 0; // no nor\n```\n```rust id=\"f\"\nlet y = 3;\n```\n```rust id=\"g\"\ny\n```\n";
        let waiting = cells(&parse(body).unwrap());
        assert_eq!(waiting.iter().map(String::as_str).collect::<Vec<_>>(), ["c", "d"]);
    }
}
