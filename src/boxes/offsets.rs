//! Offsets: where a box lies, seen from a default box near it.

use super::check;
use super::corners::{CENTERS, CORNERS, center_to_corner, corner_to_center};
use crate::engine::dims;
use crate::tensor::{Tensor, concat};

/// What a network should say of boxes, seen from default boxes: ((x - x') / w', (y - y') / h') divided by the
/// first variance, and (ln(w / w'), ln(h / h')) divided by the second, for centres (x, y) and sizes (w, h) of the
/// boxes and (x', y') and (w', h') of the default boxes. Variances, mostly `[0.1, 0.2]`, bring offsets to about
/// the size of standard normal numbers. (Girshick et al., 2014; Liu et al., 2016: SSD)
///
/// Boxes and default boxes are (.., 4), by corners (x1, y1, x2, y2), and broadcast; so are the offsets. Panics
/// when the shapes do not fit, and when a box has no area or a variance is not above 0.
///
/// ```
/// # use manabi::prelude::*;
/// let (found, default) = (tensor([[1., 0., 3., 2.]]), tensor([[0., 0., 2., 2.]]));
/// let offsets = boxes::encode(&found, &default, [0.1, 0.2]);
/// assert!(offsets.allclose(&tensor([[5., 0., 0., 0.]]), 1e-5)); // half a width to the right
/// assert!(boxes::decode(&offsets, &default, [0.1, 0.2]).allclose(&found, 1e-5));
/// ```
#[track_caller]
pub fn encode(boxes: &Tensor, default_boxes: &Tensor, variances: [f32; 2]) -> Tensor {
    check("encode", "boxes", boxes, CORNERS);
    check_all("encode", boxes, default_boxes, variances);
    check_areas("encode", "boxes", boxes);
    let [center, size] = corner_to_center(boxes).split([2, 2], -1);
    let [default_center, default_size] = corner_to_center(default_boxes).split([2, 2], -1);
    let shift = (center - default_center) / &default_size / variances[0];
    concat([shift, (size / default_size).ln() / variances[1]], -1)
}

/// The boxes (.., 4), by corners (x1, y1, x2, y2), that offsets (.., 4) from default boxes mean: the way back from
/// [`encode`], with the same variances. Offsets (batch, n, 4) go with default boxes (n, 4). Panics when the shapes
/// do not fit, and when a default box has no area or a variance is not above 0.
///
/// ```
/// # use manabi::prelude::*;
/// let default = tensor([[0., 0., 2., 2.], [2., 0., 4., 2.]]);
/// assert_eq!(boxes::decode(&zeros([3, 2, 4]), &default, [0.1, 0.2]).row(2), default);
/// ```
#[track_caller]
pub fn decode(offsets: &Tensor, default_boxes: &Tensor, variances: [f32; 2]) -> Tensor {
    check("decode", "offsets", offsets, CENTERS);
    check_all("decode", offsets, default_boxes, variances);
    let [shift, growth] = offsets.split([2, 2], -1);
    let [center, size] = corner_to_center(default_boxes).split([2, 2], -1);
    let center = shift * variances[0] * &size + center;
    center_to_corner(&concat([center, (growth * variances[1]).exp() * size], -1))
}

#[track_caller]
fn check_all(op: &str, boxes: &Tensor, defaults: &Tensor, variances: [f32; 2]) {
    check(op, "default boxes", defaults, CORNERS);
    dims::broadcast(op, boxes.shape(), defaults.shape());
    assert!(
        variances.iter().all(|&v| v > 0.0 && v.is_finite()),
        "{op}: the variances are {variances:?}, but they must be above 0; `[0.1, 0.2]` is usual"
    );
    check_areas(op, "default boxes", defaults);
}

#[track_caller]
fn check_areas(op: &str, name: &str, boxes: &Tensor) {
    let mut corners = boxes.raw.values().chunks_exact(4);
    let empty = corners.position(|b| !(b[0] < b[2] && b[1] < b[3]));
    if let Some(number) = empty {
        panic!(
            "{op}: number {number} of the {name} is {:?}, which has no area; x1 must be less than x2, and y1 less \
             than y2",
            &boxes.raw.values()[4 * number..][..4]
        );
    }
}

#[cfg(test)]
mod tests {
    use crate::prelude::*;
    use crate::test::{panic_file, panic_message};

    const VARIANCES: [f32; 2] = [0.1, 0.2];

    fn random(shape: [usize; 3]) -> Tensor {
        let low = rand(shape) * 8.;
        concat([&low, &(&low + rand(shape) * 4. + 0.1)], -1)
    }

    #[test]
    fn the_way_there_and_back_is_none() {
        manual_seed(10);
        let (found, default) = (random([3, 40, 2]), random([1, 40, 2]).squeeze(0));
        let offsets = boxes::encode(&found, &default, VARIANCES);
        assert_eq!(offsets.shape(), [3, 40, 4]);
        assert!(boxes::decode(&offsets, &default, VARIANCES).allclose(&found, 1e-4));
        let none = zeros([0, 4]);
        assert_eq!(boxes::encode(&none, &none, VARIANCES).shape(), [0, 4]);
    }

    #[test]
    fn misuse_is_one_sentence_at_the_line_of_the_caller() {
        let one = tensor([[0., 0., 1., 1.]]).untyped();
        let none = tensor([[0., 0., 1., 0.]]).untyped();
        assert_eq!(
            panic_message(|| boxes::encode(&none, &one, VARIANCES)),
            "encode: number 0 of the boxes is [0.0, 0.0, 1.0, 0.0], which has no area; x1 must be less than x2, \
             and y1 less than y2"
        );
        assert_eq!(
            panic_message(|| boxes::decode(&one, &one, [0., 0.2])),
            "decode: the variances are [0.0, 0.2], but they must be above 0; `[0.1, 0.2]` is usual"
        );
        for file in [
            panic_file(|| boxes::encode(&one, &none, VARIANCES)),
            panic_file(|| boxes::encode(&zeros([1, 3]), &one, VARIANCES)),
            panic_file(|| boxes::decode(&zeros(3), &one, VARIANCES)),
            panic_file(|| boxes::decode(&zeros([3, 4]), &random([1, 2, 2]), VARIANCES)),
        ] {
            assert_eq!(file, file!());
        }
    }
}
