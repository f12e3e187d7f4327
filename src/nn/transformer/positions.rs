//! Positions: what tells attention, which has no order of its own, where a token stands.

use std::borrow::Cow;
use std::marker::PhantomData;

use super::super::describe::{debugged, printed, sized};
use super::super::plain::plain;
use super::super::{Accepts, Kind, Layer, Module, Parameter, Part, PartMut, RunTime, Stated};
use crate::engine::place::at_parameter;
use crate::tensor::{Same, Size, Tensor, randn};

/// The table (tokens, width) of waves by which each place has a pattern of its own: sin(p / 10000^(2i / width)) in
/// column 2i, and the cosine in column 2i + 1. (Vaswani et al., 2017, section 3.5)
///
/// ```
/// # use manabi::prelude::*;
/// let table = sinusoidal_positions(50, 16);
/// assert_eq!(table.shape(), [50, 16]);
/// assert_eq!(table.row(0).to_vec()[..4], [0., 1., 0., 1.]);
/// ```
pub fn sinusoidal_positions(tokens: usize, width: usize) -> Tensor {
    let wave = |at: usize| {
        let (place, column) = (at / width, at % width);
        // In double precision, because the sine of a great number in single precision has few digits.
        let rate = 1e4_f64.powf(-((column - column % 2) as f64) / width as f64);
        let angle = place as f64 * rate;
        (if column % 2 == 0 { angle.sin() } else { angle.cos() }) as f32
    };
    Tensor::from_vec((0..tokens * width).map(wave).collect(), [tokens, width])
}

/// x plus [`sinusoidal_positions`]: (batch, tokens, width) or (tokens, width) of any size keeps its shape. It has no
/// parameters. (Vaswani et al., 2017, section 3.5)
///
/// ```
/// use manabi::prelude::*;
///
/// let y = SinusoidalPositions.forward(&zeros([2, 5, 8]));
/// assert_eq!(y.select(0, 1), sinusoidal_positions(5, 8));
/// ```
#[derive(Clone, Copy, Default)]
pub struct SinusoidalPositions;

impl SinusoidalPositions {
    /// The output for an input of (.., tokens, width), of the same shape. Panics when it has less than two axes.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert_eq!(SinusoidalPositions.forward(&zeros([5, 8])), sinusoidal_positions(5, 8));
    /// ```
    #[track_caller]
    pub fn forward(&self, x: &Tensor) -> Tensor {
        let &[.., tokens, width] = x.shape() else {
            panic!(
                "SinusoidalPositions: the input has the shape {:?}; it takes (batch, tokens, width)",
                x.shape()
            );
        };
        x + sinusoidal_positions(tokens, width).to(&x.device())
    }
}

plain!([] SinusoidalPositions, self => "SinusoidalPositions");

/// x plus a learned row for each place: (batch, tokens, WIDTH) with at most LENGTH tokens keeps its shape. The rows
/// start normally distributed with the deviation 0.02. (Gehring et al., 2017; Devlin et al., 2019)
///
/// `LearnedPositions::new(length, width)` makes one with sizes known only at run time, of the type
/// [`DynLearnedPositions`].
///
/// ```
/// use manabi::prelude::*;
///
/// let positions = LearnedPositions::<32, 8>::default();
/// let y = positions.forward(&zeros([2, 5, 8]));
/// assert_eq!(y.select(0, 1), positions.weight.slice(0, ..5));
/// ```
pub struct LearnedPositions<const LENGTH: usize, const WIDTH: usize, K: Kind = Stated> {
    /// A row for each place, (LENGTH, WIDTH).
    pub weight: Parameter,
    kind: PhantomData<fn() -> K>,
}

/// Learned positions with sizes known only at run time: what [`LearnedPositions::new`] makes.
///
/// ```
/// # use manabi::prelude::*;
/// use manabi::nn::DynLearnedPositions;
///
/// let positions: DynLearnedPositions = LearnedPositions::new(32, 8);
/// assert_eq!(positions.parameter_count(), 32 * 8);
/// ```
pub type DynLearnedPositions = LearnedPositions<0, 0, RunTime>;

impl DynLearnedPositions {
    /// For at most `length` tokens of `width` features.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert_eq!(LearnedPositions::new(32, 8).weight.shape(), [32, 8]);
    /// ```
    pub fn new(length: usize, width: usize) -> DynLearnedPositions {
        LearnedPositions { weight: start(length, width), kind: PhantomData }
    }
}

impl<const LENGTH: usize, const WIDTH: usize> Default for LearnedPositions<LENGTH, WIDTH> {
    fn default() -> Self {
        LearnedPositions { weight: start(LENGTH, WIDTH), kind: PhantomData }
    }
}

