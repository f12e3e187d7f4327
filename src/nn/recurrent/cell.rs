//! What recurrent cells do alike: one step with weights of their own.

use super::plan::Plan;
use super::weights::RecurrentWeights;
use crate::engine::place::at_parameter;
use crate::tensor::Tensor;

/// Checks that an input is (batch, IN), and a state (batch, HIDDEN) with the same batch.
#[track_caller]
pub fn check(plan: &Plan, weights: &RecurrentWeights, x: &Tensor, states: &[&Tensor]) {
    let op = at_parameter(plan.kind.op(), Some(&weights.weight_ih.raw));
    let (shape, inputs, hidden) = (x.shape(), plan.inputs, plan.hidden);
    assert!(
        shape.len() == 2 && shape[1] == inputs,
        "{op}: the cell takes one step of (batch, {inputs}), but the input has the shape {shape:?}{}",
        if shape.len() == 3 { "; take a step with `.select(1, step)`" } else { "" }
    );
    for state in states {
        assert!(
            state.shape() == [shape[0], hidden],
            "{op}: the state has the shape {:?}, but for this input the cell takes {:?}, which is (batch, \
             units)",
            state.shape(),
            [shape[0], hidden]
        );
    }
}

/// Makes a struct with the field `weights` a cell.
macro_rules! cell {
    ($name:ident, $dynamic:ident, $kind:expr) => {
        impl $dynamic {
            /// A cell from `inputs` features to `hidden` units.
            ///
            /// ```
            /// # use manabi::prelude::*;
            #[doc = concat!("let cell = ", stringify!($name), "::new(3, 8);")]
            /// assert_eq!(cell.weights.weight_ih.shape()[1], 3);
            /// ```
            pub fn new(inputs: usize, hidden: usize) -> $dynamic {
                $name::start(Plan::new($kind, inputs, hidden))
            }
        }

        impl<const IN: usize, const HIDDEN: usize> Default for $name<IN, HIDDEN> {
            fn default() -> Self {
                $name::start(Plan::new($kind, IN, HIDDEN))
            }
        }

        impl<const IN: usize, const HIDDEN: usize, K: Kind> $name<IN, HIDDEN, K> {
            fn start(plan: Plan) -> Self {
                let weights = RecurrentWeights::start(&plan, plan.inputs);
                $name { weights, plan, kind: PhantomData }
            }

            /// The same cell without biases.
            ///
            /// ```
            /// # use manabi::prelude::*;
            #[doc = concat!("let cell = ", stringify!($name), "::<3, 8>::default().without_bias();")]
            /// assert_eq!(cell.parameters().len(), 2);
            /// ```
            pub fn without_bias(mut self) -> Self {
                (self.weights.bias_ih, self.weights.bias_hh) = (None, None);
                self
            }
        }

        impl<const IN: usize, const HIDDEN: usize, K: Kind> Clone for $name<IN, HIDDEN, K> {
            fn clone(&self) -> Self {
                $name { weights: self.weights.clone(), ..*self }
            }
        }

        impl<const IN: usize, const HIDDEN: usize, K: Kind> Module for $name<IN, HIDDEN, K> {
            fn name(&self) -> Cow<'static, str> {
                titled(stringify!($name), &self.plan)
            }

            fn parts<'a>(&'a self, visit: &mut dyn FnMut(&str, Part<'a>)) {
                self.weights.parts("", visit);
            }

            fn parts_mut<'a>(&'a mut self, visit: &mut dyn FnMut(&str, PartMut<'a>)) {
                self.weights.parts_mut("", visit);
            }
        }

        printed!([const IN: usize, const HIDDEN: usize, K: Kind] $name<IN, HIDDEN, K>);
        debugged!([const IN: usize, const HIDDEN: usize, K: Kind] $name<IN, HIDDEN, K>);
    };
}

pub(super) use cell;
