//! Gradients: recording what is computed from parameters, and the way back.

use super::{Dyn, Shape, Tensor};
use crate::engine::{self, Looking, NoGrad, Record};

/// Runs `f` without recording: for what needs no gradients, such as a measurement.
///
/// ```
/// # use manabi::prelude::*;
/// let w = tensor([1., 2.]).requires_grad();
/// let y = no_grad(|| w.square().sum());
/// assert!(y.tape().is_empty());
/// ```
pub fn no_grad<T>(f: impl FnOnce() -> T) -> T {
    let _paused = NoGrad::start();
    f()
}

/// Runs `f` and looks at the result of every op and at every gradient on the way back: the first op that
/// makes a NaN out of numbers panics with its name, its layer, the shapes and the numbers. It is slower,
/// so that it is for the search only.
///
/// A NaN that comes in with the data does not panic, for an op may sort it out; if it reaches the loss,
/// [`backward`](Tensor::backward) says where it came in. Infinite numbers are none.
///
/// ```
/// # use manabi::prelude::*;
/// let w = tensor([2., 1.]).requires_grad();
/// let gradients = detect_anomaly(|| w.ln().sum().backward());
/// assert_eq!(gradients.of(&w), tensor([0.5, 1.]));
/// ```
///
/// ```should_panic
/// # use manabi::prelude::*;
/// let w = tensor([2., -1.]).requires_grad();
/// // ln: the first NaN is made here, out of numbers: the result of the shape [2] is NaN at [1]; the input
/// // of the shape [2] is -1 there and lies from -1 to 2; `clamp` keeps the input positive
/// detect_anomaly(|| w.ln().sum().backward());
/// ```
pub fn detect_anomaly<T>(f: impl FnOnce() -> T) -> T {
    let _looking = Looking::start();
    f()
}

impl<S: Shape> Tensor<S> {
    /// The same elements as the start of gradients: what is computed from it is recorded, and
    /// [`backward`](Tensor::backward) gives the gradient by it. Layers do this for their parameters.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let w = tensor([3., -1.]).requires_grad();
    /// let gradients = w.square().sum().backward();
    /// assert_eq!(gradients.of(&w), tensor([6., -2.]));
    /// ```
    pub fn requires_grad(&self) -> Tensor<S> {
        Tensor::new(self.raw.parameter())
    }

    /// The same elements, cut from what was recorded: no gradient flows through them.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let w = tensor(3.).requires_grad();
    /// let gradients = (&w * w.detach()).backward();
    /// assert_eq!(gradients.of(&w).item(), 3.); // and not 6
    /// ```
    pub fn detach(&self) -> Tensor<S> {
        Tensor::new(self.raw.detach())
    }

    /// The gradients of this number by everything that [requires them](Tensor::requires_grad) and
    /// that it was computed from. Frees what was recorded. Panics when it is not one number, when it is
    /// NaN, or when nothing was recorded.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let (x, w) = (tensor([1., 2.]), tensor([0., 0.]).requires_grad());
    /// let loss = (x.matmul(&w) - 1.).square();
    /// assert_eq!(loss.backward().of(&w), tensor([-2., -4.]));
    /// ```
    #[track_caller]
    pub fn backward(&self) -> Gradients {
        Gradients(engine::backward(&self.raw))
    }

    /// What was recorded to compute this tensor: ops with names, shapes and inputs in the order of
    /// computation, for drawing. [`backward`](Tensor::backward) frees it.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let w = tensor([1., 2.]).requires_grad();
    /// let tape = (&w * 2.).sum().tape();
    /// let names: Vec<_> = tape.iter().map(|record| record.op).collect();
    /// assert_eq!(names, ["parameter", "mul", "sum"]);
    /// assert_eq!(tape[2].inputs[0].record, Some(tape[1].id));
    /// ```
    pub fn tape(&self) -> Vec<Record> {
        engine::records(&self.raw)
    }
}

/// The gradients of a loss, which [`Tensor::backward`] returns: by tensor here, and by the names of a
/// model's parameters with [`named`](Gradients::named).
///
/// ```
/// # use manabi::prelude::*;
/// let w = tensor([1., 2.]).requires_grad();
/// let gradients = w.square().sum().backward();
/// assert_eq!(gradients.of(&w), tensor([2., 4.]));
/// ```
pub struct Gradients(engine::Gradients);

