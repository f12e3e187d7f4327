//! From what `type_name` says to a type that generated code can write.

use std::collections::BTreeMap;

use super::names::Names;

/// The crate name of every compiled cell: its types keep one path over all cells.
pub const CELL_CRATE: &str = "cell";

/// Knows the public paths of types whose own path is private.
#[derive(Clone, Debug, Default)]
pub struct Paths {
    /// What the library says of itself: certain.
    table: BTreeMap<String, String>,
    /// What compilers suggested, or what was found by trying.
    learned: BTreeMap<String, String>,
}

impl Paths {
    /// Adds the library's pairs of `type_name`'s path and the path to write.
    pub fn know(&mut self, pairs: impl IntoIterator<Item = (String, String)>) {
        self.table.extend(pairs);
    }

    /// Adds pairs that may lead to another type of the same name.
    pub fn learn(&mut self, pairs: impl IntoIterator<Item = (String, String)>) {
        self.learned.extend(pairs);
    }

    /// Whether it is only guessed where parts of a type are found: those of other crates that the
    /// library does not name.
    pub fn are_guessed(&self, type_name: &str) -> bool {
        const KNOWN: [&str; 6] = ["core", "alloc", "std", "manabi", "preload", CELL_CRATE];
        let guessed = |part| match part {
            Part::Path(path) => {
                let root = path.split_once("::").map(|(root, _)| root);
                root.is_some_and(|root| !KNOWN.contains(&root)) && !self.table.contains_key(path)
            }
            Part::Other(_) => false,
        };
        parts(type_name).into_iter().any(guessed)
    }

    /// The type as generated code writes it; nothing when it has no name (closures, futures).
    pub fn write(&self, type_name: &str) -> Option<String> {
        if type_name.contains('{') {
            return None;
        }
        let mut written = String::with_capacity(type_name.len() + 16);
        let mut parts = parts(type_name).into_iter().peekable();
        while let Some(part) = parts.next() {
            match part {
                Part::Path(path) => written.push_str(&self.write_path(path)),
                // `&'_ T` in an argument is a borrow for any time, `&T` one for a fixed time.
                Part::Other("&") if !matches!(parts.peek(), Some(Part::Other(l)) if l.starts_with('\'')) => {
                    written.push_str("&'static ")
                }
                Part::Other(text) => written.push_str(text),
            }
        }
        Some(written)
    }

    fn write_path(&self, path: &str) -> String {
        let known = self.learned.get(path).or_else(|| self.table.get(path));
        known.cloned().unwrap_or_else(|| as_written(path))
    }
}

/// Where a type may be found whose own path is private: most crates export it at their root or in
/// one of the modules on the way. Returns the next place after one that was tried.
pub fn next_guess(private: &str, tried: &str) -> Option<String> {
    let segments: Vec<&str> = private.split("::").collect();
    let (name, modules) = segments.split_last()?;
    let mut places: Vec<String> = (1..modules.len())
        .map(|length| as_written(&format!("{}::{name}", modules[..length].join("::"))))
        .collect();
    places.push(as_written(&format!("{}::prelude::{name}", modules.first()?)));
    let next = places.iter().position(|place| place == tried).map_or(0, |at| at + 1);
    places.into_iter().nth(next)
}

/// The path as generated code reaches it.
fn as_written(path: &str) -> String {
    match path.split_once("::") {
        None => path.to_string(),
        Some((CELL_CRATE, rest)) => format!("crate::{rest}"),
        Some(("alloc", rest)) => format!("crate::__alloc::{rest}"),
        // The library's own dependencies are reached through it.
        Some(("dfdx" | "ndarray" | "image" | "plotters", _)) => format!("::manabi::{path}"),
        Some(_) => format!("::{path}"),
    }
}

/// The names of the user's own types in a type, at the top level of the cell's crate.
pub fn user_types(type_name: &str) -> Names {
    let of_cell = |part| match part {
        Part::Path(path) => {
            path.split_once("::").filter(|(root, _)| *root == CELL_CRATE).map(|(_, rest)| rest)
        }
        Part::Other(_) => None,
    };
    parts(type_name)
        .into_iter()
        .filter_map(of_cell)
        .map(|rest| rest.split("::").next().unwrap_or(rest).into())
        .collect()
}

/// The type as a person reads it: without the modules that types stand in. Closures and futures have
/// no name but the place where they stand.
pub fn short(type_name: &str) -> String {
    let last = |part: Part| match part {
        Part::Path(path) if path.contains("{{") => "closure".to_string(),
        Part::Path(path) => path.rsplit("::").next().unwrap_or(path).to_string(),
        Part::Other(text) => text.to_string(),
    };
    parts(type_name).into_iter().map(last).collect::<String>().replace("&'_ ", "&")
}

