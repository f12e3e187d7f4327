//! A notebook made for evcxr, with its commands and its display conventions, runs here.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

const MANABI: &str = env!("CARGO_BIN_EXE_manabi");

#[test]
fn a_notebook_of_evcxr_runs() {
    let tmp = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let copy = tmp.join("evcxr.ipynb");
    fs::write(&copy, include_str!("notebooks/evcxr.ipynb")).unwrap();
    let cache = client::Client::start(MANABI).cache; // the library is built
    let mut run = Command::new(MANABI);
    run.arg("run").arg(&copy).env("MANABI_CACHE", cache);
    let done = run.output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let notebook: Value = serde_json::from_slice(&fs::read(&copy).unwrap()).unwrap();
    let outputs = |id: &str| -> &Vec<Value> {
        let cells = notebook["cells"].as_array().unwrap();
        cells.iter().find(|c| c["id"] == id).unwrap()["outputs"].as_array().unwrap()
    };
    let text = |value: &Value| match value {
        Value::Array(lines) => lines.iter().filter_map(Value::as_str).collect::<String>(),
        other => other.as_str().unwrap_or_default().to_string(),
    };
    let data = |id: &str, mime: &str| -> Vec<String> {
        outputs(id).iter().map(|o| text(&o["data"][mime])).filter(|t| !t.is_empty()).collect()
    };
    assert_eq!(data("html", "text/html"), ["<b>1, 2</b>"]);
    assert_eq!(data("through-a-reference", "text/html"), ["<b>3, 4</b>"]);
    assert_eq!(data("image", "image/png").len(), 1);
    assert_eq!(data("image", "image/png")[0].trim(), PIXEL);
    let around = outputs("around-a-picture");
    assert_eq!(text(&around[0]["text"]), "before\n");
    assert_eq!(text(&around[1]["data"]["text/html"]), "<i>between</i>");
    assert_eq!(text(&around[2]["text"]), "after\n");
    assert_eq!(data("threads", "text/plain"), ["14"]);
    assert_eq!(data("await", "text/plain"), ["21"]);
    assert_eq!(data("question-mark", "text/plain"), ["42"]);
    assert_eq!(data("vars", "text/plain"), ["answer  i32\nm       Matrix<i32>"]);
    assert_eq!(data("dep", "text/plain"), ["6.0"]);
}

/// A picture of one pixel, as the notebook prints it.
const PIXEL: &str = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
