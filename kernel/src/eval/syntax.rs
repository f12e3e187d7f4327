//! Syntax errors: the parser finds them, the compiler says why.

use crate::session::CellError;

use super::cell::Unparsed;
use super::compile::{Compiled, Compiler};
use super::complete::is_balanced;
use super::diagnostic::{self, Diagnostic};
use super::generate::Generated;
use super::ready::Stopped;
use super::report;
use super::source::Source;
use super::variables::Variables;

/// The error of a cell that does not parse; `epoch` is that of the items.
pub fn explain(
    unparsed: Unparsed,
    compiler: &mut Compiler,
    epoch: u32,
    variables: &Variables,
) -> Stopped {
    let Unparsed { source, at, message, edits, compile } = unparsed;
    let mut text = Source::default();
    // Brackets that do not match would be matched with ours.
    let balanced = is_balanced(&source.text);
    text.push(if balanced { "fn manabi_cell() {\n" } else { "" });
    text.push_user(&source, 0..source.text.len(), &edits);
    text.push(if balanced { "\n}\n" } else { "\n" });
    let generated = Generated {
        source: text,
        marks: Vec::new(),
        items: Vec::new(),
        level: 0,
        defines: Vec::new(),
        check_only: true,
        reads_outside: false,
        has_types: false,
        left_out: false,
    };
    if compile && let Ok(compiled) = compiler.compile(&generated, epoch) {
        match compiled {
            Compiled::Interrupted => return Stopped::Interrupted,
            Compiled::Failed(messages) => {
                let errors = diagnostic::errors(&messages);
                let in_text = |e: &Diagnostic| {
                    e.spans
                        .iter()
                        .any(|s| generated.source.origin(s.byte_start, s.byte_end).is_some())
                };
                if errors.iter().any(in_text) {
                    return Stopped::Error(named(report::compile_errors(
                        &errors, &generated, &source, variables,
                    )));
                }
            }
            Compiled::Library(_) => {}
        }
    }
    let at = source.text.floor_char_boundary(at.min(source.text.len()));
    Stopped::Error(report::at("SyntaxError", &message, &source, at..at, "", &[]))
}

/// Syntax errors of the compiler have no code.
fn named(error: CellError) -> CellError {
    let name = if error.name == "CompileError" { "SyntaxError".to_string() } else { error.name };
    CellError { name, ..error }
}
