//! A small LeNet learns to read digits: `cargo run --release -p manabi --example mnist`.
//!
//! The 10,000 test images of MNIST (1.6 MiB, downloaded once) are divided into 8,000 to learn from and
//! 2,000 to be asked about.

use manabi::prelude::*;

#[derive(Module, Default)]
struct LeNet {
    conv1: Conv2d<1, 16, 5>,
    conv2: Conv2d<16, 32, 5>,
    pool: MaxPool2d<2>,
    hidden: Linear<512, 100>,
    out: Linear<100, 10>,
}

impl LeNet {
    fn forward(&self, x: &Tensor) -> Tensor {
        let x = self.pool.forward(&self.conv1.forward(x).relu()); // (batch, 16, 12, 12)
        let x = self.pool.forward(&self.conv2.forward(&x).relu()); // (batch, 32, 4, 4)
        self.out.forward(&self.hidden.forward(&Flatten.forward(&x)).relu()) // (batch, 10)
    }
}

fn main() -> Result<(), data::Error> {
    manual_seed(0);
    let (train, test) = data::mnist_test()?.split(0.8, 0);
    let mut net = LeNet::default();
    println!("{net}");

    let batches = train.batches(50).shuffle(0);
    let mut opt = Adam::new(1e-3);
    let history = fit!(&mut net, &mut opt, &batches).validate(&test).epochs(5);
    let seconds: f64 = history.epochs.iter().map(|epoch| epoch.seconds).sum();
    let accuracy = 100. * history.last().metric("accuracy");
    println!("{accuracy:.1} % of the test images are read right, after {seconds:.1} s");

    let predictions = no_grad(|| net.forward(&test.x)).argmax(1);
    println!("{}", metrics::class_report(&test.y, &predictions, &[]));
    Ok(())
}
