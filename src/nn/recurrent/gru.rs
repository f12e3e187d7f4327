//! The GRU: gates decide how much of its state a layer renews.

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

/// The gated recurrent unit: h' = (1 - z) n + z h with the gates r = σ(x W_rᵀ + h U_rᵀ + b_r) and z likewise, and
/// n = tanh(x W_nᵀ + b_n + r (h U_nᵀ + c_n)); from (batch, time, IN) to (batch, time, HIDDEN). Its parameters
/// start and are named as in PyTorch, with the rows of r, z and n one below the other: `weight_ih_l0` (3 HIDDEN,
/// IN), `weight_hh_l0` (3 HIDDEN, HIDDEN), `bias_ih_l0` and `bias_hh_l0` (3 HIDDEN), with other numbers for other
/// layers and `_reverse` at the end in the other direction. (Cho et al., 2014)
///
/// `Gru::new(inputs, hidden)` makes one with sizes known only at run time, of the type [`DynGru`].
///
/// ```
/// use manabi::prelude::*;
///
/// let gru = Gru::<3, 8>::default();
/// let (y, state) = gru.forward(&randn([5, 7, 3]));
/// assert_eq!(y.shape(), [5, 7, 8]); // (batch, time, units)
/// assert_eq!(state.shape(), [1, 5, 8]); // (layers, batch, units)
/// assert_eq!(y.select(1, -1), state.select(0, 0));
/// ```
pub struct Gru<const IN: usize, const HIDDEN: usize, K: Kind = Stated> {
    stack: Stack,
    kind: PhantomData<fn() -> K>,
}

/// A GRU with sizes known only at run time: what [`Gru::new`] makes.
///
/// ```
/// # use manabi::prelude::*;
/// use manabi::nn::DynGru;
///
/// let gru: DynGru = Gru::new(3, 8);
/// assert_eq!(gru.parameter_count(), 24 * (3 + 8 + 2));
/// ```
pub type DynGru = Gru<0, 0, RunTime>;

layer!(Gru, DynGru, Recurrence::Gru);

impl<const IN: usize, const HIDDEN: usize, K: Kind> Gru<IN, HIDDEN, K> {
    /// The outputs after all steps, (batch, time, HIDDEN), and the last state, (layers, batch, HIDDEN), for an
    /// input of (batch, time, IN) and a state of zeros. Read in both directions, outputs are (batch, time, 2
    /// HIDDEN) and states (2 layers, batch, HIDDEN). Panics when the input has another shape.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let (y, state) = Gru::<3, 8>::default().layers(2).forward(&randn([5, 7, 3]));
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
    /// let gru = Gru::<3, 8>::default();
    /// let x = randn([2, 6, 3]);
    /// let (whole, _) = gru.forward(&x);
    /// let (_, state) = gru.forward(&x.slice(1, ..4));
    /// let (rest, _) = gru.forward_with(&x.slice(1, 4..), Some(&state.detach()), None);
    /// assert!(rest.allclose(&whole.slice(1, 4..), 1e-6));
    ///
    /// let (y, state) = gru.forward_with(&x, None, Some(&[6, 2]));
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
