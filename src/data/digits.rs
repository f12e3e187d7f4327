//! Real data inside the library: handwritten digits.

use super::Dataset;
use crate::tensor::Tensor;

const BYTES: &[u8] = include_bytes!("embedded/digits.bin");
const SAMPLES: usize = 1797;

/// Handwritten digits: 1,797 gray images of 8 x 8 pixels, from 0 (paper) to 1 (ink).
///
/// `x` is (1797, 1, 8, 8), as a convolution takes it; `.flatten()` makes it (1797, 64). `y` is the digit.
/// Thirteen people wrote them. Each pixel counts the ink in a block of 4 x 4 pixels of a scan, in
/// sixteenths.
///
/// Source: E. Alpaydin and C. Kaynak, [Optical Recognition of Handwritten
/// Digits](https://doi.org/10.24432/C50P49) (1998), the test part, from the UCI Machine Learning
/// Repository; licence: CC BY 4.0. Changed: stored as bytes, scaled to 1.
///
/// ```
/// use manabi::prelude::*;
/// let digits = data::digits();
/// assert_eq!(digits.x.shape(), [1797, 1, 8, 8]);
/// assert_eq!(digits.y[0], 0);
/// digits.x.row(0).to_image(); // a picture of it
/// ```
pub fn digits() -> Dataset {
    let (pixels, labels) = BYTES.split_at(SAMPLES * 64);
    let pixels = pixels.iter().map(|&ink| ink as f32 / 16.0).collect();
    let labels = labels.iter().map(|&digit| digit as usize).collect();
    let x = Tensor::from_vec(pixels, [SAMPLES, 1, 8, 8]);
    let y = Tensor::from_vec(labels, [SAMPLES]);
    Dataset::new(&x, &y).with_classes(["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::sha256::sha256;

    #[test]
    fn the_data_is_what_the_script_made() {
        assert_eq!(
            sha256(BYTES),
            "87ff0c9e40dc7e2c0e34e7257799c2e3f3aec1a016363bb11cad869ec428a826"
        );
        let digits = digits();
        // The counts of the data set's own documentation.
        assert_eq!(digits.class_counts(), [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]);
        assert_eq!(digits.x.max().item(), 1.0);
        assert_eq!(digits.x[(0, 0, 0, 3)], 13.0 / 16.0);
    }
}
