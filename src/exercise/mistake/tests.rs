//! Laws: what was done to random numbers is what is named, and nothing is named that was not done.

use super::form::{flip, transpose};
use super::*;
use crate::engine::random::Generator;
use crate::tensor::{Tensor, rand, randn};

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
fn what_changes_every_number_alike_is_named() {
    law(1..=3, |x| (mapped(x, |x| -x), Mistake::Negated));
    law(1..=3, |x| (mapped(x, |x| 1. - x), Mistake::Complement));
    law(1..=3, |x| (mapped(x, |_| 0.), Mistake::Zeros));
    for c in [0.01, 0.5, 1.01, 2., 17., -3.3] {
        law(1..=3, |x| (mapped(x, |x| c * x), Mistake::Factor(c)));
    }
    for c in [-100., -0.01, 0.25, 1., 50.] {
        law(1..=3, |x| (mapped(x, |x| x + c), Mistake::Offset(c)));
    }
    law(1..=3, |x| (mapped(x, f64::exp), Mistake::Exponential));
}

#[test]
fn roots_logarithms_and_lost_fractions_are_named() {
    for round in 0..ROUNDS {
        let mut generator = Generator::new(round);
        let shape = shape(&mut generator, 1 + round as usize % 3);
        let right = mapped(&random(&mut generator, &shape), |x| x.abs() * 3. + 1.2);
        for (f, mistake) in [
            (f64::sqrt as fn(f64) -> f64, Mistake::Rooted),
            (|x| x * x, Mistake::Unrooted),
            (f64::ln, Mistake::Logarithm),
            (f64::floor, Mistake::Rounded),
            (f64::round, Mistake::Rounded),
        ] {
            assert_eq!(named(None, &mapped(&right, f), &right), Some(mistake));
        }
    }
}

#[test]
fn order_and_form_are_named() {
    law(2..=3, |x| {
        let mut shape = x.shape.clone();
        let last = shape.len() - 1;
        shape.swap(last, last - 1);
        (numbers(&shape, transpose(x)), Mistake::Transposed)
    });
    for axis in 0..3 {
        law(axis + 1..=3, |x| (numbers(&x.shape, flip(x, axis)), Mistake::Reversed { axis }));
    }
    law(1..=3, |x| {
        let mut shape = x.shape.clone();
        shape.push(1);
        (numbers(&shape, x.values.clone()), Mistake::Reshaped)
    });
    law(2..=3, |x| (numbers(&[x.values.len()], x.values.clone()), Mistake::Reshaped));
}

#[test]
fn shifts_gaps_and_orders_of_lists_are_named() {
    for round in 0..ROUNDS {
        let mut generator = Generator::new(round);
        let right = random(&mut generator, &[5 + round as usize % 4]);
        let values = &right.values;
        let list = |values: Vec<f64>| numbers(&[values.len()], values);
        let rotated = |by| {
            let mut values = values.clone();
            values.rotate_right(by);
            list(values)
        };
        let mut sorted = values.clone();
        sorted.sort_by(f64::total_cmp);
        let mut swapped = values.clone();
        swapped.swap(0, 2);
        let with = |at: usize| {
            let mut values = values.clone();
            values.insert(at, 0.123);
            list(values)
        };
        for (got, mistake) in [
            (rotated(1), Mistake::Shifted { by: 1 }),
            (rotated(values.len() - 1), Mistake::Shifted { by: -1 }),
            (list(swapped), Mistake::Reordered { ascending: false }),
            (list(values[1..].to_vec()), Mistake::TooFew { at_start: true }),
            (list(values[..values.len() - 1].to_vec()), Mistake::TooFew { at_start: false }),
            (with(0), Mistake::TooMany { at_start: true }),
            (with(values.len()), Mistake::TooMany { at_start: false }),
        ] {
            assert_eq!(named(None, &got, &right), Some(mistake));
        }
        if sorted != *values {
            assert!(matches!(
                named(None, &list(sorted), &right),
                Some(
                    Mistake::Reordered { ascending: true }
                        | Mistake::Reversed { axis: 0 }
                        | Mistake::Shifted { .. }
                )
            ));
        }
    }
}

