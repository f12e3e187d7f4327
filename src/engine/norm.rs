//! Normalisation of blocks of neighbours to mean 0 and variance 1, then a weight and a bias for each
//! channel: what layer, group and instance normalisation have in common.

use super::Raw;
use super::cpu::lanes::{total, total_by};
use super::cpu::share::in_chunks;
use super::cpu::share::{each_pair, each_piece};
use super::place::at_parameter;

/// How the elements of an input are normalised.
#[derive(Clone, Copy, Debug)]
pub struct Blocks {
    /// How many neighbours are normalised together.
    pub block: usize,
    /// How many neighbours share a channel: a weight and a bias.
    pub inner: usize,
    /// After this many channels they begin anew.
    pub channels: usize,
    /// What is added to the variance.
    pub eps: f32,
}

/// The mean of a block, and the factor that gives it the variance 1.
type Moments = (f32, f32);

/// y = (x - mean) / √(variance + ε) · weight + bias, with mean and variance of each block.
pub fn normalize(
    op: &'static str,
    x: &Raw,
    blocks: Blocks,
    weight: Option<&Raw>,
    bias: Option<&Raw>,
) -> Raw {
    let block = blocks.block;
    let mut y = x.values().to_vec();
    let mut moments: Vec<Moments> = vec![(0.0, 0.0); y.len().checked_div(block).unwrap_or(0)];
    let (w, b) = (weight.map(Raw::values), bias.map(Raw::values));
    each_pair((&mut y, block), (&mut moments, 1), |i, piece, moments| {
        let mean = total(piece) / block as f32;
        let variance = total_by(piece, piece, |v, _| (v - mean) * (v - mean)) / block as f32;
        let factor = 1.0 / (variance + blocks.eps).sqrt();
        piece.iter_mut().for_each(|v| *v = (*v - mean) * factor);
        moments[0] = (mean, factor);
        if let Some(w) = w {
            blocks.apply(i, piece, w, |v, w| *v *= w);
        }
        if let Some(b) = b {
            blocks.apply(i, piece, b, |v, b| *v += b);
        }
    });
    let y = Raw::from_vec(y, x.dims());
    let (saved, w) = (x.detach(), weight.map(Raw::detach));
    let own = weight.or(bias).map(|channel| channel.dims().to_vec()).unwrap_or_default();
    let backward = move |g: &Raw, [to_x, to_w, to_b]: [bool; 3]| {
        let by_channel = (to_w || to_b).then(|| by_channel(&blocks, &saved, g, &moments));
        let part = |half: usize| {
            let sums = by_channel.as_ref().expect("summed where wanted");
            Raw::from_vec(sums[half * blocks.channels..][..blocks.channels].to_vec(), &own)
        };
        [
            to_x.then(|| by_input(&blocks, &saved, g, w.as_ref(), &moments)),
            to_w.then(|| part(0)),
            to_b.then(|| part(1)),
        ]
    };
    recorded(op, y, x, weight, bias, backward)
}

/// With x̂ the normalised input and h = g · weight: dx = (h - mean h - x̂ · mean(h x̂)) / √(variance + ε).
fn by_input(blocks: &Blocks, x: &Raw, g: &Raw, w: Option<&Raw>, moments: &[Moments]) -> Raw {
    let (x_values, block) = (x.values(), blocks.block);
    let mut result = g.values().to_vec();
    each_piece(&mut result, block, |i, piece| {
        let (x, (mean, factor)) = (&x_values[i * block..][..block], moments[i]);
        if let Some(w) = w {
            blocks.apply(i, piece, w.values(), |v, w| *v *= w);
        }
        let even = total(piece) / block as f32;
        let slope = total_by(piece, x, |h, x| h * (x - mean)) * factor * factor / block as f32;
        for (h, x) in piece.iter_mut().zip(x) {
            *h = (*h - even - (x - mean) * slope) * factor;
        }
    });
    Raw::from_vec(result, x.dims())
}

/// The sums of g x̂ and of g over all that share a channel.
fn by_channel(blocks: &Blocks, x: &Raw, g: &Raw, moments: &[Moments]) -> Vec<f32> {
    let &Blocks { block, channels, .. } = blocks;
    let (x, g) = (x.values(), g.values());
    in_chunks(moments.len(), 16, 2 * channels, |range, sums| {
        let (weights, biases) = sums.split_at_mut(channels);
        let mut normal = vec![0.0; block];
        for i in range {
            let (x, g, (mean, factor)) =
                (&x[i * block..][..block], &g[i * block..][..block], moments[i]);
            for (n, (x, g)) in normal.iter_mut().zip(x.iter().zip(g)) {
                *n = (x - mean) * factor * g;
            }
            blocks.collect(i, &normal, weights);
            blocks.collect(i, g, biases);
        }
    })
}

impl Blocks {
    /// The channel of the first element of a block.
    fn first(&self, block: usize) -> usize {
        block * (self.block / self.inner) % self.channels
    }

