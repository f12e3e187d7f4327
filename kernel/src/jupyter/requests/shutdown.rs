//! shutdown_request: end the process; the client starts another one if it asked for a restart.

use serde_json::json;

use super::{Content, Reply, flag};

pub fn reply(content: &Content) -> Reply {
    Ok(json!({ "status": "ok", "restart": restart(content) }))
}

pub fn restart(content: &Content) -> bool {
    flag(content, "restart", false)
}
