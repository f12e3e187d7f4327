//! What convolutional layers have in common: channels, groups, and how the kernel slides.

use std::fmt::{self, Display, Formatter};

use super::Parameter;
use super::pair::text;
use crate::engine::Sliding;
use crate::tensor::rand;

/// The sizes of a convolutional layer.
#[derive(Clone, Debug)]
pub struct Kernel {
    pub inputs: usize,
    pub outputs: usize,
    pub groups: usize,
    pub sliding: Sliding,
    /// Of a transposed convolution: rows and columns more.
    pub extra: [usize; 2],
    /// Whether it slides over a sequence, which is a plane of height 1.
    pub flat: bool,
}

impl Kernel {
    /// Over planes.
    #[track_caller]
    pub fn new(layer: &str, inputs: usize, outputs: usize, kernel: [usize; 2]) -> Kernel {
        Kernel::checked(layer, inputs, outputs, kernel, false)
    }

    /// Over sequences.
    #[track_caller]
    pub fn flat(layer: &str, inputs: usize, outputs: usize, length: usize) -> Kernel {
        Kernel::checked(layer, inputs, outputs, [1, length], true)
    }

    #[track_caller]
    fn checked(
        layer: &str,
        inputs: usize,
        outputs: usize,
        kernel: [usize; 2],
        flat: bool,
    ) -> Kernel {
        assert!(
            inputs * outputs * kernel[0] * kernel[1] > 0,
            "{layer}: {inputs} input channels, {outputs} output channels and a kernel of {} must all be 1 \
             or more",
            if flat { kernel[1].to_string() } else { text(kernel) }
        );
        let sliding = Sliding::of(kernel);
        Kernel { inputs, outputs, groups: 1, sliding, extra: [0, 0], flat }
    }

    #[track_caller]
    pub fn in_groups(self, layer: &str, groups: usize) -> Kernel {
        let Kernel { inputs, outputs, .. } = self;
        assert!(
            groups > 0 && inputs.is_multiple_of(groups) && outputs.is_multiple_of(groups),
            "{layer}: {groups} groups do not divide {inputs} input and {outputs} output channels evenly"
        );
        Kernel { groups, ..self }
    }
}

/// The sizes, and what differs from the default.
impl Display for Kernel {
    fn fmt(&self, f: &mut Formatter) -> fmt::Result {
        let Sliding { kernel, stride, padding, dilation } = self.sliding;
        let text = |pair: [usize; 2]| if self.flat { pair[1].to_string() } else { text(pair) };
        write!(f, "{}, {}, kernel {}", self.inputs, self.outputs, text(kernel))?;
        let plain = if self.flat { [0, 1] } else { [1, 1] };
        for (name, pair, default) in [
            ("stride", stride, plain),
            ("padding", padding, [0, 0]),
            ("dilation", dilation, plain),
            ("output padding", self.extra, [0, 0]),
        ] {
            if pair[1] != default[1] || !self.flat && pair[0] != default[0] {
                write!(f, ", {name} {}", text(pair))?;
            }
        }
        match self.groups {
            1 => Ok(()),
            groups => write!(f, ", {groups} groups"),
        }
    }
}

/// A parameter evenly distributed from -bound to bound.
pub fn even(bound: f32, dims: &[usize]) -> Parameter {
    Parameter::new(rand(dims) * (2.0 * bound) - bound)
}

/// What convolutional layers do alike: groups, no bias, and a clone with parameters of its own.
macro_rules! share {
    (
        [$($generics:tt)*] $name:ident<$($arguments:ident),*>,
        $(#[$groups:meta])* groups,
        $(#[$without:meta])* without_bias
    ) => {
        impl<$($generics)*> $name<$($arguments),*> {
            $(#[$groups])*
            #[track_caller]
            pub fn groups(self, groups: usize) -> Self {
                let has_bias = self.bias.is_some();
                let layer = $name::start(self.kernel.in_groups(stringify!($name), groups));
                if has_bias { layer } else { layer.without_bias() }
            }

            $(#[$without])*
            pub fn without_bias(mut self) -> Self {
                self.bias = None;
                self
            }
        }

        impl<$($generics)*> Clone for $name<$($arguments),*> {
            fn clone(&self) -> Self {
                let &$name { ref weight, ref bias, ref kernel, .. } = self;
                let (weight, bias) = (weight.clone(), bias.clone());
                $name { weight, bias, kernel: kernel.clone(), kind: PhantomData }
            }
        }
    };
}

pub(super) use share;
