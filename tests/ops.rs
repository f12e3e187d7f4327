//! Parts, joins, orders, choices and activations: against PyTorch, for which `tests/goldens/ops.py` wrote
//! what is compared with, and against finite differences along random directions.

#[path = "goldens/case.rs"]
mod case;
mod directional;
#[path = "goldens/plain.rs"]
mod plain;
#[path = "goldens/reference.rs"]
mod reference;

use std::collections::BTreeMap;

use directional::{SHAPES, apart, away_from_zero, between, check};
use manabi::prelude::*;

fn goldens() -> Vec<case::Case> {
    let mut groups: BTreeMap<String, Vec<case::Case>> =
        serde_json::from_str(include_str!("goldens/ops.json")).unwrap();
    groups.remove("ops").unwrap()
}

fn mask() -> Tensor<Dyn, bool> {
    tensor([[true], [false], [true]]).untyped()
}

fn apply(name: &str, x: &[Tensor]) -> Tensor {
    let index = tensor([[2, 0], [1, 1]]);
    let grid = tensor([[0, 2, 1, 0], [1, 1, 2, 0]]).unsqueeze(1);
    match name {
        "slice" => x[0].slice(1, 1..3),
        "slice from the end" => x[0].slice(-1, -3..-1),
        "step_by" => x[0].step_by(-1, 3),
        "select" => x[0].select(1, -1),
        "row" => x[0].row(2),
        "index_select" => x[0].index_select(1, &index),
        "gather" => x[0].gather(1, &grid),
        "gather a part" => x[0].gather(2, &grid.slice(2, ..3)),
        "masked_select" => x[0].masked_select(&mask()),
        "split" => {
            let [_, rest] = x[0].split([1, 3], 2);
            rest * 2.0
        }
        "chunk" => x[0].chunk(2, 1)[0].clone(),
        "flip" => x[0].flip(1),
        "permute" => x[0].permute([2, 0, 1]),
        "broadcast_to" => x[0].broadcast_to([2, 3, 4]),
        "concat" => concat([&x[0], &x[1], &x[0]], 1),
        "stack" => stack([&x[0], &x[1]], 1),
        "sort" => x[0].sort(1),
        "topk" => x[0].topk(2, 2).0,
        "cumsum" => x[0].cumsum(1),
        "choose" => choose(&mask(), &x[0], &x[1]),
        "maximum" => x[0].maximum(&x[1]),
        "minimum" => x[0].minimum(&x[1]),
        "var" => x[0].var(),
        "std" | "std of equal elements" => x[0].std(),
        "norm" | "norm of zeros" => x[0].norm(),
        "var_axis" => x[0].var_axis(1),
        "std_axis" => x[0].std_axis(0),
        "norm_axis" => x[0].norm_axis(2),
        "round" => x[0].round(),
        "floor" => x[0].floor(),
        "ceil" => x[0].ceil(),
        "sign" => x[0].sign(),
        "leaky_relu" => x[0].leaky_relu(0.2),
        "elu" => x[0].elu(1.5),
        "gelu" => x[0].gelu(),
        "silu" => x[0].silu(),
        "softplus" => x[0].softplus(),
        "prelu" | "prelu of channels" => prelu(&x[0], &x[1]),
        other => panic!("no op of the name {other}"),
    }
}

/// By the formula: the layer's parameter is its own.
fn prelu(x: &Tensor, slopes: &Tensor) -> Tensor {
    let slopes = if slopes.len() == 1 { slopes.clone() } else { slopes.unsqueeze(1) };
    x.relu() + slopes * x.minimum(&zeros(1))
}

#[test]
fn values_and_gradients_are_those_of_pytorch() {
    let cases = goldens();
    assert_eq!(cases.len(), 41);
    case::check(&cases, apply);
}

#[test]
fn a_prelu_layer_is_that_of_pytorch() {
    for case in goldens().iter().filter(|case| case.name.starts_with("prelu")) {
        let layer = PRelu { weight: Parameter::new(case.inputs[1].tensor()) };
        let x = case.inputs[0].tensor().requires_grad();
        let y = layer.forward(&x);
        plain::assert_close(&case.name, &y, &case.output);
        let gradients = (y * case.weights.tensor()).sum().backward();
        plain::assert_close("by x", &gradients.of(&x), &case.gradients[0]);
        plain::assert_close("by the slopes", &gradients.of(&layer.weight), &case.gradients[1]);
    }
}

#[test]
fn activations() {
    manual_seed(11);
    for shape in SHAPES {
        let unary = |name, x: Tensor, op: fn(&Tensor) -> Tensor| check(name, &[x], &|x| op(&x[0]));
        unary("leaky_relu", away_from_zero(shape), |x| x.leaky_relu(0.1));
        unary("elu", away_from_zero(shape), |x| x.elu(0.7));
        unary("gelu", randn(shape), |x| x.gelu());
        unary("silu", randn(shape), |x| x.silu());
        unary("softplus", randn(shape), |x| x.softplus());
        unary("prelu", away_from_zero(shape), |x| PRelu::default().forward(x));
    }
    check("prelu of channels", &[away_from_zero(&[2, 3, 2])], &|x| PRelu::new(3).forward(&x[0]));
}

