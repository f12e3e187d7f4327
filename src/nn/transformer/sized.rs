//! What the layers of a transformer do alike: sizes stated or known at run time, copies, printing.

/// Makes a struct with a `forward` of one tensor of (batch, tokens, WIDTH), which it keeps, a layer.
macro_rules! keeps_width {
    ([$($generics:tt)*] $layer:ty, $width:ident) => {
        impl<$($generics)*, K: Kind> Layer for $layer {
            #[track_caller]
            fn forward(&self, x: &Tensor) -> Tensor {
                self.forward_with(x, None)
            }
        }

        #[diagnostic::do_not_recommend]
        impl<F: Size + Same<K::Size<$width>>, $($generics)*, K: Kind> Accepts<F> for $layer {
            type Gives = F;
        }
    };
}

/// A module of these fields, under their names, which is printed and cloned.
macro_rules! fields {
    ([$($generics:tt)*] $name:ident $layer:ty, $self:ident => $title:expr, [$($field:ident),*], [$($other:ident),*]) => {
        impl<$($generics)*, K: Kind> Module for $layer {
            fn name(&$self) -> Cow<'static, str> {
                $title
            }

            fn parts<'a>(&'a self, visit: &mut dyn FnMut(&str, Part<'a>)) {
                $(visit(stringify!($field), Part::Module(&self.$field));)*
            }

            fn parts_mut<'a>(&'a mut self, visit: &mut dyn FnMut(&str, PartMut<'a>)) {
                $(visit(stringify!($field), PartMut::Module(&mut self.$field));)*
            }
        }

        impl<$($generics)*, K: Kind> Clone for $layer {
            fn clone(&self) -> Self {
                $name {
                    $($field: self.$field.clone(),)*
                    $($other: self.$other.clone(),)*
                    kind: PhantomData,
                }
            }
        }

        printed!([$($generics)*, K: Kind] $layer);
        debugged!([$($generics)*, K: Kind] $layer);
    };
}

pub(super) use {fields, keeps_width};
