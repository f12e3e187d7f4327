//! IDX: the format of MNIST and its relatives. A header of sizes, then a byte for each pixel or label.

use std::path::Path;

use super::file::{broken, read};
use super::{Error, mnist};
use crate::data::Dataset;
use crate::tensor::Tensor;

/// Images and labels from two IDX files, packed with gzip or not: `x` is (n, 1, height, width) from 0 to
/// 1, `y` the labels.
///
/// The format: two bytes 0, a byte 8 for unsigned bytes, a byte for the number of axes, their sizes in
/// four bytes each, highest first, then the data.
///
/// # Errors
/// Files that cannot be read, are cut off, are no IDX files of bytes, or differ in their number.
///
/// ```
/// # fn main() -> Result<(), manabi::data::Error> {
/// use manabi::prelude::*;
/// # let folder = std::env::temp_dir();
/// let (images, labels) = (folder.join("manabi-doc-images"), folder.join("manabi-doc-labels"));
/// // Two images of one row and three pixels, and their labels.
/// std::fs::write(&images, b"\0\0\x08\x03\0\0\0\x02\0\0\0\x01\0\0\0\x03\0\0\0\xff\xff\xff").unwrap();
/// std::fs::write(&labels, b"\0\0\x08\x01\0\0\0\x02\x01\0").unwrap();
/// let data = data::read_idx(&images, &labels)?;
/// assert_eq!(data.x, tensor([[[[0., 0., 0.]]], [[[1., 1., 1.]]]]));
/// assert_eq!(data.y, tensor([1, 0]));
/// # std::fs::remove_file(images).unwrap();
/// # std::fs::remove_file(labels).unwrap();
/// # Ok(())
/// # }
/// ```
pub fn read_idx(images: impl AsRef<Path>, labels: impl AsRef<Path>) -> Result<Dataset, Error> {
    dataset(images.as_ref(), labels.as_ref(), None)
}

/// The dataset of two files, whose labels must be among the classes.
pub fn dataset(
    images: &Path,
    labels: &Path,
    classes: Option<mnist::Classes>,
) -> Result<Dataset, Error> {
    let (image_bytes, label_bytes) = (read(images)?, read(labels)?);
    let ([n, height, width], pixels) = parse(images, &image_bytes)?;
    let ([targets], numbers) = parse(labels, &label_bytes)?;
    if n != targets {
        return Err(Error::new(format!(
            "{} holds {n} images, but {} holds {targets} labels; take two files that belong together",
            images.display(),
            labels.display()
        )));
    }
    let names = match classes {
        Some(names) => names.map(String::from).to_vec(),
        None => (0..=numbers.iter().max().copied().unwrap_or(0)).map(|c| c.to_string()).collect(),
    };
    if let Some(at) = numbers.iter().position(|&label| label as usize >= names.len()) {
        let reason = format!(
            "label {at} is {}, but there are only the classes 0 to {}",
            numbers[at],
            names.len() - 1
        );
        return Err(broken(labels, &reason));
    }
    let pixels = pixels.iter().map(|&ink| ink as f32 / 255.0).collect();
    let numbers = numbers.iter().map(|&label| label as usize).collect();
    let x = Tensor::from_vec(pixels, [n, 1, height, width]);
    Ok(Dataset::new(&x, &Tensor::from_vec(numbers, [n])).with_classes(names))
}

