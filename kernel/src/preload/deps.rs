//! Crates that a cell asks for with `:dep`: built once, beside the library, into one dynamic library.
//!
//! What the library contains already is the same instance. Everything new goes into a layer, a dynamic library over the
//! library and the layers before it, so that a crate's statics exist once however many cells use it.

use std::fs;
use std::path::{Path, PathBuf};

use semver::{Version, VersionReq};
use serde_json::{Value, json};

use super::cargo;
use super::dep::Dep;
use super::entry::{self, Entry};
use super::{Preload, crates, dylib_name, gather, sources, tree};
use crate::digest::Digest;
use crate::error::{Error, Result};
use crate::places;

/// A library with more crates.
#[derive(Clone, Debug)]
pub struct Extended {
    pub preload: Preload,
    /// The library itself was built again, because a new crate switches on features of crates inside: the worker
    /// must be started again from `preload.worker`, and its variables are lost.
    pub worker_restart: bool,
}

impl Preload {
    /// This library and the wanted crates, built if they were not; `progress` gets a line for every step.
    pub fn with_deps(&self, deps: &[Dep], progress: &dyn Fn(&str)) -> Result<Extended> {
        if !self.permissions.deps {
            return Err(Error::new("`:dep` is switched off here (--no-deps)."));
        }
        let mut preload = self.clone();
        let mut wanted = Vec::new();
        for dep in deps {
            dep.check_name()?;
            if let Some(file) = self.contained(dep) {
                preload.name(&dep.name.replace('-', "_"), file);
                continue;
            }
            let dep = dep.absolute()?;
            let digest = dep.digest();
            // A cell with `:dep` is run again and again; only a change needs another layer.
            if !preload.asked.contains(&digest) {
                preload.asked.push(digest);
                wanted.push(dep);
            }
        }
        if wanted.is_empty() {
            return Ok(Extended { preload, worker_restart: false });
        }

        let key = Digest::default().with(&self.key);
        let key = wanted.iter().fold(key, |key, dep| key.with(dep.digest())).hex();
        let names: Vec<String> = wanted.iter().map(|dep| format!("`{}`", dep.name)).collect();
        let what = names.join(", ");
        let waiting = || progress(&format!("another kernel is building {what}; waiting for it"));
        let entry = Entry::make(&shelf()?.join(&key), waiting, |part| {
            let built = self.build_layer(&key, &wanted, &what, part, progress);
            // The next attempt asks for something else, most likely.
            built.inspect_err(|_| drop(fs::remove_dir_all(part)))
        })?;
        entry::trim(&[super::shelf()?, shelf()?], super::CAP);
        Ok(preload.over(entry))
    }

    /// The file of a crate that is inside already, if that is what the cell asks for.
    fn contained(&self, dep: &Dep) -> Option<PathBuf> {
        let name = dep.name.replace('-', "_");
        let wanted = match dep.spec.as_deref().map(str::trim) {
            None => VersionReq::STAR,
            Some(spec) => VersionReq::parse(spec.strip_prefix('"')?.strip_suffix('"')?).ok()?,
        };
        // Of the library's own dependencies it is known that their code is inside; others may only have built it.
        let own = sources::dependencies().contains(&dep.name);
        let mut crates = self.entry.record["crates"].as_array()?.iter();
        let found = crates.find(|found| {
            let version = found["version"].as_str().and_then(|v| Version::parse(v).ok());
            own && found["name"] == name.as_str()
                && version.is_some_and(|version| wanted.matches(&version))
        })?;
        Some(self.deps.join(found["file"].as_str()?))
    }

    /// Fills the folder of an entry: a copy of this library's workspace with one more package.
    fn build_layer(
        &self,
        key: &str,
        wanted: &[Dep],
        what: &str,
        part: &Path,
        progress: &dyn Fn(&str),
    ) -> Result<Value> {
        progress(&format!("building {what}"));
        let workspace = part.join("build");
        let _ = fs::remove_dir_all(&workspace);
        tree::copy(&self.entry.folder.join("build"), &workspace)?;
        let name = format!("layer_{}", &key[..8]);
        let before: Vec<&str> = self.layers.iter().map(|(name, _)| name.as_str()).collect();
        let folder = workspace.join("layers").join(&name);
        let mut members: Vec<String> = before.iter().map(|name| format!("layers/{name}")).collect();
        members.push(format!("layers/{name}"));

        sources::put(&folder.join("Cargo.toml"), manifest(&name, &before, wanted).as_bytes())?;
        sources::put(&folder.join("src").join("lib.rs"), b"")?;
        sources::add_members(&workspace, &members)?;
        for dep in wanted.iter().filter(|dep| dep.spec.is_none()) {
            let args = ["add", "--quiet", "--package", &name, &dep.name];
            cargo::run(&self.toolchain, &workspace, &args, what)?;
        }
        let args = ["metadata", "--format-version=1", "--quiet"];
        let metadata = cargo::run(&self.toolchain, &workspace, &args, what)?;
        let found = externs(&serde_json::from_slice(&metadata).unwrap_or_default(), &name);
        // Cells see the topmost layer as `manabi`, so that it and all below it are linked whatever they name.
        let below = before.last().copied().unwrap_or("preload");
        let mut code = format!("pub use {below}::*;\n");
        for (name, _) in &found {
            code.push_str(&format!("extern crate {name} as _;\n"));
        }
        sources::put(&folder.join("src").join("lib.rs"), code.as_bytes())?;

        let mut packages = vec!["preload", name.as_str()];
        packages.extend(&before);
        let artifacts = cargo::build(&self.toolchain, &workspace, &packages, what, progress)?;
        gather(&self.toolchain, part, &artifacts)?;
        let rebuilt = artifacts.iter().any(|artifact| {
            !artifact.fresh
                && (artifact.name == "preload" || before.contains(&artifact.name.as_str()))
        });
        let crates = crates(&artifacts);
        let externs: Vec<Value> = found
            .iter()
            .filter_map(|(name, package)| {
                let found = crates.as_array()?.iter().find(|c| c["package"] == package.as_str())?;
                Some(json!([name, found["file"]]))
            })
            .collect();
        Ok(json!({
            "compiler": self.toolchain.title(),
            "crates": crates,
            "layer": name,
            "externs": externs,
            "rebuilt": rebuilt,
        }))
    }

