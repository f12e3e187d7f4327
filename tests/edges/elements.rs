//! Functions and operators on elements, and what is made of all of them.

use manabi::prelude::*;

use crate::SHAPES;
use crate::array::Array;
use crate::check::{check, check_one};

#[test]
fn functions_of_one_element() {
    let logistic = |x: f64| 1. / (1. + (-x).exp());
    type Pair<'a> = (&'a str, fn(&Tensor) -> Tensor, &'a dyn Fn(f64) -> f64);
    let functions: [Pair; 30] = [
        ("abs", |x| x.abs(), &f64::abs),
        ("cos", |x| x.cos(), &f64::cos),
        ("exp", |x| x.exp(), &f64::exp),
        ("ln", |x| x.ln(), &f64::ln),
        ("relu", |x| x.relu(), &|x| x.max(0.)),
        ("sigmoid", |x| x.sigmoid(), &logistic),
        ("sin", |x| x.sin(), &f64::sin),
        ("sqrt", |x| x.sqrt(), &f64::sqrt),
        ("square", |x| x.square(), &|x| x * x),
        ("tanh", |x| x.tanh(), &f64::tanh),
        ("powf", |x| x.powf(1.5), &|x| x.powf(1.5)),
        ("clamp", |x| x.clamp(0.4, 0.8), &|x| x.clamp(0.4, 0.8)),
        ("round", |x| x.round(), &f64::round_ties_even),
        ("floor", |x| x.floor(), &f64::floor),
        ("ceil", |x| x.ceil(), &f64::ceil),
        ("sign", |x| x.sign(), &f64::signum),
        ("leaky_relu", |x| (x - 1.).leaky_relu(0.1), &|x| (x - 1.).max(0.1 * (x - 1.))),
        ("elu", |x| (-x).elu(2.), &|x| 2. * (-x).exp_m1()),
        ("gelu", |x| x.gelu(), &gelu),
        ("silu", |x| x.silu(), &|x| x * logistic(x)),
        ("softplus", |x| x.softplus(), &|x| x.exp().ln_1p()),
        ("neg", |x| -x, &|x| -x),
        ("add a number", |x| x + 2., &|x| x + 2.),
        ("add to a number", |x| 2. + x, &|x| x + 2.),
        ("sub a number", |x| x - 2., &|x| x - 2.),
        ("sub from a number", |x| 2. - x, &|x| 2. - x),
        ("mul by a number", |x| x * 3., &|x| x * 3.),
        ("div by a number", |x| x / 4., &|x| x / 4.),
        ("div a number", |x| 2. / x, &|x| 2. / x),
        ("dropout in evaluation", evaluated, &|x| x),
    ];
    for shape in SHAPES {
        // Away from the kinks and steps of the list.
        let x = Array::mixed(shape).map(|v| v + 0.05);
        for (name, op, f) in functions {
            check_one(name, &x, op, |x| Some(x.map(f)));
        }
    }
}

fn evaluated(x: &Tensor) -> Tensor {
    let mut layer = Dropout::new(0.5);
    layer.eval();
    layer.forward(x)
}

/// x Φ(x), with Φ by Simpson's rule.
fn gelu(x: f64) -> f64 {
    let density = |t: f64| (-t * t / 2.).exp() / (2. * std::f64::consts::PI).sqrt();
    let step = x / 200.;
    let weight = |i: usize| match i {
        0 | 200 => 1.,
        i => [2., 4.][i % 2],
    };
    let area: f64 = (0..=200).map(|i| weight(i) * density(i as f64 * step)).sum();
    x * (0.5 + area * step / 3.)
}

/// Shapes that stretch to one another, with a 0 or a 1 somewhere, and some that do not.
const PAIRS: [(&[usize], &[usize]); 14] = [
    (&[0], &[0]),
    (&[0], &[1]),
    (&[], &[0]),
    (&[1], &[1]),
    (&[1, 1], &[]),
    (&[1, 1], &[0]),
    (&[0, 1], &[1, 0]),
    (&[3, 0, 2], &[2]),
    (&[3, 0, 2], &[3, 1, 1]),
    (&[3, 0, 2], &[0, 1]),
    (&[3, 1, 2], &[4, 1]),
    (&[0], &[2]),
    (&[3, 0, 2], &[3, 0, 3]),
    (&[1, 0], &[2, 2]),
];

