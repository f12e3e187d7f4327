//! Group and instance normalisation: channels of one example at mean 0 and variance 1.

use std::marker::PhantomData;

use super::describe::sized;
use super::weighted::weighted;
use super::{Accepts, Kind, Parameter, RunTime, Stated};
use crate::engine;
use crate::tensor::{Same, Shape, Size, Tensor, ones, zeros};

/// y = (x - mean) / √(variance + ε) · weight + bias, with mean and variance over the channels of a group
/// and all places of one example: the input is (batch, CHANNELS, ..), and the output has the same shape.
/// Weight and bias are those of a channel. (Wu and He, 2018)
///
/// ```
/// use manabi::prelude::*;
///
/// let norm = GroupNorm::<2, 6>::default(); // 2 groups of 3 channels
/// assert!(norm.forward(&rand([4, 6, 5, 5])).mean().item().abs() < 1e-5);
/// assert_eq!(GroupNorm::new(3, 6).forward(&rand([4, 6])).shape(), [4, 6]);
/// ```
pub struct GroupNorm<const GROUPS: usize, const CHANNELS: usize, K: Kind = Stated> {
    /// What each normalised channel is multiplied by, (CHANNELS); it starts at 1.
    pub weight: Option<Parameter>,
    /// What is added to it, (CHANNELS); it starts at 0.
    pub bias: Option<Parameter>,
    groups: usize,
    channels: usize,
    eps: f32,
    kind: PhantomData<fn() -> K>,
}

/// Group normalisation with sizes known only at run time: what [`GroupNorm::new`] makes.
///
/// ```
/// # use manabi::prelude::*;
/// use manabi::nn::DynGroupNorm;
///
/// let norms: Vec<DynGroupNorm> = [1, 2, 4].map(|groups| GroupNorm::new(groups, 8)).into();
/// assert_eq!(norms.forward(&rand([2, 8, 3])).shape(), [2, 8, 3]);
/// ```
pub type DynGroupNorm = GroupNorm<0, 0, RunTime>;

impl DynGroupNorm {
    /// With `channels` in as many `groups`. Panics unless they divide evenly.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert_eq!(GroupNorm::new(2, 6).parameter_count(), 12);
    /// ```
    #[track_caller]
    pub fn new(groups: usize, channels: usize) -> DynGroupNorm {
        GroupNorm::start(groups, channels)
    }
}

impl<const GROUPS: usize, const CHANNELS: usize> Default for GroupNorm<GROUPS, CHANNELS> {
    #[track_caller]
    fn default() -> Self {
        GroupNorm::start(GROUPS, CHANNELS)
    }
}

impl<const GROUPS: usize, const CHANNELS: usize, K: Kind> GroupNorm<GROUPS, CHANNELS, K> {
    #[track_caller]
    fn start(groups: usize, channels: usize) -> Self {
        assert!(
            groups > 0 && channels.is_multiple_of(groups),
            "GroupNorm: {groups} groups do not divide {channels} channels evenly"
        );
        GroupNorm {
            weight: Some(Parameter::new(ones(channels))),
            bias: Some(Parameter::new(zeros(channels))),
            groups,
            channels,
            eps: 1e-5,
            kind: PhantomData,
        }
    }

    /// With another number that keeps the division finite; 1e-5 where nothing is said.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let y = GroupNorm::new(1, 2).eps(3.).forward(&tensor([[-1., 1.]])); // 1 / √(1 + 3)
    /// assert!(y.allclose(&tensor([[-0.5, 0.5]]), 1e-6));
    /// ```
    pub fn eps(mut self, eps: f32) -> Self {
        self.eps = eps;
        self
    }

    /// Only normalises, without a weight and a bias.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert_eq!(GroupNorm::new(2, 6).without_affine().parameter_count(), 0);
    /// ```
    pub fn without_affine(mut self) -> Self {
        (self.weight, self.bias) = (None, None);
        self
    }

    /// The output for an input of (batch, CHANNELS, ..), of the same shape. Panics when it has another
    /// shape.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let y = GroupNorm::new(2, 4).forward(&tensor([[1., 3., 10., 30.]]));
    /// assert!(y.allclose(&tensor([[-1., 1., -1., 1.]]), 1e-3));
    /// ```
    #[track_caller]
    pub fn forward<S: Shape>(&self, x: &Tensor<S>) -> Tensor<S> {
        let weight = self.weight.as_ref().map(|p| &p.raw);
        let bias = self.bias.as_ref().map(|p| &p.raw);
        let sizes = (self.groups, self.channels);
        Tensor::new(engine::group_norm("group_norm", &x.raw, sizes, weight, bias, self.eps))
    }
}

impl<const GROUPS: usize, const CHANNELS: usize, K: Kind> Clone for GroupNorm<GROUPS, CHANNELS, K> {
    fn clone(&self) -> Self {
        GroupNorm { weight: self.weight.clone(), bias: self.bias.clone(), ..*self }
    }
}

