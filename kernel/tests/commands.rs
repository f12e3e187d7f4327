//! Commands: lines that begin with a colon.

use std::fs;
use std::path::Path;

use client::Expect::{Fails, Nothing, Prints, Says, Shows};
use client::{Output, Script, script, shown};

const MANABI: &str = env!("CARGO_BIN_EXE_manabi");

#[test]
fn help_names_every_command() {
    let mut script = Script::start(MANABI);
    let help = shown(&script.cell(":help"));
    for name in [":help", ":vars", ":type", ":opt", ":time", ":clear", ":dep", ":last_source"] {
        assert!(help.contains(name), "{name} is missing in\n{help}");
    }
}

#[test]
fn vars_and_type() {
    let mut script = Script::start(MANABI);
    script.run(&[
        ("struct P; let p = P; let names = vec![(\"a\", 1.5)]; let mut n = 3_u8;", Nothing),
        (":type nothing", Fails(&["there is no variable `nothing`; :vars lists them"])),
    ]);
    assert_eq!(shown(&script.cell(":vars")).trim(), "n      u8\nnames  Vec<(&str, f64)>\np      P");
    assert_eq!(shown(&script.cell(":type names")).trim(), "Vec<(&str, f64)>");
    script.run(&[(":clear", Nothing)]);
    assert_eq!(shown(&script.cell(":vars")).trim(), "no variables");
    script.run(&[
        ("p", Fails(&["cannot find value `p`"])),
        ("let q = P;", Fails(&["cannot find value `P`"])),
    ]);
}

#[test]
fn opt_changes_the_level() {
    script(
        MANABI,
        &[
            (":opt 3\nlet x = 1;", Says("")),
            (":opt 9", Fails(&[":opt takes 0, 1, 2, 3 or auto, not `9`"])),
            (":opt auto\nx", Shows("1")),
        ],
    );
}

#[test]
fn time_tells_both_parts() {
    let mut script = Script::start(MANABI);
    let said =
        script.cell(":time\nstd::thread::sleep(std::time::Duration::from_millis(120));").stderr();
    let ran: f64 =
        said.split("ran in ").nth(1).and_then(|t| t.split(' ').next()?.parse().ok()).unwrap();
    assert!(said.contains("compiled in") && (0.12..5.0).contains(&ran), "{said}");
}

#[test]
fn last_source_is_real_source() {
    let mut script = Script::start(MANABI);
    script.cell("let answer = 6 * 7;");
    // This is the one place where generated code is asked for.
    let reply = script.client.execute(":last_source");
    let Some(Output::Display { data, .. }) = reply.outputs.first() else {
        panic!("{:?}", reply.outputs)
    };
    assert!(data["text/plain"].as_str().unwrap().contains("let answer = 6 * 7;"));
}

#[test]
fn a_command_may_stand_between_lines_of_rust() {
    script(
        MANABI,
        &[
            ("let a = 1;\n:opt 0\nlet b = a + 1;", Says("")),
            ("b", Shows("2")),
            ("println!(\"\n:vars\n\");", Prints("\n:vars\n\n")),
            (":nonsense", Fails(&["there is no command :nonsense; :help lists them"])),
        ],
    );
}

#[test]
fn a_crate_of_ones_own() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("own-crate");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(folder.join("src")).unwrap();
    let manifest =
        "[package]\nname = \"greeter\"\nversion = \"0.1.0\"\nedition = \"2024\"\n[workspace]\n";
    fs::write(folder.join("Cargo.toml"), manifest).unwrap();
    let code = "use std::sync::atomic::{AtomicU32, Ordering};\nstatic N: AtomicU32 = AtomicU32::new(0);\n\
                pub fn next() -> u32 { N.fetch_add(1, Ordering::SeqCst) }\n\
                #[derive(Debug)] pub struct Card { pub name: String }\n";
    fs::write(folder.join("src/lib.rs"), code).unwrap();
    let dep = format!(":dep greeter = {{ path = \"{}\" }}\ngreeter::next()", folder.display());
    let mut script = Script::start(MANABI);
    assert_eq!(script.cell(&dep).result(), "0");
    script.run(&[
        // One state over all cells: the crate is one library, not a copy in every cell.
        ("greeter::next()", Shows("1")),
        ("let card = greeter::Card { name: \"学\".into() };", Nothing),
        ("card", Shows("Card { name: \"学\" }")),
    ]);
}

#[test]
fn crates_that_are_there_and_that_are_not() {
    script(
        MANABI,
        &[
            (":dep ndarray = \"0.17\"\nndarray::arr1(&[1., 2.]).sum()", Shows("3.0")),
            (
                ":dep no-such-crate-at-all-xyz = { path = \"/nowhere/at/all\" }",
                Fails(&["Dependency"]),
            ),
            ("1 + 1", Shows("2")),
        ],
    );
}
