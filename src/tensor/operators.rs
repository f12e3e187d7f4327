//! `+`, `-`, `*` and `/` between tensors, and between tensors and numbers.

use std::ops::{Add, AddAssign, Div, DivAssign, Mul, MulAssign, Neg, Sub, SubAssign};

use super::{Fit, Shape, Tensor};
use crate::engine::{self, Raw};

/// An operator by value and by reference on either side, all through the engine's function.
macro_rules! operator {
    ($trait:ident, $method:ident, $tensors:path, $number:path, $from_number:path) => {
        operator!(@tensors $trait, $method, $tensors, [Tensor<L>], [Tensor<R>]);
        operator!(@tensors $trait, $method, $tensors, [Tensor<L>], [&Tensor<R>]);
        operator!(@tensors $trait, $method, $tensors, [&Tensor<L>], [Tensor<R>]);
        operator!(@tensors $trait, $method, $tensors, [&Tensor<L>], [&Tensor<R>]);
        operator!(@number $trait, $method, $number, [Tensor<S>]);
        operator!(@number $trait, $method, $number, [&Tensor<S>]);
        operator!(@from_number $trait, $method, $from_number, [Tensor<S>]);
        operator!(@from_number $trait, $method, $from_number, [&Tensor<S>]);
    };
    (@tensors $trait:ident, $method:ident, $function:path, [$left:ty], [$right:ty]) => {
        impl<L: Fit<R>, R: Shape> $trait<$right> for $left {
            type Output = Tensor<L::Output>;

            #[track_caller]
            fn $method(self, right: $right) -> Self::Output {
                Tensor::new($function(&self.raw, &right.raw))
            }
        }
    };
    (@number $trait:ident, $method:ident, $function:path, [$left:ty]) => {
        impl<S: Shape> $trait<f32> for $left {
            type Output = Tensor<S>;

            #[track_caller]
            fn $method(self, right: f32) -> Tensor<S> {
                Tensor::new($function(&self.raw, right))
            }
        }
    };
    (@from_number $trait:ident, $method:ident, $function:path, [$right:ty]) => {
        impl<S: Shape> $trait<$right> for f32 {
            type Output = Tensor<S>;

            #[track_caller]
            fn $method(self, right: $right) -> Tensor<S> {
                Tensor::new($function(self, &right.raw))
            }
        }
    };
}

operator!(Add, add, engine::add, engine::add_scalar, add_to);
operator!(Sub, sub, engine::sub, engine::sub_scalar, sub_from);
operator!(Mul, mul, engine::mul, engine::mul_scalar, mul_by);
operator!(Div, div, engine::div, engine::div_scalar, div_from);

#[track_caller]
fn add_to(number: f32, x: &Raw) -> Raw {
    engine::add_scalar(x, number)
}

#[track_caller]
fn sub_from(number: f32, x: &Raw) -> Raw {
    engine::add_scalar(&engine::neg(x), number)
}

#[track_caller]
fn mul_by(number: f32, x: &Raw) -> Raw {
    engine::mul_scalar(x, number)
}

#[track_caller]
fn div_from(number: f32, x: &Raw) -> Raw {
    engine::div(&Raw::full(number, x.dims()), x)
}

/// An assignment keeps the shape of the left side.
macro_rules! assignment {
    ($trait:ident, $method:ident, $op:literal, $tensors:path, $number:path) => {
        assignment!(@tensors $trait, $method, $op, $tensors, [Tensor<R>]);
        assignment!(@tensors $trait, $method, $op, $tensors, [&Tensor<R>]);

        impl<S: Shape> $trait<f32> for Tensor<S> {
            fn $method(&mut self, right: f32) {
                self.raw = $number(&self.raw, right);
            }
        }
    };
    (@tensors $trait:ident, $method:ident, $op:literal, $function:path, [$right:ty]) => {
        impl<L: Fit<R>, R: Shape> $trait<$right> for Tensor<L> {
            #[track_caller]
            fn $method(&mut self, right: $right) {
                self.raw = kept($op, &self.raw, $function(&self.raw, &right.raw));
            }
        }
    };
}

assignment!(AddAssign, add_assign, "+=", engine::add, engine::add_scalar);
assignment!(SubAssign, sub_assign, "-=", engine::sub, engine::sub_scalar);
assignment!(MulAssign, mul_assign, "*=", engine::mul, engine::mul_scalar);
assignment!(DivAssign, div_assign, "/=", engine::div, engine::div_scalar);

