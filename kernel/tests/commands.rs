//! The commands of a cell: lines that begin with a colon.

use std::fs;
use std::path::PathBuf;

use client::Expect::{Fails, Nothing, Says, Shows};
use client::{Output, Script, script};

const MANABI: &str = env!("CARGO_BIN_EXE_manabi");

/// What a command shows, as text.
fn told(script: &mut Script, cell: &str) -> String {
    let reply = script.client.execute(cell);
    match reply.outputs.as_slice() {
        [Output::Display { data, .. }] => data["text/plain"].as_str().unwrap().to_string(),
        other => panic!("{cell}: {other:?}"),
    }
}

/// A crate of one's own with this library.
fn own_crate(name: &str, code: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("crates").join(name);
    fs::create_dir_all(folder.join("src")).unwrap();
    let manifest = format!(
        "[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n[workspace]\n"
    );
    fs::write(folder.join("Cargo.toml"), manifest).unwrap();
    fs::write(folder.join("src").join("lib.rs"), code).unwrap();
    folder
}

#[test]
fn help_lists_all() {
    let mut script = Script::start(MANABI);
    let help = told(&mut script, ":help");
    for command in [":help", ":vars", ":type", ":dep", ":opt", ":time", ":clear", ":last_source"] {
        assert!(help.contains(command), "{command} is missing:\n{help}");
    }
    script.run(&[(":nope", Fails(&["there is no command :nope; :help lists them"]))]);
}

#[test]
fn variables_and_their_types() {
    let mut script = Script::start(MANABI);
    assert_eq!(told(&mut script, ":vars"), "no variables");
    script.run(&[
        (
            "let n = 1; let words = vec![String::from(\"a\")]; struct P(u8); let p = Some(P(1));",
            Nothing,
        ),
        ("let m = std::collections::HashMap::from([(\"a\", 1.0)]); let f = |x: i32| x;", Nothing),
    ]);
    let vars = told(&mut script, ":vars");
    let expected = "f      Box<dyn Fn(i32) -> i32>\nm      HashMap<&str, f64>\nn      i32\np      Option<P>\nwords  Vec<String>";
    assert_eq!(vars, expected);
    assert_eq!(told(&mut script, ":type words"), "Vec<String>");
    script.run(&[
        (":type nope", Fails(&["there is no variable `nope`; :vars lists them"])),
        ("drop(words);", Nothing),
        (":type words", Fails(&["`words` was moved in cell"])),
        ("let s = \"\n:vars\n\"; s", Shows("\"\\n:vars\\n\"")),
    ]);
}

#[test]
fn optimisation() {
    let mut script = Script::start(MANABI);
    assert_eq!(told(&mut script, ":opt"), "optimisation: 2");
    assert_eq!(told(&mut script, ":opt"), "optimisation: 0");
    assert_eq!(told(&mut script, ":opt 3"), "optimisation: 3");
    script.run(&[
        ("(0..10u32).map(|x| x * x).sum::<u32>()", Shows("285")),
        ("let big = 200u8; big + 100", Fails(&["overflow"])),
        (":opt 9", Fails(&[":opt takes 0, 1, 2, 3 or auto, not `9`"])),
    ]);
    assert_eq!(told(&mut script, ":opt auto"), "optimisation: auto");
}

#[test]
fn time_clear_and_last_source() {
    let mut script = Script::start(MANABI);
    script.run(&[
        (":time\n1 + 1", Says("compiled in ")),
        ("let x = 1; fn f() {} use std::collections::BTreeMap;", Nothing),
    ]);
    assert!(told(&mut script, ":last_source").contains("let x = 1;"));
    script.run(&[
        (":clear", Nothing),
        ("x", Fails(&["cannot find value `x`"])),
        ("f()", Fails(&["cannot find function `f`"])),
        (":clear\nlet y = 2; y", Shows("2")),
        (":timing", Says("a setting of evcxr that is not needed here")),
    ]);
}

#[test]
fn a_crate_that_the_library_contains() {
    script(
        MANABI,
        &[
            (":dep ndarray\nuse ndarray::arr1; arr1(&[1.0, 2.0]).sum()", Shows("3.0")),
            ("let a = arr1(&[1.0, 2.0]);", Nothing),
            ("a.len()", Shows("2")),
            ("let same: manabi::ndarray::Array1<f64> = a; same[1]", Shows("2.0")),
        ],
    );
}

#[test]
fn a_crate_of_ones_own() {
    let code = "use std::sync::atomic::*; #[derive(Debug)] pub struct T { pub a: u8 } pub fn t() -> T { T { a: 7 } }\n\
                pub fn n() -> u32 { static N: AtomicU32 = AtomicU32::new(0); N.fetch_add(1, Ordering::Relaxed) }";
    let folder = own_crate("counting", code);
    let dep = format!(":dep counting = {{ path = \"{}\" }}", folder.display());
    let mut script = Script::start(MANABI);
    assert_eq!(script.cell(&format!("{dep}\ncounting::t().a")).result(), "7");
    script.run(&[
        ("let t = counting::t(); (counting::n(), counting::n())", Shows("(0, 1)")),
        ("(t.a, counting::n())", Shows("(7, 2)")),
        (dep.as_str(), Nothing),
        ("(t.a, counting::n())", Shows("(7, 3)")),
    ]);
    // Its sources change: no variable may be read under the new layout.
    let other = code.replace("pub a: u8", "pub a: [u64; 60]").replace("a: 7", "a: [9; 60]");
    own_crate("counting", &other);
    script.run(&[
        ("t.a", Shows("7")),
        (dep.as_str(), Says("these variables are lost: t")),
        ("t.a", Fails(&["`t` was lost"])),
        ("(counting::t().a[59], counting::n())", Shows("(9, 0)")),
        ("std::process::abort()", Fails(&["aborted"])),
        ("counting::t().a[59]", Shows("9")),
    ]);
}

#[test]
fn what_cannot_be_had_is_said_in_a_sentence() {
    let mut script = Script::start(MANABI);
    script.run(&[
        (":dep x = { path = \"/no/such\" }", Fails(&["There is no crate at \"/no/such\""])),
        (":dep", Fails(&["write `:dep name = \"version\"`"])),
        (":dep two words", Fails(&["is not the name of a crate"])),
        ("1 + 1", Shows("2")),
    ]);
    let broken = own_crate("broken", "pub fn f( {}");
    let reply = script.cell(&format!(":dep broken = {{ path = \"{}\" }}", broken.display()));
    assert!(reply.evalue.starts_with("Building `broken` failed"), "{}", reply.evalue);
    assert!(!reply.evalue.contains('\n'), "one sentence: {}", reply.evalue);
    script.run(&[("1 + 1", Shows("2"))]);
}
