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
    let mut errors: Vec<Diagnostic> = vec![];
    for message in parsed {
        if message.level.starts_with("error") {
            errors.push(message);
        } else if message.message.starts_with(INSTANTIATED)
            && let Some(error) = errors.last_mut()
        {
            error.is_of_the_call(message.spans);
        }
    }
    errors.retain(|d| !d.message.starts_with("aborting due to"));
    errors
}

/// The message that names the call behind an error in a generic function, such as a `const` assertion
/// that these arguments break.
const INSTANTIATED: &str = "the above error was encountered while instantiating";

impl Diagnostic {
    pub fn code(&self) -> &str {
        self.code.as_ref().map_or("", |c| c.code.as_str())
    }

    /// The function is right for other arguments: it is the call that is wrong.
    fn is_of_the_call(&mut self, call: Vec<Span>) {
        self.spans.iter_mut().for_each(|span| span.is_primary = false);
        self.spans.extend(call);
    }
}

impl Span {
    /// The place itself, then the calls of the macros that it came out of, from the inside out.
    pub fn calls(&self) -> impl Iterator<Item = &Span> {
        std::iter::successors(Some(self), |s| s.expansion.as_ref().map(|e| &e.span))
            .filter(|s| s.file_name == "<anon>")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_broken_const_assertion_is_an_error_of_the_call() {
        let message = |level: &str, text: &str, start: u32| {
            format!(
                "{{\"message\":\"{text}\",\"code\":null,\"level\":\"{level}\",\"spans\":[{{\"byte_start\":{start},\
                 \"byte_end\":9,\"is_primary\":true,\"label\":null,\"suggested_replacement\":null,\
                 \"expansion\":null,\"file_name\":\"<anon>\"}}]}}\n"
            )
        };
        let messages = message("error", "evaluation panicked: too wide", 1)
            + &message("note", "erroneous constant encountered", 2)
            + &message(
                "note",
                "the above error was encountered while instantiating `fn f::<3>`",
                7,
            )
            + &message("error", "aborting due to 1 previous error", 0);
        let errors = errors(&messages);
        assert_eq!(errors.len(), 1);
        let places: Vec<(usize, bool)> =
            errors[0].spans.iter().map(|s| (s.byte_start, s.is_primary)).collect();
        assert_eq!(places, [(1, false), (7, true)]);
    }
}
