//! Upsampling: images made larger without anything learned.

use super::Pair;
use super::pair::text;
use super::plain::plain;
use crate::engine::{self, Upsampling};
use crate::tensor::Tensor;

/// Makes images larger, to a multiple or to a size: (batch, channels, height, width) becomes (batch,
/// channels, height', width'). New elements are copies of the nearest one, or lie
/// [between the four around](Upsample::bilinear).
///
/// ```
/// use manabi::prelude::*;
///
/// let x = tensor([[[[0., 1.]]]]);
/// assert_eq!(Upsample::new([1, 2]).forward(&x), tensor([[[[0., 0., 1., 1.]]]]));
/// let smooth = Upsample::new([1, 2]).bilinear();
/// assert_eq!(smooth.forward(&x), tensor([[[[0., 0.25, 0.75, 1.]]]]));
/// assert_eq!(Upsample::to([30, 20]).forward(&zeros([2, 3, 8, 8])).shape(), [2, 3, 30, 20]);
/// ```
#[derive(Clone, Copy)]
pub struct Upsample {
    size: Size,
    how: Upsampling,
}

#[derive(Clone, Copy)]
enum Size {
    Times([usize; 2]),
    To([usize; 2]),
}

impl Upsample {
    /// By a factor, or by one for the height and one for the width. Panics when one is 0.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert_eq!(Upsample::new([2, 3]).forward(&zeros([1, 1, 4, 4])).shape(), [1, 1, 8, 12]);
    /// ```
    pub fn new(factor: impl Pair) -> Upsample {
        Upsample { size: Size::Times(some(factor.pair())), how: Upsampling::Nearest }
    }

    /// To a size, or to a height and a width. Panics when one is 0.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert_eq!(Upsample::to(7).forward(&zeros([1, 1, 4, 4])).shape(), [1, 1, 7, 7]);
    /// ```
    pub fn to(size: impl Pair) -> Upsample {
        Upsample { size: Size::To(some(size.pair())), how: Upsampling::Nearest }
    }

    /// New elements lie between the four around, in proportion to the distance. Elements are the centres
    /// of pixels, as with PyTorch's `align_corners=False`.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let ramp = Upsample::new([1, 2]).bilinear().forward(&tensor([[[[0., 4.]]]]));
    /// assert_eq!(ramp, tensor([[[[0., 1., 3., 4.]]]]));
    /// ```
    pub fn bilinear(mut self) -> Upsample {
        self.how = Upsampling::Bilinear;
        self
    }

    /// The output for an input of (batch, channels, height, width). Panics when it has another shape or no
    /// elements.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let twice = Upsample::new(2).forward(&tensor([[[[7.]]]]));
    /// assert_eq!(twice, tensor([[[[7., 7.], [7., 7.]]]]));
    /// ```
    #[track_caller]
    pub fn forward(&self, x: &Tensor) -> Tensor {
        let rank = x.shape().len();
        let last = |i: usize| x.shape().get((rank + i).wrapping_sub(2)).copied().unwrap_or(1);
        let size = match self.size {
            Size::To(size) => size,
            Size::Times(factor) => [0, 1].map(|i| last(i) * factor[i]),
        };
        Tensor::new(engine::upsample(&x.raw, size, self.how))
    }
}

/// Images that are not empty.
#[track_caller]
fn some([height, width]: [usize; 2]) -> [usize; 2] {
    assert!(
        height * width > 0,
        "Upsample: an image of {height} x {width} times or places has nothing in it; make both 1 or more"
    );
    [height, width]
}

plain!([] Upsample, self => {
    let size = match self.size {
        Size::Times(factor) => format!("times {}", text(factor)),
        Size::To(size) => format!("to {}", text(size)),
    };
    let how = if self.how == Upsampling::Bilinear { ", bilinear" } else { "" };
    format!("Upsample({size}{how})")
});
