//! What can be wrong between the chapters and what they share.

use std::collections::BTreeMap;

use super::Workbook;
use crate::chapter::mark::{Mark, is_paragraph, marks};
use crate::chapter::{Block, Chapter, Prose};
use crate::problem::Problem;

/// All problems of a workbook whose files were read.
pub fn problems(workbook: &Workbook) -> Vec<Problem> {
    let mut problems = vec![];
    for chapter in &workbook.chapters {
        let mut check = Check { workbook, chapter, problems: &mut problems };
        check.front_matter();
        check.headings();
        check.marks();
    }
    let lessons = workbook.root.join("lessons");
    for item in &workbook.items {
        for number in &item.chapters {
            if workbook.contents.entry(number).is_none() {
                let sentence = format!("there is no chapter `{number}` in lessons/contents.toml");
                problems.push(Problem::new(
                    &lessons.join("items.toml"),
                    (0, format!("`{}`: {sentence}", item.item.get_ref())),
                ));
            }
        }
    }
    problems
}

struct Check<'a> {
    workbook: &'a Workbook,
    chapter: &'a Chapter,
    problems: &'a mut Vec<Problem>,
}

impl Check<'_> {
    fn say(&mut self, line: usize, sentence: String) {
        self.problems.push(Problem::new(&self.chapter.file, (line, sentence)));
    }

    fn front_matter(&mut self) {
        let (chapter, contents) = (self.chapter, &self.workbook.contents);
        match contents.entry(&chapter.number) {
            Some(entry) if entry.slug == chapter.slug => {}
            Some(entry) => {
                self.say(1, format!("lessons/contents.toml calls this chapter `{}`", entry.name()));
            }
            None => self.say(1, "lessons/contents.toml does not list this chapter".into()),
        }
        let front = &chapter.front;
        for number in &front.prerequisites {
            if contents.entry(number).is_none() || *number >= chapter.number {
                let line = front.lines["prerequisites"];
                self.say(line, format!("`{number}` is no chapter before this one"));
            }
        }
        for name in front.seeds.keys().filter(|name| !front.metrics.contains_key(*name)) {
            let line = front.lines[&format!("seeds.{name}")];
            self.say(
                line,
                format!(
                    "`{name}` is no metric of this chapter: run `lessons seeds {}` again",
                    chapter.number
                ),
            );
        }
        for headline in front.headline.iter().filter(|h| !front.metrics.contains_key(&h.metric)) {
            let line = front.lines[&format!("headline.{}", headline.metric)];
            self.say(line, format!("`{}` is no metric of this chapter", headline.metric));
        }
    }

    fn headings(&mut self) {
        let headings = self.chapter.headings();
        for (place, heading) in headings.iter().enumerate() {
            if heading.level == 1 {
                self.say(
                    heading.line,
                    "the title is the only heading of the first level: start with ##".into(),
                );
            }
            if place > 0 && heading.level > headings[place - 1].level + 1 {
                self.say(heading.line, format!("the heading `{}` skips a level", heading.text));
            }
            if headings[..place].iter().any(|other| other.slug == heading.slug) {
                self.say(
                    heading.line,
                    format!("a second heading `{}`: links could not tell them apart", heading.text),
                );
            }
        }
    }

    fn marks(&mut self) {
        let mut seen = Seen::default();
        let mut unread = false;
        for prose in self.chapter.prose() {
            match marks(&prose.text) {
                Err((at, sentence)) => {
                    unread = true;
                    self.say(line(prose, at), sentence);
                }
                Ok(marks) => {
                    for (at, mark) in marks {
                        if mark == Mark::Playground && !self.may_play(prose, at) {
                            self.say(
                                line(prose, at),
                                "{{playground}} is a paragraph of its own in the text".into(),
                            );
                        }
                        if let Err(sentence) = self.mark(&mark, line(prose, at), &mut seen) {
                            self.say(line(prose, at), sentence);
                        }
                    }
                }
            }
        }
        if let (Some(first), None) = (seen.cited, seen.references) {
            self.say(first, "the chapter cites, but has no list: write {{references}} in a paragraph of its own".into());
        }
        for (name, term) in self.workbook.glossary.terms.iter().filter(|_| !unread) {
            if *term.chapter.get_ref() == self.chapter.number && !seen.terms.contains_key(name) {
                self.say(1, format!("lessons/glossary.toml says that this chapter introduces `{name}`: write [[{name}]] at its first use"));
            }
        }
    }

    /// Whether a figure that needs a page can stand here: not in a sentence, a caption or a hint.
    fn may_play(&self, prose: &Prose, at: usize) -> bool {
        let in_text = self.chapter.blocks.iter().any(|block| match block {
            Block::Prose(text) => text == prose,
            Block::Exercise(exercise) => exercise.statement == *prose,
            Block::Cell(_) => false,
        });
        in_text && is_paragraph(&prose.text, at)
    }

    fn mark(&self, mark: &Mark, line: usize, seen: &mut Seen) -> Result<(), String> {
        let (workbook, chapter) = (self.workbook, self.chapter);
        match mark {
            Mark::Metric { name, .. } if !chapter.front.metrics.contains_key(*name) => {
                Err(format!("`{name}` is no metric: add it to `metrics:` in the front matter"))
            }
            Mark::Metric { .. } => Ok(()),
            Mark::Seeds if chapter.front.seeds.is_empty() => {
                Err(format!("there is no table yet: run `lessons seeds {}`", chapter.number))
            }
            Mark::Seeds => Ok(()),
            Mark::References => match seen.references.replace(line) {
                Some(first) => Err(format!("the list of references is already in line {first}")),
                None => Ok(()),
            },
            Mark::Playground => match seen.playground.replace(line) {
                Some(first) => Err(format!(
                    "{{{{playground}}}} is already in line {first}: a page has room for one"
                )),
                None => Ok(()),
            },
            Mark::Citation(key) => {
                seen.cited.get_or_insert(line);
                match workbook.bibliography.work(key) {
                    Some(_) => Ok(()),
                    None => Err(format!("lessons/bibliography.toml has no `{key}`")),
                }
            }
            Mark::Term { key, .. } => {
                if workbook.glossary.term(key).is_none() {
                    return Err(format!("lessons/glossary.toml has no term `{key}`"));
                }
                match seen.terms.insert((*key).into(), line) {
                    Some(first) => Err(format!(
                        "the term `{key}` is marked in line {first} already: only the first use is"
                    )),
                    None => Ok(()),
                }
            }
            Mark::Link { target, .. } => workbook.target(chapter, target).map(|_| ()),
        }
    }
}

