//! Windows: how the kernel of a convolution or of a pooling slides over a plane of (height, width).

use std::fmt::Display;
use std::ops::Range;

use super::place::At;

/// Which elements a window takes, and how it moves: each once for the height and once for the width.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sliding {
    pub kernel: [usize; 2],
    pub stride: [usize; 2],
    pub padding: [usize; 2],
    pub dilation: [usize; 2],
}

/// A window over a plane of known size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    pub rows: Slide,
    pub columns: Slide,
}

/// One axis along which a window slides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slide {
    pub size: usize,
    pub kernel: usize,
    pub stride: usize,
    pub padding: usize,
    pub dilation: usize,
    /// How many places the window has: the size of the result.
    pub places: usize,
}

impl Sliding {
    /// Every element of the plane as a window of its own size, one step at a time.
    pub fn of(kernel: [usize; 2]) -> Sliding {
        Sliding { kernel, stride: [1, 1], padding: [0, 0], dilation: [1, 1] }
    }

    /// Checks that it has elements and moves.
    #[track_caller]
    pub fn check(&self, op: impl Display) {
        let Sliding { kernel, stride, dilation, .. } = self;
        assert!(
            kernel.iter().chain(stride).chain(dilation).all(|&n| n > 0),
            "{op}: the kernel {kernel:?}, the stride {stride:?} and the dilation {dilation:?} must be 1 \
             or more"
        );
    }

    /// Over planes of a size. Panics when the window does not fit into it.
    #[track_caller]
    pub fn over(self, op: At, size: [usize; 2]) -> Window {
        self.check(op);
        let Sliding { kernel, stride, padding, dilation } = self;
        let reach = [0, 1].map(|i| dilation[i] * (kernel[i] - 1) + 1);
        let room = [0, 1].map(|i| size[i] + 2 * padding[i]);
        assert!(
            reach[0] <= room[0] && reach[1] <= room[1],
            "{op}: the kernel reaches over {} x {} elements, but the input has {} x {} with its padding; \
             take a smaller kernel or more padding",
            reach[0],
            reach[1],
            room[0],
            room[1]
        );
        let [rows, columns] = [0, 1].map(|i| Slide {
            size: size[i],
            kernel: kernel[i],
            stride: stride[i],
            padding: padding[i],
            dilation: dilation[i],
            places: (room[i] - reach[i]) / stride[i] + 1,
        });
        Window { rows, columns }
    }
}

impl Window {
    /// The elements of a plane under the window's way.
    pub fn area(&self) -> usize {
        self.rows.size * self.columns.size
    }

    /// The places of the window.
    pub fn places(&self) -> usize {
        self.rows.places * self.columns.places
    }

    /// The elements of the window.
    pub fn elements(&self) -> usize {
        self.rows.kernel * self.columns.kernel
    }

    /// Whether it takes one element, and every one of the plane.
    pub fn is_point(&self) -> bool {
        let point = |s: &Slide| (s.kernel, s.stride, s.padding) == (1, 1, 0);
        point(&self.rows) && point(&self.columns)
    }

    /// Calls `f` for each row of elements that one element of the kernel meets: with the places in the
    /// result, a range in row-major order, and with where the first of them lies in the plane. The next
    /// ones lie a stride apart.
    pub fn each_row(&self, row: usize, column: usize, mut f: impl FnMut(Range<usize>, usize)) {
        let (down, top) = self.rows.inside(row);
        let (right, left) = self.columns.inside(column);
        for (i, place) in down.enumerate() {
            let start = place * self.columns.places;
            let from = (top + i * self.rows.stride) * self.columns.size + left;
            f(start + right.start..start + right.end, from);
        }
    }
}

impl Slide {
    /// The places of the window at which its element `k` lies on the plane and not on the padding, and
    /// where it lies at the first of them.
    pub fn inside(&self, k: usize) -> (Range<usize>, usize) {
        let offset = k * self.dilation;
        let end = (self.size + self.padding).saturating_sub(offset).div_ceil(self.stride);
        let start = self.padding.saturating_sub(offset).div_ceil(self.stride);
        let end = end.min(self.places);
        if start >= end {
            return (0..0, 0);
        }
        (start..end, start * self.stride + offset - self.padding)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::place::at;
    use crate::test::panic_message;

    #[test]
    fn what_lies_inside_is_what_the_formula_says() {
        for size in 1..7 {
            for kernel in 1..4 {
                for (stride, padding, dilation) in
                    (0..36).map(|i| (1 + i % 3, i / 3 % 4, 1 + i / 12))
                {
                    let pair = |n| [1, n];
                    let sliding = Sliding {
                        kernel: pair(kernel),
                        stride: pair(stride),
                        padding: [0, padding],
                        dilation: pair(dilation),
                    };
                    if dilation * (kernel - 1) + 1 > size + 2 * padding {
                        continue;
                    }
                    let slide = sliding.over(at("test"), pair(size)).columns;
                    for k in 0..kernel {
                        let at = |place: usize| {
                            (place * stride + k * dilation)
                                .checked_sub(padding)
                                .filter(|&p| p < size)
                        };
                        let expected: Vec<usize> =
                            (0..slide.places).filter(|&p| at(p).is_some()).collect();
                        let (places, first) = slide.inside(k);
                        assert_eq!(places.clone().collect::<Vec<_>>(), expected);
                        if let Some(&place) = expected.first() {
                            assert_eq!(at(place), Some(first));
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn a_window_that_does_not_fit_is_one_sentence() {
        let sliding = Sliding { kernel: [5, 5], stride: [1, 1], padding: [1, 0], dilation: [1, 1] };
        assert_eq!(
            panic_message(|| sliding.over(at("conv2d"), [2, 3])),
            "conv2d: the kernel reaches over 5 x 5 elements, but the input has 4 x 3 with its padding; \
             take a smaller kernel or more padding"
        );
        assert_eq!(
            panic_message(|| Sliding { stride: [0, 1], ..sliding }.over(at("conv2d"), [9, 9])),
            "conv2d: the kernel [5, 5], the stride [0, 1] and the dilation [1, 1] must be 1 or more"
        );
    }
}
