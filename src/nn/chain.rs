//! Modules in tuples, vectors, boxes and options; layers there are applied one after another.

use std::borrow::Cow;

use super::{Accepts, Fitting, Layer, Module, Part, PartMut};
use crate::engine::place::Inside;
use crate::tensor::{Size, Tensor};

/// Applies layers one after another.
#[track_caller]
pub fn forward<'a>(layers: impl IntoIterator<Item = &'a dyn Layer>, x: &Tensor) -> Tensor {
    let mut x = x.clone();
    for (number, layer) in layers.into_iter().enumerate() {
        let inside = Inside::enter(number);
        x = layer.forward(&x);
        inside.leave(&x.raw);
    }
    x
}

/// Tuples: modules by place; of layers, which features the first takes and each gives.
macro_rules! tuple {
    ($($module:ident $place:tt $takes:ident $gives:ident),*; $first:ident $last:ident) => {
        impl<$($module: Module),*> Module for ($($module,)*) {
            fn name(&self) -> Cow<'static, str> {
                "tuple".into()
            }

            fn parts<'a>(&'a self, visit: &mut dyn FnMut(&str, Part<'a>)) {
                $(visit(stringify!($place), Part::Module(&self.$place));)*
            }

            fn parts_mut<'a>(&'a mut self, visit: &mut dyn FnMut(&str, PartMut<'a>)) {
                $(visit(stringify!($place), PartMut::Module(&mut self.$place));)*
            }
        }

        impl<$first: Size, $($gives: Size, $module: Accepts<$takes, Gives = $gives>),*>
            Accepts<$first> for ($($module,)*)
        {
            type Gives = $last;
        }

        #[diagnostic::do_not_recommend]
        impl<$($module),*> Fitting for ($($module,)*) where ($($module,)*): Accepts<usize> {}

        impl<$($module: Layer),*> Layer for ($($module,)*)
        where
            ($($module,)*): Fitting,
        {
            #[track_caller]
            fn forward(&self, x: &Tensor) -> Tensor {
                let layers: &[&dyn Layer] = &[$(&self.$place),*];
                forward(layers.iter().copied(), x)
            }
        }
    };
}

tuple!(A 0 F F1; F F1);
tuple!(A 0 F F1, B 1 F1 F2; F F2);
tuple!(A 0 F F1, B 1 F1 F2, C 2 F2 F3; F F3);
tuple!(A 0 F F1, B 1 F1 F2, C 2 F2 F3, D 3 F3 F4; F F4);
tuple!(A 0 F F1, B 1 F1 F2, C 2 F2 F3, D 3 F3 F4, E 4 F4 F5; F F5);
tuple!(A 0 F F1, B 1 F1 F2, C 2 F2 F3, D 3 F3 F4, E 4 F4 F5, G 5 F5 F6; F F6);
tuple!(A 0 F F1, B 1 F1 F2, C 2 F2 F3, D 3 F3 F4, E 4 F4 F5, G 5 F5 F6, H 6 F6 F7; F F7);
tuple!(
    A 0 F F1, B 1 F1 F2, C 2 F2 F3, D 3 F3 F4, E 4 F4 F5, G 5 F5 F6, H 6 F6 F7, I 7 F7 F8; F F8
);
tuple!(
    A 0 F F1, B 1 F1 F2, C 2 F2 F3, D 3 F3 F4, E 4 F4 F5, G 5 F5 F6, H 6 F6 F7, I 7 F7 F8,
    J 8 F8 F9; F F9
);
tuple!(
    A 0 F F1, B 1 F1 F2, C 2 F2 F3, D 3 F3 F4, E 4 F4 F5, G 5 F5 F6, H 6 F6 F7, I 7 F7 F8,
    J 8 F8 F9, K 9 F9 F10; F F10
);
tuple!(
    A 0 F F1, B 1 F1 F2, C 2 F2 F3, D 3 F3 F4, E 4 F4 F5, G 5 F5 F6, H 6 F6 F7, I 7 F7 F8,
    J 8 F8 F9, K 9 F9 F10, L 10 F10 F11; F F11
);
// The longest tuple that has a default and can be compared is of twelve too.
tuple!(
    A 0 F F1, B 1 F1 F2, C 2 F2 F3, D 3 F3 F4, E 4 F4 F5, G 5 F5 F6, H 6 F6 F7, I 7 F7 F8,
    J 8 F8 F9, K 9 F9 F10, L 10 F10 F11, M 11 F11 F12; F F12
);