/// The sizes and the data of a file with `N` axes.
fn parse<'a, const N: usize>(
    path: &Path,
    bytes: &'a [u8],
) -> Result<([usize; N], &'a [u8]), Error> {
    let start = 4 + 4 * N;
    match bytes {
        [0, 0, 8, axes, ..] if *axes as usize == N && bytes.len() >= start => {}
        [0, 0, 8, axes, ..] if *axes as usize != N => {
            let reason =
                format!("it has {axes} axes instead of {N}; are images and labels swapped?");
            return Err(broken(path, &reason));
        }
        [0, 0, 8, ..] => return Err(broken(path, "it ends within its header")),
        _ => {
            let reason = "it does not begin with 0 0 8, as an IDX file of bytes does";
            return Err(broken(path, reason));
        }
    }
    let sizes = bytes[4..start].as_chunks().0;
    let sizes: [usize; N] = std::array::from_fn(|axis| u32::from_be_bytes(sizes[axis]) as usize);
    let announced = sizes.iter().try_fold(1_usize, |len, size| len.checked_mul(*size));
    let data = &bytes[start..];
    if announced == Some(data.len()) {
        return Ok((sizes, data));
    }
    let announced = announced.map_or("more than fit".into(), |len| len.to_string());
    let reason = format!("its header announces {announced} bytes, but {} follow", data.len());
    Err(broken(path, &reason))
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::{env, fs};

    use super::*;
    use crate::test::{Folder, skipped};

    fn idx(sizes: &[u32], data: &[u8]) -> Vec<u8> {
        let sizes = sizes.iter().flat_map(|size| size.to_be_bytes());
        let head = [0, 0, 8, (sizes.clone().count() / 4) as u8];
        head.into_iter().chain(sizes).chain(data.iter().copied()).collect()
    }

    fn packed(bytes: &[u8]) -> Vec<u8> {
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), Default::default());
        packer.write_all(bytes).unwrap();
        packer.finish().unwrap()
    }

    /// The error of a dataset of these files, without the folder.
    fn error(images: &[u8], labels: &[u8], classes: Option<mnist::Classes>) -> String {
        let folder = Folder::new();
        let paths = ["images", "labels"].map(|name| folder.join(name));
        fs::write(&paths[0], images).unwrap();
        fs::write(&paths[1], labels).unwrap();
        let error = dataset(&paths[0], &paths[1], classes).unwrap_err().to_string();
        error.replace(&format!("{}/", folder.display()), "")
    }

    #[test]
    fn files_are_read_packed_or_not() {
        let folder = Folder::new();
        let paths = ["images.gz", "labels"].map(|name| folder.join(name));
        let pixels = [0, 51, 102, 153, 204, 255, 1, 2, 3, 4, 5, 6];
        fs::write(&paths[0], packed(&idx(&[2, 2, 3], &pixels))).unwrap();
        fs::write(&paths[1], idx(&[2], &[7, 0])).unwrap();
        let data = read_idx(&paths[0], &paths[1]).unwrap();
        assert_eq!(data.x.shape(), [2, 1, 2, 3]);
        assert_eq!(data.x.row(0).to_vec(), [0.0, 0.2, 0.4, 0.6, 0.8, 1.0]);
        assert_eq!(data.y.to_vec(), [7, 0]);
        assert_eq!(data.classes().len(), 8);
    }

    #[test]
    fn broken_files_are_one_sentence() {
        let (images, labels) = (idx(&[2, 1, 1], &[1, 2]), idx(&[2], &[0, 1]));
        let advice = "; delete it and get it again";
        let is = |name: &str, reason: &str| {
            format!("{name} is damaged or no such file as it should be ({reason}){advice}")
        };
        assert_eq!(
            error(b"<html>404</html>", &labels, None),
            is("images", "it does not begin with 0 0 8, as an IDX file of bytes does")
        );
        assert_eq!(
            error(&images[..images.len() - 1], &labels, None),
            is("images", "its header announces 2 bytes, but 1 follow")
        );
        assert_eq!(error(&images[..9], &labels, None), is("images", "it ends within its header"));
        assert_eq!(
            error(&idx(&[u32::MAX, u32::MAX, u32::MAX], &[1]), &labels, None),
            is("images", "its header announces more than fit bytes, but 1 follow")
        );
        assert_eq!(
            error(&labels, &images, None),
            is("images", "it has 1 axes instead of 3; are images and labels swapped?")
        );
        assert_eq!(
            error(&images, &idx(&[2], &[0, 10]), Some(mnist::DIGITS)),
            is("labels", "label 1 is 10, but there are only the classes 0 to 9")
        );
        assert_eq!(
            error(&images, &idx(&[1], &[0]), None),
            "images holds 2 images, but labels holds 1 labels; take two files that belong together"
        );
        let cut = packed(&images);
        assert!(error(&cut[..cut.len() - 6], &labels, None).starts_with("images is damaged"));
        assert!(error(&[], &labels, None).starts_with("images is damaged"));
    }

    #[test]
    fn no_bytes_stop_the_reader() {
        let folder = Folder::new();
        let paths = ["images", "labels"].map(|name| folder.join(name));
        let whole = idx(&[2, 2, 2], &[1, 2, 3, 4, 5, 6, 7, 8]);
        fs::write(&paths[1], idx(&[2], &[0, 1])).unwrap();
        for at in 0..whole.len() {
            for byte in [0, 1, 9, 255] {
                let mut broken = whole.clone();
                broken[at] = byte;
                fs::write(&paths[0], &broken).unwrap();
                let _ = read_idx(&paths[0], &paths[1]);
                fs::write(&paths[0], &broken[..at]).unwrap();
                assert!(read_idx(&paths[0], &paths[1]).is_err());
            }
        }
    }

    #[test]
    fn real_mnist_is_read_where_it_is() {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let folder = match env::var_os("MANABI_DATA") {
            Some(folder) => Path::new(&folder).join("mnist"),
            None => here.join("../shared/data/mnist"),
        };
        let paths = ["t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz"];
        let [images, labels] = paths.map(|name| folder.join(name));
        if !images.exists() {
            skipped(&format!("there is no MNIST in {}", folder.display()));
            return;
        }
        let mnist = read_idx(images, labels).unwrap();
        assert_eq!(mnist.x.shape(), [10_000, 1, 28, 28]);
        // The counts that are published with the test set.
        let counts = [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009];
        assert_eq!(mnist.class_counts(), counts);
        assert!((mnist.x.mean().item() - 0.1325).abs() < 1e-3);
    }
}
