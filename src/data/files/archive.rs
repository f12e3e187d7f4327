//! A tar archive packed with gzip: files one after another, each behind a header of 512 bytes.

use std::io::{self, Read};
use std::path::Path;

use super::Error;
use super::file::{broken, unpacked};

/// The contents of the files with these names, whatever their folder in the archive; all must have this
/// length.
pub fn read_archive<const N: usize>(
    path: &Path,
    names: [&str; N],
    len: usize,
) -> Result<[Vec<u8>; N], Error> {
    let mut found = [const { Vec::new() }; N];
    let damaged = |error: io::Error| broken(path, &error.to_string());
    let mut archive = unpacked(path)?;
    loop {
        let mut header = [0; 512];
        archive.read_exact(&mut header).map_err(damaged)?;
        // A block of zeros is the end.
        if header[0] == 0 {
            break;
        }
        let size = octal(&header[124..136])
            .ok_or_else(|| broken(path, "a header in it is no header of a tar archive"))?;
        let place = names.iter().position(|name| base(&header[..100]) == name.as_bytes());
        let mut content = archive.by_ref().take(size);
        match place {
            Some(at) if size == len as u64 => {
                found[at].reserve_exact(len);
                content.read_to_end(&mut found[at]).map_err(damaged)?;
            }
            Some(at) => {
                let reason = format!("{} in it has {size} bytes instead of {len}", names[at]);
                return Err(broken(path, &reason));
            }
            None => {
                io::copy(&mut content, &mut io::sink()).map_err(damaged)?;
            }
        }
        let padding = size.next_multiple_of(512) - size;
        io::copy(&mut archive.by_ref().take(padding), &mut io::sink()).map_err(damaged)?;
    }
    match found.iter().position(|content| content.len() != len) {
        Some(at) => Err(broken(path, &format!("{} is not in it", names[at]))),
        None => Ok(found),
    }
}

/// The last part of a path, which ends with a zero.
fn base(name: &[u8]) -> &[u8] {
    let name = name.split(|&byte| byte == 0).next().unwrap_or_default();
    name.rsplit(|&byte| byte == b'/').next().unwrap_or_default()
}

/// A number in octal digits between blanks and zeros.
fn octal(digits: &[u8]) -> Option<u64> {
    let digits = std::str::from_utf8(digits).ok()?.trim_matches([' ', '\0']);
    u64::from_str_radix(digits, 8).ok().filter(|size| *size < 1 << 40)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::io::Write;

    use super::*;
    use crate::test::Folder;

    /// An archive as `tar` writes it.
    fn tar(files: &[(&str, &[u8])]) -> Vec<u8> {
        let mut bytes = Vec::new();
        for (name, content) in files {
            let mut header = [0; 512];
            header[..name.len()].copy_from_slice(name.as_bytes());
            header[124..135].copy_from_slice(format!("{:011o}", content.len()).as_bytes());
            bytes.extend(header);
            bytes.extend_from_slice(content);
            bytes.resize(bytes.len().next_multiple_of(512), 0);
        }
        bytes.resize(bytes.len() + 1024, 0);
        bytes
    }

    fn parts(archive: &[u8], len: usize) -> Result<[Vec<u8>; 2], String> {
        let folder = Folder::new();
        let path = folder.join("a.tar.gz");
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), Default::default());
        packer.write_all(archive).unwrap();
        fs::write(&path, packer.finish().unwrap()).unwrap();
        let advice =
            ["is damaged or no such file as it should be (", "); delete it and get it again"];
        read_archive(&path, ["one", "two"], len).map_err(|error| {
            let sentence = error.to_string();
            let reason = sentence.strip_prefix(&format!("{} {}", path.display(), advice[0]));
            reason.unwrap().strip_suffix(advice[1]).unwrap().into()
        })
    }

    #[test]
    fn files_are_found_by_name() {
        let files: [(&str, &[u8]); 4] =
            [("d/", b""), ("d/two", b"222"), ("d/readme", &[9; 700]), ("d/one", b"111")];
        assert_eq!(parts(&tar(&files), 3), Ok([b"111".to_vec(), b"222".to_vec()]));
    }

    #[test]
    fn broken_archives_are_one_sentence() {
        let whole = tar(&[("one", b"111"), ("two", b"222")]);
        let error = |archive: &[u8]| parts(archive, 3).unwrap_err();
        assert_eq!(error(&tar(&[("one", b"111")])), "two is not in it");
        assert_eq!(error(&tar(&[("one", b"11")])), "one in it has 2 bytes instead of 3");
        assert_eq!(error(&[b'x'; 2048]), "a header in it is no header of a tar archive");
        assert_eq!(error(&whole[..513]), "failed to fill whole buffer");
        for end in (0..whole.len() - 1024).step_by(61) {
            assert!(parts(&whole[..end], 3).is_err());
        }
    }
}
