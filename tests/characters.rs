//! An LSTM reads the prose of this repository character by character, and is held to text that it has not seen,
//! against the frequencies of characters after one other, and under `MANABI_LONG=1` of those after two others.

use std::collections::HashMap;

use manabi::prelude::*;

const ALPHABET: &str = "abcdefghijklmnopqrstuvwxyz .,";
const COUNT: usize = 29;

#[derive(Module, Default)]
struct Reader {
    characters: Embedding<COUNT, 32>,
    lstm: Lstm<32, 192>,
    dropout: Dropout,
    out: Linear<192, COUNT>,
}

impl Reader {
    /// Logits for the character after each, and the state behind the last.
    fn forward(&self, x: &Tensor<Dyn, usize>, state: Option<&State>) -> (Tensor, State) {
        let now = self.dropout.forward(&self.characters.forward(x)); // (batch, time, 32)
        let (h, state) = self.lstm.forward_with(&now, state, None); // (batch, time, 192)
        (self.out.forward(&self.dropout.forward(&h)), state)
    }
}

/// Hidden and cell state.
type State = (Tensor, Tensor);

/// The prose of the chapters, in lower case and without what is not in the alphabet.
fn text() -> Vec<usize> {
    let chapters = [
        include_str!("../lessons/chapters/00-setup.md"),
        include_str!("../lessons/chapters/01-map.md"),
        include_str!("../lessons/chapters/02-perceptron.md"),
    ];
    let prose = chapters.iter().flat_map(|chapter| {
        chapter.split("```").step_by(2).flat_map(str::lines).filter(|line| !line.starts_with('<'))
    });
    let characters = prose.flat_map(|line| line.chars().chain([' ']));
    let mut ids: Vec<_> =
        characters.filter_map(|c| ALPHABET.find(c.to_ascii_lowercase())).collect();
    ids.dedup_by(|next, last| *next == 26 && *last == 26);
    ids
}

/// What a character of `test` costs in nats, where it has the frequency that it had in `train` after the same
/// `order` characters; what was never seen there counts as a tenth of once.
fn by_frequency(train: &[usize], test: &[usize], order: usize) -> f32 {
    let mut seen: HashMap<&[usize], [f32; COUNT]> = HashMap::new();
    for window in train.windows(order + 1) {
        seen.entry(&window[..order]).or_insert([0.1; COUNT])[window[order]] += 1.0;
    }
    let cost = |window: &[usize]| {
        let counts = seen.get(&window[..order]).unwrap_or(&[0.1; COUNT]);
        -(counts[window[order]] / counts.iter().sum::<f32>()).ln()
    };
    let costs = Vec::from_iter(test.windows(order + 1).map(cost));
    costs.iter().sum::<f32>() / costs.len() as f32
}

#[test]
fn an_lstm_knows_more_of_a_text_than_frequencies_do() {
    let long = std::env::var_os("MANABI_LONG").is_some();
    manual_seed(0);
    let text = text();
    let (train, test) = text.split_at(text.len() / 10 * 9);
    let (rows, steps) = (32, 35);
    let columns = (train.len() - 1) / rows / steps * steps;
    let cut = |from: usize| -> Tensor<Dyn, usize> {
        let row = |row: usize| train[row * columns + from..][..columns].to_vec();
        Tensor::from_vec((0..rows).flat_map(row).collect(), [rows, columns])
    };
    let (x, y) = (cut(0), cut(1));
    let (mut net, mut opt) = (Reader::default(), Adam::new(4e-3));
    let epochs = if long { 60 } else { 6 };
    for epoch in 0..epochs {
        opt.set_lr(4e-3 * (1.0 - epoch as f32 / epochs as f32));
        let mut state = None;
        for start in (0..columns).step_by(steps) {
            let (logits, (hidden, cell)) =
                net.forward(&x.slice(1, start..start + steps), state.as_ref());
            let mut gradients =
                cross_entropy(&logits, &y.slice(1, start..start + steps)).backward();
            gradients.clip_norm(1.);
            opt.step(&mut net, &gradients);
            state = Some((hidden.detach(), cell.detach()));
        }
    }
    net.eval();
    let all = tensor(test).unsqueeze(0);
    let (logits, _) = no_grad(|| net.forward(&all.slice(1, ..-1), None));
    let cost = cross_entropy(&logits, &all.slice(1, 1..)).item();
    let [pair, triple] = [1, 2].map(|order| by_frequency(train, test, order));
    println!("{} characters; after one {pair}, after two {triple}; LSTM {cost}", text.len());
    assert!(cost < if long { triple - 0.2 } else { pair - 0.15 }, "{cost}");
}
