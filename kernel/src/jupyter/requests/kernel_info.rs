//! kernel_info_request: who the kernel is; a client's first question.

use serde_json::json;

use super::super::message::PROTOCOL_VERSION;
use super::{Kernel, Reply};
use crate::toolchain::language_info;

pub fn reply(kernel: &Kernel) -> Reply {
    let version = env!("CARGO_PKG_VERSION");
    Ok(json!({
        "status": "ok",
        "protocol_version": PROTOCOL_VERSION,
        "implementation": "manabi",
        "implementation_version": version,
        "language_info": language_info(kernel.rust_version().as_deref().unwrap_or_default()),
        "banner": format!("manabi {version}: Rust with a deep-learning library. `:help` lists the commands."),
        "debugger": false,
        "help_links": [
            { "text": "The Rust Programming Language", "url": "https://doc.rust-lang.org/book/" },
            { "text": "Rust standard library", "url": "https://doc.rust-lang.org/std/" },
        ],
        "supported_features": [],
    }))
}
