//! A server for an author: the built book on this machine, built again when a source changes.

use std::io::{self, BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Component, Path, PathBuf};
use std::time::{Duration, SystemTime};
use std::{fs, thread};

use kernel::error::{Error, Result};

/// Serves a folder until the program ends; calls `build` when one of the sources was changed.
pub fn serve(folder: &Path, sources: &[PathBuf], build: impl Fn() -> Result<()>) -> Result<()> {
    let listener = TcpListener::bind("127.0.0.1:3000")
        .or_else(|_| TcpListener::bind("127.0.0.1:0"))
        .map_err(|error| Error::new(format!("No port of this machine can be opened: {error}.")))?;
    let address = listener.local_addr().map_err(|error| Error::new(format!("{error}.")))?;
    println!("http://{address}/ shows the book and follows its sources. Ctrl+C ends it.");
    let served = folder.to_owned();
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let folder = served.clone();
            thread::spawn(move || answer(stream, &folder));
        }
    });
    let mut seen = newest(sources);
    loop {
        thread::sleep(Duration::from_millis(500));
        let now = newest(sources);
        if now != seen {
            seen = now;
            if let Err(error) = build() {
                eprintln!("{error}");
            }
        }
    }
}

/// When the sources were changed last.
fn newest(sources: &[PathBuf]) -> Option<SystemTime> {
    let of = |path: &PathBuf| match path.is_dir() {
        true => {
            let entries = fs::read_dir(path).into_iter().flatten().flatten();
            newest(&entries.map(|entry| entry.path()).collect::<Vec<_>>())
        }
        false => path.metadata().and_then(|data| data.modified()).ok(),
    };
    sources.iter().filter_map(of).max()
}

/// Answers one request; a browser that went away is no error.
fn answer(stream: TcpStream, folder: &Path) {
    let _ = stream.set_read_timeout(Some(Duration::from_secs(10)));
    // To its end: what is not read when a connection is closed takes the answer with it.
    let lines = BufReader::new(&stream).lines().map_while(std::result::Result::ok);
    let request: Vec<String> = lines.take_while(|line| !line.is_empty()).take(200).collect();
    if let Some(first) = request.first() {
        let _ = reply(stream, folder, first);
    }
}

fn reply(mut stream: TcpStream, folder: &Path, request: &str) -> io::Result<()> {
    let mut words = request.split(' ');
    let content = match (words.next(), words.next()) {
        (Some("GET"), Some(path)) => {
            file(folder, path).and_then(|file| Some((kind(&file), fs::read(file).ok()?)))
        }
        _ => None,
    };
    let (status, (kind, body)) = match content {
        Some(content) => ("200 OK", content),
        None => {
            ("404 Not Found", ("text/plain; charset=utf-8", b"There is no such page.\n".to_vec()))
        }
    };
    let length = body.len();
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n\
         Cache-Control: no-store\r\nConnection: close\r\n\r\n"
    )?;
    stream.write_all(&body)
}

/// The file of a path in an address; none outside the folder.
fn file(folder: &Path, path: &str) -> Option<PathBuf> {
    let path = path.split(['?', '#']).next()?.trim_start_matches('/');
    let inside = Path::new(path).components().all(|part| matches!(part, Component::Normal(_)));
    let file = folder.join(if path.is_empty() { "index.html" } else { path });
    (inside && file.is_file()).then_some(file)
}

fn kind(file: &Path) -> &'static str {
    match file.extension().and_then(|ending| ending.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("woff2") => "font/woff2",
        Some("wasm") => "application/wasm",
        Some("ipynb" | "json") => "application/json",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_files_of_the_book_are_served() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
        assert!(file(folder, "/Cargo.toml?x=1").is_some());
        for path in
            ["/../Cargo.toml", "/src", "/no-such-file", "//etc/passwd", "/src/../Cargo.toml"]
        {
            assert_eq!(file(folder, path), None, "{path}");
        }
        assert_eq!(kind(Path::new("a/b.html")), "text/html; charset=utf-8");
    }

    #[test]
    fn a_request_is_answered() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let mut client = TcpStream::connect(address).unwrap();
        client.write_all(b"GET /Cargo.toml HTTP/1.1\r\n\r\n").unwrap();
        answer(listener.accept().unwrap().0, folder);
        let mut first = String::new();
        BufReader::new(client).read_line(&mut first).unwrap();
        assert_eq!(first, "HTTP/1.1 200 OK\r\n");
    }
}
