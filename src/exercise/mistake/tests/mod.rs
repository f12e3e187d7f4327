//! Laws: what was done to random numbers is what is named, and nothing is named that was not done.

mod axes;
mod form;
mod size;

use super::form::{flip, transpose};
use super::*;
use crate::engine::random::Generator;
use crate::tensor::Tensor;

const ROUNDS: u64 = 200;

fn numbers(shape: &[usize], values: Vec<f64>) -> Numbers {
    Numbers { shape: shape.to_vec(), values, kind: Kind::Float }
}

fn random(generator: &mut Generator, shape: &[usize]) -> Numbers {
    let len = shape.iter().product();
    numbers(shape, (0..len).map(|_| f64::from(generator.normal())).collect())
}

/// A shape of one to three axes, each of 2 to 5 elements.
fn shape(generator: &mut Generator, axes: usize) -> Vec<usize> {
    (0..axes).map(|_| 2 + generator.below(4) as usize).collect()
}

fn named(input: Option<&Numbers>, got: &Numbers, expected: &Numbers) -> Option<Mistake> {
    likely(&Case { input, got, expected, tolerance: Tolerance::default() })
}

/// Over random arrays of one to three axes: what `change` does to them is named as what it says.
fn law(axes: std::ops::RangeInclusive<usize>, change: impl Fn(&Numbers) -> (Numbers, Mistake)) {
    for round in 0..ROUNDS {
        let mut generator = Generator::new(round);
        for axes in axes.clone() {
            let shape = shape(&mut generator, axes);
            let right = random(&mut generator, &shape);
            let (changed, mistake) = change(&right);
            let said = named(None, &changed, &right);
            match (&said, &mistake) {
                // Factors and offsets carry a measured number.
                (Some(Mistake::Factor(a)), Mistake::Factor(b))
                | (Some(Mistake::Offset(a)), Mistake::Offset(b)) => {
                    assert!((a - b).abs() < 1e-3 * b.abs(), "{a} {b}");
                }
                _ => assert_eq!(said, Some(mistake), "{right:?}"),
            }
        }
    }
}

fn mapped(numbers: &Numbers, f: impl Fn(f64) -> f64) -> Numbers {
    Numbers { values: numbers.values.iter().map(|x| f(*x)).collect(), ..numbers.clone() }
}

#[test]
fn what_is_no_number_is_named() {
    let right = numbers(&[3], vec![0.1, 0.2, 0.7]);
    let with = |value| numbers(&[3], vec![0.1, value, 0.7]);
    let large = numbers(&[3], vec![1., 1000., 3.]);
    for (input, got, mistake) in [
        (None, with(f64::NAN), Mistake::NotANumber { all: false }),
        (None, mapped(&right, |_| f64::NAN), Mistake::NotANumber { all: true }),
        (None, with(f64::INFINITY), Mistake::Infinite { large_input: false }),
        (Some(&large), with(f64::INFINITY), Mistake::Infinite { large_input: true }),
        (Some(&large), with(f64::NAN), Mistake::Infinite { large_input: true }),
    ] {
        assert_eq!(named(input, &got, &right), Some(mistake));
    }
    assert_eq!(named(Some(&large), &large, &right), Some(Mistake::Input));
}

#[test]
fn nothing_is_named_that_was_not_done() {
    for round in 0..20 * ROUNDS {
        let mut generator = Generator::new(round);
        let axes = round as usize % 4;
        let shape = shape(&mut generator, axes);
        let (right, wrong) = (random(&mut generator, &shape), random(&mut generator, &shape));
        let input = random(&mut generator, &shape);
        assert_eq!(named(Some(&input), &wrong, &right), None, "{wrong:?} for {right:?}");
        // What is right has no mistake, also with the noise of another order of the same sums.
        let noisy = mapped(&right, |x| x * (1. + 1e-6));
        assert_eq!(named(Some(&input), &noisy, &right), None);
    }
}

#[test]
fn one_wrong_element_spoils_every_rule() {
    for round in 0..ROUNDS {
        let mut generator = Generator::new(round);
        let right = random(&mut generator, &[4, 4]);
        type Change = fn(&Numbers) -> Vec<f64>;
        let changes: [Change; 6] = [
            |x| mapped(x, |x| -x).values,
            |x| mapped(x, |x| 3. * x).values,
            |x| mapped(x, |x| x + 1.).values,
            |x| transpose(x),
            |x| flip(x, 0),
            |x| mapped(x, f64::exp).values,
        ];
        for change in changes {
            let mut values = change(&right);
            values[round as usize % 16] += 0.5;
            assert_eq!(named(None, &numbers(&[4, 4], values), &right), None);
        }
    }
}

#[test]
fn few_or_round_numbers_prove_nothing() {
    let list = |values: &[f64]| numbers(&[values.len()], values.to_vec());
    let one = |value| numbers(&[], vec![value]);
    for (got, expected) in [
        (one(2.), one(1.)),
        (one(4.), one(2.)),
        (one(0.), one(3.)),
        (list(&[2., 2.]), list(&[1., 1.])),
        (list(&[0.25, 0.25]), list(&[0.5, 0.5])), // half, or the square
        (one(0.01), one(0.1)),
        (list(&[0., 1., 1., 1.]), list(&[0., 0., 0., 1.])), // OR for AND
        (list(&[0., 1., 1., 0.]), list(&[0., 1., 1., 1.])), // XOR for OR
        (list(&[1., 0., 0.]), list(&[0., 0., 1., 0.])),
    ] {
        assert_eq!(named(None, &got, &expected), None, "{got:?} for {expected:?}");
    }
    // An odd number alone proves what a round one does not.
    assert_eq!(named(None, &one(0.7317_f64.sqrt()), &one(0.7317)), Some(Mistake::Rooted));
    // The opposite truth table is no chance.
    let (nand, and) = (list(&[1., 1., 1., 0.]), list(&[0., 0., 0., 1.]));
    assert_eq!(named(None, &nand, &and), Some(Mistake::Complement));
}

fn array(tensor: &Tensor) -> Numbers {
    let values = tensor.to_vec().into_iter().map(f64::from).collect();
    numbers(tensor.shape(), values)
}
