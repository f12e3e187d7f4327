//! The connection file: which ports the kernel listens on and the key that signs messages, as the client wrote it.

use std::net::IpAddr;
use std::path::Path;

use serde::Deserialize;

use crate::error::{Error, Result};

#[derive(Clone, Debug, Deserialize)]
pub struct ConnectionFile {
    pub transport: String,
    pub ip: String,
    pub shell_port: u16,
    pub iopub_port: u16,
    pub stdin_port: u16,
    pub control_port: u16,
    pub hb_port: u16,
    /// Empty: messages are not signed.
    pub key: String,
    pub signature_scheme: String,
}

impl ConnectionFile {
    pub fn read(path: &Path) -> Result<ConnectionFile> {
        let name = path.display();
        let text = std::fs::read_to_string(path).map_err(|e| {
            Error::new(format!(
                "The connection file {name} cannot be read ({e}); Jupyter writes one and names it after -f."
            ))
        })?;
        let file: ConnectionFile = serde_json::from_str(&text).map_err(|e| {
            Error::new(format!(
                "{name} is not a Jupyter connection file ({e}); Jupyter writes one and names it after -f."
            ))
        })?;
        if file.transport != "tcp" {
            return Err(Error::new(format!(
                "{name} asks for the transport `{}`; this kernel speaks only `tcp`.",
                file.transport
            )));
        }
        if !file.key.is_empty() && file.signature_scheme != "hmac-sha256" {
            return Err(Error::new(format!(
                "{name} asks for the signature scheme `{}`; this kernel speaks only `hmac-sha256`.",
                file.signature_scheme
            )));
        }
        file.address()?;
        Ok(file)
    }

    /// The address to listen on.
    pub fn address(&self) -> Result<IpAddr> {
        match self.ip.as_str() {
            "localhost" => Ok(IpAddr::from([127, 0, 0, 1])),
            "*" | "" => Ok(IpAddr::from([0, 0, 0, 0])),
            ip => ip.parse().map_err(|_| {
                Error::new(format!(
                    "The connection file names the address `{ip}`; this kernel needs an IP address such as 127.0.0.1."
                ))
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    fn read(json: &str) -> Result<ConnectionFile> {
        static FILES: AtomicUsize = AtomicUsize::new(0);
        let number = FILES.fetch_add(1, Ordering::Relaxed);
        let name = format!("manabi-connection-{}-{number}", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::write(&path, json).unwrap();
        let file = ConnectionFile::read(&path);
        std::fs::remove_file(path).unwrap();
        file
    }

    fn json(transport: &str, ip: &str, scheme: &str) -> String {
        format!(
            r#"{{"transport": "{transport}", "ip": "{ip}", "shell_port": 1, "iopub_port": 2, "stdin_port": 3,
            "control_port": 4, "hb_port": 5, "key": "k", "signature_scheme": "{scheme}", "kernel_name": "manabi"}}"#
        )
    }

    #[test]
    fn a_file_of_jupyter_is_read() {
        let file = read(&json("tcp", "127.0.0.1", "hmac-sha256")).unwrap();
        assert_eq!((file.shell_port, file.hb_port), (1, 5));
        assert_eq!(file.key, "k");
        assert!(file.address().unwrap().is_loopback());
    }

    #[test]
    fn what_the_kernel_does_not_speak_is_named() {
        for (file, word) in [
            (json("ipc", "127.0.0.1", "hmac-sha256"), "`ipc`"),
            (json("tcp", "127.0.0.1", "hmac-md5"), "`hmac-md5`"),
            (json("tcp", "a.example", "hmac-sha256"), "`a.example`"),
            ("{}".into(), "missing field"),
            ("not JSON".into(), "not a Jupyter connection file"),
        ] {
            let error = read(&file).unwrap_err().to_string();
            assert!(error.contains(word), "expected {word} in: {error}");
        }
    }

    #[test]
    fn a_missing_file_is_named() {
        let error = ConnectionFile::read(Path::new("/nowhere/kernel.json")).unwrap_err();
        assert!(error.to_string().contains("/nowhere/kernel.json"));
    }
}
