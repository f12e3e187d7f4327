//! The process of a kernel; it ends with the test.

use std::io::Read;
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use crate::Connection;

pub struct Process {
    child: Child,
    stderr: Arc<Mutex<Vec<u8>>>,
}

impl Process {
    /// Starts `manabi kernel -f FILE`.
    pub fn start(manabi: &Path, connection: &Connection, env: &[(&str, &str)]) -> Process {
        let mut command = Command::new(manabi);
        command.arg("kernel").arg("-f").arg(&connection.file);
        command.env("JPY_PARENT_PID", std::process::id().to_string());
        command.envs(env.iter().copied());
        command.stdin(Stdio::null()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the kernel starts");
        let mut pipe = child.stderr.take().expect("a pipe");
        let stderr = Arc::new(Mutex::new(Vec::new()));
        let text = stderr.clone();
        thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(n @ 1..) = pipe.read(&mut bytes) {
                text.lock().expect("no panic").extend_from_slice(&bytes[..n]);
            }
        });
        Process { child, stderr }
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// What the kernel wrote to its standard error so far.
    pub fn stderr(&self) -> String {
        String::from_utf8_lossy(&self.stderr.lock().expect("no panic")).into_owned()
    }

    /// Waits until the kernel has written a text that often.
    pub fn says(&self, text: &str, times: usize) {
        let end = Instant::now() + Duration::from_secs(30);
        while self.stderr().matches(text).count() < times {
            assert!(Instant::now() < end, "`{text}` {times} times in:\n{}", self.stderr());
            thread::sleep(Duration::from_millis(5));
        }
    }

    /// Waits until the kernel listens on a port; false if it ended instead.
    pub fn listens(&mut self, port: u16, limit: Duration) -> bool {
        let end = Instant::now() + limit;
        while Instant::now() < end {
            if TcpStream::connect(("127.0.0.1", port)).is_ok() {
                return true;
            }
            if self.child.try_wait().expect("a status").is_some() {
                // The last words are still in the pipe.
                thread::sleep(Duration::from_millis(50));
                return false;
            }
            thread::sleep(Duration::from_millis(2));
        }
        panic!("the kernel does not listen:\n{}", self.stderr());
    }

    /// Waits for the end of the kernel.
    pub fn wait(&mut self, limit: Duration) -> ExitStatus {
        let end = Instant::now() + limit;
        while Instant::now() < end {
            if let Some(status) = self.child.try_wait().expect("a status") {
                thread::sleep(Duration::from_millis(50));
                return status;
            }
            thread::sleep(Duration::from_millis(5));
        }
        panic!("the kernel does not end:\n{}", self.stderr());
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
