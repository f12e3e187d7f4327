//! Cells and exercises of a chapter as HTML: code, what it left, figures, hints.

use kernel::error::Result;

use super::prose::Writer;
use super::{highlight, outputs};
use crate::chapter::{Cell, Exercise, Fails};

/// A cell with its outputs; a figure has its number and caption.
pub fn cell(writer: Writer, cell: &Cell) -> Result<String> {
    let language = writer.written.language;
    let label = cell.fails.as_ref().map(|fails| match fails {
        Fails::Compile(_) => language.fails_to_compile(),
        Fails::Panic => language.panics(),
    });
    let class = if label.is_some() { "cell fails" } else { "cell" };
    let label = label.map(|label| format!("<p class=\"label\">{label}</p>")).unwrap_or_default();
    let code = match cell.hidden {
        true => folded(language.code_of_cell(), &code(&cell.code)),
        false => code(&cell.code),
    };
    let left = writer.written.outputs(&cell.id);
    let shown = match &cell.figure {
        None => outputs::html(left, None),
        Some(figure) => {
            let pictures = outputs::html(left, figure.alt.as_deref());
            let number = writer.written.chapter.figure_number(&cell.id).unwrap_or_default();
            let caption = writer.inline(&figure.caption)?;
            format!(
                "<figure id=\"figure-{}\">{pictures}<figcaption><b>{}.</b> {caption}</figcaption></figure>",
                cell.id,
                language.figure(number)
            )
        }
    };
    Ok(format!("<div class=\"{class}\">{label}{code}{shown}</div>"))
}

/// An exercise: the task, the stub, and what helps, folded.
pub fn exercise(writer: Writer, exercise: &Exercise) -> Result<String> {
    let statement = writer.blocks(&exercise.statement)?;
    let language = writer.written.language;
    let block = |text: &str| format!("<div class=\"cell\">{}</div>", code(text));
    let mut html = format!(
        "<section class=\"exercise\" id=\"exercise-{}\"><p class=\"label\">{}</p>{statement}{}",
        exercise.name,
        language.exercise(exercise.points),
        block(&exercise.template.stub())
    );
    for (number, hint) in (1..).zip(&exercise.hints) {
        html.push_str(&details(&language.hint(number), &writer.blocks(hint)?));
    }
    let solution = exercise.template.answered(&exercise.template.solution());
    html.push_str(&details(language.what_is_asked(), &block(&exercise.template.check)));
    html.push_str(&details(language.solution(), &block(&solution)));
    html.push_str("</section>");
    Ok(html)
}

fn code(code: &str) -> String {
    format!("<pre class=\"code\" tabindex=\"0\"><code>{}</code></pre>", highlight::rust(code))
}

fn details(summary: &str, html: &str) -> String {
    format!("<details><summary>{summary}</summary>{html}</details>")
}

fn folded(summary: &str, html: &str) -> String {
    format!("<details class=\"folded\"><summary>{summary}</summary>{html}</details>")
}
