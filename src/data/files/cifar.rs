//! CIFAR-10: small colour photographs in ten classes, in its binary version.

use std::path::Path;

use super::Error;
use super::archive::read_archive;
use super::collection::{Collection, Remote};
use super::file::{broken, read};
use crate::data::Dataset;
use crate::tensor::Tensor;

const CLASSES: [&str; 10] =
    ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"];

const PIXELS: usize = 3 * 32 * 32;
/// A label, then the red, green and blue planes.
const RECORD: usize = 1 + PIXELS;
/// The length of each of the six files.
const FILE: usize = 10_000 * RECORD;

/// Colour photographs: 50,000 to train on and 10,000 to test on.
///
/// `x` is (n, 3, 32, 32), red, green and blue from 0 to 1: 614 MB of memory for the training images.
/// The archive `cifar-10-binary.tar.gz` is taken from `cifar10` in the folder of datasets, as
/// [`mnist`](super::mnist()) says; the download is 162 MiB.
///
/// Source: A. Krizhevsky, [Learning Multiple Layers of Features from Tiny
/// Images](https://www.cs.toronto.edu/~kriz/cifar.html) (2009), which asks to be cited; it states no
/// licence.
///
/// # Errors
/// No network, a file that is damaged, a folder that cannot be written.
///
/// ```no_run
/// # fn main() -> Result<(), manabi::data::Error> {
/// use manabi::prelude::*;
/// let (train, test) = data::cifar10()?;
/// assert_eq!(test.x.shape(), [10_000, 3, 32, 32]);
/// # Ok(())
/// # }
/// ```
pub fn cifar10() -> Result<(Dataset, Dataset), Error> {
    let path = CIFAR.path(&CIFAR.files[0])?;
    let names = [1, 2, 3, 4, 5].map(|number| format!("data_batch_{number}.bin"));
    let [a, b, c, d, e] = names.each_ref().map(String::as_str);
    let [train @ .., test] = read_archive(&path, [a, b, c, d, e, "test_batch.bin"], FILE)?;
    Ok((dataset(&path, &train)?, dataset(&path, &[test])?))
}

/// Images from files of the binary version of CIFAR-10, packed with gzip or not, in the form of
/// [`cifar10`].
///
/// # Errors
/// Files that cannot be read, are cut off or hold a label above 9.
///
/// ```no_run
/// # fn main() -> Result<(), manabi::data::Error> {
/// use manabi::data;
/// let test = data::read_cifar10(&["cifar-10-batches-bin/test_batch.bin"])?;
/// # Ok(())
/// # }
/// ```
pub fn read_cifar10<P: AsRef<Path>>(paths: &[P]) -> Result<Dataset, Error> {
    let mut files = Vec::new();
    for path in paths {
        let (path, bytes) = (path.as_ref(), read(path.as_ref())?);
        check(path, &bytes)?;
        files.push(bytes);
    }
    dataset(Path::new("these files"), &files)
}

fn check(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    if bytes.is_empty() || !bytes.len().is_multiple_of(RECORD) {
        let reason = format!("{} bytes are no whole number of images of {RECORD}", bytes.len());
        return Err(broken(path, &reason));
    }
    let wrong = bytes.chunks(RECORD).position(|record| record[0] as usize >= CLASSES.len());
    match wrong {
        Some(at) => {
            let label = bytes[at * RECORD];
            let reason = format!("image {at} has the label {label}, but labels go from 0 to 9");
            Err(broken(path, &reason))
        }
        None => Ok(()),
    }
}

fn dataset(path: &Path, files: &[Vec<u8>]) -> Result<Dataset, Error> {
    let n = files.iter().map(|file| file.len() / RECORD).sum();
    let (mut pixels, mut labels) = (Vec::with_capacity(n * PIXELS), Vec::with_capacity(n));
    for file in files {
        check(path, file)?;
        for record in file.chunks(RECORD) {
            labels.push(record[0] as usize);
            pixels.extend(record[1..].iter().map(|&value| value as f32 / 255.0));
        }
    }
    let x = Tensor::from_vec(pixels, [n, 3, 32, 32]);
    Ok(Dataset::new(&x, &Tensor::from_vec(labels, [n])).with_classes(CLASSES))
}

const CIFAR: Collection = Collection {
    name: "CIFAR-10",
    folder: "cifar10",
    mirrors: &["https://www.cs.toronto.edu/~kriz/"],
    files: &[Remote {
        name: "cifar-10-binary.tar.gz",
        bytes: 170_052_171,
        sha256: "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd",
    }],
};

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::test::Folder;

    fn record(label: u8) -> Vec<u8> {
        let planes = [51, 102, 204].map(|value| [value; 1024]);
        [&[label][..], planes.as_flattened()].concat()
    }

    #[test]
    fn records_become_colour_images() {
        let folder = Folder::new();
        let paths = [folder.join("a.bin"), folder.join("b.bin")];
        fs::write(&paths[0], [record(9), record(0)].concat()).unwrap();
        fs::write(&paths[1], record(3)).unwrap();
        let data = read_cifar10(&paths).unwrap();
        assert_eq!(data.x.shape(), [3, 3, 32, 32]);
        assert_eq!(data.y.to_vec(), [9, 0, 3]);
        assert_eq!(data.classes()[9], "truck");
        assert_eq!([0, 1, 2].map(|channel| data.x[(2, channel, 5, 7)]), [0.2, 0.4, 0.8]);
    }

    #[test]
    fn broken_files_are_one_sentence() {
        let folder = Folder::new();
        let path = folder.join("a.bin");
        let error = |bytes: &[u8]| {
            fs::write(&path, bytes).unwrap();
            let error = read_cifar10(&[&path]).unwrap_err().to_string();
            error.replace(
                &format!("{} is damaged or no such file as it should be ", path.display()),
                "",
            )
        };
        assert_eq!(
            error(&record(1)[..3000]),
            "(3000 bytes are no whole number of images of 3073); delete it and get it again"
        );
        assert_eq!(
            error(&[record(1), record(10)].concat()),
            "(image 1 has the label 10, but labels go from 0 to 9); delete it and get it again"
        );
        assert!(read_cifar10(&[folder.join("none")]).is_err());
    }
}
