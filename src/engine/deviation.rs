//! How far elements lie from their mean, or from zero: variance, standard deviation, norm.
//!
//! Variance and deviation are those of a sample: the squares are divided by one less than there are
//! elements.

use super::{Element, Raw, dims};

/// A tensor around one axis: (outer, axis, inner).
type View = (usize, usize, usize);

#[derive(Clone, Copy, PartialEq)]
enum Measure {
    Variance,
    Deviation,
    Norm,
}

use Measure::{Deviation, Norm, Variance};

#[track_caller]
pub fn var(x: &Raw) -> Raw {
    measured("var", Variance, x, (1, x.len(), 1), &[])
}

#[track_caller]
pub fn std(x: &Raw) -> Raw {
    measured("std", Deviation, x, (1, x.len(), 1), &[])
}

#[track_caller]
pub fn norm(x: &Raw) -> Raw {
    measured("norm", Norm, x, (1, x.len(), 1), &[])
}

#[track_caller]
pub fn var_axis(x: &Raw, axis: isize) -> Raw {
    along("var_axis", Variance, x, axis)
}

#[track_caller]
pub fn std_axis(x: &Raw, axis: isize) -> Raw {
    along("std_axis", Deviation, x, axis)
}

#[track_caller]
pub fn norm_axis(x: &Raw, axis: isize) -> Raw {
    along("norm_axis", Norm, x, axis)
}

#[track_caller]
fn along(op: &'static str, measure: Measure, x: &Raw, axis: isize) -> Raw {
    let axis = dims::axis(op, axis, x.dims());
    measured(op, measure, x, dims::around(x.dims(), axis), &dims::without(x.dims(), axis))
}

#[track_caller]
fn measured(op: &'static str, measure: Measure, x: &Raw, view: View, dims: &[usize]) -> Raw {
    let (_, size, inner) = view;
    let values = f32::load(x);
    // f32 would lose digits where there are many elements.
    let mut means = vec![0.0_f64; dims.iter().product()];
    let mut squares = means.clone();
    if measure != Norm {
        add_up(&mut means, &values, view, |v, _| v);
        means.iter_mut().for_each(|mean| *mean /= size as f64);
    }
    let centers = means.iter().map(|&mean| mean as f32).collect::<Vec<f32>>();
    add_up(&mut squares, &values, view, |v, place| (v - means[place]).powi(2));
    let count = if measure == Norm { 1.0 } else { size as f64 - 1.0 };
    let result = |sum: &f64| match measure {
        // Of one element nothing is known, which 0 / 0 says; of none as well.
        Variance => (sum / count.max(0.0)) as f32,
        Deviation | Norm => (sum / count.max(0.0)).sqrt() as f32,
    };
    let y = Raw::from_vec(squares.iter().map(result).collect(), dims);
    let (input, output) = (x.detach(), y.detach());
    // The variance changes by 2 (x - mean) / count, a root by 1 / (2 root) of it; 0 where that is 0.
    y.recorded_from(op, x, move |g| {
        let slope = |(g, root): (f32, f32)| match measure {
            Variance => 2.0 * g / count as f32,
            _ if root == 0.0 => 0.0,
            _ => g / (root * count as f32),
        };
        let slopes: Vec<f32> =
            f32::load(g).into_iter().zip(f32::load(&output)).map(slope).collect();
        let mut values = f32::load(&input);
        for (block, values) in values.chunks_exact_mut((size * inner).max(1)).enumerate() {
            let part = block * inner..(block + 1) * inner;
            for row in values.chunks_exact_mut(inner) {
                let facts = slopes[part.clone()].iter().zip(&centers[part.clone()]);
                row.iter_mut()
                    .zip(facts)
                    .for_each(|(v, (slope, center))| *v = (*v - center) * slope);
            }
        }
        Raw::from_vec(values, input.dims())
    })
}

/// Adds what `f` makes of each element and its place among the results to that place.
fn add_up(sums: &mut [f64], values: &[f32], (_, size, inner): View, f: impl Fn(f64, usize) -> f64) {
    for (block, values) in values.chunks_exact((size * inner).max(1)).enumerate() {
        if inner == 1 {
            sums[block] += values.iter().map(|v| f(*v as f64, block)).sum::<f64>();
            continue;
        }
        let sums = &mut sums[block * inner..(block + 1) * inner];
        for row in values.chunks_exact(inner) {
            for (at, (sum, v)) in sums.iter_mut().zip(row).enumerate() {
                *sum += f(*v as f64, block * inner + at);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn measures_are_their_definitions_along_each_axis() {
        let x = Raw::from_vec(vec![1.0, 2.0, 3.0, 5.0, 8.0, 13.0], &[2, 3]);
        assert_eq!(f32::load(&var_axis(&x, 0)), [8.0, 18.0, 50.0]);
        assert_eq!(f32::load(&std_axis(&x, 1)), [1.0, (49.0_f32 / 3.0).sqrt()]);
        assert_eq!(f32::load(&norm_axis(&x, -2))[0], 26.0_f32.sqrt());
        assert_eq!(f32::load(&norm(&x)), [272.0_f32.sqrt()]);
        assert!((f32::load(&var(&x))[0] - 20.266_666).abs() < 1e-5);
        assert!((f32::load(&std(&x))[0] - 20.266_666_f32.sqrt()).abs() < 1e-5);
    }

    #[test]
    fn one_element_has_no_variance_and_nothing_has_no_length() {
        assert!(f32::load(&var(&Raw::full(3.0, &[1])))[0].is_nan());
        assert!(f32::load(&std_axis(&Raw::full(3.0, &[2, 0]), 1))[1].is_nan());
        assert_eq!(f32::load(&norm(&Raw::full(3.0, &[0]))), [0.0]);
        assert_eq!(var_axis(&Raw::full(3.0, &[0, 4]), 0).dims(), [4]);
    }
}
