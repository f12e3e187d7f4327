//! Parts of a tensor: ranges and places of an axis, elements by index or mask.
//!
//! Axes count from 0 at the left or from -1 at the right. What lies outside of a tensor is a panic of
//! one sentence: a range that is too long is not cut silently.

use std::ops::{Range, RangeFrom, RangeFull, RangeInclusive, RangeTo, RangeToInclusive};

use super::{Dyn, Element, Tensor};
use crate::engine;

impl<E: Element> Tensor<Dyn, E> {
    /// A range of an axis, as `x[:, 2:5]` in Python: `x.slice(1, 2..5)`. An end may be left out, and
    /// negative places count from the end of the axis.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let x = tensor([[1., 2., 3.], [4., 5., 6.]]);
    /// assert_eq!(x.slice(1, 0..2), tensor([[1., 2.], [4., 5.]]));
    /// assert_eq!(x.slice(1, -2..), tensor([[2., 3.], [5., 6.]]));
    /// assert_eq!(x.slice(0, 1..).slice(1, ..-1), tensor([[4., 5.]]));
    /// ```
    #[track_caller]
    pub fn slice<R: Span>(&self, axis: isize, range: R) -> Tensor<Dyn, E> {
        Tensor::new(engine::slice("slice", &self.raw, axis, range.ends()))
    }

    /// Every `step`th place of an axis, from the first on, as `x[::step]` in Python.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let x = arange(0., 6., 1.);
    /// assert_eq!(x.step_by(0, 2), tensor([0., 2., 4.]));
    /// assert_eq!(x.slice(0, 1..).step_by(0, 2), tensor([1., 3., 5.]));
    /// ```
    #[track_caller]
    pub fn step_by(&self, axis: isize, step: usize) -> Tensor<Dyn, E> {
        Tensor::new(engine::step_by(&self.raw, axis, step))
    }

    /// One place of an axis, which is removed, as `x[:, -1]` in Python. Negative places count from the
    /// end.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let x = tensor([[1., 2., 3.], [4., 5., 6.]]);
    /// assert_eq!(x.select(1, -1), tensor([3., 6.]));
    /// ```
    #[track_caller]
    pub fn select<P: Place>(&self, axis: isize, place: P) -> Tensor<Dyn, E> {
        Tensor::new(engine::select("select", &self.raw, axis, place.number()))
    }

    /// The places of an axis that a tensor of indices names; in the shape of the result that of the
    /// indices takes the place of the axis. A place may be named more than once.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let x = tensor([[1., 2.], [3., 4.], [5., 6.]]);
    /// assert_eq!(x.index_select(0, &tensor([2, 0])), tensor([[5., 6.], [1., 2.]]));
    /// assert_eq!(x.index_select(0, &tensor([[0, 1], [1, 1]])).shape(), [2, 2, 2]);
    /// ```
    #[track_caller]
    pub fn index_select(&self, axis: isize, index: &Tensor<Dyn, usize>) -> Tensor<Dyn, E> {
        Tensor::new(engine::index_select(&self.raw, axis, &index.raw))
    }

    /// For each index the element at that place of the axis, and at the place of the index on the
    /// other axes. The result has the shape of the indices.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let scores = tensor([[0.1, 0.9], [0.7, 0.3]]);
    /// let labels = tensor([1, 0]);
    /// assert_eq!(scores.gather(1, &labels.unsqueeze(1)), tensor([[0.9], [0.7]]));
    /// ```
    #[track_caller]
    pub fn gather(&self, axis: isize, index: &Tensor<Dyn, usize>) -> Tensor<Dyn, E> {
        Tensor::new(engine::gather(&self.raw, axis, &index.raw))
    }

    /// The elements where the mask is true, along one axis. The mask stretches to the shape of the
    /// tensor.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let x = tensor([[1., -2.], [-3., 4.]]);
    /// assert_eq!(x.masked_select(&x.gt(0.)), tensor([1., 4.]));
    /// ```
    #[track_caller]
    pub fn masked_select(&self, mask: &Tensor<Dyn, bool>) -> Tensor<Dyn, E> {
        Tensor::new(engine::masked_select(&self.raw, &mask.raw))
    }

    /// Parts of these sizes, one after the other along an axis; the sizes add up to that of the axis.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let x = arange(0., 5., 1.);
    /// let [train, test] = x.split([4, 1], 0);
    /// assert_eq!(train, tensor([0., 1., 2., 3.]));
    /// assert_eq!(test, tensor([4.]));
    /// ```
    #[track_caller]
    pub fn split<const N: usize>(&self, sizes: [usize; N], axis: isize) -> [Tensor<Dyn, E>; N] {
        let mut parts = engine::split(&self.raw, &sizes, axis).into_iter();
        sizes.map(|_| Tensor::new(parts.next().expect("a part for each size")))
    }

    /// At most `parts` parts of equal size along an axis; the last may be smaller.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let sizes: Vec<usize> = zeros(5).chunk(2, 0).iter().map(|part| part.len()).collect();
    /// assert_eq!(sizes, [3, 2]);
    /// ```
    #[track_caller]
    pub fn chunk(&self, parts: usize, axis: isize) -> Vec<Tensor<Dyn, E>> {
        engine::chunk(&self.raw, parts, axis).into_iter().map(Tensor::new).collect()
    }

