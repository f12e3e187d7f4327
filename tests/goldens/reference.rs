//! The tests of a program once more, with all tensors on the device `reference`.

use std::env;
use std::process::Command;

/// There they are computed by the compositions of dfdx's ops, which are also how a card computes.
pub fn once_more() {
    let output = Command::new(env::current_exe().unwrap())
        .env("MANABI_ENGINE", "reference")
        .args(["--skip", "on_the_reference", "--test-threads", "1"])
        .output()
        .unwrap();
    let printed = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && !printed.contains(" 0 passed"), "{printed}");
}
