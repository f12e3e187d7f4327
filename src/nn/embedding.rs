//! The embedding: a learned row of numbers for each word, token or item.

use std::borrow::Cow;
use std::marker::PhantomData;

use super::describe::{debugged, printed, sized};
use super::{Kind, Module, Parameter, Part, PartMut, RunTime, Stated};
use crate::engine;
use crate::tensor::{Shape, Tensor, randn};

/// A table of `COUNT` rows of `WIDTH` numbers: ids of shape (..) become (.., WIDTH). The rows start with
/// the standard normal distribution, as in PyTorch.
///
/// Ids are not numbers to compute with, so an embedding is no [`Layer`](super::Layer).
/// `Embedding::new(count, width)` makes one with sizes known only at run time, of the type
/// [`DynEmbedding`].
///
/// ```
/// use manabi::prelude::*;
///
/// let words = Embedding::<1000, 16>::default();
/// let y = words.forward(&tensor([[3, 1, 4], [1, 5, 9]]));
/// assert_eq!(y.shape(), [2, 3, 16]);
/// assert_eq!(y.row(0).row(1), words.weight.row(1));
/// let vocabulary = vec!["a", "b", "c"];
/// assert_eq!(Embedding::new(vocabulary.len(), 8).parameter_count(), 24);
/// ```
pub struct Embedding<const COUNT: usize, const WIDTH: usize, K: Kind = Stated> {
    /// The rows, (COUNT, WIDTH).
    pub weight: Parameter,
    kind: PhantomData<fn() -> K>,
}

/// An embedding with sizes known only at run time: what [`Embedding::new`] makes.
///
/// ```
/// # use manabi::prelude::*;
/// use manabi::nn::DynEmbedding;
///
/// let tables: Vec<DynEmbedding> = vec![Embedding::new(10, 4), Embedding::new(7, 4)];
/// assert_eq!(tables.parameter_count(), 68);
/// ```
pub type DynEmbedding = Embedding<0, 0, RunTime>;

impl DynEmbedding {
    /// A table of `count` rows of `width` numbers.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert_eq!(Embedding::new(10, 4).weight.shape(), [10, 4]);
    /// ```
    pub fn new(count: usize, width: usize) -> DynEmbedding {
        Embedding::start(count, width)
    }
}

impl<const COUNT: usize, const WIDTH: usize> Default for Embedding<COUNT, WIDTH> {
    fn default() -> Self {
        Embedding::start(COUNT, WIDTH)
    }
}

impl<const COUNT: usize, const WIDTH: usize, K: Kind> Embedding<COUNT, WIDTH, K> {
    fn start(count: usize, width: usize) -> Self {
        Embedding { weight: Parameter::new(randn([count, width])), kind: PhantomData }
    }

    /// The rows of ids: (..) becomes (.., WIDTH). Panics when an id is outside the table.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let table = Embedding::new(10, 4);
    /// assert_eq!(table.forward(&tensor([3, 3, 9])).shape(), [3, 4]);
    /// ```
    #[track_caller]
    pub fn forward<S: Shape>(&self, ids: &Tensor<S, usize>) -> Tensor {
        Tensor::new(engine::embedding(&self.weight.raw, &ids.raw))
    }
}

impl<const COUNT: usize, const WIDTH: usize, K: Kind> Clone for Embedding<COUNT, WIDTH, K> {
    fn clone(&self) -> Self {
        Embedding { weight: self.weight.clone(), kind: PhantomData }
    }
}

impl<const COUNT: usize, const WIDTH: usize, K: Kind> Module for Embedding<COUNT, WIDTH, K> {
    fn name(&self) -> Cow<'static, str> {
        let shape = self.weight.shape();
        sized("Embedding", &[shape[0], shape[1]])
    }

    fn parts<'a>(&'a self, visit: &mut dyn FnMut(&str, Part<'a>)) {
        visit("weight", Part::Module(&self.weight));
    }

    fn parts_mut<'a>(&'a mut self, visit: &mut dyn FnMut(&str, PartMut<'a>)) {
        visit("weight", PartMut::Module(&mut self.weight));
    }
}

printed!([const COUNT: usize, const WIDTH: usize, K: Kind] Embedding<COUNT, WIDTH, K>);
debugged!([const COUNT: usize, const WIDTH: usize, K: Kind] Embedding<COUNT, WIDTH, K>);
