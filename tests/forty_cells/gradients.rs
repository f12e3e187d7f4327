//! Gradients by themselves, and descending along them.

use manabi::prelude::*;

#[test]
fn of_a_formula() {
    let (a, b) = (tensor([2., 3.]).requires_grad(), tensor([6., 4.]).requires_grad());
    let q = 3. * a.powf(3.) - b.square();
    let gradients = q.sum().backward();
    assert_eq!(gradients.of(&a), 9. * a.square());
    assert_eq!(gradients.of(&b), -2. * &b);
}

#[test]
fn of_one_layer_and_its_loss() {
    let (x, y) = (ones(5), zeros(3));
    let (w, b) = (zeros([5, 3]).requires_grad(), zeros(3).requires_grad());
    let z = x.matmul(&w) + &b;
    let gradients = bce_with_logits(&z, &y).backward();
    assert!(gradients.of(&b).allclose(&full(3, 0.5 / 3.), 1e-6));
    assert!(gradients.of(&w).allclose(&full([5, 3], 0.5 / 3.), 1e-6));
}

#[test]
fn not_recorded() {
    let w = ones([2, 2]).requires_grad();
    assert!(no_grad(|| w.matmul(&w)).tape().is_empty());
    assert!(w.detach().exp().tape().is_empty());
    assert_eq!(w.exp().tape().len(), 2);
}

#[test]
fn by_finite_differences() {
    fn f(x: &Tensor) -> Tensor {
        (x.sin() * x.exp()).sum()
    }
    let x = tensor([0.3, -1.2]).requires_grad();
    let exact = f(&x).backward().of(&x);
    let h = 1e-2;
    for i in 0..2 {
        let step = tensor([i]).one_hot(2).row(0) * h;
        let slope = (f(&(&x + &step)) - f(&(&x - &step))).item() / (2. * h);
        assert!((slope - exact[i]).abs() < 1e-3);
    }
}

#[test]
fn down_a_valley() {
    let mut x = tensor([4., -3.]);
    for _ in 0..100 {
        let here = x.requires_grad();
        let height = (here.square() * tensor([0.5, 2.])).sum();
        x -= height.backward().of(&here) * 0.2;
    }
    assert!(x.norm().item() < 1e-3);
}

#[test]
fn a_cubic_through_a_sine() {
    let x = linspace(-3., 3., 200);
    let powers = stack([&ones(200), &x, &x.square(), &x.powf(3.)], 1);
    let mut w = zeros(4);
    for _ in 0..2000 {
        let now = w.requires_grad();
        let loss = (powers.matmul(&now) - x.sin()).square().mean();
        w -= loss.backward().of(&now) * tensor([0.1, 0.05, 0.01, 0.005]);
    }
    assert!((powers.matmul(&w) - x.sin()).square().mean().item() < 0.01);
}

#[test]
fn only_chosen_places_learn() {
    let table = zeros([4, 2]).requires_grad();
    let tokens = tensor([3, 1, 3]);
    let gradients = table.index_select(0, &tokens).sum().backward();
    assert_eq!(gradients.of(&table), tensor([[0., 0.], [1., 1.], [0., 0.], [2., 2.]]));
}

#[test]
fn of_the_greatest_few() {
    let x = tensor([3., 9., 5., 7.]).requires_grad();
    let (values, places) = x.topk(2, 0);
    assert_eq!(places, tensor([1, 3]));
    assert_eq!(values.sum().backward().of(&x), tensor([0., 1., 0., 1.]));
}

#[test]
fn activations_and_their_slopes() {
    fn slopes(y: &Tensor, x: &Tensor) -> Tensor {
        y.sum().backward().of(x)
    }
    let x = tensor([-2., -0.5, 0.5, 2.]).requires_grad();
    assert_eq!(slopes(&x.relu(), &x), tensor([0., 0., 1., 1.]));
    assert_eq!(slopes(&x.leaky_relu(0.1), &x), tensor([0.1, 0.1, 1., 1.]));
    assert!(slopes(&x.softplus(), &x).allclose(&x.sigmoid(), 1e-6));
}

#[test]
fn the_way_that_was_computed() {
    let w = ones([2, 1]).requires_grad();
    let loss = (ones([3, 2]).matmul(&w).relu() - 1.).square().mean();
    let ops: Vec<_> = loss.tape().iter().map(|record| record.op).collect();
    assert_eq!(ops, ["parameter", "matmul", "relu", "sub", "square", "mean"]);
}
