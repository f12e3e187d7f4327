//! A catalogue: the translations of one chapter, `lessons/po/ja/NN-slug.po`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use kernel::error::Result;
use kernel::places;

use super::code::placeholders;
use super::po::{self, Entry};
use super::texts::{self, Text};
use crate::chapter::mark::{Mark, marks};
use crate::chapter::{Chapter, read_text};
use crate::problem::{self, Problem};

/// The translations of a chapter.
#[derive(Clone, Debug, Default)]
pub struct Catalogue {
    entries: Vec<Entry>,
    /// Where the text stands that is translated and used.
    places: BTreeMap<String, usize>,
}

/// Two texts are versions of one if they share this part of their words.
const ALIKE: f64 = 0.6;

/// Where the catalogue of a chapter lies.
pub fn path(root: &Path, chapter: &Chapter) -> PathBuf {
    root.join(format!("lessons/po/ja/{}.po", chapter.name()))
}

impl Catalogue {
    /// Reads the catalogue of a chapter, if it has one.
    pub fn read(root: &Path, chapter: &Chapter) -> Result<Option<Catalogue>> {
        let path = path(root, chapter);
        if !path.exists() {
            return Ok(None);
        }
        let entries = po::parse(&read_text(&path)?).map_err(|error| Problem::new(&path, error))?;
        let catalogue = Catalogue::new(entries);
        let wrong = catalogue.entries.iter().filter(|entry| used(entry)).filter_map(|entry| {
            Some(Problem::new(&path, (entry.line, unlike(&entry.source, &entry.translation)?)))
        });
        problem::none(wrong.collect())?;
        Ok(Some(catalogue))
    }

    /// Brings the catalogue of a chapter up to date; nothing that was translated is lost. Returns how
    /// many texts have a translation, and how many there are.
    pub fn update(root: &Path, chapter: &Chapter) -> Result<(usize, usize)> {
        let old = Catalogue::read(root, chapter)?.unwrap_or_default();
        let mut texts = vec![];
        texts::map(chapter, &mut |text| {
            texts.push(text.clone());
            None
        });
        let new = old.updated(&texts);
        let done =
            new.entries.iter().filter(|entry| used(entry) && !entry.source.is_empty()).count();
        let all = new.entries.iter().filter(|e| !e.obsolete && !e.source.is_empty()).count();
        let path = path(root, chapter);
        places::create(path.parent().unwrap_or(root))?;
        places::write(&path, po::text(&new.entries).as_bytes())?;
        Ok((done, all))
    }

    /// The translation of a text, if it has one that is not in doubt.
    pub fn translation(&self, text: &str) -> Option<&str> {
        self.places.get(text).map(|place| self.entries[*place].translation.as_str())
    }

    fn new(entries: Vec<Entry>) -> Catalogue {
        let places = entries.iter().enumerate().filter(|(_, entry)| used(entry));
        let places = places.map(|(place, entry)| (entry.source.clone(), place)).collect();
        Catalogue { entries, places }
    }

    /// The catalogue for these texts, in their order.
    fn updated(self, texts: &[Text]) -> Catalogue {
        let (mut header, mut rest): (Vec<Entry>, Vec<Entry>) =
            self.entries.into_iter().partition(|entry| entry.source.is_empty());
        let wanted: BTreeSet<&str> = texts.iter().map(|text| text.text.as_str()).collect();
        let (mut same, mut other): (Vec<Entry>, Vec<Entry>) =
            rest.drain(..).partition(|entry| wanted.contains(entry.source.as_str()));

        let mut entries = vec![header.pop().unwrap_or_else(new_header)];
        let mut seen = BTreeSet::new();
        for text in texts.iter().filter(|text| seen.insert(text.text.as_str())) {
            let mut entry = match same.iter().position(|entry| entry.source == text.text) {
                Some(place) => same.swap_remove(place),
                None => from_alike(&text.text, &mut other),
            };
            entry.about = text.about.clone();
            entry.obsolete = false;
            entries.push(entry);
        }
        other.retain(|entry| !entry.translation.is_empty());
        entries.extend(other.into_iter().map(|entry| Entry { obsolete: true, ..entry }));
        Catalogue::new(entries)
    }
}

fn used(entry: &Entry) -> bool {
    !entry.fuzzy && !entry.obsolete && !entry.translation.is_empty() && !entry.source.is_empty()
}

fn new_header() -> Entry {
    let fields = "Language: ja\nMIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\n\
                  Content-Transfer-Encoding: 8bit\n";
    Entry { translation: fields.into(), ..Default::default() }
}

