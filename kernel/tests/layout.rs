//! Safety over redefinitions: no cell ever reads a value under another layout than it was made with.

use client::Expect::{Fails, Nothing, Shows};
use client::{Script, script};

const MANABI: &str = env!("CARGO_BIN_EXE_manabi");

/// What a variable is made with, what changes, and a cell that would read the variable as the new type.
const CHANGES: [(&str, &str, &str, &str); 24] = [
    (
        "a field's type",
        "struct P { a: u8, b: u8 } let v = P { a: 1, b: 2 };",
        "struct P { a: u32, b: [u64; 4] }",
        "v.b[3]",
    ),
    (
        "the order of fields",
        "#[repr(C)] struct P { a: u64, b: u8 } let v = P { a: 1, b: 2 };",
        "#[repr(C)] struct P { b: u8, a: u64 }",
        "v.a",
    ),
    (
        "a nested type",
        "struct In(u8); struct Out { i: In } let v = vec![Out { i: In(1) }];",
        "struct In(String);",
        "v[0].i.0.len()",
    ),
    (
        "a payload",
        "enum E { A(u8), B } let v = Some(E::A(1));",
        "enum E { A(String), B }",
        "match v { Some(E::A(s)) => s.len(), _ => 0 }",
    ),
    (
        "the variants",
        "#[repr(u8)] #[derive(Clone, Copy, Debug)] enum E { X = 1, Y = 2 } let v = E::Y;",
        "#[repr(u8)] #[derive(Clone, Copy, Debug)] enum E { X = 5, Y = 6 }",
        "v",
    ),
    (
        "a generic argument",
        "struct In(u8); struct G<T>(T); let v = G(In(1));",
        "struct In([u64; 50]);",
        "v.0.0[49]",
    ),
    ("a generic type", "struct G<T>(T); let v = G(1u8);", "struct G<T>([T; 300]);", "v.0[299]"),
    (
        "a const",
        "const N: usize = 2; struct A([u16; N]); let v = A([1; N]);",
        "const N: usize = 200;",
        "v.0[199]",
    ),
    (
        "a const behind a const",
        "const M: usize = 2; const N: usize = M; struct A([u16; N]); let v = A([1; N]);",
        "const M: usize = 200;",
        "v.0[199]",
    ),
    (
        "a const fn",
        "const fn len() -> usize { 3 } struct L([u8; len()]); let v = L([0; 3]);",
        "const fn len() -> usize { 300 }",
        "v.0[299]",
    ),
    (
        "an associated const",
        "struct K; impl K { const N: usize = 1; } struct L([u8; K::N]); let v = L([0; 1]);",
        "impl K { const N: usize = 300; }",
        "v.0[299]",
    ),
    (
        "a const parameter's default",
        "struct L<const N: usize = 1>([u8; N]); type D = L; let v: D = L([0; 1]);",
        "struct L<const N: usize = 300>([u8; N]);",
        "{ let d: D = v; d.0[299] }",
    ),
    (
        "a trait",
        "trait T { fn f(&self) -> i32; } impl T for i32 { fn f(&self) -> i32 { *self } } let v: Box<dyn T> = Box::new(3);",
        "trait T { fn g(&self) -> i32 { 1 } fn f(&self) -> i32 { 2 } }",
        "v.f()",
    ),
    (
        "a trait above",
        "trait S { fn s(&self) -> i32 { 1 } } trait T: S {} impl S for i32 {} impl T for i32 {} let v: Box<dyn T> = Box::new(3);",
        "trait S { fn r(&self) -> String { String::from(\"r\") } fn s(&self) -> i32 { 1 } }",
        "v.s()",
    ),
    (
        "an associated type",
        "trait Has { type O; } impl Has for i32 { type O = u8; } struct W<X: Has>(X::O); let v: W<i32> = W(3);",
        "impl Has for i32 { type O = String; }",
        "v.0.len()",
    ),
    (
        "an alias",
        "type A = u8; struct H { a: A } let v = H { a: 1 };",
        "type A = String;",
        "v.a.len()",
    ),
    (
        "an alias of an alias",
        "type B = u8; type A = B; struct H(A); let v = H(1);",
        "type B = String;",
        "v.0.len()",
    ),
    (
        "an import",
        "mod m { pub struct Q(pub u8); } mod n { pub struct Q(pub String); } use m::Q; struct H(Q); let v = H(Q(1));",
        "use n::Q;",
        "v.0.0.len()",
    ),
    (
        "a name that hides an import",
        "mod m { pub struct Q(pub u8); } use m::*; struct H(Q); let v = H(Q(1));",
        "struct Q(String);",
        "v.0.0.len()",
    ),
    (
        "a name that hides the standard library's",
        "struct H(Vec<u8>); let v = H(vec![1]);",
        "struct Vec<T>([T; 300]);",
        "v.0.0[299]",
    ),
    (
        "what a macro makes",
        "macro_rules! def { () => { struct M { x: u8 } } } def!(); struct H { m: M } let v = H { m: M { x: 1 } };",
        "macro_rules! def { () => { struct M { x: String } } }",
        "v.m.x.len()",
    ),
    (
        "what a macro in a module makes",
        "mod m { macro_rules! def { () => { pub struct Z(pub u8); } } def!(); } use m::*; struct H(Z); let v = H(Z(1));",
        "mod m { macro_rules! def { () => { pub struct Z(pub String); } } def!(); }",
        "v.0.0.len()",
    ),
    (
        "a function's argument",
        "struct In(u64); let v: fn(In) -> u64 = |i| i.0;",
        "struct In([u64; 20]);",
        "v(In([1; 20]))",
    ),
    (
        "a union",
        "union U { a: u8, b: u16 } let v = U { a: 1 };",
        "union U { a: u64, b: [u8; 100] }",
        "unsafe { v.b[50] }",
    ),
];

