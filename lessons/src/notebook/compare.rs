//! Comparison of two notebooks: the committed one and the same chapter woven and executed again.
//!
//! Sources are compared exactly. Texts may differ in the low bits of their numbers, because machines
//! do. Pictures are not compared, only that there is one.

use serde_json::Value;

use super::tolerance::same_text;

/// The first cell whose source, id or metadata is not that of the chapter, in a sentence.
pub fn different_source(committed: &[Value], woven: &[Value]) -> Option<String> {
    for (old, new) in committed.iter().zip(woven) {
        let (old_id, id) = (text(&old["id"]), text(&new["id"]));
        if old_id != id {
            return Some(format!("cell `{old_id}` stands where the chapter has `{id}`"));
        }
        for part in ["cell_type", "source", "metadata"] {
            if old[part] != new[part] {
                return Some(format!("cell `{id}`: its {part} is not that of the chapter"));
            }
        }
    }
    let id = |cell: &Value| text(&cell["id"]).to_owned();
    let added = committed.get(woven.len()).map(id);
    let missing = woven.get(committed.len()).map(id);
    added
        .map(|id| format!("cell `{id}` stands after the end of the chapter"))
        .or_else(|| missing.map(|id| format!("cell `{id}` and what follows are missing")))
}

/// The first output, or number in the text, that is not what the same cell gives now, in a sentence.
pub fn different_output(committed: &[Value], executed: &[Value]) -> Option<String> {
    committed.iter().zip(executed).find_map(|(old, new)| {
        let text_differs = || texts_differ(&old["source"], &new["source"]);
        let difference = outputs_differ(outputs(old), outputs(new)).or_else(text_differs)?;
        Some(format!("cell `{}`: {difference}", text(&new["id"])))
    })
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn outputs(cell: &Value) -> &[Value] {
    cell["outputs"].as_array().map_or(&[], Vec::as_slice)
}

fn outputs_differ(old: &[Value], new: &[Value]) -> Option<String> {
    for (i, (old, new)) in old.iter().zip(new).enumerate() {
        let n = i + 1;
        for part in ["output_type", "name", "ename", "metadata"] {
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
    let (Some(old), Some(new)) = (old.as_str(), new.as_str()) else {
        let same = same_text(&old.to_string(), &new.to_string());
        return (!same).then(|| format!("it was {old} and is {new}"));
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

    fn cells(outputs: Value) -> Vec<Value> {
        vec![
            json!({ "cell_type": "markdown", "id": "text-a", "metadata": {}, "source": "One" }),
            json!({ "cell_type": "code", "id": "a", "metadata": {}, "source": "x", "outputs": outputs }),
        ]
    }

    fn stream(text: &str) -> Vec<Value> {
        cells(json!([{ "output_type": "stream", "name": "stdout", "text": text }]))
    }

    fn result(data: Value) -> Vec<Value> {
        cells(json!([{ "output_type": "execute_result", "data": data, "metadata": {} }]))
    }

    #[test]
    fn an_output_differs_by_its_first_other_line() {
        let (four, three) = (stream("epoch 1\nmistakes 4\n"), stream("epoch 1\nmistakes 3\n"));
        assert_eq!(different_output(&four, &four), None);
        assert_eq!(
            different_output(&four, &three).unwrap(),
            "cell `a`: output 1: it was `mistakes 4` and is `mistakes 3`"
        );
        assert_eq!(
            different_output(&four, &cells(json!([]))).unwrap(),
            "cell `a`: it had 1 outputs and has 0"
        );
        let html = |text: &str| result(json!({ "text/html": text }));
        assert_eq!(different_output(&html("<b>0.50000001</b>"), &html("<b>0.5</b>")), None);
        assert!(different_output(&html("<b>0.6</b>"), &html("<b>0.5</b>")).is_some());
        assert!(different_output(&four, &html("4")).unwrap().contains("was `\"stream\"`"));
    }

    #[test]
    fn a_number_in_the_text_or_a_metric_may_differ_in_its_low_bits() {
        let prose =
            |text: &str| vec![json!({ "cell_type": "markdown", "id": "text-a", "source": text })];
        assert_eq!(different_output(&prose("about 97.3 %"), &prose("about 97.3000001 %")), None);
        assert!(different_output(&prose("about 97.3 %"), &prose("about 97.4 %")).is_some());
        let metric = |value: f64| {
            result(json!({ "application/vnd.manabi.metric+json": { "value": value } }))
        };
        assert_eq!(different_output(&metric(0.5), &metric(0.500001)), None);
        assert!(different_output(&metric(0.5), &metric(0.6)).is_some());
    }

    #[test]
    fn of_an_error_all_that_is_shown_counts() {
        let error = |code: &str, value: &str, trace: &str| {
            cells(
                json!([{ "output_type": "error", "ename": code, "evalue": value, "traceback": [trace] }]),
            )
        };
        let old = error("E0308", "mismatched types", "a");
        assert_eq!(different_output(&old, &old), None);
        let other = error("E0308", "mismatched types", "in '/tmp/b.txt'");
        assert_eq!(
            different_output(&old, &other).unwrap(),
            "cell `a`: output 1: it was [\"a\"] and is [\"in '/tmp/b.txt'\"]"
        );
        assert!(different_output(&old, &error("E0277", "mismatched types", "a")).is_some());
        assert!(different_output(&old, &error("E0308", "other types", "a")).is_some());
    }

    #[test]
    fn pictures_are_not_compared_but_must_be_there() {
        let picture = |svg: &str| result(json!({ "image/svg+xml": svg, "text/plain": "a plot" }));
        assert_eq!(different_output(&picture("<svg/>"), &picture("<svg></svg>")), None);
        let gone = result(json!({ "text/plain": "a plot" }));
        assert_eq!(
            different_output(&picture("<svg/>"), &gone).unwrap(),
            "cell `a`: output 1: it was image/svg+xml, text/plain and is text/plain"
        );
    }

    #[test]
    fn a_source_differs_by_text_name_or_number_of_cells() {
        let old = stream("");
        assert_eq!(different_source(&old, &cells(json!([]))), None);
        let mut edited = old.clone();
        edited[0]["source"] = "Two".into();
        assert_eq!(
            different_source(&old, &edited).unwrap(),
            "cell `text-a`: its source is not that of the chapter"
        );
        edited[0]["id"] = "text-b".into();
        assert_eq!(
            different_source(&old, &edited).unwrap(),
            "cell `text-a` stands where the chapter has `text-b`"
        );
        assert_eq!(
            different_source(&old, &old[..1]).unwrap(),
            "cell `a` stands after the end of the chapter"
        );
        assert_eq!(
            different_source(&old[..1], &old).unwrap(),
            "cell `a` and what follows are missing"
        );
    }
}
