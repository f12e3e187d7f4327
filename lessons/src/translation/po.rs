//! A PO file, the form in which gettext keeps translations: read with line numbers, written always the same.

use crate::problem::LineError;

/// One text and its translation.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Entry {
    /// The line of its `msgid`; 0 if it was never in a file.
    pub line: usize,
    /// What translators noted (`# ..`).
    pub notes: Vec<String>,
    /// What the text is (`#. ..`).
    pub about: String,
    /// The translation was made for another text and is not used.
    pub fuzzy: bool,
    /// That other text.
    pub previous: Option<String>,
    pub source: String,
    pub translation: String,
    /// The source no longer has the text.
    pub obsolete: bool,
}

/// Parses a file. The header, whose text is empty, is an entry like the others.
pub fn parse(text: &str) -> Result<Vec<Entry>, LineError> {
    let mut entries = vec![];
    let mut reader = Reader::default();
    for (index, line) in text.lines().enumerate() {
        let number = index + 1;
        let (obsolete, line) = match line.strip_prefix("#~") {
            Some(rest) => (true, rest.trim_start()),
            None => (false, line),
        };
        reader.entry.obsolete |= obsolete;
        reader
            .line(line.trim_end(), number, &mut entries)
            .map_err(|sentence| (number, sentence))?;
    }
    reader.end(&mut entries);
    Ok(entries)
}

/// The text of a file with these entries.
pub fn text(entries: &[Entry]) -> String {
    let one = |entry: &Entry| {
        let mut lines: Vec<String> = entry.notes.iter().map(|note| format!("# {note}")).collect();
        if !entry.about.is_empty() {
            lines.push(format!("#. {}", entry.about));
        }
        if entry.fuzzy {
            lines.push("#, fuzzy".into());
        }
        let mark = if entry.obsolete { "#~ " } else { "" };
        if let Some(previous) = &entry.previous {
            lines.extend(
                strings("msgid", previous)
                    .iter()
                    .map(|line| format!("#{mark}| {line}").replace("##~ |", "#~|")),
            );
        }
        for (word, text) in [("msgid", &entry.source), ("msgstr", &entry.translation)] {
            lines.extend(strings(word, text).iter().map(|line| format!("{mark}{line}")));
        }
        lines.join("\n") + "\n"
    };
    entries.iter().map(one).collect::<Vec<_>>().join("\n")
}

#[derive(Default)]
struct Reader {
    entry: Entry,
    /// Where the next quoted line goes.
    part: Part,
}

#[derive(Clone, Copy, Default, PartialEq)]
enum Part {
    #[default]
    Before,
    Previous,
    Source,
    Translation,
}

impl Reader {
    fn line(&mut self, line: &str, number: usize, entries: &mut Vec<Entry>) -> Result<(), String> {
        if line.is_empty() {
            self.end(entries);
            return Ok(());
        }
        if self.part == Part::Translation && !line.starts_with('"') {
            let obsolete = self.entry.obsolete;
            self.end(entries);
            self.entry.obsolete = obsolete && !line.starts_with('#');
        }
        if let Some(previous) = line.strip_prefix("#|").or(line.strip_prefix('|')) {
            let previous = previous.trim_start();
            let quoted = previous.strip_prefix("msgid").unwrap_or(previous);
            self.part = Part::Previous;
            let text = unquoted(quoted.trim_start())?;
            self.entry.previous.get_or_insert_default().push_str(&text);
        } else if let Some(about) = line.strip_prefix("#.") {
            self.entry.about = about.trim().into();
        } else if let Some(flags) = line.strip_prefix("#,") {
            self.entry.fuzzy = flags.split(',').any(|flag| flag.trim() == "fuzzy");
        } else if line.starts_with("#:") {
            // Places of other tools.
        } else if let Some(note) = line.strip_prefix('#') {
            self.entry.notes.push(note.trim().into());
        } else if let Some(quoted) = line.strip_prefix("msgid ") {
            (self.part, self.entry.line) = (Part::Source, number);
            self.entry.source = unquoted(quoted)?;
        } else if let Some(quoted) = line.strip_prefix("msgstr ") {
            if self.part != Part::Source {
                return Err("`msgstr` comes after `msgid`".into());
            }
            self.part = Part::Translation;
            self.entry.translation = unquoted(quoted)?;
        } else if line.starts_with('"') {
            let text = unquoted(line)?;
            match self.part {
                Part::Source => self.entry.source.push_str(&text),
                Part::Translation => self.entry.translation.push_str(&text),
                _ => return Err("a text without `msgid` or `msgstr` before it".into()),
            }
        } else {
            return Err(format!(
                "a catalogue has no line `{line}`: msgid \"...\", msgstr \"...\" or # note"
            ));
        }
        Ok(())
    }

