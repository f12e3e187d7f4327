//! Redefinitions: what an item that is defined again replaces, and what stays.

use client::Expect::{Fails, Nothing, Says, Shows};
use client::{Script, script};

const MANABI: &str = env!("CARGO_BIN_EXE_manabi");

/// The new definition does not fit what was built on the old one: only what does not fit goes.
#[test]
fn a_session_never_gets_stuck() {
    script(
        MANABI,
        &[
            ("struct P { x: i32 }", Nothing),
            ("impl P { fn x(&self) -> i32 { self.x } }", Nothing),
            ("fn use_p() -> i32 { P { x: 1 }.x() } fn apart() -> i32 { 5 }", Nothing),
            (
                "struct P { y: i32 }",
                Says("`impl P` of cell 2 was set aside, as it does not compile any more"),
            ),
            ("P { y: 2 }.y", Shows("2")),
            ("apart()", Shows("5")),
            ("use_p()", Fails(&["use_p"])),
            ("fn use_p() -> i32 { P { y: 3 }.y } use_p()", Shows("3")),
            (
                "trait T { fn f(&self) -> i32; } impl T for i32 { fn f(&self) -> i32 { *self } }",
                Nothing,
            ),
            ("trait T { fn g(&self) -> i32; }", Says("missing: `g`; mend it and run cell 9 again")),
            ("impl T for i32 { fn g(&self) -> i32 { 2 * *self } } 4.g()", Shows("8")),
            (
                "impl<X: std::fmt::Debug> T for X { fn g(&self) -> i32 { 0 } }",
                Says("is replaced by what this cell defines"),
            ),
            ("4.g()", Shows("0")),
            ("#[derive(Debug)] struct In(u8); #[derive(Debug)] struct Out(In);", Nothing),
            ("struct In(u16);", Nothing),
            ("In(1).0", Shows("1")),
            (
                "let o = Out(In(1));",
                Fails(&[
                    "cannot find",
                    "`Out`",
                    "of cell 14 was set aside",
                    "`In` doesn't implement `Debug`",
                ]),
            ),
            ("missing()", Fails(&["cannot find function `missing`"])),
            ("1 + 1", Shows("2")),
        ],
    );
}

/// A notebook's cell has an id; running it again replaces all that it defined.
#[test]
fn a_cell_that_runs_again_replaces_its_items() {
    let mut script = Script::start(MANABI);
    let mut cell = |id: &str, code: &str| {
        script.client.execute_in(id, code);
    };
    cell("a", "fn f() -> i32 { 1 } fn g() -> i32 { 1 }");
    cell("b", "fn h() -> i32 { f() }");
    cell("a", "fn f() -> i32 { 2 }");
    script.run(&[("h()", Shows("2")), ("g()", Fails(&["cannot find function `g`"]))]);
}

#[test]
fn an_item_takes_the_place_of_a_variable() {
    script(
        MANABI,
        &[
            ("let unit = 3; let lim = 5; let v = vec![1];", Nothing),
            ("#[derive(Debug)] struct unit;", Nothing),
            ("unit", Shows("unit")),
            ("const lim: i32 = 6;", Nothing),
            ("(lim, v.len())", Shows("(6, 1)")),
            ("fn v() -> i32 { 7 }", Nothing),
            ("v()", Shows("7")),
            ("let v = v(); v", Shows("7")),
            ("v + 1", Shows("8")),
        ],
    );
}

/// A type that stays the same is the same type, whatever else is defined anew.
#[test]
fn what_did_not_change_stays() {
    script(
        MANABI,
        &[
            (
                "#[derive(Debug, PartialEq)] struct Keep { a: u8 } trait Shape { fn n(&self) -> i32; } impl Shape for Keep { fn n(&self) -> i32 { 7 } }",
                Nothing,
            ),
            ("struct Other(u8); enum Op { A } use Op::*; let other = Other(1);", Nothing),
            (
                "let keep = vec![Keep { a: 1 }]; let shapes: Vec<Box<dyn Shape>> = vec![Box::new(Keep { a: 2 })]; let f = |k: &Keep| k.a;",
                Nothing,
            ),
            ("(&keep, shapes[0].n(), f(&keep[0]))", Shows("([Keep { a: 1 }], 7, 1)")),
            ("struct Other(String); enum Op { A, B(u8) } const NEW: usize = 3;", Nothing),
            ("macro_rules! make { ($n:ident) => { fn $n() -> i32 { 1 } } } make!(made);", Nothing),
            (
                "impl Keep { fn method(&self) -> u8 { self.a } } fn free(k: &Keep) -> u8 { k.a }",
                Nothing,
            ),
            ("(&keep, shapes[0].n(), keep[0].method())", Shows("([Keep { a: 1 }], 7, 1)")),
            ("f(&keep[0])", Shows("1")),
            ("other.0", Fails(&["`other` was made with an older `Other`"])),
        ],
    );
}
