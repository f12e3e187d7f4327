//! The playground: the library compiled for a browser, and the page around it, put beside the pages.
//!
//! A page opened as a file may load scripts, but nothing else: so the compiled library comes as a script, too.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{fs, io};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use kernel::error::{Error, Result};

/// What stands for it in the text of a page.
pub const MARK: &str = "{{playground}}";

/// Its place on a page, where it was compiled; nothing otherwise.
pub fn html(root: &Path) -> &'static str {
    if compiled(root).is_file() {
        "<div class=\"playground wide\" data-script=\"playground/playground.js\"></div>"
    } else {
        ""
    }
}

/// Compiles the library for a browser. `false` where the compiler has no such target.
pub fn compile(root: &Path) -> Result<bool> {
    let target = Command::new("rustc")
        .args(["--print", "target-libdir", "--target", TARGET])
        .current_dir(root)
        .output()
        .map_err(|error| Error::new(format!("rustc cannot be started: {error}.")))?;
    if !Path::new(String::from_utf8_lossy(&target.stdout).trim()).is_dir() {
        return Ok(false);
    }
    let status = Command::new("cargo")
        .args(["build", "--release", "--quiet", "--package", "playground", "--target", TARGET])
        .current_dir(root)
        .stdin(Stdio::null())
        .status()
        .map_err(|error| Error::new(format!("cargo cannot be started: {error}.")))?;
    match status.success() {
        true => Ok(true),
        false => Err(Error::new("The playground cannot be compiled; cargo said why.")),
    }
}

/// Puts it into the book, where it was compiled.
pub fn put_into(root: &Path, book: &Path) -> io::Result<()> {
    let compiled = compiled(root);
    if !compiled.is_file() {
        return Ok(());
    }
    let folder = book.join("playground");
    fs::create_dir_all(&folder)?;
    let web = root.join("playground/web");
    fs::copy(web.join("playground.css"), folder.join("playground.css"))?;
    let parts = ["words.js", "options.js", "library.js", "playground.js"]
        .map(|name| fs::read_to_string(web.join(name)))
        .into_iter()
        .collect::<io::Result<Vec<_>>>()?;
    // In a block of its own, so that a page has no more names than before.
    fs::write(folder.join("playground.js"), format!("{{\n{}}}\n", parts.join("\n")))?;
    let library = STANDARD.encode(fs::read(compiled)?);
    fs::write(
        folder.join("playground.wasm.js"),
        format!("window.manabiPlayground=\"{library}\";\n"),
    )
}

const TARGET: &str = "wasm32-unknown-unknown";

fn compiled(root: &Path) -> PathBuf {
    root.join("target").join(TARGET).join("release/playground.wasm")
}
