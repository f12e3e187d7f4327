//! The compiler's wording: what of it the user is to read, and how.

/// The crates of the library as the compiler names them.
const LIBRARY: [&str; 3] = ["preload::", "manabi::", "dfdx::"];

/// The compiler's text without the paths that types stand in inside the library: `(Const<2>, Dyn)`
/// says what a shape is, and a size that is stated is a number.
pub fn plain_types(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = LIBRARY.iter().filter_map(|l| rest.find(l)).min() {
        let in_word = rest[..start].ends_with(|c: char| c.is_alphanumeric() || c == '_');
        let path = rest[start..].find(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':'));
        let end = start + path.unwrap_or(rest.len() - start);
        plain.push_str(&rest[..start]);
        plain.push_str(if in_word {
            &rest[start..end]
        } else {
            rest[start..end].rsplit("::").next().unwrap_or("")
        });
        rest = &rest[end..];
    }
    plain.push_str(rest);
    stated_sizes(&plain)
}

/// Whether a message speaks of generated code or of the library's inside, which is not the reader's concern.
pub fn mentions_generated(text: &str) -> bool {
    if text.starts_with("the trait `")
        && LIBRARY.iter().any(|l| text["the trait `".len()..].starts_with(l))
        || text.starts_with("required by a bound in `")
        || text.starts_with("requirement that the value outlives")
        || text.starts_with("the following other types implement trait")
        // The message itself says so of layers.
        || text.starts_with("the following trait bounds were not satisfied") && text.contains("Fitting`")
    {
        return true;
    }
    ["__manabi", "manabi_cell", "rt::", "CellErr", "run_once", "__alloc"]
        .iter()
        .any(|w| text.contains(w))
}

/// `Const<2>` as `2`.
fn stated_sizes(text: &str) -> String {
    let mut parts = text.split("Const<");
    let mut plain = parts.next().unwrap_or("").to_string();
    for part in parts {
        match part.split_once('>') {
            Some((size, rest)) if size.bytes().all(|b| b.is_ascii_digit()) => {
                plain.extend([size, rest])
            }
            _ => plain.extend(["Const<", part]),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn library_paths_do_not_show() {
        let text = "shape `(preload::prelude::Const<2>, preload::tensor::Dyn)` of `my_manabi::X`";
        assert_eq!(plain_types(text), "shape `(2, Dyn)` of `my_manabi::X`");
        assert!(mentions_generated(
            "the trait `preload::tensor::Product<()>` is not implemented for `()`"
        ));
        let bounds = "the following trait bounds were not satisfied:\n`(A, B): Fitting`\nwhich is required by";
        assert!(mentions_generated(bounds));
        assert!(!mentions_generated(&bounds.replace("Fitting", "Layer")));
        assert!(!mentions_generated("the trait `std::fmt::Display` is not implemented for `P`"));
    }
}