/// Whether values of the type move: true only where it is certain.
pub fn surely_moves(type_name: &str) -> bool {
    const OWNING: [&str; 12] = [
        "alloc::vec::Vec<",
        "alloc::string::String",
        "alloc::boxed::Box<",
        "std::collections::",
        "alloc::collections::",
        "alloc::rc::Rc<",
        "alloc::sync::Arc<",
        "core::cell::RefCell<",
        "std::sync::",
        "manabi::tensor::",
        "std::fs::File",
        "std::thread::",
    ];
    OWNING.iter().any(|prefix| type_name.starts_with(prefix))
}

enum Part<'a> {
    Path(&'a str),
    Other(&'a str),
}

/// Splits a type into paths and what stands between them.
fn parts(type_name: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut rest = type_name;
    while let Some(first) = rest.chars().next() {
        let word = |c: char| c.is_alphanumeric() || c == '_';
        let length = if word(first) {
            path_length(rest)
        } else if first == '\'' {
            // A lifetime is no path.
            1 + rest[1..].find(|c| !word(c)).unwrap_or(rest.len() - 1)
        } else {
            first.len_utf8()
        };
        let (part, after) = rest.split_at(length);
        parts.push(if word(first) { Part::Path(part) } else { Part::Other(part) });
        rest = after;
    }
    parts
}

fn path_length(text: &str) -> usize {
    let word = |t: &str| match t.strip_prefix("{{").and_then(|t| t.find("}}")) {
        Some(inside) => inside + 4,
        None => t.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(t.len()),
    };
    let mut length = word(text);
    while text[length..].starts_with("::") {
        match word(&text[length + 2..]) {
            0 => break,
            more => length += 2 + more,
        }
    }
    length
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths() -> Paths {
        let mut paths = Paths::default();
        let pair = |a: &str, b: &str| (a.to_string(), b.to_string());
        paths.know([
            pair("dfdx::shapes::shape::Const", "::manabi::dfdx::shapes::Const"),
            pair("std::collections::hash::map::HashMap", "::std::collections::HashMap"),
            pair("core::ops::function::Fn", "::std::ops::Fn"),
        ]);
        paths
    }

    #[test]
    fn types_are_written_with_public_paths() {
        for (name, written) in [
            ("i32", "i32"),
            ("&str", "&'static str"),
            ("[u8; 4]", "[u8; 4]"),
            ("(i32, alloc::string::String)", "(i32, crate::__alloc::string::String)"),
            (
                "std::collections::hash::map::HashMap<cell::P, i32>",
                "::std::collections::HashMap<crate::P, i32>",
            ),
            (
                "alloc::boxed::Box<dyn core::ops::function::Fn(&'_ str) -> usize>",
                "crate::__alloc::boxed::Box<dyn ::std::ops::Fn(&'_ str) -> usize>",
            ),
            ("alloc::borrow::Cow<'_, str>", "crate::__alloc::borrow::Cow<'_, str>"),
            ("fn(i32) -> i32", "fn(i32) -> i32"),
            (
                "manabi::Tensor<(dfdx::shapes::Const<3>,)>",
                "::manabi::Tensor<(::manabi::dfdx::shapes::Const<3>,)>",
            ),
        ] {
            assert_eq!(paths().write(name).as_deref(), Some(written));
        }
        assert_eq!(paths().write("cell::manabi_cell::{{closure}}"), None);
    }

    #[test]
    fn private_paths_are_guessed_from_the_root_on() {
        let private = "ndarray::dimension::dim::Dim";
        let mut tried = "::manabi::ndarray::dimension::dim::Dim".to_string();
        let mut all = Vec::new();
        while let Some(next) = next_guess(private, &tried) {
            all.push(next.trim_start_matches("::manabi::ndarray::").to_string());
            tried = next;
        }
        assert_eq!(all, ["Dim", "dimension::Dim", "prelude::Dim"]);
        let mut paths = paths();
        paths.learn([("ndarray::dim::Dim".into(), "::manabi::ndarray::Dim".into())]);
        assert!(paths.are_guessed("alloc::vec::Vec<ndarray::dim::Dim>"));
        assert!(!paths.are_guessed("core::option::Option<i32>"));
        assert!(!paths.are_guessed("manabi::tensor::Tensor<(dfdx::shapes::shape::Const<4>,)>"));
    }

    #[test]
    fn user_types_and_short_names() {
        let name = "alloc::vec::Vec<cell::m::P<cell::Q, i32>>";
        assert_eq!(user_types(name).into_iter().collect::<Vec<_>>(), ["Q", "m"]);
        assert_eq!(short(name), "Vec<P<Q, i32>>");
        assert!(user_types("alloc::vec::Vec<i32>").is_empty());
        let name = "core::pin::Pin<alloc::boxed::Box<cell::manabi_cell::{{closure}}::{{closure}}>>";
        assert_eq!(short(name), "Pin<Box<closure>>");
    }
}
