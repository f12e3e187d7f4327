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
            (
                "let square = ndarray::arr2(&[[1, 2], [3, 4]]); let dynamic = square.clone().into_dyn();",
                Nothing,
            ),
            ("(square.sum(), dynamic.ndim())", Shows("(10, 2)")),
            (
                "let image = manabi::image::RgbImage::new(2, 3); let any = manabi::image::DynamicImage::new_rgb8(1, 1);",
                Nothing,
            ),
            ("(image.height(), any.width())", Shows("(3, 1)")),
            (
                "let rev = square.reversed_axes(); let cpu = manabi::dfdx::tensor::Cpu::default();",
                Nothing,
            ),
            ("let _cpu = &cpu; rev[[0, 1]]", Shows("3")),
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

/// Most crates define a type in a private module and export it from another place.
#[test]
fn types_that_a_crate_exports_from_elsewhere() {
    let code = "mod inner { #[derive(Debug)] pub struct Q(pub u8); pub mod deep { #[derive(Debug)] pub struct R<T>(pub T); } \
                #[derive(Debug)] pub struct Hidden(pub u8); }\n\
                pub use inner::Q; pub mod prelude { pub use crate::inner::deep::R; }\n\
                pub fn q() -> Q { Q(1) } pub fn r() -> prelude::R<Q> { prelude::R(Q(2)) } pub fn hidden() -> impl std::fmt::Debug { inner::Hidden(3) }";
    let folder = own_crate("exporting", code);
    let dep = format!(":dep exporting = {{ path = \"{}\" }}", folder.display());
    let mut script = Script::start(MANABI);
    assert_eq!(script.cell(&dep).status, "ok");
    script.run(&[
        ("let q = exporting::q(); let r = vec![exporting::r()]; let hidden = exporting::hidden(); let n = 1;", Nothing),
        ("(q.0, r[0].0.0, n)", Shows("(1, 2, 1)")),
        ("(q, &r)", Shows("(Q(1), [R(Q(2))])")),
        ("hidden", Fails(&["`hidden` has a type that is private to its crate (Hidden)"])),
        ("mod m { mod inner { #[derive(Debug)] pub struct Mine(pub u8); } pub use inner::Mine; } let mine = m::Mine(4);", Nothing),
        ("mine", Shows("Mine(4)")),
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
