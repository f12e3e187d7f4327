//! Batch normalisation: each channel at mean 0 and variance 1 over the batch.

use std::borrow::Cow;
use std::marker::PhantomData;

use super::describe::{debugged, printed, sized};
use super::{Accepts, Buffer, Kind, Layer, Module, Parameter, Part, PartMut, RunTime, Stated};
use crate::engine::{self, Statistics, place};
use crate::tensor::{Same, Shape, Size, Tensor, ones, zeros};

macro_rules! batch_norm {
    ($(#[$attribute:meta])* $name:ident, $dynamic:ident, $op:literal, $ranks:pat, $takes:literal, $example:literal) => {
        $(#[$attribute])*
        pub struct $name<const CHANNELS: usize, K: Kind = Stated> {
            /// What each normalised channel is multiplied by, (CHANNELS); it starts at 1.
            pub weight: Option<Parameter>,
            /// What is added to it, (CHANNELS); it starts at 0.
            pub bias: Option<Parameter>,
            /// The running mean of each channel, (CHANNELS), which evaluation uses.
            pub running_mean: Buffer,
            /// The running variance of each channel, (CHANNELS), which evaluation uses.
            pub running_var: Buffer,
            momentum: f32,
            eps: f32,
            training: bool,
            kind: PhantomData<fn() -> K>,
        }

        #[doc = concat!("A [`", stringify!($name), "`] with a number of channels known only at run time.")]
        ///
        /// ```
        /// # use manabi::prelude::*;
        #[doc = concat!("use manabi::nn::", stringify!($dynamic), ";")]
        ///
        #[doc = concat!("let norm: ", stringify!($dynamic), " = ", stringify!($name), "::new(2);")]
        /// assert_eq!(norm.parameter_count(), 4);
        /// ```
        pub type $dynamic = $name<0, RunTime>;

        impl $dynamic {
            /// Over this many channels.
            ///
            /// ```
            /// # use manabi::prelude::*;
            #[doc = concat!("let norm = ", stringify!($name), "::new(8);")]
            /// assert_eq!(norm.running_var.get().to_vec(), [1.; 8]);
            /// ```
            pub fn new(channels: usize) -> $dynamic {
                $name::start(channels)
            }
        }

        impl<const CHANNELS: usize> Default for $name<CHANNELS> {
            fn default() -> Self {
                $name::start(CHANNELS)
            }
        }

        impl<const CHANNELS: usize, K: Kind> $name<CHANNELS, K> {
            fn start(channels: usize) -> Self {
                $name {
                    weight: Some(Parameter::new(ones(channels))),
                    bias: Some(Parameter::new(zeros(channels))),
                    running_mean: Buffer::new(zeros(channels)),
                    running_var: Buffer::new(ones(channels)),
                    momentum: 0.1,
                    eps: 1e-5,
                    training: true,
                    kind: PhantomData,
                }
            }

            /// With another share, from 0 to 1, of each batch in the running mean and variance; 0.1 where
            /// nothing is said.
            ///
            /// ```
            /// # use manabi::prelude::*;
            #[doc = concat!("let norm = ", stringify!($name), "::new(1).momentum(0.5);")]
            #[doc = concat!("norm.forward(&tensor(", $example, "));")]
            /// assert_eq!(norm.running_mean.get().item(), 1.); // half of the mean, 2
            /// ```
            pub fn momentum(mut self, momentum: f32) -> Self {
                self.momentum = momentum;
                self
            }

            /// With another number that keeps the division finite; 1e-5 where nothing is said.
            ///
            /// ```
            /// # use manabi::prelude::*;
            #[doc = concat!("let norm = ", stringify!($name), "::new(1).eps(3.);")]
            #[doc = concat!("let y = norm.forward(&tensor(", $example, "));")]
            /// assert!((y.max().item() - 0.5).abs() < 1e-6); // (3 - 2) / √(1 + 3)
            /// ```
            pub fn eps(mut self, eps: f32) -> Self {
                self.eps = eps;
                self
            }

            /// Only normalises, without a weight and a bias.
            ///
            /// ```
            /// # use manabi::prelude::*;
            #[doc = concat!("assert_eq!(", stringify!($name), "::new(8).without_affine().parameter_count(), 0);")]
            /// ```
            pub fn without_affine(mut self) -> Self {
                (self.weight, self.bias) = (None, None);
                self
            }

            #[doc = concat!("The output for an input of ", $takes, ", of the same shape. Panics when it has")]
            /// another shape, and in training when a channel has fewer than two elements.
            ///
            /// ```
            /// # use manabi::prelude::*;
            #[doc = concat!("let norm = ", stringify!($name), "::new(1);")]
            #[doc = concat!("let y = norm.forward(&tensor(", $example, ")).to_vec();")]
            /// assert!((y[0] + 1.).abs() < 1e-4 && (y[1] - 1.).abs() < 1e-4);
            /// ```
            #[track_caller]
            pub fn forward<S: Shape>(&self, x: &Tensor<S>) -> Tensor<S> {
                let running = Running {
                    mean: &self.running_mean,
                    variance: &self.running_var,
                    momentum: self.momentum,
                };
                let fits = matches!(x.shape().len(), $ranks);
                check_rank($op, $takes, fits, x.shape());
                let affine = (self.weight.as_ref(), self.bias.as_ref());
                let x = x.as_untyped();
                Tensor::new(normalized($op, x, running, self.training, affine, self.eps).raw.clone())
            }
        }

        impl<const CHANNELS: usize, K: Kind> Clone for $name<CHANNELS, K> {
            fn clone(&self) -> Self {
                $name {
                    weight: self.weight.clone(),
                    bias: self.bias.clone(),
                    running_mean: self.running_mean.clone(),
                    running_var: self.running_var.clone(),
                    ..*self
                }
            }
        }

        impl<const CHANNELS: usize, K: Kind> Module for $name<CHANNELS, K> {
            fn name(&self) -> Cow<'static, str> {
                sized(stringify!($name), &[self.running_mean.get().len()])
            }

            fn parts<'a>(&'a self, visit: &mut dyn FnMut(&str, Part<'a>)) {
                visit("weight", Part::Module(&self.weight));
                visit("bias", Part::Module(&self.bias));
                visit("running_mean", Part::Module(&self.running_mean));
                visit("running_var", Part::Module(&self.running_var));
            }

            fn parts_mut<'a>(&'a mut self, visit: &mut dyn FnMut(&str, PartMut<'a>)) {
                visit("weight", PartMut::Module(&mut self.weight));
                visit("bias", PartMut::Module(&mut self.bias));
                visit("running_mean", PartMut::Module(&mut self.running_mean));
                visit("running_var", PartMut::Module(&mut self.running_var));
                visit("training", PartMut::Training(&mut self.training));
            }
        }

        impl<const CHANNELS: usize, K: Kind> Layer for $name<CHANNELS, K> {
            #[track_caller]
            fn forward(&self, x: &Tensor) -> Tensor {
                $name::forward(self, x)
            }
        }

        #[diagnostic::do_not_recommend]
        impl<F: Size + Same<K::Size<CHANNELS>>, const CHANNELS: usize, K: Kind> Accepts<F>
            for $name<CHANNELS, K>
        {
            type Gives = K::Size<CHANNELS>;
        }

        printed!([const CHANNELS: usize, K: Kind] $name<CHANNELS, K>);
        debugged!([const CHANNELS: usize, K: Kind] $name<CHANNELS, K>);
    };
}

batch_norm!(
    /// Batch normalisation of features or of sequences, (batch, CHANNELS) or (batch, CHANNELS, length):
    /// y = (x - mean) / √(variance + ε) · weight + bias, channel by channel.
    ///
    /// In training mean and variance are those of the batch, and running ones follow them; in
    /// evaluation the running ones are used. (Ioffe and Szegedy, 2015; the details are PyTorch's)
    ///
    /// ```
    /// use manabi::prelude::*;
    ///
    /// let mut norm = BatchNorm1d::<2>::default();
    /// let y = norm.forward(&tensor([[1., 10.], [3., 30.]]));
    /// assert!(y.allclose(&tensor([[-1., -1.], [1., 1.]]), 1e-4));
    /// assert!(norm.running_mean.get().allclose(&tensor([0.2, 2.]), 1e-6));
    /// norm.eval();
    /// assert_eq!(norm.forward(&tensor([[1., 10.]])).shape(), [1, 2]); // one example is enough now
    /// ```
    BatchNorm1d, DynBatchNorm1d, "batch_norm1d", 2 | 3, "(batch, channels) or (batch, channels, length)", "[[1.], [3.]]"
);

batch_norm!(
    /// Batch normalisation of images, (batch, CHANNELS, height, width): y = (x - mean) / √(variance + ε) ·
    /// weight + bias, with mean and variance of each channel over the batch and all places.
    ///
    /// In training mean and variance are those of the batch, and running ones follow them; in
    /// evaluation the running ones are used. (Ioffe and Szegedy, 2015; the details are PyTorch's)
    ///
    /// ```
    /// use manabi::prelude::*;
    ///
    /// let net = (Conv2d::<3, 8, 3>::default().without_bias(), BatchNorm2d::<8>::default(), Relu);
    /// assert_eq!(net.forward(&rand([4, 3, 8, 8])).shape(), [4, 8, 6, 6]);
    /// assert_eq!(BatchNorm2d::new(8).parameter_count(), 16);
    /// ```
    BatchNorm2d, DynBatchNorm2d, "batch_norm2d", 4, "(batch, channels, height, width)", "[[[[1., 3.]]]]"
);

#[track_caller]
fn check_rank(op: &str, takes: &str, fits: bool, shape: &[usize]) {
    assert!(
        fits,
        "{}: the layer takes {takes}, but the input has the shape {shape:?}",
        place::at(op)
    );
}

/// The running statistics of a layer, and how fast they follow.
struct Running<'a> {
    mean: &'a Buffer,
    variance: &'a Buffer,
    momentum: f32,
}

