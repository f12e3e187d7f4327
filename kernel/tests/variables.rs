//! Variables over cells: all kinds of types, patterns, shadowing, what survives a failure.

use client::Expect::{Fails, Nothing, Prints, Says, Shows};
use client::script;

const MANABI: &str = env!("CARGO_BIN_EXE_manabi");

#[test]
fn plain_types() {
    script(
        MANABI,
        &[
            ("let n = 5; let s = String::from(\"a\"); let v = vec![1.0f32, 2.0];", Nothing),
            ("let t = (1u8, \"x\", [[1i64; 2]; 2]); let lit: &'static str = \"lit\";", Nothing),
            (
                "(n, s.clone(), &v, &t, lit)",
                Shows("(5, \"a\", [1.0, 2.0], (1, \"x\", [[1, 1], [1, 1]]), \"lit\")"),
            ),
            ("let c = 'c'; let b = b'b'; let bytes = b\"by\"; let raw = r#\"r\"#;", Nothing),
            ("(c, b, bytes, raw)", Shows("('c', 98, [98, 121], \"r\")")),
            ("let unit = (); let big = [0u8; 1 << 20];", Nothing),
            ("(unit, big.len())", Shows("((), 1048576)")),
            ("let p: *const i32 = &5; let f: fn(i32) -> i32 = |x| x + 1;", Nothing),
            ("(unsafe { *p }, f(1))", Shows("(5, 2)")),
        ],
    );
}

#[test]
fn types_of_the_standard_library_whose_paths_are_private() {
    script(
        MANABI,
        &[
            (
                "use std::{borrow::Cow, cell::RefCell, collections::*, rc::Rc, sync::*, time::*};",
                Nothing,
            ),
            (
                "let m = HashMap::from([(\"k\".to_string(), vec![1u8])]); let t = BTreeMap::from([(1, 2)]);\n\
                 let q = VecDeque::from([1]); let h = BinaryHeap::from([1, 3]); let s = HashSet::from([7]);",
                Nothing,
            ),
            (
                "(&m[\"k\"], t[&1], q.len(), h.peek(), s.contains(&7))",
                Shows("([1], 2, 1, Some(3), true)"),
            ),
            (
                "let shared = Rc::new(RefCell::new(vec![1])); let locked = Mutex::new(1); let w = Rc::downgrade(&shared);",
                Nothing,
            ),
            ("shared.borrow_mut().push(2); *locked.lock().unwrap() += 1;", Nothing),
            (
                "(shared.borrow().len(), *locked.lock().unwrap(), w.upgrade().is_some())",
                Shows("(2, 2, true)"),
            ),
            (
                "let cow: Cow<'static, str> = Cow::Borrowed(\"cow\"); let r = 0..10; let ri = 1..=3;",
                Nothing,
            ),
            ("(cow.len(), r.len(), ri.clone().sum::<i32>())", Shows("(3, 10, 6)")),
            ("let h = std::thread::spawn(|| 42); let (tx, rx) = mpsc::channel::<i32>();", Nothing),
            ("tx.send(h.join().unwrap())?; rx.recv()?", Shows("42")),
            (
                "let it = vec![1, 2, 3].into_iter(); let peek = vec![1].into_iter().peekable();",
                Nothing,
            ),
            ("(it.sum::<i32>(), peek.count())", Shows("(6, 1)")),
            (
                "let d = Duration::from_millis(5); let i = Instant::now(); let o = 1.cmp(&2);",
                Nothing,
            ),
            ("(d.as_millis(), i.elapsed() >= d - d, o)", Shows("(5, true, Less)")),
            (
                "let e = \"x\".parse::<i32>(); let path = std::path::PathBuf::from(\"/a/b\");",
                Nothing,
            ),
            ("(e.is_err(), path.file_name())", Shows("(true, Some(\"b\"))")),
        ],
    );
}

