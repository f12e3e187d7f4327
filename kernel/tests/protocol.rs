//! The Jupyter protocol, driven by a client over the wire against the real kernel.

use std::time::Duration;

use client::{Channel, Client, Message, Output, Process};
use serde_json::{Value, json};

const MANABI: &str = env!("CARGO_BIN_EXE_manabi");
const LIMIT: Duration = Duration::from_secs(30);

fn types(messages: &[Message]) -> Vec<&str> {
    messages.iter().map(|m| m.msg_type.as_str()).collect()
}

/// A cell that runs until it is interrupted.
const ENDLESS: &str = "loop { std::thread::sleep(std::time::Duration::from_millis(10)); }";

/// Starts an endless cell and returns when it is busy.
fn start_endless(client: &mut Client) -> String {
    let id = client.send_cell(ENDLESS, json!({}));
    client.broadcast(|m| m.msg_type == "execute_input" && m.parent_id() == Some(&id));
    // The cell is compiled before it runs; either can be interrupted.
    std::thread::sleep(Duration::from_millis(300));
    id
}

#[test]
fn kernel_info_names_the_language() {
    let mut client = Client::start(MANABI);
    let info = client.request(Channel::Control, "kernel_info_request", json!({}));
    assert_eq!(info["status"], "ok");
    assert_eq!(info["protocol_version"], "5.5");
    assert_eq!(info["implementation"], "manabi");
    assert_eq!(info["language_info"]["name"], "rust");
    assert_eq!(info["language_info"]["file_extension"], ".rs");
    assert_eq!(info["language_info"]["mimetype"], "text/rust");
    client.execute("1 + 1");
    let info = client.request(Channel::Shell, "kernel_info_request", json!({}));
    let version = info["language_info"]["version"].as_str().unwrap();
    assert!(version.starts_with("1."), "{version}");
}

#[test]
fn a_cell_is_bracketed_by_busy_and_idle() {
    let mut client = Client::start(MANABI);
    let reply = client.execute("println!(\"one\"); 1 + 1");
    assert_eq!(reply.status, "ok");
    let expected = ["status", "execute_input", "stream", "execute_result", "status"];
    assert_eq!(types(&reply.messages), expected);
    assert_eq!(reply.messages[0].content["execution_state"], "busy");
    assert_eq!(reply.messages[1].content["execution_count"], 1);
    assert_eq!(reply.messages[3].content["execution_count"], 1);
    assert_eq!(reply.stdout(), "one\n");
    assert_eq!(reply.result(), "2");
    for message in &reply.messages {
        assert_eq!(message.parent["session"], "test");
        assert!(message.parent.get("subshell_id").is_some(), "all of the header comes back");
    }
}

#[test]
fn requests_on_control_are_bracketed_too() {
    let mut client = Client::start(MANABI);
    let id = client.send(Channel::Control, "kernel_info_request", json!({}));
    client.reply(Channel::Control, &id);
    let messages = client.outputs(&id);
    assert_eq!(types(&messages), ["status", "status"]);
    assert_eq!(messages[0].content["execution_state"], "busy");
}

#[test]
fn an_error_is_in_the_reply_and_in_the_output() {
    let mut client = Client::start(MANABI);
    let reply = client.execute("panic!(\"boom\")");
    assert_eq!(reply.status, "error");
    assert!(reply.evalue.contains("boom"), "{}", reply.evalue);
    assert!(!reply.traceback.is_empty());
    let error = Output::Error { name: reply.ename.clone(), value: reply.evalue.clone() };
    assert_eq!(reply.outputs, [error]);
    assert_eq!(reply.content["execution_count"], 1);
    assert_eq!(client.execute("1 + 1").result(), "2");
}

#[test]
fn cells_queued_behind_an_error_are_aborted() {
    let mut client = Client::start(MANABI);
    client.execute("1 + 1");
    let ids = ["panic!(\"boom\")", "1 + 1", "println!(\"never\")"]
        .map(|code| client.send_cell(code, json!({})));
    let [failed, second, third] = ids.map(|id| client.finish(&id));
    assert_eq!(failed.status, "error");
    for aborted in [second, third] {
        assert_eq!(aborted.status, "aborted");
        assert_eq!(types(&aborted.messages), ["status", "status"]);
    }
    assert_eq!(client.execute("1 + 1").content["execution_count"], 3);
}

