//! The real command on a small workbook with everything that a chapter can have, run by the real kernel.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};
use std::{env, fs, process};

use serde_json::Value;

/// A copy of the fixture in a folder of its own.
struct Workbook(PathBuf);

impl Workbook {
    fn new() -> Workbook {
        let folder = env::temp_dir().join(format!("manabi-weave-{}", process::id()));
        let _ = fs::remove_dir_all(&folder);
        copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixture"), &folder);
        fs::create_dir_all(folder.join("data/mnist")).unwrap();
        for part in ["images-idx3", "labels-idx1"] {
            fs::write(folder.join(format!("data/mnist/t10k-{part}-ubyte")), "damaged").unwrap();
        }
        Workbook(folder)
    }

    /// Runs `lessons` in it: what it printed, or its errors.
    fn lessons(&self, arguments: &[&str]) -> Result<String, String> {
        let cache = Path::new(env!("CARGO_TARGET_TMPDIR")).join("manabi-cache");
        let output = Command::new(env!("CARGO_BIN_EXE_lessons"))
            .args(arguments)
            .current_dir(&self.0)
            .env("MANABI_CACHE", cache)
            .env("MANABI_DATA", self.0.join("data")) // which no cell may see
            .env_remove("MANABI_SHARED")
            .output()
            .unwrap();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        if output.status.success() { Ok(text(&output.stdout)) } else { Err(text(&output.stderr)) }
    }

    fn read(&self, file: &str) -> String {
        fs::read_to_string(self.0.join(file)).unwrap()
    }

    /// Changes a text in a file, and gives back the file as it was.
    fn edit(&self, file: &str, from: &str, to: &str) -> String {
        let text = self.read(file);
        assert!(text.contains(from), "{file} has no {from}");
        fs::write(self.0.join(file), text.replacen(from, to, 1)).unwrap();
        text
    }

    fn cell(&self, file: &str, id: &str) -> Value {
        let notebook: Value = serde_json::from_str(&self.read(file)).unwrap();
        let cells = notebook["cells"].as_array().unwrap();
        cells.iter().find(|cell| cell["id"] == id).unwrap_or_else(|| panic!("no cell {id}")).clone()
    }
}

impl Drop for Workbook {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().flatten() {
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        if from.is_dir() {
            copy(&from, &to);
        } else {
            fs::copy(&from, &to).unwrap();
        }
    }
}

/// A text of a notebook, whose file has a list of lines.
fn text(value: &Value) -> String {
    match value {
        Value::Array(lines) => lines.iter().filter_map(Value::as_str).collect(),
        other => other.as_str().unwrap_or_default().into(),
    }
}

const CHAPTER: &str = "lessons/chapters/00-try.md";
const WRONG: &str = "lessons/wrong/00-try.md";
const NOTEBOOK: &str = "notebooks/00-try.ipynb";

#[test]
fn a_chapter_becomes_a_notebook() {
    let workbook = Workbook::new();
    weaves(&workbook);
    checks(&workbook);
    names_mistakes(&workbook);
    translates(&workbook);
    measures_seeds(&workbook);
    measures_time(&workbook);
}

fn weaves(workbook: &Workbook) {
    let report = workbook.lessons(&["weave"]).unwrap();
    assert!(report.contains("1 figure, 1 metric, 1 exercise"), "{report}");
    let cell = |id: &str| workbook.cell(NOTEBOOK, id);

    let number = cell("number")["outputs"].to_string();
    assert!(
        number.contains("a second is longer than no time: yes") && !number.contains("Instant"),
        "{number}"
    );
    assert!(number.contains("the mean"), "{number}");
    let prose = text(&cell("text-picture")["source"]);
    assert!(prose.starts_with("The mean is 0.") && prose.ends_with(" \\[1\\]."), "{prose}");
    assert_eq!(cell("picture")["outputs"][0]["metadata"]["image/svg+xml"]["alt"], "A rising line.");
    assert_eq!(
        text(&cell("figure-picture")["source"]),
        "*Figure 1. A line from corner to corner.*"
    );
    let links = text(&cell("text-number")["source"]);
    assert!(
        links.contains("(planned.ipynb#01-Later-%28a-plan%29) and [below](#A-task)"),
        "{links}"
    );
    assert_eq!(cell("wrong-type")["outputs"][0]["ename"], "E0308");
    assert_eq!(cell("too-far")["outputs"][0]["ename"], "Panic");

    assert_eq!(
        text(&cell("text-add")["source"]),
        "## A task\n\nWrite the **sum** (和) of Figure 1."
    );
    assert!(text(&cell("add")["source"]).contains("todo_exercise!()"));
    assert!(text(&cell("check-add")["outputs"][0]["data"]["text/plain"]).contains("Not attempted"));
    assert_eq!(cell("after")["outputs"], serde_json::json!([]));
    assert!(text(&cell("text-end")["source"]).starts_with("1. G. Kahn, \"The semantics"));

    assert!(!text(&cell("check-add")["source"]).contains("a + b"));
    assert!(workbook.read("notebooks/planned.ipynb").contains("Explains: subtraction."));

    workbook.lessons(&["weave", "--solved", "solved"]).unwrap();
    let solved = |id: &str| workbook.cell("solved/00-try.ipynb", id);
    assert!(text(&solved("add")["source"]).contains("    // BEGIN SOLUTION\n    a + b\n"));
    let passed = text(&solved("check-add")["outputs"][0]["data"]["text/plain"]);
    assert!(passed.starts_with("✓ Passed: A task\n  One sign is enough."), "{passed}");
    assert_eq!(text(&solved("after")["outputs"][0]["text"]), "42\n");
}

