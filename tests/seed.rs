//! One seed gives identical bits, for any number of threads. One test, because all draw from one generator.

use manabi::prelude::*;

/// A little of everything: convolutions, pools, norms, noise, a table of embeddings.
type Net = (
    (Conv2d<1, 16, 5>, BatchNorm2d<16>, Relu, MaxPool2d<2>),
    (Conv2d<16, 16, 3>, GroupNorm<4, 16>, Gelu, AvgPool2d<2>),
    (ConvTranspose2d<16, 8, 3>, InstanceNorm<8>, LocalResponseNorm, RRelu),
    (Upsample, Dropout, Flatten),
    (Linear<1568, 64>, LayerNorm<64>, PRelu, Linear<64, 10>),
);

fn net() -> Net {
    (
        Default::default(),
        Default::default(),
        (
            ConvTranspose2d::default(),
            InstanceNorm::default(),
            LocalResponseNorm::new(3),
            RRelu::new(0.1, 0.3),
        ),
        (Upsample::new(2).bilinear(), Dropout::new(0.2), Flatten),
        (Linear::default(), LayerNorm::default(), PRelu::default(), Linear::default()),
    )
}

/// What a model is after some steps, and its losses.
fn train(seed: u64) -> Vec<u32> {
    manual_seed(seed);
    let (mut net, mut table) = (net(), Embedding::<10, 64>::default());
    let (mut opt, mut other) = (Adam::new(0.001), Sgd::new(0.1).momentum(0.9));
    let x = rand([96, 1, 28, 28]);
    let data = Dataset::new(&x, &randint(10, 96));
    let (train, test) = data.split(0.7, seed);
    let mut values = Vec::new();
    for (x, y) in DataLoader::new(&train, 32).shuffle(seed).drop_last().iter().take(2) {
        let x = data::augment::noise(&data::augment::rotate(&x, 10., seed), 0.1, seed);
        let scores = net.forward(&x) + table.forward(&y).matmul(&randn([64, 10])) * 0.01;
        let loss = cross_entropy(&scores, &y);
        values.push(loss.item());
        let mut gradients = loss.backward();
        gradients.clip_norm(1.);
        opt.step(&mut net, &gradients);
        other.step(&mut table, &gradients);
    }
    net.eval();
    values.extend(net.forward(&test.x).softmax(1).to_vec());
    let parameters = net.parameters().into_iter().chain(table.parameters());
    values.extend(parameters.flat_map(|(_, p)| p.to_vec()));
    values.extend(net.buffers().into_iter().flat_map(|(_, b)| b.to_vec()));
    values.into_iter().map(f32::to_bits).collect()
}

#[test]
fn training_repeats_bit_by_bit() {
    let on = |threads, seed| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| train(seed))
    };
    let alone = on(1, 5);
    for threads in [1, 2, 4] {
        assert!(on(threads, 5) == alone, "{threads} threads");
    }
    assert!(on(2, 6) != alone);
}
