//! Laws that hold for any model and any file.

use manabi::nn::{Module, Part, PartMut};
use manabi::prelude::*;
use safetensors::SafeTensors;
use safetensors::tensor::TensorView;

use crate::bits;

/// Numbers that look random (Steele and Vigna's SplitMix64).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ z >> 31
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }

    /// Any bits: numbers of all sizes, infinities and all sorts of NaN.
    fn tensor(&mut self) -> Tensor {
        let dims: Vec<usize> = (0..self.below(4)).map(|_| self.below(4)).collect();
        let values = (0..dims.iter().product()).map(|_| f32::from_bits(self.next() as u32));
        Tensor::from_vec(values.collect::<Vec<_>>(), dims)
    }

    fn tree(&mut self, depth: usize) -> Tree {
        match self.below(if depth == 0 { 3 } else { 6 }) {
            0 => Tree::Kept(Buffer::new(self.tensor())),
            1 | 2 => Tree::Trained(Parameter::new(self.tensor())),
            _ => {
                let name = |i| match i {
                    0 => "\"quoted\\\n".to_string(),
                    1 => "層".to_string(),
                    _ => i.to_string(),
                };
                let part = |i| (name(i), self.tree(depth - 1));
                Tree::Branch((0..4).map(part).collect())
            }
        }
    }
}

/// A model of any form.
#[derive(Clone)]
enum Tree {
    Trained(Parameter),
    Kept(Buffer),
    Branch(Vec<(String, Tree)>),
}

impl Tree {
    /// A model of the same form with other elements.
    fn other(&self) -> Tree {
        match self {
            Tree::Trained(parameter) => Tree::Trained(Parameter::new(parameter.zeros_like())),
            Tree::Kept(buffer) => Tree::Kept(Buffer::new(buffer.get().zeros_like())),
            Tree::Branch(parts) => Tree::Branch(
                parts.iter().map(|(name, part)| (name.clone(), part.other())).collect(),
            ),
        }
    }
}

impl Module for Tree {
    fn name(&self) -> std::borrow::Cow<'static, str> {
        "Tree".into()
    }

    fn parts<'a>(&'a self, visit: &mut dyn FnMut(&str, Part<'a>)) {
        match self {
            Tree::Trained(parameter) => visit("", Part::Module(parameter)),
            Tree::Kept(buffer) => visit("", Part::Buffer(buffer)),
            Tree::Branch(parts) => {
                parts.iter().for_each(|(name, part)| visit(name, Part::Module(part)))
            }
        }
    }

    fn parts_mut<'a>(&'a mut self, visit: &mut dyn FnMut(&str, PartMut<'a>)) {
        match self {
            Tree::Trained(parameter) => visit("", PartMut::Module(parameter)),
            Tree::Kept(buffer) => visit("", PartMut::Buffer(buffer)),
            Tree::Branch(parts) => {
                parts.iter_mut().for_each(|(name, part)| visit(name, PartMut::Module(part)));
            }
        }
    }
}

#[test]
fn any_model_comes_back_bit_by_bit() {
    let mut random = Random(1);
    let mut greatest = 0;
    for _ in 0..300 {
        let model = random.tree(4);
        let state = model.state_dict();
        let expected = bits(&state);
        greatest = greatest.max(expected.len());
        let bytes = state.to_bytes();
        let mut later = model.other();
        for _ in 0..2 {
            later.load_state_dict(&StateDict::from_bytes(&bytes).unwrap()).unwrap();
            assert_eq!(bits(&later.state_dict()), expected);
        }
        assert_eq!(later.state_dict().to_bytes(), bytes);
    }
    assert!(greatest > 50, "the models are small: {greatest}");
}

#[test]
fn files_are_those_of_the_format() {
    let mut random = Random(2);
    for _ in 0..300 {
        let state = random.tree(3).state_dict();
        let bytes = state.to_bytes();
        let theirs = SafeTensors::deserialize(&bytes).unwrap();
        assert_eq!(theirs.len(), state.names().count());
        for (name, (dims, values)) in bits(&state) {
            let view = theirs.tensor(&name).unwrap();
            let data: Vec<u8> = values.iter().flat_map(|bits| bits.to_le_bytes()).collect();
            assert_eq!((view.shape(), view.data()), (&dims[..], &data[..]));
            assert_eq!((view.data().as_ptr().addr() - bytes.as_ptr().addr()) % 4, 0);
        }
        let views: Vec<(String, TensorView)> = theirs.tensors();
        let written = safetensors::serialize(views, None).unwrap();
        assert_eq!(bits(&StateDict::from_bytes(&written).unwrap()), bits(&state));
    }
}

#[test]
fn no_part_of_a_file_passes_for_it() {
    let bytes = Random(3).tree(2).state_dict().to_bytes();
    assert!(bytes.len() > 500);
    for end in 0..bytes.len() {
        let error = StateDict::from_bytes(&bytes[..end]).unwrap_err().to_string();
        assert!(
            error.contains(if end < 8 { "has only" } else { "was cut short" }),
            "{end}: {error}"
        );
    }
}

#[test]
fn no_bytes_are_too_strange() {
    let mut random = Random(4);
    let whole = random.tree(2).state_dict().to_bytes();
    let (mut read, mut refused) = (0, 0);
    for _ in 0..20_000 {
        let mut bytes = whole.clone();
        for _ in 0..=random.below(3) {
            let place = random.below(bytes.len().min(600));
            bytes[place] = random.next() as u8;
        }
        // What the format's own crate refuses is refused here too.
        match (StateDict::from_bytes(&bytes), SafeTensors::deserialize(&bytes)) {
            (Ok(_), Ok(_)) => read += 1,
            (Err(error), _) => refused += usize::from(error.to_string().starts_with("the file ")),
            (Ok(state), Err(theirs)) => {
                let unknown = state.names().any(|name| state.get(name).is_none());
                assert!(unknown, "{theirs}");
            }
        }
    }
    assert!(read > 100 && refused > 1000, "{read} and {refused}");
}