impl<M: Module> Module for Vec<M> {
    fn name(&self) -> Cow<'static, str> {
        "list".into()
    }

    fn parts<'a>(&'a self, visit: &mut dyn FnMut(&str, Part<'a>)) {
        for (place, module) in self.iter().enumerate() {
            visit(&place.to_string(), Part::Module(module));
        }
    }

    fn parts_mut<'a>(&'a mut self, visit: &mut dyn FnMut(&str, PartMut<'a>)) {
        for (place, module) in self.iter_mut().enumerate() {
            visit(&place.to_string(), PartMut::Module(module));
        }
    }
}

impl<L: Layer> Layer for Vec<L> {
    #[track_caller]
    fn forward(&self, x: &Tensor) -> Tensor {
        forward(self.iter().map(|layer| layer as &dyn Layer), x)
    }
}

impl<F: Size, L: Layer> Accepts<F> for Vec<L> {
    type Gives = usize;
}

impl<M: Module + ?Sized> Module for Box<M> {
    fn name(&self) -> Cow<'static, str> {
        (**self).name()
    }

    fn parts<'a>(&'a self, visit: &mut dyn FnMut(&str, Part<'a>)) {
        (**self).parts(visit);
    }

    fn parts_mut<'a>(&'a mut self, visit: &mut dyn FnMut(&str, PartMut<'a>)) {
        (**self).parts_mut(visit);
    }
}

impl<L: Layer + ?Sized> Layer for Box<L> {
    #[track_caller]
    fn forward(&self, x: &Tensor) -> Tensor {
        (**self).forward(x)
    }
}

impl<F: Size, L: Layer + ?Sized> Accepts<F> for Box<L> {
    type Gives = usize;
}

/// A part that may be missing, such as a bias.
impl<M: Module> Module for Option<M> {
    fn name(&self) -> Cow<'static, str> {
        self.as_ref().map_or("none".into(), Module::name)
    }

    fn parts<'a>(&'a self, visit: &mut dyn FnMut(&str, Part<'a>)) {
        if let Some(module) = self {
            module.parts(visit);
        }
    }

    fn parts_mut<'a>(&'a mut self, visit: &mut dyn FnMut(&str, PartMut<'a>)) {
        if let Some(module) = self {
            module.parts_mut(visit);
        }
    }
}

/// Layers of a tuple that do not fit are refused by the compiler.
///
/// ```compile_fail,E0599
/// use manabi::prelude::*;
/// let net = (Linear::<2, 8>::default(), Tanh, Linear::<9, 1>::default());
/// net.forward(&zeros([1, 2]));
/// ```
#[cfg(doctest)]
struct Refused;

#[cfg(test)]
mod tests {
    use crate::prelude::*;

    #[test]
    fn a_tuple_applies_its_layers_in_order() {
        let net = (Linear::<2, 3>::default(), (Tanh, Linear::<3, 4>::default()), Linear::new(4, 1));
        let x = rand([5, 2]);
        let (inner, outer) = (&net.1, &net.2);
        let expected = outer.forward(&inner.1.forward(&net.0.forward(&x).tanh()));
        assert_eq!(net.forward(&x), expected);
        assert_eq!(net.parameters()[2].0, "1.1.weight");
    }

    #[test]
    fn twelve_layers_are_one_tuple_and_more_are_nested() {
        type LeNet = (
            (Conv2d<1, 2, 5>, Relu, MaxPool2d<2>, Conv2d<2, 4, 5>, Relu, MaxPool2d<2>),
            (Flatten, Linear<64, 8>, Relu, Linear<8, 8>, Relu, Linear<8, 10>),
        );
        let ((a, b, c, d, e, f), (g, h, i, j, k, l)) = LeNet::default();
        let net = (a, b, c, d, e, f, g, h, i, j, k, l);
        assert_eq!(net.forward(&rand([3, 1, 28, 28])).shape(), [3, 10]);
        assert_eq!(net.parameters().last().unwrap().0, "11.bias");
        assert_eq!((net, Tanh).forward(&rand([3, 1, 28, 28])).shape(), [3, 10]);
    }

    #[test]
    fn a_list_takes_layers_of_all_kinds() {
        let layers: Vec<Box<dyn Layer>> =
            vec![Box::new(Linear::new(2, 3)), Box::new(Tanh), Box::new(Linear::<3, 1>::default())];
        assert_eq!(layers.forward(&rand([5, 2])).shape(), [5, 1]);
        assert_eq!(layers.parameter_count(), 13);
    }
}
