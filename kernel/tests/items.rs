//! Items over cells: definitions, impls, traits, modules, imports and macros.

use client::Expect::{Fails, Nothing, Prints, Says, Shows};
use client::script;

const MANABI: &str = env!("CARGO_BIN_EXE_manabi");

#[test]
fn a_type_grows_over_cells() {
    script(
        MANABI,
        &[
            ("#[derive(Debug, Clone, PartialEq)] struct Point { x: f64, y: f64 }", Nothing),
            ("impl Point { fn norm(&self) -> f64 { self.x.hypot(self.y) } }", Nothing),
            (
                "use std::ops::Add; impl Add for Point { type Output = Point; fn add(self, o: Point) -> Point { Point { x: self.x + o.x, y: self.y + o.y } } }",
                Nothing,
            ),
            ("let p = Point { x: 3.0, y: 4.0 }; p.norm()", Shows("5.0")),
            ("p.clone() + p.clone()", Shows("Point { x: 6.0, y: 8.0 }")),
            (
                "use std::fmt; impl fmt::Display for Point { fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { write!(f, \"<{}|{}>\", self.x, self.y) } }",
                Nothing,
            ),
            ("println!(\"{p}\");", Prints("<3|4>\n")),
            (
                "impl From<(f64, f64)> for Point { fn from(t: (f64, f64)) -> Self { Point { x: t.0, y: t.1 } } }",
                Nothing,
            ),
            ("let q: Point = (1.0, 2.0).into(); q", Shows("Point { x: 1.0, y: 2.0 }")),
            ("impl Point { fn norm(&self) -> f64 { -1.0 } }", Nothing),
            ("p.norm()", Shows("-1.0")),
            ("impl Drop for Point { fn drop(&mut self) { println!(\"drop\"); } }", Nothing),
            ("drop(Point { x: 0., y: 0. });", Prints("drop\n")),
        ],
    );
}

#[test]
fn traits_over_cells() {
    script(
        MANABI,
        &[
            (
                "trait Area { fn area(&self) -> f64; fn twice(&self) -> f64 { 2.0 * self.area() } }",
                Nothing,
            ),
            (
                "struct Square(f64); impl Area for Square { fn area(&self) -> f64 { self.0 * self.0 } }",
                Nothing,
            ),
            ("let shapes: Vec<Box<dyn Area>> = vec![Box::new(Square(2.0))];", Nothing),
            ("shapes[0].twice()", Shows("8.0")),
            (
                "impl Area for Vec<Square> { fn area(&self) -> f64 { self.iter().map(|s| s.area()).sum() } }",
                Nothing,
            ),
            ("vec![Square(1.0), Square(2.0)].area()", Shows("5.0")),
            (
                "trait Shout { fn shout(&self) -> String; } impl Shout for str { fn shout(&self) -> String { self.to_uppercase() } }",
                Nothing,
            ),
            ("\"hey\".shout()", Shows("\"HEY\"")),
            (
                "trait Conv { fn conv<T: From<u8>>(&self) -> T; } impl Conv for u8 { fn conv<T: From<u8>>(&self) -> T { T::from(*self) } }",
                Nothing,
            ),
            ("let wide: u64 = 5u8.conv(); wide", Shows("5")),
            (
                "struct Count(u32); impl Iterator for Count { type Item = u32; fn next(&mut self) -> Option<u32> { self.0 += 1; (self.0 < 4).then_some(self.0) } }",
                Nothing,
            ),
            ("let mut c = Count(0); c.next()", Shows("Some(1)")),
            ("c.by_ref().collect::<Vec<_>>()", Shows("[2, 3]")),
        ],
    );
}

