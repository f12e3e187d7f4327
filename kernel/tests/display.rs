//! How the last expression of a cell is shown.

use client::Expect::{Fails, Nothing, Prints, Says, Shows};
use client::{Output, Script, script};

const MANABI: &str = env!("CARGO_BIN_EXE_manabi");

#[test]
fn values_show_as_debug_has_them() {
    script(
        MANABI,
        &[
            ("()", Nothing),
            ("if false { println!(\"x\") }", Nothing),
            ("for _ in 0..3 {}", Nothing),
            ("println!(\"hi\")", Prints("hi\n")),
            ("*\"unsized\"", Shows("\"unsized\"")),
            ("vec![1, 2][..]", Shows("[1, 2]")),
            ("1.0 / 3.0", Shows("0.3333333333333333")),
            ("'x'", Shows("'x'")),
            ("\"multi\\nline\"", Shows("\"multi\\nline\"")),
            ("1..5", Shows("1..5")),
            ("Ok::<i32, String>(3)", Shows("Ok(3)")),
            ("String::from(\"abc\").as_str()", Shows("\"abc\"")),
            ("std::sync::Mutex::new(vec![1]).lock().unwrap()", Shows("[1]")),
            ("&mut vec![1]", Shows("[1]")),
            ("{ let y = 5; y }", Shows("5")),
            ("unsafe { 5 }", Shows("5")),
            ("let x = 3; x;", Nothing),
            ("match x { 3 => \"three\", _ => \"other\" }", Shows("\"three\"")),
            ("x == 3 && x < 5", Shows("true")),
            ("x as f32", Shows("3.0")),
            (
                "#[derive(Debug)] enum Tree { Leaf, Node(Box<Tree>) } Tree::Node(Box::new(Tree::Leaf))",
                Shows("Node(Leaf)"),
            ),
            ("panic!(\"tail\")", Fails(&["Panic: tail"])),
            (
                "Vec::new()",
                Fails(&["E0282", "type annotations needed", "1 | Vec::new()", "  | ^^^^^^^^"]),
            ),
        ],
    );
}

#[test]
fn what_cannot_show_itself_shows_its_type() {
    script(
        MANABI,
        &[
            (
                "struct No; struct G<T>(T); #[derive(Debug)] struct GD<T>(T); trait T {} impl T for No {}",
                Nothing,
            ),
            ("No", Shows("No")),
            ("Some(No)", Shows("Option<No>")),
            ("vec![No]", Shows("Vec<No>")),
            ("G(No)", Shows("G<No>")),
            ("GD(No)", Shows("GD<No>")),
            ("GD(1)", Shows("GD(1)")),
            ("|x: i32| x + 1", Shows("closure")),
            ("let b: Box<dyn T> = Box::new(No); b", Shows("Box<dyn T>")),
            ("fn f() {} f", Shows("f")),
            ("async { 1 }", Shows("closure")),
        ],
    );
}

#[test]
fn rich_values_show_themselves_wherever_they_are() {
    let mut script = Script::start(MANABI);
    script.run(&[(
        "struct R(i32); impl Rich for R { fn bundle(&self) -> Bundle { Bundle::text(format!(\"r{}\", self.0)).with(\"text/html\", \"<i>r</i>\") } }",
        Nothing,
    )]);
    for (cell, text) in [
        ("R(1)", "r1"),
        ("&&R(1)", "r1"),
        ("Box::new(R(2))", "r2"),
        ("std::rc::Rc::new(R(3))", "r3"),
        ("Some(R(4))", "r4"),
        ("vec![R(5), R(6)]", "r5\nr6"),
    ] {
        let reply = script.cell(cell);
        let [Output::Result(data)] = reply.outputs.as_slice() else { panic!("{cell}: {reply:?}") };
        assert_eq!(data["text/plain"], text, "{cell}");
        assert!(data["text/html"].as_str().unwrap().contains("<i>r</i>"), "{cell}");
    }
}