fn checks(workbook: &Workbook) {
    let woven = workbook.read(NOTEBOOK);
    let started = Instant::now();
    workbook.lessons(&["weave"]).unwrap();
    workbook.lessons(&["weave", "--check"]).unwrap();
    assert!(started.elapsed() < Duration::from_secs(4), "{:?}", started.elapsed());
    assert_eq!(workbook.read(NOTEBOOK), woven, "a second run writes the same");

    for (from, to, part) in [
        ("let label", "let level", "cell `number`: its source is not that of the chapter"),
        ("the mean\\n", "the median\\n", "cell `number`: output"),
        ("# A task", "# My task", "cell `text-add`: its source is not that of the chapter"),
        ("\"grade\": true", "\"grade\": false", "cell `check-add`: its metadata is not that"),
        ("\"id\": \"after\"", "\"id\": \"later\"", "`later` stands where the chapter has `after`"),
        (
            "\"cells\": [",
            "\"cells\": ",
            "00-try.ipynb is not a notebook that can be run: it is not JSON",
        ),
    ] {
        let before = workbook.edit(NOTEBOOK, from, to);
        let error = workbook.lessons(&["weave", "--check"]).unwrap_err();
        assert!(error.contains(part) && error.contains("Weave it again: "), "{to}: {error}");
        fs::write(workbook.0.join(NOTEBOOK), before).unwrap();
    }
}

fn names_mistakes(workbook: &Workbook) {
    for (file, from, to, part) in [
        (CHAPTER, "rust id=\"number\"", "rust", "00-try.md:15: the cell has no id: write"),
        (
            CHAPTER,
            "id=\"picture\"",
            "id=\"number\"",
            "00-try.md:26: the id `number` is that of the cell in line 15",
        ),
        (
            CHAPTER,
            "compile_fail=\"E0308\"",
            "compile_fial",
            "00-try.md:33: a cell has no attribute `compile_fial`",
        ),
        (CHAPTER, "minutes:", "minuets:", "00-try.md:6: front matter has no key `minuets`"),
        (CHAPTER, "{{mean:.1}}", "{{median:.1}}", "00-try.md:24: `median` is no metric"),
        (
            CHAPTER,
            "](01-later.md)",
            "](02-later.md)",
            "00-try.md:13: the link leads to `02-later.md`",
        ),
        (
            CHAPTER,
            "](#a-task)",
            "](#the-task)",
            "00-try.md:13: 00-try has no heading and no figure `#the-task`",
        ),
        (CHAPTER, "**Hint 2.**", "**Hint.**", "00-try.md:57: exercise `add` lacks hint 2 of 3"),
        (
            WRONG,
            "```rust exercise",
            "```text exercise",
            "00-try.md:45: exercise `add` has 1 of the 2 wrong answers",
        ),
        (
            WRONG,
            "exercise=\"add\"",
            "exercise=\"sub\"",
            "wrong/00-try.md:3: the chapter has no exercise `sub`",
        ),
        (
            CHAPTER,
            "metrics:",
            "headline:\n  median: .1 Middle\nmetrics:",
            "00-try.md:10: `median` is no metric of this chapter",
        ),
        (CHAPTER, ">= 0.2", ">= 0.9", "00-try.md:10: the criterion >= 0.9 fails: `mean` is 0."),
        (CHAPTER, "record(\"mean\"", "record(\"men\"", "cell `number` records `men`"),
        (
            CHAPTER,
            "let n: i32 = \"one\"",
            "let n: i32 = 1",
            "cell `wrong-type`: it is compile_fail, but it compiles",
        ),
        (CHAPTER, "E0308", "E0277", "cell `wrong-type`: E0308"),
        (CHAPTER, "2][std::hint::black_box(2)]", "2][1]", "it is should_panic, but it runs"),
        (CHAPTER, "    a + b", "    a * b", "should be `pass` and is \"fail\": ✗ Not yet"),
        (
            CHAPTER,
            "check.exact(\"add(2, 3)\", 5, || add(2, 3));",
            "check.that(\"it is not 0\", || add(2, 3) != 0);",
            "lets this wrong answer through",
        ),
        (CHAPTER, "println!(\"{label}\");", "println!(\"{labels}\");", "cell `number`: E0425"),
        (
            CHAPTER,
            "*Figure: A line from corner to corner.*\n<!-- alt: A rising line. -->",
            "",
            "no figure `#picture`",
        ),
        (WRONG, "It is -1;", "It is -2;", "wrong/00-try.md:3: cell `check-add`: the diagnosis"),
    ] {
        let before = workbook.edit(file, from, to);
        let error = workbook.lessons(&["weave"]).unwrap_err();
        assert!(error.contains(part), "{to}: {error}");
        fs::write(workbook.0.join(file), before).unwrap();
    }
}