impl<const LENGTH: usize, const WIDTH: usize, K: Kind> LearnedPositions<LENGTH, WIDTH, K> {
    /// The output for an input of (batch, tokens, WIDTH), of the same shape. Panics when it has another shape, or more
    /// tokens than LENGTH.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert_eq!(LearnedPositions::new(32, 8).forward(&zeros([2, 5, 8])).shape(), [2, 5, 8]);
    /// ```
    #[track_caller]
    pub fn forward(&self, x: &Tensor) -> Tensor {
        placed(x, &self.weight)
    }
}

fn start(length: usize, width: usize) -> Parameter {
    Parameter::new(randn([length, width]) * 0.02)
}

#[track_caller]
fn placed(x: &Tensor, weight: &Tensor) -> Tensor {
    let (length, width) = (weight.shape()[0], weight.shape()[1]);
    let op = at_parameter("LearnedPositions", Some(&weight.raw));
    let tokens = match x.shape() {
        &[.., tokens, last] if last == width => tokens,
        other => panic!(
            "{op}: the input has the shape {other:?}; the layer takes (batch, tokens, {width})"
        ),
    };
    assert!(
        tokens <= length,
        "{op}: the input has the shape {:?} with {tokens} tokens, but there are positions for {length} only",
        x.shape()
    );
    x + weight.slice(0, ..tokens)
}

impl<const LENGTH: usize, const WIDTH: usize, K: Kind> Clone
    for LearnedPositions<LENGTH, WIDTH, K>
{
    fn clone(&self) -> Self {
        LearnedPositions { weight: self.weight.clone(), kind: PhantomData }
    }
}

impl<const LENGTH: usize, const WIDTH: usize, K: Kind> Module
    for LearnedPositions<LENGTH, WIDTH, K>
{
    fn name(&self) -> Cow<'static, str> {
        sized("LearnedPositions", self.weight.shape())
    }

    fn parts<'a>(&'a self, visit: &mut dyn FnMut(&str, Part<'a>)) {
        visit("weight", Part::Module(&self.weight));
    }

    fn parts_mut<'a>(&'a mut self, visit: &mut dyn FnMut(&str, PartMut<'a>)) {
        visit("weight", PartMut::Module(&mut self.weight));
    }
}

impl<const LENGTH: usize, const WIDTH: usize, K: Kind> Layer
    for LearnedPositions<LENGTH, WIDTH, K>
{
    #[track_caller]
    fn forward(&self, x: &Tensor) -> Tensor {
        placed(x, &self.weight)
    }
}

#[diagnostic::do_not_recommend]
impl<F: Size + Same<K::Size<WIDTH>>, const LENGTH: usize, const WIDTH: usize, K: Kind> Accepts<F>
    for LearnedPositions<LENGTH, WIDTH, K>
{
    type Gives = F;
}

printed!([const LENGTH: usize, const WIDTH: usize, K: Kind] LearnedPositions<LENGTH, WIDTH, K>);
debugged!([const LENGTH: usize, const WIDTH: usize, K: Kind] LearnedPositions<LENGTH, WIDTH, K>);

#[cfg(test)]
mod tests {
    use crate::prelude::*;
    use crate::test::{panic_file, panic_message};

    #[test]
    fn inputs_that_do_not_fit_are_one_sentence() {
        let positions = LearnedPositions::new(4, 8);
        assert_eq!(
            panic_message(|| positions.forward(&zeros([2, 5, 8]))),
            "LearnedPositions: the input has the shape [2, 5, 8] with 5 tokens, but there are positions for 4 only"
        );
        assert_eq!(
            panic_message(|| positions.forward(&zeros([2, 3, 7]))),
            "LearnedPositions: the input has the shape [2, 3, 7]; the layer takes (batch, tokens, 8)"
        );
        assert_eq!(
            panic_message(|| SinusoidalPositions.forward(&zeros(3))),
            "SinusoidalPositions: the input has the shape [3]; it takes (batch, tokens, width)"
        );
        for file in [
            panic_file(|| positions.forward(&zeros([2, 5, 8]))),
            panic_file(|| SinusoidalPositions.forward(&zeros(3))),
        ] {
            assert_eq!(file, file!());
        }
    }

    #[test]
    fn waves_grow_longer_from_column_to_column() {
        let table = sinusoidal_positions(7, 5); // an odd width has a sine without its cosine
        assert_eq!(table.shape(), [7, 5]);
        let exact = |p: f64, i: f64| (p / 1e4_f64.powf(2.0 * i / 5.0)).sin() as f32;
        assert!((table[(6, 0)] - exact(6.0, 0.0)).abs() < 1e-6);
        assert!((table[(6, 4)] - exact(6.0, 2.0)).abs() < 1e-6);
        assert_eq!(sinusoidal_positions(0, 4).shape(), [0, 4]);
        assert_eq!(sinusoidal_positions(3, 0).shape(), [3, 0]);
    }
}
