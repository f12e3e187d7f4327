//! Errors: the compiler's sentence, with carets under the user's own text and nothing of ours.

use client::Expect::{Fails, Nothing, Says, Shows};
use client::{Script, script, shown};

const MANABI: &str = env!("CARGO_BIN_EXE_manabi");

#[test]
fn carets_stand_under_the_text() {
    script(
        MANABI,
        &[
            (
                "let x: i32 = \"a\";",
                Fails(&[
                    "E0308",
                    "cell 1:1:14",
                    "1 | let x: i32 = \"a\";\n  |        ---   ^^^ expected `i32`, found `&str`",
                ]),
            ),
            (
                "\n\n\tlet y: i32 = \"tab\";",
                Fails(&[
                    "cell 2:3:15",
                    "3 |     let y: i32 = \"tab\";\n  |            ---   ^^^^^",
                ]),
            ),
            (
                "let a = 1;\r\nlet b: i32 = \"crlf\";\r\n",
                Fails(&["cell 3:2:14", "  |        ---   ^^^^^^ expected"]),
            ),
            (
                "let 変数 = \"🦀\"; let z: i32 = 変数;",
                Fails(&[
                    "cell 4:1:28",
                    "1 | let 変数 = \"🦀\"; let z: i32 = 変数;\n  |                         ---   ^^^^ expected `i32`",
                ]),
            ),
            ("let e\u{301} = 1; undefined", Fails(&["cannot find value `undefined`"])),
            (
                "fn f() -> i32 {\n    \"x\"\n}",
                Fails(&["cell 6:2:5", "2 |     \"x\"\n  |     ^^^ expected `i32`"]),
            ),
            (
                "struct P { x: i32 } P { y: 1 }",
                Fails(&[
                    "no field named `y`",
                    "  |                         ^ unknown field",
                    "P { x: 1 }",
                ]),
            ),
            (
                "let v = vec![1]; let w = v; v.len()",
                Fails(&["E0382", "value borrowed here after move", "v.clone()"]),
            ),
            ("println!(\"{} {}\", 1);", Fails(&["2 positional arguments", "^^ ^^"])),
            ("impl Foo for Bar {}", Fails(&["cannot find trait `Foo`", "cannot find type `Bar`"])),
            ("match Some(1) { Some(x) => x }", Fails(&["pattern `None` not covered"])),
            ("if 1 { }", Fails(&["  |    ^ expected `bool`, found integer"])),
            (
                "#[derive(Clone)] struct NC; NC == NC",
                Fails(&["binary operation `==`", "#[derive(PartialEq)]"]),
            ),
            ("compile_error!(\"custom\");", Fails(&["custom", "^^^^^^^^^"])),
            ("const C: usize = 1 / 0;", Fails(&["attempt to divide `1_usize` by zero"])),
            ("1 + 1", Shows("2")),
        ],
    );
}

#[test]
fn syntax_errors_show_where_they_are() {
    script(
        MANABI,
        &[
            ("let x = ;", Fails(&["SyntaxError", "  |         ^ expected expression"])),
            ("fn f( {", Fails(&["this cell contains an unclosed delimiter"])),
            ("let s = \"unterminated;", Fails(&["unterminated double quote string"])),
            ("1 +", Fails(&["SyntaxError", "cell 4:1:4", "1 | 1 +\n  |    ^"])),
            ("}", Fails(&["unexpected closing delimiter: `}`"])),
            ("let let = 3;", Fails(&["expected identifier, found keyword `let`", "r#let"])),
            ("foo bar", Fails(&["found `bar`", "  |     ^^^"])),
            ("let x = 5\nlet y = 6;", Fails(&["expected `;`", "let x = 5;"])),
            ("#!shebang\n1", Fails(&["SyntaxError", "cell 9:1:3"])),
            ("#!/usr/bin/env rust\n1", Fails(&["SyntaxError"])),
            ("fn gen() {}", Fails(&["reserved keyword `gen`"])),
            ("struct S { x: i32, }}", Fails(&["unexpected closing delimiter"])),
            ("let c = 'ab';", Fails(&["character literal"])),
            ("let x = 08; 1__0u33", Fails(&["u33"])),
            (
                "extern \"C\" { fn strlen(s: *const i8) -> usize; }",
                Fails(&["extern blocks must be unsafe"]),
            ),
            ("1 + 1", Shows("2")),
        ],
    );
}

#[test]
fn deep_nesting_is_refused_and_not_a_crash() {
    let mut script = Script::start(MANABI);
    for part in ["(", "[", "{", "!", "-", "&", "Vec<", "if a ", "|x| "] {
        let reply = script.cell(&format!("let x = {}1;", part.repeat(20_000)));
        assert_eq!(reply.status, "error", "{part}");
        assert!(!reply.ename.contains("Kernel"), "{part}: {}", reply.evalue);
    }
    script.run(&[("1 + 1", Shows("2"))]);
}

