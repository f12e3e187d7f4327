//! comm_info and comm_open: channels between a widget and the kernel. The kernel has no targets for them.

use serde_json::json;

use super::super::message::Parent;
use super::{Content, Kernel, Reply, text};

pub fn info() -> Reply {
    Ok(json!({ "status": "ok", "comms": {} }))
}

/// An unknown target is closed at once, so that the other side does not wait for it.
pub fn open(kernel: &Kernel, parent: &Parent, content: &Content) -> Option<Reply> {
    if let Ok(id) = text(content, "comm_id") {
        let close = json!({ "comm_id": id, "data": {} });
        kernel.iopub.publish(parent, "comm_close", &close);
    }
    None
}
