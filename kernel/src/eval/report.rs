//! Errors as the user reads them: the code, the sentence, their own lines with carets, advice.

use std::ops::Range;
use std::sync::Arc;

use annotate_snippets::renderer::{AnsiColor, Effects, Style};
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use crate::session::CellError;

use super::diagnostic::{Diagnostic, Span};
use super::generate::Generated;
use super::source::CellText;
use super::variables::Variables;
use super::wording::{mentions_generated, plain_types};

/// The most errors that are shown; the rest are counted.
const MOST: usize = 5;

/// A report of compile errors. The first gives the name and the sentence.
pub fn compile_errors(
    errors: &[Diagnostic],
    generated: &Generated,
    cell: &Arc<CellText>,
    variables: &Variables,
) -> CellError {
    let mut shown: Vec<Shown> =
        errors.iter().map(|e| Shown::of(e, generated, cell, variables)).collect();
    // Errors without a place in the user's text follow from those that have one.
    if shown.iter().any(|s| !s.places.is_empty()) {
        shown.retain(|s| !s.places.is_empty());
    }
    // What is wrong elsewhere does not help here.
    if shown.iter().any(|s| s.is_in(cell)) {
        shown.retain(|s| s.is_in(cell));
    }
    let more = shown.len().saturating_sub(MOST);
    let mut traceback: Vec<String> = shown.iter().take(MOST).map(Shown::render).collect();
    if more > 0 {
        traceback.push(format!("... and {more} more errors"));
    }
    let (name, value) = match shown.first() {
        Some(first) => (first.code.clone(), first.message.clone()),
        None => (String::new(), "the cell does not compile".to_string()),
    };
    CellError { name: if name.is_empty() { "CompileError".into() } else { name }, value, traceback }
}

/// An error at a place that is known without the compiler.
pub fn at(
    name: &str,
    message: &str,
    cell: &Arc<CellText>,
    range: Range<usize>,
    label: &str,
    help: &[String],
) -> CellError {
    let shown = Shown {
        code: name.to_string(),
        message: message.to_string(),
        places: vec![Place { cell: cell.clone(), range, primary: true, label: label.to_string() }],
        advice: help.to_vec(),
    };
    CellError { name: name.into(), value: message.into(), traceback: vec![shown.render()] }
}

/// An error without a place.
pub fn plain(name: &str, message: &str, help: &[String]) -> CellError {
    let shown = Shown {
        code: name.into(),
        message: message.into(),
        places: Vec::new(),
        advice: help.to_vec(),
    };
    CellError { name: name.into(), value: message.into(), traceback: vec![shown.render()] }
}

/// One error on its way to the user.
struct Shown {
    code: String,
    message: String,
    places: Vec<Place>,
    advice: Vec<String>,
}

struct Place {
    cell: Arc<CellText>,
    range: Range<usize>,
    primary: bool,
    label: String,
}

impl Shown {
    fn of(
        error: &Diagnostic,
        generated: &Generated,
        cell: &Arc<CellText>,
        variables: &Variables,
    ) -> Shown {
        let places: Vec<Place> =
            error.spans.iter().filter_map(|s| place(s, generated, cell)).collect();
        let mut shown = Shown {
            code: error.code().into(),
            message: plain_types(&error.message).replace("this file", "this cell"),
            places,
            advice: Vec::new(),
        };
        for child in &error.children {
            shown.advise(child, generated, cell);
        }
        shown.in_our_terms(variables);
        shown
    }

    fn is_in(&self, cell: &Arc<CellText>) -> bool {
        self.places.iter().any(|p| p.cell == *cell)
    }

    fn advise(&mut self, child: &Diagnostic, generated: &Generated, cell: &Arc<CellText>) {
        if mentions_generated(&child.message) || names_a_file(&child.message) {
            return;
        }
        let parts: Vec<&Span> =
            child.spans.iter().filter(|s| s.suggested_replacement.is_some()).collect();
        if parts.is_empty() {
            self.advice.push(format!("{}: {}", child.level, plain_types(&child.message)));
            return;
        }
        // A suggestion is shown as the line it makes, where all of it changes the user's own text.
        let places: Option<Vec<(Place, &str)>> = parts
            .iter()
            .map(|s| Some((place(s, generated, cell)?, s.suggested_replacement.as_deref()?)))
            .collect();
        match places.as_deref().and_then(suggested_line) {
            Some(line) => self.advice.push(format!(
                "{}: {}: `{line}`",
                child.level,
                plain_types(&child.message)
            )),
            None if places.is_some() => {
                self.advice.push(format!("{}: {}", child.level, plain_types(&child.message)))
            }
            None => {}
        }
    }