#[test]
fn generics() {
    script(
        MANABI,
        &[
            (
                "fn show<T: std::fmt::Debug>(t: T) -> String { format!(\"{t:?}!\") } fn evens(n: u32) -> impl Iterator<Item = u32> { (0..n).filter(|x| x % 2 == 0) }",
                Nothing,
            ),
            (
                "(show(1), show(\"s\"), evens(7).collect::<Vec<_>>())",
                Shows("(\"1!\", \"\\\"s\\\"!\", [0, 2, 4, 6])"),
            ),
            ("struct Mat<const R: usize, const C: usize>([[i32; C]; R]);", Nothing),
            (
                "impl<const R: usize, const C: usize> Mat<R, C> { fn t(&self) -> Mat<C, R> { let mut m = [[0; R]; C]; for i in 0..R { for j in 0..C { m[j][i] = self.0[i][j]; } } Mat(m) } }",
                Nothing,
            ),
            ("let m = Mat([[1, 2, 3], [4, 5, 6]]);", Nothing),
            ("m.t().0", Shows("[[1, 4], [2, 5], [3, 6]]")),
            (
                "struct Pair<T>(T, T); impl<T: PartialOrd> Pair<T> { fn max(&self) -> &T { if self.0 > self.1 { &self.0 } else { &self.1 } } }",
                Nothing,
            ),
            ("let pair = Pair(String::from(\"a\"), String::from(\"b\"));", Nothing),
            ("pair.max()", Shows("\"b\"")),
        ],
    );
}

#[test]
fn modules_imports_and_privacy() {
    script(
        MANABI,
        &[
            (
                "mod inner { pub struct S { v: i32 } impl S { pub fn new(v: i32) -> S { S { v } } pub fn get(&self) -> i32 { hidden(self.v) } } fn hidden(v: i32) -> i32 { v + 1 } }",
                Nothing,
            ),
            ("let s = inner::S::new(4); s.get()", Shows("5")),
            ("s.get()", Shows("5")),
            (
                "inner::hidden(3)",
                Fails(&[
                    "function `hidden` is private",
                    "1 | inner::hidden(3)",
                    "  |        ^^^^^^",
                ]),
            ),
            ("s.v", Fails(&["field `v` of struct `S` is private"])),
            ("use inner::S as Renamed; Renamed::new(1).get()", Shows("2")),
            ("Renamed::new(2).get()", Shows("3")),
            ("enum Op { Plus, Minus } use Op::*;", Nothing),
            ("match Plus { Plus => 1, Minus => 2 }", Shows("1")),
            (
                "use std::collections::{BTreeMap, HashMap as Map}; use std::fmt::{self, Debug as _};",
                Nothing,
            ),
            (
                "let m: Map<i32, i32> = Map::from([(1, 2)]); (m[&1], BTreeMap::<u8, u8>::new().len())",
                Shows("(2, 0)"),
            ),
            ("use std::collections::BTreeMap; use std::collections::BTreeMap as Map;", Nothing),
            ("Map::from([(3, 4)])", Shows("{3: 4}")),
            ("extern crate std as mystd; mystd::mem::size_of::<u16>()", Shows("2")),
            ("use nowhere::Thing;", Fails(&["unresolved import `nowhere`", "^^^^^^^"])),
            ("1 + 1", Shows("2")),
        ],
    );
}

#[test]
fn macros_over_cells() {
    script(
        MANABI,
        &[
            ("macro_rules! square { ($x:expr) => { $x * $x }; }", Nothing),
            ("square!(7)", Shows("49")),
            ("mod m { pub fn nine() -> i32 { square!(3) } } m::nine()", Shows("9")),
            (
                "macro_rules! make { ($n:ident, $v:expr) => { fn $n() -> i32 { $v } }; } make!(seven, 7);",
                Nothing,
            ),
            ("make!(eight, 8);", Nothing),
            ("seven() + eight()", Shows("15")),
            ("macro_rules! by_crate { () => { $crate::seven() } } by_crate!()", Shows("7")),
            (
                "macro_rules! unit { ($n:ident) => { #[derive(Debug)] struct $n; } } unit!(Made); Made",
                Shows("Made"),
            ),
            ("let made = Made;", Nothing),
            ("made", Shows("Made")),
            ("unit!(Made);", Says("`unit!(Made);` of cell 8 is replaced")),
            (
                "macro_rules! hidden { () => { #[derive(Debug)] struct Inside(u8); } } hidden!(); Inside(1)",
                Shows("Inside(1)"),
            ),
            ("Inside(2)", Shows("Inside(2)")),
            ("macro_rules! bad { ($x:expr) => { $x + \"a\" } }", Nothing),
            ("let n = 1;\nbad!(n)", Fails(&["cannot add `&str` to `{integer}`"])),
            ("square!()", Fails(&["unexpected end of macro invocation"])),
        ],
    );
}