    /// This library as it is in an entry that was built over it.
    fn over(self, entry: Entry) -> Extended {
        let folder = entry.folder.clone();
        let worker_restart = entry.record["rebuilt"] == true;
        let mut preload = Preload::at(self.toolchain, entry);
        preload.permissions = self.permissions;
        preload.asked = self.asked;
        let record = preload.entry.record.clone();
        let string = |value: &Value| value.as_str().unwrap_or_default().to_string();
        // Where nothing was built again, the process goes on with the files that it has loaded.
        if !worker_restart {
            preload.worker = self.worker;
        }
        preload.layers = self
            .layers
            .into_iter()
            .map(|(name, file)| {
                let rebuilt = folder.join(dylib_name(&name));
                (name, if worker_restart { rebuilt } else { file })
            })
            .collect();
        let layer = string(&record["layer"]);
        preload.dylib = folder.join(dylib_name(&layer));
        preload.layers.push((layer, preload.dylib.clone()));
        // Crates that were built again have other files now; their packages are the same.
        let find = |record: &Value, key: &str, value: &Value| {
            let mut crates = record["crates"].as_array().into_iter().flatten().cloned();
            crates.find(|found| found[key] == *value).unwrap_or_default()
        };
        for (name, file) in self.externs {
            let file = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let old = find(&self.entry.record, "file", &file.into());
            let new = find(&record, "package", &old["package"]);
            let file = preload.deps.join(string(&new["file"]));
            preload.name(&name, file);
        }
        for pair in record["externs"].as_array().into_iter().flatten() {
            let file = preload.deps.join(string(&pair[1]));
            preload.name(&string(&pair[0]), file);
        }
        Extended { preload, worker_restart }
    }

    fn name(&mut self, name: &str, file: PathBuf) {
        self.externs.retain(|(known, _)| known != name);
        self.externs.push((name.into(), file));
    }
}

/// The folder of all layers.
pub fn shelf() -> Result<PathBuf> {
    Ok(places::cache()?.join("deps"))
}

fn manifest(name: &str, before: &[&str], wanted: &[Dep]) -> String {
    let mut text = format!(
        "[package]\nname = {name:?}\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[lib]\ncrate-type = [\"dylib\"]\n\n\
         [dependencies]\npreload = {{ path = \"../../kernel/preload\" }}\n"
    );
    for layer in before {
        text.push_str(&format!("{layer} = {{ path = \"../{layer}\" }}\n"));
    }
    for dep in wanted {
        if let Some(spec) = &dep.spec {
            text.push_str(&format!("{} = {spec}\n", dep.name));
        }
    }
    text
}

/// The crates that a package names, and their packages, as `cargo metadata` reports them.
fn externs(metadata: &Value, package: &str) -> Vec<(String, String)> {
    let named = |value: &&Value| value["name"] == package;
    let packages = metadata["packages"].as_array().into_iter().flatten();
    let Some(id) = packages.clone().find(named).map(|package| &package["id"]) else {
        return Vec::new();
    };
    let nodes = metadata["resolve"]["nodes"].as_array().into_iter().flatten();
    nodes
        .filter(|node| node["id"] == *id)
        .flat_map(|node| node["deps"].as_array().into_iter().flatten())
        .filter_map(|dep| Some((dep["name"].as_str()?.into(), dep["pkg"].as_str()?.into())))
        .filter(|(name, _): &(String, String)| name != "preload" && !name.starts_with("layer_"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_in_cells_come_from_cargo() {
        let metadata = json!({
            "packages": [{ "name": "layer_1", "id": "L" }, { "name": "rust-crypto", "id": "C" }],
            "resolve": { "nodes": [{ "id": "L", "deps": [
                { "name": "crypto", "pkg": "C" }, { "name": "preload", "pkg": "P" }, { "name": "layer_0", "pkg": "L0" }
            ] }] },
        });
        assert_eq!(externs(&metadata, "layer_1"), [("crypto".to_string(), "C".to_string())]);
    }
}
