//! The two forms of boxes: by their corners, and by their centre and size.

use super::check;
use crate::tensor::{Tensor, concat};

pub const CORNERS: &str = "(x1, y1, x2, y2)";
pub const CENTERS: &str = "(x, y, width, height)";

/// Boxes (.., 4) by centre and size, (x, y, width, height), of boxes by their corners, (x1, y1, x2, y2). Panics
/// when the last axis has not four places.
///
/// ```
/// # use manabi::prelude::*;
/// let boxes = tensor([[0., 10., 4., 16.]]);
/// assert_eq!(boxes::corner_to_center(&boxes), tensor([[2., 13., 4., 6.]]));
/// ```
#[track_caller]
pub fn corner_to_center(boxes: &Tensor) -> Tensor {
    check("corner_to_center", "boxes", boxes, CORNERS);
    let [low, high] = boxes.split([2, 2], -1);
    concat([(&low + &high) / 2., high - low], -1)
}

/// Boxes (.., 4) by their corners, (x1, y1, x2, y2), of boxes by centre and size, (x, y, width, height). Panics
/// when the last axis has not four places.
///
/// ```
/// # use manabi::prelude::*;
/// let boxes = tensor([[2., 13., 4., 6.]]);
/// assert_eq!(boxes::center_to_corner(&boxes), tensor([[0., 10., 4., 16.]]));
/// ```
#[track_caller]
pub fn center_to_corner(boxes: &Tensor) -> Tensor {
    check("center_to_corner", "boxes", boxes, CENTERS);
    let [center, size] = boxes.split([2, 2], -1);
    let half = size / 2.;
    concat([&center - &half, center + half], -1)
}

#[cfg(test)]
mod tests {
    use crate::prelude::*;
    use crate::test::{panic_file, panic_message};

    #[test]
    fn the_way_there_and_back_is_none() {
        manual_seed(5);
        let boxes = randn([3, 50, 4]);
        let there = boxes::corner_to_center(&boxes);
        assert!(boxes::center_to_corner(&there).allclose(&boxes, 1e-6));
        assert_eq!(boxes::center_to_corner(&zeros([0, 4])).shape(), [0, 4]);
    }

    #[test]
    fn what_is_no_box_is_one_sentence() {
        assert_eq!(
            panic_message(|| boxes::corner_to_center(&zeros([4, 2]))),
            "corner_to_center: the boxes have the shape [4, 2]; the last axis must be the four numbers (x1, \
             y1, x2, y2)"
        );
        assert_eq!(panic_file(|| boxes::center_to_corner(&tensor(1.))), file!());
    }
}
