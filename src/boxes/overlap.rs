//! The overlap of boxes, and what is left where many boxes mean one thing.

use super::check;
use super::corners::CORNERS;
use crate::engine::{Element, interrupt};
use crate::tensor::{Dyn, Tensor};

/// The intersection over union of each of n boxes with each of m, as (n, m): the area that both cover, divided by
/// the area that either covers, from 0 (apart) to 1 (equal). It is Jaccard's index (1901), PyTorch's `box_iou`.
/// Boxes have the shapes (n, 4) and (m, 4), by corners (x1, y1, x2, y2); one whose x2 or y2 is less than its x1
/// or y1 is empty, and what is empty overlaps nothing. Panics on other shapes.
///
/// ```
/// # use manabi::prelude::*;
/// let (a, b) = (tensor([[0., 0., 2., 2.]]), tensor([[0., 0., 2., 2.], [1., 0., 3., 2.], [5., 5., 6., 6.]]));
/// assert_eq!(boxes::iou(&a, &b), tensor([[1., 1. / 3., 0.]]));
/// ```
#[track_caller]
pub fn iou(a: &Tensor, b: &Tensor) -> Tensor {
    for (name, boxes) in [("first boxes", a), ("second boxes", b)] {
        check("iou", name, boxes, CORNERS);
        assert!(
            boxes.shape().len() == 2,
            "iou: the {name} have the shape {:?}; they take (boxes, 4), so one image at a time",
            boxes.shape()
        );
    }
    let [a_low, a_high] = a.unsqueeze(1).split([2, 2], -1);
    let [b_low, b_high] = b.unsqueeze(0).split([2, 2], -1);
    let area = |low: &Tensor, high: &Tensor| {
        let sides = (high - low).relu();
        sides.select(-1, 0) * sides.select(-1, 1)
    };
    let both = area(&a_low.maximum(&b_low), &a_high.minimum(&b_high));
    let either = area(&a_low, &a_high) + area(&b_low, &b_high) - &both;
    // Of two empty boxes the union is nothing.
    both / either.clamp(f32::MIN_POSITIVE, f32::MAX)
}

/// Non-maximum suppression: the numbers of the boxes to keep, from the greatest score on. The box with the
/// greatest score stays, all that overlap it by more than the threshold ([`iou`]) go, and so on with what is
/// left. Boxes have the shape (n, 4), by corners (x1, y1, x2, y2), and scores (n); of equal scores the first
/// comes first. It is PyTorch's `nms`, for the boxes of one class. Panics on other shapes and a threshold that
/// is not from 0 to 1.
///
/// ```
/// # use manabi::prelude::*;
/// let found = tensor([[0., 0., 2., 2.], [5., 5., 6., 6.], [0., 0., 2., 3.]]);
/// let kept = boxes::nms(&found, &tensor([0.6, 0.5, 0.9]), 0.5);
/// assert_eq!(kept, tensor([2, 1])); // box 0 overlaps box 2, whose score is greater
/// assert_eq!(found.index_select(0, &kept).shape(), [2, 4]);
/// ```
#[track_caller]
pub fn nms(boxes: &Tensor, scores: &Tensor, threshold: f32) -> Tensor<Dyn, usize> {
    check("nms", "boxes", boxes, CORNERS);
    assert!(
        boxes.shape().len() == 2 && scores.shape() == &boxes.shape()[..1],
        "nms: the boxes have the shape {:?} and the scores {:?}; they take (boxes, 4) and (boxes)",
        boxes.shape(),
        scores.shape()
    );
    assert!(
        (0.0..=1.0).contains(&threshold),
        "nms: the threshold is {threshold}, but an overlap goes from 0 to 1"
    );
    let values = boxes.raw.values();
    let corners = |number: usize| -> [f32; 4] { std::array::from_fn(|at| values[4 * number + at]) };
    let mut kept: Vec<usize> = Vec::new();
    for number in usize::load(&scores.topk(scores.len(), 0).1.raw) {
        interrupt::check();
        let own = corners(number);
        if kept.iter().all(|&better| overlap(own, corners(better)) <= threshold) {
            kept.push(number);
        }
    }
    let count = kept.len();
    Tensor::from_vec(kept, [count])
}