#[test]
fn without_stop_on_error_the_queue_goes_on() {
    let mut client = Client::start(MANABI);
    let go_on = json!({ "stop_on_error": false });
    let ids = ["panic!(\"boom\")", "1 + 1"].map(|code| client.send_cell(code, go_on.clone()));
    let [failed, second] = ids.map(|id| client.finish(&id));
    assert_eq!(failed.status, "error");
    assert_eq!(second.result(), "2");
}

#[test]
fn a_silent_cell_shows_nothing_and_does_not_count() {
    let mut client = Client::start(MANABI);
    assert_eq!(client.execute("1 + 1").content["execution_count"], 1);
    let silent = client.execute_with("println!(\"hidden\"); 6 * 7", json!({ "silent": true }));
    assert_eq!(silent.status, "ok");
    assert_eq!(types(&silent.messages), ["status", "status"]);
    let failed = client.execute_with("panic!(\"boom\")", json!({ "silent": true }));
    assert_eq!(failed.status, "error");
    assert_eq!(types(&failed.messages), ["status", "status"]);
    let unstored = client.execute_with("6 * 7", json!({ "store_history": false }));
    assert_eq!(unstored.result(), "42");
    assert_eq!(unstored.content["execution_count"], 1);
    let blank = client.execute("  \n");
    assert_eq!((blank.status.as_str(), &blank.content["execution_count"]), ("ok", &json!(1)));
    assert_eq!(client.execute("6 * 7").content["execution_count"], 2);

    let all = json!({ "hist_access_type": "tail", "n": 10, "output": false, "raw": true });
    let history = client.request(Channel::Shell, "history_request", all);
    assert_eq!(history["history"], json!([[1, 1, "1 + 1"], [1, 2, "6 * 7"]]));
}

#[test]
fn history_by_tail_range_and_search() {
    let mut client = Client::start(MANABI);
    for code in ["let a = 1;", "1 + 1", "6 * 7", "1 + 1"] {
        client.execute(code);
    }
    let mut ask = |fields: Value| {
        let mut content = json!({ "output": false, "raw": true });
        for (name, value) in fields.as_object().unwrap() {
            content[name] = value.clone();
        }
        client.request(Channel::Shell, "history_request", content)["history"].clone()
    };
    assert_eq!(
        ask(json!({ "hist_access_type": "tail", "n": 2, "output": true })),
        json!([[1, 3, ["6 * 7", "42"]], [1, 4, ["1 + 1", "2"]]])
    );
    assert_eq!(
        ask(json!({ "hist_access_type": "range", "session": 0, "start": 1, "stop": 3 })),
        json!([[1, 1, "let a = 1;"], [1, 2, "1 + 1"]])
    );
    assert_eq!(
        ask(json!({ "hist_access_type": "search", "pattern": "1 +*", "unique": true, "n": 9 })),
        json!([[1, 4, "1 + 1"]])
    );
}

#[test]
fn user_expressions_fail_one_by_one() {
    let mut client = Client::start(MANABI);
    let expressions = json!({ "user_expressions": { "good": "1 + 1", "bad": "nowhere" } });
    let reply = client.execute_with("let a = 1;", expressions);
    assert_eq!(reply.status, "ok");
    assert_eq!(reply.content["user_expressions"]["good"]["data"]["text/plain"], "2");
    assert_eq!(reply.content["user_expressions"]["bad"]["status"], "error");
    assert!(reply.outputs.is_empty(), "{:?}", reply.outputs);
}

