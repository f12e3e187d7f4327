//! What recurrent layers do alike: their sizes, layers and directions, and how they are modules.

/// Makes a struct around a `stack` a layer.
macro_rules! layer {
    ($name:ident, $dynamic:ident, $kind:expr) => {
        impl $dynamic {
            /// A layer from `inputs` features to `hidden` units.
            ///
            /// ```
            /// # use manabi::prelude::*;
            #[doc = concat!("let layer = ", stringify!($name), "::new(3, 8);")]
            /// assert_eq!(layer.weights()[0].weight_hh.shape()[1], 8);
            /// ```
            pub fn new(inputs: usize, hidden: usize) -> $dynamic {
                $name::of(Stack::start(Plan::new($kind, inputs, hidden)))
            }
        }

        impl<const IN: usize, const HIDDEN: usize> Default for $name<IN, HIDDEN> {
            fn default() -> Self {
                $name::of(Stack::start(Plan::new($kind, IN, HIDDEN)))
            }
        }

        impl<const IN: usize, const HIDDEN: usize, K: Kind> $name<IN, HIDDEN, K> {
            fn of(stack: Stack) -> Self {
                $name { stack, kind: PhantomData }
            }

            /// So many layers above one another, each of which reads the outputs of the one below. All
            /// start anew. Panics when there is none.
            ///
            /// ```
            /// # use manabi::prelude::*;
            #[doc = concat!("let layers = ", stringify!($name), "::<3, 8>::default().layers(2);")]
            /// let (y, _) = layers.forward(&zeros([5, 7, 3]));
            /// assert_eq!(y.shape(), [5, 7, 8]);
            /// assert_eq!(layers.weights().len(), 2);
            /// ```
            #[track_caller]
            pub fn layers(self, layers: usize) -> Self {
                assert!(layers > 0, concat!(stringify!($name), ": there is no stack of 0 layers"));
                $name::of(self.stack.changed(|plan| plan.layers = layers))
            }

            /// Reads in both directions, each with weights of its own. The outputs of both stand side by
            /// side, (batch, time, 2 HIDDEN). All start anew. (Schuster and Paliwal, 1997)
            ///
            /// ```
            /// # use manabi::prelude::*;
            #[doc = concat!("let both = ", stringify!($name), "::<3, 8>::default().bidirectional();")]
            /// let (y, _) = both.forward(&zeros([5, 7, 3]));
            /// assert_eq!(y.shape(), [5, 7, 16]);
            /// ```
            pub fn bidirectional(self) -> Self {
                $name::of(self.stack.changed(|plan| plan.bidirectional = true))
            }

            /// In training, drops elements with probability `p` between layers, not after the last.
            /// Panics unless 0 ≤ p < 1. (Zaremba et al., 2014)
            ///
            /// ```
            /// # use manabi::prelude::*;
            #[doc = concat!("let mut layers = ", stringify!($name), "::<3, 8>::default().layers(2).dropout(0.5);")]
            /// let x = ones([1, 4, 3]);
            /// assert_ne!(layers.forward(&x).0, layers.forward(&x).0);
            /// layers.eval();
            /// assert_eq!(layers.forward(&x).0, layers.forward(&x).0);
            /// ```
            #[track_caller]
            pub fn dropout(self, p: f32) -> Self {
                $name::of(self.stack.dropout(p))
            }

            /// The same layer without biases.
            ///
            /// ```
            /// # use manabi::prelude::*;
            #[doc = concat!("let layer = ", stringify!($name), "::<3, 8>::default().without_bias();")]
            /// assert_eq!(layer.parameters().len(), 2);
            /// ```
            pub fn without_bias(self) -> Self {
                $name::of(self.stack.without_bias())
            }

            /// The weights: layer by layer, and in a layer first those forwards and then those in reverse.
            ///
            /// ```
            /// # use manabi::prelude::*;
            #[doc = concat!("let layer = ", stringify!($name), "::<3, 8>::default();")]
            /// assert_eq!(layer.weights()[0].weight_ih.shape()[1], 3);
            /// ```
            pub fn weights(&self) -> &[RecurrentWeights] {
                self.stack.weights()
            }

            /// The same, to change them.
            ///
            /// ```
            /// # use manabi::prelude::*;
            #[doc = concat!("let mut layer = ", stringify!($name), "::<3, 8>::default();")]
            /// init::orthogonal(&mut layer.weights_mut()[0].weight_hh);
            /// ```
            pub fn weights_mut(&mut self) -> &mut [RecurrentWeights] {
                self.stack.weights_mut()
            }
        }

        impl<const IN: usize, const HIDDEN: usize, K: Kind> Clone for $name<IN, HIDDEN, K> {
            fn clone(&self) -> Self {
                $name::of(self.stack.clone())
            }
        }

        impl<const IN: usize, const HIDDEN: usize, K: Kind> Module for $name<IN, HIDDEN, K> {
            fn name(&self) -> Cow<'static, str> {
                titled(stringify!($name), self.stack.plan())
            }

            fn parts<'a>(&'a self, visit: &mut dyn FnMut(&str, Part<'a>)) {
                self.stack.parts(visit);
            }

            fn parts_mut<'a>(&'a mut self, visit: &mut dyn FnMut(&str, PartMut<'a>)) {
                self.stack.parts_mut(visit);
            }
        }

        /// As a layer among others it gives the outputs after all steps, from a state of zeros.
        impl<const IN: usize, const HIDDEN: usize, K: Kind> Layer for $name<IN, HIDDEN, K> {
            #[track_caller]
            fn forward(&self, x: &Tensor) -> Tensor {
                self.stack.forward(x, None, None).0
            }
        }

        /// How many features it gives depends on its directions.
        #[diagnostic::do_not_recommend]
        impl<F: Size + Same<K::Size<IN>>, const IN: usize, const HIDDEN: usize, K: Kind> Accepts<F>
            for $name<IN, HIDDEN, K>
        {
            type Gives = usize;
        }

        printed!([const IN: usize, const HIDDEN: usize, K: Kind] $name<IN, HIDDEN, K>);
        debugged!([const IN: usize, const HIDDEN: usize, K: Kind] $name<IN, HIDDEN, K>);
    };
}

pub(super) use layer;
