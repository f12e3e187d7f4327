//! Downloads: resumed where they stopped, checked by their SHA-256.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read};
use std::path::Path;

use super::Error;
use super::collection::{Collection, Remote};
use super::curl::{BLOCK, Trouble, curl};
use crate::data::sha256::Sha256;

/// Gets a file of a collection. It comes into `path` whole and checked or not at all; what has arrived
/// of it is kept beside it, to go on from.
pub fn download(from: &Collection, file: &Remote, path: &Path) -> Result<(), Error> {
    by("curl", from, file, path)
}

fn by(program: &str, from: &Collection, file: &Remote, path: &Path) -> Result<(), Error> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let unwritable = |error: io::Error| {
        let folder = folder.display();
        Error::new(format!(
            "{folder} cannot be written ({error}); set MANABI_DATA to a folder of your own"
        ))
    };
    let sentence = |reason: &str, mend: &str| {
        Error::new(format!(
            "{}: {} could not be downloaded ({reason}); {mend}, or put the file into {} by hand, or \
             set MANABI_DATA to the folder in which {} lies",
            from.name,
            file.name,
            folder.display(),
            from.folder
        ))
    };
    fs::create_dir_all(folder).map_err(unwritable)?;
    let name = format!("{}.part", path.display());
    let part = Path::new(&name);
    let open = OpenOptions::new().append(true).create(true).open(part).map_err(unwritable)?;
    // Where there are no locks, the checksum still tells.
    if matches!(open.try_lock(), Err(TryLockError::WouldBlock)) {
        return Err(sentence("another program is downloading it", "wait until it is done"));
    }
    if path.exists() {
        return Ok(()); // another program has just downloaded it
    }
    eprintln!(
        "{}: downloading {}, {:.1} MiB",
        from.name,
        file.name,
        file.bytes as f64 / 1_048_576.
    );
    let mut reasons: Vec<String> = Vec::new();
    for mirror in from.mirrors {
        match arrive(program, &format!("{mirror}{}", file.name), file, &open, part) {
            Ok(()) => return fs::rename(part, path).map_err(unwritable),
            Err(Trouble::NoProgram(error)) => {
                let reason = format!("the program `{program}` cannot be started: {error}");
                return Err(sentence(&reason, &format!("install {program}")));
            }
            Err(Trouble::Disk(error)) => return Err(unwritable(error)),
            Err(Trouble::NoRest | Trouble::Short) => {
                reasons.push(format!("{mirror}: it refuses the file"))
            }
            Err(Trouble::Remote(reason)) => reasons.push(format!("{mirror}: {reason}")),
        }
    }
    let mend = "look whether this machine is on the network and run it again, which goes on where it \
                stopped";
    Err(sentence(&reasons.join("; "), mend))
}

/// Fills the part with what is missing and checks the whole.
fn arrive(
    program: &str,
    url: &str,
    file: &Remote,
    open: &File,
    part: &Path,
) -> Result<(), Trouble> {
    let mut have = open.metadata().map_err(Trouble::Disk)?.len();
    if have > file.bytes {
        open.set_len(0).map_err(Trouble::Disk)?;
        have = 0;
    }
    if have < file.bytes {
        match curl(program, url, open, have, file.bytes) {
            Err(Trouble::NoRest) if have > 0 => {
                open.set_len(0).map_err(Trouble::Disk)?;
                return arrive(program, url, file, open, part);
            }
            Err(Trouble::Short) => return Err(another(open, part, "which is shorter")),
            ended => ended?,
        }
    }
    let found = sum(part).map_err(Trouble::Disk)?;
    if found == file.sha256 {
        return Ok(());
    }
    let sums = [&found[..8], &file.sha256[..8]];
    Err(another(open, part, &format!("its SHA-256 begins with {} instead of {}", sums[0], sums[1])))
}

