//! Closures over cells: kept in boxes where their arguments can be read, explained where not.

use client::Expect::{Fails, Nothing, Says, Shows};
use client::script;

const MANABI: &str = env!("CARGO_BIN_EXE_manabi");

#[test]
fn closures_are_kept() {
    script(
        MANABI,
        &[
            (
                "let add = |a: i32, b: i32| a + b; let len = |s: &str| s.len(); let none = || 7;",
                Nothing,
            ),
            ("(add(1, 2), len(\"abc\"), none())", Shows("(3, 3, 7)")),
            ("let mut total = 0; let step = 2;", Nothing),
            ("let twice = move |x: i32| x * step; twice(3)", Shows("6")),
            ("twice(4)", Shows("8")),
            ("let mut count = 0; let mut next = move || { count += 1; count };", Nothing),
            ("next(); next()", Shows("2")),
            ("[1, 2, 3].iter().for_each(|x| total += x); total", Shows("6")),
            ("let own = String::from(\"once\"); let once = move || own;", Nothing),
            ("once()", Shows("\"once\"")),
            ("once()", Fails(&["`once` was moved in cell 10"])),
            (
                "let curry: Box<dyn Fn(i32) -> Box<dyn Fn(i32) -> i32>> = Box::new(|x| Box::new(move |y| x + y));",
                Nothing,
            ),
            ("curry(1)(2)", Shows("3")),
        ],
    );
}

#[test]
fn a_stated_type_stays() {
    script(
        MANABI,
        &[
            (
                "let f: for<'a> fn(&'a str) -> &'a str = |s| s; let g: fn(i32) -> i32 = |x| x + 1;",
                Nothing,
            ),
            ("let h: fn(&str) -> &str = f; (h(\"x\"), [g, g].len())", Shows("(\"x\", 2)")),
        ],
    );
}

#[test]
fn a_closure_that_borrows_lives_in_its_cell() {
    script(
        MANABI,
        &[
            ("let k = 3; let mut list = vec![];", Fails(&["type annotations needed"])),
            ("let k = 3; let mut list: Vec<i32> = vec![];", Nothing),
            ("let plus = |x: i32| x + k; println!(\"{}\", plus(1));", Says("`plus` borrows")),
            ("plus(1)", Fails(&["`plus` borrows from another value", "a `move` closure"])),
            ("let mut push = |x| list.push(x); push(1); push(2);", Says("`push` borrows")),
            ("list", Shows("[1, 2]")),
        ],
    );
}

#[test]
fn a_borrow_for_a_fixed_time_is_not_taken_for_any_other() {
    script(
        MANABI,
        &[
            (
                "static KEPT: std::sync::Mutex<Vec<&'static str>> = std::sync::Mutex::new(Vec::new());",
                Nothing,
            ),
            (
                "let keep: Box<dyn Fn(&'static str)> = Box::new(|s| KEPT.lock().unwrap().push(s)); let n = vec![1];",
                Nothing,
            ),
            (
                "{ let short = String::from(\"short\"); keep(&short); } n.len()",
                Fails(&["E0597", "`short` does not live long enough", "^^^^^^"]),
            ),
            ("keep(\"static\"); n", Shows("[1]")),
            ("KEPT.lock().unwrap()", Shows("[\"static\"]")),
        ],
    );
}

#[test]
fn lifetimes_that_the_name_of_a_type_hides() {
    script(
        MANABI,
        &[
            (
                "let same: Box<dyn for<'a> Fn(&'a str, &'a str) -> &'a str> = Box::new(|a, _| a); let n = vec![1];",
                Nothing,
            ),
            ("println!(\"{}\", n.len()); same(\"a\", \"b\")", Fails(&["`same`"])),
            ("n", Shows("[1]")),
            ("struct L<'a>(&'a str);", Nothing),
            (
                "let fixed: fn(L<'static>) -> usize = |l| l.0.len(); let any: fn(L<'_>) -> usize = |l| l.0.len();",
                Nothing,
            ),
            ("any(L(\"abc\"))", Shows("3")),
            (
                "fixed(L(\"abc\"))",
                Fails(&[
                    "the type of `fixed`, `fn(L<'_>) -> usize`, cannot be told for certain",
                    "it may hide lifetimes",
                ]),
            ),
            ("fixed(L(\"abc\"))", Fails(&["it may hide lifetimes"])),
            ("n", Shows("[1]")),
        ],
    );
}
