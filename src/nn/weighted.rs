//! Layers that have a weight and a bias: how they are modules.

/// Makes a layer with the fields `weight` and `bias` a module under a name, and prints it.
macro_rules! weighted {
    ([$($generics:tt)*] $layer:ty, $self:ident => $name:expr) => {
        impl<$($generics)*> $crate::nn::Module for $layer {
            fn name(&$self) -> String {
                $name
            }

            fn parts<'a>(&'a self, visit: &mut dyn FnMut(&str, $crate::nn::Part<'a>)) {
                visit("weight", $crate::nn::Part::Module(&self.weight));
                visit("bias", $crate::nn::Part::Module(&self.bias));
            }

            fn parts_mut<'a>(&'a mut self, visit: &mut dyn FnMut(&str, $crate::nn::PartMut<'a>)) {
                visit("weight", $crate::nn::PartMut::Module(&mut self.weight));
                visit("bias", $crate::nn::PartMut::Module(&mut self.bias));
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