    /// An axis in reverse.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert_eq!(tensor([[1., 2.], [3., 4.]]).flip(1), tensor([[2., 1.], [4., 3.]]));
    /// ```
    #[track_caller]
    pub fn flip(&self, axis: isize) -> Tensor<Dyn, E> {
        Tensor::new(engine::flip(&self.raw, axis))
    }
}

/// A place of an axis: a whole number, negative to count from the end.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a place of an axis",
    label = "not a whole number such as `2`, `-1` or a `usize`"
)]
pub trait Place: Copy {
    #[doc(hidden)]
    fn number(self) -> isize;
}

macro_rules! place {
    ($($type:ty)*) => {
        $(impl Place for $type {
            fn number(self) -> isize {
                // What does not fit lies outside of any tensor.
                isize::try_from(self).unwrap_or(isize::MAX)
            }
        })*
    };
}

// A literal without a type is an i32, a size or a loop's variable mostly a usize.
place!(i32 isize usize);

/// A range of places of an axis: `2..5`, `..3`, `-2..`, `1..=4` or `..`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a range of places",
    label = "write `2..5`, `..3`, `-2..` or `..`"
)]
pub trait Span {
    #[doc(hidden)]
    fn ends(self) -> engine::Span;
}

macro_rules! span {
    ($([$($generics:tt)*] $range:ty, $self:ident => $start:expr, $end:expr;)*) => {
        $(impl<$($generics)*> Span for $range {
            fn ends($self) -> engine::Span {
                engine::Span { start: $start, end: $end }
            }
        })*
    };
}

span! {
    [P: Place] Range<P>, self => Some(self.start.number()), Some(self.end.number());
    [P: Place] RangeFrom<P>, self => Some(self.start.number()), None;
    [P: Place] RangeTo<P>, self => None, Some(self.end.number());
    [P: Place] RangeInclusive<P>, self => Some(self.start().number()), after(*self.end());
    [P: Place] RangeToInclusive<P>, self => None, after(self.end);
    [] RangeFull, self => None, None;
}

/// The end of a range that includes its last place. After -1 the axis ends.
fn after<P: Place>(last: P) -> Option<isize> {
    Some(last.number().saturating_add(1)).filter(|&end| end != 0)
}

#[cfg(test)]
mod tests {
    use crate::prelude::*;
    use crate::test::panic_message;

    #[test]
    fn every_kind_of_range_and_number_is_a_span() {
        let x = arange(0., 5., 1.);
        let (from, to) = (1_usize, 3_usize);
        assert_eq!(x.slice(0, from..to), tensor([1., 2.]));
        assert_eq!(x.slice(0, from..=to), tensor([1., 2., 3.]));
        assert_eq!(x.slice(-1, ..=-2), tensor([0., 1., 2., 3.]));
        assert_eq!(x.slice(0, 3..=-1), tensor([3., 4.]));
        assert_eq!(x.slice(0, ..), x);
        assert_eq!(x.slice(0, 5..).len(), 0);
        assert_eq!((0..x.len()).map(|i| x.select(0, i).item()).sum::<f32>(), 10.);
        assert_eq!(
            panic_message(|| x.select(0, usize::MAX)),
            format!(
                "select: there is no place {} in the shape [5], because axis 0 has only 5",
                isize::MAX
            )
        );
    }

    #[test]
    fn labels_and_masks_have_parts_too() {
        let labels = tensor([[3, 1], [4, 1]]);
        assert_eq!(labels.slice(0, 1..), tensor([[4, 1]]));
        assert_eq!(labels.select(1, 0), tensor([3, 4]));
        assert_eq!(labels.row(0), tensor([3, 1]));
        assert_eq!(labels.t(), tensor([[3, 4], [1, 1]]));
        assert_eq!(labels.masked_select(&labels.eq(1)), tensor([1, 1]));
        assert_eq!(tensor([true, false]).flip(0), tensor([false, true]));
        assert_eq!(tensor([true, false])[1], false);
    }

    #[test]
    fn parts_of_nothing_are_nothing() {
        let x = zeros([0, 3]);
        assert_eq!(x.slice(0, ..).shape(), [0, 3]);
        assert_eq!(x.select(1, 2).shape(), [0]);
        assert_eq!(x.index_select(1, &tensor([0])).shape(), [0, 1]);
        assert_eq!(x.gather(0, &Tensor::from_vec(vec![0; 0], [0, 3])).shape(), [0, 3]);
        assert_eq!(x.masked_select(&x.gt(0.)).shape(), [0]);
        assert_eq!(x.flip(0).t().shape(), [3, 0]);
        assert_eq!(x.chunk(2, 1).len(), 2);
        assert_eq!(
            panic_message(|| x.masked_select(&tensor([true, false]))),
            "masked_select: the shape [2] does not stretch to [0, 3] (sizes are matched from the \
             right, and only a 1 stretches)"
        );
    }
}
