//! A report: what a learner sees of an outcome, as a quiet box and as plain text.

use super::outcome::{Finding, Outcome};
use super::sealed::Sealed;
use super::shelf::Help;
use crate::display::{Bundle, escape, json_string};

/// The media types by which programs read the outcome of a check, and what help was shown.
const CHECK: &str = "application/vnd.manabi.check+json";
const HELP: &str = "application/vnd.manabi.help+json";

/// Whether a grader runs the notebook and wants an error where a check does not pass.
pub fn grading() -> bool {
    let on = |variable| std::env::var_os(variable).is_some_and(|v| !v.is_empty() && v != "0");
    on("MANABI_GRADING") || on("NBGRADER_EXECUTION")
}

/// A box below a cell: a mark, a headline, and lines.
pub struct Report {
    mark: Mark,
    title: String,
    lines: Vec<Line>,
    /// What programs read: a JSON object without its braces.
    json: String,
}

/// How a box looks: a symbol and a word say what its colour says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    Passed,
    Failed,
    NotAttempted,
    Panicked,
    Help,
}

impl Mark {
    fn symbol(self) -> &'static str {
        match self {
            Mark::Passed => "✓",
            Mark::Failed => "✗",
            Mark::NotAttempted => "○",
            Mark::Panicked => "⚠",
            Mark::Help => "→",
        }
    }

    fn words(self) -> &'static str {
        match self {
            Mark::Passed => "Passed",
            Mark::Failed => "Not yet",
            Mark::NotAttempted => "Not attempted",
            Mark::Panicked => "Panicked",
            Mark::Help => "",
        }
    }

    /// A colour of JupyterLab's theme, and one that shows on light and dark alike.
    fn colour(self) -> &'static str {
        match self {
            Mark::Passed => "var(--jp-success-color1,#388e3c)",
            Mark::Failed => "var(--jp-warn-color1,#d17a00)",
            Mark::Panicked => "var(--jp-error-color1,#d32f2f)",
            Mark::NotAttempted | Mark::Help => "var(--jp-brand-color1,#5b7fa6)",
        }
    }
}

/// What stands in a box.
enum Line {
    Text(String),
    /// A label and code.
    Value(&'static str, String),
    Code(String),
}

impl Report {
    /// What there is to say about the outcome of a check.
    pub fn of(name: &str, sealed: &Sealed, outcome: &Outcome, help: &Help) -> Report {
        let (mark, word) = match outcome {
            Outcome::Passed { .. } => (Mark::Passed, "pass"),
            Outcome::Failed(_) => (Mark::Failed, "fail"),
            Outcome::NotAttempted => (Mark::NotAttempted, "not_attempted"),
            Outcome::Panicked { .. } => (Mark::Panicked, "panicked"),
        };
        let title = sealed.title.clone().unwrap_or_else(|| name.into());
        let json = format!("\"exercise\":{},\"outcome\":\"{word}\"", json_string(name));
        let mut report = Report { mark, title, lines: Vec::new(), json };
        match outcome {
            Outcome::Passed { checks } => report.passed(*checks, sealed),
            Outcome::Failed(finding) => report.failed(finding),
            Outcome::NotAttempted => report.text(
                "Replace `todo_exercise!()` with code of your own, run that cell, then run this one again.",
            ),
            Outcome::Panicked { call, message, place } => {
                if !call.is_empty() {
                    report.lines.push(Line::Value("", call.clone()));
                }
                report.lines.push(Line::Value("panics", message.clone()));
                if !place.is_empty() {
                    report.text(&format!("It panicked in {place}. Your variables are kept."));
                }
            }
        }
        report.lines.extend(help.offer(outcome).map(Line::Text));
        report
    }

    /// A hint or a solution; `json` says which.
    pub fn help(name: &str, title: String, json: &str) -> Report {
        let json = match json {
            "" => String::new(),
            json => format!("\"exercise\":{},{json}", json_string(name)),
        };
        Report { mark: Mark::Help, title, lines: Vec::new(), json }
    }

    fn passed(&mut self, checks: usize, sealed: &Sealed) {
        match &sealed.shown {
            Some(shown) => self.text(shown),
            None if checks == 1 => self.text("The answer is right."),
            None => self.text(&format!("All {checks} answers are right.")),
        }
        if let Some(next) = &sealed.next {
            self.text(next);
        }
    }

    fn failed(&mut self, finding: &Finding) {
        let values = finding.values.iter().map(|(label, text)| Line::Value(label, text.clone()));
        self.lines.extend(values);
        self.text(&finding.place);
        if let Some(likely) = &finding.likely {
            self.text(&format!("Likely: {likely}"));
        }
        match finding.passed {
            0 => {}
            1 => self.text("One answer before this one was right."),
            n => self.text(&format!("{n} answers before this one were right.")),
        }
    }

    pub fn text(&mut self, text: &str) {
        self.lines.push(Line::Text(text.into()));
    }