#[test]
fn parts_along_every_axis() {
    manual_seed(12);
    for shape in [&[5][..], &[3, 4], &[1, 4], &[3, 1], &[2, 3, 2]] {
        for axis in 0..shape.len() {
            let (size, along) = (shape[axis], axis as isize);
            let part = |name, op: &dyn Fn(&Tensor) -> Tensor| {
                check(name, &[randn(shape)], &|x| op(&x[0]));
                // Of a tensor that was computed with other strides and broadcast.
                check(name, &[randn(shape)], &|x| op(&(x[0].flip(along) + ones(1))));
            };
            part("slice", &|x| x.slice(along, size / 2..));
            part("step_by", &|x| x.step_by(along, 2));
            part("select", &|x| x.select(along, -1));
            part("chunk", &|x| x.chunk(2, along).pop().unwrap());
            part("cumsum", &|x| x.cumsum(along));
            part("index_select", &|x| x.index_select(along, &tensor([size - 1, 0, size - 1])));
            let last = Tensor::from_vec(vec![size - 1; shape.iter().product()], shape);
            part("gather", &|x| x.gather(along, &last));
            part("concat", &|x| concat([x, &x.square()], along));
            part("stack", &|x| stack([x, &x.square()], along - 1));
            // A length and a deviation have a kink at 0.
            check("norm_axis", &[between(0.2, 2.0, shape)], &|x| x[0].norm_axis(along));
            if size > 1 {
                check("var_axis", &[apart(shape)], &|x| x[0].var_axis(along));
                check("std_axis", &[apart(shape)], &|x| x[0].std_axis(along));
            }
            check("sort", &[apart(shape)], &|x| x[0].sort(along));
            check("topk", &[apart(shape)], &|x| x[0].topk(size.min(2), along).0);
        }
    }
}

#[test]
fn whole_tensors() {
    manual_seed(13);
    for shape in SHAPES {
        check("norm", &[away_from_zero(shape)], &|x| x[0].norm());
        if shape.iter().product::<usize>() > 1 {
            check("var", &[randn(shape)], &|x| x[0].var());
            check("std", &[apart(shape)], &|x| x[0].std());
        }
        let mask = rand(shape).gt(0.5);
        check("choose", &[randn(shape), randn(shape)], &|x| choose(&mask, &x[0], &x[1]));
        check("choose a number", &[randn(shape)], &|x| choose(&mask, &x[0], 0.0));
        check("masked_select", &[randn(shape)], &|x| x[0].masked_select(&mask));
        check("broadcast_to", &[randn(shape)], &|x| {
            x[0].broadcast_to([&[2][..], x[0].shape()].concat())
        });
    }
    check("permute", &[randn([2, 3, 1, 2])], &|x| x[0].permute([3, 1, 0, 2]));
    check("permute a batch", &[randn([3, 4, 2])], &|x| x[0].permute([0, 2, 1]));
    for (a, b) in [(&[2, 3][..], &[3][..]), (&[2, 1], &[1, 4]), (&[], &[3])] {
        let signed = [between(-1.0, -0.2, a), between(0.0, 1.0, b)];
        check("maximum", &signed, &|x| x[0].maximum(&x[1]));
        check("minimum", &signed, &|x| x[0].minimum(&x[1]));
        let mask = rand(b).gt(0.5);
        check("choose", &[randn(a), randn(b)], &|x| choose(&mask, &x[0], &x[1]));
    }
}

#[test]
fn nothing_has_gradients_of_its_shape() {
    let x = zeros([0, 3]).requires_grad();
    let ops: [fn(&Tensor) -> Tensor; 15] = [
        |x| x.slice(1, 1..),
        |x| x.select(1, 0),
        |x| x.index_select(1, &tensor([2, 2])),
        |x| x.gather(1, &Tensor::from_vec(vec![0; 0], [0, 1])),
        |x| x.masked_select(&x.gt(0.0)),
        |x| x.flip(0),
        |x| x.permute([1, 0]),
        |x| concat([x, x], 0),
        |x| stack([x, x], 1),
        |x| x.sort(0),
        |x| x.cumsum(0),
        |x| x.gelu() + x.maximum(&ones(3)),
        |x| x.norm_axis(0),
        |x| x.broadcast_to([2, 0, 3]),
        |x| PRelu::new(3).forward(x),
    ];
    for op in ops {
        assert_eq!(op(&x).sum().backward().of(&x).shape(), [0, 3]);
    }
    let column = ones([1, 3]).requires_grad();
    let stretched = column.broadcast_to([0, 3]).sum().backward();
    assert_eq!(stretched.of(&column), zeros([1, 3]));
}

#[test]
fn all_of_it_on_the_reference() {
    reference::once_more();
}
