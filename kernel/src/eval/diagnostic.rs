//! What `rustc` says, as it says it: JSON, one object a line.

use serde::Deserialize;

/// One message of the compiler.
#[derive(Clone, Debug, Deserialize)]
pub struct Diagnostic {
    pub message: String,
    pub code: Option<Code>,
    pub level: String,
    pub spans: Vec<Span>,
    #[serde(default)]
    pub children: Vec<Diagnostic>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct Code {
    pub code: String,
}

/// A place in the generated source with what the compiler says of it.
#[derive(Clone, Debug, Deserialize)]
pub struct Span {
    pub byte_start: usize,
    pub byte_end: usize,
    pub is_primary: bool,
    pub label: Option<String>,
    pub suggested_replacement: Option<String>,
    /// The macro call that this place came out of.
    pub expansion: Option<Box<Expansion>>,
    pub file_name: String,
}

#[derive(Clone, Debug, Deserialize)]
pub struct Expansion {
    pub span: Span,
}

/// The errors among the compiler's messages, without the closing counts.
pub fn errors(messages: &str) -> Vec<Diagnostic> {
    let parsed = messages.lines().filter_map(|line| serde_json::from_str::<Diagnostic>(line).ok());
    parsed
        .filter(|d| d.level.starts_with("error") && !d.message.starts_with("aborting due to"))
        .collect()
}

impl Diagnostic {
    pub fn code(&self) -> &str {
        self.code.as_ref().map_or("", |c| c.code.as_str())
    }
}

impl Span {
    /// The place itself, then the calls of the macros that it came out of, from the inside out.
    pub fn calls(&self) -> impl Iterator<Item = &Span> {
        std::iter::successors(Some(self), |s| s.expansion.as_ref().map(|e| &e.span))
            .filter(|s| s.file_name == "<anon>")
    }
}
