//! connect_request: the ports of the kernel.

use serde_json::json;

use super::{Kernel, Reply};

pub fn reply(kernel: &Kernel) -> Reply {
    let file = &kernel.connection;
    Ok(json!({
        "status": "ok",
        "shell_port": file.shell_port,
        "iopub_port": file.iopub_port,
        "stdin_port": file.stdin_port,
        "control_port": file.control_port,
        "hb_port": file.hb_port,
    }))
}
