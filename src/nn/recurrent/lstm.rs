//! The LSTM: a cell keeps what gates let in, until they let it go.

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

/// The long short-term memory: c' = f c + i g and h' = o tanh(c') with the gates i = σ(x W_iᵀ + h U_iᵀ + b_i), f
/// and o likewise, and g with tanh; from (batch, time, IN) to (batch, time, HIDDEN). Its parameters start and are
/// named as in PyTorch, with the rows of i, f, g and o one below the other: `weight_ih_l0` (4 HIDDEN, IN),
/// `weight_hh_l0` (4 HIDDEN, HIDDEN), `bias_ih_l0` and `bias_hh_l0` (4 HIDDEN), with other numbers for other layers
/// and `_reverse` at the end in the other direction. (Hochreiter and Schmidhuber, 1997; Gers et al., 2000)
///
/// `Lstm::new(inputs, hidden)` makes one with sizes known only at run time, of the type [`DynLstm`].
///
/// ```
/// use manabi::prelude::*;
///
/// let lstm = Lstm::<3, 8>::default();
/// let (y, (h, c)) = lstm.forward(&randn([5, 7, 3]));
/// assert_eq!(y.shape(), [5, 7, 8]); // (batch, time, units)
/// assert_eq!(h.shape(), [1, 5, 8]); // (layers, batch, units)
/// assert_eq!(c.shape(), [1, 5, 8]);
/// assert_eq!(y.select(1, -1), h.select(0, 0));
/// ```
pub struct Lstm<const IN: usize, const HIDDEN: usize, K: Kind = Stated> {
    stack: Stack,
    kind: PhantomData<fn() -> K>,
}

/// An LSTM with sizes known only at run time: what [`Lstm::new`] makes.
///
/// ```
/// # use manabi::prelude::*;
/// use manabi::nn::DynLstm;
///
/// let lstm: DynLstm = Lstm::new(3, 8).peephole();
/// assert_eq!(lstm.parameter_count(), 32 * (3 + 8 + 2) + 3 * 8);
/// ```
pub type DynLstm = Lstm<0, 0, RunTime>;

layer!(Lstm, DynLstm, Recurrence::Lstm);

impl<const IN: usize, const HIDDEN: usize, K: Kind> Lstm<IN, HIDDEN, K> {
    /// With peepholes: the input and forget gates also see the cell before the step, and the output gate the
    /// cell after it, each unit its own, through `peephole_l0` (3, HIDDEN). (Gers and Schmidhuber, 2000)
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let lstm = Lstm::<3, 8>::default().peephole();
    /// assert_eq!(lstm.parameters()[4].0, "peephole_l0");
    /// ```
    pub fn peephole(self) -> Self {
        Lstm::of(self.stack.changed(|plan| plan.peephole = true))
    }

    /// The outputs after all steps, (batch, time, HIDDEN), and the last hidden state and cell, (layers, batch,
    /// HIDDEN) each, for an input of (batch, time, IN) and a state of zeros. Read in both directions, outputs are
    /// (batch, time, 2 HIDDEN) and states (2 layers, batch, HIDDEN). Panics when the input has another shape.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let (y, (h, c)) = Lstm::<3, 8>::default().layers(2).forward(&randn([5, 7, 3]));
    /// assert_eq!((y.shape(), h.shape(), c.shape()), (&[5, 7, 8][..], &[2, 5, 8][..], &[2, 5, 8][..]));
    /// ```
    #[track_caller]
    pub fn forward(&self, x: &Tensor) -> (Tensor, (Tensor, Tensor)) {
        self.forward_with(x, None, None)
    }

    /// The same from a given hidden state and cell, and over sequences of given lengths: places beyond give 0,
    /// and the last state is that after the last place that counts. A [detached](Tensor::detach) state carries
    /// on where another call ended and keeps gradients from flowing further back. Panics when the shapes do not
    /// fit.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let lstm = Lstm::<3, 8>::default();
    /// let x = randn([2, 6, 3]);
    /// let (whole, _) = lstm.forward(&x);
    /// let (_, (h, c)) = lstm.forward(&x.slice(1, ..4));
    /// let state = (h.detach(), c.detach());
    /// let (rest, _) = lstm.forward_with(&x.slice(1, 4..), Some(&state), None);
    /// assert!(rest.allclose(&whole.slice(1, 4..), 1e-6));
    ///
    /// let (y, (h, _)) = lstm.forward_with(&x, None, Some(&[6, 2]));
    /// assert_eq!(y.select(0, 1).slice(0, 2..), zeros([4, 8]));
    /// assert_eq!(h.select(0, 0).row(1), y.select(0, 1).row(1));
    /// ```
    #[track_caller]
    pub fn forward_with(
        &self,
        x: &Tensor,
        state: Option<&(Tensor, Tensor)>,
        lengths: Option<&[usize]>,
    ) -> (Tensor, (Tensor, Tensor)) {
        let state = state.map(|(h, c)| [h, c]);
        let (y, mut last) = self.stack.forward(x, state.as_ref().map(|s| &s[..]), lengths);
        let c = last.remove(1);
        (y, (last.remove(0), c))
    }
}
