//! The plain recurrent layer: its state is a curve of its input and the state before.

use std::borrow::Cow;
use std::marker::PhantomData;

use super::super::describe::{debugged, printed, titled};
use super::super::{Accepts, Kind, Layer, Module, Part, PartMut, RunTime, Stated};
use super::layer::layer;
use super::plan::Plan;
use super::stack::Stack;
use super::weights::RecurrentWeights;
use crate::engine::Recurrence;
use crate::tensor::{Same, Size, Tensor};

/// h' = tanh(x Wᵀ + h Uᵀ + b), step by step over sequences: from (batch, time, IN) to (batch, time, HIDDEN).
/// Its parameters start and are named as in PyTorch: `weight_ih_l0` (HIDDEN, IN), `weight_hh_l0` (HIDDEN,
/// HIDDEN), `bias_ih_l0` and `bias_hh_l0` (HIDDEN), with other numbers for other layers and `_reverse` at the
/// end in the other direction. (Elman, 1990)
///
/// `Rnn::new(inputs, hidden)` makes one with sizes known only at run time, of the type [`DynRnn`].
///
/// ```
/// use manabi::prelude::*;
///
/// let rnn = Rnn::<3, 8>::default();
/// let (y, state) = rnn.forward(&randn([5, 7, 3]));
/// assert_eq!(y.shape(), [5, 7, 8]); // (batch, time, units)
/// assert_eq!(state.shape(), [1, 5, 8]); // (layers, batch, units)
/// assert_eq!(y.select(1, -1), state.select(0, 0));
/// ```
pub struct Rnn<const IN: usize, const HIDDEN: usize, K: Kind = Stated> {
    stack: Stack,
    kind: PhantomData<fn() -> K>,
}

/// A plain recurrent layer with sizes known only at run time: what [`Rnn::new`] makes.
///
/// ```
/// # use manabi::prelude::*;
/// use manabi::nn::DynRnn;
///
/// let rnn: DynRnn = Rnn::new(3, 8).relu();
/// assert_eq!(rnn.parameter_count(), 8 * (3 + 8 + 2));
/// ```
pub type DynRnn = Rnn<0, 0, RunTime>;

layer!(Rnn, DynRnn, Recurrence::Tanh);

impl<const IN: usize, const HIDDEN: usize, K: Kind> Rnn<IN, HIDDEN, K> {
    /// With max(0, ·) for tanh. (Le et al., 2015, start it from the identity)
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let (y, _) = Rnn::<3, 8>::default().relu().forward(&randn([5, 7, 3]));
    /// assert!(y.min().item() >= 0.);
    /// ```
    pub fn relu(self) -> Self {
        Rnn::of(self.stack.changed(|plan| plan.kind = Recurrence::Relu))
    }

    /// The outputs after all steps, (batch, time, HIDDEN), and the last state, (layers, batch, HIDDEN), for an
    /// input of (batch, time, IN) and a state of zeros. Read in both directions, outputs are (batch, time, 2
    /// HIDDEN) and states (2 layers, batch, HIDDEN). Panics when the input has another shape.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let (y, state) = Rnn::<3, 8>::default().layers(2).forward(&randn([5, 7, 3]));
    /// assert_eq!((y.shape(), state.shape()), (&[5, 7, 8][..], &[2, 5, 8][..]));
    /// ```
    #[track_caller]
    pub fn forward(&self, x: &Tensor) -> (Tensor, Tensor) {
        self.forward_with(x, None, None)
    }

    /// The same from a given state, and over sequences of given lengths: places beyond give 0, and the last
    /// state is that after the last place that counts. A [detached](Tensor::detach) state carries on where
    /// another call ended and keeps gradients from flowing further back. Panics when the shapes do not fit.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let rnn = Rnn::<3, 8>::default();
    /// let x = randn([2, 6, 3]);
    /// let (whole, _) = rnn.forward(&x);
    /// let (_, state) = rnn.forward(&x.slice(1, ..4));
    /// let (rest, _) = rnn.forward_with(&x.slice(1, 4..), Some(&state.detach()), None);
    /// assert!(rest.allclose(&whole.slice(1, 4..), 1e-6));
    ///
    /// let (y, state) = rnn.forward_with(&x, None, Some(&[6, 2]));
    /// assert_eq!(y.select(0, 1).slice(0, 2..), zeros([4, 8]));
    /// assert_eq!(state.select(0, 0).row(1), y.select(0, 1).row(1));
    /// ```
    #[track_caller]
    pub fn forward_with(
        &self,
        x: &Tensor,
        state: Option<&Tensor>,
        lengths: Option<&[usize]>,
    ) -> (Tensor, Tensor) {
        let state = state.map(|state| [state]);
        let (y, mut last) = self.stack.forward(x, state.as_ref().map(|s| &s[..]), lengths);
        (y, last.remove(0))
    }
}
