//! An edition in another language: the chapter with its texts replaced from a gettext catalogue.
//!
//! - `language`: the languages, and the words that writers add
//! - `texts`: the translatable texts of a chapter; `code`: those inside cells
//! - `po`: the file format; `catalogue`: `lessons/po/ja/NN-slug.po`, filled from the source and used

pub mod catalogue;
mod code;
mod language;
mod po;
mod texts;

pub use catalogue::Catalogue;
pub use language::Language;

use crate::chapter::Chapter;

/// A chapter in one language.
#[derive(Clone, Debug)]
pub struct Edition<'a> {
    pub language: Language,
    /// As it was written.
    pub source: &'a Chapter,
    /// In this language; the same blocks in the same order.
    pub chapter: Chapter,
    /// How many of its texts have a translation, and how many there are.
    pub translated: (usize, usize),
}

impl<'a> Edition<'a> {
    /// The chapter as it was written.
    pub fn english(source: &'a Chapter) -> Edition<'a> {
        Edition { language: Language::English, source, chapter: source.clone(), translated: (0, 0) }
    }

    /// The chapter in Japanese; a text without a translation stays English and is counted.
    pub fn japanese(source: &'a Chapter, catalogue: &Catalogue) -> Edition<'a> {
        let (mut done, mut all) = (0, 0);
        let chapter = texts::map(source, &mut |text| {
            all += 1;
            let translation = catalogue.translation(&text.text);
            done += usize::from(translation.is_some());
            translation.map(str::to_owned)
        });
        Edition { language: Language::Japanese, source, chapter, translated: (done, all) }
    }

    /// Its title.
    pub fn title(&self) -> &str {
        match self.language {
            Language::English => &self.source.front.title,
            Language::Japanese => &self.source.front.title_ja,
        }
    }
}
