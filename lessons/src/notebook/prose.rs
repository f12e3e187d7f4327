//! Prose in a notebook: Markdown with its marks replaced.

use std::fmt::Write as _;

use super::Page;
use crate::chapter::heading::{Heading, notebook_anchor};
use crate::chapter::mark::{Mark, Piece, pieces};
use crate::chapter::{Chapter, Exercise, FrontMatter};
use crate::run::check_cell;
use crate::translation::{Catalogue, Edition, Language, catalogue};
use crate::workbook::contents::Entry;
use crate::workbook::glossary::Term;
use crate::workbook::target::Target;

impl Page<'_> {
    /// Markdown with its marks replaced, and without what a notebook cannot show.
    pub fn markdown(&self, text: &str) -> String {
        // The workbook was checked: what is unknown cannot come here.
        let Ok(pieces) = pieces(text) else { return text.into() };
        let mut markdown = String::new();
        for (_, piece) in pieces {
            match piece {
                Piece::Text(text) => markdown.push_str(text),
                // Its paragraph goes, and one of the two gaps around it.
                Piece::Mark(Mark::Playground) => markdown.truncate(markdown.trim_end().len()),
                Piece::Mark(mark) => markdown.push_str(&self.mark(&mark)),
            }
        }
        markdown.trim_start_matches('\n').into()
    }

    /// The first cell: the title, and what a reader wants to know before.
    pub fn title(&self) -> String {
        let (language, front) = (self.edition.language, &self.edition.chapter.front);
        let other = match language {
            Language::English => &front.title_ja,
            Language::Japanese => &front.title,
        };
        let or_none = |text: &str| {
            if text.is_empty() || text == "none" { language.none().into() } else { text.to_owned() }
        };
        let before: Vec<String> =
            front.prerequisites.iter().map(|number| self.chapter_link(number)).collect();
        format!(
            "# {} {}\n\n{other} · {} · {}: {} · {}: {} · {}: {}",
            self.edition.chapter.number,
            self.edition.title(),
            language.minutes(front.minutes),
            language.documents(),
            front.sources.join(", "),
            language.read_before(),
            or_none(&before.join(", ")),
            language.data(),
            or_none(&front.data),
        )
    }

    /// The code of the check of an exercise.
    pub fn check_code(&self, exercise: &Exercise) -> String {
        check_cell::check_code(self.edition, exercise, &|text| self.markdown(text))
    }

    fn mark(&self, mark: &Mark) -> String {
        match mark {
            Mark::Metric { name, digits } => {
                self.metrics.get(*name).map_or("?".into(), |value| digits.write(*value))
            }
            Mark::References => self.references(),
            Mark::Playground => String::new(),
            Mark::Seeds => seeds(&self.edition.chapter.front, self.edition.language),
            Mark::Term { key, shown } => match self.workbook.glossary.term(key) {
                Some(term) => self.term(key, *shown, term),
                None => (*key).into(),
            },
            Mark::Citation(key) => {
                let number = self
                    .edition
                    .source
                    .cited()
                    .iter()
                    .position(|cited| cited == key)
                    .map_or(0, |i| i + 1);
                match self.workbook.bibliography.work(key).and_then(|work| work.link()) {
                    Some((_, address)) => format!("[\\[{number}\\]]({address})"),
                    None => format!("\\[{number}\\]"),
                }
            }
            Mark::Link { text, target } => self.link(text, target),
        }
    }

    fn term(&self, key: &str, shown: Option<&str>, term: &Term) -> String {
        match self.edition.language {
            Language::English => {
                let also =
                    term.also.as_ref().map_or(String::new(), |also| format!(", also {also}"));
                format!("**{}** ({}{also})", shown.unwrap_or(key), term.ja)
            }
            Language::Japanese => {
                let also = term.also.as_ref().map_or(String::new(), |also| format!("、{also}とも"));
                format!("**{}** ({key}{also})", shown.unwrap_or(&term.ja))
            }
        }
    }

    fn link(&self, text: &str, target: &str) -> String {
        let text = self.markdown(text);
        let source = self.edition.source;
        let own = |chapter: &Chapter| chapter.number == source.number;
        match self.workbook.target(source, target) {
            Ok(Target::Web) | Err(_) => format!("[{text}]({target})"),
            Ok(Target::Chapter(chapter)) => format!("[{text}]({})", self.file(chapter)),
            Ok(Target::Section(chapter, place)) => {
                let there = if own(chapter) {
                    self.edition.chapter.headings()
                } else {
                    self.headings(chapter)
                };
                let heading =
                    there.get(place).map_or(String::new(), |heading| self.markdown(&heading.text));
                let file = if own(chapter) { String::new() } else { self.file(chapter) };
                format!("[{text}]({file}#{})", notebook_anchor(&heading))
            }
            Ok(Target::Figure(chapter, id)) => {
                let figure = self.edition.language.figure(chapter.figure_number(id).unwrap_or(0));
                if own(chapter) { figure } else { format!("[{figure}]({})", self.file(chapter)) }
            }
            Ok(Target::Planned(entry)) => format!("[{text}]({})", self.planned(entry)),
        }
    }

    /// The headings of another chapter as they stand in the notebook that `file` names.
    fn headings(&self, chapter: &Chapter) -> Vec<Heading> {
        match Catalogue::read(&self.workbook.root, chapter) {
            Ok(Some(catalogue)) if self.edition.language == Language::Japanese => {
                Edition::japanese(chapter, &catalogue).chapter.headings()
            }
            _ => chapter.headings(),
        }
    }

    /// The notebook of a chapter in this language, or the English one.
    fn file(&self, chapter: &Chapter) -> String {
        let translated = catalogue::path(&self.workbook.root, chapter).exists();
        match self.edition.language {
            Language::Japanese if !translated => format!("../{}.ipynb", chapter.name()),
            _ => format!("{}.ipynb", chapter.name()),
        }
    }

    fn planned(&self, entry: &Entry) -> String {
        let up = if self.edition.language == Language::English { "" } else { "../" };
        let heading = super::planned::heading(entry);
        format!("{up}{}.ipynb#{}", super::planned::NAME, notebook_anchor(&heading))
    }

    fn chapter_link(&self, number: &str) -> String {
        match (self.workbook.chapter(number), self.workbook.contents.entry(number)) {
            (Some(chapter), _) => format!("[{number}]({})", self.file(chapter)),
            (None, Some(entry)) => format!("[{number}]({})", self.planned(entry)),
            (None, None) => number.into(),
        }
    }

    fn references(&self) -> String {
        let works = self
            .edition
            .source
            .cited()
            .into_iter()
            .filter_map(|key| self.workbook.bibliography.work(key));
        let lines = works.enumerate().map(|(i, work)| format!("{}. {}", i + 1, work.markdown()));
        lines.collect::<Vec<_>>().join("\n")
    }
}