/// The intersection over union of two boxes.
fn overlap(a: [f32; 4], b: [f32; 4]) -> f32 {
    let area = |[x1, y1, x2, y2]: [f32; 4]| (x2 - x1).max(0.0) * (y2 - y1).max(0.0);
    let both = area([a[0].max(b[0]), a[1].max(b[1]), a[2].min(b[2]), a[3].min(b[3])]);
    both / (area(a) + area(b) - both).max(f32::MIN_POSITIVE)
}

#[cfg(test)]
mod tests {
    use super::overlap;
    use crate::prelude::*;
    use crate::test::{panic_file, panic_message};

    fn random(count: usize) -> Tensor {
        let low = rand([count, 2]) * 8.;
        concat([&low, &(&low + rand([count, 2]) * 4. + 0.1)], 1)
    }

    #[test]
    fn overlaps_are_symmetric_and_parts_of_one() {
        manual_seed(8);
        let (a, b) = (random(100), random(100));
        let found = boxes::iou(&a, &b);
        assert!(found.ge(0.).all() && found.le(1.).all() && found.gt(0.).any());
        assert!(boxes::iou(&b, &a).allclose(&found.t(), 1e-6));
        let own = boxes::iou(&a, &a);
        assert!((0..100).all(|i| (own[(i, i)] - 1.).abs() < 1e-6));
        let corners = |x: &Tensor, i: usize| [x[(i, 0)], x[(i, 1)], x[(i, 2)], x[(i, 3)]];
        for i in 0..100 {
            assert!((overlap(corners(&a, i), corners(&b, 3)) - found[(i, 3)]).abs() < 1e-6);
        }
    }

    #[test]
    fn what_is_empty_overlaps_nothing() {
        let empty = tensor([[1., 1., 1., 1.], [3., 3., 0., 0.]]);
        assert_eq!(boxes::iou(&empty, &empty), zeros([2, 2]));
        assert_eq!(boxes::iou(&empty, &tensor([[0., 0., 4., 4.]])), zeros([2, 1]));
        assert_eq!(boxes::iou(&zeros([0, 4]), &empty).shape(), [0, 2]);
        assert_eq!(boxes::nms(&zeros([0, 4]), &zeros(0), 0.5).shape(), [0]);
    }

    #[test]
    fn what_is_kept_does_not_overlap_and_covers_what_goes() {
        manual_seed(9);
        let (found, scores) = (random(200), rand(200));
        for threshold in [0., 0.3, 0.7, 1.] {
            let kept = boxes::nms(&found, &scores, threshold).to_vec();
            assert!(kept.windows(2).all(|pair| scores[pair[0]] >= scores[pair[1]]));
            let overlaps = boxes::iou(&found, &found);
            for i in 0..200 {
                let covers = |&&k: &&usize| k != i && overlaps[(i, k)] > threshold;
                let better = kept.iter().filter(|&&k| scores[k] >= scores[i]).find(covers);
                assert_eq!(better.is_none(), kept.contains(&i), "{i} at {threshold}");
            }
        }
    }

    #[test]
    fn misuse_is_one_sentence_at_the_line_of_the_caller() {
        assert_eq!(
            panic_message(|| boxes::iou(&zeros([2, 3, 4]), &zeros([2, 4]))),
            "iou: the first boxes have the shape [2, 3, 4]; they take (boxes, 4), so one image at a time"
        );
        assert_eq!(
            panic_message(|| boxes::nms(&zeros([2, 4]), &zeros([2, 1]), 0.5)),
            "nms: the boxes have the shape [2, 4] and the scores [2, 1]; they take (boxes, 4) and (boxes)"
        );
        assert_eq!(
            panic_message(|| boxes::nms(&zeros([2, 4]), &zeros(2), f32::NAN)),
            "nms: the threshold is NaN, but an overlap goes from 0 to 1"
        );
        for file in [
            panic_file(|| boxes::iou(&zeros([2, 4]), &zeros(4))),
            panic_file(|| boxes::iou(&zeros([2, 4]), &zeros([4, 2]))),
            panic_file(|| boxes::nms(&zeros([2, 4]), &zeros(3), 0.5)),
        ] {
            assert_eq!(file, file!());
        }
    }
}