weighted!(
    [const GROUPS: usize, const CHANNELS: usize, K: Kind] GroupNorm<GROUPS, CHANNELS, K>,
    self => sized("GroupNorm", &[self.groups, self.channels])
);

#[diagnostic::do_not_recommend]
impl<F: Size + Same<K::Size<CHANNELS>>, const GROUPS: usize, const CHANNELS: usize, K: Kind>
    Accepts<F> for GroupNorm<GROUPS, CHANNELS, K>
{
    type Gives = K::Size<CHANNELS>;
}

/// y = (x - mean) / √(variance + ε), with mean and variance over all places of one channel of one example:
/// the input is (batch, CHANNELS, ..), and the output has the same shape. It takes the contrast out of an
/// image. (Ulyanov et al., 2016) As in PyTorch there is no weight and no bias unless
/// [asked for](InstanceNorm::affine), and evaluation is as training.
///
/// ```
/// use manabi::prelude::*;
///
/// let norm = InstanceNorm::<3>::default();
/// let x = rand([4, 3, 5, 5]);
/// assert!(norm.forward(&x).allclose(&norm.forward(&(x * 10.)), 1e-2));
/// assert_eq!(InstanceNorm::new(3).affine().parameter_count(), 6);
/// ```
pub struct InstanceNorm<const CHANNELS: usize, K: Kind = Stated> {
    /// What each normalised channel is multiplied by, (CHANNELS); it starts at 1.
    pub weight: Option<Parameter>,
    /// What is added to it, (CHANNELS); it starts at 0.
    pub bias: Option<Parameter>,
    channels: usize,
    eps: f32,
    kind: PhantomData<fn() -> K>,
}

/// Instance normalisation with a number of channels known only at run time: what [`InstanceNorm::new`]
/// makes.
///
/// ```
/// # use manabi::prelude::*;
/// use manabi::nn::DynInstanceNorm;
///
/// let norm: DynInstanceNorm = InstanceNorm::new(3);
/// assert_eq!(norm.forward(&rand([2, 3, 5, 5])).shape(), [2, 3, 5, 5]);
/// ```
pub type DynInstanceNorm = InstanceNorm<0, RunTime>;

impl DynInstanceNorm {
    /// Over this many channels.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert_eq!(InstanceNorm::new(3).parameter_count(), 0);
    /// ```
    pub fn new(channels: usize) -> DynInstanceNorm {
        InstanceNorm::start(channels)
    }
}

impl<const CHANNELS: usize> Default for InstanceNorm<CHANNELS> {
    fn default() -> Self {
        InstanceNorm::start(CHANNELS)
    }
}

impl<const CHANNELS: usize, K: Kind> InstanceNorm<CHANNELS, K> {
    fn start(channels: usize) -> Self {
        InstanceNorm { weight: None, bias: None, channels, eps: 1e-5, kind: PhantomData }
    }

    /// With a weight and a bias for each channel.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert_eq!(InstanceNorm::new(3).affine().parameter_count(), 6);
    /// ```
    pub fn affine(mut self) -> Self {
        self.weight = Some(Parameter::new(ones(self.channels)));
        self.bias = Some(Parameter::new(zeros(self.channels)));
        self
    }

    /// With another number that keeps the division finite; 1e-5 where nothing is said.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let y = InstanceNorm::new(1).eps(3.).forward(&tensor([[[-1., 1.]]]));
    /// assert!(y.allclose(&tensor([[[-0.5, 0.5]]]), 1e-6));
    /// ```
    pub fn eps(mut self, eps: f32) -> Self {
        self.eps = eps;
        self
    }

    /// The output for an input of (batch, CHANNELS, ..), of the same shape. Panics when it has another
    /// shape.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let y = InstanceNorm::new(2).forward(&tensor([[[1., 3.], [10., 30.]]]));
    /// assert!(y.allclose(&tensor([[[-1., 1.], [-1., 1.]]]), 1e-3));
    /// ```
    #[track_caller]
    pub fn forward<S: Shape>(&self, x: &Tensor<S>) -> Tensor<S> {
        let weight = self.weight.as_ref().map(|p| &p.raw);
        let bias = self.bias.as_ref().map(|p| &p.raw);
        let sizes = (self.channels.max(1), self.channels);
        Tensor::new(engine::group_norm("instance_norm", &x.raw, sizes, weight, bias, self.eps))
    }
}

impl<const CHANNELS: usize, K: Kind> Clone for InstanceNorm<CHANNELS, K> {
    fn clone(&self) -> Self {
        InstanceNorm { weight: self.weight.clone(), bias: self.bias.clone(), ..*self }
    }
}

weighted!(
    [const CHANNELS: usize, K: Kind] InstanceNorm<CHANNELS, K>,
    self => sized("InstanceNorm", &[self.channels])
);

#[diagnostic::do_not_recommend]
impl<F: Size + Same<K::Size<CHANNELS>>, const CHANNELS: usize, K: Kind> Accepts<F>
    for InstanceNorm<CHANNELS, K>
{
    type Gives = K::Size<CHANNELS>;
}