#[test]
fn panics_show_the_line_of_the_cell_that_holds_it() {
    script(
        MANABI,
        &[
            (
                "fn deep(n: u32) -> u32 {\n    if n == 0 { panic!(\"at the end\") }\n    deep(n - 1)\n}",
                Nothing,
            ),
            (
                "deep(3)",
                Fails(&[
                    "Panic: at the end",
                    "cell 1:2:17",
                    "2 |     if n == 0 { panic!(\"at the end\") }\n  |                 ^^^^^^",
                ]),
            ),
            (
                "let a = [1, 2, 3]; let i = a.len() + 7;\na[i]",
                Fails(&[
                    "index out of bounds: the len is 3 but the index is 10",
                    "2 | a[i]\n  | ^^^^",
                ]),
            ),
            ("let z = 0; 1 / z", Fails(&["attempt to divide by zero"])),
            ("let n = 200u8; n + 100", Fails(&["attempt to add with overflow"])),
            ("(0..300).map(|i| i as u8 * 2).sum::<u8>()", Fails(&["overflow"])),
            (
                "None::<i32>.unwrap()",
                Fails(&["`Option::unwrap()` on a `None` value", "  |             ^^^^^^^^"]),
            ),
            ("Err::<i32, &str>(\"bad\").unwrap()", Fails(&["on an `Err` value: \"bad\""])),
            (
                "\"x\".parse::<i32>()?",
                Fails(&["ParseIntError { kind: InvalidDigit }", "returned by this `?`"]),
            ),
            (
                "assert_eq!(1 + 1, 3, \"sum of {}\", 2);",
                Fails(&["assertion `left == right` failed: sum of 2"]),
            ),
            ("todo!()", Fails(&["not yet implemented"])),
            ("std::panic::panic_any(5)", Fails(&["a value that is no text"])),
            ("std::panic::catch_unwind(|| panic!(\"caught\")).is_err()", Shows("true")),
            (
                "std::thread::spawn(|| panic!(\"apart\")).join().is_err()",
                Says("a thread panicked at cell 14, line 1: apart"),
            ),
            (
                "std::thread::Builder::new().name(\"mine\".into()).spawn(|| panic!(\"apart\"))?.join().is_err()",
                Says("the thread `mine` panicked"),
            ),
            ("let add = |a: i32| { if a > 1 { panic!(\"inside\") } a };", Nothing),
            ("add(2)", Fails(&["Panic: inside", "cell 16:1:33"])),
        ],
    );
}

#[test]
fn macros_lead_to_the_users_text() {
    script(
        MANABI,
        &[
            ("macro_rules! plus { ($x:expr) => { $x + \"a\" } }", Nothing),
            (
                "let n = 1;\nplus!(n)",
                Fails(&["cannot add `&str` to `{integer}`", "cell 2:2:1", "2 | plus!(n)"]),
            ),
            (
                "macro_rules! only { (a) => { 1 } }\nonly!(b)",
                Fails(&["no rules expected `b`", "while trying to match `a`"]),
            ),
            ("nowhere!()", Fails(&["cannot find macro `nowhere`", "^^^^^^^"])),
            (
                "assert!(5)",
                Fails(&["expected `bool`, found integer", "1 | assert!(5)\n  | ^^^^^^^^^^"]),
            ),
        ],
    );
}

#[test]
fn a_name_that_is_gone_is_explained_before_the_compilers_guess() {
    let mut script = Script::start(MANABI);
    script.run(&[("let value = String::new();", Nothing), ("drop(value);", Nothing)]);
    let text = shown(&script.cell("value.len()"));
    assert!(
        text.contains("`value` was moved in cell 2") && !text.contains("similar name"),
        "{text}"
    );
    // Also where a module has the same name.
    script.run(&[
        ("mod count { pub struct Count(pub u8); }", Nothing),
        ("let count = count::Count(1);", Nothing),
        ("mod count { pub struct Count(pub u16); }", Nothing),
        ("count.0", Fails(&["`count` was made with an older"])),
    ]);
}

#[test]
fn many_errors_are_counted() {
    let code: String = (0..9).map(|i| format!("let v{i}: i32 = \"x\";\n")).collect();
    script(
        MANABI,
        &[(code.as_str(), Fails(&["cell 1:1:15", "cell 1:5:15", "... and 4 more errors"]))],
    );
}

#[test]
fn a_type_too_long_for_its_line_leads_to_no_file() {
    // The compiler would write it to a file that is gone with the session, another one in each.
    let wrapped = (0..12).fold("Plain".to_owned(), |of, _| format!("std::rc::Rc::new(Some({of}))"));
    let code = format!("struct Plain; let deep = {wrapped}; format!(\"{{}}\", deep)");
    let mut script = Script::start(MANABI);
    let text = shown(&script.cell(&code));
    assert!(text.contains("E0277") && text.contains("Rc<Option<Rc<"), "{text}");
    assert!(!text.contains("written to") && !text.contains("--verbose"), "{text}");
}
