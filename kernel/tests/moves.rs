//! Moved variables: gone, with the cell that moved them, and never silently.

use client::Expect::{Fails, Nothing, Prints, Shows};
use client::script;

const MANABI: &str = env!("CARGO_BIN_EXE_manabi");

/// Every way to move `v`, in a cell; the next one must say so.
#[test]
fn moves_of_all_kinds() {
    let moving = [
        "let b = v;",
        "drop(v);",
        "for x in v {}",
        "let it = v.into_iter();",
        "let n = v.iter().len(); let b = Box::new(v); n;",
        "let f = move || v.len(); f();",
        "std::thread::spawn(move || v.len()).join().unwrap();",
        "let text = format!(\"{:?}\", { v });",
        "let pair = (1, v);",
        "struct S { v: Vec<i32> } let s = S { v };",
        "{ let v = v; v.len(); }",
        "let r: Result<i32, Vec<i32>> = Err(v); r.is_ok();",
        "let mut all: Vec<Vec<i32>> = vec![]; all.push(v);",
    ];
    for cell in moving {
        let cells: &[(&str, client::Expect)] = &[
            ("let v = vec![1, 2]; let other = 1;", Nothing),
            (cell, Nothing),
            ("v", Fails(&["`v` was moved in cell 2 and is gone; use `v.clone()` or `&v` there"])),
            ("other", Shows("1")),
        ];
        script(MANABI, cells);
    }
}

#[test]
fn what_copies_or_is_only_lent_stays() {
    script(
        MANABI,
        &[
            (
                "let n = 5; let v = vec![1, 2]; let b = Box::new(7); #[derive(Clone, Copy)] struct C(i32); let c = C(1);",
                Nothing,
            ),
            (
                "let m = n; let c2 = c; let inner = *b; let w = v.clone(); let l = v.iter().sum::<i32>();",
                Nothing,
            ),
            ("(n, c.0, *b, v, l)", Shows("(5, 1, 7, [1, 2], 3)")),
            ("v", Shows("[1, 2]")),
            ("let it = vec![1].into_iter(); let first = it.clone().next();", Nothing),
            ("it.count()", Shows("1")),
        ],
    );
}

#[test]
fn a_move_on_some_ways_says_that() {
    script(
        MANABI,
        &[
            ("let v = vec![1]; let w = vec![2]; let n = 5;", Nothing),
            ("if n > 1000 { drop(v) }", Nothing),
            (
                "v",
                Fails(&["cell 2 moves `v` on some of its ways, so `v` is gone, whichever it took"]),
            ),
            ("let y = if n > 3 { w } else { vec![] }; y", Shows("[2]")),
            ("w", Fails(&["cell 4 moves `w` on some of its ways"])),
        ],
    );
}

#[test]
fn a_part_that_moves_says_that() {
    script(
        MANABI,
        &[
            (
                "let t = (String::from(\"l\"), String::from(\"r\")); let o = Some(String::from(\"o\"));",
                Nothing,
            ),
            ("let left = t.0; left", Shows("\"l\"")),
            ("t.1", Fails(&["a part of `t` was moved in cell 2, so `t` is gone"])),
            ("match o { Some(x) => x.len(), None => 0 }", Shows("1")),
            ("o", Fails(&["`o`", "cell 4"])),
            (
                "#[derive(Debug)] struct Pair { a: String, b: String } let pair = Pair { a: \"a\".into(), b: \"b\".into() };",
                Nothing,
            ),
            ("let Pair { a, .. } = pair; a", Shows("\"a\"")),
            ("pair.b", Fails(&["`pair`", "was moved in cell 7"])),
        ],
    );
}

#[test]
fn a_variable_that_is_given_a_new_value_stays() {
    script(
        MANABI,
        &[
            (
                "let mut s = String::from(\"s\"); let mut t = String::new(); let mut v = vec![1];",
                Nothing,
            ),
            ("t = s; s = String::from(\"new\");", Nothing),
            ("(&t, &s)", Shows("(\"s\", \"new\")")),
            ("let w = v; v = vec![2]; v.push(3);", Nothing),
            ("(v, w)", Shows("([2, 3], [1])")),
            ("let s = s + \"!\"; s", Shows("\"new!\"")),
            ("s", Shows("\"new!\"")),
        ],
    );
}

#[test]
fn a_failure_after_a_move_loses_what_moved_and_no_more() {
    script(
        MANABI,
        &[
            ("let gone = String::from(\"g\"); let mut kept = vec![1];", Nothing),
            ("kept.push(2); let x = gone; panic!(\"after\")", Fails(&["Panic: after"])),
            ("kept", Shows("[1, 2]")),
            ("gone", Fails(&["`gone` was moved in cell 2"])),
            ("let l = String::from(\"x\");", Nothing),
            ("for _ in 0..2 { drop(l); }", Fails(&["E0382", "in previous iteration of loop"])),
            ("l", Shows("\"x\"")),
            ("let a = l; println!(\"{l}\");", Fails(&["borrow of moved value: `l`"])),
            ("println!(\"{l}\");", Prints("x\n")),
        ],
    );
}
