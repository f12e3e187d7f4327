//! One step of the LSTM, written out.

use std::borrow::Cow;
use std::marker::PhantomData;

use super::super::describe::{debugged, printed, titled};
use super::super::{Kind, Module, Part, PartMut, RunTime, Stated};
use super::cell::{cell, check};
use super::plan::Plan;
use super::weights::RecurrentWeights;
use crate::engine::Recurrence;
use crate::tensor::Tensor;

/// One step of an [`Lstm`](super::Lstm): c' = f c + i g and h' = o tanh(c'), from (batch, IN), a hidden state and a
/// cell of (batch, HIDDEN) to the next two. (Hochreiter and Schmidhuber, 1997)
///
/// ```
/// use manabi::prelude::*;
///
/// let (lstm, mut cell) = (Lstm::<3, 8>::default(), LstmCell::<3, 8>::default());
/// cell.weights = lstm.weights()[0].clone();
/// let x = randn([5, 7, 3]);
/// let mut state = (zeros([5, 8]), zeros([5, 8]));
/// for step in 0..7 {
///     state = cell.forward(&x.select(1, step), &state);
/// }
/// let (_, (h, c)) = lstm.forward(&x);
/// assert!(state.0.allclose(&h.select(0, 0), 1e-6));
/// assert!(state.1.allclose(&c.select(0, 0), 1e-6));
/// ```
pub struct LstmCell<const IN: usize, const HIDDEN: usize, K: Kind = Stated> {
    /// The weights, under PyTorch's names.
    pub weights: RecurrentWeights,
    plan: Plan,
    kind: PhantomData<fn() -> K>,
}

/// An LSTM cell with sizes known only at run time: what [`LstmCell::new`] makes.
///
/// ```
/// # use manabi::prelude::*;
/// use manabi::nn::DynLstmCell;
///
/// let cells: Vec<DynLstmCell> = vec![LstmCell::new(3, 8), LstmCell::new(8, 8)];
/// assert_eq!(cells.parameter_count(), 32 * (3 + 8 + 2) + 32 * (8 + 8 + 2));
/// ```
pub type DynLstmCell = LstmCell<0, 0, RunTime>;

cell!(LstmCell, DynLstmCell, Recurrence::Lstm);

impl<const IN: usize, const HIDDEN: usize, K: Kind> LstmCell<IN, HIDDEN, K> {
    /// With peepholes: the input and forget gates also see the cell before the step, and the output gate the
    /// cell after it, each unit its own. The weights start anew. (Gers and Schmidhuber, 2000)
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let cell = LstmCell::<3, 8>::default().peephole();
    /// assert_eq!(cell.weights.peephole.unwrap().shape(), [3, 8]);
    /// ```
    pub fn peephole(self) -> Self {
        LstmCell::start(Plan { peephole: true, ..self.plan })
    }

    /// The next hidden state and cell, (batch, HIDDEN) each, after an input of (batch, IN). Panics when the
    /// shapes do not fit.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let state = (zeros([5, 8]), zeros([5, 8]));
    /// let (h, c) = LstmCell::<3, 8>::default().forward(&randn([5, 3]), &state);
    /// assert_eq!((h.shape(), c.shape()), (&[5, 8][..], &[5, 8][..]));
    /// ```
    #[track_caller]
    pub fn forward(&self, x: &Tensor, (h, c): &(Tensor, Tensor)) -> (Tensor, Tensor) {
        check(&self.plan, &self.weights, x, &[h, c]);
        let [h, c] = lstm_step(&self.weights, x, [h, c]);
        (h, c)
    }
}

/// The formula.
#[track_caller]
pub fn lstm_step(weights: &RecurrentWeights, x: &Tensor, [h, c]: [&Tensor; 2]) -> [Tensor; 2] {
    let sums = weights.of_input(x) + weights.of_state(h);
    let [mut i, mut f, g, mut o] = sums.split([h.shape()[1]; 4], 1);
    let peephole = weights.peephole.as_ref();
    if let Some(peephole) = peephole {
        i += c * peephole.row(0);
        f += c * peephole.row(1);
    }
    let c = f.sigmoid() * c + i.sigmoid() * g.tanh(); // what stays and what comes in
    if let Some(peephole) = peephole {
        o += &c * peephole.row(2);
    }
    [o.sigmoid() * c.tanh(), c]
}
