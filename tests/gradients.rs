//! Gradients of every differentiable op against differences of the op itself, along random directions.

mod directional;

use directional::{SHAPES, apart, away_from_zero, between, check};
use manabi::prelude::*;

#[test]
fn functions_of_one_element() {
    manual_seed(1);
    for shape in SHAPES {
        let unary = |name, x: Tensor, op: fn(&Tensor) -> Tensor| check(name, &[x], &|x| op(&x[0]));
        unary("abs", away_from_zero(shape), |x| x.abs());
        unary("clamp", away_from_zero(shape) + 0.5, |x| x.clamp(0.5, 9.0));
        unary("cos", randn(shape), |x| x.cos());
        unary("exp", randn(shape), |x| x.exp());
        unary("ln", between(0.5, 3.0, shape), |x| x.ln());
        unary("neg", randn(shape), |x| -x);
        unary("powf", between(0.5, 2.0, shape), |x| x.powf(-1.5));
        unary("powf 3", randn(shape), |x| x.powf(3.0));
        unary("relu", away_from_zero(shape), |x| x.relu());
        unary("sigmoid", randn(shape), |x| x.sigmoid());
        unary("sin", randn(shape), |x| x.sin());
        unary("sqrt", between(0.5, 3.0, shape), |x| x.sqrt());
        unary("square", randn(shape), |x| x.square());
        unary("tanh", randn(shape), |x| x.tanh());
        unary("add a number", randn(shape), |x| x + 2.0);
        unary("subtract a number", randn(shape), |x| x - 2.0);
        unary("subtract from a number", randn(shape), |x| 2.0 - x);
        unary("multiply by a number", randn(shape), |x| x * -3.0);
        unary("divide by a number", randn(shape), |x| x / 4.0);
        unary("divide a number", between(0.5, 2.0, shape), |x| 2.0 / x);
    }
}

#[test]
fn operators_with_broadcasting() {
    manual_seed(2);
    let shapes: [(&[usize], &[usize]); 9] = [
        (&[], &[]),
        (&[3], &[3]),
        (&[2, 3], &[3]),
        (&[2, 3], &[2, 1]),
        (&[2, 1], &[1, 4]),
        (&[], &[2, 3]),
        (&[3, 1, 2], &[4, 1]),
        (&[2, 1, 3, 1], &[4, 1, 2]),
        (&[1, 1], &[5]),
    ];
    for (a, b) in shapes.into_iter().chain(shapes.map(|(a, b)| (b, a))) {
        let binary = |name, op: fn(&Tensor, &Tensor) -> Tensor| {
            check(name, &[randn(a), between(0.5, 2.0, b)], &|x| op(&x[0], &x[1]));
        };
        binary("add", |a, b| a + b);
        binary("sub", |a, b| a - b);
        binary("mul", |a, b| a * b);
        binary("div", |a, b| a / b);
    }
}

#[test]
fn one_tensor_on_both_sides() {
    manual_seed(3);
    check("x * x / (x + 3)", &[rand([2, 3])], &|x| &x[0] * &x[0] / (&x[0] + 3.0));
    check("x xᵀ", &[randn([3, 3])], &|x| x[0].matmul(&x[0].t()));
}

#[test]
fn products() {
    manual_seed(4);
    let shapes: [(&[usize], &[usize]); 11] = [
        (&[3], &[3]),
        (&[3], &[3, 2]),
        (&[4, 3], &[3]),
        (&[4, 3], &[3, 2]),
        (&[1, 1], &[1, 1]),
        (&[2, 4, 3], &[3, 2]),
        (&[2, 1, 3], &[3]),
        (&[2, 4, 3], &[2, 3, 2]),
        (&[1, 4, 3], &[2, 3, 1]),
        (&[4, 3], &[2, 3, 2]),
        (&[3], &[2, 3, 2]),
    ];
    for (a, b) in shapes {
        check("matmul", &[randn(a), randn(b)], &|x| x[0].matmul(&x[1]));
    }
    let one_side = randn([2, 3, 4]);
    check("matmul by data", &[randn([4, 2])], &|x| one_side.matmul(&x[0]));
    check("matmul of data", &[randn([3, 2])], &|x| {
        x[0].matmul(&one_side.row(0).row(1).reshape([2, 2]))
    });
}

#[test]
fn reductions() {
    manual_seed(5);
    for shape in SHAPES {
        check("sum", &[randn(shape)], &|x| x[0].sum());
        check("mean", &[randn(shape)], &|x| x[0].mean());
        check("max", &[apart(shape)], &|x| x[0].max());
        check("min", &[apart(shape)], &|x| x[0].min());
        for axis in 0..shape.len() as isize {
            check("sum_axis", &[randn(shape)], &|x| x[0].sum_axis(axis));
            check("mean_axis", &[randn(shape)], &|x| x[0].mean_axis(axis));
            check("max_axis", &[apart(shape)], &|x| x[0].max_axis(axis));
            check("min_axis", &[apart(shape)], &|x| x[0].min_axis(axis));
            check("softmax", &[randn(shape)], &|x| x[0].softmax(axis));
            check("log_softmax", &[randn(shape)], &|x| x[0].log_softmax(axis));
        }
    }
    check("a long sum", &[randn([3, 1000])], &|x| x[0].square().sum());
}

