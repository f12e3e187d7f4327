//! What the library puts into outputs for programs, under media types of its own.

use serde_json::Value;

/// A metric: `{"name": .., "value": ..}`.
pub const METRIC: &str = "application/vnd.manabi.metric+json";
/// A claim about time: `{"claim": .., "holds": ..}`.
pub const TIMING: &str = "application/vnd.manabi.timing+json";
/// The outcome of a check: `{"exercise": .., "outcome": .., "text": ..}`.
pub const CHECK: &str = "application/vnd.manabi.check+json";

/// What the outputs of a cell hold under a media type.
pub fn found<'a>(outputs: &'a [Value], mime: &'a str) -> impl Iterator<Item = &'a Value> {
    outputs.iter().filter_map(move |output| output["data"].get(mime))
}

/// The text that stays of a claim about time.
pub fn claim(timing: &Value) -> String {
    let holds = if timing["holds"] == true { "yes" } else { "no" };
    format!("{}: {holds}", timing["claim"].as_str().unwrap_or_default())
}

/// Takes from an output what differs from run to run: of a claim about time its figure.
pub fn settle(output: &mut Value) {
    if let Some(timing) = output["data"].get(TIMING) {
        let text = claim(timing);
        let html = format!(
            "<small style=\"opacity:.75\">{}</small>",
            text.replace('&', "&amp;").replace('<', "&lt;")
        );
        output["data"]["text/html"] = html.into();
        output["data"]["text/plain"] = text.into();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn of_a_timing_only_the_outcome_stays() {
        let timing = json!({ "claim": "5 times < 6", "holds": true });
        let mut output =
            json!({ "data": { TIMING: timing, "text/plain": "a (7.3)", "text/html": "7.3" } });
        settle(&mut output);
        assert!(!output.to_string().contains("7.3"), "{output}");
        assert_eq!(output["data"]["text/plain"], "5 times < 6: yes");
        assert_eq!(found(&[output], TIMING).count(), 1);
    }
}
