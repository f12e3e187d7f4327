//! Compiled cells are kept: a notebook that runs again compiles nothing.

use std::time::{Duration, Instant};

use client::Script;

const MANABI: &str = env!("CARGO_BIN_EXE_manabi");

/// A text that no run before this one has compiled.
fn fresh() -> String {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    format!("{}{}", now.as_nanos(), std::process::id())
}

/// Cells of all kinds, with facts that only a failed pass teaches: moves, borrows, hidden names.
fn notebook(fresh: &str) -> Vec<String> {
    [
        "let tag = \"FRESH\"; let v = vec![String::from(\"a\")]; let o = Some(vec![1]);",
        "#[derive(Debug, Clone)] struct P { x: f64 } static N: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);",
        "impl P { fn twice(&self) -> f64 { self.x * 2.0 } } let p = P { x: 2.0 };",
        "match o { Some(x) => x.len(), None => 0 }",
        "let view = &p; println!(\"{} {}\", tag, view.twice());",
        "let m = std::collections::HashMap::from([(tag, v)]); N.fetch_add(1, std::sync::atomic::Ordering::Relaxed)",
        "let mut total = 0.0; for i in 0..10 { total += i as f64 * p.x; } (total, m.len())",
        "macro_rules! item { ($n:ident) => { fn $n() -> &'static str { \"FRESH\" } } } item!(made);",
        "struct P { x: f64, y: f64 }",
        "let q = P { x: 1.0, y: 2.0 }; (made().len() > 3, q.twice(), N.load(std::sync::atomic::Ordering::Relaxed))",
    ]
    .map(|cell| cell.replace("FRESH", fresh))
    .to_vec()
}

fn run_all(script: &mut Script, cells: &[String]) -> (Duration, Vec<String>) {
    let start = Instant::now();
    let outputs = cells.iter().map(|cell| {
        let reply = script.cell(cell);
        assert_eq!(reply.status, "ok", "{cell}\n{}", reply.evalue);
        format!("{:?}", reply.outputs)
    });
    let outputs = outputs.collect();
    (start.elapsed(), outputs)
}

#[test]
fn run_all_after_a_restart_compiles_nothing() {
    let cells = notebook(&fresh());
    let mut script = Script::start(MANABI);
    let (compiled, first) = run_all(&mut script, &cells);
    let mut best = Duration::MAX;
    for _ in 0..3 {
        script.restart();
        let (again, second) = run_all(&mut script, &cells);
        assert_eq!(second, first);
        best = best.min(again);
    }
    assert!(best * 4 < compiled, "compiled in {compiled:?}, from the cache in {best:?}");
}

#[test]
fn a_cell_that_runs_again_compiles_nothing() {
    let tag = fresh();
    let mut script = Script::start(MANABI);
    script.cell("let mut n = 0;");
    let cell = format!("n += 1; assert!({tag:?} != \"\"); n");
    assert_eq!(script.cell(&cell).result(), "1");
    let times = (2..8).map(|turn| {
        let start = Instant::now();
        assert_eq!(script.cell(&cell).result(), turn.to_string());
        start.elapsed()
    });
    let best = times.min().unwrap();
    assert!(best < Duration::from_millis(40), "{best:?}");
}

/// What the same text means depends on what was defined before: never the wrong library.
#[test]
fn the_same_text_with_other_definitions_is_another_cell() {
    let tag = fresh();
    let mut script = Script::start(MANABI);
    for turn in 1..4 {
        script.cell(&format!(
            "const K: &str = \"{tag}-{turn}\"; #[derive(Debug)] struct S([u8; {turn}]);"
        ));
        script.cell(&format!("let s = S([{turn}; {turn}]);"));
        let reply = script.cell("(K.len() > 3, s)");
        assert_eq!(reply.result(), format!("(true, S({:?}))", vec![turn; turn]));
        let reply = script.cell("K.ends_with(\"-1\")");
        assert_eq!(reply.result(), (turn == 1).to_string());
    }
}

#[test]
fn included_files_are_read_as_they_are_now() {
    let file = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{}.txt", fresh()));
    let mut script = Script::start(MANABI);
    for text in ["one", "three"] {
        std::fs::write(&file, text).unwrap();
        let reply = script.cell(&format!("include_str!({:?}).len()", file.display().to_string()));
        assert_eq!(reply.result(), text.len().to_string());
    }
    // The layout of a type may stand in a file, which changes when it likes: its values live in their cell.
    let include = format!("mod told {{ include!({:?}); }}", file.display().to_string());
    std::fs::write(&file, "pub struct Told(pub u8);").unwrap();
    assert_eq!(script.cell(&format!("{include} let t = told::Told(1); t.0")).result(), "1");
    std::fs::write(&file, "pub struct Told(pub [u64; 9]);").unwrap();
    let reply = script.cell("t.0");
    assert!(reply.evalue.contains("`t` was made with an older"), "{}", reply.evalue);
    assert_eq!(script.cell("told::Told([2; 9]).0[8]").result(), "2");
    std::fs::remove_file(file).unwrap();
}

#[test]
fn a_variable_named_env_is_no_macro() {
    let mut script = Script::start(MANABI);
    script.cell("struct Agent(f32); impl Agent { fn new(env: &[f32]) -> Agent { Agent(env[0]) } }");
    script.cell("let env = [2.]; let agent = Agent::new(&env);");
    assert_eq!(script.cell("agent.0").result(), "2.0");
}