    fn end(&mut self, entries: &mut Vec<Entry>) {
        let entry = std::mem::take(&mut self.entry);
        if std::mem::take(&mut self.part) == Part::Translation {
            entries.push(entry);
        }
    }
}

fn unquoted(quoted: &str) -> Result<String, String> {
    let inner = quoted.trim().strip_prefix('"').and_then(|inner| inner.strip_suffix('"'));
    let inner = inner.ok_or_else(|| format!("`{quoted}` is not in double quotes"))?;
    let mut text = String::new();
    let mut chars = inner.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some('n') => text.push('\n'),
                Some('t') => text.push('\t'),
                Some(c @ ('"' | '\\')) => text.push(c),
                _ => return Err("a backslash stands before n, t, \" or another one".into()),
            },
            '"' => return Err("a double quote inside a text is written \\\"".into()),
            c => text.push(c),
        }
    }
    Ok(text)
}

/// About this many characters fit in a line.
const WIDTH: usize = 90;

/// A keyword with its text, in several lines if it is long: cut after line ends, sentences and spaces.
fn strings(word: &str, text: &str) -> Vec<String> {
    let escape = |text: &str| {
        text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n").replace('\t', "\\t")
    };
    let mut parts: Vec<String> = vec![];
    for line in text.split_inclusive('\n') {
        parts.push(String::new());
        for piece in line.split_inclusive([' ', '。']) {
            let last = parts.last_mut().expect("one was pushed");
            if !last.is_empty() && last.chars().count() + piece.chars().count() > WIDTH {
                parts.push(piece.into());
            } else {
                last.push_str(piece);
            }
        }
    }
    let quoted = |part: &String| format!("\"{}\"", escape(part));
    match parts.as_slice() {
        [] => vec![format!("{word} \"\"")],
        [one] => vec![format!("{word} {}", quoted(one))],
        more => [format!("{word} \"\"")].into_iter().chain(more.iter().map(quoted)).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_reads_back() {
        let long = "words and more words ".repeat(12);
        let entries = vec![
            Entry { translation: "Language: ja\n".into(), ..Default::default() },
            Entry {
                notes: vec!["for the reader".into()],
                about: "paragraph".into(),
                source: format!("{long}\n\"quoted\" \\( x"),
                translation: "重み。".into(),
                ..Default::default()
            },
            Entry {
                fuzzy: true,
                previous: Some("old".into()),
                source: "new".into(),
                translation: "古い".into(),
                ..Default::default()
            },
            Entry {
                obsolete: true,
                source: "gone".into(),
                translation: "無い".into(),
                ..Default::default()
            },
            Entry {
                obsolete: true,
                source: "gone too".into(),
                translation: "無い".into(),
                ..Default::default()
            },
        ];
        let text = text(&entries);
        let mut read = parse(&text).unwrap();
        read.iter_mut().for_each(|entry| entry.line = 0);
        assert_eq!(read, entries, "{text}");
        assert!(text.lines().all(|line| line.chars().count() <= WIDTH + 10), "{text}");
        assert!(text.contains("#| msgid \"old\"") && text.contains("#~ msgid \"gone\""), "{text}");
    }

    #[test]
    fn names_the_line_of_a_mistake() {
        for (text, line, part) in [
            ("msgid \"a\"\nmsgstr b\n", 2, "double quotes"),
            ("msgid \"a\"\n\nmsgstr \"b\"\n", 3, "after `msgid`"),
            ("msgid \"a \"b\"\n", 1, "is written"),
            ("msgid \"\\x\"\n", 1, "backslash"),
            ("hello\n", 1, "no line `hello`"),
            ("\"lost\"\n", 1, "without `msgid`"),
        ] {
            let (at, sentence) = parse(text).unwrap_err();
            assert!(at == line && sentence.contains(part), "{text}: {at}: {sentence}");
        }
    }
}
