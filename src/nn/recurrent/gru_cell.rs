//! One step of the GRU, written out.

use std::borrow::Cow;
use std::marker::PhantomData;

use super::super::describe::{debugged, printed, titled};
use super::super::{Kind, Module, Part, PartMut, RunTime, Stated};
use super::cell::{cell, check};
use super::plan::Plan;
use super::weights::RecurrentWeights;
use crate::engine::Recurrence;
use crate::tensor::Tensor;

/// One step of a [`Gru`](super::Gru): h' = (1 - z) n + z h, from (batch, IN) and a state of (batch, HIDDEN) to the
/// next state. (Cho et al., 2014)
///
/// ```
/// use manabi::prelude::*;
///
/// let (gru, mut cell) = (Gru::<3, 8>::default(), GruCell::<3, 8>::default());
/// cell.weights = gru.weights()[0].clone();
/// let x = randn([5, 7, 3]);
/// let mut h = zeros([5, 8]);
/// for step in 0..7 {
///     h = cell.forward(&x.select(1, step), &h);
/// }
/// assert!(h.allclose(&gru.forward(&x).1.select(0, 0), 1e-6));
/// ```
pub struct GruCell<const IN: usize, const HIDDEN: usize, K: Kind = Stated> {
    /// The weights, under PyTorch's names.
    pub weights: RecurrentWeights,
    plan: Plan,
    kind: PhantomData<fn() -> K>,
}

/// A GRU cell with sizes known only at run time: what [`GruCell::new`] makes.
///
/// ```
/// # use manabi::prelude::*;
/// use manabi::nn::DynGruCell;
///
/// let cells: Vec<DynGruCell> = vec![GruCell::new(3, 8), GruCell::new(8, 8)];
/// assert_eq!(cells.parameter_count(), 24 * (3 + 8 + 2) + 24 * (8 + 8 + 2));
/// ```
pub type DynGruCell = GruCell<0, 0, RunTime>;

cell!(GruCell, DynGruCell, Recurrence::Gru);

impl<const IN: usize, const HIDDEN: usize, K: Kind> GruCell<IN, HIDDEN, K> {
    /// The next state, (batch, HIDDEN), after an input of (batch, IN). Panics when the shapes do not fit.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let h = GruCell::<3, 8>::default().forward(&randn([5, 3]), &zeros([5, 8]));
    /// assert_eq!(h.shape(), [5, 8]);
    /// ```
    #[track_caller]
    pub fn forward(&self, x: &Tensor, h: &Tensor) -> Tensor {
        check(&self.plan, &self.weights, x, &[h]);
        gru_step(&self.weights, x, h)
    }
}

/// The formula.
#[track_caller]
pub fn gru_step(weights: &RecurrentWeights, x: &Tensor, h: &Tensor) -> Tensor {
    let width = [h.shape()[1]; 3];
    let [of_r, of_z, of_n] = weights.of_input(x).split(width, 1);
    let [to_r, to_z, to_n] = weights.of_state(h).split(width, 1);
    let r = (of_r + to_r).sigmoid(); // how much of the state before counts
    let z = (of_z + to_z).sigmoid(); // how much of it stays
    let n = (of_n + r * to_n).tanh();
    (1.0 - &z) * n + z * h
}
