//! What cells print: every byte, in order, at once, and never too much.

use client::Expect::{Nothing, Prints, Shows};
use client::{Output, Script, script};

const MANABI: &str = env!("CARGO_BIN_EXE_manabi");

#[test]
fn text_of_all_kinds_comes_as_it_is() {
    script(
        MANABI,
        &[
            ("println!(\"学び 🦀 é\"); print!(\"no newline\");", Prints("学び 🦀 é\nno newline")),
            (
                "use std::io::Write; std::io::stdout().write_all(b\"a\\xffb\\n\").unwrap();",
                Prints("a\u{fffd}b\n"),
            ),
            (
                "std::process::Command::new(\"echo\").arg(\"from a child\").status().unwrap().success()",
                Prints("from a child\n"),
            ),
            (
                "println!(\"\\r50 %\\r100 %\\t\\u{1b}[31mred\\u{1b}[0m\");",
                Prints("\r50 %\r100 %\t\u{1b}[31mred\u{1b}[0m\n"),
            ),
        ],
    );
}

#[test]
fn streams_and_displays_keep_their_order() {
    let mut script = Script::start(MANABI);
    let cell = "print!(\"1\"); display_markdown(\"2\"); print!(\"3\"); display_markdown(\"4\"); println!(\"5\"); 6";
    for _ in 0..20 {
        let reply = script.cell(cell);
        let order: Vec<String> = reply
            .outputs
            .iter()
            .map(|output| match output {
                Output::Stdout(text) => text.trim().to_string(),
                Output::Display { data, .. } => data["text/markdown"].as_str().unwrap().to_string(),
                Output::Result(data) => data["text/plain"].as_str().unwrap().to_string(),
                other => format!("{other:?}"),
            })
            .collect();
        assert_eq!(order, ["1", "2", "3", "4", "5", "6"]);
    }
}

#[test]
fn text_without_a_newline_shows_while_the_cell_runs() {
    let mut script = Script::start(MANABI);
    let cell = "print!(\"working\"); std::thread::sleep(std::time::Duration::from_millis(500)); print!(\" done\");";
    let reply = script.cell(cell);
    // Text is collected for some tens of milliseconds: what came half a second apart is not together.
    let parts: Vec<&Output> = reply.outputs.iter().collect();
    assert_eq!(parts, [&Output::Stdout("working".into()), &Output::Stdout(" done".into())]);
}

#[test]
fn a_flood_is_capped_with_a_notice_and_the_next_cell_prints_again() {
    let mut script = Script::start(MANABI);
    let reply =
        script.cell("let line = \"x\".repeat(99); for _ in 0..1_000_000 { println!(\"{line}\"); }");
    assert_eq!(reply.status, "ok");
    let shown = reply.stdout().len();
    assert!((9 << 20..=10 << 20).contains(&shown), "{shown} bytes");
    assert!(reply.stderr().contains("more than 10 MB of output"), "{}", reply.stderr());
    script.run(&[("println!(\"here\");", Prints("here\n"))]);
}

#[test]
fn a_cell_that_closes_its_streams_harms_only_itself() {
    script(
        MANABI,
        &[
            (
                "unsafe extern \"C\" { fn close(fd: i32) -> i32; }\nlet kept = 1; unsafe { close(1); close(2); }",
                Nothing,
            ),
            ("println!(\"again\");", Prints("again\n")),
            ("kept", Shows("1")),
            (
                "let f = std::fs::File::open(\"/dev/null\").unwrap(); print!(\"to the notebook\");",
                Prints("to the notebook"),
            ),
        ],
    );
}