#[test]
fn a_variable_of_an_older_type_is_dropped_and_says_so() {
    for (what, old, new, read) in CHANGES {
        let mut script = Script::start(MANABI);
        println!("{what}");
        script.run(&[(old, Nothing)]);
        assert_eq!(script.cell(new).status, "ok", "{what}");
        script.run(&[(read, Fails(&["`v` was made with an older `", "define it again"]))]);
    }
}

/// Defining the same again changes nothing, in whichever order.
#[test]
fn the_same_sources_keep_the_variable() {
    for (what, old, ..) in CHANGES {
        let mut script = Script::start(MANABI);
        println!("{what}");
        script.run(&[(old, Nothing)]);
        let items = old.split(" let v").next().unwrap();
        assert_eq!(script.cell(items).status, "ok", "{what}");
        assert_eq!(script.cell("{ let _ = &v; } 1").result(), "1", "{what}");
    }
}

/// Values inside of `dyn Any` have their type told by its id alone.
#[test]
fn a_downcast_does_not_find_an_older_type() {
    let user = "use std::any::Any; use std::error::Error; #[derive(Debug)] struct D(u8);";
    script(
        MANABI,
        &[
            (user, Nothing),
            (
                "impl std::fmt::Display for D { fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result { f.write_str(\"D\") } } impl Error for D {}",
                Nothing,
            ),
            (
                "static KEPT: std::sync::Mutex<Vec<Box<dyn Any + Send>>> = std::sync::Mutex::new(Vec::new());",
                Nothing,
            ),
            (
                "let any: Box<dyn Any> = Box::new(D(1)); let error: Box<dyn Error> = Box::new(D(2)); KEPT.lock().unwrap().push(Box::new(D(3))); let id = std::any::TypeId::of::<D>();",
                Nothing,
            ),
            (
                "(any.downcast_ref::<D>(), error.downcast_ref::<D>(), KEPT.lock().unwrap()[0].downcast_ref::<D>())",
                Shows("(Some(D(1)), Some(D(2)), Some(D(3)))"),
            ),
            ("#[derive(Debug)] struct D(String);", Nothing),
            (
                "(any.downcast_ref::<D>(), error.downcast_ref::<D>(), KEPT.lock().unwrap()[0].downcast_ref::<D>())",
                Shows("(None, None, None)"),
            ),
            ("id == std::any::TypeId::of::<D>()", Shows("false")),
            ("error.to_string()", Shows("\"D\"")),
            ("let any: Box<dyn Any> = Box::new(D(String::from(\"new\")));", Nothing),
            ("any.downcast_ref::<D>()", Shows("Some(D(\"new\"))")),
        ],
    );
}