#[test]
fn boxed_traits_of_the_standard_library() {
    script(
        MANABI,
        &[
            ("let g: Box<dyn Fn(&str) -> &str + Send + Sync> = Box::new(|s| s);", Nothing),
            ("let b: Box<dyn Iterator<Item = u8>> = Box::new((0..3).map(|x| x * 2));", Nothing),
            ("let a: Box<dyn std::any::Any> = Box::new(5i32);", Nothing),
            ("let e: Box<dyn std::error::Error> = \"bad\".into();", Nothing),
            (
                "(g(\"hi\"), b.collect::<Vec<_>>(), a.downcast_ref::<i32>(), e.to_string())",
                Shows("(\"hi\", [0, 2, 4], Some(5), \"bad\")"),
            ),
            (
                "let f: std::pin::Pin<Box<dyn Future<Output = i32>>> = Box::pin(async { 6 });",
                Nothing,
            ),
            ("f.await", Shows("6")),
        ],
    );
}

#[test]
fn patterns_bind() {
    script(
        MANABI,
        &[
            (
                "let (a, mut b) = (1, 2); let [p, q] = [3, 4]; let Some(z) = Some(9) else { panic!() };",
                Nothing,
            ),
            ("b += 1; (a, b, p, q, z)", Shows("(1, 3, 3, 4, 9)")),
            ("struct P { x: i32, y: i32 }", Nothing),
            (
                "let P { x, y: renamed } = P { x: 1, y: 2 }; let ref_it @ 5 = 5 else { return; };",
                Nothing,
            ),
            ("(x, renamed, ref_it)", Shows("(1, 2, 5)")),
            ("let _ = 5; let _kept = 6; _kept", Shows("6")),
            ("let later;\nlater = 3;", Nothing),
            ("later", Shows("3")),
            ("let r#type = 3; let 変数 = \"日本\"; let µ = 1;", Nothing),
            ("(r#type, 変数, µ)", Shows("(3, \"日本\", 1)")),
        ],
    );
}

#[test]
fn mutation_and_shadowing() {
    script(
        MANABI,
        &[
            ("let mut n = 0; let k = 1;", Nothing),
            ("n += 1; n", Shows("1")),
            ("n += 1; n", Shows("2")),
            ("k += 1;", Fails(&["cannot assign to `k`", "declare it as `let mut k` in cell 1"])),
            ("let mut k = k + 1; k += 1; k", Shows("3")),
            ("let k = \"text\"; k", Shows("\"text\"")),
            ("k", Shows("\"text\"")),
            ("{ let k = 1; print!(\"{k}\"); } k", Shows("\"text\"")),
            ("let (n, k) = (k, n);", Nothing),
            ("(n, k)", Shows("(\"text\", 2)")),
        ],
    );
}

#[test]
fn a_failure_keeps_what_was_there() {
    script(
        MANABI,
        &[
            ("let mut n = 1; let s = String::from(\"s\");", Nothing),
            (
                "n += 1; let new = 3; panic!(\"boom\")",
                Fails(&["Panic: boom", "cell 2:1:22", "^^^^^"]),
            ),
            ("(n, &s)", Shows("(2, \"s\")")),
            ("new", Fails(&["cell 2, which defines `new`, failed before its end"])),
            ("let s = 5; Err(\"no\")?;", Fails(&["Error: \"no\"", "returned by this `?`"])),
            ("s", Shows("\"s\"")),
            ("n += 1; let m: i32 = \"x\".parse()?; m", Fails(&["InvalidDigit"])),
            ("n", Shows("3")),
            ("n += 1; nonsense", Fails(&["cannot find value `nonsense`"])),
            ("n", Shows("3")),
            (
                "let n = String::from(\"shadow\"); std::process::abort()",
                Fails(&["aborted", "n, s"]),
            ),
            ("n", Fails(&["`n` was lost when the process that held it ended"])),
        ],
    );
}