/// The table over several seeds.
pub fn seeds(front: &FrontMatter, language: Language) -> String {
    let runs = front.seeds.values().map(Vec::len).max().unwrap_or(0);
    let heads = language.seeds(runs).join(" | ");
    let mut table = format!("| {heads} |\n|---|---|---|---|---|");
    for (name, values) in &front.seeds {
        let criterion = front.metrics.get(name).map_or(String::new(), |c| c.to_string());
        let Some((lowest, highest)) = front.range(name) else { continue };
        let mean = values.iter().sum::<f64>() / values.len() as f64;
        let [lowest, mean, highest] = [lowest, mean, highest].map(significant);
        write!(table, "\n| {name} | {criterion} | {lowest} | {mean} | {highest} |")
            .expect("a string grows");
    }
    table
}

/// A number with four digits that count.
fn significant(value: f64) -> String {
    if value != 0. && value.abs() < 1e-4 {
        return format!("{value:.1e}");
    }
    let decimals = (3 - value.abs().max(1e-9).log10().floor() as i32).clamp(0, 9) as usize;
    let text = format!("{value:.decimals$}");
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').into() } else { text }
}

#[cfg(test)]
mod tests {
    use super::super::Page;
    use super::*;
    use crate::chapter::tests::parse;
    use crate::run::Run;
    use crate::run::results::Metrics;
    use crate::workbook::tests::own;

    fn written(text: &str, language: Language) -> String {
        let body = "## A heading (one)\n\n[@rosenblatt1958] [@minsky1969]\n\n```rust id=\"fig\"\n1\n```\n*Figure: F.*\n";
        let (workbook, chapter) = (own(), parse(body).unwrap());
        let mut edition = Edition::english(&chapter);
        edition.language = language;
        edition.chapter.front.seeds.insert("accuracy".into(), vec![0.5, 0.75]);
        let metrics = Metrics::from([("accuracy".into(), 0.7512)]);
        let run = Run::default();
        Page { workbook: &workbook, edition: &edition, run: &run, metrics: &metrics }.markdown(text)
    }

    #[test]
    fn every_mark_is_replaced() {
        for (text, expected) in [
            ("at {{accuracy:.1%}}, `{{x}}`", "at 75.1 %, `{{x}}`"),
            ("a [[weight|heavy weight]]", "a **heavy weight** (重み)"),
            ("a [[hidden layer]]", "a **hidden layer** (隠れ層, also 中間層)"),
            ("see [Figure](#fig)", "see Figure 1"),
            ("see [above](#a-heading-one)", "see [above](#A-heading-%28one%29)"),
            ("[02](02-perceptron.md)", "[02](02-perceptron.ipynb)"),
            ("[web](https://example.org)", "[web](https://example.org)"),
            ("so [@minsky1969]", "so \\[2\\]"),
            ("so [@rosenblatt1958]", "so [\\[1\\]](https://doi.org/10.1037/h0042519)"),
        ] {
            assert_eq!(written(text, Language::English), expected);
        }
        assert_eq!(
            written("[[hidden layer]]は", Language::Japanese),
            "**隠れ層** (hidden layer、中間層とも)は"
        );
        assert_eq!(written("[図](#fig)", Language::Japanese), "図 1");
        // A section of another chapter is called there what its heading is there.
        let target = "[節](13-conv.md#a-window-that-slides)";
        assert_eq!(written(target, Language::English), "[節](13-conv.ipynb#A-window-that-slides)");
        assert_eq!(written(target, Language::Japanese), "[節](13-conv.ipynb#滑っていく窓)");
    }

    #[test]
    fn a_notebook_has_no_playground() {
        let written = |text: &str| written(text, Language::English);
        assert_eq!(written("One.\n\n{{playground}}\n\nTwo."), "One.\n\nTwo.");
        assert_eq!(written("{{playground}}\n\nTwo."), "Two.");
        assert_eq!(written("One.\n\n{{playground}}"), "One.");
    }

    #[test]
    fn lists_are_made() {
        let references = written("{{references}}", Language::English);
        assert!(references.starts_with("1. F. Rosenblatt, \"The perceptron"), "{references}");
        assert!(references.contains("\n2. M. Minsky and S. Papert, *Perceptrons"), "{references}");
        assert_eq!(
            written("{{seeds}}", Language::English),
            "| metric (2 seeds) | criterion | lowest | mean | highest |\n|---|---|---|---|---|\n\
             | accuracy | >= 0.5 | 0.5 | 0.625 | 0.75 |"
        );
        assert_eq!(
            (significant(1234.56), significant(0.01234567), significant(5.)),
            ("1235".into(), "0.01235".into(), "5".into())
        );
    }
}
