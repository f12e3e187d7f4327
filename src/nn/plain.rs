//! Layers without parameters that keep the number of channels: how they are modules.

/// Makes a layer with a `forward` a module under a name, and prints it.
macro_rules! plain {
    ([$($generics:tt)*] $layer:ty, $self:ident => $name:expr) => {
        impl<$($generics)*> $crate::nn::Module for $layer {
            fn name(&$self) -> std::borrow::Cow<'static, str> {
                $name.into()
            }

            fn parts<'a>(&'a self, _: &mut dyn FnMut(&str, $crate::nn::Part<'a>)) {}

            fn parts_mut<'a>(&'a mut self, _: &mut dyn FnMut(&str, $crate::nn::PartMut<'a>)) {}
        }

        impl<$($generics)*> $crate::nn::Layer for $layer {
            #[track_caller]
            fn forward(&self, x: &$crate::tensor::Tensor) -> $crate::tensor::Tensor {
                <$layer>::forward(self, x)
            }
        }

        impl<F: $crate::tensor::Size, $($generics)*> $crate::nn::Accepts<F> for $layer {
            type Gives = F;
        }

        $crate::nn::describe::printed!([$($generics)*] $layer);
        $crate::nn::describe::debugged!([$($generics)*] $layer);
    };
}

pub(super) use plain;
