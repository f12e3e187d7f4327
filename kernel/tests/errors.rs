//! Errors in the user's terms: their own lines, carets under their own text, advice that helps.

use client::Expect::{Fails, Nothing, Shows};
use client::{Script, script, shown};

const MANABI: &str = env!("CARGO_BIN_EXE_manabi");

/// The text of a failing cell with the line of carets below the line that they mark.
fn marked(script: &mut Script, code: &str) -> (String, String) {
    let reply = script.cell(code);
    assert_eq!(reply.status, "error", "{code}");
    let text = shown(&reply);
    let lines: Vec<&str> = text.lines().collect();
    let at =
        lines.iter().position(|l| l.contains('^')).unwrap_or_else(|| panic!("no caret in\n{text}"));
    let after_bar =
        |line: &str| line.split_once('|').map_or(String::new(), |(_, rest)| rest.to_string());
    (after_bar(lines[at - 1]), after_bar(lines[at]))
}

/// The columns that a character takes on a screen: two for those of East Asia and for pictures.
fn width(text: &str) -> usize {
    text.chars().map(|c| if c >= '\u{1100}' { 2 } else { 1 }).sum()
}

/// Whether the carets stand exactly below this part of the line.
fn assert_under(script: &mut Script, code: &str, part: &str) {
    let (line, carets) = marked(script, code);
    let at = line.rfind(part).unwrap_or_else(|| panic!("`{part}` is not in `{line}`"));
    let first = carets.find('^').unwrap();
    let count = carets.matches('^').count();
    assert_eq!((first, count), (width(&line[..at]), width(part)), "{code}\n{line}\n{carets}");
}

#[test]
fn carets_stand_under_the_users_text() {
    let mut script = Script::start(MANABI);
    for (code, part) in [
        ("let x: i32 = \"a\";", "\"a\""),
        ("let a = 1;\nlet b = a + unknown;", "unknown"),
        ("println!(\"{}\", missing);", "missing"),
        ("println!(\"{missing}\");", "missing"),
        ("let s = \"日本語\"; let n: u8 = s;", "s;"),
        ("let s = \"🦀\"; s.fly()", "fly"),
        ("let 数 = 1; 数.fly()", "fly"),
        ("\tlet x: i32 = 'c';", "'c'"),
        ("if true {\r\n    let y: u8 = \"\";\r\n}", "\"\""),
        ("fn f() -> i32 {\n    \"no\"\n}", "\"no\""),
        ("struct S { a: Missing }", "Missing"),
        ("use std::nothing::Here;", "nothing"),
        ("vec![1, 2].iter().map(|x| x.fly()).count()", "fly"),
        ("let v = vec![1]; v[\"a\"]", "\"a\""),
        ("5.foo()", "foo"),
    ] {
        let part = part.trim_end_matches(';');
        assert_under(&mut script, code, part);
    }
}

#[test]
fn errors_of_syntax() {
    script(
        MANABI,
        &[
            (
                "let x = )",
                Fails(&["SyntaxError", "unexpected closing delimiter: `)`", "cell 1:1:9"]),
            ),
            ("fn f() {", Fails(&["SyntaxError", "this cell contains an unclosed delimiter"])),
            ("let = 5;", Fails(&["SyntaxError", "cell 3:1:5"])),
            ("let x = 5", Fails(&["SyntaxError", "expected `;`", "add `;` here: `let x = 5;`"])),
            ("println!(\"a)", Fails(&["unterminated double quote string"])),
            ("fn 3x() {}", Fails(&["SyntaxError"])),
            ("/* never closed", Fails(&["unterminated block comment"])),
            ("let c = 'ab';", Fails(&["character literal may only contain one codepoint"])),
            ("1 + 1", Shows("2")),
        ],
    );
    let deep = format!("let x = {}1{};", "(".repeat(5000), ")".repeat(5000));
    script(
        MANABI,
        &[(&deep, Fails(&["the cell nests brackets or operators too deep"])), ("2", Shows("2"))],
    );
}

#[test]
fn errors_of_types_and_borrows() {
    script(
        MANABI,
        &[
            (
                "let mut v = vec![1]; let first = &v[0]; v.push(2); println!(\"{first}\");",
                Fails(&["E0502", "cannot borrow `v` as mutable"]),
            ),
            (
                "let s = String::from(\"a\"); let t = s; s.len()",
                Fails(&["E0382", "borrow of moved value: `s`"]),
            ),
            ("let n = 1;\nn += 1;", Fails(&["E0384"])),
            ("let fixed = 1;", Nothing),
            (
                "fixed += 1;",
                Fails(&["help: declare it as `let mut fixed` in cell 4, and run that cell again"]),
            ),
            (
                "fn longest(a: &str, b: &str) -> &str { a }",
                Fails(&["E0106", "missing lifetime specifier"]),
            ),
            (
                "let o: Option<i32> = None; o?;",
                Fails(&["`?` in a cell takes a `Result`", ".ok_or("]),
            ),
            ("\"12x\".parse::<i32>()?;", Fails(&["Error: ParseIntError", "cell 8:1:1"])),
            ("return 5;", Fails(&["a cell returns nothing"])),
            ("if true { return; }\nlet after = 1;", Nothing),
            ("fixed", Shows("1")),
        ],
    );
}

#[test]
fn panics_tell_the_cell_and_the_line() {
    script(
        MANABI,
        &[
            ("fn third(v: &[i32]) -> i32 {\n    v[2]\n}", Nothing),
            (
                "let kept = 9;\n\nthird(&[1])",
                Fails(&[
                    "Panic: index out of bounds: the len is 1 but the index is 2",
                    "cell 1:2:5",
                ]),
            ),
            ("\npanic!(\"boom {}\", 1)", Fails(&["Panic: boom 1", "cell 3:2:1"])),
            (
                "let r: Result<i32, String> = Err(\"bad\".into()); r.unwrap()",
                Fails(&["called `Result::unwrap()` on an `Err` value: \"bad\""]),
            ),
            (
                "let d: u8 = 255; d + std::hint::black_box(1)",
                Fails(&["attempt to add with overflow"]),
            ),
            ("1 / std::hint::black_box(0)", Fails(&["attempt to divide by zero"])),
        ],
    );
}

#[test]
fn errors_of_shapes_are_sentences_about_shapes() {
    script(
        MANABI,
        &[
            (
                "let a = tensor([[1., 2.], [3., 4.], [5., 6.]]); let b = tensor([[1., 2., 3.]]);",
                Nothing,
            ),
            (
                "a.matmul(&a)",
                Fails(&[
                    "E0277",
                    "matmul: shape `(3, 2)` times shape `(3, 2)` does not fit",
                    "the last size of the left side must equal the first size of the right side",
                ]),
            ),
            (
                "fn f(x: &Tensor, y: &Tensor) -> Tensor { x.matmul(y) }\nf(&a, &b)",
                Fails(&["Panic: matmul: [3, 2] times [1, 3] does not fit", "cell 3:1:44"]),
            ),
            ("tensor(vec![vec![1., 2.], vec![3.]])", Fails(&["Panic"])),
            ("a.shape().to_vec()", Shows("[3, 2]")),
        ],
    );
}
