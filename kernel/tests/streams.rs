//! What cells print: as it comes, in order, in whatever bytes, and never too much.

use std::time::{Duration, Instant};

use client::Expect::{Fails, Nothing, Prints, Says, Shows};
use client::{Script, script};
use serde_json::json;

const MANABI: &str = env!("CARGO_BIN_EXE_manabi");

#[test]
fn a_flood_is_capped_with_a_notice() {
    let mut script = Script::start(MANABI);
    let code = "let s = \"x\".repeat(999); for _ in 0..100_000 { println!(\"{s}\"); }";
    let reply = script.cell(code);
    assert_eq!(reply.status, "ok");
    assert_eq!(reply.stdout().len(), 10 << 20);
    let notice = "[more than 10 MB of output: the rest of this cell's is not shown]";
    assert_eq!(reply.stderr().matches(notice).count(), 1, "{}", reply.stderr());
    script.run(&[("println!(\"after\")", Prints("after\n"))]);
}

#[test]
fn bytes_that_are_no_text_are_replaced() {
    script(
        MANABI,
        &[
            (
                "use std::io::Write; std::io::stdout().write_all(b\"a\\xff\\xfeb\\n\")?;",
                Prints("a\u{fffd}\u{fffd}b\n"),
            ),
            (
                "for b in \"é学🦀\\n\".bytes() { std::io::stdout().write_all(&[b])?; std::io::stdout().flush()?; }",
                Prints("é学🦀\n"),
            ),
            ("std::io::stdout().write_all(b\"\\xe3\\x81\")?;", Nothing),
            ("println!(\"ok\")", Prints("\u{fffd}ok\n")),
        ],
    );
}

#[test]
fn text_without_a_newline_shows_at_once() {
    let mut script = Script::start(MANABI);
    let code = "print!(\"waiting\"); std::thread::sleep(std::time::Duration::from_secs(3)); println!(\" done\");";
    let id = script.client.send_cell(code, json!({}));
    let first = script.client.broadcast(|m| m.msg_type == "stream");
    let shown = Instant::now();
    assert_eq!(first.content["text"], "waiting");
    let reply = script.client.finish(&id);
    assert!(shown.elapsed() > Duration::from_secs(2), "it came with the rest");
    assert!(reply.stdout().ends_with(" done\n"));
}

#[test]
fn a_closed_stream_comes_back_with_the_next_cell() {
    script(
        MANABI,
        &[
            ("unsafe extern \"C\" { fn close(n: i32) -> i32; }", Nothing),
            ("unsafe { close(1); } println!(\"lost\");", Nothing),
            ("println!(\"back\")", Prints("back\n")),
            ("unsafe { close(2); } eprintln!(\"lost\");", Nothing),
            ("eprintln!(\"back\")", Says("back\n")),
            ("unsafe { close(0); close(3); close(4); }", Nothing),
            ("println!(\"still\")", Prints("still\n")),
        ],
    );
}

#[test]
fn both_streams_and_children_and_threads() {
    script(
        MANABI,
        &[
            ("eprintln!(\"err\"); println!(\"out\"); eprint!(\"e2\");", Says("err\ne2")),
            (
                "std::process::Command::new(\"sh\").args([\"-c\", \"echo child; echo bad >&2; exit 3\"]).status()?.code()",
                Says("bad\n"),
            ),
            (
                "std::process::Command::new(\"echo\").arg(\"from child\").status()?;",
                Prints("from child\n"),
            ),
            (
                "std::thread::spawn(|| println!(\"from a thread\")).join().unwrap();",
                Prints("from a thread\n"),
            ),
            ("let mut line = String::new(); std::io::stdin().read_line(&mut line)?", Shows("0")),
            ("println!(\"before\"); panic!(\"after\")", Fails(&["before\n", "Panic: after"])),
            ("println!(\"before\"); std::process::abort()", Fails(&["before\n", "aborted"])),
            ("print!(\"unfinished\"); std::process::exit(0)", Fails(&["`exit(0)`"])),
        ],
    );
}

#[test]
fn a_child_does_not_see_the_folders_of_the_library() {
    let own = std::env::var("LD_LIBRARY_PATH").unwrap_or_default();
    let code =
        "std::process::Command::new(\"sh\").args([\"-c\", \"echo [$LD_LIBRARY_PATH]\"]).status()?;";
    script(MANABI, &[(code, Prints(&format!("[{own}]\n")))]);
}

#[test]
fn output_that_looks_like_evcxrs_but_is_not_stays_text() {
    script(
        MANABI,
        &[
            (
                "println!(\"EVCXR_BEGIN_CONTENT text/html\\n<b>open\");",
                Prints("EVCXR_BEGIN_CONTENT text/html\n<b>open\n"),
            ),
            ("println!(\"next\")", Prints("next\n")),
        ],
    );
}