impl Running<'_> {
    /// Follows the statistics of a batch. The variance is that of the whole of which the batch is a
    /// sample.
    fn follow(&self, batch: &Statistics) {
        let sample = batch.count as f32 / (batch.count - 1) as f32;
        let follow = |buffer: &Buffer, values: &[f32], scale: f32| {
            let values = Tensor::from_vec(values.to_vec(), values.len());
            buffer.set(buffer.get() * (1.0 - self.momentum) + values * (self.momentum * scale));
        };
        follow(self.mean, &batch.means, 1.0);
        follow(self.variance, &batch.variances, sample);
    }

    fn statistics(&self) -> Statistics {
        let (means, variances) = (self.mean.get().to_vec(), self.variance.get().to_vec());
        Statistics { means, variances, count: 1 }
    }
}

#[track_caller]
fn normalized(
    op: &'static str,
    x: &Tensor,
    running: Running,
    training: bool,
    (weight, bias): (Option<&Parameter>, Option<&Parameter>),
    eps: f32,
) -> Tensor {
    let (weight, bias) = (weight.map(|p| &p.raw), bias.map(|p| &p.raw));
    let statistics = if training {
        let channels = running.mean.get().len();
        let statistics = engine::batch_statistics(op, &x.raw, channels, weight);
        running.follow(&statistics);
        statistics
    } else {
        running.statistics()
    };
    Tensor::new(engine::batch_norm(op, &x.raw, statistics, training, weight, bias, eps))
}
