//! Parts, joins and other arrangements; on strided and broadcast input too.

use manabi::prelude::*;

use crate::SHAPES;
use crate::array::{Array, without};
use crate::check::{check, check_one};

#[test]
fn parts_along_an_axis() {
    for x in SHAPES.map(Array::mixed) {
        for axis in 0..x.shape.len() {
            let (along, size) = (axis as isize, x.shape[axis]);
            let part = |name: &str, op: &dyn Fn(&Tensor) -> Tensor, places: Option<Vec<usize>>| {
                let take =
                    |lane: &[f64], places: &[usize]| places.iter().map(|i| lane[*i]).collect();
                let taken = |x: &Array| {
                    let places = places.as_ref()?;
                    Some(x.along(axis, places.len(), |lane| take(lane, places)))
                };
                check_one(name, &x, op, taken);
                // The same of an input that was computed, turned and stretched on the way.
                let stretched = |x: &Tensor| op(&(x.flip(along).flip(along) + zeros(1)));
                check_one(name, &x, stretched, taken);
            };
            let all = || Vec::from_iter(0..size);
            part("slice", &|x| x.slice(along, ..), Some(all()));
            part("slice", &|x| x.slice(along, 0..0), Some(vec![]));
            part("slice", &|x| x.slice(along, ..1), (size > 0).then(|| vec![0]));
            part("slice", &|x| x.slice(along, size..), Some(vec![]));
            part("slice", &|x| x.slice(along, ..size + 1), None);
            part("step_by", &|x| x.step_by(along, 2), Some(all().into_iter().step_by(2).collect()));
            part("step_by", &|x| x.step_by(along, 0), None);
            let first = tensor(vec![0, 0]);
            part(
                "index_select",
                &|x| x.index_select(along, &first),
                (size > 0).then(|| vec![0; 2]),
            );
            let none = Tensor::from_vec(Vec::<usize>::new(), [0]);
            part("index_select", &|x| x.index_select(along, &none), Some(vec![]));
            part(
                "gather",
                &|x| {
                    let index = Tensor::from_vec(vec![0_usize; x.len()], x.shape());
                    x.gather(along, &index)
                },
                Some(vec![0; size]),
            );
            part(
                "chunk",
                &|x| x.chunk(2, along)[0].clone(),
                Some(Vec::from_iter(0..size.div_ceil(2))),
            );
            part("chunk", &|x| x.chunk(0, along)[0].clone(), None);
            part("split", &|x| x.split([0, size], along)[1].clone(), Some(all()));
            part("split", &|x| x.split([1, size], along)[1].clone(), None);
            part("concat", &|x| concat([x, x], along), Some([all(), all()].concat()));
            let some = |x: &Array| (size > 0).then(|| x.reduce(axis, |lane| lane[size - 1]));
            check_one("select", &x, |x| x.select(along, -1), some);
            let one = |x: &Array| (size == 1).then(|| x.reduce(axis, |lane| lane[0]));
            check_one("squeeze", &x, |x| x.squeeze(along), one);
        }
    }
}

#[test]
fn rows_and_columns() {
    for x in SHAPES.map(Array::mixed) {
        let last = x.shape.len() - 1;
        let first = |axis: usize| {
            move |x: &Array| (x.shape[axis] > 0).then(|| x.reduce(axis, |lane| lane[0]))
        };
        check_one("row", &x, |x| x.row(0), first(0));
        check_one("col", &x, |x| x.col(0), first(last));
        assert_eq!(x.tensor().rows().count(), x.shape[0]);
        check_one(
            "t",
            &x,
            |x| x.t(),
            |x| {
                let turn = |place: &[usize]| {
                    let mut turned = place.to_vec();
                    turned.swap(last - 1, last);
                    turned
                };
                (last > 0).then(|| Array::of(&turn(&x.shape), |place| x.at(&turn(place))))
            },
        );
    }
}