    pub fn code(&mut self, code: &str) {
        self.lines.push(Line::Code(code.trim_end().into()));
    }

    /// All of it in one line, for an error.
    pub fn sentence(&self) -> String {
        let lines = self.lines.iter().map(|line| match line {
            Line::Text(text) | Line::Code(text) | Line::Value("", text) => text.clone(),
            Line::Value(label, text) => format!("{label} {text}"),
        });
        let lines: Vec<String> = lines.take(5).collect();
        format!("{}: {}", self.headline(), lines.join(" · "))
    }

    fn headline(&self) -> String {
        match self.mark.words() {
            "" => self.title.clone(),
            words => format!("{words}: {}", self.title),
        }
    }

    pub fn bundle(&self) -> Bundle {
        let plain = self.plain();
        let (mime, json) = match (self.mark, self.json.as_str()) {
            (_, "") => return Bundle::text(plain).with("text/html", self.html()),
            (Mark::Help, json) => (HELP, format!("{{{json}}}")),
            (_, json) => (CHECK, format!("{{{json},\"text\":{}}}", json_string(&plain))),
        };
        Bundle::text(plain).with("text/html", self.html()).with(mime, json)
    }

    fn plain(&self) -> String {
        let mut plain = format!("{} {}", self.mark.symbol(), self.headline());
        for line in &self.lines {
            let (label, text) = match line {
                Line::Text(text) | Line::Code(text) => ("", text),
                Line::Value(label, text) => (*label, text),
            };
            let gap = if label.is_empty() { "" } else { " " };
            for (i, row) in text.lines().enumerate() {
                let label = if i == 0 { label } else { "" };
                plain.push_str(&format!("\n  {label}{gap}{row}"));
            }
        }
        plain
    }

    fn html(&self) -> String {
        let headline = match self.mark.words() {
            "" => format!("<b>{}</b>", marked(&self.title)),
            words => format!("<b>{words}</b> · {}", marked(&self.title)),
        };
        let colour = self.mark.colour();
        let mut html = format!(
            "<div style=\"border-left:4px solid {colour};padding:.2em .9em;margin:.2em 0;max-width:52em;line-height:1.5\">\
             <div><span style=\"color:{colour};font-weight:bold\">{}</span> {headline}</div>",
            self.mark.symbol(),
        );
        for line in &self.lines {
            html.push_str(&match line {
                Line::Text(text) => format!("<div>{}</div>", marked(text)),
                Line::Value(label, text) => format!(
                    "<div><span style=\"display:inline-block;min-width:5em;opacity:.75\">{label}</span> \
                     <code style=\"white-space:pre-wrap;overflow-wrap:anywhere\">{}</code></div>",
                    escape(text)
                ),
                Line::Code(code) => format!(
                    "<pre style=\"white-space:pre;overflow-x:auto;margin:.4em 0\"><code>{}</code></pre>",
                    escape(code)
                ),
            });
        }
        html + "</div>"
    }
}

/// Text with its `code` set as code, and nothing else of it read as markup.
fn marked(text: &str) -> String {
    let text = escape(text);
    let mut parts: Vec<&str> = text.split('`').collect();
    // A last backtick without a partner is one.
    let odd = if parts.len().is_multiple_of(2) { parts.pop() } else { None };
    let mut html = String::new();
    for (i, part) in parts.iter().enumerate() {
        match i % 2 {
            0 => html.push_str(&part.replace('\n', "<br>")),
            _ => html.push_str(&format!("<code>{part}</code>")),
        }
    }
    odd.map_or(html.clone(), |odd| format!("{html}`{odd}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_of_users_is_never_markup() {
        let mut report = Report::help("a", "<b> & `x < 1`".into(), "\"hint\":1");
        report.text("a `b` c `d");
        report.lines.push(Line::Value("gives", "<script>\"".into()));
        report.code("if a < b {}\n");
        let html = report.html();
        for part in [
            "<b>&lt;b&gt; &amp; <code>x &lt; 1</code></b>",
            "<div>a <code>b</code> c `d</div>",
            "&lt;script&gt;&quot;</code>",
            "<code>if a &lt; b {}</code>",
        ] {
            assert!(html.contains(part), "{part} is not in {html}");
        }
        assert_eq!(
            report.plain(),
            "→ <b> & `x < 1`\n  a `b` c `d\n  gives <script>\"\n  if a < b {}"
        );
        let bundle = report.bundle();
        assert_eq!(bundle.get(HELP).unwrap(), br#"{"exercise":"a","hint":1}"#);
    }

    #[test]
    fn symbol_and_word_say_what_the_colour_says() {
        let marks = [Mark::Passed, Mark::Failed, Mark::NotAttempted, Mark::Panicked];
        for (i, mark) in marks.into_iter().enumerate() {
            for other in &marks[..i] {
                assert_ne!(mark.symbol(), other.symbol());
                assert_ne!(mark.words(), other.words());
            }
        }
    }
}
