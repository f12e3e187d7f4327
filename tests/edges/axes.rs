//! Ops along an axis: sums and extremes, orders, softmax, norms, products.

use manabi::prelude::*;

use crate::SHAPES;
use crate::array::Array;
use crate::check::{check, check_one};

type Lane<'a> = &'a dyn Fn(&[f64]) -> f64;
type Lanes<'a> = &'a dyn Fn(&[f64]) -> Vec<f64>;

fn mean(x: &[f64]) -> f64 {
    x.iter().sum::<f64>() / x.len() as f64
}

/// Divided by one less than there are elements.
fn variance(x: &[f64]) -> f64 {
    match x.len() {
        0 | 1 => f64::NAN,
        n => x.iter().map(|v| (v - mean(x)).powi(2)).sum::<f64>() / (n - 1) as f64,
    }
}

fn sorted(x: &[f64]) -> Vec<f64> {
    let mut x = x.to_vec();
    x.sort_by(f64::total_cmp);
    x
}

/// Where the elements of an order lie.
fn places(x: &[f64], order: &[f64]) -> Vec<f64> {
    order.iter().map(|v| x.iter().position(|w| w == v).unwrap() as f64).collect()
}

#[test]
fn reductions() {
    let length = |x: &[f64]| x.iter().map(|v| v * v).sum::<f64>().sqrt();
    for x in SHAPES.map(Array::mixed) {
        for axis in 0..x.shape.len() {
            let along = axis as isize;
            let reduce = |name: &str, op: &dyn Fn(&Tensor, isize) -> Tensor, f: Lane| {
                check_one(name, &x, |x| op(x, along), |x| Some(x.reduce(axis, f)));
                let from_right = along - x.shape.len() as isize;
                check_one(name, &x, |x| op(x, from_right), |x| Some(x.reduce(axis, f)));
            };
            reduce("sum_axis", &|x, axis| x.sum_axis(axis), &|x| x.iter().sum());
            reduce("mean_axis", &|x, axis| x.mean_axis(axis), &mean);
            reduce("var_axis", &|x, axis| x.var_axis(axis), &variance);
            reduce("std_axis", &|x, axis| x.std_axis(axis), &|x| variance(x).sqrt());
            reduce("norm_axis", &|x, axis| x.norm_axis(axis), &length);
            let extreme = |name: &str, op: &dyn Fn(&Tensor) -> Tensor, f: fn(f64, f64) -> f64| {
                let of = |x: &[f64]| x.iter().copied().reduce(f).unwrap();
                let some = |x: &Array| (!x.values.is_empty()).then(|| x.reduce(axis, of));
                check_one(name, &x, op, some);
            };
            extreme("max_axis", &|x| x.max_axis(along), f64::max);
            extreme("min_axis", &|x| x.min_axis(along), f64::min);
        }
    }
}

#[test]
fn orders() {
    let size = |x: &Array, axis: usize| x.shape[axis];
    for x in SHAPES.map(Array::mixed) {
        for axis in 0..x.shape.len() {
            let along = axis as isize;
            let keep = |name: &str, op: &dyn Fn(&Tensor) -> Tensor, f: Lanes| {
                check_one(name, &x, op, |x| Some(x.along(axis, size(x, axis), f)));
            };
            keep("sort", &|x| x.sort(along), &sorted);
            keep("cumsum", &|x| x.cumsum(along), &|x| {
                (0..x.len()).map(|i| x[..=i].iter().sum()).collect()
            });
            keep("flip", &|x| x.flip(along), &|x| x.iter().rev().copied().collect());
            keep("softmax", &|x| x.softmax(along), &softmax);
            keep("log_softmax", &|x| x.log_softmax(along), &|x| {
                softmax(x).into_iter().map(f64::ln).collect()
            });
            // What has no gradient is added to what has one of 0.
            keep("argsort", &|x| x * 0. + x.argsort(along).to_f32(), &|x| places(x, &sorted(x)));
            for k in [0, 1] {
                let greatest = |x: &[f64]| sorted(x).into_iter().rev().take(k).collect::<Vec<_>>();
                let some = |x: &Array| (k <= size(x, axis)).then(|| x.along(axis, k, greatest));
                check_one("topk", &x, |x| x.topk(k, along).0, some);
            }
            let first = |name: &str, op: &dyn Fn(&Tensor) -> Tensor, f: Lane| {
                let some = |x: &Array| (size(x, axis) > 0).then(|| x.reduce(axis, f));
                check_one(name, &x, |x| op(x) + x.sum() * 0., some);
            };
            first("argmax", &|x| x.argmax(along).to_f32(), &|x| {
                places(x, &sorted(x)[x.len() - 1..])[0]
            });
            first("argmin", &|x| x.argmin(along).to_f32(), &|x| places(x, &sorted(x)[..1])[0]);
        }
    }
}

