//! Compiled cells are kept: to restart a kernel and run all again compiles nothing.

use std::fs;
use std::path::{Path, PathBuf};

use client::Script;

const MANABI: &str = env!("CARGO_BIN_EXE_manabi");

/// Cells that need a retry each, beside plain ones.
const CELLS: [(&str, &str); 7] = [
    ("let v = vec![1, 2, 3]; let w = v.into_iter().rev().collect::<Vec<i32>>();", ""),
    ("w", "[3, 2, 1]"),
    ("let s = String::from(\"abc\"); let r = &s; r.len()", "3"),
    ("struct P { x: i32 }", ""),
    ("impl P { fn twice(&self) -> i32 { self.x * 2 } }\nlet p = P { x: 4 };", ""),
    ("p.twice()", "8"),
    ("let it = (0..4).skip(1); it.sum::<i32>()", "6"),
];

fn run_all(script: &mut Script) {
    for (code, result) in CELLS {
        let reply = script.cell(code);
        assert_eq!(
            (reply.status.as_str(), reply.results().concat().as_str()),
            ("ok", result),
            "{code}"
        );
    }
}

/// The entries of the cache with the time at which each was made.
fn entries(folder: &Path) -> Vec<PathBuf> {
    let mut all: Vec<_> =
        fs::read_dir(folder.join("cells")).unwrap().map(|e| e.unwrap().path()).collect();
    all.sort();
    all
}

#[test]
fn a_second_run_compiles_nothing() {
    let tmp = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let own = tmp.join("cache-test");
    let _ = fs::remove_dir_all(&own);
    // The library comes from the cache that all tests share; the cells have one of their own.
    drop(Script::start(MANABI));
    let (own_text, shared) =
        (own.display().to_string(), tmp.join("manabi-cache").display().to_string());
    let shared = std::env::var("MANABI_CACHE").unwrap_or(shared);
    let env = [("MANABI_CACHE", own_text.as_str()), ("MANABI_SHARED", shared.as_str())];
    run_all(&mut Script::start_with(MANABI, &env));
    let first = entries(&own);
    assert!(first.len() >= CELLS.len(), "{first:?}");
    assert!(
        first.iter().any(|e| e.extension().is_some_and(|e| e == "retry")),
        "what was learned is kept"
    );
    run_all(&mut Script::start_with(MANABI, &env));
    assert_eq!(entries(&own), first);
    // A cell that must be compiled shows what the comparison above sees.
    Script::start_with(MANABI, &env).cell("\"another cell\".len()");
    assert!(entries(&own).len() > first.len());
}
