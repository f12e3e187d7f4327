//! The four operations, between two tensors (broadcast together) and between a tensor and a number.

use super::cpu::share::filled;
use super::cpu::simd::vectorised;
use super::elementwise::{map, zip};
use super::expand::{collapse, spread};
use super::held::composed;
use super::{Raw, dims};

/// An operation on the elements of both at each place of their common shape.
macro_rules! combined {
    ($op:literal, $a:ident $sign:tt $b:ident) => {{
        let dims = dims::broadcast($op, $a.dims(), $b.dims());
        if $a.held().is_some() || $b.held().is_some() {
            let ($a, $b) = (&spread($a, &dims), &spread($b, &dims));
            composed!([$a, $b] &dims, $a $sign $b)
        } else {
            None
        }
        .unwrap_or_else(|| fast($a, $b, &dims, |$a, $b| $a $sign $b))
    }};
}

/// An operation on each element and a number.
macro_rules! scaled {
    ($a:ident $sign:tt $b:ident) => {
        composed!([$a] $a.dims(), $a $sign $b).unwrap_or_else(|| map($a, move |$a| $a $sign $b))
    };
}

#[track_caller]
pub fn add(a: &Raw, b: &Raw) -> Raw {
    let sum = combined!("add", a + b);
    let (own_a, own_b) = (a.dims().to_vec(), b.dims().to_vec());
    sum.recorded("add", [a, b], move |g, [to_a, to_b]| {
        [to_a.then(|| collapse(g, &own_a)), to_b.then(|| collapse(g, &own_b))]
    })
}

#[track_caller]
pub fn sub(a: &Raw, b: &Raw) -> Raw {
    let difference = combined!("sub", a - b);
    let (own_a, own_b) = (a.dims().to_vec(), b.dims().to_vec());
    difference.recorded("sub", [a, b], move |g, [to_a, to_b]| {
        [to_a.then(|| collapse(g, &own_a)), to_b.then(|| mul_scalar(&collapse(g, &own_b), -1.0))]
    })
}

#[track_caller]
pub fn mul(a: &Raw, b: &Raw) -> Raw {
    let product = combined!("mul", a * b);
    let (x, y) = (a.detach(), b.detach());
    product.recorded("mul", [a, b], move |g, [to_a, to_b]| {
        [
            to_a.then(|| collapse(&mul(g, &y), x.dims())),
            to_b.then(|| collapse(&mul(g, &x), y.dims())),
        ]
    })
}

#[track_caller]
pub fn div(a: &Raw, b: &Raw) -> Raw {
    let quotient = combined!("div", a / b);
    let (own_a, y, q) = (a.dims().to_vec(), b.detach(), quotient.detach());
    quotient.recorded("div", [a, b], move |g, [to_a, to_b]| {
        let by_a = div(g, &y);
        [
            to_a.then(|| collapse(&by_a, &own_a)),
            to_b.then(|| mul_scalar(&collapse(&mul(&by_a, &q), y.dims()), -1.0)),
        ]
    })
}

#[track_caller]
pub fn add_scalar(a: &Raw, b: f32) -> Raw {
    scaled!(a + b).recorded_through("add", a, |g| g)
}

#[track_caller]
pub fn sub_scalar(a: &Raw, b: f32) -> Raw {
    scaled!(a - b).recorded_through("sub", a, |g| g)
}

#[track_caller]
pub fn mul_scalar(a: &Raw, b: f32) -> Raw {
    scaled!(a * b).recorded_from("mul", a, move |g| mul_scalar(g, b))
}

#[track_caller]
pub fn div_scalar(a: &Raw, b: f32) -> Raw {
    scaled!(a / b).recorded_from("div", a, move |g| div_scalar(g, b))
}

/// Without repeating a side in memory, where it is one number or one row for all.
#[inline(always)]
fn fast(a: &Raw, b: &Raw, dims: &[usize], f: impl Fn(f32, f32) -> f32 + Copy + Sync) -> Raw {
    let is_whole = |x: &Raw| x.dims() == dims;
    if is_whole(a) && is_whole(b) {
        zip(a, b, f)
    } else if is_whole(a) && is_row(b, dims) {
        by_rows(a, b, f)
    } else if is_whole(b) && is_row(a, dims) {
        by_rows(
            b,
            a,
            #[inline(always)]
            move |b, a| f(a, b),
        )
    } else {
        zip(&spread(a, dims), &spread(b, dims), f)
    }
}

/// Whether a tensor is one row that all rows of a result meet: its sizes are the last ones.
fn is_row(x: &Raw, dims: &[usize]) -> bool {
    let ones = x.dims().iter().take_while(|size| **size == 1).count();
    x.len() > 0 && dims.ends_with(&x.dims()[ones..])
}