#[test]
fn everything_else_is_answered_while_a_cell_runs() {
    let mut client = Client::start(MANABI);
    let id = start_endless(&mut client);
    for (channel, msg_type, content) in [
        (Channel::Shell, "kernel_info_request", json!({})),
        (Channel::Control, "kernel_info_request", json!({})),
        (Channel::Shell, "complete_request", json!({ "code": "pri", "cursor_pos": 3 })),
        (
            Channel::Shell,
            "inspect_request",
            json!({ "code": "pri", "cursor_pos": 3, "detail_level": 0 }),
        ),
        (Channel::Shell, "is_complete_request", json!({ "code": "1 + 1" })),
        (Channel::Shell, "history_request", json!({ "hist_access_type": "tail", "n": 1 })),
        (Channel::Shell, "comm_info_request", json!({})),
        (Channel::Shell, "connect_request", json!({})),
    ] {
        let reply = client.request(channel, msg_type, content);
        let expected = if msg_type == "is_complete_request" { "complete" } else { "ok" };
        assert_eq!(reply["status"], expected, "{msg_type}");
    }
    assert_eq!(client.heartbeat(b"alive?"), b"alive?");
    client.interrupt();
    let reply = client.finish(&id);
    assert_eq!(reply.status, "error");
    // A notebook shows the last status, whatever it belongs to: busy again after each of them.
    let states = reply.messages.iter().filter(|m| m.msg_type == "status");
    let busy = states.filter(|m| m.content["execution_state"] == "busy");
    assert!(busy.count() >= 9);
    assert_eq!(client.execute("1 + 1").result(), "2");
}

#[test]
fn an_interrupt_aborts_the_queue_and_leaves_an_idle_kernel_alone() {
    let mut client = Client::start(MANABI);
    client.interrupt();
    assert_eq!(client.execute("1 + 1").result(), "2");
    let id = start_endless(&mut client);
    let queued = client.send_cell("1 + 1", json!({}));
    client.interrupt();
    assert_eq!(client.finish(&id).status, "error");
    assert_eq!(client.finish(&queued).status, "aborted");
}

#[test]
fn sigint_interrupts() {
    let mut client = Client::start(MANABI);
    let id = start_endless(&mut client);
    signal(&client.process, libc::SIGINT);
    assert_eq!(client.finish(&id).status, "error");
    assert_eq!(client.execute("1 + 1").result(), "2");
}

#[test]
fn text_comes_together_and_in_order() {
    let mut client = Client::start(MANABI);
    let reply = client.execute("for i in 0..5000 { println!(\"line {i}\"); }");
    let expected: String = (0..5000).map(|i| format!("line {i}\n")).collect();
    assert!(reply.stdout() == expected, "{} bytes", reply.stdout().len());
    assert!(reply.outputs.len() < 100, "{} messages", reply.outputs.len());
}

#[test]
fn shutdown_is_answered_before_the_kernel_ends() {
    for (channel, restart) in
        [(Channel::Control, false), (Channel::Control, true), (Channel::Shell, false)]
    {
        let mut client = Client::start(MANABI);
        let content = json!({ "restart": restart });
        let reply = client.request(channel, "shutdown_request", content);
        assert_eq!(reply, json!({ "status": "ok", "restart": restart }));
        assert!(client.process.wait(LIMIT).success());
    }
}

#[test]
fn shutdown_does_not_wait_for_a_cell() {
    let mut client = Client::start(MANABI);
    start_endless(&mut client);
    let reply = client.request(Channel::Control, "shutdown_request", json!({ "restart": false }));
    assert_eq!(reply["status"], "ok");
    assert!(client.process.wait(Duration::from_secs(5)).success());
}

#[test]
fn sigterm_ends_the_kernel() {
    let mut client = Client::start(MANABI);
    signal(&client.process, libc::SIGTERM);
    assert!(client.process.wait(Duration::from_secs(5)).success());
}

#[test]
fn the_kernel_does_not_outlive_its_owner() {
    let mut owner = std::process::Command::new("sleep").arg("60").spawn().unwrap();
    let pid = owner.id().to_string();
    let mut client = Client::start_with(MANABI, &[("JPY_PARENT_PID", &pid)]);
    owner.kill().unwrap();
    owner.wait().unwrap();
    assert!(client.process.wait(Duration::from_secs(10)).success());
}

fn signal(process: &Process, signal: i32) {
    let pid = process.id().try_into().unwrap();
    // SAFETY: the process is a child that was not waited for, so the number is still its own.
    assert_eq!(unsafe { libc::kill(pid, signal) }, 0);
}