impl Gradients {
    /// The gradient by a tensor. Panics when there is none.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let w = tensor([1., 2.]).requires_grad();
    /// assert_eq!(w.mean().backward().of(&w), tensor([0.5, 0.5]));
    /// ```
    #[track_caller]
    pub fn of<S: Shape>(&self, x: &Tensor<S>) -> Tensor<S> {
        let Some(gradient) = self.get(x) else {
            panic!(
                "of: there is no gradient by this tensor: the loss was not computed from it, or it \
                 was made without `.requires_grad()`"
            );
        };
        gradient
    }

    /// The gradient by a tensor; `None` when the loss was not computed from it.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let (w, unused) = (tensor(2.).requires_grad(), tensor(1.).requires_grad());
    /// let gradients = w.square().backward();
    /// assert!(gradients.get(&unused).is_none());
    /// ```
    pub fn get<S: Shape>(&self, x: &Tensor<S>) -> Option<Tensor<S>> {
        self.0.get(x.raw.id()?).cloned().map(Tensor::new)
    }

    /// Scales all gradients together so that their norm, as that of one long vector, is at most this
    /// (Pascanu, Mikolov and Bengio, 2013). Returns the norm before.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let w = tensor([3., 4.]).requires_grad();
    /// let mut gradients = (w.square().sum() * 0.5).backward();
    /// assert_eq!(gradients.clip_norm(1.), 5.);
    /// assert!(gradients.of(&w).allclose(&tensor([0.6, 0.8]), 1e-6));
    /// ```
    pub fn clip_norm(&mut self, max: f32) -> f32 {
        self.0.clip_norm(max)
    }

    /// Cuts every element of all gradients to the range from `-max` to `max`.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let w = tensor([3., -0.5]).requires_grad();
    /// let mut gradients = (w.square().sum() * 0.5).backward();
    /// gradients.clip_value(1.);
    /// assert_eq!(gradients.of(&w), tensor([1., -0.5]));
    /// ```
    pub fn clip_value(&mut self, max: f32) {
        self.0.clip_value(max);
    }

    /// The gradient of a parameter by its place on tapes.
    pub(crate) fn by_id(&self, id: u64) -> Option<Tensor<Dyn>> {
        self.0.get(id).cloned().map(Tensor::new)
    }
}

#[cfg(test)]
mod tests {
    use crate::prelude::*;
    use crate::test::{panic_file, panic_message};

    #[test]
    fn recording_stops_and_goes_on() {
        let w = tensor([1., 2.]).requires_grad();
        no_grad(|| no_grad(|| ()));
        assert_eq!((&w * 3.).tape().len(), 2);
        let _ = std::panic::catch_unwind(|| no_grad(|| panic!("in the middle")));
        assert_eq!((&w * 3.).tape().len(), 2);
        assert_eq!(
            no_grad(|| std::thread::spawn(|| tensor(1.).requires_grad().exp().tape().len())
                .join()
                .unwrap()),
            2
        );
    }

    #[test]
    fn a_missing_gradient_is_one_sentence() {
        let (w, unused) = (tensor(2.).requires_grad(), tensor(1.));
        let gradients = w.square().backward();
        assert_eq!(
            panic_message(|| gradients.of(&unused)),
            "of: there is no gradient by this tensor: the loss was not computed from it, or it was \
             made without `.requires_grad()`"
        );
        for file in [
            panic_file(|| gradients.of(&unused)),
            panic_file(|| unused.backward()),
            panic_file(|| tensor([1., 2.]).requires_grad().backward()),
        ] {
            assert_eq!(file, file!());
        }
    }

    #[test]
    fn tensors_with_a_tape_cross_threads() {
        let w = tensor([1., 2.]).requires_grad();
        let loss = w.square().sum();
        let gradients = std::thread::spawn(move || loss.backward()).join().unwrap();
        assert_eq!(gradients.of(&w), tensor([2., 4.]));
    }
}