    /// Where the compiler speaks of generated code, say what it means for the cell.
    fn in_our_terms(&mut self, variables: &Variables) {
        let quoted = self.message.split('`').nth(1).unwrap_or("").to_string();
        match self.code.as_str() {
            "E0423" | "E0425" => {
                if let Some(gone) = variables.why_gone(&quoted) {
                    self.message = gone.explain(&quoted);
                    self.advice.clear();
                    self.relabel("it is gone");
                }
            }
            "E0277" if self.message.contains("the `?` operator") => {
                self.message = if self.message.contains("`Option`")
                    || self.places.iter().any(|p| p.label.contains("Option"))
                {
                    "`?` in a cell takes a `Result`; turn the `Option` into one with `.ok_or(\"what is missing\")?`".into()
                } else {
                    "`?` in a cell takes a `Result`".to_string()
                };
                self.advice.clear();
                self.relabel("not a `Result`");
            }
            "E0069" | "E0308"
                if self.message.contains("CellErr") || self.labels_mention("CellErr") =>
            {
                self.message =
                    "a cell returns nothing: `return` stands without a value here".into();
                self.advice.clear();
                self.relabel("this value is returned to nobody");
            }
            "E0594" | "E0596" | "E0384" => {
                let name = quoted;
                if let Some(variable) = variables.get(&name).filter(|v| !v.mutable) {
                    self.advice.retain(|a| !a.contains("mut"));
                    let cell = variable.cell;
                    self.advice.push(format!("help: declare it as `let mut {name}` in cell {cell}, and run that cell again"));
                }
            }
            _ => {}
        }
        self.places
            .iter_mut()
            .filter(|p| mentions_generated(&p.label))
            .for_each(|p| p.label.clear());
    }

    fn labels_mention(&self, word: &str) -> bool {
        self.places.iter().any(|p| p.label.contains(word))
    }

    fn relabel(&mut self, label: &str) {
        self.places.retain(|p| p.primary);
        self.places.iter_mut().for_each(|p| p.label = label.to_string());
    }

    fn render(&self) -> String {
        let title = Level::ERROR.primary_title(self.message.as_str());
        let title = if self.code.is_empty() { title } else { title.id(self.code.as_str()) };
        let mut group = Group::with_title(title);
        let mut cells: Vec<&Arc<CellText>> = Vec::new();
        let ordered = self
            .places
            .iter()
            .filter(|p| p.primary)
            .chain(self.places.iter().filter(|p| !p.primary));
        ordered.for_each(|p| {
            if !cells.contains(&&p.cell) {
                cells.push(&p.cell)
            }
        });
        let names: Vec<String> = cells.iter().map(|c| format!("cell {}", c.count)).collect();
        for (cell, name) in cells.iter().zip(&names) {
            let here = self.places.iter().filter(|p| p.cell == **cell);
            let annotations = here.map(|p| {
                let kind =
                    if p.primary { AnnotationKind::Primary } else { AnnotationKind::Context };
                kind.span(p.range.clone()).label((!p.label.is_empty()).then_some(p.label.as_str()))
            });
            group = group.element(
                Snippet::source(cell.text.as_str()).path(name.as_str()).annotations(annotations),
            );
        }
        for line in &self.advice {
            let (level, text) = line.split_once(": ").unwrap_or(("note", line));
            let level = if level == "help" { Level::HELP } else { Level::NOTE };
            group = group.element(level.message(text));
        }
        renderer().render(&[group])
    }
}

/// Whether a note leads to a file of long types, which is gone with the session, or to an option of the compiler.
fn names_a_file(note: &str) -> bool {
    note.starts_with("the full name for the type has been written to")
        || note.starts_with("consider using `--verbose`")
}

/// What must be read is in the page's own colour, in bold: JupyterLab shows errors on a light red or a
/// dark red ground, and no colour of a terminal reads on both. Only the frame around it is coloured.
fn renderer() -> Renderer {
    let bold = Style::new().effects(Effects::BOLD);
    Renderer::styled()
        .error(bold)
        .help(bold)
        .note(bold)
        .context(Style::new())
        .line_num(AnsiColor::Blue.on_default())
}

/// A place in the user's text, in this cell if a macro leads there.
fn place(span: &Span, generated: &Generated, cell: &Arc<CellText>) -> Option<Place> {
    let origin = |s: &Span| generated.source.origin(s.byte_start, s.byte_end);
    let found: Vec<_> = span.calls().filter_map(origin).collect();
    let (origin, end) = found.iter().find(|(o, _)| o.cell == *cell).or(found.first())?;
    Some(Place {
        cell: origin.cell.clone(),
        range: origin.byte..end.max(&origin.byte).to_owned(),
        primary: span.is_primary,
        label: plain_types(span.label.as_deref().unwrap_or_default()),
    })
}

/// The line that a suggestion makes of the user's.
fn suggested_line(parts: &[(Place, &str)]) -> Option<String> {
    let (first, _) = parts.first()?;
    let text = &first.cell.text;
    let start = text[..first.range.start].rfind('\n').map_or(0, |i| i + 1);
    let end = text[first.range.end..].find('\n').map_or(text.len(), |i| first.range.end + i);
    if parts.iter().any(|(p, _)| p.range.start < start || p.range.end > end || p.cell != first.cell)
    {
        return None;
    }
    let mut line = text[start..end].to_string();
    let mut parts: Vec<_> = parts.iter().collect();
    parts.sort_by_key(|(p, _)| std::cmp::Reverse(p.range.start));
    for (place, with) in parts {
        line.replace_range(place.range.start - start..place.range.end - start, with);
    }
    let line = line.trim();
    (!line.contains('\n')).then(|| line.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_about_files_of_the_compiler_are_left_out() {
        assert!(names_a_file("the full name for the type has been written to '/tmp/a.txt'"));
        assert!(names_a_file(
            "consider using `--verbose` to print the full type name to the console"
        ));
        assert!(!names_a_file("the trait `Layer` is not implemented"));
    }
}
