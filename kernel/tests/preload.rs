//! Builds the library and crates over it for real. The cache is shared by all tests and kept between runs.

use std::path::PathBuf;
use std::process::Command;
use std::sync::Once;
use std::{env, fs};

use kernel::preload::{Dep, Preload};

fn preload() -> Preload {
    static CACHE: Once = Once::new();
    CACHE.call_once(|| {
        let cache = concat!(env!("CARGO_TARGET_TMPDIR"), "/manabi-cache");
        // SAFETY: all tests of this file come through here first, and none reads the environment before.
        unsafe { env::set_var("MANABI_CACHE", cache) };
    });
    Preload::ensure(&|line| eprintln!("{line}")).unwrap()
}

fn dep(name: &str, spec: Option<&str>) -> Dep {
    Dep { name: name.into(), spec: spec.map(str::to_string) }
}

/// Compiles a program as cells are compiled, runs it, and returns what it prints.
fn run(preload: &Preload, name: &str, code: &str) -> String {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("preload-test");
    fs::create_dir_all(&folder).unwrap();
    let source = folder.join(format!("{name}.rs"));
    fs::write(&source, format!("extern crate manabi as _;\n{code}")).unwrap();
    let program = folder.join(name);
    let mut rustc = Command::new(&preload.toolchain.rustc);
    rustc
        .args(["--edition=2024", "-Cprefer-dynamic", "-o"])
        .arg(&program)
        .arg(&source)
        .arg(format!("--extern=manabi={}", preload.dylib.display()))
        .arg(format!("-Ldependency={}", preload.deps.display()));
    for (name, file) in &preload.externs {
        rustc.arg(format!("--extern={name}={}", file.display()));
    }
    let output = rustc.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let path = format!("{}:{}", preload.deps.display(), preload.toolchain.libdir.display());
    let output = Command::new(&program).env("LD_LIBRARY_PATH", path).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn the_library_is_built_once_and_found_again() {
    let built = preload();
    let found = Preload::find().unwrap().expect("it was built");
    assert_eq!(found.key, built.key);
    assert!(found.worker.is_file() && found.dylib.is_file());
    assert_eq!(run(&found, "found", "fn main() { println!(\"here\"); }"), "here\n");
}

#[test]
fn a_crate_that_the_library_contains_needs_no_build() {
    let base = preload();
    for spec in [None, Some("\"0.17\"")] {
        let more = base.with_deps(&[dep("ndarray", spec)], &|line| panic!("{line}")).unwrap();
        assert!(!more.worker_restart);
        assert!(more.preload.layers.is_empty());
        let code = "fn main() { println!(\"{}\", ndarray::arr1(&[1.0, 2.0]).sum()); }";
        assert_eq!(run(&more.preload, "contained", code), "3\n");
    }
}

#[test]
fn new_crates_come_in_layers_and_share_their_instances() {
    let base = preload();
    let said = |line: &str| eprintln!("{line}");
    let derive = dep("serde", Some("{ version = \"1\", features = [\"derive\"] }"));
    let first = base.with_deps(std::slice::from_ref(&derive), &said).unwrap();
    assert!(!first.worker_restart);
    let second = first.preload.with_deps(&[dep("serde_json", Some("\"1\""))], &said).unwrap();
    assert_eq!(second.preload.layers.len(), 2);
    let code = "#[derive(serde::Serialize)] struct P { x: u8 }\n\
                fn main() { println!(\"{}\", serde_json::to_string(&P { x: 7 }).unwrap()); }";
    assert_eq!(run(&second.preload, "layers", code), "{\"x\":7}\n");

    let again = base.with_deps(std::slice::from_ref(&derive), &|line| panic!("{line}")).unwrap();
    assert_eq!(again.preload.layers, first.preload.layers);
    let same = second.preload.with_deps(&[derive], &|line| panic!("{line}")).unwrap();
    assert_eq!(same.preload.layers, second.preload.layers);
}

#[test]
fn a_crate_that_changes_the_library_asks_for_a_new_worker() {
    let base = preload();
    // The library uses rand without the generator of the thread, which the default features bring.
    let more =
        base.with_deps(&[dep("rand", Some("\"0.8\""))], &|line| eprintln!("{line}")).unwrap();
    assert!(more.worker_restart);
    assert_ne!(more.preload.dylib, base.dylib);
    let code = "use rand::Rng;\n\
                fn main() { let x: f64 = rand::thread_rng().gen_range(0.0..1.0); println!(\"{}\", x < 1.0); }";
    assert_eq!(run(&more.preload, "changed", code), "true\n");
}

#[test]
fn a_crate_of_ones_own_is_built_again_when_its_sources_change() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("mine");
    fs::create_dir_all(folder.join("src")).unwrap();
    let manifest =
        "[package]\nname = \"my-crate\"\nversion = \"0.1.0\"\nedition = \"2024\"\n[workspace]\n";
    fs::write(folder.join("Cargo.toml"), manifest).unwrap();
    let wanted = dep("my-crate", Some(&format!("{{ path = \"{}\" }}", folder.display())));
    let base = preload();
    for answer in ["1", "2"] {
        fs::write(folder.join("src/lib.rs"), format!("pub fn answer() -> u8 {{ {answer} }}"))
            .unwrap();
        let more =
            base.with_deps(std::slice::from_ref(&wanted), &|line| eprintln!("{line}")).unwrap();
        let code = "fn main() { println!(\"{}\", my_crate::answer()); }";
        assert_eq!(run(&more.preload, "mine", code), format!("{answer}\n"));
    }
    fs::write(folder.join("src/lib.rs"), "pub fn broken( {}").unwrap();
    let error = base.with_deps(&[wanted], &|_| ()).unwrap_err().to_string();
    assert!(error.starts_with("Building `my-crate` failed: "), "{error}");
    assert!(error.contains("src/lib.rs"), "{error}");
}

#[test]
fn what_cannot_be_had_is_said_in_a_sentence() {
    let base = preload();
    let fail = |dep: Dep| base.with_deps(&[dep], &|_| ()).unwrap_err().to_string();
    let error = fail(dep("ndarray", Some("\"99\"")));
    assert!(error.starts_with("Building `ndarray` failed"), "{error}");
    let error = fail(dep("not a crate", None));
    assert!(error.contains("is not the name of a crate"), "{error}");
}
