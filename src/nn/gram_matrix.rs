//! The Gram matrix of features: which channels of an image go together, wherever they are, which is its style.

use crate::tensor::Tensor;

/// The products of each two channels of features (batch, channels, ..), summed over all places and divided by the
/// number of elements of an image: (batch, channels, channels). The distance of two of them compares the styles of
/// images. (Gatys, Ecker and Bethge, 2016; divided as by Johnson et al., 2016) Panics when the features have
/// fewer than three axes.
///
/// ```
/// # use manabi::prelude::*;
/// let features = tensor([[[[1., 2.]], [[3., 4.]]]]); // one image, two channels of 1 x 2
/// assert_eq!(gram_matrix(&features), tensor([[[5., 11.], [11., 25.]]]) / 4.);
/// ```
#[track_caller]
pub fn gram_matrix(features: &Tensor) -> Tensor {
    let &[batch, channels, ref places @ ..] = features.shape() else {
        panic!("{}", wrong(features));
    };
    assert!(!places.is_empty(), "{}", wrong(features));
    let places: usize = places.iter().product();
    let rows = features.reshape([batch, channels, places].map(|size| size as isize));
    rows.matmul(&rows.t()) / (channels * places).max(1) as f32
}

fn wrong(features: &Tensor) -> String {
    format!(
        "gram_matrix: the features have the shape {:?}; they take (batch, channels, height, width)",
        features.shape()
    )
}

#[cfg(test)]
mod tests {
    use crate::prelude::*;
    use crate::test::{panic_file, panic_message};

    #[test]
    fn a_style_is_the_same_wherever_its_parts_are() {
        let x = randn([2, 3, 4, 5]);
        let gram = gram_matrix(&x);
        assert!(gram.allclose(&gram.t(), 1e-6));
        assert!(gram.allclose(&gram_matrix(&x.flip(2).permute([0, 1, 3, 2])), 1e-5));
        assert_eq!(gram_matrix(&zeros([0, 3, 2])).shape(), [0, 3, 3]);
        assert_eq!(gram_matrix(&zeros([1, 2, 0])), zeros([1, 2, 2]));
    }

    #[test]
    fn misuse_is_one_sentence_at_the_line_of_the_caller() {
        assert_eq!(
            panic_message(|| gram_matrix(&zeros([2, 3]))),
            "gram_matrix: the features have the shape [2, 3]; they take (batch, channels, height, width)"
        );
        assert_eq!(panic_file(|| gram_matrix(&zeros(3))), file!());
    }
}