#[test]
fn evcxrs_method_comes_first_wherever_the_value_is() {
    let mut script = Script::start(MANABI);
    script.run(&[
        ("#[derive(Debug)] struct I<T>(T);", Nothing),
        ("impl<T: std::fmt::Debug> I<T> { fn evcxr_display(&self) { println!(\"EVCXR_BEGIN_CONTENT text/html\\n<b>{:?}</b>\\nEVCXR_END_CONTENT\", self.0); } }", Nothing),
    ]);
    for (cell, shown) in [
        ("I(1)", vec!["<b>1</b>"]),
        ("&I(2)", vec!["<b>2</b>"]),
        ("&&I('x')", vec!["<b>'x'</b>"]),
        ("Box::new(I(3))", vec!["<b>3</b>"]),
        ("Some(I(4))", vec!["<b>4</b>"]),
        ("vec![I(5), I(6)]", vec!["<b>5</b>", "<b>6</b>"]),
        ("let kept = I(7); kept", vec!["<b>7</b>"]),
    ] {
        let reply = script.cell(cell);
        let html: Vec<&str> = reply
            .outputs
            .iter()
            .map(|output| match output {
                Output::Display { data, .. } => data["text/html"].as_str().unwrap(),
                other => panic!("{cell}: {other:?}"),
            })
            .collect();
        assert_eq!(html, shown, "{cell}");
    }
    script.run(&[
        (
            "struct Odd; impl Odd { fn evcxr_display(&self) -> i32 { println!(\"odd\"); 5 } }",
            Nothing,
        ),
        ("Odd", Prints("odd\n")),
        ("Some(Odd).map(|o| Box::new(o))", Prints("odd\n")),
    ]);
}

#[test]
fn displays_and_text_are_in_order() {
    let mut script = Script::start(MANABI);
    let code = "for i in 0..20 { println!(\"{i}\"); display_html(&format!(\"<{i}>\")); eprintln!(\"e{i}\"); } 7";
    let reply = script.cell(code);
    let (mut turn, mut seen) = (0, String::new());
    for output in &reply.outputs {
        match output {
            Output::Stdout(text) => seen.push_str(text),
            Output::Stderr(_) => {}
            Output::Display { data, .. } => {
                let before: String = (0..=turn).map(|i| format!("{i}\n")).collect();
                assert_eq!(seen, before, "before display {turn}");
                assert_eq!(data["text/html"], format!("<{turn}>"));
                turn += 1;
            }
            other => assert_eq!(other, reply.outputs.last().unwrap()),
        }
    }
    assert_eq!((turn, reply.result().as_str()), (20, "7"));
}

#[test]
fn a_live_chart_has_its_last_state_when_the_cell_ends() {
    let mut script = Script::start(MANABI);
    for (cell, points) in [
        (
            "let chart = live(Plot::new(\"loss\")); for i in 0..500 { chart.push(\"\", i as f32, 1.); }",
            500,
        ),
        ("for i in 500..1000 { chart.push(\"\", i as f32, 1.); }", 1000),
        ("chart.push(\"\", 1000., 1.); chart.push(\"\", 1001., 1.); panic!()", 1002),
    ] {
        let reply = script.cell(cell);
        let mut pictures = reply.outputs.iter().filter_map(|output| match output {
            Output::Display { data, .. } => Some(data["text/plain"].as_str().unwrap()),
            _ => None,
        });
        let last = pictures.next_back().unwrap_or_else(|| panic!("{cell}: {reply:?}"));
        assert!(last.ends_with(&format!("through {points} points.")), "{cell}: {last}");
    }
}

#[test]
fn dbg_tells_the_cell_and_the_line() {
    script(
        MANABI,
        &[
            ("let x = 3;\n  dbg!(x + 1);", Says("[cell 1:2:3] x + 1 = 4\n")),
            ("fn f(n: i32) -> i32 { dbg!(n) * 2 }", Nothing),
            ("\nf(dbg!(2));", Says("[cell 3:2:3] 2 = 2\n[cell 2:1:23] n = 2\n")),
            ("dbg!(1, \"a\");", Says("[cell 4:1:1] 1 = 1\n[cell 4:1:1] \"a\" = \"a\"\n")),
            ("dbg!();", Says("[cell 5:1:1]\n")),
            ("let v = vec![1]; let w = dbg!(v); w", Shows("[1]")),
            (
                "macro_rules! dbg { ($x:expr) => { println!(\"mine {}\", $x) } } dbg!(5)",
                Prints("mine 5\n"),
            ),
        ],
    );
}

#[test]
fn a_huge_value_is_cut() {
    let mut script = Script::start(MANABI);
    let text = script.cell("vec![0u8; 3_000_000]").result();
    assert!(
        text.len() < 1_100_000 && text.ends_with("... (the rest is left out)"),
        "{}",
        text.len()
    );
}
