//! Options: what the reader chose, as the text that stands in the address of the page.

use crate::choice::choice;
use crate::feature::Feature;

choice! {
    /// Where the points come from.
    pub enum Kind {
        Circles = "circles",
        Xor = "xor",
        Blobs = "blobs",
        Moons = "moons",
        Spirals = "spirals",
    }
}

choice! {
    /// What follows each hidden layer.
    pub enum Activation {
        Tanh = "tanh",
        Relu = "relu",
        Sigmoid = "sigmoid",
        /// Nothing: the layers together are one linear function.
        Linear = "linear",
    }
}

choice! {
    pub enum Optimizer {
        Sgd = "sgd",
        Momentum = "momentum",
        Adam = "adam",
    }
}

choice! {
    /// What is added to the loss so that weights stay small.
    pub enum Penalty {
        None = "none",
        /// The sum of their absolute values.
        L1 = "l1",
        /// Half the sum of their squares.
        L2 = "l2",
    }
}

/// All that decides what a playground does: the same options give the same course.
#[derive(Clone, Debug, PartialEq)]
pub struct Options {
    pub data: Kind,
    /// The standard deviation of the noise on each coordinate, 0 to 0.5.
    pub noise: f32,
    /// Seed of points, first weights and batches.
    pub seed: u64,
    /// What the network is told of a point, one or more.
    pub features: Vec<Feature>,
    /// The number of neurons in each hidden layer: up to 6 layers of 1 to 8.
    pub layers: Vec<usize>,
    pub activation: Activation,
    pub optimizer: Optimizer,
    /// The learning rate, above 0 and up to 10.
    pub lr: f32,
    /// Points in a batch, 1 to 200.
    pub batch: usize,
    pub penalty: Penalty,
    /// The factor of the penalty, 0 to 1.
    pub strength: f32,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            data: Kind::Circles,
            noise: 0.1,
            seed: 0,
            features: vec![Feature::X1, Feature::X2],
            layers: vec![4, 2],
            activation: Activation::Tanh,
            optimizer: Optimizer::Sgd,
            lr: 0.1,
            batch: 10,
            penalty: Penalty::None,
            strength: 0.001,
        }
    }
}

impl Options {
    /// Reads `data=xor&layers=8-8`; what is not named is as in [`Options::default`].
    ///
    /// ```
    /// use playground::{Kind, Options};
    /// let options = Options::parse("data=xor&layers=8-8").unwrap();
    /// assert_eq!((options.data, options.layers), (Kind::Xor, vec![8, 8]));
    /// assert_eq!(
    ///     Options::parse("data=square").unwrap_err(),
    ///     "data: `square` is none of circles, xor, blobs, moons, spirals"
    /// );
    /// ```
    pub fn parse(text: &str) -> Result<Options, String> {
        let mut options = Options::default();
        for part in text.split('&').filter(|part| !part.is_empty()) {
            let (key, value) = part.split_once('=').unwrap_or((part, ""));
            options.set(key, value).map_err(|why| format!("{key}: {why}"))?;
        }
        Ok(options)
    }

    fn set(&mut self, key: &str, value: &str) -> Result<(), String> {
        match key {
            "data" => self.data = value.parse()?,
            "noise" => self.noise = number(value, 0.0, 0.5)?,
            "seed" => self.seed = number(value, 0, u32::MAX as u64)?,
            "features" => self.features = listed(value, ',', |name| name.parse())?,
            "layers" if value.is_empty() => self.layers = Vec::new(),
            "layers" => {
                let layers = listed(value, '-', |width| number(width, 1, 8))?;
                if layers.len() > 6 {
                    return Err(format!(
                        "{} hidden layers are too many; 6 is the most",
                        layers.len()
                    ));
                }
                self.layers = layers;
            }
            "activation" => self.activation = value.parse()?,
            "optimizer" => self.optimizer = value.parse()?,
            "lr" => self.lr = number(value, 1e-6, 10.0)?,
            "batch" => self.batch = number(value, 1, 200)?,
            "penalty" => self.penalty = value.parse()?,
            "strength" => self.strength = number(value, 0.0, 1.0)?,
            _ => return Err("there is no such option".into()),
        }
        Ok(())
    }
}

fn number<T>(text: &str, least: T, most: T) -> Result<T, String>
where
    T: std::str::FromStr + PartialOrd + std::fmt::Display,
{
    match text.parse() {
        Ok(number) if number >= least && number <= most => Ok(number),
        _ => Err(format!("`{text}` is no number from {least} to {most}")),
    }
}

fn listed<T>(
    text: &str,
    separator: char,
    parse: impl Fn(&str) -> Result<T, String>,
) -> Result<Vec<T>, String> {
    text.split(separator).map(parse).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_option_is_read() {
        let text = "data=moons&noise=0.25&seed=7&features=x1,sin(x2),x1*x2&layers=&activation=relu\
                    &optimizer=adam&lr=0.03&batch=1&penalty=l1&strength=0.01";
        let expected = Options {
            data: Kind::Moons,
            noise: 0.25,
            seed: 7,
            features: vec![Feature::X1, Feature::SinX2, Feature::Product],
            layers: vec![],
            activation: Activation::Relu,
            optimizer: Optimizer::Adam,
            lr: 0.03,
            batch: 1,
            penalty: Penalty::L1,
            strength: 0.01,
        };
        assert_eq!(Options::parse(text), Ok(expected));
        assert_eq!(Options::parse(""), Ok(Options::default()));
    }

    #[test]
    fn what_cannot_be_is_one_sentence() {
        for (text, sentence) in [
            ("layers=8-9", "layers: `9` is no number from 1 to 8"),
            ("layers=1-1-1-1-1-1-1", "layers: 7 hidden layers are too many; 6 is the most"),
            ("features=", "features: `` is none of x1, x2, x1^2, x2^2, x1*x2, sin(x1), sin(x2)"),
            ("lr=NaN", "lr: `NaN` is no number from 0.000001 to 10"),
            ("lr=0", "lr: `0` is no number from 0.000001 to 10"),
            ("size=3", "size: there is no such option"),
            ("data", "data: `` is none of circles, xor, blobs, moons, spirals"),
        ] {
            assert_eq!(Options::parse(text), Err(sentence.into()));
        }
    }
}