/// A function of the elements of each row and of one row that all meet.
#[inline(always)]
fn by_rows(rows: &Raw, row: &Raw, function: impl Fn(f32, f32) -> f32 + Copy + Sync) -> Raw {
    if let &[number] = row.values() {
        return map(
            rows,
            #[inline(always)]
            move |v| function(v, number),
        );
    }
    let (all, row) = (rows.values(), row.values());
    let values = filled(all.len(), |start, piece| {
        let all = &all[start..][..piece.len()];
        vectorised(
            #[inline(always)]
            || {
                let f = function;
                let (mut place, mut at) = (0, start % row.len());
                while place < piece.len() {
                    let run = (row.len() - at).min(piece.len() - place);
                    let parts = all[place..][..run].iter().zip(&row[at..][..run]);
                    for (y, (a, b)) in piece[place..][..run].iter_mut().zip(parts) {
                        *y = f(*a, *b);
                    }
                    (place, at) = (place + run, 0);
                }
            },
        );
    });
    Raw::from_vec(values, rows.dims())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{Device, Element, dims};

    /// All shapes of up to three axes with sizes 0 to 3.
    fn shapes() -> Vec<Vec<usize>> {
        let mut shapes = vec![vec![]];
        for rank in 0..3 {
            let shorter: Vec<_> = shapes.iter().filter(|s| s.len() == rank).cloned().collect();
            for s in shorter {
                shapes.extend((0..4).map(|d| [s.clone(), vec![d]].concat()));
            }
        }
        shapes
    }

    /// The element that a tensor shows at a place of the broadcast result.
    fn seen(values: &[f32], own: &[usize], dims: &[usize], mut place: usize) -> f32 {
        let (mut offset, mut stride) = (0, 1);
        for i in 0..dims.len() {
            let at = place % dims[dims.len() - 1 - i];
            place /= dims[dims.len() - 1 - i];
            if i < own.len() {
                let size = own[own.len() - 1 - i];
                offset += stride * if size == 1 { 0 } else { at };
                stride *= size;
            }
        }
        values[offset]
    }

    #[test]
    fn broadcasting_is_that_of_the_naive_definition() {
        let mut fitting = 0;
        for a in shapes() {
            for b in shapes() {
                let fits = (1..=a.len().min(b.len())).all(|i| {
                    let (x, y) = (a[a.len() - i], b[b.len() - i]);
                    x == y || x == 1 || y == 1
                });
                if !fits {
                    continue;
                }
                fitting += 1;
                let dims = dims::broadcast("add", &a, &b);
                let number = |dims: &[usize], from: f32| -> Vec<f32> {
                    (0..dims.iter().product()).map(|i| i as f32 + from).collect()
                };
                let (va, vb) = (number(&a, 1.0), number(&b, 0.5));
                let (ra, rb) = (Raw::from_vec(va.clone(), &a), Raw::from_vec(vb.clone(), &b));
                let naive = |f: fn(f32, f32) -> f32| -> Vec<f32> {
                    (0..dims.iter().product())
                        .map(|i| f(seen(&va, &a, &dims, i), seen(&vb, &b, &dims, i)))
                        .collect()
                };
                for (result, f) in [
                    (add(&ra, &rb), (|x, y| x + y) as fn(f32, f32) -> f32),
                    (sub(&ra, &rb), |x, y| x - y),
                    (mul(&ra, &rb), |x, y| x * y),
                    (div(&ra, &rb), |x, y| x / y),
                ] {
                    assert_eq!(result.dims(), dims);
                    assert_eq!(f32::load(&result), naive(f), "{a:?} and {b:?}");
                }
                let held = |x: &Raw| x.moved(Device::reference());
                assert_eq!(f32::load(&div(&held(&ra), &held(&rb))), naive(|x, y| x / y));
            }
        }
        assert!(fitting > 1000);
    }

    #[test]
    fn numbers_reach_every_element() {
        let a = Raw::from_vec(vec![1.0, 2.0, 4.0], &[3]);
        assert_eq!(f32::load(&add_scalar(&a, 1.0)), [2.0, 3.0, 5.0]);
        assert_eq!(f32::load(&sub_scalar(&a, 1.0)), [0.0, 1.0, 3.0]);
        assert_eq!(f32::load(&mul_scalar(&a, 3.0)), [3.0, 6.0, 12.0]);
        assert_eq!(f32::load(&div_scalar(&a, 2.0)), [0.5, 1.0, 2.0]);
        assert_eq!(f32::load(&a), [1.0, 2.0, 4.0]);
    }
}