/// A new entry; the translation of a text that is much the same comes along, marked as in doubt.
fn from_alike(text: &str, others: &mut Vec<Entry>) -> Entry {
    let rated = others.iter().enumerate().filter(|(_, entry)| !entry.translation.is_empty());
    let rated = rated.map(|(place, entry)| (likeness(text, &entry.source), place));
    let best = rated.max_by(|a, b| a.0.total_cmp(&b.0)).filter(|(likeness, _)| *likeness > ALIKE);
    let source = text.to_owned();
    match best {
        Some((_, place)) => {
            let old = others.remove(place);
            Entry { fuzzy: true, previous: Some(old.source), source, obsolete: false, ..old }
        }
        None => Entry { source, ..Default::default() },
    }
}

/// The part of their words that two texts share.
fn likeness(a: &str, b: &str) -> f64 {
    let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<BTreeSet<_>>();
    let (a, b) = (words(a), words(b));
    2. * a.intersection(&b).count() as f64 / (a.len() + b.len()).max(1) as f64
}

/// What a translation lacks or has too much of, in a sentence.
fn unlike(source: &str, translation: &str) -> Option<String> {
    let ours = match (kept(source), kept(translation)) {
        (Ok(ours), Ok(theirs)) if ours == theirs => return None,
        (Ok(ours), Ok(_)) => ours,
        (_, Err((_, sentence))) => return Some(sentence),
        (Err(_), _) => return None,
    };
    let kept = if ours.is_empty() { "none".into() } else { ours.join(", ") };
    Some(format!("the translation must have the marks and placeholders of its text: {kept}"))
}

/// The marks of some prose and the placeholders of a string, in order of their names.
fn kept(text: &str) -> std::result::Result<Vec<String>, (usize, String)> {
    let mut kept: Vec<String> = marks(text)?
        .into_iter()
        .map(|(_, mark)| match mark {
            Mark::Metric { name, .. } => format!("{{{{{name}}}}}"),
            Mark::References => "{{references}}".into(),
            Mark::Seeds => "{{seeds}}".into(),
            Mark::Playground => "{{playground}}".into(),
            Mark::Term { key, .. } => format!("[[{key}]]"),
            Mark::Citation(key) => format!("[@{key}]"),
            Mark::Link { target, .. } => format!("({target})"),
        })
        .collect();
    if !text.contains("{{") && !text.contains('$') && !text.contains('`') {
        kept.extend(placeholders(text).into_iter().map(|inner| format!("{{{inner}}}")));
    }
    kept.sort();
    Ok(kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(texts: &[&str]) -> Vec<Text> {
        texts.iter().map(|text| Text { text: (*text).into(), about: "paragraph".into() }).collect()
    }

    fn translated(source: &str, translation: &str) -> Entry {
        Entry { source: source.into(), translation: translation.into(), ..Default::default() }
    }

    #[test]
    fn an_update_loses_no_translation() {
        let old = Catalogue::new(vec![
            translated("stays", "残る"),
            translated("a line has two sides and no more", "線には二つの側がある"),
            translated("goes", "消える"),
            translated("never translated", ""),
        ]);
        let new = old.updated(&texts(&[
            "new",
            "a line has two sides and nothing more",
            "stays",
            "stays",
        ]));
        let short: Vec<(&str, bool, bool)> =
            new.entries[1..].iter().map(|e| (e.source.as_str(), e.fuzzy, e.obsolete)).collect();
        assert_eq!(
            short,
            [
                ("new", false, false),
                ("a line has two sides and nothing more", true, false),
                ("stays", false, false),
                ("goes", false, true),
            ]
        );
        assert_eq!(new.translation("stays"), Some("残る"));
        assert_eq!(new.translation("a line has two sides and nothing more"), None);
        let again = new.updated(&texts(&["goes"]));
        assert_eq!(again.translation("goes"), Some("消える"));
    }

    #[test]
    fn a_translation_keeps_marks_and_placeholders() {
        for (source, translation, same) in [
            ("[[weight]] {{a:.2}} [@b]", "[@b] {{a:.1}} の [[weight|荷重]]", true),
            ("[[weight]]", "重み", false),
            ("[a](#b)", "[あ](#b)", true),
            ("[a](#b)", "[あ](#c)", false),
            ("{x} of {}", "{} 個のうち {x}", true),
            ("{x} of {}", "{x}", false),
            ("the set $\\{0, 1\\}$", "集合", true),
        ] {
            assert_eq!(unlike(source, translation).is_none(), same, "{source} / {translation}");
        }
        assert!(unlike("a", "{{b").unwrap().contains("never closed"));
    }
}