#[test]
fn what_borrows_cannot_stay() {
    script(
        MANABI,
        &[
            ("let v = vec![1, 2]; let mutex = std::sync::Mutex::new(1);", Nothing),
            (
                "let view = &v; println!(\"{}\", view.len());",
                Says("`view` borrows from another value"),
            ),
            (
                "view",
                Fails(&[
                    "`view` borrows from another value, so it lived in cell 2 only",
                    ".clone()",
                ]),
            ),
            ("let guard = mutex.lock().unwrap();", Says("`guard` borrows")),
            ("let it = v.iter().map(|x| x * 2);", Says("`it` borrows")),
            (
                "let own = String::from(\"own\"); let part = &own[1..]; part.len()",
                Says("`part` borrows"),
            ),
            ("(v, own)", Shows("([1, 2], \"own\")")),
            (
                "struct L<'a>(&'a str); let fixed = L(\"static\"); let lent = L(&own);",
                Says("`lent` borrows"),
            ),
            ("fixed.0", Shows("\"static\"")),
            (
                "let x: &'static str = &String::from(\"a\");",
                Fails(&["E0716", "temporary value dropped"]),
            ),
        ],
    );
}

#[test]
fn two_borrows_are_the_users_error_alone() {
    script(
        MANABI,
        &[(
            "let mut s = String::new(); let r = &mut s; let q = &mut s; r.push('x'); q.push('y');",
            Fails(&["E0499", "second mutable borrow", "first borrow later used here"]),
        )],
    );
}

#[test]
fn what_has_no_name_says_so() {
    script(
        MANABI,
        &[
            ("let chain = std::iter::from_fn(|| Some(1)).take(3);", Nothing),
            ("chain.sum::<i32>()", Fails(&["(Take<FromFn<closure>>)", "`.collect()` an iterator"])),
            ("let future = async { 3 };", Nothing),
            ("future.await", Fails(&["`future` is a closure or a future", "`.await` a future"])),
            ("let root = f64::sqrt; fn own() {} let mine = own;", Nothing),
            ("root(4.0)", Fails(&["`root` is a function item", "let root: fn(..) -> _ = ..;"])),
            ("mine()", Fails(&["`mine` is a function item"])),
            ("let unset: i32;", Nothing),
            ("unset", Fails(&["`unset` is declared in cell 8, but not given a value"])),
            ("let perhaps; if true { perhaps = 1; }", Nothing),
            ("perhaps", Fails(&["not given a value on every way"])),
        ],
    );
}

#[test]
fn futures_are_awaited() {
    script(
        MANABI,
        &[
            ("async fn add(x: i32) -> i32 { x + 1 }", Nothing),
            ("let mut sum = add(3).await; sum += async { 1 }.await; sum", Shows("5")),
            ("sum += add(1).await; sum", Shows("7")),
            ("let twice = async |x: i32| x * 2; twice(4).await", Shows("8")),
        ],
    );
}

#[test]
fn flow_of_control() {
    script(
        MANABI,
        &[
            ("let n = 5; if n > 3 { return; } println!(\"never\");", Nothing),
            ("n", Fails(&["cannot find value `n`"])),
            (
                "let l = loop { break 7 }; let b = 'a: { if l > 3 { break 'a 1 } 2 }; (l, b)",
                Shows("(7, 1)"),
            ),
            ("if let Some(a) = Some(3) && a > 2 { println!(\"{a}\"); }", Prints("3\n")),
            ("let Some(x) = None::<i32> else { println!(\"none\"); return; };", Prints("none\n")),
            ("let f = || { if l > 1 { return 5; } 6 }; f()", Shows("5")),
            ("return 5;", Fails(&["a cell returns nothing: `return` stands without a value here"])),
            (
                "let o: Option<i32> = None; o?;",
                Fails(&["`?` in a cell takes a `Result`", ".ok_or("]),
            ),
            ("break;", Fails(&["`break`"])),
            (
                "type R<T> = Result<T, Box<dyn std::error::Error>>; fn may(x: i32) -> R<i32> { if x > 0 { Ok(x) } else { Err(\"negative\".into()) } }",
                Nothing,
            ),
            ("let m = may(2)?; m", Shows("2")),
            ("may(-1)?", Fails(&["\"negative\"", "^^^^^^^^ returned by this `?`"])),
        ],
    );
}
