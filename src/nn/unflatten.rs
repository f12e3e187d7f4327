//! Unflattening: from rows of features to images.

use std::borrow::Cow;

use super::{Accepts, Layer, Module, Part, PartMut};
use crate::engine;
use crate::tensor::{Const, Size, Tensor};

/// Rows of features as images: (batch, features) becomes (batch, CHANNELS, HEIGHT, WIDTH), as
/// [`Flatten`](super::Flatten) read them. It is how a generator comes from its first linear layer to its
/// convolutions.
///
/// ```
/// use manabi::prelude::*;
///
/// let up = ConvTranspose2d::<64, 1, 4>::default().stride(4);
/// let net = (Linear::<16, 3136>::default(), Unflatten::<64, 7, 7>, Relu, up);
/// assert_eq!(net.forward(&randn([2, 16])).shape(), [2, 1, 28, 28]);
/// ```
#[derive(Clone, Copy, Default)]
pub struct Unflatten<const CHANNELS: usize, const HEIGHT: usize, const WIDTH: usize>;

impl<const CHANNELS: usize, const HEIGHT: usize, const WIDTH: usize>
    Unflatten<CHANNELS, HEIGHT, WIDTH>
{
    /// The output for an input of (batch, CHANNELS · HEIGHT · WIDTH): (batch, CHANNELS, HEIGHT, WIDTH).
    /// Panics when it has another shape.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let x = randn([5, 192]);
    /// let images = Unflatten::<3, 8, 8>.forward(&x);
    /// assert_eq!(Flatten.forward(&images), x);
    /// ```
    #[track_caller]
    pub fn forward(&self, x: &Tensor) -> Tensor {
        let features = CHANNELS * HEIGHT * WIDTH;
        let &[batch, given] = x.shape() else {
            panic!(
                "{}: the input has the shape {:?}; it must be (batch, {features})",
                self.name(),
                x.shape()
            );
        };
        assert!(
            given == features,
            "{}: the input has {given} features; {CHANNELS} x {HEIGHT} x {WIDTH} are {features}",
            self.name()
        );
        let shape = [batch, CHANNELS, HEIGHT, WIDTH].map(|size| size as isize);
        Tensor::new(engine::reshape(&x.raw, &shape))
    }
}

impl<const CHANNELS: usize, const HEIGHT: usize, const WIDTH: usize> Module
    for Unflatten<CHANNELS, HEIGHT, WIDTH>
{
    fn name(&self) -> Cow<'static, str> {
        format!("Unflatten({CHANNELS}, {HEIGHT}, {WIDTH})").into()
    }

    fn parts<'a>(&'a self, _: &mut dyn FnMut(&str, Part<'a>)) {}

    fn parts_mut<'a>(&'a mut self, _: &mut dyn FnMut(&str, PartMut<'a>)) {}
}

impl<const CHANNELS: usize, const HEIGHT: usize, const WIDTH: usize> Layer
    for Unflatten<CHANNELS, HEIGHT, WIDTH>
{
    #[track_caller]
    fn forward(&self, x: &Tensor) -> Tensor {
        Unflatten::forward(self, x)
    }
}

impl<F: Size, const CHANNELS: usize, const HEIGHT: usize, const WIDTH: usize> Accepts<F>
    for Unflatten<CHANNELS, HEIGHT, WIDTH>
{
    type Gives = Const<CHANNELS>;
}

super::describe::printed!([const C: usize, const H: usize, const W: usize] Unflatten<C, H, W>);
super::describe::debugged!([const C: usize, const H: usize, const W: usize] Unflatten<C, H, W>);

#[cfg(test)]
mod tests {
    use crate::prelude::*;
    use crate::test::{panic_file, panic_message};

    #[test]
    fn misuse_is_one_sentence_at_the_line_of_the_caller() {
        assert_eq!(
            panic_message(|| Unflatten::<2, 3, 3>.forward(&zeros([4, 17]))),
            "Unflatten(2, 3, 3): the input has 17 features; 2 x 3 x 3 are 18"
        );
        assert_eq!(
            panic_message(|| Unflatten::<2, 3, 3>.forward(&zeros([4, 2, 9]))),
            "Unflatten(2, 3, 3): the input has the shape [4, 2, 9]; it must be (batch, 18)"
        );
        assert_eq!(panic_file(|| Unflatten::<2, 3, 3>.forward(&zeros(18))), file!());
    }
}