#[test]
fn operators_that_broadcast() {
    type Pair = (&'static str, fn(&Tensor, &Tensor) -> Tensor, fn(f64, f64) -> f64);
    let operators: [Pair; 6] = [
        ("add", |a, b| a + b, |a, b| a + b),
        ("sub", |a, b| a - b, |a, b| a - b),
        ("mul", |a, b| a * b, |a, b| a * b),
        ("div", |a, b| a / b, |a, b| a / b),
        ("maximum", |a, b| a.maximum(b), f64::max),
        ("minimum", |a, b| a.minimum(b), f64::min),
    ];
    for (a, b) in PAIRS.into_iter().chain(PAIRS.map(|(a, b)| (b, a))) {
        let inputs = [Array::mixed(a), Array::mixed(b).map(|v| v * 1.3)];
        for (name, op, f) in operators {
            check(name, &inputs, &|x| op(&x[0], &x[1]), &|x| x[0].zip(&x[1], f));
        }
        let comparisons: [Pair; 6] = [
            ("gt", |a, b| a.gt(b).to_f32(), |a, b| (a > b).into()),
            ("ge", |a, b| a.ge(b).to_f32(), |a, b| (a >= b).into()),
            ("lt", |a, b| a.lt(b).to_f32(), |a, b| (a < b).into()),
            ("le", |a, b| a.le(b).to_f32(), |a, b| (a <= b).into()),
            ("eq", |a, b| a.eq(b).to_f32(), |a, b| (a == b).into()),
            ("ne", |a, b| a.ne(b).to_f32(), |a, b| (a != b).into()),
        ];
        let (x, y) = (&inputs[0], &inputs[1]);
        for (name, op, f) in comparisons {
            // A mask has no gradient: the other input is a constant, and so is the outcome.
            let other = y.tensor();
            let masked = |t: &Tensor| t * 0. + op(t, &other);
            check_one(name, x, masked, |x| x.zip(y, f));
        }
    }
}

#[test]
fn what_is_made_of_all_elements() {
    let mean = |x: &[f64]| x.iter().sum::<f64>() / x.len() as f64;
    let var = move |x: &[f64]| match x.len() {
        0 | 1 => f64::NAN,
        n => x.iter().map(|v| (v - mean(x)).powi(2)).sum::<f64>() / (n - 1) as f64,
    };
    for shape in SHAPES {
        let x = Array::mixed(shape);
        check_one("sum", &x, |x| x.sum(), |x| Some(x.whole(|x| x.iter().sum())));
        check_one("mean", &x, |x| x.mean(), |x| Some(x.whole(mean)));
        check_one("var", &x, |x| x.var(), |x| Some(x.whole(var)));
        check_one("std", &x, |x| x.std(), |x| Some(x.whole(|x| var(x).sqrt())));
        let length = |x: &[f64]| x.iter().map(|v| v * v).sum::<f64>().sqrt();
        check_one("norm", &x, |x| x.norm(), |x| Some(x.whole(length)));
        let extreme = |x: &Array, f: fn(f64, f64) -> f64| {
            (!x.values.is_empty()).then(|| x.whole(|x| x.iter().copied().reduce(f).unwrap()))
        };
        check_one("max", &x, |x| x.max(), |x| extreme(x, f64::max));
        check_one("min", &x, |x| x.min(), |x| extreme(x, f64::min));
    }
}

#[test]
fn losses() {
    let mean = |x: Option<Array>| {
        x.filter(|x| !x.values.is_empty())
            .map(|x| x.whole(|x| x.iter().sum::<f64>() / x.len() as f64))
    };
    type Pair = (&'static str, fn(&Tensor, &Tensor) -> Tensor, fn(f64, f64) -> f64);
    let losses: [Pair; 4] = [
        ("mse_loss", |a, b| mse_loss(a, b), |a, b| (a - b).powi(2)),
        ("l1_loss", |a, b| l1_loss(a, b), |a, b| (a - b).abs()),
        ("huber_loss", |a, b| huber_loss(a, b, 9.), |a, b| (a - b).powi(2) / 2.),
        ("bce_with_logits", |a, b| bce_with_logits(a, b), |x, t| x.exp().ln_1p() - x * t),
    ];
    for shape in SHAPES {
        let inputs = [Array::mixed(shape), Array::mixed(shape).map(|v| v * 0.9)];
        for (name, op, f) in losses {
            check(name, &inputs, &|x| op(&x[0], &x[1]), &|x| mean(x[0].zip(&x[1], f)));
        }
        let three = [1., 0.9, 0.5].map(|scale| Array::mixed(shape).map(|v| v * scale));
        let distance = |a: &Array, b: &Array| {
            let squares = a.zip(b, |a, b| (a - b + 1e-6).powi(2))?;
            Some(squares.reduce(shape.len() - 1, |x| x.iter().sum::<f64>().sqrt()))
        };
        check(
            "triplet_margin_loss",
            &three,
            &|x| triplet_margin_loss(&x[0], &x[1], &x[2], 9.),
            &|x| mean(distance(&x[0], &x[1])?.zip(&distance(&x[0], &x[2])?, |p, n| p - n + 9.)),
        );
    }
}
