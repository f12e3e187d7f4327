//! An interrupt stops what runs, says so, and leaves a kernel that goes on.

use std::time::{Duration, Instant};

use client::Expect::{Nothing, Shows};
use client::Script;
use serde_json::json;

const MANABI: &str = env!("CARGO_BIN_EXE_manabi");

/// Starts a cell, interrupts it after a while, and returns what it gave and how long the end took.
fn interrupted(script: &mut Script, code: &str, after: Duration) -> (client::Reply, Duration) {
    let id = script.client.send_cell(code, json!({}));
    script.client.broadcast(|m| m.msg_type == "execute_input" && m.parent_id() == Some(&id));
    std::thread::sleep(after);
    let start = Instant::now();
    script.client.interrupt();
    (script.client.finish(&id), start.elapsed())
}

#[test]
fn cells_of_all_kinds_are_stopped() {
    let mut script = Script::start(MANABI);
    script.run(&[("fn kept() -> u8 { 5 }", Nothing)]);
    for code in [
        "loop {}",
        "loop { std::thread::sleep(std::time::Duration::from_millis(1)); }",
        "std::thread::sleep(std::time::Duration::from_secs(600));",
        "(0u64..).find(|x| *x == u64::MAX)",
        "std::process::Command::new(\"sleep\").arg(\"600\").status()?;",
        "loop { println!(\"flood\"); }",
    ] {
        let (reply, took) = interrupted(&mut script, code, Duration::from_millis(500));
        assert_eq!(reply.ename, "Interrupted", "{code}: {}", reply.evalue);
        assert!(took < Duration::from_secs(5), "{code}: {took:?}");
        script.run(&[("kept()", Shows("5"))]);
    }
}

#[test]
fn the_compiler_is_stopped_and_nothing_is_lost() {
    let mut script = Script::start(MANABI);
    script.run(&[("let n = 7;", Nothing)]);
    // A constant that the compiler needs minutes to compute.
    let slow = "const fn spin(n: u64) -> u64 { let mut i = 0; let mut s = 0; while i < n { s = (s + i) % 7; i += 1; } s }
                #[allow(long_running_const_eval)] const S: u64 = spin(2_000_000_000); S";
    let (reply, took) = interrupted(&mut script, slow, Duration::from_millis(700));
    assert_eq!(
        (reply.ename.as_str(), reply.status.as_str()),
        ("Interrupted", "error"),
        "{}",
        reply.evalue
    );
    assert!(took < Duration::from_secs(5), "{took:?}");
    script.run(&[("n", Shows("7")), ("n + 1", Shows("8"))]);
}

#[test]
fn an_idle_kernel_does_not_mind() {
    let mut script = Script::start(MANABI);
    script.run(&[("let n = 7;", Nothing)]);
    script.client.interrupt();
    script.client.interrupt();
    script.run(&[("n", Shows("7"))]);
}
