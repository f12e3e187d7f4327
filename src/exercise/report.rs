//! A report: what a learner sees of an outcome, as a quiet box and as plain text.

use super::mark::Mark;
use super::outcome::{Finding, Label, Outcome};
use super::sealed::Sealed;
use super::shelf::Help;
use super::words::{Language, Sentence};
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
    language: Language,
    mark: Mark,
    title: String,
    lines: Vec<Line>,
    /// What programs read: a JSON object without its braces.
    json: String,
}

/// What stands in a box.
enum Line {
    Text(String),
    /// A label and code.
    Value(&'static str, String),
    /// What probably went wrong.
    Likely(String),
    Code(String),
    /// What to do next.
    Next(String),
}

impl Line {
    /// The label of a line, if it has one, and its text.
    fn parts(&self, language: Language) -> (&'static str, &str) {
        match self {
            Line::Value(label, text) => (label, text),
            Line::Likely(text) => (language.likely(), text),
            Line::Text(text) | Line::Code(text) | Line::Next(text) => ("", text),
        }
    }
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
        let mut report = Report { language: sealed.language, mark, title, lines: Vec::new(), json };
        match outcome {
            Outcome::Passed { checks } => report.passed(*checks, sealed),
            Outcome::Failed(finding) => report.failed(finding),
            Outcome::NotAttempted => report.say(&Sentence::Undone),
            Outcome::Panicked { call, message, place } => {
                if !call.is_empty() {
                    report.value(Label::Called, call);
                }
                report.value(Label::Panics, message);
                if !place.is_empty() {
                    report.say(&Sentence::PanickedIn(place));
                }
            }
        }
        let offer = help.offer(outcome);
        report.lines.extend(offer.map(|offer| Line::Next(report.language.say(&offer))));
        report
    }

    /// A hint or a solution; `json` says which.
    pub fn help(language: Language, name: &str, title: &Sentence, json: &str) -> Report {
        let json = match json {
            "" => String::new(),
            json => format!("\"exercise\":{},{json}", json_string(name)),
        };
        let title = language.say(title);
        Report { language, mark: Mark::Help, title, lines: Vec::new(), json }
    }

    fn passed(&mut self, checks: usize, sealed: &Sealed) {
        match &sealed.shown {
            Some(shown) => self.text(shown),
            None => self.say(&Sentence::AllRight(checks)),
        }
        self.lines.extend(sealed.next.clone().map(Line::Next));
    }

    fn failed(&mut self, finding: &Finding) {
        for (label, text) in &finding.values {
            self.value(*label, text);
        }
        self.say(&Sentence::Fault(&finding.fault));
        if let Some(likely) = &finding.likely {
            self.lines.push(Line::Likely(self.language.say(&Sentence::Likely(likely))));
        }
        if finding.passed > 0 {
            self.say(&Sentence::RightBefore(finding.passed));
        }
    }

    fn value(&mut self, label: Label, text: &str) {
        self.lines.push(Line::Value(self.language.label(label), text.into()));
    }

    /// Adds a sentence in the language of the notebook.
    pub fn say(&mut self, sentence: &Sentence) {
        self.text(&self.language.say(sentence));
    }

    /// Adds what to do next.
    pub fn next(&mut self, sentence: &Sentence) {
        self.lines.push(Line::Next(self.language.say(sentence)));
    }

    pub fn text(&mut self, text: &str) {
        self.lines.push(Line::Text(text.into()));
    }

    pub fn code(&mut self, code: &str) {
        self.lines.push(Line::Code(code.trim_end().into()));
    }

    /// All of it in one line, for an error.
    pub fn sentence(&self) -> String {
        let lines = self.lines.iter().map(|line| match line.parts(self.language) {
            ("", text) => text.to_string(),
            (label, text) => format!("{label} {text}"),
        });
        let lines: Vec<String> = lines.take(5).collect();
        format!("{}: {}", self.headline(), lines.join(" · "))
    }

    fn headline(&self) -> String {
        match self.language.mark(self.mark) {
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
            let (label, text) = line.parts(self.language);
            let gap = if label.is_empty() { "" } else { " " };
            for (i, row) in text.lines().enumerate() {
                let label = if i == 0 { label } else { "" };
                plain.push_str(&format!("\n  {label}{gap}{row}"));
            }
        }
        plain
    }

    /// Nothing but the mark's colour is the box's own: all else comes from the page, light or dark, by mixing.
    fn html(&self) -> String {
        let headline = match self.language.mark(self.mark) {
            "" => format!("<b>{}</b>", marked(&self.title)),
            words => format!("<b>{words}</b> · {}", marked(&self.title)),
        };
        let colour = self.mark.colour();
        let mut html = format!(
            "<div style=\"border-left:4px solid {colour};border-radius:3px;\
             background:color-mix(in srgb,{colour} 8%,transparent);\
             padding:.5em .9em;margin:.3em 0;max-width:52em;line-height:1.6\">\
             <div><span style=\"color:color-mix(in srgb,{colour} 55%,currentColor);font-weight:bold\">{}</span> {headline}</div>",
            self.mark.symbol(),
        );
        for line in &self.lines {
            html.push_str(&match line {
                Line::Text(text) => format!("<div>{}</div>", marked(text)),
                Line::Likely(text) => {
                    format!("<div><b>{}</b> {}</div>", self.language.likely(), marked(text))
                }
                Line::Next(text) => {
                    format!("<div style=\"margin-top:.3em;opacity:.8\">{}</div>", marked(text))
                }
                Line::Value("", text) => format!("<div>{}</div>", value(text)),
                Line::Value(label, text) => format!(
                    "<div><span style=\"display:inline-block;min-width:5em;opacity:.8\">{label}</span> {}</div>",
                    value(text)
                ),
                Line::Code(code) => format!(
                    "<pre style=\"white-space:pre;overflow-x:auto;margin:.4em 0;background:none\"><code style=\"background:none\">{}</code></pre>",
                    escape(code)
                ),
            });
        }
        html + "</div>"
    }
}

/// Code that breaks where it must.
fn value(text: &str) -> String {
    let style = "white-space:pre-wrap;overflow-wrap:anywhere";
    format!("<code style=\"{style}\">{}</code>", escape(text))
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
        let title = Sentence::Closed("<b> & `x < 1`");
        let mut report = Report::help(Language::English, "a", &title, "\"hint\":1");
        report.text("a `b` c `d");
        report.lines.push(Line::Value("gives", "<script>\"".into()));
        report.code("if a < b {}\n");
        let html = report.html();
        for part in [
            "<b>The solution · &lt;b&gt; &amp; <code>x &lt; 1</code></b>",
            "<div>a <code>b</code> c `d</div>",
            "&lt;script&gt;&quot;</code>",
            ">if a &lt; b {}</code></pre>",
        ] {
            assert!(html.contains(part), "{part} is not in {html}");
        }
        assert_eq!(
            report.plain(),
            "→ The solution · <b> & `x < 1`\n  a `b` c `d\n  gives <script>\"\n  if a < b {}"
        );
        let bundle = report.bundle();
        assert_eq!(bundle.get(HELP).unwrap(), br#"{"exercise":"a","hint":1}"#);
    }
}
