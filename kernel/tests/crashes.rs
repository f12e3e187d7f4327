//! The end of the worker: said with its cause, and the kernel goes on with items and imports.

use std::time::{Duration, Instant};

use client::Expect::{Fails, Nothing, Says, Shows};
use client::{Script, script};

const MANABI: &str = env!("CARGO_BIN_EXE_manabi");

#[test]
fn every_way_to_end_is_told() {
    let ends = [
        ("unsafe { *(8 as *mut i32) = 1 }", "a segmentation fault"),
        ("std::process::exit(3)", "the cell ended the process with `exit(3)`"),
        ("std::process::abort()", "the process aborted"),
        ("fn inf(n: u64) -> u64 { inf(n + 1) + 1 } inf(0)", "the stack overflowed"),
        ("let v: Vec<u64> = vec![0; 1 << 50]; v.len()", "there was not enough memory"),
        (
            "struct D; impl Drop for D { fn drop(&mut self) { panic!(\"drop\") } } let _d = D; panic!(\"first\")",
            "in a `drop` while another panic was under way",
        ),
        (
            "unsafe extern \"C\" { fn kill(p: i32, s: i32) -> i32; } unsafe { kill(std::process::id() as i32, 9) }; loop { std::thread::yield_now() }",
            "killed from outside",
        ),
        (
            "unsafe extern \"C\" { fn close(n: i32) -> i32; } for n in 3..1024 { unsafe { close(n); } }",
            "closed file descriptors that the process needs",
        ),
        ("extern \"C\" fn f() { panic!(\"over C\") } f()", "where none can be caught"),
    ];
    let mut script = Script::start(MANABI);
    script.run(&[("use std::collections::BTreeMap; #[derive(Debug)] struct Kept(u8);", Nothing)]);
    for (cell, cause) in ends {
        script.run(&[
            ("let a = 1; let b = Kept(2);", Nothing),
            (cell, Fails(&["Crash", cause, "items and imports are kept, these variables are lost: a, b"])),
            ("a", Fails(&["`a` was lost when the process that held it ended; run the cell that defines it again"])),
            ("(BTreeMap::from([(1, 2)]), Kept(3))", Shows("({1: 2}, Kept(3))")),
        ]);
    }
}

#[test]
fn deep_recursion_that_ends_is_no_crash() {
    script(
        MANABI,
        &[(
            "fn sum(n: u64) -> u64 { if n == 0 { 0 } else { n + sum(n - 1) } } sum(100_000)",
            Shows("5000050000"),
        )],
    );
}

#[test]
fn a_panic_in_drop_keeps_the_rest() {
    script(
        MANABI,
        &[
            ("struct D; impl Drop for D { fn drop(&mut self) { panic!(\"in drop\") } }", Nothing),
            ("let d = D; let other = 1;", Nothing),
            ("let d = 5;", Says("a `drop` panicked at cell 1, line 1: in drop")),
            ("(d, other)", Shows("(5, 1)")),
            ("let e = D; let f = D;", Nothing),
            (":clear", Says("a `drop` panicked")),
            ("drop(3)", Nothing),
        ],
    );
}

#[test]
fn a_crash_is_told_soon() {
    let mut script = Script::start(MANABI);
    let start = Instant::now();
    assert_eq!(script.cell("std::process::abort()").ename, "Crash");
    assert_eq!(script.cell("1 + 1").result(), "2");
    assert!(start.elapsed() < Duration::from_secs(10));
}

#[test]
fn a_child_or_a_thread_does_not_hold_the_cell() {
    let mut script = Script::start(MANABI);
    let start = Instant::now();
    script.run(&[
        ("std::process::Command::new(\"sleep\").arg(\"30\").spawn()?;", Nothing),
        ("std::thread::spawn(|| loop { std::thread::sleep(std::time::Duration::from_millis(5)) });", Nothing),
        ("1 + 1", Shows("2")),
    ]);
    assert!(start.elapsed() < Duration::from_secs(10));
}