#[test]
fn other_arrangements() {
    for x in SHAPES.map(Array::mixed) {
        let rank = x.shape.len();
        let arranged =
            |x: &Array, shape: Vec<usize>| Some(Array { shape, values: x.values.clone() });
        check_one("flatten", &x, |x| x.flatten(), |x| arranged(x, vec![x.values.len()]));
        check_one(
            "reshape",
            &x,
            |x| x.reshape([1, -1, 1]),
            |x| arranged(x, vec![1, x.values.len(), 1]),
        );
        check_one(
            "reshape",
            &x,
            |x| x.reshape([7, 1]),
            |x| (x.values.len() == 7).then(|| x.clone()),
        );
        for place in 0..=rank {
            let mut shape = x.shape.clone();
            shape.insert(place, 1);
            check_one(
                "unsqueeze",
                &x,
                |x| x.unsqueeze(place as isize),
                |x| arranged(x, shape.clone()),
            );
            let mut doubled = x.shape.clone();
            doubled.insert(place, 2);
            let stacked = |x: &Array| {
                Some(Array::of(&doubled, |at| x.at(&without(at, place)) * [1., 2.][at[place]]))
            };
            check_one("stack", &x, |x| stack([x, &(x * 2.)], place as isize), stacked);
        }
        let stretched = |x: &Array| x.zip(&Array::mixed(&[2, 3, 1, 2]), |v, _| v);
        check_one(
            "broadcast_to",
            &x,
            |x| x.broadcast_to([2, 3, 1, 2]),
            |x| stretched(x).filter(|y| y.shape == [2, 3, 1, 2]),
        );
    }
    for sizes in [[3, 0, 2], [1, 1, 1], [2, 3, 4], [0, 1, 2]] {
        let x = Array::mixed(&sizes);
        for order in [[0, 1, 2], [2, 0, 1], [1, 0, 2], [2, 1, 0], [0, 2, 1]] {
            let permuted = |x: &Array| {
                let shape = order.map(|axis| x.shape[axis]);
                Some(Array::of(&shape, |place| {
                    let mut from = [0; 3];
                    order.iter().zip(place).for_each(|(axis, i)| from[*axis] = *i);
                    x.at(&from)
                }))
            };
            check_one("permute", &x, |x| x.permute(order.map(|axis| axis as isize)), permuted);
        }
    }
}

#[test]
fn masks() {
    for x in SHAPES.map(Array::mixed) {
        let mask = x.tensor().gt(0.6);
        let high = |x: &Array| x.map(|v| f64::from(v > 0.6));
        check_one(
            "masked_select",
            &x,
            |x| x.masked_select(&mask),
            |x| {
                let values: Vec<f64> = x.values.iter().copied().filter(|v| *v > 0.6).collect();
                Some(Array { shape: vec![values.len()], values })
            },
        );
        let count = high(&x).values.iter().sum::<f64>() as usize;
        assert_eq!((mask.count(), mask.any()), (count, count > 0));
        assert_eq!(mask.all(), count == x.values.len());
        assert_eq!(mask.nonzero().shape(), [count, x.shape.len()]);
        assert_eq!((&mask & !&mask).count() + (&mask ^ &mask).count(), 0);
        let inputs = [x.clone(), x.map(|v| v * 2.)];
        check("choose", &inputs, &|x| choose(&mask, &x[0], &x[1]), &|x| {
            x[0].zip(&x[1], |a, b| if a > 0.6 { a } else { b })
        });
    }
    // A mask, a tensor and a number that stretch to one shape, or do not.
    let row = tensor([true, false]);
    for shape in [&[0][..], &[1], &[3, 0, 2], &[3, 1], &[0, 1]] {
        let x = Array::mixed(shape);
        let chosen =
            |x: &Array| x.zip(&Array { shape: vec![2], values: vec![1., 0.] }, |v, m| v * m);
        check_one("choose", &x, |x| choose(&row, x, 0.), chosen);
    }
}
