//! Models over sequences learn small tasks: rows of digits, a sentence, the reversal of tokens. Ten times as long
//! under `MANABI_LONG=1`. Each seeds the one generator of the program, so that they take turns.

use std::env;
use std::sync::{Mutex, MutexGuard, PoisonError};

use manabi::prelude::*;

/// The turn of a test, and how much longer it may take.
fn turn(seed: u64) -> (MutexGuard<'static, ()>, usize) {
    static TURN: Mutex<()> = Mutex::new(());
    let guard = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    manual_seed(seed);
    (guard, if env::var_os("MANABI_LONG").is_some() { 10 } else { 1 })
}

#[derive(Module, Default)]
struct Rows {
    gru: Gru<8, 32>,
    out: Linear<32, 10>,
}

impl Rows {
    fn forward(&self, x: &Tensor) -> Tensor {
        let (_, last) = self.gru.forward(&x.reshape([-1, 8, 8])); // (batch, rows, columns)
        self.out.forward(&last.select(0, -1))
    }
}

#[test]
fn a_gru_reads_digits_row_by_row() {
    let (_turn, longer) = turn(1);
    let (train, test) = data::digits().flatten().split(0.8, 0);
    let (mut net, mut opt) = (Rows::default(), Adam::new(0.01));
    let batches = train.batches(32).shuffle(1);
    fit!(&mut net, &mut opt, &batches).clip_norm(1.).quiet().epochs(4 * longer);
    net.eval();
    let accuracy = metrics::accuracy(&net.forward(&test.x), &test.y);
    assert!(accuracy > if longer > 1 { 0.96 } else { 0.9 }, "{accuracy}");
}

const SENTENCE: &str = "the quick brown fox jumps over the lazy dog. ";

#[derive(Module, Default)]
struct Writer {
    characters: Embedding<28, 16>,
    lstm: Lstm<16, 64>,
    out: Linear<64, 28>,
}

fn ids(text: &str) -> Vec<usize> {
    let alphabet = "abcdefghijklmnopqrstuvwxyz. ";
    text.chars().map(|c| alphabet.find(c).unwrap()).collect()
}

#[test]
fn an_lstm_learns_a_sentence_by_truncated_backpropagation() {
    let (_turn, longer) = turn(2);
    let text = ids(&SENTENCE.repeat(24 * longer));
    // Four rows of text; the state is carried from piece to piece, and gradients end with each.
    let (rows, steps) = (4, 15);
    let columns = (text.len() - 1) / rows / steps * steps;
    let cut = |from: usize| -> Tensor<Dyn, usize> {
        let row = |row: usize| text[row * columns + from..][..columns].to_vec();
        Tensor::from_vec((0..rows).flat_map(row).collect(), [rows, columns])
    };
    let (x, y) = (cut(0), cut(1));
    let (mut net, mut opt) = (Writer::default(), Adam::new(0.01));
    let mut last = f32::MAX;
    for _ in 0..8 {
        let mut state = None;
        for start in (0..columns).step_by(steps) {
            let now = net.characters.forward(&x.slice(1, start..start + steps));
            let (h, (hidden, cell)) = net.lstm.forward_with(&now, state.as_ref(), None);
            let loss = cross_entropy(&net.out.forward(&h), &y.slice(1, start..start + steps));
            let mut gradients = loss.backward();
            gradients.clip_norm(1.);
            opt.step(&mut net, &gradients);
            state = Some((hidden.detach(), cell.detach()));
            last = loss.item();
        }
    }
    assert!(last < 0.1, "{last}");
    let next = |tokens: &[usize]| {
        let (h, _) = net.lstm.forward(&net.characters.forward(&tensor(tokens)).unsqueeze(0));
        net.out.forward(&h.select(0, 0).select(0, -1))
    };
    let prompt = ids("the quick b");
    let written = Generate::greedy(SENTENCE.len()).run(&prompt, next);
    assert_eq!(written, ids(&SENTENCE.repeat(2)[..written.len()]));
}

#[derive(Module)]
struct Reverser {
    tokens: Embedding<8, 32>,
    positions: LearnedPositions<6, 32>,
    encoder: TransformerEncoder<32, 4, 64>,
    out: Linear<32, 8>,
}

impl Reverser {
    fn forward(&self, x: &Tensor<Dyn, usize>) -> Tensor {
        let h = self.positions.forward(&self.tokens.forward(x));
        self.out.forward(&self.encoder.forward(&h))
    }
}

#[test]
fn a_transformer_learns_to_reverse() {
    let (_turn, longer) = turn(3);
    let layer = || TransformerEncoderLayer::<32, 4, 64>::default().dropout(0.).norm_first();
    let mut net = Reverser {
        tokens: Embedding::default(),
        positions: LearnedPositions::default(),
        encoder: TransformerEncoder::new(2, layer).norm(LayerNorm::new(32)),
        out: Linear::default(),
    };
    let mut opt = Adam::new(3e-3);
    for _ in 0..600 * longer {
        let x = randint(8, [64, 6]);
        let loss = cross_entropy(&net.forward(&x), &x.flip(1));
        opt.step(&mut net, &loss.backward());
    }
    let x = randint(8, [200, 6]);
    let right = net.forward(&x).argmax(-1).eq(&x.flip(1)).to_f32().mean().item();
    assert!(right > 0.98, "{right}");
}
