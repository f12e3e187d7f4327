//! The worker ends: the cause is said, what is lost is said, and the kernel goes on.

use client::Expect::{Fails, Nothing, Says, Shows};
use client::script;

const MANABI: &str = env!("CARGO_BIN_EXE_manabi");

/// Before and after each crash.
fn survives(crash: &str, said: &[&str]) {
    let mut said = said.to_vec();
    said.extend(["a fresh process was started", "these variables are lost: a, b"]);
    script(
        MANABI,
        &[
            (
                "use std::collections::BTreeMap; struct P(i32); impl P { fn double(&self) -> i32 { self.0 * 2 } }",
                Nothing,
            ),
            (
                "static HITS: std::sync::Mutex<i32> = std::sync::Mutex::new(10); fn hit() -> i32 { *HITS.lock().unwrap() += 1; *HITS.lock().unwrap() }",
                Nothing,
            ),
            ("let a = 1; let b = P(4); hit()", Shows("11")),
            (crash, Fails(&said)),
            (
                "b.0",
                Fails(&[
                    "`b` was lost when the process that held it ended; run the cell that defines it again",
                ]),
            ),
            ("let b = P(5); b.double()", Shows("10")),
            ("let m: BTreeMap<i32, i32> = BTreeMap::new(); m.len()", Shows("0")),
            ("hit(); hit()", Shows("12")),
        ],
    );
}

#[test]
fn exit() {
    survives("std::process::exit(3)", &["Crash: the cell ended the process with `exit(3)`"]);
}

#[test]
fn abort() {
    survives("std::process::abort();", &["Crash: the process aborted"]);
}

#[test]
fn segmentation_fault() {
    survives(
        "unsafe { *(8 as *mut i32) = 1; }",
        &["a segmentation fault", "look at the `unsafe` code of this cell"],
    );
}

#[test]
fn infinite_recursion() {
    survives(
        "fn down(n: u64) -> u64 { down(n + 1) + 1 }\ndown(0)",
        &["Crash: the stack overflowed", "a function that calls itself must reach an end"],
    );
}

#[test]
fn a_panic_in_drop_during_a_panic() {
    survives(
        "struct D; impl Drop for D { fn drop(&mut self) { panic!(\"in drop\"); } }\nlet d = D; panic!(\"first\");",
        &["code in `Drop` must not panic"],
    );
}

#[test]
fn killed_from_outside() {
    survives(
        "unsafe extern \"C\" { fn kill(pid: i32, signal: i32) -> i32; }\nunsafe { kill(std::process::id() as i32, 9); }\nloop {}",
        &["the process was killed from outside"],
    );
}

#[test]
fn a_panic_in_drop_alone_is_said_and_nothing_is_lost() {
    script(
        MANABI,
        &[
            (
                "struct D; impl Drop for D { fn drop(&mut self) { panic!(\"in drop\"); } }\nlet d = D; let kept = 7;",
                Nothing,
            ),
            ("let d = 1;", Says("a `drop` panicked at cell 1, line 1: in drop")),
            ("{ let d = D; }", Fails(&["Panic: in drop"])),
            ("d + kept", Shows("8")),
        ],
    );
}

#[test]
fn a_panic_in_a_thread_is_said() {
    script(
        MANABI,
        &[
            (
                "\nstd::thread::Builder::new().name(\"helper\".into()).spawn(|| panic!(\"lost\")).unwrap().join().is_err()",
                Says("the thread `helper` panicked at cell 1, line 2: lost"),
            ),
            ("1", Shows("1")),
        ],
    );
}