fn translates(workbook: &Workbook) {
    workbook.lessons(&["catalogue", "00"]).unwrap();
    let po = "lessons/po/ja/00-try.po";
    for (source, translation) in [
        ("A task", "課題"),
        ("the mean", "平均"),
        ("of eight numbers", "八個の数の"),
        ("Write the [[sum]] of [Figure](#picture).", "[図](#picture) の [[sum]]を書こう。"),
        ("A rising line.", "右上がりの線。"),
    ] {
        workbook.edit(
            po,
            &format!("msgid \"{source}\"\nmsgstr \"\""),
            &format!("msgid \"{source}\"\nmsgstr \"{translation}\""),
        );
    }
    let report = workbook.lessons(&["weave"]).unwrap();
    assert!(report.contains("5 of ") && report.contains(" texts translated"), "{report}");
    let cell = |id: &str| workbook.cell("notebooks/ja/00-try.ipynb", id);
    assert_eq!(text(&cell("text-title")["source"]).lines().next(), Some("# 00 試す"));
    assert_eq!(text(&cell("text-add")["source"]), "## 課題\n\n図 1 の **和** (sum)を書こう。");
    assert!(text(&cell("number")["source"]).contains("let label = \"平均\"; // 八個の数の"));
    assert!(cell("number")["outputs"].to_string().contains("平均\\n"));
    assert!(text(&cell("text-number")["source"]).contains("(../planned.ipynb#"));
    let untried = text(&cell("check-add")["outputs"][0]["data"]["text/plain"]);
    assert!(untried.starts_with("○ 未着手: 課題\n"), "{untried}");
    workbook.lessons(&["weave", "--check"]).unwrap();

    let before = workbook.edit(po, "の [[sum]]を", "の和を");
    let error = workbook.lessons(&["weave", "--lang", "ja"]).unwrap_err();
    assert!(error.contains("00-try.po:") && error.contains("[[sum]]"), "{error}");
    fs::write(workbook.0.join(po), before).unwrap();
}

fn measures_seeds(workbook: &Workbook) {
    workbook.lessons(&["seeds", "00", "--runs", "3"]).unwrap();
    let chapter = workbook.read(CHAPTER);
    let line = chapter.lines().find(|line| line.starts_with("  mean: [")).unwrap();
    assert_eq!(line.matches(',').count(), 2, "{line}");
    let values: Vec<&str> = line[9..line.len() - 1].split(", ").collect();
    assert!(values[0] != values[1] && values[1] != values[2], "{line}");
}

fn measures_time(workbook: &Workbook) {
    workbook.lessons(&["time", "00", "--runs", "1"]).unwrap();
    let chapter = workbook.read(CHAPTER);
    let line = chapter.lines().find(|line| line.starts_with("seconds: ")).unwrap();
    let seconds: f64 = line[9..].parse().unwrap();
    // Every cell was compiled, though the cache has them all.
    assert!(seconds > 0.3 && seconds < 60., "{line}");
}
