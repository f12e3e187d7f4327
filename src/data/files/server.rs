//! A server of one file for the tests of downloads, with the bad manners of real ones.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

/// How a server answers.
#[derive(Clone, Copy)]
pub enum Manner {
    /// The file, from where it is asked to start.
    Good,
    /// The whole file, wherever it is asked to start.
    NoRanges,
    /// The connection breaks after so many bytes.
    Cut(usize),
    /// There is no such file.
    Missing,
    /// As many other bytes.
    Wrong,
    /// A page that says something else.
    Short,
    /// A page that is as long.
    Page,
}

pub struct Server {
    port: u16,
    starts: Arc<Mutex<Vec<usize>>>,
}

impl Server {
    /// Serves until the process of the tests ends.
    pub fn start(content: Vec<u8>, manner: Manner) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let server = Server { port: listener.local_addr().unwrap().port(), starts: Arc::default() };
        let starts = server.starts.clone();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let start = asked(&stream);
                starts.lock().unwrap().push(start);
                // Clients may leave early.
                let _ = answer(&stream, &content, manner, start);
            }
        });
        server
    }

    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}/", self.port)
    }

    /// From which byte on the file was asked for, at each request.
    pub fn starts(&self) -> Vec<usize> {
        self.starts.lock().unwrap().clone()
    }
}

/// Reads a request.
fn asked(stream: &TcpStream) -> usize {
    let lines = BufReader::new(stream).lines().map_while(Result::ok);
    let mut start = 0;
    for line in lines.take_while(|line| !line.is_empty()) {
        if let Some(range) = line.to_lowercase().strip_prefix("range: bytes=") {
            start = range.trim_end_matches('-').parse().unwrap();
        }
    }
    start
}

fn answer(mut to: &TcpStream, content: &[u8], manner: Manner, start: usize) -> std::io::Result<()> {
    let wrong = vec![7; content.len()];
    let page = [b"<!doctype html>", &wrong[15..]].concat();
    let (status, body, sent) = match manner {
        Manner::Good if start > 0 => ("206 Partial Content", &content[start..], usize::MAX),
        Manner::Good | Manner::NoRanges => ("200 OK", content, usize::MAX),
        Manner::Cut(len) => ("200 OK", content, len),
        Manner::Missing => ("404 Not Found", &b"not here"[..], usize::MAX),
        Manner::Wrong => ("200 OK", &wrong[..], usize::MAX),
        Manner::Page => ("200 OK", &page[..], usize::MAX),
        Manner::Short => ("200 OK", &b"<html>log in first</html>"[..], usize::MAX),
    };
    write!(to, "HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n", body.len())?;
    if status.starts_with("206") {
        let (last, len) = (content.len() - 1, content.len());
        write!(to, "Content-Range: bytes {start}-{last}/{len}\r\n")?;
    }
    to.write_all(b"\r\n")?;
    to.write_all(&body[..sent.min(body.len())])
}