fn softmax(x: &[f64]) -> Vec<f64> {
    let sum: f64 = x.iter().map(|v| v.exp()).sum();
    x.iter().map(|v| v.exp() / sum).collect()
}

#[test]
fn norms_of_the_last_axis() {
    let normal = |x: &[f64]| -> Vec<f64> {
        let variance = x.iter().map(|v| (v - mean(x)).powi(2)).sum::<f64>() / x.len() as f64;
        x.iter().map(|v| (v - mean(x)) / (variance + 0.1).sqrt()).collect()
    };
    for x in SHAPES.map(Array::mixed) {
        let (axis, last) = (x.shape.len() - 1, x.shape[x.shape.len() - 1]);
        let layer = LayerNorm::new(last).eps(0.1);
        check_one("layer_norm", &x, |x| layer.forward(x), |x| Some(x.along(axis, last, normal)));
    }
}

#[test]
fn products() {
    // (batch, rows, k) times (k, columns) or (batch, k, columns), with a 0 or a 1 everywhere once.
    for sizes in [[2, 3, 4, 2], [0, 3, 4, 2], [2, 0, 4, 2], [2, 3, 0, 2], [2, 3, 4, 0], [1; 4]] {
        let [batch, rows, k, columns] = sizes;
        let product = |x: &[Array]| -> Option<Array> {
            let shared = x[1].shape.len() == 2;
            let right = |place: &[usize]| x[1].at(if shared { &place[1..] } else { place });
            let of = |place: &[usize]| {
                let &[b, i, j] = place else { panic!("three axes") };
                (0..k).map(|at| x[0].at(&[b, i, at]) * right(&[b, at, j])).sum()
            };
            Some(Array::of(&[batch, rows, columns], of))
        };
        let left = Array::mixed(&[batch, rows, k]);
        for right in [&[k, columns][..], &[batch, k, columns]] {
            let inputs = [left.clone(), Array::mixed(right)];
            check("matmul", &inputs, &|x| x[0].matmul(&x[1]), &product);
        }
        // The layer has its weight as (columns, k), and a bias.
        let weight = Array::mixed(&[columns, k]);
        let mut layer = Linear::new(k, columns);
        layer.weight = Parameter::new(weight.tensor().typed());
        layer.bias = Some(Parameter::new(full(columns, 0.25).typed()));
        let turned = Array::of(&[k, columns], |place| weight.at(&[place[1], place[0]]));
        check_one(
            "linear",
            &left,
            |x| layer.forward(x),
            |x| Some(product(&[x.clone(), turned.clone()])?.map(|v| v + 0.25)),
        );
    }
    let vectors = [Array::mixed(&[0]), Array::mixed(&[0])];
    let none = |_: &[Array]| Some(Array { shape: vec![], values: vec![0.] });
    check("matmul", &vectors, &|x| x[0].matmul(&x[1]), &none);
    let misfit = [Array::mixed(&[1]), Array::mixed(&[0])];
    check("matmul", &misfit, &|x| x[0].matmul(&x[1]), &|_| None);
}

#[test]
fn classes() {
    for rows in [&[][..], &[0], &[1], &[2, 2], &[0, 2]] {
        for classes in [1, 3] {
            let x = Array::mixed(&[rows, &[classes]].concat());
            let labels = Array::of(rows, |place| (place.iter().sum::<usize>() % classes) as f64);
            let numbers: Vec<usize> = labels.values.iter().map(|v| *v as usize).collect();
            let given = Tensor::from_vec(numbers.clone(), rows);
            let score = |x: &Array, f: &dyn Fn(&[f64]) -> Vec<f64>| {
                let lanes = x.values.chunks(classes).zip(&numbers);
                let all: Vec<f64> = lanes.map(|(lane, label)| -f(lane)[*label]).collect();
                (!all.is_empty()).then(|| Array { shape: vec![], values: vec![mean(&all)] })
            };
            let log_softmax = |x: &[f64]| softmax(x).into_iter().map(f64::ln).collect();
            check_one(
                "cross_entropy",
                &x,
                |x| cross_entropy(x, &given),
                |x| score(x, &log_softmax),
            );
            check_one("nll_loss", &x, |x| nll_loss(x, &given), |x| score(x, &<[f64]>::to_vec));
            let hot = given.one_hot(classes);
            let expected = Array::of(&[rows, &[classes]].concat(), |place| {
                let (class, row) = place.split_last().unwrap();
                (labels.at(row) == *class as f64).into()
            });
            assert_eq!(hot, expected.tensor());
            let outside = |x: &Tensor| {
                x * 0. + Tensor::from_vec(vec![9; x.len()], x.shape()).one_hot(9).sum()
            };
            let some = |x: &Array| x.values.is_empty().then(|| x.clone());
            check_one("one_hot", &x, outside, some);
        }
    }
}