/// Another file has arrived: nothing can be built on it.
fn another(open: &File, part: &Path, how: &str) -> Trouble {
    let mut start = Vec::new();
    let read = File::open(part).and_then(|file| file.take(64).read_to_end(&mut start));
    if let Err(error) = read.and_then(|_| open.set_len(0)) {
        return Trouble::Disk(error);
    }
    let page = start.trim_ascii_start().starts_with(b"<");
    Trouble::Remote(match page {
        true => format!("a web page came in its place, as from a proxy or a login, {how}"),
        false => format!("it is another file there, {how}"),
    })
}

/// The checksum of a file.
fn sum(path: &Path) -> io::Result<String> {
    let (mut file, mut sum) = (File::open(path)?, Sha256::new());
    let mut block = vec![0; BLOCK as usize];
    loop {
        match file.read(&mut block)? {
            0 => return Ok(sum.finish()),
            len => sum.update(&block[..len]),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;
    use crate::data::files::server::{Manner, Server};
    use crate::data::sha256::sha256;
    use crate::test::{Folder, skipped};

    /// Three blocks and a bit.
    fn content() -> Vec<u8> {
        (0..3 * BLOCK as usize + 1000).map(|at| (at * at / 7 % 251) as u8).collect()
    }

    /// Downloads from servers of these manners, where `have` has arrived before.
    fn outcome(manners: &[Manner], have: Option<&[u8]>, folder: &Folder) -> Option<Outcome> {
        if Command::new("curl").arg("--version").output().is_err() {
            skipped("the program curl is not installed");
            return None;
        }
        let servers: Vec<Server> = manners.iter().map(|m| Server::start(content(), *m)).collect();
        let mirrors: Vec<&'static str> =
            servers.iter().map(|server| &*server.url().leak()).collect();
        let path = folder.join("file");
        let part = folder.join("file.part");
        if let Some(have) = have {
            fs::write(&part, have).unwrap();
        }
        let result = by("curl", &collection(mirrors.leak()), &remote(), &path);
        Some(Outcome {
            error: result.err().map(|error| error.to_string()),
            file: fs::read(&path).ok(),
            part: fs::read(&part).ok(),
            starts: servers.iter().map(|server| server.starts()).collect(),
        })
    }

    struct Outcome {
        error: Option<String>,
        file: Option<Vec<u8>>,
        part: Option<Vec<u8>>,
        /// From which byte on each server was asked, at each request.
        starts: Vec<Vec<usize>>,
    }

    fn collection(mirrors: &'static [&'static str]) -> Collection {
        Collection { name: "Test", folder: "test", mirrors, files: &[] }
    }

    fn remote() -> Remote {
        let content = content();
        Remote { name: "file", bytes: content.len() as u64, sha256: sha256(&content).leak() }
    }

    #[test]
    fn a_file_arrives_whole() {
        let folder = Folder::new();
        let Some(outcome) = outcome(&[Manner::Good], None, &folder) else { return };
        assert_eq!((outcome.error, outcome.part), (None, None));
        assert_eq!(outcome.file, Some(content()));
        assert_eq!(outcome.starts, [[0]]);
    }

    #[test]
    fn a_download_goes_on_where_it_stopped() {
        let folder = Folder::new();
        let Some(first) = outcome(&[Manner::Cut(100_000)], None, &folder) else { return };
        assert_eq!(first.file, None);
        assert_eq!(first.part.as_deref(), Some(&content()[..100_000]));
        let error = first.error.unwrap();
        assert!(
            error.starts_with("Test: file could not be downloaded (http://127.0.0.1:"),
            "{error}"
        );
        assert!(error.contains("run it again, which goes on where it stopped"), "{error}");
        let second = outcome(&[Manner::Good], None, &folder).unwrap();
        assert_eq!((second.error, second.part), (None, None));
        assert_eq!((second.file, second.starts), (Some(content()), vec![vec![100_000]]));
    }

    #[test]
    fn another_mirror_goes_on_too() {
        let folder = Folder::new();
        let manners = [Manner::Missing, Manner::Cut(5000), Manner::Good];
        let Some(outcome) = outcome(&manners, None, &folder) else { return };
        assert_eq!((outcome.error, outcome.file), (None, Some(content())));
        assert_eq!(outcome.starts, [[0], [0], [5000]]);
    }

    #[test]
    fn a_server_that_cannot_go_on_starts_again() {
        let folder = Folder::new();
        let Some(outcome) = outcome(&[Manner::NoRanges], Some(&content()[..5000]), &folder) else {
            return;
        };
        assert_eq!((outcome.error, outcome.file), (None, Some(content())));
        assert_eq!(outcome.starts, [[5000, 0]]);
    }

    #[test]
    fn what_has_wholly_arrived_is_only_checked() {
        let folder = Folder::new();
        let Some(outcome) = outcome(&[Manner::Good], Some(&content()), &folder) else { return };
        assert_eq!((outcome.error, outcome.file), (None, Some(content())));
        assert_eq!(outcome.starts, [[0; 0]]);
    }

    #[test]
    fn another_file_is_refused_and_forgotten() {
        let folder = Folder::new();
        let Some(wrong) = outcome(&[Manner::Wrong], None, &folder) else { return };
        assert_eq!((wrong.file, wrong.part), (None, Some(Vec::new())));
        let error = wrong.error.unwrap();
        assert!(error.contains("it is another file there, its SHA-256 begins with"), "{error}");
        let short = outcome(&[Manner::Short], None, &folder).unwrap();
        assert_eq!((short.file, short.part), (None, Some(Vec::new())));
        let error = short.error.unwrap();
        let reason = "a web page came in its place, as from a proxy or a login, which is shorter";
        assert!(error.contains(reason), "{error}");
        let long = outcome(&[Manner::Page], None, &folder).unwrap();
        assert_eq!((long.file, long.part), (None, Some(Vec::new())));
        let error = long.error.unwrap();
        assert!(error.contains("as from a proxy or a login, its SHA-256 begins with"), "{error}");
        let after = outcome(&[Manner::Good], Some(b"bad beginning"), &folder).unwrap();
        assert!(after.error.is_some() && after.part == Some(Vec::new()));
        assert_eq!(outcome(&[Manner::Good], None, &folder).unwrap().file, Some(content()));
    }

    #[test]
    fn what_is_missing_is_one_sentence() {
        let folder = Folder::new();
        let path = folder.join("test/file");
        let nobody: &[&str] = &["http://127.0.0.1:9/"];
        let sentence = |reason: &str, mend: &str| {
            format!(
                "Test: file could not be downloaded ({reason}); {mend}, or put the file into {} by \
                 hand, or set MANABI_DATA to the folder in which test lies",
                folder.join("test").display()
            )
        };
        let no_program = by("no-such-curl", &collection(nobody), &remote(), &path).unwrap_err();
        let reason = "the program `no-such-curl` cannot be started: No such file or directory (os \
                      error 2)";
        assert_eq!(no_program.to_string(), sentence(reason, "install no-such-curl"));

        let part = File::create(folder.join("test/file.part")).unwrap();
        part.lock().unwrap();
        let locked = by("curl", &collection(nobody), &remote(), &path).unwrap_err();
        let reason = "another program is downloading it";
        assert_eq!(locked.to_string(), sentence(reason, "wait until it is done"));
        drop(part);

        fs::write(folder.join("plain"), "").unwrap();
        let path = folder.join("plain/file");
        let unwritable = by("curl", &collection(nobody), &remote(), &path).unwrap_err();
        assert!(unwritable.to_string().ends_with("set MANABI_DATA to a folder of your own"));

        if Command::new("curl").arg("--version").output().is_err() {
            skipped("the program curl is not installed");
            return;
        }
        let path = folder.join("test/file");
        let offline = by("curl", &collection(nobody), &remote(), &path).unwrap_err().to_string();
        assert!(offline.contains("(http://127.0.0.1:9/: curl: (7) "), "{offline}");
        // A name that no network has.
        let nowhere: &[&str] = &["http://manabi.invalid/"];
        let offline = by("curl", &collection(nowhere), &remote(), &path).unwrap_err().to_string();
        assert!(offline.contains("look whether this machine is on the network"), "{offline}");
    }
}
