//! `fit!` does what the loop by hand does, to the last bit. Alone in its program, because all tests of one draw
//! from one generator.

use manabi::prelude::*;

#[derive(Module, Clone)]
struct Net {
    hidden: Linear<64, 32>,
    norm: BatchNorm1d<32>,
    dropout: Dropout,
    out: Linear<32, 10>,
}

impl Net {
    fn forward(&self, x: &Tensor) -> Tensor {
        let x = self.norm.forward(&self.hidden.forward(x)).relu();
        self.out.forward(&self.dropout.forward(&x))
    }
}

fn bits(net: &Net) -> Vec<u32> {
    let tensors = net.parameters().into_iter().chain(net.buffers());
    tensors.flat_map(|(_, tensor)| tensor.to_vec()).map(f32::to_bits).collect()
}

#[test]
fn fit_is_the_loop_by_hand() {
    let (train, test) = data::digits().flatten().split(0.8, 0);
    let schedule = Schedule::cosine(0.01, 4).warm_up(1);
    let start = || {
        manual_seed(7);
        let net = Net {
            hidden: Linear::default(),
            norm: BatchNorm1d::default(),
            dropout: Dropout::new(0.2),
            out: Linear::default(),
        };
        (net, AdamW::new(0.01), train.batches(50).shuffle(3))
    };

    let (mut net, mut opt, batches) = start();
    let mut by_hand = Vec::new();
    for epoch in 0..4 {
        opt.lr = schedule.at(epoch);
        net.train();
        for (x, y) in &batches {
            let loss = cross_entropy(&net.forward(&x), &y);
            let mut gradients = loss.backward();
            gradients.clip_norm(0.5);
            opt.step(&mut net, &gradients);
        }
        net.eval();
        let scores = no_grad(|| net.forward(&test.x));
        by_hand.push(metrics::accuracy(&scores, &test.y));
    }
    let expected = bits(&net);

    let run = || {
        let (mut net, mut opt, batches) = start();
        let history = fit!(&mut net, &mut opt, &batches)
            .validate(&test)
            .schedule(schedule.clone())
            .clip_norm(0.5)
            .quiet()
            .epochs(4);
        let accuracy = history.epochs.iter().map(|epoch| epoch.metric("accuracy"));
        (bits(&net), accuracy.collect::<Vec<_>>(), history.to_string())
    };
    let (weights, accuracy, table) = run();
    assert!(weights == expected, "the weights differ");
    assert!(accuracy.iter().zip(&by_hand).all(|(a, b)| (a - b).abs() < 1e-6));
    assert!(accuracy[3] > 0.9, "{table}");
    assert!(run() == (weights, accuracy, table)); // and again
}