/// What occurs once in a chapter, with its line.
#[derive(Default)]
struct Seen {
    terms: BTreeMap<String, usize>,
    cited: Option<usize>,
    references: Option<usize>,
    playground: Option<usize>,
}

fn line(prose: &Prose, at: usize) -> usize {
    prose.line + prose.text[..at].matches('\n').count()
}

#[cfg(test)]
mod tests {
    use super::super::tests::own;
    use super::*;
    use crate::chapter::tests::{SKIPPED, parse};

    /// The problems of the chapter 02-gates with this body in this repository's workbook.
    fn of(body: &str) -> Vec<(usize, String)> {
        let mut workbook = own();
        workbook
            .glossary
            .terms
            .retain(|_, term| term.chapter.get_ref() != "02" || term.ja == "重み");
        let chapter = parse(body).unwrap();
        workbook.chapters = vec![Chapter { slug: "perceptron".into(), ..chapter }];
        problems(&workbook).into_iter().map(|p| (p.line, p.sentence)).collect()
    }

    #[test]
    fn a_good_chapter_has_none() {
        let body = "## A [[weight]]\n\n{{accuracy:.1%}} [@rosenblatt1958], see [Figure](#a), [above](#a-weight), \
                    [03](03-forward.md), [web](https://example.org/a.md#b).\n\n```rust id=\"a\"\n1\n```\n*Figure: F.*\n\n{{playground}}\n\n{{references}}\n";
        assert_eq!(of(body), []);
    }

    #[test]
    fn every_problem_has_its_line() {
        for (body, line, part) in [
            ("[[weight]]\n\nA\n{{loss:.2}}", 4, "`loss` is no metric"),
            ("[[weight]] {{seeds}}", 1, "`lessons seeds 02`"),
            ("[[weight]] [[wieght]]", 1, "no term `wieght`"),
            ("[[weight]]\n[[weight]]", 2, "marked in line 12"),
            ("[[weight]] [@nobody1900]\n\n{{references}}", 1, "no `nobody1900`"),
            ("[[weight]] [@rosenblatt1958]", 1, "{{references}}"),
            ("[[weight]]\n\n{{references}}\n\n{{references}}", 5, "already in line 14"),
            ("[[weight]] [a](3-forward.md)", 1, "no chapter of"),
            ("[[weight]] [a](03-forward.md#x)", 1, "not written yet"),
            ("[[weight]]\n[a](#nowhere)", 2, "no heading and no figure `#nowhere`"),
            ("[[weight]]\n\n# A", 3, "start with ##"),
            ("[[weight]]\n\n## A\n\n#### B", 5, "skips a level"),
            ("[[weight]]\n\n## A\n\n## A", 5, "second heading"),
            ("[[weight]]\n\n{{open", 3, "never closed"),
            ("[[weight]]\n\nPlay: {{playground}}", 3, "a paragraph of its own"),
            ("[[weight]]\n\n{{playground}}\n\n{{playground}}", 5, "already in line 14"),
            (
                "[[weight]]\n```rust id=\"a\"\n1\n```\n*Figure: {{playground}}*",
                5,
                "a paragraph of its own",
            ),
        ] {
            let found = of(body);
            assert!(
                found.len() == 1 && found[0].0 == SKIPPED + line && found[0].1.contains(part),
                "{body}: {found:?}"
            );
        }
        assert!(of("No term.")[0].1.contains("introduces `weight`"));
    }

    #[test]
    fn front_matter_is_checked_against_the_contents() {
        let mut workbook = own();
        let chapter = parse("").unwrap();
        workbook.glossary.terms.clear();
        workbook.chapters = vec![chapter];
        workbook.chapters[0].front.prerequisites = vec!["07".into()];
        let found: Vec<String> = problems(&workbook).iter().map(Problem::to_string).collect();
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(found[0].contains("calls this chapter `02-perceptron`"), "{found:?}");
        assert!(found[1].contains(":5: `07` is no chapter before this one"), "{found:?}");
    }
}
