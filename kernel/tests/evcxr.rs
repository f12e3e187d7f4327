//! A notebook written for evcxr, with its commands and display conventions, runs from top to bottom.

use std::fs;
use std::path::Path;
use std::process::Command;

use client::Script;
use serde_json::Value;

const MANABI: &str = env!("CARGO_BIN_EXE_manabi");
const NOTEBOOK: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/notebooks/evcxr.ipynb");

/// The outputs of the notebook's code cells, by the cells' ids.
fn executed() -> Vec<(String, Vec<Value>)> {
    // A kernel first, so that the library is there.
    let cache = Script::start(MANABI).client.cache;
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let output = folder.join("evcxr-executed.ipynb");
    let mut command = Command::new(MANABI);
    command.args(["run", NOTEBOOK, "--output"]).arg(&output).env("MANABI_CACHE", cache);
    let done = command.output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let notebook: Value = serde_json::from_slice(&fs::read(output).unwrap()).unwrap();
    let cells = notebook["cells"].as_array().unwrap().iter();
    cells
        .filter(|cell| cell["cell_type"] == "code")
        .map(|cell| {
            let outputs = cell["outputs"].as_array().unwrap().clone();
            (cell["id"].as_str().unwrap().to_string(), outputs)
        })
        .collect()
}

fn text(value: &Value) -> String {
    match value {
        Value::Array(lines) => lines.iter().map(|line| line.as_str().unwrap()).collect(),
        other => other.as_str().unwrap_or_default().to_string(),
    }
}

#[test]
fn it_shows_what_evcxr_shows() {
    let cells = executed();
    let outputs = |id: &str| &cells.iter().find(|(known, _)| known == id).unwrap().1;
    let result = |id: &str| text(&outputs(id)[0]["data"]["text/plain"]);

    let table = text(&outputs("cell-4")[0]["data"]["text/html"]);
    assert!(table.starts_with("<table><tr><td>1</td><td>2</td>"), "{table}");
    assert_eq!(outputs("cell-4").len(), 1);
    assert_eq!(result("cell-6"), "\"Hello evcxr\"");
    assert_eq!(result("cell-7"), "[1, 1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144]");

    let [before, picture, after] = outputs("cell-8").as_slice() else { panic!("{cells:?}") };
    assert_eq!(
        (text(&before["text"]), text(&after["text"])),
        ("before\n".into(), "after\n".into())
    );
    assert!(text(&picture["data"]["image/png"]).starts_with("iVBORw0KGgo"));

    assert_eq!(result("cell-9"), "[0, 1, 2]");
    assert_eq!(result("cell-10"), "54.0");
    assert!(result("cell-12").contains("kept      Vec<usize>"), "{}", result("cell-12"));
    assert_eq!(result("cell-13"), "Vec<usize>");
    assert_eq!(result("cell-14"), "42");
}
