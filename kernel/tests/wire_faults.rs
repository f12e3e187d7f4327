//! Bad input from the wire: whatever comes in, the kernel goes on, and says what it dropped.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::time::{Duration, Instant};

use client::{Channel, Client, Connection, Message, Process};
use serde_json::json;

const MANABI: &str = env!("CARGO_BIN_EXE_manabi");
const LOG: (&str, &str) = ("MANABI_LOG", "1");
const LIMIT: Duration = Duration::from_secs(30);

fn types(messages: &[Message]) -> Vec<&str> {
    messages.iter().map(|m| m.msg_type.as_str()).collect()
}

#[test]
fn a_message_that_is_not_signed_is_dropped() {
    let mut client = Client::start_with(MANABI, &[LOG]);
    for part in 1..=5 {
        let (_, mut frames) = client.message("execute_request", json!({ "code": "1" }));
        frames[part][0] ^= 1;
        client.send_raw(Channel::Shell, frames);
    }
    let (_, mut frames) = client.message("shutdown_request", json!({ "restart": false }));
    frames[1].clear();
    client.send_raw(Channel::Control, frames);
    assert_eq!(client.execute("1 + 1").content["execution_count"], 1);
    client.process.says("wrong signature", 6);
}

#[test]
fn a_message_sent_again_is_dropped() {
    let mut client = Client::start_with(MANABI, &[LOG]);
    let (id, frames) = client.message("execute_request", json!({ "code": "1 + 1" }));
    client.send_raw(Channel::Shell, frames.clone());
    client.send_raw(Channel::Shell, frames);
    assert_eq!(client.finish(&id).result(), "2");
    assert_eq!(client.execute("1 + 1").content["execution_count"], 2);
    client.process.says("sent before", 1);
}

#[test]
fn malformed_messages_are_dropped() {
    let mut client = Client::start_with(MANABI, &[LOG]);
    let (_, whole) = client.message("kernel_info_request", json!({}));
    for end in 1..whole.len() {
        client.send_raw(Channel::Shell, whole[..end].to_vec());
    }
    for content in [json!(null), json!([1]), json!("text")] {
        let (_, frames) = client.message("kernel_info_request", content);
        client.send_raw(Channel::Control, frames);
    }
    client.send_raw(Channel::Shell, vec![vec![]]);
    client.send_raw(Channel::Control, vec![b"\xff\xfe".to_vec(); 2000]);
    assert_eq!(client.execute("1 + 1").result(), "2");
    client.request(Channel::Control, "kernel_info_request", json!({}));
    client.process.says("dropped a malformed message", 9);
}

#[test]
fn a_request_without_its_fields_is_answered_with_an_error() {
    let mut client = Client::start(MANABI);
    for (msg_type, content) in [
        ("execute_request", json!({})),
        ("execute_request", json!({ "code": 1, "silent": "no" })),
        ("complete_request", json!({ "cursor_pos": -1 })),
        ("inspect_request", json!({ "code": null })),
        ("is_complete_request", json!({})),
        ("history_request", json!({ "hist_access_type": "all" })),
    ] {
        let reply = client.request(Channel::Shell, msg_type, content);
        assert_eq!(reply["status"], "error", "{msg_type}");
        assert!(reply["evalue"].as_str().unwrap().ends_with('.'), "{reply}");
    }
    let outside = json!({ "code": "学び", "cursor_pos": 99 });
    let reply = client.request(Channel::Shell, "complete_request", outside);
    assert_eq!(reply["cursor_end"], 2);
}

#[test]
fn an_unknown_type_only_goes_busy_and_idle() {
    let mut client = Client::start_with(MANABI, &[LOG]);
    let id = client.send(Channel::Shell, "juggle_request", json!({}));
    assert_eq!(types(&client.outputs(&id)), ["status", "status"]);
    client.process.says("juggle_request", 1);
    let id = client.send(
        Channel::Shell,
        "comm_open",
        json!({ "comm_id": "c", "target_name": "t", "data": {} }),
    );
    assert_eq!(types(&client.outputs(&id)), ["status", "comm_close", "status"]);
}

#[test]
fn a_huge_message_is_dropped() {
    let mut client = Client::start_with(MANABI, &[LOG]);
    let (_, mut frames) = client.message("execute_request", json!({ "code": "1" }));
    frames.push(vec![0; 200 << 20]);
    client.send_raw(Channel::Shell, frames);
    assert_eq!(client.execute("1 + 1").result(), "2");
    client.process.says("over the limit of size", 1);
}

