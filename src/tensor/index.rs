//! Reading one element by its place: `x[i]`, `x[(i, j)]`.

use std::ops::Index;

use super::{Element, Shape, Tensor};
use crate::engine::dims;

/// The place of an element: a number for each axis.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not the place of an element",
    label = "write `x[i]`, `x[(i, j)]` or `x[(i, j, k)]`"
)]
pub trait Position {
    #[doc(hidden)]
    fn of(self, dims: &[usize]) -> usize;
}

impl Position for usize {
    #[track_caller]
    fn of(self, dims: &[usize]) -> usize {
        dims::offset(dims, &[self])
    }
}

macro_rules! position {
    ($($axis:ident)*) => {
        impl Position for ($(position!(@usize $axis),)*) {
            #[track_caller]
            fn of(self, dims: &[usize]) -> usize {
                let ($($axis,)*) = self;
                dims::offset(dims, &[$($axis),*])
            }
        }
    };
    (@usize $axis:ident) => { usize };
}

position!(i j);
position!(i j k);
position!(i j k l);

/// ```
/// use manabi::prelude::*;
/// let x = tensor([[1., 2.], [3., 4.]]);
/// assert_eq!(x[(1, 0)], 3.);
/// assert_eq!(x.row(0)[1], 2.);
/// ```
impl<S: Shape, E: Element, P: Position> Index<P> for Tensor<S, E> {
    type Output = E;

    #[track_caller]
    fn index(&self, position: P) -> &E {
        E::at(&self.raw, position.of(self.shape()))
    }
}

#[cfg(test)]
mod tests {
    use crate::prelude::*;
    use crate::test::panic_message;

    #[test]
    fn a_place_outside_is_one_sentence() {
        let x = tensor([[1., 2.], [3., 4.]]);
        assert_eq!(
            panic_message(|| x[(0, 2)]),
            "index: [0, 2] is outside the shape [2, 2], because axis 1 has only 2 places"
        );
        assert_eq!(
            panic_message(|| x[1]),
            "index: [1] has 1 numbers, but the shape [2, 2] has 2 axes; take a row with `.row(1)`"
        );
        assert_eq!(
            panic_message(|| tensor(1.0)[0]),
            "index: [0] has 1 numbers, but the shape [] has 0 axes; read a scalar with `.item()`"
        );
    }
}
