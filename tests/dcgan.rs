//! A DCGAN (Radford et al., 2016) learns to write digits, and a network that has learned to read them is the judge.
//! `MANABI_LONG=1` gives it ten times as long.

use manabi::prelude::*;

const SLOPE: f32 = 0.2;

#[derive(Module)]
struct Generator {
    start: (Linear<32, 256>, Unflatten<64, 2, 2>, BatchNorm2d<64>, Relu),
    up1: (ConvTranspose2d<64, 32, 4>, BatchNorm2d<32>, Relu),
    up2: (ConvTranspose2d<32, 1, 4>, Tanh),
}

impl Generator {
    fn new() -> Generator {
        Generator {
            start: Default::default(),
            up1: (ConvTranspose2d::default().stride(2).padding(1), BatchNorm2d::default(), Relu),
            up2: (ConvTranspose2d::default().stride(2).padding(1), Tanh),
        }
    }

    fn forward(&self, z: &Tensor) -> Tensor {
        self.up2.forward(&self.up1.forward(&self.start.forward(z))) // (batch, 1, 8, 8)
    }
}

type Discriminator =
    (Conv2d<1, 32, 4>, LeakyRelu, Conv2d<32, 64, 4>, LeakyRelu, Flatten, Linear<256, 1>);

fn discriminator() -> Discriminator {
    let slope = SLOPE;
    (
        Conv2d::default().stride(2).padding(1),
        LeakyRelu { slope },
        Conv2d::default().stride(2).padding(1),
        LeakyRelu { slope },
        Flatten,
        Linear::default(),
    )
}

type Judge = (Conv2d<1, 16, 3>, Relu, MaxPool2d<2>, Flatten, Linear<144, 64>, Relu, Linear<64, 10>);

/// A network that reads digits.
fn judge(digits: &data::Dataset) -> Judge {
    let (train, test) = digits.split(0.8, 0);
    let (mut net, mut opt) = (Judge::default(), Adam::new(2e-3));
    let batches = train.batches(32).shuffle(0);
    fit!(&mut net, &mut opt, &batches).quiet().epochs(20);
    let accuracy = metrics::accuracy(&net.forward(&test.x), &test.y);
    assert!(accuracy >= 0.97, "{accuracy}");
    net
}

fn train(generator: &mut Generator, digits: &data::Dataset, epochs: usize) {
    let mut critic = discriminator();
    let adam = || Adam::new(1e-3).betas(0.5, 0.999);
    let (mut generator_opt, mut critic_opt) = (adam(), adam());
    let (one, zero) = (ones([64, 1]), zeros([64, 1]));
    let batches = digits.batches(64).shuffle(0).drop_last();
    for _ in 0..epochs {
        for (x, _) in &batches {
            let fake = generator.forward(&randn([64, 32]));
            let loss = bce_with_logits(&critic.forward(&(x * 2. - 1.)), &one)
                + bce_with_logits(&critic.forward(&fake.detach()), &zero);
            critic_opt.step(&mut critic, &loss.backward());
            let loss = bce_with_logits(&critic.forward(&fake), &one);
            generator_opt.step(generator, &loss.backward());
        }
    }
}

#[test]
fn a_dcgan_writes_digits_that_a_reader_reads() {
    let long = std::env::var_os("MANABI_LONG").is_some();
    manual_seed(0);
    let digits = data::digits();
    let judge = judge(&digits);
    let mut generator = Generator::new();
    train(&mut generator, &digits, if long { 200 } else { 20 });

    generator.eval();
    let written = no_grad(|| generator.forward(&randn([500, 32])) * 0.5 + 0.5);
    let read = no_grad(|| judge.forward(&written)).softmax(1);
    let sure = read.max_axis(1).gt(0.8).to_vec();
    let mut counts = [0; 10];
    for (digit, sure) in read.argmax(1).to_vec().into_iter().zip(&sure) {
        counts[digit] += *sure as usize;
    }
    // Noise would be nothing that a reader is sure of, and a generator that gave up variety one digit.
    let sure = counts.iter().sum::<usize>() as f32 / 500.0;
    let kinds = counts.iter().filter(|count| **count >= 10).count();
    println!("sure of {sure}, by digit {counts:?}");
    let (least_sure, least_kinds) = if long { (0.65, 8) } else { (0.4, 5) };
    assert!(sure >= least_sure && kinds >= least_kinds, "{sure} {counts:?}");
}