#[track_caller]
fn kept(op: &str, left: &Raw, result: Raw) -> Raw {
    assert!(
        left.dims() == result.dims(),
        "{op}: the left side keeps its shape {:?}, but the result would have the shape {:?}",
        left.dims(),
        result.dims()
    );
    result
}

impl<S: Shape> Neg for Tensor<S> {
    type Output = Tensor<S>;

    #[track_caller]
    fn neg(self) -> Tensor<S> {
        Tensor::new(engine::neg(&self.raw))
    }
}

impl<S: Shape> Neg for &Tensor<S> {
    type Output = Tensor<S>;

    #[track_caller]
    fn neg(self) -> Tensor<S> {
        Tensor::new(engine::neg(&self.raw))
    }
}

#[cfg(test)]
mod tests {
    use crate::prelude::*;
    use crate::test::panic_message;

    #[test]
    fn numbers_stand_on_either_side() {
        let x = tensor([1., 2., 4.]);
        assert_eq!(&x + 1.0, tensor([2., 3., 5.]));
        assert_eq!(1.0 - &x, tensor([0., -1., -3.]));
        assert_eq!(2.0 * &x / 4.0, tensor([0.5, 1., 2.]));
        assert_eq!(1.0 / &x, tensor([1., 0.5, 0.25]));
        assert_eq!(-x, tensor([-1., -2., -4.]));
    }

    #[test]
    fn values_and_references_mix() {
        let (a, b) = (tensor([1., 2.]), tensor([3., 5.]));
        assert_eq!(&a + &b, a.clone() + b.clone());
        assert_eq!(&a - b.clone(), a.clone() - &b);
        assert_eq!(&a * &b, tensor([3., 10.]));
        assert_eq!(&b / &a, tensor([3., 2.5]));
    }

    #[test]
    fn the_type_of_a_result_follows_from_its_arguments() {
        let (matrix, row) = (tensor([[1., 2.], [3., 4.]]), tensor([10., 20.]));
        let column = tensor([[1.], [2.]]);
        let any = zeros([2, 2]);
        let batch = any.typed::<(usize, Const<2>)>();
        let _: Tensor<Rank2<2, 2>> = &matrix + &row;
        let _: Tensor<Rank2<2, 2>> = &row + &matrix;
        let _: Tensor<Rank2<2, 2>> = &matrix * &column;
        let _: Tensor<Rank2<2, 2>> = &column * &row;
        let _: Tensor<Rank2<2, 2>> = &matrix + tensor(1.0);
        let _: Tensor = &matrix + &any;
        let _: Tensor = &any + &matrix;
        let _: Tensor<(usize, Const<2>)> = &batch + &matrix;
        let _: Tensor<(usize, Const<2>)> = &row + &batch;
    }

    #[test]
    fn assignment_keeps_the_left_side() {
        let mut w = tensor([1., 2.]);
        w += zeros(2) + 0.5;
        w -= &tensor([0.5, 0.5]);
        w *= 3.0;
        w /= tensor(2.0);
        assert_eq!(w, tensor([1.5, 3.]));
        assert_eq!(
            panic_message(|| w += ones([3, 2])),
            "+=: the left side keeps its shape [2], but the result would have the shape [3, 2]"
        );
    }

    #[test]
    fn stated_and_run_time_shapes_are_checked_when_they_meet() {
        let message = panic_message(|| tensor([1., 2., 3.]) - zeros([2, 2]));
        assert_eq!(
            message,
            "sub: the shapes [3] and [2, 2] do not fit, because 3 and 2 differ (sizes are matched \
             from the right, and a 1 stretches)"
        );
    }

    #[test]
    fn xor_runs_typed_and_untyped() {
        let x = tensor([[0., 0.], [0., 1.], [1., 0.], [1., 1.]]);
        let (w, b) = (tensor([[20., -20.], [20., -20.]]), tensor([-10., 30.]));
        let (v, c) = (tensor([[20.], [20.]]), -30.0);
        let hidden: Tensor<Rank2<4, 2>> = (x.matmul(&w) + &b).sigmoid();
        let typed: Tensor<Rank2<4, 1>> = (hidden.matmul(&v) + c).sigmoid();
        let hidden = (x.untyped().matmul(&w) + &b).sigmoid();
        let untyped = (hidden.matmul(&v) + c).sigmoid();
        assert_eq!(typed, untyped);
        assert_eq!(typed.gt(0.5).to_vec(), [false, true, true, false]);
    }
}
