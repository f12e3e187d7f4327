//! What a failed pass teaches: which errors are about our own lines, and what to do about them.

use super::diagnostic::{Diagnostic, Span};
use super::facts::Facts;
use super::generate::{Generated, Mark};
use super::types::{CELL_CRATE, next_guess};

/// Adds to the facts what these errors tell; true when there is something new to try.
pub fn learn(errors: &[Diagnostic], generated: &Generated, cell: u32, facts: &mut Facts) -> bool {
    let before = facts.clone();
    let users: Vec<&Diagnostic> =
        errors.iter().filter(|e| !explain(e, generated, cell, facts)).collect();
    // Errors in the user's own text are theirs, unless a name may just have been left out. What only
    // our lines made of them is not shown: the next pass goes without it.
    if users.iter().any(|e| in_cell(e, generated, cell)) {
        facts.aside = before.aside.clone();
        facts.all_items |= generated.left_out && users.iter().any(|e| names_something(e));
    }
    *facts != before
}

/// Whether an error stands in the text of this cell.
pub fn in_cell(error: &Diagnostic, generated: &Generated, cell: u32) -> bool {
    let mut primary = error.spans.iter().filter(|s| s.is_primary);
    primary.any(|s| s.calls().any(|s| cell_of(s, generated) == Some(cell)))
        || error.spans.is_empty()
}

/// Understands one error about our own lines; false when it is about the user's text.
fn explain(error: &Diagnostic, generated: &Generated, cell: u32, facts: &mut Facts) -> bool {
    let marks: Vec<(&Mark, &Span)> = error
        .spans
        .iter()
        .filter_map(|s| Some((generated.mark(s.byte_start, s.byte_end)?, s)))
        .collect();
    let primary = marks.iter().find(|(_, s)| s.is_primary);
    match (error.code(), primary, marks.first()) {
        ("E0382", Some((Mark::Put(name), _)), _) => {
            if error.message.contains("partially moved") {
                facts.partly.insert(name.clone());
            }
            facts.moved.insert(name.clone())
        }
        ("E0381", Some((Mark::Put(name), _)), _) => facts.unset.insert(name.clone()),
        (_, Some((Mark::Take(name), span)), _) => {
            match public_path(error, generated, span, facts) {
                Some((private, public)) => {
                    facts.paths.insert(private, public.clone()) != Some(public)
                }
                None => facts.nameless.insert(name.clone()),
            }
        }
        ("E0525", _, _) if closure_kind(&error.message).is_some() => {
            let name = marks
                .iter()
                .find_map(|(m, _)| if let Mark::Put(name) = m { Some(name) } else { None });
            match (name, closure_kind(&error.message)) {
                (Some(name), Some(kind)) => facts.closures.insert(name.clone(), kind).is_none(),
                _ => false,
            }
        }
        // Two variables are stored, one of which borrows from the other: the one that must be
        // 'static is the one that borrows.
        (_, _, Some(_)) => {
            let demands = |s: &Span| s.label.as_deref().is_some_and(|l| l.contains("'static"));
            let demanding = marks.iter().find(|(_, s)| demands(s)).or(marks.first());
            match demanding {
                Some((Mark::Put(name), _)) => facts.borrowing.insert(name.clone()),
                _ => false,
            }
        }
        // The cell defines again what an earlier item, a call of a macro or an impl, defines.
        ("E0428" | "E0119" | "E0592", _, _) if in_cell(error, generated, cell) => {
            let place = error.spans.iter().find_map(|s| earlier_item(s, generated));
            place.map(|place| facts.aside.insert(place, String::new())).is_some()
        }
        // An error in earlier items: the new ones do not fit them any more.
        (_, None, None) if !in_cell(error, generated, cell) => {
            let mut primary = error.spans.iter().filter(|s| s.is_primary);
            let origin = primary.find_map(|s| earlier_item(s, generated));
            origin.map(|place| facts.aside.insert(place, error.message.clone())).is_some()
        }
        _ => false,
    }
}

/// The item of an earlier cell that a span stands in; of what a macro made, the call.
fn earlier_item(span: &Span, generated: &Generated) -> Option<(u32, usize)> {
    let at = span.calls().last()?.byte_start;
    let mut items = generated.items.iter();
    items.find(|(r, _)| r.start <= at && at < r.end).map(|(_, place)| *place)
}

fn cell_of(span: &Span, generated: &Generated) -> Option<u32> {
    Some(generated.source.origin(span.byte_start, span.byte_end)?.0.cell.count)
}

/// Errors that a name left out by the search for reachable items can cause.
fn names_something(error: &Diagnostic) -> bool {
    const CODES: [&str; 12] = [
        "E0425", "E0412", "E0433", "E0599", "E0277", "E0432", "E0405", "E0422", "E0423", "E0531",
        "E0574", "E0369",
    ];
    CODES.contains(&error.code()) || error.message.starts_with("cannot find ")
}

/// From "import `X` directly" and the like: the private path that we wrote and the public one. Where the
/// compiler does not know one, the next place where it may be found.
fn public_path(
    error: &Diagnostic,
    generated: &Generated,
    span: &Span,
    facts: &Facts,
) -> Option<(String, String)> {
    const OF_PATHS: [&str; 4] = ["E0603", "E0412", "E0425", "E0433"];
    if !OF_PATHS.contains(&error.code()) {
        return None;
    }
    let text = generated.source.text();
    let word = |c: char| c.is_alphanumeric() || c == '_' || c == ':';
    let start = text[..span.byte_start].rfind(|c| !word(c)).map_or(0, |i| i + 1);
    let end = span.byte_end + text[span.byte_end..].find(|c| !word(c))?;
    let written = &text[start..end];
    // The key is the form that `type_name` gives, not the one that was written.
    let tried = facts.paths.iter().find(|(_, public)| *public == written);
    let private = match (tried, written.strip_prefix("crate::__alloc::")) {
        (Some((private, _)), _) => private.clone(),
        (None, Some(rest)) => format!("alloc::{rest}"),
        (None, None) => match written.strip_prefix("crate::") {
            Some(rest) => format!("{CELL_CRATE}::{rest}"),
            None => written.trim_start_matches("::manabi::").trim_start_matches("::").to_string(),
        },
    };
    let replacements = error
        .children
        .iter()
        .flat_map(|c| &c.spans)
        .filter_map(|s| s.suggested_replacement.as_deref());
    let mut found: Vec<&str> = replacements.filter(|r| r.contains("::")).collect();
    found.sort_by_key(|r| !r.trim_start_matches("::").starts_with("std::"));
    let public = match found.first() {
        Some(public) if error.code() == "E0603" => {
            format!("::{}", public.trim_start_matches("::").replace("manabi::manabi", "manabi"))
        }
        _ => next_guess(&private, written)?,
    };
    Some((private, public))
}

/// "... but this closure only implements `FnMut`".
fn closure_kind(message: &str) -> Option<String> {
    let kind = message.rsplit("only implements `").next()?.split('`').next()?;
    matches!(kind, "FnMut" | "FnOnce").then(|| kind.to_string())
}
