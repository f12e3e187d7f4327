//! One step of the plain recurrent layer, written out.

use std::borrow::Cow;
use std::marker::PhantomData;

use super::super::describe::{debugged, printed, titled};
use super::super::{Kind, Module, Part, PartMut, RunTime, Stated};
use super::cell::{cell, check};
use super::plan::Plan;
use super::weights::RecurrentWeights;
use crate::engine::Recurrence;
use crate::tensor::Tensor;

/// One step of an [`Rnn`](super::Rnn): h' = tanh(x Wᵀ + b + h Uᵀ + c), from (batch, IN) and a state of (batch,
/// HIDDEN) to the next state. (Elman, 1990)
///
/// ```
/// use manabi::prelude::*;
///
/// let (rnn, mut cell) = (Rnn::<3, 8>::default(), RnnCell::<3, 8>::default());
/// cell.weights = rnn.weights()[0].clone();
/// let x = randn([5, 7, 3]);
/// let mut h = zeros([5, 8]);
/// for step in 0..7 {
///     h = cell.forward(&x.select(1, step), &h);
/// }
/// assert!(h.allclose(&rnn.forward(&x).1.select(0, 0), 1e-6));
/// ```
pub struct RnnCell<const IN: usize, const HIDDEN: usize, K: Kind = Stated> {
    /// The weights, under PyTorch's names.
    pub weights: RecurrentWeights,
    plan: Plan,
    kind: PhantomData<fn() -> K>,
}

/// A plain recurrent cell with sizes known only at run time: what [`RnnCell::new`] makes.
///
/// ```
/// # use manabi::prelude::*;
/// use manabi::nn::DynRnnCell;
///
/// let cells: Vec<DynRnnCell> = vec![RnnCell::new(3, 8), RnnCell::new(8, 8)];
/// assert_eq!(cells.parameter_count(), 8 * (3 + 8 + 2) + 8 * (8 + 8 + 2));
/// ```
pub type DynRnnCell = RnnCell<0, 0, RunTime>;

cell!(RnnCell, DynRnnCell, Recurrence::Tanh);

impl<const IN: usize, const HIDDEN: usize, K: Kind> RnnCell<IN, HIDDEN, K> {
    /// With max(0, ·) for tanh.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let h = RnnCell::<3, 8>::default().relu().forward(&randn([5, 3]), &zeros([5, 8]));
    /// assert!(h.min().item() >= 0.);
    /// ```
    pub fn relu(mut self) -> Self {
        self.plan.kind = Recurrence::Relu;
        self
    }

    /// The next state, (batch, HIDDEN), after an input of (batch, IN). Panics when the shapes do not fit.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let h = RnnCell::<3, 8>::default().forward(&randn([5, 3]), &zeros([5, 8]));
    /// assert_eq!(h.shape(), [5, 8]);
    /// ```
    #[track_caller]
    pub fn forward(&self, x: &Tensor, h: &Tensor) -> Tensor {
        check(&self.plan, &self.weights, x, &[h]);
        rnn_step(self.plan.kind, &self.weights, x, h)
    }
}

/// The formula.
#[track_caller]
pub fn rnn_step(kind: Recurrence, weights: &RecurrentWeights, x: &Tensor, h: &Tensor) -> Tensor {
    let sum = weights.of_input(x) + weights.of_state(h);
    if kind == Recurrence::Relu { sum.relu() } else { sum.tanh() }
}