#[test]
fn all_that_may_stand_around_an_item() {
    script(
        MANABI,
        &[
            (
                "/// Documented\n/** twice */\n#[must_use]\n#[inline(always)]\npub(crate) fn documented() -> u8 { 1 }",
                Nothing,
            ),
            ("documented()", Shows("1")),
            ("#![allow(unused)]\n//! The cell.\nlet z = documented(); z", Shows("1")),
            ("fn main() { println!(\"main\"); }", Nothing),
            ("main()", Prints("main\n")),
            ("fn main() { println!(\"again\"); }\nmain();", Prints("again\n")),
            (
                "fn outer() -> i32 { fn nested() -> i32 { const N: i32 = 5; N } nested() } outer()",
                Shows("5"),
            ),
            (
                "const fn sq(x: i32) -> i32 { x * x } const SQ: i32 = sq(4); type Grid = [[i32; 2]; 2];",
                Nothing,
            ),
            ("let g: Grid = [[SQ; 2]; 2]; g", Shows("[[16, 16], [16, 16]]")),
            ("struct S; impl S { const K: i32 = 5; fn new() -> Self { S } }", Nothing),
            ("let s = S::new(); S::K", Shows("5")),
            ("#[test] fn t() { panic!() }", Nothing),
            (
                "use std::fmt::Debug; fn f(x: &dyn Debug) -> String { format!(\"{x:?}\") } f(&5)",
                Shows("\"5\""),
            ),
            (
                "union U { a: u32, b: f32 } let u = U { b: 1.0 }; unsafe { u.a }",
                Shows("1065353216"),
            ),
            ("", Nothing),
            ("// nothing", Nothing),
        ],
    );
}

#[test]
fn names_of_the_standard_library_are_the_users_to_take() {
    script(
        MANABI,
        &[
            ("let v = vec![1, 2, 3]; let o = Some(1); let r: Result<u8, u8> = Ok(1);", Nothing),
            (
                "struct Result; struct Ok; struct Err; struct Some; struct Vec; struct Box; struct String; struct Option; struct Default;",
                Nothing,
            ),
            ("mod alloc {} mod core {} mod std {} mod rt {} mod manabi {} mod channel {}", Nothing),
            ("let mine = (Result, Vec);", Nothing),
            ("v.len()", Shows("3")),
            ("(v, o, r)", Shows("([1, 2, 3], Some(1), Ok(1))")),
            ("let text = \"abc\".to_string(); text", Shows("\"abc\"")),
            ("let f = |x: i32| x + 1; f(1)", Shows("2")),
            ("f(2)", Shows("3")),
            (
                "static N: ::std::sync::atomic::AtomicU8 = ::std::sync::atomic::AtomicU8::new(3); N",
                Shows("3"),
            ),
            ("thread_local! { static T: u8 = 5; }", Nothing),
            ("T.with(|t| *t)", Shows("5")),
            ("panic!(\"still\")", Fails(&["Panic: still", "^^^^^^"])),
            ("::std::result::Result::<(), &str>::Err(\"no\")?", Fails(&["Error: \"no\""])),
        ],
    );
}
