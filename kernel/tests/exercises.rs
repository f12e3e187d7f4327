//! Exercises in a notebook, from the stub to the pass: boxes, hints, progress, graders.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use client::{Home, Output, Reply, Script, shown};
use serde_json::{Value, json};

const MANABI: &str = env!("CARGO_BIN_EXE_manabi");

/// The texts that hints and solution of the exercise are sealed from.
const SEALED: [(&str, &str); 7] = [
    ("title", "Softmax"),
    ("shown", "The shares add up to 1."),
    ("next", "Next: the loss."),
    ("hint", "Which function is never negative?"),
    ("hint", "Take `exp` of each number."),
    ("hint", "Divide each by their sum."),
    ("solution", "let e: Vec<f32> = x.iter().map(|x| x.exp()).collect();"),
];

/// The check cell, as the weaver writes it.
fn check() -> String {
    use base64::Engine as _;
    let records = SEALED.map(|(key, text)| format!("{key}\u{1f}{text}")).join("\u{1e}");
    let sealed = base64::engine::general_purpose::STANDARD.encode(records);
    format!(
        "exercise(\"03-softmax\").sealed(\"{sealed}\").check(|check| {{\n    \
             check.exact(\"softmax(&[0., 0.])\", [0.5, 0.5], || softmax(&[0., 0.]));\n    \
             check.prop(\"softmax\", |draw| draw.numbers(draw.size()), |x| softmax(x), |x| tensor(x).softmax(0));\n\
         }});"
    )
}

fn stub(body: &str) -> String {
    format!("fn softmax(x: &[f32]) -> Vec<f32> {{\n    {body}\n}}")
}

const RIGHT: &str = "let e: Vec<f32> = x.iter().map(|x| x.exp()).collect();\n    let sum: f32 = e.iter().sum();\n    e.iter().map(|x| x / sum).collect()";

/// A kernel with a file of progress of its own.
struct Learner {
    script: Script,
    file: PathBuf,
}

impl Learner {
    fn new(name: &str, env: &[(&str, &str)]) -> Learner {
        let home = Home::new(MANABI, &format!("exercises-{name}"));
        let file = home.path("progress.json");
        let path = file.display().to_string();
        let env = [&[("MANABI_PROGRESS", path.as_str())], env].concat();
        Learner { script: Script::start_with(MANABI, &env), file }
    }

    /// The cell's reply, which must be good, and what it shows.
    fn cell(&mut self, code: &str) -> (Reply, String) {
        let reply = self.script.cell(code);
        let text = shown(&reply);
        assert_eq!(reply.status, "ok", "{code}\n{text}");
        (reply, text)
    }

    fn checks(&mut self) -> String {
        self.cell(&check()).1
    }

    /// What the file says of the exercise.
    fn progress(&self) -> Value {
        let text = fs::read_to_string(&self.file).unwrap_or_else(|_| "null".into());
        let progress: Value = serde_json::from_str(&text).unwrap();
        progress["exercises"]["03-softmax"].clone()
    }
}

#[test]
fn from_the_stub_to_the_pass() {
    let mut learner = Learner::new("path", &[]);
    learner.cell("let kept = vec![1, 2, 3];");
    learner.cell(&stub("todo_exercise!()"));
    let text = learner.checks();
    assert!(text.starts_with("○ Not attempted: Softmax\n  Replace `todo_exercise!()`"), "{text}");
    assert!(text.contains("`hint(1)` gives a nudge."), "{text}");
    assert_eq!(learner.progress(), Value::Null, "nothing was done");

    learner.cell(&stub("let sum: f32 = x.iter().sum();\n    x.iter().map(|x| x / sum).collect()"));
    let text = learner.checks();
    assert!(
        text.starts_with(
            "✗ Not yet: Softmax\n  softmax(&[0., 0.])\n  gives [NaN, NaN]\n  expected [0.5, 0.5]"
        ),
        "{text}"
    );
    assert!(text.contains("Every element is NaN: look for 0/0"), "{text}");
    assert_eq!(learner.progress()["outcome"], "fail");

    let (reply, text) = learner.cell("hint(1)");
    assert_eq!(
        text.trim_end(),
        "→ Hint 1 of 3 · Softmax\n  Which function is never negative?\n  `hint(2)` says more."
    );
    assert!(
        matches!(&reply.outputs[..], [Output::Display { data, .. }] if data["text/html"].is_string())
    );
    let (_, text) = learner.cell("solution()");
    assert!(text.contains("There are 2 more hints: `hint(2)` is next."), "{text}");

    // One past the end: the learner's own panic, in the cell and line where it happens.
    learner.cell(&stub("let last = x[x.len()];\n    vec![last]"));
    let text = learner.checks();
    assert!(text.starts_with("⚠ Panicked: Softmax\n  softmax(&[0., 0.])\n  panics index out of bounds: the len is 2 but the index is 2\n  It panicked in cell "), "{text}");
    assert!(text.contains(", line 2. Your variables are kept."), "{text}");
    assert_eq!(learner.cell("kept.len()").1.trim_end(), "3");
    assert_eq!(learner.progress()["outcome"], "panicked");

    learner.cell(&stub(RIGHT));
    let text = learner.checks();
    assert_eq!(
        text.trim_end(),
        "✓ Passed: Softmax\n  The shares add up to 1.\n  Next: the loss.\n  `solution()` shows another way to write it."
    );
    let (_, text) = learner.cell("exercise(\"03-softmax\").solution()");
    assert!(text.starts_with("→ One solution · Softmax\n  let e: Vec<f32>"), "{text}");
    let mut progress = learner.progress();
    assert!(progress["last"].as_u64().is_some_and(|seconds| seconds > 1_700_000_000));
    progress["last"] = Value::Null;
    assert_eq!(
        progress,
        json!({ "last": null, "outcome": "pass", "attempts": 3, "hints": 1, "solution": true })
    );
}

