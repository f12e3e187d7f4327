//! A connection: free ports and a key, and the file that tells the kernel about them.

use std::net::TcpListener;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

use serde_json::json;

/// Removes its file when dropped.
pub struct Connection {
    pub file: PathBuf,
    pub key: String,
    pub shell_port: u16,
    pub iopub_port: u16,
    pub stdin_port: u16,
    pub control_port: u16,
    pub hb_port: u16,
}

impl Connection {
    /// Five ports that are free now.
    pub fn random() -> Connection {
        let listeners = [(); 5].map(|()| TcpListener::bind("127.0.0.1:0").expect("a free port"));
        let [shell_port, iopub_port, stdin_port, control_port, hb_port] =
            listeners.map(|l| l.local_addr().expect("an address").port());
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("manabi-test-{}-{count}.json", std::process::id());
        let connection = Connection {
            file: std::env::temp_dir().join(name),
            key: "a key that only tests know".into(),
            shell_port,
            iopub_port,
            stdin_port,
            control_port,
            hb_port,
        };
        connection.write();
        connection
    }

    fn write(&self) {
        let content = json!({
            "transport": "tcp",
            "ip": "127.0.0.1",
            "shell_port": self.shell_port,
            "iopub_port": self.iopub_port,
            "stdin_port": self.stdin_port,
            "control_port": self.control_port,
            "hb_port": self.hb_port,
            "key": self.key,
            "signature_scheme": "hmac-sha256",
            "kernel_name": "manabi",
        });
        std::fs::write(&self.file, content.to_string()).expect("a connection file");
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.file);
    }
}
