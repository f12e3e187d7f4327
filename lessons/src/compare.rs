//! Comparison of two notebooks: the committed one and the same chapter woven and executed again.
//!
//! Sources are compared exactly. Texts may differ in the low bits of their numbers, because machines
//! do. Pictures are not compared, only that there is one.

use serde_json::Value;

use crate::tolerance::same_text;

/// The first difference, as a sentence that names the cell.
pub fn first_difference(committed: &Value, fresh: &Value) -> Option<String> {
    let (old, new) = (cells(committed), cells(fresh));
    for (old, new) in old.iter().zip(new) {
        let (old_id, id) = (text(&old["id"]), text(&new["id"]));
        if old_id != id {
            return Some(format!("cell `{old_id}` stands where the chapter has `{id}`"));
        }
        for part in ["cell_type", "source", "metadata"] {
            if joined(&old[part]) != joined(&new[part]) {
                return Some(format!("cell `{id}`: its {part} is not that of the chapter"));
            }
        }
        if let Some(difference) = outputs_differ(&outputs(old), &outputs(new)) {
            return Some(format!("cell `{id}`: {difference}"));
        }
    }
    let counts = (old.len(), new.len());
    let (kept, woven) = counts;
    (kept != woven).then(|| format!("it has {kept} cells where the chapter has {woven}"))
}

fn cells(notebook: &Value) -> &[Value] {
    notebook["cells"].as_array().map_or(&[], |cells| cells)
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// A text that nbformat may hold as one string or as a list of lines; anything else as it is.
fn joined(value: &Value) -> Value {
    match value.as_array() {
        Some(lines) if lines.iter().all(Value::is_string) => {
            lines.iter().map(text).collect::<String>().into()
        }
        _ => value.clone(),
    }
}

/// The outputs of a cell, a stream that came in several parts put together.
fn outputs(cell: &Value) -> Vec<Value> {
    let mut outputs: Vec<Value> = vec![];
    for output in cell["outputs"].as_array().map_or(&[][..], |outputs| outputs) {
        let mut output = output.clone();
        if output["output_type"] == "stream" {
            output["text"] = joined(&output["text"]);
            if let Some(last) = outputs.last_mut().filter(|last| last["name"] == output["name"]) {
                last["text"] = format!("{}{}", text(&last["text"]), text(&output["text"])).into();
                continue;
            }
        }
        outputs.push(output);
    }
    outputs
}

fn outputs_differ(old: &[Value], new: &[Value]) -> Option<String> {
    for (i, (old, new)) in old.iter().zip(new).enumerate() {
        let n = i + 1;
        for part in ["output_type", "name", "ename"] {
            if old[part] != new[part] {
                return Some(format!("output {n} was `{}` and is `{}`", old[part], new[part]));
            }
        }
        for part in ["text", "evalue", "traceback"] {
            if let Some(difference) = texts_differ(&old[part], &new[part]) {
                return Some(format!("output {n}: {difference}"));
            }
        }
        if let Some(difference) = bundles_differ(&old["data"], &new["data"]) {
            return Some(format!("output {n}: {difference}"));
        }
    }
    let (kept, fresh) = (old.len(), new.len());
    (kept != fresh).then(|| format!("it had {kept} outputs and has {fresh}"))
}

/// Compares what one output offers in several media types.
fn bundles_differ(old: &Value, new: &Value) -> Option<String> {
    let media = |bundle: &Value| -> Vec<String> {
        let mut media: Vec<String> =
            bundle.as_object().into_iter().flat_map(|data| data.keys().cloned()).collect();
        media.sort();
        media
    };
    let (kept, fresh) = (media(old), media(new));
    if kept != fresh {
        return Some(format!("it was {} and is {}", kept.join(", "), fresh.join(", ")));
    }
    let comparable = kept.iter().filter(|media| !media.starts_with("image/"));
    comparable.filter_map(|media| texts_differ(&old[media], &new[media])).next()
}

fn texts_differ(old: &Value, new: &Value) -> Option<String> {
    let (old, new) = (joined(old), joined(new));
    let (Some(old), Some(new)) = (old.as_str(), new.as_str()) else {
        return (old != new).then(|| format!("it was {old} and is {new}"));
    };
    let lines = old.lines().count().max(new.lines().count());
    let at = |text: &str, i: usize| text.lines().nth(i).unwrap_or_default().to_owned();
    let different = (0..lines).find(|&i| !same_text(&at(old, i), &at(new, i)))?;
    Some(format!("it was `{}` and is `{}`", at(old, different), at(new, different)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn notebook(outputs: Value) -> Value {
        json!({ "cells": [
            { "cell_type": "markdown", "id": "text-a", "metadata": {}, "source": ["One\n", "two"] },
            { "cell_type": "code", "id": "a", "metadata": {}, "source": "x", "outputs": outputs },
        ]})
    }

    fn stream(text: &str) -> Value {
        json!({ "output_type": "stream", "name": "stdout", "text": text })
    }

    fn result(data: Value) -> Value {
        json!({ "output_type": "execute_result", "data": data, "metadata": {}, "execution_count": 1 })
    }

    #[test]
    fn a_stream_in_parts_is_the_same_stream() {
        let whole = notebook(json!([stream("one\ntwo\n")]));
        let parts = notebook(json!([stream("one\n"), stream("two\n")]));
        assert_eq!(first_difference(&whole, &parts), None);
    }

    #[test]
    fn pictures_are_not_compared_but_must_be_there() {
        let picture = |svg: &str| {
            notebook(json!([result(json!({ "image/svg+xml": svg, "text/plain": "a plot" }))]))
        };
        assert_eq!(first_difference(&picture("<svg/>"), &picture("<svg></svg>")), None);
        let gone = notebook(json!([result(json!({ "text/plain": "a plot" }))]));
        let difference = first_difference(&picture("<svg/>"), &gone).unwrap();
        assert!(difference.starts_with("cell `a`: output 1: it was image/svg+xml"), "{difference}");
    }

    #[test]
    fn says_which_cell_differs() {
        let old = notebook(json!([stream("mistakes: 4\n")]));
        let new = notebook(json!([stream("mistakes: 3\n")]));
        let expected = "cell `a`: output 1: it was `mistakes: 4` and is `mistakes: 3`";
        assert_eq!(first_difference(&old, &new).unwrap(), expected);

        let mut edited = old.clone();
        edited["cells"][0]["source"] = "One\nthree".into();
        assert_eq!(
            first_difference(&old, &edited).unwrap(),
            "cell `text-a`: its source is not that of the chapter"
        );
        edited["cells"][0]["id"] = "text-b".into();
        assert!(first_difference(&old, &edited).unwrap().contains("`text-a` stands where"));
        edited["cells"] = json!([old["cells"][0]]);
        assert_eq!(
            first_difference(&old, &edited).unwrap(),
            "it has 2 cells where the chapter has 1"
        );
        let silent = notebook(json!([]));
        assert_eq!(
            first_difference(&old, &silent).unwrap(),
            "cell `a`: it had 1 outputs and has 0"
        );
    }
}