    /// Calls `f` with each element of a block and what belongs to its channel.
    fn apply(&self, i: usize, piece: &mut [f32], channels: &[f32], f: impl Fn(&mut f32, f32)) {
        let first = self.first(i);
        if self.inner == 1 {
            piece.iter_mut().zip(&channels[first..]).for_each(|(v, &c)| f(v, c));
            return;
        }
        for (run, values) in piece.chunks_exact_mut(self.inner).enumerate() {
            let channel = channels[(first + run) % self.channels];
            values.iter_mut().for_each(|v| f(v, channel));
        }
    }

    /// Adds the elements of a block to the sums of their channels.
    fn collect(&self, i: usize, piece: &[f32], sums: &mut [f32]) {
        let first = self.first(i);
        if self.inner == 1 {
            sums[first..].iter_mut().zip(piece).for_each(|(s, v)| *s += v);
            return;
        }
        for (run, values) in piece.chunks_exact(self.inner).enumerate() {
            sums[(first + run) % self.channels] += total(values);
        }
    }
}

/// Records an op that may have a weight and a bias.
#[track_caller]
pub fn recorded(
    op: &'static str,
    y: Raw,
    x: &Raw,
    weight: Option<&Raw>,
    bias: Option<&Raw>,
    backward: impl FnOnce(&Raw, [bool; 3]) -> [Option<Raw>; 3] + Send + 'static,
) -> Raw {
    match (weight, bias) {
        (Some(weight), bias) => super::conv::recorded(op, y, x, weight, bias, backward),
        (None, Some(bias)) => y.recorded(op, [x, bias], move |g, [to_x, to_b]| {
            let [x, _, b] = backward(g, [to_x, false, to_b]);
            [x, b]
        }),
        (None, None) => y.recorded(op, [x], move |g, [to_x]| {
            let [x, _, _] = backward(g, [to_x, false, false]);
            [x]
        }),
    }
}

/// Layer normalisation (Ba et al., 2016): over the last axes, as many as `shape` has.
#[track_caller]
pub fn layer_norm(
    x: &Raw,
    shape: &[usize],
    weight: Option<&Raw>,
    bias: Option<&Raw>,
    eps: f32,
) -> Raw {
    assert!(
        x.dims().ends_with(shape),
        "{}: the layer takes inputs whose shape ends with {shape:?}, but the input has the shape {:?}",
        at_parameter("layer_norm", weight),
        x.dims()
    );
    let block = shape.iter().product();
    normalize("layer_norm", x, Blocks { block, inner: 1, channels: block, eps }, weight, bias)
}

/// Group normalisation (Wu and He, 2018): over the channels of a group and all places. With as many groups
/// as channels it is instance normalisation (Ulyanov et al., 2016).
#[track_caller]
pub fn group_norm(
    op: &'static str,
    x: &Raw,
    (groups, channels): (usize, usize),
    weight: Option<&Raw>,
    bias: Option<&Raw>,
    eps: f32,
) -> Raw {
    let inner = places(op, x, channels, weight);
    let block = channels / groups * inner;
    normalize(op, x, Blocks { block, inner, channels, eps }, weight, bias)
}

/// The places of a channel of an input of (batch, channels, ..).
#[track_caller]
pub fn places(op: &str, x: &Raw, channels: usize, weight: Option<&Raw>) -> usize {
    assert!(
        x.dims().len() > 1 && x.dims()[1] == channels,
        "{}: the layer takes (batch, {channels}, ..), but the input has the shape {:?}",
        at_parameter(op, weight),
        x.dims()
    );
    x.dims()[2..].iter().product()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::batch_statistics;
    use crate::test::{on_threads, panic_message};

    #[test]
    fn an_input_that_does_not_fit_is_one_sentence() {
        let x = Raw::full(0.0, &[1, 3]);
        assert_eq!(
            panic_message(|| layer_norm(&x, &[4], None, None, 1e-5)),
            "layer_norm: the layer takes inputs whose shape ends with [4], but the input has the shape \
             [1, 3]"
        );
        assert_eq!(
            panic_message(|| group_norm("group_norm", &x, (2, 4), None, None, 1e-5)),
            "group_norm: the layer takes (batch, 4, ..), but the input has the shape [1, 3]"
        );
        assert_eq!(
            panic_message(|| batch_statistics("batch_norm1d", &x, 3, None)),
            "batch_norm1d: in training a channel needs two elements or more, but the input has the shape \
             [1, 3]; take a larger batch, or switch the model to evaluation with `.eval()`"
        );
    }

    #[test]
    fn bits_do_not_depend_on_the_number_of_threads() {
        let dims = [67, 8, 100];
        let values = (0..dims.iter().product::<usize>()).map(|i| (i * 37 % 101) as f32 / 7.0);
        let x = Raw::from_vec(values.collect(), &dims).parameter();
        let weight = Raw::full(0.5, &[8]).parameter();
        let all = || {
            let y = group_norm("group_norm", &x, (4, 8), Some(&weight), None, 1e-5);
            let loss = crate::engine::sum(&crate::engine::square(&y));
            let gradients = crate::engine::backward(&loss);
            let of = |x: &Raw| gradients.get(x.id().unwrap()).unwrap().values().to_vec();
            (y.values().to_vec(), of(&x), of(&weight))
        };
        let alone = on_threads(1, all);
        assert!((2..5).all(|threads| on_threads(threads, all) == alone));
    }
}
