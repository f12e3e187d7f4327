//! is_complete_request: whether Enter runs the code or opens another line.

use serde_json::json;

use super::{Content, Reply, text};
use crate::session::{Completeness, is_complete};

pub fn reply(content: &Content) -> Reply {
    Ok(match is_complete(text(content, "code")?) {
        Completeness::Complete => json!({ "status": "complete" }),
        Completeness::Incomplete { indent } => json!({ "status": "incomplete", "indent": indent }),
        Completeness::Invalid => json!({ "status": "invalid" }),
    })
}