#[test]
fn a_mistake_is_named() {
    let mut learner = Learner::new("mistakes", &[]);
    for (body, part) in [
        (RIGHT.replace("x / sum", "-x / sum"), "The sign is turned round"),
        (RIGHT.replace("x / sum", "x / sum / 2."), "half the right one"),
        (
            RIGHT.replace("e.iter().map", "e.iter().rev().map"),
            "The order along axis 0 is turned round",
        ),
        (RIGHT.replace("x / sum", "(x / sum).ln()"), "These are the logarithms"),
        ("x.to_vec()".into(), "Element [0] is 0; 0.5 was expected."),
    ] {
        learner.cell(&stub(&body));
        let text = learner.checks();
        assert!(text.contains(part), "{body}\n{text}");
    }
}

#[test]
fn a_damaged_file_of_progress_is_set_aside() {
    let mut learner = Learner::new("damaged", &[]);
    fs::write(&learner.file, "{ no JSON").unwrap();
    learner.cell(&stub(RIGHT));
    let text = learner.checks();
    assert!(text.contains("was damaged and is set aside as"), "{text}");
    assert_eq!(learner.progress()["outcome"], "pass");
    assert_eq!(
        fs::read_to_string(learner.file.with_extension("damaged.json")).unwrap(),
        "{ no JSON"
    );
}

#[test]
fn a_grader_gets_an_error_and_leaves_no_progress() {
    for variable in ["MANABI_GRADING", "NBGRADER_EXECUTION"] {
        let home = Home::new(MANABI, &format!("exercises-{variable}"));
        let data = home.path("data").display().to_string();
        let mut script = Script::start_with(MANABI, &[(variable, "1"), ("XDG_DATA_HOME", &data)]);
        script.cell(&stub("todo_exercise!()"));
        let reply = script.cell(&check());
        let text = shown(&reply);
        assert_eq!((reply.status.as_str(), reply.ename.as_str()), ("error", "Panic"), "{text}");
        assert!(text.starts_with("○ Not attempted: Softmax"), "{text}");
        script.cell(&stub(RIGHT));
        let reply = script.cell(&check());
        assert_eq!(reply.status, "ok", "{}", shown(&reply));
        assert_eq!(reply.stderr(), "", "a grader takes standard error for a failure");
        assert!(!home.path("data").exists(), "progress was kept");
    }
}

#[test]
fn an_endless_loop_in_a_check_is_interrupted() {
    let mut learner = Learner::new("endless", &[]);
    learner.cell(&stub("loop {}"));
    let client = &mut learner.script.client;
    let id = client.send_cell(&check(), json!({}));
    std::thread::sleep(Duration::from_secs(1));
    client.interrupt();
    let reply = client.finish(&id);
    assert_eq!((reply.status.as_str(), reply.ename.as_str()), ("error", "Interrupted"));
    learner.cell(&stub(RIGHT));
    assert!(learner.checks().starts_with("✓ Passed"));
}

#[test]
fn manabi_run_keeps_progress_and_manabi_check_shows_it() {
    let home = Home::new(MANABI, "exercises-run");
    let path = home.notebook("own.ipynb", &[&stub(RIGHT), &check()]);
    let run = |args: &[&str]| {
        let mut command = home.command(args);
        for variable in ["CI", "MANABI_PROGRESS"] {
            command.env_remove(variable);
        }
        let output = command.output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    run(&["run", path.to_str().unwrap()]);
    let text = run(&["check"]);
    assert!(text.contains("✓ 03-softmax") && text.contains("1 try"), "{text}");
    let json: Value = serde_json::from_str(&run(&["check", "--json"])).unwrap();
    let all = json["chapters"].as_array().unwrap().iter();
    let mut all = all.flat_map(|chapter| chapter["exercises"].as_array().unwrap());
    assert!(all.any(|exercise| exercise["name"] == "03-softmax" && exercise["outcome"] == "pass"));
    let box_of = &home.read(&path)["cells"][1]["outputs"][0]["data"];
    assert_eq!(box_of["application/vnd.manabi.check+json"]["outcome"], "pass");
}
