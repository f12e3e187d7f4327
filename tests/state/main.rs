//! States of models: saved, loaded, refused. The crate `safetensors` says what the format is.

mod random;
mod refused;

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use manabi::nn::Module;
use manabi::prelude::*;
use safetensors::SafeTensors;
use safetensors::tensor::{Dtype, TensorView};

/// A folder of one test, which goes with it.
struct Folder(PathBuf);

impl Folder {
    fn new(test: &str) -> Folder {
        let folder = std::env::temp_dir().join(format!("manabi-{test}-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        Folder(folder)
    }

    fn join(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// What a state holds, by bits.
fn bits(state: &StateDict) -> BTreeMap<String, (Vec<usize>, Vec<u32>)> {
    let bits = |name: &str| {
        let tensor = state.get(name).unwrap();
        let values = tensor.to_vec().into_iter().map(f32::to_bits).collect();
        (name.to_string(), (tensor.shape().to_vec(), values))
    };
    state.names().map(bits).collect()
}

/// A file with one array.
fn file(name: &str, dtype: Dtype, dims: &[usize], bytes: &[u8]) -> Vec<u8> {
    let view = TensorView::new(dtype, dims.to_vec(), bytes).unwrap();
    safetensors::serialize([(name, view)], None).unwrap()
}

type Net = (Conv2d<1, 2, 3>, BatchNorm2d<2>, Relu, Flatten, Linear<8, 3>);

#[test]
fn a_model_computes_the_same_after_a_file() {
    let folder = Folder::new("file");
    let path = folder.join("net.safetensors");
    let (mut net, mut later) = (Net::default(), Net::default());
    let x = rand([5, 1, 4, 4]);
    let mut opt = Adam::new(0.1);
    for _ in 0..3 {
        let loss = net.forward(&x).square().sum();
        opt.step(&mut net, &loss.backward());
    }
    fs::write(&path, "an older file").unwrap();
    net.save(&path).unwrap();
    for _ in 0..2 {
        later.load(&path).unwrap();
        assert_eq!(bits(&later.state_dict()), bits(&net.state_dict()));
    }
    assert_eq!(fs::read_dir(&folder.0).unwrap().count(), 1, "nothing is left beside the file");
    net.eval();
    later.eval();
    assert_eq!(later.forward(&x), net.forward(&x));
}

#[test]
fn a_snapshot_does_not_change_and_training_goes_on() {
    let mut net = Linear::<3, 2>::default();
    let x = rand([4, 3]);
    let mut opt = AdamW::new(0.1);
    let mut step = |net: &mut Linear<3, 2>| {
        let loss = net.forward(&x).square().sum();
        opt.step(net, &loss.backward());
    };
    step(&mut net);
    let best = net.state_dict();
    let before = bits(&best);
    step(&mut net);
    assert_eq!(bits(&best), before);
    assert_ne!(bits(&net.state_dict()), before);
    net.freeze();
    net.load_state_dict(&best).unwrap();
    assert_eq!(net.forward(&x).tape(), [], "what is frozen stays frozen");
    net.unfreeze();
    assert_eq!(bits(&net.state_dict()), before);
    step(&mut net);
    assert_ne!(bits(&net.state_dict()), before);
}

#[test]
fn other_floating_point_types_are_converted() {
    let double: Vec<u8> = [1.5_f64, -2.0].iter().flat_map(|v| v.to_le_bytes()).collect();
    let halves = [0x3e00_u16, 0xc000].map(u16::to_le_bytes).concat();
    let brains = [0x3fc0_u16, 0xc000].map(u16::to_le_bytes).concat();
    for (dtype, bytes) in [(Dtype::F64, double), (Dtype::F16, halves), (Dtype::BF16, brains)] {
        let state = StateDict::from_bytes(&file("w", dtype, &[2], &bytes)).unwrap();
        assert_eq!(state.get("w").unwrap(), tensor([1.5, -2.]), "{dtype}");
    }
}

#[test]
fn a_count_of_batches_is_not_missed_and_not_lost() {
    let norm = BatchNorm1d::<2>::default();
    let own = norm.state_dict().to_bytes();
    let own = SafeTensors::deserialize(&own).unwrap();
    let count = 7_i64.to_le_bytes();
    let count = TensorView::new(Dtype::I64, vec![], &count).unwrap();
    let mut arrays = own.tensors();
    arrays.push(("num_batches_tracked".into(), count));
    let state = StateDict::from_bytes(&safetensors::serialize(arrays, None).unwrap()).unwrap();
    assert_eq!(state.get("num_batches_tracked"), None);
    assert!(state.to_string().contains("\nnum_batches_tracked [] I64\n"));
    BatchNorm1d::<2>::default().load_state_dict(&state).unwrap();
    let again = state.to_bytes();
    let again = SafeTensors::deserialize(&again).unwrap();
    assert_eq!(again.tensor("num_batches_tracked").unwrap().data(), 7_i64.to_le_bytes());
}
