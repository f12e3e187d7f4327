//! The playground itself: data, network and optimizer, one step after another.

use manabi::data::DataLoader;
use manabi::nn::DynLinear;
use manabi::optim;
use manabi::prelude::*;

use crate::feature::features;
use crate::options::{Activation, Kind, Optimizer, Options, Penalty};

/// Points to learn from and points to be asked about.
const POINTS: usize = 400;

/// A network that learns to tell two classes of points apart.
///
/// ```
/// use playground::{Options, Playground};
/// let mut playground = Playground::new(Options::parse("data=xor&optimizer=adam&lr=0.02").unwrap());
/// playground.train(500);
/// assert_eq!(playground.steps(), 500);
/// assert!(playground.loss().1 < 0.3);
/// ```
pub struct Playground {
    options: Options,
    train: Dataset<f32>,
    test: Dataset<f32>,
    network: Network,
    optimizer: Box<dyn optim::Optimizer>,
    loader: DataLoader<f32>,
    /// The batches that are left of this epoch.
    batches: Box<dyn Iterator<Item = (Tensor, Tensor)>>,
    steps: usize,
    diverged: bool,
}

/// Linear layers, and the activation between them.
#[derive(Module)]
struct Network {
    layers: Vec<DynLinear>,
    #[module(skip)]
    activation: Activation,
}

impl Playground {
    pub fn new(options: Options) -> Playground {
        manual_seed(options.seed);
        let points = points(&options);
        let target = |set: Dataset| Dataset::new(&set.x, &set.y.to_f32().unsqueeze(1));
        let (train, test) = points.split(0.5, options.seed);
        let (train, test) = (target(train), target(test));
        let seen = Dataset::new(&features(&train.x, &options.features), &train.y);
        let loader = seen.batches(options.batch).shuffle(options.seed);
        Playground {
            network: Network::new(&options),
            optimizer: optimizer(&options),
            batches: Box::new(loader.iter()),
            loader,
            train,
            test,
            steps: 0,
            diverged: false,
            options,
        }
    }

    /// Steps of training, fewer if the loss stops being a number.
    pub fn train(&mut self, steps: usize) {
        for _ in 0..steps {
            let (x, y) = self.next_batch();
            let loss = bce_with_logits(&self.network.forward(&x), &y) + self.penalty();
            self.diverged |= !loss.item().is_finite();
            if self.diverged {
                return;
            }
            self.optimizer.step(&mut self.network, &loss.backward());
            self.steps += 1;
        }
    }

    fn next_batch(&mut self) -> (Tensor, Tensor) {
        loop {
            if let Some(batch) = self.batches.next() {
                return batch;
            }
            self.batches = Box::new(self.loader.iter());
        }
    }

    /// What is added to the loss so that weights stay small.
    fn penalty(&self) -> Tensor {
        let sizes = self.network.layers.iter().map(|layer| match self.options.penalty {
            Penalty::None => tensor(0.).untyped(),
            Penalty::L1 => layer.weight.abs().sum().untyped(),
            Penalty::L2 => layer.weight.square().sum().untyped() * 0.5,
        });
        sizes.fold(tensor(0.).untyped(), |sum, size| sum + size) * self.options.strength
    }

    /// The losses on the points to learn from and on those to be asked about, without the penalty.
    pub fn loss(&self) -> (f32, f32) {
        let loss =
            |set: &Dataset<f32>| no_grad(|| bce_with_logits(&self.answer(&set.x), &set.y)).item();
        (loss(&self.train), loss(&self.test))
    }

    /// The network's answer to points, (n, 2) to (n, 1): above 0 means class 1.
    pub fn answer(&self, points: &Tensor) -> Tensor {
        self.network.forward(&features(points, &self.options.features))
    }

    /// What the neurons of a layer answer to points, (n, 2) to (n, neurons); layer 0 are the features.
    pub fn neurons(&self, points: &Tensor, layer: usize) -> Tensor {
        self.network.up_to(layer, &features(points, &self.options.features))
    }

    /// Steps so far.
    pub fn steps(&self) -> usize {
        self.steps
    }

    /// The number of layers with weights.
    pub fn layers(&self) -> usize {
        self.network.layers.len()
    }

    /// Steps in an epoch.
    pub fn steps_per_epoch(&self) -> usize {
        self.loader.len()
    }

    /// Whether the loss stopped being a number, so that training is over.
    pub fn diverged(&self) -> bool {
        self.diverged
    }

    /// The points to learn from, or those to be asked about: samples (n, 2), targets (n, 1).
    pub fn points(&self, test: bool) -> &Dataset<f32> {
        if test { &self.test } else { &self.train }
    }

    /// All weights, layer by layer, each (out, in) in row-major order.
    pub fn weights(&self) -> Vec<f32> {
        self.network.layers.iter().flat_map(|layer| layer.weight.to_vec()).collect()
    }
}

impl Network {
    fn new(options: &Options) -> Network {
        let mut widths = vec![options.features.len()];
        widths.extend(&options.layers);
        widths.push(1);
        let layers = widths.windows(2).map(|pair| Linear::new(pair[0], pair[1])).collect();
        Network { layers, activation: options.activation }
    }

    /// The output of the last layer, without an activation.
    fn forward(&self, x: &Tensor) -> Tensor {
        self.up_to(self.layers.len(), x)
    }

    /// What comes out after this many layers.
    fn up_to(&self, count: usize, x: &Tensor) -> Tensor {
        let mut x = x.clone();
        for (i, layer) in self.layers[..count].iter().enumerate() {
            x = layer.forward(&x);
            if i + 1 < self.layers.len() {
                x = match self.activation {
                    Activation::Tanh => x.tanh(),
                    Activation::Relu => x.relu(),
                    Activation::Sigmoid => x.sigmoid(),
                    Activation::Linear => x,
                };
            }
        }
        x
    }
}

/// The points of a data set, around (0, 0) and within -1.5 to 1.5 but for the noise.
fn points(options: &Options) -> Dataset {
    let &Options { noise, seed, .. } = options;
    match options.data {
        Kind::Circles => data::circles(POINTS, noise, seed),
        Kind::Xor => moved(data::xor(POINTS, noise + 0.15, seed), [-0.5, -0.5]),
        Kind::Blobs => data::blobs(POINTS, 2, noise + 0.15, seed),
        Kind::Moons => moved(data::moons(POINTS, noise, seed), [-0.5, -0.25]),
        Kind::Spirals => data::spirals(POINTS, 2, noise / 2., seed),
    }
}

fn moved(set: Dataset, by: [f32; 2]) -> Dataset {
    Dataset::new(&(&set.x + tensor(by)), &set.y)
}

fn optimizer(options: &Options) -> Box<dyn optim::Optimizer> {
    match options.optimizer {
        Optimizer::Sgd => Box::new(Sgd::new(options.lr)),
        Optimizer::Momentum => Box::new(Sgd::new(options.lr).momentum(0.9)),
        Optimizer::Adam => Box::new(Adam::new(options.lr)),
    }
}
