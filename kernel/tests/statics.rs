//! Statics have one state over all cells, wherever they stand, and start anew with their process.

use client::Expect::{Fails, Nothing, Prints, Shows};
use client::script;

const MANABI: &str = env!("CARGO_BIN_EXE_manabi");

#[test]
fn one_state_over_cells() {
    script(
        MANABI,
        &[
            ("use std::sync::{*, atomic::*}; use std::cell::*;", Nothing),
            ("static N: AtomicU32 = AtomicU32::new(0); static mut M: u32 = 5;", Nothing),
            (
                "thread_local! { static T: Cell<u32> = const { Cell::new(1) }; pub static L: RefCell<Vec<u8>> = RefCell::new(vec![]); }",
                Nothing,
            ),
            (
                "N.fetch_add(1, Ordering::Relaxed); unsafe { M += 1 }; T.set(T.get() + 1); L.with_borrow_mut(|v| v.push(1));",
                Nothing,
            ),
            (
                "N.fetch_add(1, Ordering::Relaxed); unsafe { M += 1 }; T.set(T.get() + 1); L.with_borrow_mut(|v| v.push(1));",
                Nothing,
            ),
            (
                "(N.load(Ordering::Relaxed), unsafe { M }, T.get(), L.with_borrow(|v| v.len()))",
                Shows("(2, 7, 3, 2)"),
            ),
            ("std::thread::spawn(|| { T.set(9); T.get() }).join().unwrap() + T.get()", Shows("12")),
            (
                "static R: &AtomicU32 = &N; static WORDS: &[&str] = &[\"a\", \"b\"]; static F: fn(&str) -> usize = |s| s.len();",
                Nothing,
            ),
            ("(R.load(Ordering::Relaxed), WORDS, F(\"abc\"))", Shows("(2, [\"a\", \"b\"], 3)")),
            (
                "static LAZY: LazyLock<Vec<u32>> = LazyLock::new(|| { println!(\"once\"); vec![1] });",
                Nothing,
            ),
            ("LAZY.len();", Prints("once\n")),
            ("LAZY.len()", Shows("1")),
            (
                "mod m { pub static X: std::sync::Mutex<i32> = std::sync::Mutex::new(3); } *m::X.lock().unwrap() += 1;",
                Nothing,
            ),
            ("*m::X.lock().unwrap()", Shows("4")),
        ],
    );
}

#[test]
fn inside_functions_and_impls() {
    script(
        MANABI,
        &[
            ("use std::sync::atomic::*;", Nothing),
            (
                "fn next() -> u32 { static C: AtomicU32 = AtomicU32::new(0); C.fetch_add(1, Ordering::Relaxed) } next()",
                Shows("0"),
            ),
            ("next()", Shows("1")),
            ("next()", Shows("2")),
            (
                "fn of<T>() -> u32 { static C: AtomicU32 = AtomicU32::new(0); C.fetch_add(1, Ordering::Relaxed) } [of::<u8>(), of::<u16>()]",
                Shows("[0, 1]"),
            ),
            ("[of::<u8>(), of::<i8>()]", Shows("[2, 3]")),
            (
                "struct S; impl S { fn id() -> u32 { static C: AtomicU32 = AtomicU32::new(7); C.fetch_add(1, Ordering::Relaxed) } } S::id()",
                Shows("7"),
            ),
            ("S::id()", Shows("8")),
            (
                "fn outer() -> u32 { fn inner() -> u32 { static C: AtomicU32 = AtomicU32::new(1); C.fetch_add(1, Ordering::Relaxed) } inner() } outer()",
                Shows("1"),
            ),
            ("outer()", Shows("2")),
            (
                "{ static C: AtomicU32 = AtomicU32::new(1); C.fetch_add(1, Ordering::Relaxed) }",
                Shows("1"),
            ),
            (
                "fn next() -> u32 { static C: AtomicU32 = AtomicU32::new(0); C.fetch_add(10, Ordering::Relaxed) } next()",
                Shows("0"),
            ),
            ("next()", Shows("10")),
        ],
    );
}

#[test]
fn a_new_definition_a_new_process_and_clear_start_anew() {
    script(
        MANABI,
        &[
            ("use std::sync::atomic::*; static N: AtomicU32 = AtomicU32::new(0);", Nothing),
            ("N.fetch_add(1, Ordering::Relaxed); N.fetch_add(1, Ordering::Relaxed)", Shows("1")),
            ("static N: AtomicU32 = AtomicU32::new(100);", Nothing),
            ("N.fetch_add(1, Ordering::Relaxed)", Shows("100")),
            ("static N: AtomicU32 = AtomicU32::new(100);", Nothing),
            ("N.fetch_add(1, Ordering::Relaxed)", Shows("100")),
            ("std::process::abort()", Fails(&["aborted", "items and imports are kept"])),
            ("N.fetch_add(1, Ordering::Relaxed)", Shows("100")),
            ("N.fetch_add(1, Ordering::Relaxed)", Shows("101")),
            (":clear", Nothing),
            ("use std::sync::atomic::*; static N: AtomicU32 = AtomicU32::new(100);", Nothing),
            ("N.fetch_add(1, Ordering::Relaxed)", Shows("100")),
        ],
    );
}

#[test]
fn a_panic_that_poisons_a_lock_says_so() {
    script(
        MANABI,
        &[
            ("static L: std::sync::Mutex<i32> = std::sync::Mutex::new(1);", Nothing),
            (
                "let mut held = L.lock().unwrap(); *held = 2; panic!(\"while held\")",
                Fails(&["while held"]),
            ),
            ("*L.lock().unwrap()", Fails(&["PoisonError"])),
            ("*L.lock().unwrap_or_else(|e| e.into_inner())", Shows("2")),
            ("L.clear_poison(); *L.lock().unwrap()", Shows("2")),
        ],
    );
}
