//! inspect_request: what is known about the name at the cursor.

use serde_json::json;

use super::{Content, Reply, text};

pub fn reply(content: &Content) -> Reply {
    text(content, "code")?;
    Ok(json!({ "status": "ok", "found": false, "data": {}, "metadata": {} }))
}
