//! Boxes around things in images: how they overlap, which of many to keep, and how a network speaks of them.
//!
//! A box is four numbers along the last axis, (x1, y1, x2, y2), its least and its greatest corner, in pixels or in
//! parts of the image; [`corner_to_center`] and [`center_to_corner`] lead to (x, y, width, height), its centre and
//! its size, and back.
//!
//! - [`iou`]: how much each two boxes overlap; [`nms`]: the best of those that overlap
//! - [`encode`], [`decode`]: boxes as offsets from default boxes

mod corners;
mod offsets;
mod overlap;

pub use corners::{center_to_corner, corner_to_center};
pub use offsets::{decode, encode};
pub use overlap::{iou, nms};

use crate::tensor::Tensor;

/// Checks that the last axis of what is called so holds boxes.
#[track_caller]
fn check(op: &str, name: &str, boxes: &Tensor, form: &str) {
    assert!(
        boxes.shape().last() == Some(&4),
        "{op}: the {name} have the shape {:?}; the last axis must be the four numbers {form}",
        boxes.shape()
    );
}