#[test]
fn views() {
    manual_seed(6);
    for shape in [[3, 4], [1, 4], [3, 1]] {
        check("t", &[randn(shape)], &|x| x[0].t());
        check("reshape", &[randn(shape)], &|x| x[0].reshape([-1, 1]));
        check("flatten", &[randn(shape)], &|x| x[0].flatten());
        check("unsqueeze", &[randn(shape)], &|x| x[0].unsqueeze(1));
        check("squeeze", &[randn(shape)], &|x| x[0].unsqueeze(0).squeeze(0));
        check("row", &[randn(shape)], &|x| x[0].row(shape[0] - 1));
        check("col", &[randn(shape)], &|x| x[0].col(shape[1] - 1));
    }
    check("t of a batch", &[randn([2, 3, 4])], &|x| x[0].t());
    check("row of a batch", &[randn([2, 3, 4])], &|x| x[0].row(1));
    check("rows", &[randn([3, 2])], &|x| {
        x[0].rows().map(|row| row.square()).fold(zeros(2), |a, b| a + b)
    });
}

#[test]
fn layers_and_losses() {
    manual_seed(7);
    for rows in [&[][..], &[1], &[4], &[2, 3]] {
        let layer = Linear::new(3, 2);
        let (input, output) = ([rows, &[3]].concat(), [rows, &[2]].concat());
        check("linear by its input", &[randn(&input[..])], &|x| layer.forward(&x[0]));
        let target = rand(&output[..]);
        check("mse_loss", &[randn(&output[..]), target.clone()], &|x| mse_loss(&x[0], &x[1]));
        check("l1_loss", &[target.clone() + 1.5, target.clone()], &|x| l1_loss(&x[0], &x[1]));
        // On both sides of the knee, and away from it.
        let far = randn(&output[..]).gt(0.).to_f32() * 3. + 0.5 + &target;
        check("huber_loss", &[far, target.clone()], &|x| huber_loss(&x[0], &x[1], 1.5));
        let inputs = [randn(&output[..]), target.clone() + 0.5];
        check("kl_div", &inputs, &|x| kl_div(&x[0].log_softmax(-1), &x[1]));
        let three = [0; 3].map(|_| randn(&output[..]));
        check("triplet_margin_loss", &three, &|x| triplet_margin_loss(&x[0], &x[1], &x[2], 9.));
        check("bce_with_logits", &[randn(&output[..]), target], &|x| bce_with_logits(&x[0], &x[1]));
        let labels = Tensor::from_vec(vec![1; rows.iter().product()], rows);
        check("cross_entropy", &[randn(&output[..])], &|x| cross_entropy(&x[0], &labels));
        check("nll_loss", &[randn(&output[..])], &|x| nll_loss(&x[0].log_softmax(-1), &labels));
    }
}

#[test]
fn convolutions_and_pools_as_functions() {
    manual_seed(9);
    let image = || randn([2, 3, 5, 4]);
    check("conv2d", &[image(), randn([4, 3, 3, 2])], &|x| conv2d(&x[0], &x[1], [2, 1], [1, 0]));
    check("conv1d", &[randn([2, 3, 7]), randn([4, 3, 2])], &|x| conv1d(&x[0], &x[1], 2, 1));
    let inputs = [image(), randn([3, 4, 3, 2])];
    check("conv_transpose2d", &inputs, &|x| conv_transpose2d(&x[0], &x[1], 2, [1, 0]));
    check("max_pool2d", &[apart(&[2, 3, 5, 4]) * 0.1], &|x| max_pool2d(&x[0], [2, 3], 1));
    check("avg_pool2d", &[image()], &|x| avg_pool2d(&x[0], 2, 1));
}

#[test]
fn parameters_of_a_layer_get_the_gradients_of_its_formula() {
    manual_seed(8);
    for shape in [&[3][..], &[1, 3], &[4, 3], &[2, 2, 3]] {
        let (layer, x) = (Linear::<3, 2>::default(), randn(shape));
        let by_layer = layer.forward(&x).square().sum().backward();
        let bias = layer.bias.as_ref().unwrap();
        let (w, b) = (layer.weight.requires_grad(), bias.requires_grad());
        let by_hand = (x.matmul(&w.t()) + &b).square().sum().backward();
        assert!(by_layer.of(&layer.weight).allclose(&by_hand.of(&w), 1e-4));
        assert!(by_layer.of(bias).allclose(&by_hand.of(&b), 1e-4));
    }
}

#[test]
fn nothing_has_gradients_of_its_shape() {
    let x = zeros([0, 3]).requires_grad();
    let w = ones([3, 2]).requires_grad();
    let column = ones([2]).requires_grad();
    let loss = (x.matmul(&w) + &column).exp().sum();
    let gradients = loss.backward();
    assert_eq!(gradients.of(&x).shape(), [0, 3]);
    assert_eq!(gradients.of(&w), zeros([3, 2]));
    assert_eq!(gradients.of(&column), zeros(2));
    let gradients = Linear::new(3, 2).forward(&x).sum_axis(0).sum().backward();
    assert_eq!(gradients.of(&x).shape(), [0, 3]);
}

#[test]
fn kinks_and_ties_are_decided() {
    let gradient = |x: Tensor, op: fn(&Tensor) -> Tensor| {
        let x = x.requires_grad();
        op(&x).sum().backward().of(&x).to_vec()
    };
    assert_eq!(gradient(tensor([0.]).untyped(), |x| x.relu()), [0.]);
    assert_eq!(gradient(tensor([0.]).untyped(), |x| x.abs()), [0.]);
    assert_eq!(gradient(tensor([0., 1., 2.]).untyped(), |x| x.clamp(0., 1.)), [1., 1., 0.]);
    assert_eq!(gradient(tensor([1., 3., 3.]).untyped(), |x| x.max()), [0., 0.5, 0.5]);
    assert_eq!(gradient(tensor([0., 2.]).untyped(), |x| x.powf(0.)), [0., 0.]);
}