/// The optimisation of a cell does not change what a type is.
#[test]
fn levels_agree_on_layouts() {
    let mut script = Script::start(MANABI);
    script.run(&[(
        "struct S { #[cfg(debug_assertions)] extra: u64, b: u8 } let s = S { extra: 7, b: 1 };",
        Nothing,
    )]);
    for level in ["2", "3", "0"] {
        script.cell(&format!(":opt {level}"));
        script.run(&[("(s.extra, s.b)", Shows("(7, 1)"))]);
    }
}

/// A sequence of redefinitions and reads, chosen at random from a fixed seed, against a model: a read
/// gives what was written, or says that the type is older.
#[test]
fn random_redefinitions_against_a_model() {
    let rounds = if std::env::var_os("MANABI_LONG").is_some() { 1500 } else { 60 };
    let fields = ["u8", "u64", "[u16; 9]", "String", "Option<Box<u32>>", "(u8, In)"];
    let value = |field: usize, n: u64| match field {
        0 | 1 => format!("{n}"),
        2 => format!("[{n}; 9]"),
        3 => format!("\"{n}\".to_string()"),
        4 => format!("Some(Box::new({n}))"),
        _ => format!("({n}, In([{n}; M]))"),
    };
    let printed = |field: usize, n: u64, m: usize| match field {
        0 | 1 => format!("{n}"),
        2 => format!("{:?}", [n; 9]),
        3 => format!("\"{n}\""),
        4 => format!("Some({n})"),
        _ => format!("({n}, In({:?}))", vec![n; m]),
    };
    let mut seed = 0x2545_f491_4f6c_dd1d_u64;
    let mut random = move |n: u64| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        (seed >> 11) % n
    };
    let mut script = Script::start(MANABI);
    let (mut field, mut m) = (0_usize, 2_usize);
    script.run(&[
        ("const M: usize = 2; #[derive(Debug, Clone)] struct In([u64; M]);", Nothing),
        ("#[derive(Debug, Clone)] struct S { f: u8 }", Nothing),
    ]);
    // What each variable was made with: the field's type, the number in it, the length of `In`.
    let mut model: [Option<(usize, u64, usize)>; 3] = [None; 3];
    for _ in 0..rounds {
        let which = random(3) as usize;
        match random(6) {
            0 => {
                field = random(fields.len() as u64) as usize;
                let code = format!("#[derive(Debug, Clone)] struct S {{ f: {} }}", fields[field]);
                assert_eq!(script.cell(&code).status, "ok", "{code}");
                for made in &mut model {
                    *made = made.filter(|(f, ..)| *f == field);
                }
            }
            1 => {
                m = 1 + random(3) as usize * 40;
                assert_eq!(script.cell(&format!("const M: usize = {m};")).status, "ok");
                for made in &mut model {
                    *made = made.filter(|(f, _, len)| *f != 5 || *len == m);
                }
            }
            2 | 3 => {
                let n = random(200);
                let boxes = ["{}", "vec![{}]", "Some({})"][which];
                let made = format!("S {{ f: {} }}", value(field, n));
                let code = format!("let v{which} = {};", boxes.replace("{}", &made));
                script.run(&[(code.as_str(), Nothing)]);
                model[which] = Some((field, n, m));
            }
            _ => {
                let reply = script.cell(&format!("v{which}.clone()"));
                match model[which] {
                    Some((f, n, len)) => {
                        let boxes = ["{}", "[{}]", "Some({})"][which];
                        let one = format!("S {{ f: {} }}", printed(f, n, len));
                        assert_eq!(reply.result(), boxes.replace("{}", &one));
                    }
                    None => assert_eq!(reply.ename, "E0425", "{}", reply.evalue),
                }
            }
        }
    }
}
