//! The Rust compiler that cells are compiled with.

use std::env::consts::{DLL_PREFIX, DLL_SUFFIX};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{env, fs, thread};

use serde_json::{Value, json};

use crate::error::{Error, Result};

/// A Rust compiler and what the kernel needs to know about it.
#[derive(Clone, Debug)]
pub struct Toolchain {
    /// The compiler itself, not rustup's proxy (which costs 10 ms a call).
    pub rustc: PathBuf,
    /// The folder of `libstd-*.so`.
    pub libdir: PathBuf,
    /// What `rustc -vV` prints.
    pub version: String,
    /// `rust-lld` to call directly with the folders of the C library, where both were found.
    pub lld: Option<Lld>,
}

/// A linker called without a C compiler in between.
#[derive(Clone, Debug)]
pub struct Lld {
    pub path: PathBuf,
    /// Folders of `libc.so` and `libgcc_s.so`, as the C compiler names them.
    pub search: Vec<PathBuf>,
}

impl Toolchain {
    /// Finds the compiler that `rustc` stands for outside of any project: three or four processes, two at a time.
    pub fn find() -> Result<Toolchain> {
        thread::scope(|scope| {
            let libgcc = scope.spawn(|| c_library_folder("libgcc_s.so"));
            let libc = scope.spawn(|| c_library_folder("libc.so"));

            let proxy = proxy()?;
            let sysroot = PathBuf::from(output(&proxy, &["--print", "sysroot"])?.trim());
            let own = sysroot.join("bin").join("rustc");
            let rustc = if own.is_file() { own } else { proxy };
            let version = output(&rustc, &["-vV"])?;
            check_version(&version)?;
            let host = field(&version, "host");
            let rustlib = sysroot.join("lib").join("rustlib").join(host);
            let libdir = libdir(&rustlib, &sysroot)?;

            let folders = [libgcc.join(), libc.join()].map(|folder| folder.ok().flatten());
            Ok(Toolchain { libdir, lld: lld(&rustlib, folders), rustc, version })
        })
    }

    /// The compiler's release, such as `1.95.0`.
    pub fn release(&self) -> &str {
        field(&self.version, "release")
    }

    /// The first line of its version: release, commit and date.
    pub fn title(&self) -> &str {
        self.version.lines().next().unwrap_or_default()
    }

    /// The cargo that belongs to this compiler.
    pub fn cargo(&self) -> PathBuf {
        let beside = self.rustc.with_file_name("cargo");
        if beside.is_file() { beside } else { PathBuf::from("cargo") }
    }

    /// The standard library as a dynamic library.
    pub fn libstd(&self) -> Result<PathBuf> {
        libstd(&self.libdir).ok_or_else(|| no_libstd(&self.libdir))
    }
}

/// The language as Jupyter describes it to clients and in notebooks.
pub fn language_info(release: &str) -> Value {
    json!({
        "name": "rust",
        "version": release,
        "mimetype": "text/rust",
        "file_extension": ".rs",
        "pygments_lexer": "rust",
        "codemirror_mode": "rust",
    })
}

/// `rustc` on the path, or where rustup puts it (a desktop starts Jupyter without the shell's path).
fn proxy() -> Result<PathBuf> {
    let rustup = env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| Some(PathBuf::from(env::var_os("HOME")?).join(".cargo")))
        .map(|cargo| cargo.join("bin"));
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path)
        .chain(rustup)
        .map(|folder| folder.join("rustc"))
        .find(|rustc| rustc.is_file())
        .ok_or_else(|| {
            Error::new("Rust was not found: install it from https://rustup.rs, then try again.")
        })
}

