use super::*;
use crate::tensor::randn;

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
