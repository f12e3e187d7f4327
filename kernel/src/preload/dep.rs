//! A crate that a cell asks for with `:dep`, as one line of Cargo.toml says it.

use std::path::Path;
use std::{env, fs};

use super::tree;
use crate::digest::Digest;
use crate::error::{Error, Result};

/// A crate that a cell asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dep {
    /// Its name as in Cargo.toml.
    pub name: String,
    /// The right side as in Cargo.toml, `"0.17"` or `{ version = "1", features = ["derive"] }`; without one, the
    /// crate of the library or else the latest.
    pub spec: Option<String>,
}

impl Dep {
    /// Refuses a name that no crate can have.
    pub fn check_name(&self) -> Result<()> {
        let name = &self.name;
        let allowed = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        if name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && name.chars().all(allowed)
        {
            return Ok(());
        }
        Err(Error::new(format!(
            "`{name}` is not the name of a crate: write `:dep name = \"version\"`, as in Cargo.toml."
        )))
    }

    /// The dependency with a path that does not depend on where its manifest lies.
    pub fn absolute(&self) -> Result<Dep> {
        let mut dep = self.clone();
        let Some(spec) = dep.spec.as_deref() else {
            return Ok(dep);
        };
        if let Some((start, path)) = path(spec) {
            let folder = env::current_dir().unwrap_or_default().join(path);
            let folder =
                fs::canonicalize(&folder).ok().filter(|folder| folder.join("Cargo.toml").is_file());
            let Some(folder) = folder else {
                return Err(Error::new(format!(
                    "There is no crate at {path:?}: the path must lead from the notebook's folder to one with a Cargo.toml."
                )));
            };
            let end = start + path.len();
            dep.spec = Some(format!("{}{}{}", &spec[..start], folder.display(), &spec[end..]));
        }
        Ok(dep)
    }

    /// The digest of what is asked for, with the sources of a crate of one's own.
    pub fn digest(&self) -> String {
        let digest =
            Digest::default().with(&self.name).with(self.spec.as_deref().unwrap_or_default());
        match self.spec.as_deref().and_then(path) {
            Some((_, path)) => tree::digest(digest, Path::new(path)).hex(),
            None => digest.hex(),
        }
    }
}

/// The text of `path = "text"` in a table of TOML, and where it starts.
fn path(spec: &str) -> Option<(usize, &str)> {
    for (at, _) in spec.match_indices("path") {
        let alone = spec[..at].ends_with([' ', '{', ',', '\t']);
        let rest = spec[at + "path".len()..].trim_start();
        let Some(value) = rest.strip_prefix('=').filter(|_| alone) else {
            continue;
        };
        let value = value.trim_start();
        let quote = value.chars().next().filter(|c| *c == '"' || *c == '\'')?;
        let text = &value[1..];
        let text = &text[..text.find(quote)?];
        return Some((text.as_ptr() as usize - spec.as_ptr() as usize, text));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_relative_path_is_found_wherever_it_stands() {
        let found = |spec| path(spec).map(|(_, path)| path);
        assert_eq!(found(r#"{ path = "../mine" }"#), Some("../mine"));
        assert_eq!(found(r#"{version="1",path='x y'}"#), Some("x y"));
        assert_eq!(found(r#"{ version = "1", features = ["path"] }"#), None);
        assert_eq!(found(r#""1.0""#), None);
        let missing = Dep { name: "a".into(), spec: Some(r#"{ path = "no/such" }"#.into()) };
        assert!(missing.absolute().unwrap_err().to_string().contains("no crate at"));
    }
}
