//! Losses and ops of tasks (sequences, boxes, words, distributions, styles, graphs): against PyTorch, for which
//! `tests/goldens/losses.py` wrote what is compared with, and against finite differences along random directions.

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
        serde_json::from_str(include_str!("goldens/losses.json")).unwrap();
    groups.remove("ops").unwrap()
}

fn ctc(x: &Tensor, lengths: [usize; 3], target_lengths: [usize; 3]) -> Tensor {
    let targets = tensor([[1, 2, 2, 4], [3, 3, 0, 0], [4, 0, 0, 0]]);
    ctc_loss(x, &targets, &lengths, &target_lengths)
}

fn default_boxes() -> Tensor {
    tensor([[0., 0., 2., 2.], [1., 0.5, 2., 4.], [-1., -1., 0., 3.]]).untyped()
}

fn masked(x: &Tensor) -> Tensor {
    let labels = tensor([[3, 1, 0], [2, 0, 0]]);
    cross_entropy_masked(x, &labels, &labels.ne(0))
}

fn graph() -> SparseMatrix {
    SparseMatrix::from_edges(4, &[[0, 1], [1, 2], [3, 3]]).normalized()
}

fn apply(name: &str, x: &[Tensor]) -> Tensor {
    match name {
        "ctc_loss" => ctc(&x[0].log_softmax(-1), [7, 7, 7], [4, 2, 1]),
        "ctc_loss lengths" => ctc(&x[0].log_softmax(-1), [5, 3, 6], [4, 2, 0]),
        "iou" => boxes::iou(&x[0], &x[1]),
        "encode" => boxes::encode(&x[0], &default_boxes(), [0.1, 0.2]),
        "decode" => boxes::decode(&x[0], &default_boxes(), [0.1, 0.2]),
        "cross_entropy_masked" => masked(&x[0]),
        "negative_sampling_loss" => negative_sampling_loss(&x[0], &x[1], &x[2]),
        "gaussian_nll_loss" => gaussian_nll_loss(&x[0], &x[1], &x[2]),
        "gaussian_kl" => gaussian_kl(&x[0], &x[1]),
        "gram_matrix" => gram_matrix(&x[0]),
        "graph convolution" => graph().matmul(&x[0]),
        other => panic!("no op of the name {other}"),
    }
}

#[test]
fn values_and_gradients_are_those_of_pytorch() {
    let cases = goldens();
    assert_eq!(cases.len(), 12);
    case::check(&cases, apply);
}

#[test]
fn sequences() {
    manual_seed(21);
    // By log-probabilities alone, without a softmax to normalise them.
    check("ctc_loss", &[randn([3, 7, 5])], &|x| ctc(&x[0], [7, 6, 7], [4, 2, 1]));
    check("ctc_loss of lengths", &[randn([3, 7, 5])], &|x| ctc(&x[0], [5, 3, 6], [4, 2, 0]));
    check("cross_entropy_masked", &[randn([2, 3, 4])], &|x| masked(&x[0]));
    let words = [randn([3, 4]), randn([3, 4]), randn([3, 5, 4])];
    check("negative_sampling_loss", &words, &|x| negative_sampling_loss(&x[0], &x[1], &x[2]));
}

#[test]
fn boxes_and_their_offsets() {
    manual_seed(22);
    // No two sides lie where a step could bring one past the other.
    let corners = apart(&[7, 2]);
    let sides = between(1., 2., &[7, 2]).floor() + 0.125;
    let [a, b] = concat([&corners, &(&corners + sides)], 1).split([3, 4], 0);
    check("iou", &[a.clone(), b], &|x| boxes::iou(&x[0], &x[1]));
    check("encode", &[a], &|x| boxes::encode(&x[0], &default_boxes(), [0.5, 0.2]));
    check("decode", &[randn([2, 3, 4])], &|x| boxes::decode(&x[0], &default_boxes(), [0.1, 0.2]));
}

#[test]
fn distributions() {
    manual_seed(23);
    for shape in SHAPES {
        let three = [randn(shape), randn(shape), between(0.5, 2., shape)];
        check("gaussian_nll_loss", &three, &|x| gaussian_nll_loss(&x[0], &x[1], &x[2]));
        if !shape.is_empty() {
            check("gaussian_kl", &[randn(shape), randn(shape)], &|x| gaussian_kl(&x[0], &x[1]));
        }
    }
}

#[test]
fn styles_and_graphs() {
    manual_seed(24);
    check("gram_matrix", &[away_from_zero(&[2, 3, 2, 4])], &|x| gram_matrix(&x[0]));
    let directed = SparseMatrix::from_entries([3, 4], &[(0, 1, 0.5), (0, 3, -2.), (2, 0, 1.)]);
    for shape in [&[4][..], &[4, 3], &[2, 4, 1]] {
        check("a graph", &[randn(shape)], &|x| graph().matmul(&x[0]));
        check("a graph of directions", &[randn(shape)], &|x| directed.matmul(&x[0]));
    }
}

#[test]
fn all_of_it_on_the_reference() {
    reference::once_more();
}
