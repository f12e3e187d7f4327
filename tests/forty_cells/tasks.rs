//! Small tasks from data to a measured result.

use manabi::prelude::*;

#[test]
fn classes_of_points() {
    manual_seed(6);
    let centers = tensor([[0., 0.], [3., 0.], [0., 3.]]);
    let labels = tensor((0..150).map(|i| i % 3).collect::<Vec<_>>());
    let x = centers.index_select(0, &labels) + randn([150, 2]) * 0.5;
    let (mut net, mut opt) = (Linear::<2, 3>::default(), Adam::new(0.1));
    for _ in 0..200 {
        let loss = cross_entropy(&net.forward(&x), &labels);
        opt.step(&mut net, &loss.backward());
    }
    let accuracy = net.forward(&x).argmax(1).eq(&labels).to_f32().mean().item();
    assert!(accuracy > 0.95, "{accuracy}");
}

#[test]
fn shuffled_batches() {
    manual_seed(7);
    let (x, y) = (arange(0., 10., 1.).unsqueeze(1), arange(0., 10., 1.) * 2.);
    let order = randperm(10);
    let mut seen = 0.;
    for batch in order.chunk(3, 0) {
        let (x, y) = (x.index_select(0, &batch), y.index_select(0, &batch));
        assert_eq!(x.squeeze(1) * 2., y);
        seen += x.sum().item();
    }
    assert_eq!(seen, 45.);
}

#[test]
fn train_and_test_apart() {
    manual_seed(8);
    let x = randn([100, 2]).index_select(0, &randperm(100));
    let [train, test] = x.split([80, 20], 0);
    assert_eq!((train.shape(), test.shape()), (&[80, 2][..], &[20, 2][..]));
    assert_eq!(concat([&train, &test], 0), x);
}

#[test]
fn cross_entropy_by_hand() {
    let logits = tensor([[2., 0., 1.], [0., 3., 0.]]);
    let labels = tensor([0, 2]);
    let picked = logits.log_softmax(1).gather(1, &labels.unsqueeze(1));
    let one_hot = (logits.softmax(1).ln() * labels.one_hot(3)).sum_axis(1);
    assert!(cross_entropy(&logits, &labels).allclose(&-picked.mean(), 1e-6));
    assert!(picked.squeeze(1).allclose(&one_hot, 1e-6));
}

#[test]
fn top_two_accuracy() {
    let scores = tensor([[0.5, 0.3, 0.2], [0.1, 0.2, 0.7], [0.4, 0.35, 0.25]]);
    let labels = tensor([1, 0, 2]);
    let (_, best) = scores.topk(2, 1);
    let hits = best.eq(&labels.unsqueeze(1)).count();
    assert_eq!(hits, 1);
}

#[test]
fn a_confusion_matrix() {
    let (labels, guesses) = (tensor([0, 0, 1, 1, 1]), tensor([0, 1, 1, 1, 0]));
    let matrix = labels.one_hot(2).t().matmul(&guesses.one_hot(2));
    assert_eq!(matrix, tensor([[1., 1.], [1., 2.]]));
}

#[test]
fn the_nearest_neighbour() {
    let points = tensor([[0., 0.], [1., 1.], [4., 4.]]);
    let query = tensor([[0.9, 1.2], [3., 5.]]);
    let distances = (query.unsqueeze(1) - points.unsqueeze(0)).norm_axis(2);
    assert_eq!(distances.argmin(1), tensor([1, 2]));
}

#[test]
fn the_points_of_each_class() {
    let (x, labels) = (tensor([[1., 2.], [3., 4.], [5., 6.]]), tensor([0, 1, 0]));
    let means: Vec<_> = (0..2)
        .map(|class| {
            let places = labels.eq(class).nonzero().squeeze(1);
            x.index_select(0, &places).mean_axis(0)
        })
        .collect();
    assert_eq!(stack(&means, 0), tensor([[3., 4.], [3., 4.]]));
}
