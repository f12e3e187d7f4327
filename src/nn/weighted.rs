//! Layers that have a weight and a bias: how they are modules.

use super::parameter::Slot;
use super::{Parameter, Part, PartMut};
use crate::tensor::Shape;

/// Makes a layer with the fields `weight` and `bias` a module under a name, and prints it.
macro_rules! weighted {
    ([$($generics:tt)*] $layer:ty, $self:ident => $name:expr) => {
        impl<$($generics)*> $crate::nn::Module for $layer {
            fn name(&$self) -> std::borrow::Cow<'static, str> {
                $name
            }

            fn parts<'a>(&'a self, visit: &mut dyn FnMut(&str, $crate::nn::Part<'a>)) {
                use $crate::nn::weighted::{Held, parts};
                parts([self.weight.slot(), self.bias.slot()], visit);
            }

            fn parts_mut<'a>(&'a mut self, visit: &mut dyn FnMut(&str, $crate::nn::PartMut<'a>)) {
                use $crate::nn::weighted::{Held, parts_mut};
                parts_mut([self.weight.slot_mut(), self.bias.slot_mut()], visit);
            }
        }

        impl<$($generics)*> $crate::nn::Layer for $layer {
            #[track_caller]
            fn forward(&self, x: &$crate::tensor::Tensor) -> $crate::tensor::Tensor {
                <$layer>::forward(self, x)
            }
        }

        $crate::nn::describe::printed!([$($generics)*] $layer);
        $crate::nn::describe::debugged!([$($generics)*] $layer);
    };
}

pub(super) use weighted;

/// A weight or a bias, which may be missing, without its type.
pub trait Held {
    fn slot(&self) -> Option<&Slot>;
    fn slot_mut(&mut self) -> Option<&mut Slot>;
}

impl<S: Shape> Held for Parameter<S> {
    fn slot(&self) -> Option<&Slot> {
        Some(&self.slot)
    }

    fn slot_mut(&mut self) -> Option<&mut Slot> {
        Some(&mut self.slot)
    }
}

impl<S: Shape> Held for Option<Parameter<S>> {
    fn slot(&self) -> Option<&Slot> {
        match self {
            Some(parameter) => Some(&parameter.slot),
            None => None,
        }
    }

    fn slot_mut(&mut self) -> Option<&mut Slot> {
        match self {
            Some(parameter) => Some(&mut parameter.slot),
            None => None,
        }
    }
}

const NAMES: [&str; 2] = ["weight", "bias"];

/// The parts of a layer that has this weight and this bias.
pub fn parts<'a>(held: [Option<&'a Slot>; 2], visit: &mut dyn FnMut(&str, Part<'a>)) {
    for (name, slot) in NAMES.into_iter().zip(held) {
        if let Some(slot) = slot {
            visit(name, Part::Module(slot));
        }
    }
}

/// The same, to change them.
pub fn parts_mut<'a>(held: [Option<&'a mut Slot>; 2], visit: &mut dyn FnMut(&str, PartMut<'a>)) {
    for (name, slot) in NAMES.into_iter().zip(held) {
        if let Some(slot) = slot {
            visit(name, PartMut::Module(slot));
        }
    }
}