#[test]
fn what_was_reduced_along_another_axis_is_named() {
    type Reduction = fn(&Tensor, isize) -> Tensor;
    let reductions: [(&str, Reduction); 4] = [
        ("sum", |x, axis| x.sum_axis(axis)),
        ("mean", |x, axis| x.mean_axis(axis)),
        ("maximum", |x, axis| x.max_axis(axis)),
        ("minimum", |x, axis| x.min_axis(axis)),
    ];
    for round in 0..ROUNDS / 4 {
        let mut generator = Generator::new(round);
        for axes in 2..=3 {
            let shape = shape(&mut generator, axes);
            let input = randn(shape.as_slice());
            for (reduction, reduce) in reductions {
                for (got, expected) in [(0, axes - 1), (axes - 1, 0)] {
                    let wrong = reduce(&input, got as isize);
                    let right = reduce(&input, expected as isize);
                    // A small matrix may have the same minima along both axes.
                    if wrong == right {
                        continue;
                    }
                    let said = named(Some(&array(&input)), &array(&wrong), &array(&right));
                    assert_eq!(said, Some(Mistake::OtherAxis { reduction, got, expected }));
                }
            }
            let (last, first) = (input.sum_axis(-1), input.sum());
            let said = named(Some(&array(&input)), &array(&first), &array(&last));
            assert_eq!(said, Some(Mistake::Total { mean: false }));
            let (last, first) = (input.mean_axis(-1), input.mean());
            let said = named(Some(&array(&input)), &array(&first), &array(&last));
            assert_eq!(said, Some(Mistake::Total { mean: true }));
        }
    }
}

#[test]
fn shares_along_another_axis_are_named() {
    for _ in 0..ROUNDS {
        let x = rand([3, 4]) + 0.1;
        let along = |axis: isize| &x / x.sum_axis(axis).unsqueeze(axis);
        let said = named(Some(&array(&x)), &array(&along(0)), &array(&along(1)));
        assert_eq!(said, Some(Mistake::SharesAlong { sum: 1., got: 0, expected: 1 }));
        let centred = |axis: isize| &x - x.mean_axis(axis).unsqueeze(axis);
        let said = named(Some(&array(&x)), &array(&centred(1)), &array(&centred(0)));
        assert_eq!(said, Some(Mistake::SharesAlong { sum: 0., got: 1, expected: 0 }));
    }
}

#[test]
fn sums_for_means_are_named_by_their_count() {
    for round in 0..ROUNDS {
        let n = 3 + round as usize % 20;
        let x = randn([n]);
        let (sum, mean) = (array(&x.sum()), array(&x.mean()));
        assert_eq!(named(Some(&array(&x)), &sum, &mean), Some(Mistake::NotDivided(n)));
        assert_eq!(named(Some(&array(&x)), &mean, &sum), Some(Mistake::Divided(n)));
        let x = randn([n, 4]);
        let (sum, mean) = (array(&x.sum_axis(0)), array(&x.mean_axis(0)));
        assert_eq!(named(Some(&array(&x)), &sum, &mean), Some(Mistake::NotDivided(n)));
        // A sum over each of the 4 columns is no mean over them by chance.
        assert_eq!(named(Some(&array(&x)), &mean, &sum), Some(Mistake::Divided(n)));
    }
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

#[test]
fn whole_numbers_and_truth_values_have_rules_of_their_own() {
    let whole = |value| Numbers { shape: vec![], values: vec![value], kind: Kind::Whole };
    assert_eq!(named(None, &whole(9.), &whole(10.)), Some(Mistake::OffByOne { more: false }));
    assert_eq!(named(None, &whole(12.), &whole(10.)), None);
    assert_eq!(named(None, &whole(6.), &whole(5.)), None); // 2 * 3 for 2 + 3
    let truth =
        |values: &[f64]| Numbers { kind: Kind::Truth, ..numbers(&[values.len()], values.to_vec()) };
    let (got, expected) = (truth(&[0., 1., 0.]), truth(&[1., 0., 1.]));
    assert_eq!(named(None, &got, &expected), Some(Mistake::Complement));
    assert_eq!(named(None, &truth(&[0., 0., 0.]), &expected), None);
}

#[test]
fn every_sentence_says_what_to_look_at() {
    for (mistake, part) in [
        (Mistake::Factor(2.), "derivative of a square"),
        (Mistake::Factor(std::f64::consts::LOG2_E), "base 2"),
        (Mistake::Factor(0.3), "0.3 times the right one"),
        (Mistake::Offset(-0.5), "too small by 0.5"),
        (Mistake::Shifted { by: -1 }, "1 place too early"),
        (Mistake::TooFew { at_start: false }, "The last element is missing"),
    ] {
        let sentence = mistake.to_string();
        assert!(sentence.contains(part) && sentence.ends_with(['.', '?']), "{sentence}");
    }
}

fn array(tensor: &Tensor) -> Numbers {
    let values = tensor.to_vec().into_iter().map(f64::from).collect();
    numbers(tensor.shape(), values)
}
