//! interrupt_request: stop the cell that runs.

use serde_json::json;

use super::{Kernel, Reply};

pub fn reply(kernel: &Kernel) -> Reply {
    kernel.interrupt();
    Ok(json!({ "status": "ok" }))
}