#[test]
fn nothing_that_speaks_another_protocol_stops_the_kernel() {
    let mut client = Client::start(MANABI);
    let announce = |flags, length: u64| {
        let frame = [&[flags][..], &length.to_be_bytes()].concat();
        [greeting("DEALER"), frame].concat()
    };
    let attacks = [
        b"GET / HTTP/1.1\r\n\r\n".to_vec(),
        vec![0; 500],
        announce(2, 16 << 40),
        announce(3, u64::MAX),
        announce(6, u64::MAX),
    ];
    let ports = [
        client.connection.shell_port,
        client.connection.control_port,
        client.connection.iopub_port,
        client.connection.stdin_port,
        client.connection.hb_port,
    ];
    let mut open = Vec::new();
    for port in ports {
        for bytes in &attacks {
            let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
            stream.write_all(bytes).unwrap();
            open.push(stream);
        }
    }
    assert_eq!(client.execute("1 + 1").result(), "2");
    assert_eq!(client.heartbeat(&[7; 3000]), [7; 3000]);
    drop(open);
    assert_eq!(client.execute("1 + 1").result(), "2");
}

#[test]
fn a_subscriber_that_does_not_read_is_cut_off() {
    let mut client = Client::start_with(MANABI, &[LOG]);
    let _stalled = subscribe(&client, "", r#"{"subscription":""}"#);
    // More than the buffers of the connection hold.
    let started = Instant::now();
    for _ in 0..8 {
        let reply = client.execute("for i in 0..300000 { println!(\"line {i}\"); }");
        assert_eq!(reply.status, "ok");
        assert!(reply.stdout().ends_with("line 299999\n"));
    }
    assert!(started.elapsed() < Duration::from_secs(60), "{:?}", started.elapsed());
    client.process.says("a peer is cut off", 1);
}

#[test]
fn a_second_client_is_welcomed_with_its_topic() {
    let mut client = Client::start(MANABI);
    let mut other = subscribe(&client, "stream", r#"{"subscription":"stream"}"#);
    client.execute("println!(\"one\"); 1 + 1");
    let mut bytes = vec![0; 1 << 16];
    let n = other.read(&mut bytes).unwrap();
    let text = String::from_utf8_lossy(&bytes[..n]).into_owned();
    assert!(text.contains(r#"{"name":"stdout","text":"one\n"}"#), "{text}");
    assert!(!text.contains("execution_state"), "only what was asked for: {text}");
}

#[test]
fn a_port_in_use_is_one_sentence() {
    let connection = Connection::random();
    let _taken = TcpListener::bind(("127.0.0.1", connection.shell_port)).unwrap();
    let mut process = Process::start(MANABI.as_ref(), &connection, &[]);
    assert!(!process.wait(LIMIT).success());
    let stderr = process.stderr();
    assert!(stderr.contains(&connection.shell_port.to_string()), "{stderr}");
    assert!(stderr.contains("in use"), "{stderr}");
    assert_eq!(stderr.lines().count(), 1, "{stderr}");
}

#[test]
fn a_missing_connection_file_is_one_sentence() {
    let connection = Connection::random();
    for content in [None, Some("{}"), Some("not JSON")] {
        match content {
            None => std::fs::remove_file(&connection.file).unwrap(),
            Some(text) => std::fs::write(&connection.file, text).unwrap(),
        }
        let mut process = Process::start(MANABI.as_ref(), &connection, &[]);
        assert!(!process.wait(LIMIT).success());
        let stderr = process.stderr();
        let name = connection.file.display().to_string();
        assert!(stderr.contains(&name), "{stderr}");
        assert_eq!(stderr.lines().count(), 1, "{stderr}");
    }
}

/// How a ZeroMQ peer opens a connection.
fn greeting(role: &str) -> Vec<u8> {
    let mut bytes = vec![0; 64];
    (bytes[0], bytes[9], bytes[10]) = (0xff, 0x7f, 3);
    bytes[12..16].copy_from_slice(b"NULL");
    bytes.extend([4, 22 + role.len() as u8]);
    bytes.extend(b"\x05READY\x0bSocket-Type\0\0\0");
    bytes.push(role.len() as u8);
    bytes.extend(role.as_bytes());
    bytes
}

/// Subscribes by hand; returns when `text` came.
fn subscribe(client: &Client, topic: &str, text: &str) -> TcpStream {
    let mut stream = TcpStream::connect(("127.0.0.1", client.connection.iopub_port)).unwrap();
    stream.set_read_timeout(Some(LIMIT)).unwrap();
    let frame = [&[0, 1 + topic.len() as u8, 1], topic.as_bytes()].concat();
    stream.write_all(&[greeting("SUB"), frame].concat()).unwrap();
    let mut seen = Vec::new();
    let mut byte = [0];
    while !seen.ends_with(text.as_bytes()) {
        stream.read_exact(&mut byte).unwrap();
        seen.push(byte[0]);
    }
    stream
}
