//! Models exchanged with PyTorch through files, in both directions: the same names, the same logits.
//!
//! Runs where `MANABI_TORCH` names a Python with torch and safetensors, as in
//! `MANABI_TORCH=venv/bin/python cargo test --release -p manabi --test pytorch`.

use std::fs;
use std::process::Command;

use manabi::nn::Module;
use manabi::prelude::*;

#[derive(Module)]
struct Net {
    words: Embedding<7, 64>,
    body: (
        (manabi::nn::DynConv2d, BatchNorm2d<4>, PRelu),
        (manabi::nn::DynConv2d, GroupNorm<3, 6>, Relu),
        (manabi::nn::DynConvTranspose2d, InstanceNorm<4>),
    ),
    series: manabi::nn::DynConv1d,
    head: (LayerNorm<174>, Linear<174, 8>, BatchNorm1d<8>, Tanh, Linear<8, 5>),
}
