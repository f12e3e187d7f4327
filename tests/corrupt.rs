//! Files cut short or with flipped bytes: an error of one sentence, never a panic, never much memory.

use std::alloc::{GlobalAlloc, Layout, System};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use manabi::data::Error;
use manabi::nn::Module;
use manabi::prelude::*;

/// The system's allocator, which remembers the largest piece.
struct Watched;

static LARGEST: AtomicUsize = AtomicUsize::new(0);

// SAFETY: all work is the system's.
unsafe impl GlobalAlloc for Watched {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        LARGEST.fetch_max(layout.size(), Ordering::Relaxed);
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, start: *mut u8, layout: Layout) {
        unsafe { System.dealloc(start, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Watched = Watched;

/// What all files of the test hold together, many times over.
const MUCH: usize = 4 << 20;
const ROUNDS: usize = 400;

/// Reads the files under a folder in one format.
type Read<'a> = &'a dyn Fn(&Path) -> Result<(), Error>;

/// A random number below `end`.
fn below(end: usize) -> usize {
    randint(end, 1).item()
}

/// Breaks one of the files in many ways. `cut_is_seen` says that the format notices a missing end.
fn break_in_many_ways(name: &str, files: &[(&str, Vec<u8>)], cut_is_seen: bool, read: Read) {
    let folder: PathBuf =
        std::env::temp_dir().join(format!("manabi-{name}-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    for (file, bytes) in files {
        fs::write(folder.join(file), bytes).unwrap();
    }
    read(&folder).unwrap();
    LARGEST.store(0, Ordering::Relaxed);
    for round in 0..ROUNDS {
        let (file, whole) = &files[round % files.len()];
        let mut bytes = whole.clone();
        let cut = round % 3 == 0;
        if cut {
            bytes.truncate(below(bytes.len()));
        } else {
            for _ in 0..=below(3) {
                // Headers are where it matters.
                let end = if below(2) == 0 { bytes.len().min(64) } else { bytes.len() };
                bytes[below(end)] = [0, 1, 0x7f, 0xff, b'"', b'9', below(256) as u8][below(7)];
            }
        }
        fs::write(folder.join(file), &bytes).unwrap();
        match read(&folder) {
            Ok(()) => assert!(!cut || !cut_is_seen, "{name}: {} bytes are enough", bytes.len()),
            Err(error) => {
                let sentence = error.to_string();
                let path = folder.join(file).display().to_string();
                assert!(sentence.contains(&path) && sentence.len() > path.len() + 20, "{sentence}");
                assert!(!sentence.contains('\n'), "{sentence}");
            }
        }
        fs::write(folder.join(file), whole).unwrap();
    }
    let largest = LARGEST.load(Ordering::Relaxed);
    assert!(largest < MUCH, "{name}: {largest} bytes were asked for at once");
    fs::remove_dir_all(&folder).unwrap();
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), Default::default());
    packer.write_all(bytes).unwrap();
    packer.finish().unwrap()
}

/// One test, because all of them draw from one generator and watch one allocator.
#[test]
fn broken_files_are_refused_in_a_sentence() {
    manual_seed(0);
    let images = [&b"\0\0\x08\x03\0\0\0\x04\0\0\0\x03\0\0\0\x02"[..], &[9; 24]].concat();
    let labels = b"\0\0\x08\x01\0\0\0\x04\x00\x01\x02\x01".to_vec();
    let read_idx = |folder: &Path| {
        data::read_idx(folder.join("images"), folder.join("labels")).map(|data| {
            assert_eq!(data.x.len() / data.len().max(1), data.x.shape()[1..].iter().product());
        })
    };
    let both = [("images", images), ("labels", labels)];
    break_in_many_ways("idx", &both, true, &read_idx);
    let both = both.map(|(name, bytes)| (name, packed(&bytes)));
    break_in_many_ways("idx-gz", &both, true, &read_idx);

    let records = [3, 9, 0].map(|label| [&[label][..], &[7; 3072]].concat()).concat();
    break_in_many_ways("cifar", &[("batch.bin", records)], false, &|folder| {
        data::read_cifar10(&[folder.join("batch.bin")]).map(drop)
    });

    let table = "a,b,\"kind, of\"\n1,2.5,cat\n-3,4e1,\"d\"\"og\"\n5,6,cat\n".as_bytes().to_vec();
    break_in_many_ways("csv", &[("table.csv", table)], false, &|folder| {
        let table = data::read_csv(folder.join("table.csv"))?;
        for column in table.columns() {
            table.column(column)?;
        }
        table.classes("kind, of")?;
        table.without("kind, of")?.numbers().map(drop)
    });

    let net =
        (Conv2d::<1, 2, 3>::default(), BatchNorm2d::<2>::default(), Linear::<8, 3>::default());
    let state = net.state_dict().to_bytes();
    break_in_many_ways("state", &[("net.safetensors", state)], true, &|folder| {
        net.clone().load(folder.join("net.safetensors"))
    });
}
