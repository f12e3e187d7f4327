//! One of two elements at each place: by a mask, the greater or the less.

use std::hint::select_unpredictable;

use super::element::by_element;
use super::expand::{collapse, spread};
use super::{Element, Raw, dims};

/// The element of `a` where the mask is true, that of `b` elsewhere.
#[track_caller]
pub fn choose(mask: &Raw, a: &Raw, b: &Raw) -> Raw {
    let dims = dims::broadcast("choose", a.dims(), b.dims());
    let dims = dims::broadcast("choose", mask.dims(), &dims);
    let mask = bool::load(&spread(mask, &dims));
    let y = by_element!(a, E => {
        let mut values = E::load(&spread(b, &dims));
        let others = E::load(&spread(a, &dims));
        for ((v, other), &chosen) in values.iter_mut().zip(others).zip(&mask) {
            // A branch would be mispredicted at every other place.
            *v = select_unpredictable(chosen, other, *v);
        }
        Raw::from_vec(values, &dims)
    });
    shared(y, "choose", a, b, move || mask.iter().map(|&chosen| chosen as u8 as f32).collect())
}

/// The greater of two elements; where they are equal, each has half of the gradient.
#[track_caller]
pub fn maximum(a: &Raw, b: &Raw) -> Raw {
    extreme("maximum", a, b, |x, y| x > y)
}

/// The less of two elements; where they are equal, each has half of the gradient.
#[track_caller]
pub fn minimum(a: &Raw, b: &Raw) -> Raw {
    extreme("minimum", a, b, |x, y| x < y)
}

#[track_caller]
fn extreme(
    op: &'static str,
    a: &Raw,
    b: &Raw,
    first: impl Fn(f32, f32) -> bool + Send + Copy + 'static,
) -> Raw {
    let dims = dims::broadcast(op, a.dims(), b.dims());
    let (left, right) = (f32::load(&spread(a, &dims)), f32::load(&spread(b, &dims)));
    let pairs = left.iter().zip(&right);
    let values = pairs.map(|(&x, &y)| if first(x, y) || x.is_nan() { x } else { y }).collect();
    let share = move |(x, y): (&f32, &f32)| match x == y {
        true => 0.5,
        false => first(*x, *y) as u8 as f32,
    };
    let shares = move || left.iter().zip(&right).map(share).collect();
    shared(Raw::from_vec(values, &dims), op, a, b, shares)
}

/// Records a choice; `shares` are the parts of the gradient that go to `a`, the rest goes to `b`.
#[track_caller]
fn shared(
    y: Raw,
    op: &'static str,
    a: &Raw,
    b: &Raw,
    shares: impl Fn() -> Vec<f32> + Send + 'static,
) -> Raw {
    let (own_a, own_b) = (a.dims().to_vec(), b.dims().to_vec());
    y.recorded(op, [a, b], move |g, [to_a, to_b]| {
        let shares = shares();
        let mut by_a = f32::load(g);
        by_a.iter_mut().zip(&shares).for_each(|(g, share)| *g *= share);
        let mut by_b = f32::load(g);
        by_b.iter_mut().zip(&shares).for_each(|(g, share)| *g *= 1.0 - share);
        let part = |values, own: &[usize]| collapse(&Raw::from_vec(values, g.dims()), own);
        [to_a.then(|| part(by_a, &own_a)), to_b.then(|| part(by_b, &own_b))]
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test::panic_message;

    #[test]
    fn all_three_broadcast() {
        let mask = Raw::from_vec(vec![true, false], &[2, 1]);
        let (a, b) = (Raw::from_vec(vec![1.0, 2.0, 3.0], &[3]), Raw::full(0.0, &[]));
        let y = choose(&mask, &a, &b);
        assert_eq!((y.dims(), f32::load(&y)), (&[2, 3][..], vec![1.0, 2.0, 3.0, 0.0, 0.0, 0.0]));
        let labels = Raw::from_vec(vec![7], &[]);
        assert_eq!(usize::load(&choose(&mask, &labels, &Raw::from_vec(vec![1], &[1]))), [7, 1]);
        assert_eq!(f32::load(&maximum(&a, &Raw::full(2.0, &[]))), [2.0, 2.0, 3.0]);
        assert_eq!(f32::load(&minimum(&a, &Raw::full(2.0, &[1]))), [1.0, 2.0, 2.0]);
    }

    #[test]
    fn nan_passes_through() {
        let (a, b) = (Raw::full(f32::NAN, &[1]), Raw::full(1.0, &[1]));
        for y in [maximum(&a, &b), maximum(&b, &a), minimum(&a, &b), minimum(&b, &a)] {
            assert!(f32::load(&y)[0].is_nan());
        }
    }

    #[test]
    fn shapes_that_do_not_fit_are_one_sentence() {
        let (a, b) = (Raw::full(0.0, &[3]), Raw::full(0.0, &[2]));
        assert!(
            panic_message(|| maximum(&a, &b)).starts_with("maximum: the shapes [3] and [2] do")
        );
        let mask = Raw::from_vec(vec![true, false], &[2]);
        assert!(panic_message(|| choose(&mask, &a, &a)).starts_with("choose: the shapes [2] and"));
    }
}
