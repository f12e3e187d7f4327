//! Outputs: what an executed cell left in its notebook, as HTML.

use serde_json::Value;

use super::ansi;
use super::escape::escaped;

/// The outputs of a cell as HTML; `alt` stands for its picture where it cannot be seen.
pub fn html(outputs: &[Value], alt: Option<&str>) -> String {
    outputs.iter().map(|output| one(output, alt)).collect()
}

fn one(output: &Value, alt: Option<&str>) -> String {
    match output["output_type"].as_str().unwrap_or_default() {
        "stream" => {
            let name = if output["name"] == "stderr" { " stderr" } else { "" };
            text(&format!("printed{name}"), &last_state(&string(&output["text"])))
        }
        "error" => {
            let lines = output["traceback"].as_array().map_or(&[][..], Vec::as_slice);
            let lines: Vec<String> = lines.iter().map(string).collect();
            text("failed", &lines.join("\n"))
        }
        _ => rich(&output["data"], alt),
    }
}

/// The richest form of a value that a page can show.
fn rich(data: &Value, alt: Option<&str>) -> String {
    let sentence = string(&data["text/plain"]);
    let alt = escaped(alt.unwrap_or(&sentence));
    if let Some(svg) = form(data, "image/svg+xml") {
        return format!("<div class=\"picture\">{}</div>", described(&svg, &alt));
    }
    for kind in ["image/png", "image/jpeg"] {
        if let Some(bytes) = form(data, kind) {
            let bytes = bytes.replace('\n', "");
            return format!(
                "<div class=\"picture\"><img alt=\"{alt}\" src=\"data:{kind};base64,{bytes}\"></div>"
            );
        }
    }
    match form(data, "text/html") {
        Some(html) => format!("<div class=\"rich\" tabindex=\"0\">{html}</div>"),
        None => text("value", &sentence),
    }
}

fn text(class: &str, content: &str) -> String {
    let content = content.trim_end_matches('\n');
    format!("<pre class=\"{class}\" tabindex=\"0\">{}</pre>", ansi::html(content))
}

/// A picture whose sentence is its name for a screen reader and no tool tip of half a page.
fn described(svg: &str, alt: &str) -> String {
    let bare = match (svg.find("<title>"), svg.find("</title>")) {
        (Some(open), Some(close)) if open < close => {
            format!("{}{}", &svg[..open], &svg[close + "</title>".len()..])
        }
        _ => svg.to_owned(),
    };
    let bare = bare.replacen(" role=\"img\"", "", 1);
    bare.replacen("<svg", &format!("<svg role=\"img\" aria-label=\"{alt}\""), 1)
}

/// What a terminal shows in the end: a carriage return writes over its line.
fn last_state(text: &str) -> String {
    let line =
        |line: &str| line.trim_end_matches('\r').rsplit('\r').next().unwrap_or_default().to_owned();
    text.split('\n').map(line).collect::<Vec<_>>().join("\n")
}

fn form(data: &Value, kind: &str) -> Option<String> {
    data.get(kind).map(string)
}

/// A text, which a notebook may keep as a list of lines.
fn string(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(lines) => lines.iter().filter_map(Value::as_str).collect(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn html_of(output: Value) -> String {
        html(&[output], None)
    }

    #[test]
    fn the_richest_form_is_taken() {
        let svg =
            "<svg width=\"4\" role=\"img\"><title>a long sentence</title><path d=\"m0 0\"/></svg>";
        let data = json!({ "image/svg+xml": [svg], "text/plain": "x < y" });
        let output = json!({ "output_type": "execute_result", "data": data });
        assert_eq!(
            html_of(output.clone()),
            "<div class=\"picture\"><svg role=\"img\" aria-label=\"x &lt; y\" width=\"4\"><path d=\"m0 0\"/></svg></div>"
        );
        assert!(html(&[output], Some("two lines")).contains("aria-label=\"two lines\""));

        let data = json!({ "text/html": "<table></table>", "text/plain": "t" });
        assert!(
            html_of(json!({ "output_type": "display_data", "data": data }))
                .contains("<table></table>")
        );
        let data = json!({ "image/png": "aGk=\n", "text/plain": "dots" });
        let png = html_of(json!({ "output_type": "display_data", "data": data }));
        assert!(png.contains("<img alt=\"dots\" src=\"data:image/png;base64,aGk=\">"), "{png}");
    }

    #[test]
    fn text_is_escaped_and_errors_keep_their_colours() {
        let stream =
            json!({ "output_type": "stream", "name": "stdout", "text": ["1 % \r5 %\n", "a<b\n"] });
        assert_eq!(html_of(stream), "<pre class=\"printed\" tabindex=\"0\">5 %\na&lt;b</pre>");
        let error =
            json!({ "output_type": "error", "traceback": ["\u{1b}[31mE0308\u{1b}[0m", "at"] });
        assert_eq!(
            html_of(error),
            "<pre class=\"failed\" tabindex=\"0\"><span class=\"ansi-red\">E0308</span>\nat</pre>"
        );
    }
}
