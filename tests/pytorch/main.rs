//! Models exchanged with PyTorch through files, in both directions: the same names, the same logits.
//!
//! Runs where `MANABI_TORCH` names a Python with torch and safetensors, as in
//! `MANABI_TORCH=venv/bin/python cargo test --release -p manabi --test pytorch`.

use std::io::Write;
use std::path::Path;
use std::process::Command;
use std::{env, fs, process};

use manabi::nn::{DynConv1d, DynConv2d, DynConvTranspose2d, Module};
use manabi::prelude::*;

#[derive(Module)]
struct Net {
    words: Embedding<7, 64>,
    body: (
        DynConv2d,
        BatchNorm2d<4>,
        PRelu,
        DynConv2d,
        GroupNorm<3, 6>,
        Relu,
        DynConvTranspose2d,
        InstanceNorm<4>,
    ),
    series: DynConv1d,
    reader: Lstm<58, 8>,
    encoder: TransformerEncoder<16, 2, 24>,
    head: (LayerNorm<48>, Linear<48, 8>, BatchNorm1d<8>, Tanh, Linear<8, 5>),
}

impl Net {
    fn new() -> Net {
        let body = (
            Conv2d::new(1, 4, [3, 5]).stride(2).padding([1, 2]),
            BatchNorm2d::default(),
            PRelu::default(),
            Conv2d::new(4, 6, 3).padding(1).groups(2).without_bias(),
            GroupNorm::default(),
            Relu,
            ConvTranspose2d::new(6, 4, 2).stride(2).groups(2),
            InstanceNorm::default().affine(),
        );
        let series = Conv1d::new(4, 3, 4).dilation(2);
        let layer = || TransformerEncoderLayer::<16, 2, 24>::default().norm_first();
        let encoder = TransformerEncoder::new(2, layer).norm(LayerNorm::new(16));
        let reader = Lstm::default().layers(2).bidirectional();
        Net { words: Default::default(), body, series, reader, encoder, head: Default::default() }
    }

    fn forward(&self, ids: &Tensor<Dyn, usize>) -> Tensor {
        let x = self.words.forward(ids).reshape([-1, 1, 8, 8]); // (batch, 1, height, width)
        let x = self.body.forward(&x).reshape([-1, 4, 64]);
        let (x, _) = self.reader.forward(&self.series.forward(&x)); // (batch, 3, 16)
        self.head.forward(&self.encoder.forward(&x).reshape([-1, 48]))
    }
}

/// Trained a little, so that nothing is as it started, the running statistics least of all.
fn trained(ids: &Tensor<Dyn, usize>) -> Net {
    let (mut net, mut opt) = (Net::new(), Adam::new(0.01));
    for _ in 0..5 {
        let loss = net.forward(ids).square().sum();
        opt.step(&mut net, &loss.backward());
    }
    net.eval();
    net
}

fn write(path: &Path, name: &str, tensor: Tensor) {
    let mut state = StateDict::default();
    state.insert(name, tensor);
    state.write(path).unwrap();
}

#[test]
fn pytorch_and_we_load_each_others_models() {
    let Some(python) = env::var_os("MANABI_TORCH") else {
        let said = "skipped, because MANABI_TORCH names no Python with torch and safetensors\n";
        return std::io::stderr().write_all(said.as_bytes()).unwrap();
    };
    let folder = env::temp_dir().join(format!("manabi-pytorch-{}", process::id()));
    fs::create_dir_all(&folder).unwrap();
    manual_seed(1);
    let ids = randint(7, [20, 1]);
    let mut net = trained(&ids);
    net.save(folder.join("ours.safetensors")).unwrap();
    write(&folder.join("input.safetensors"), "ids", ids.to_f32());
    write(&folder.join("output.safetensors"), "logits", net.forward(&ids));

    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pytorch/exchange.py");
    let ran = Command::new(python).arg(script).arg(&folder).output().unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));

    let expected = StateDict::read(folder.join("their-output.safetensors")).unwrap();
    let expected = expected.get("logits").unwrap();
    let before = net.forward(&ids);
    net.load(folder.join("theirs.safetensors")).unwrap();
    assert!(!net.forward(&ids).allclose(&before, 1e-2));
    let difference = (net.forward(&ids) - &expected).abs().max().item();
    assert!(difference <= 1e-5, "the logits differ by {difference}");

    net.load(folder.join("half.safetensors")).unwrap();
    let difference = (net.forward(&ids) - &expected).abs().max().item();
    assert!((1e-5..0.1).contains(&difference), "half precision differs by {difference}");
    fs::remove_dir_all(folder).unwrap();
}