/// What a compiler prints; outside of any project, so that the answer does not depend on where we are.
fn output(rustc: &Path, args: &[&str]) -> Result<String> {
    let failed = |reason: &str| {
        Error::new(format!(
            "`{} {}` failed ({}): mend the Rust installation (`rustup show`), then try again.",
            rustc.display(),
            args.join(" "),
            reason.lines().next().unwrap_or_default().trim_start_matches("error: ")
        ))
    };
    let output = Command::new(rustc)
        .args(args)
        .current_dir("/")
        .stdin(Stdio::null())
        .output()
        .map_err(|error| failed(&error.to_string()))?;
    if !output.status.success() {
        return Err(failed(&String::from_utf8_lossy(&output.stderr)));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// The value of a line `name: value` in what `rustc -vV` prints.
fn field<'a>(version: &'a str, name: &str) -> &'a str {
    version.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": ")).unwrap_or_default()
}

fn check_version(version: &str) -> Result<()> {
    let numbers =
        |text: &str| -> Vec<u32> { text.split('.').map_while(|n| n.parse().ok()).collect() };
    let (release, needed) = (field(version, "release"), env!("CARGO_PKG_RUST_VERSION"));
    if numbers(release) < numbers(needed) {
        return Err(Error::new(format!(
            "Rust {release} is too old, {needed} or newer is needed: run `rustup update stable`."
        )));
    }
    Ok(())
}

fn libdir(rustlib: &Path, sysroot: &Path) -> Result<PathBuf> {
    [rustlib.join("lib"), sysroot.join("lib")]
        .into_iter()
        .find(|folder| libstd(folder).is_some())
        .ok_or_else(|| no_libstd(&rustlib.join("lib")))
}

fn libstd(folder: &Path) -> Option<PathBuf> {
    let prefix = format!("{DLL_PREFIX}std-");
    fs::read_dir(folder).ok()?.flatten().map(|entry| entry.path()).find(|path| {
        let name = path.file_name().and_then(OsStr::to_str).unwrap_or_default();
        name.starts_with(&prefix) && name.ends_with(DLL_SUFFIX)
    })
}

fn no_libstd(folder: &Path) -> Error {
    Error::new(format!(
        "This Rust installation has no shared standard library ({DLL_PREFIX}std-*{DLL_SUFFIX}) in {}, and cells need it: \
         install Rust from https://rustup.rs, or the package of your distribution that holds it.",
        folder.display()
    ))
}

fn lld(rustlib: &Path, folders: [Option<PathBuf>; 2]) -> Option<Lld> {
    let path = rustlib.join("bin").join("rust-lld");
    if !cfg!(target_os = "linux") || !path.is_file() {
        return None;
    }
    let [libgcc, libc] = folders;
    let mut search = vec![libgcc?, libc?];
    search.dedup();
    Some(Lld { path, search })
}

/// The folder in which the C compiler finds a library; it repeats a name that it does not know.
fn c_library_folder(library: &str) -> Option<PathBuf> {
    if !cfg!(target_os = "linux") {
        return None;
    }
    let output = Command::new("cc")
        .arg(format!("-print-file-name={library}"))
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .ok()?;
    let path = PathBuf::from(String::from_utf8(output.stdout).ok()?.trim());
    fs::canonicalize(path.is_absolute().then_some(path)?.parent()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_compiler_of_this_machine_is_found() {
        let toolchain = Toolchain::find().unwrap();
        assert!(toolchain.rustc.is_file());
        assert!(toolchain.libstd().unwrap().is_file());
        assert!(toolchain.title().starts_with("rustc 1."));
        assert!(toolchain.title().contains(toolchain.release()));
        for folder in toolchain.lld.iter().flat_map(|lld| &lld.search) {
            assert!(folder.is_dir(), "{folder:?}");
        }
    }

    #[test]
    fn an_old_compiler_is_refused() {
        check_version("rustc 1.92.0\nrelease: 1.92.0\n").unwrap();
        check_version("rustc 2.0.0\nrelease: 2.0.0-nightly\n").unwrap();
        let error = check_version("rustc 1.9.0\nrelease: 1.9.0\n").unwrap_err();
        assert!(error.to_string().contains("rustup update"), "{error}");
    }

    #[test]
    fn a_folder_without_the_standard_library_is_explained() {
        let error = libdir(Path::new("/proc/none"), Path::new("/proc/none")).unwrap_err();
        assert!(error.to_string().contains("shared standard library"), "{error}");
    }
}
