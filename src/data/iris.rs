//! Real data inside the library: three species of iris.

use super::Dataset;
use crate::tensor::Tensor;

const BYTES: &[u8] = include_bytes!("embedded/iris.bin");
const SAMPLES: usize = 150;

/// Iris flowers: 150 of three species, 50 each, sorted by species.
///
/// `x` is (150, 4): length and width of the sepals, length and width of the petals, in centimetres. `y`
/// is the species. The first is separable from the others by a line, these two are not from each other.
///
/// Source: R. A. Fisher, *The use of multiple measurements in taxonomic problems* (1936), as
/// [Iris](https://doi.org/10.24432/C56C76) in the UCI Machine Learning Repository, with two samples put
/// right after the paper; licence: CC BY 4.0. Changed: stored as bytes in millimetres.
///
/// ```
/// use manabi::prelude::*;
/// let iris = data::iris();
/// assert_eq!(iris.x.row(0), tensor([5.1, 3.5, 1.4, 0.2]));
/// assert_eq!(iris.classes()[iris.y[149]], "virginica");
/// ```
pub fn iris() -> Dataset {
    let (lengths, labels) = BYTES.split_at(SAMPLES * 4);
    let lengths = lengths.iter().map(|&millimetres| millimetres as f32 / 10.0).collect();
    let labels = labels.iter().map(|&species| species as usize).collect();
    let x = Tensor::from_vec(lengths, [SAMPLES, 4]);
    let y = Tensor::from_vec(labels, [SAMPLES]);
    Dataset::new(&x, &y).with_classes(["setosa", "versicolor", "virginica"])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::sha256::sha256;

    #[test]
    fn the_data_is_what_the_script_made() {
        assert_eq!(
            sha256(BYTES),
            "5befe0734718d3fe7febc71e7833fbb4bfbfc15ec829d49f70a0af3a4bc67d38"
        );
        let iris = iris();
        assert_eq!(iris.class_counts(), [50, 50, 50]);
        // The means of the data set's own documentation.
        let means = iris.x.mean_axis(0).to_vec();
        for (mean, published) in means.into_iter().zip([5.84, 3.05, 3.76, 1.20]) {
            assert!((mean - published).abs() < 0.01, "{mean} {published}");
        }
        // The two samples in which copies of the data differ, as in the paper.
        assert_eq!(iris.x.row(34).to_vec(), [4.9, 3.1, 1.5, 0.2]);
        assert_eq!(iris.x.row(37).to_vec(), [4.9, 3.6, 1.4, 0.1]);
    }
}
