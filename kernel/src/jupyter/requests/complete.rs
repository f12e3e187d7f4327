//! complete_request: what could stand at the cursor.

use serde_json::{Value, json};

use super::{Content, Reply, text};

pub fn reply(content: &Content) -> Reply {
    let code = text(content, "code")?;
    // The protocol counts in code points.
    let end = code.chars().count() as u64;
    let cursor = content.get("cursor_pos").and_then(Value::as_u64);
    let cursor = cursor.unwrap_or(end).min(end);
    Ok(json!({
        "status": "ok",
        "matches": [],
        "cursor_start": cursor,
        "cursor_end": cursor,
        "metadata": {},
    }))
}
