//! A target: where a link of the prose leads.

use super::Workbook;
use super::contents::Entry;
use crate::chapter::Chapter;

/// Where a link leads.
#[derive(Debug)]
pub enum Target<'a> {
    /// An address, taken as it is.
    Web,
    Chapter(&'a Chapter),
    /// A section, by the place of its heading among those of its chapter.
    Section(&'a Chapter, usize),
    /// The figure of the cell with this id.
    Figure(&'a Chapter, &'a str),
    /// A chapter that is not written yet.
    Planned(&'a Entry),
}

impl Workbook {
    /// The target of a link in a chapter, or a sentence.
    pub fn target<'a>(&'a self, from: &'a Chapter, target: &'a str) -> Result<Target<'a>, String> {
        if ["https://", "http://", "mailto:"].iter().any(|scheme| target.starts_with(scheme)) {
            return Ok(Target::Web);
        }
        let (file, anchor) = match target.split_once('#') {
            Some((file, anchor)) => (file, Some(anchor)),
            None => (target, None),
        };
        if file.is_empty() {
            return within(from, anchor.unwrap_or_default());
        }
        let entry = self
            .contents
            .entries
            .iter()
            .find(|entry| Some(entry.name().as_str()) == file.strip_suffix(".md"));
        let Some(entry) = entry else {
            return Err(format!(
                "the link leads to `{file}`, which is no chapter of lessons/contents.toml: write NN-slug.md or #section"
            ));
        };
        match (self.chapter(entry.number.get_ref()), anchor) {
            (Some(chapter), Some(anchor)) => within(chapter, anchor),
            (Some(chapter), None) => Ok(Target::Chapter(chapter)),
            (None, None) => Ok(Target::Planned(entry)),
            (None, Some(_)) => Err(format!("`{file}` is not written yet: link to it without #")),
        }
    }
}

fn within<'a>(chapter: &'a Chapter, anchor: &'a str) -> Result<Target<'a>, String> {
    if chapter.figure_number(anchor).is_some() {
        return Ok(Target::Figure(chapter, anchor));
    }
    let place = chapter.headings().iter().position(|heading| heading.slug == anchor);
    place.map(|place| Target::Section(chapter, place)).ok_or_else(|| {
        let name = chapter.name();
        format!("{name} has no heading and no figure `#{anchor}`: write a heading in small letters and hyphens, or the id of a cell with a figure")
    })
}
