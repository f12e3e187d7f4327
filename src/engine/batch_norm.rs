//! Batch normalisation (Ioffe and Szegedy, 2015): each channel to mean 0 and variance 1 over the batch and
//! all places.

use std::ops::Range;

use rayon::prelude::*;

use super::Raw;
use super::cpu::lanes::{total, total_by};
use super::cpu::memory;
use super::cpu::share::each_piece;
use super::cpu::simd::vectorised;
use super::norm::{places, recorded};
use super::place::at_parameter;

/// The mean and the variance of each channel.
pub struct Statistics {
    pub means: Vec<f32>,
    /// Divided by the number of elements, not by one less.
    pub variances: Vec<f32>,
    /// The elements of a channel.
    pub count: usize,
}

/// The statistics of an input of (batch, channels, ..).
#[track_caller]
pub fn batch_statistics(op: &str, x: &Raw, channels: usize, weight: Option<&Raw>) -> Statistics {
    let inner = places(op, x, channels, weight);
    let count = x.dims()[0] * inner;
    assert!(
        count > 1,
        "{}: in training a channel needs two elements or more, but the input has the shape {:?}; take a \
         larger batch, or switch the model to evaluation with `.eval()`",
        at_parameter(op, weight),
        x.dims()
    );
    let values = x.values();
    let sums = by_channel(x.len(), channels, inner, |_, run| [total(&values[run])]);
    let means: Vec<f32> = sums.iter().map(|[sum]| (sum / count as f64) as f32).collect();
    let squares = by_channel(x.len(), channels, inner, |channel, run| {
        let mean = means[channel];
        [total_by(&values[run.clone()], &values[run], |v, _| (v - mean) * (v - mean))]
    });
    let variances = squares.iter().map(|[sum]| (sum / count as f64) as f32).collect();
    Statistics { means, variances, count }
}

/// y = (x - mean) / √(variance + ε) · weight + bias. `of_batch` says that mean and variance are those of
/// the input, so that gradients flow through them too.
#[track_caller]
pub fn batch_norm(
    op: &'static str,
    x: &Raw,
    statistics: Statistics,
    of_batch: bool,
    weight: Option<&Raw>,
    bias: Option<&Raw>,
    eps: f32,
) -> Raw {
    let Statistics { means, variances, count } = statistics;
    let channels = means.len();
    let inner = places(op, x, channels, weight);
    let factors: Vec<f32> = variances.iter().map(|v| 1.0 / (v + eps).sqrt()).collect();
    let scales: Vec<f32> = match weight {
        Some(weight) => factors.iter().zip(weight.values()).map(|(f, w)| f * w).collect(),
        None => factors.clone(),
    };
    let values = x.values();
    let mut y = memory::take(x.len());
    each_piece(&mut y, channels * inner, |i, image| {
        let x = values[i * channels * inner..].chunks_exact(inner);
        for (channel, (plane, x)) in image.chunks_exact_mut(inner).zip(x).enumerate() {
            let (mean, scale) = (means[channel], scales[channel]);
            let shift = bias.map_or(0.0, |bias| bias.values()[channel]);
            vectorised(
                #[inline(always)]
                || plane.iter_mut().zip(x).for_each(|(y, x)| *y = (x - mean) * scale + shift),
            );
        }
    });
    let saved = x.detach();
    let backward = move |g: &Raw, [to_x, to_w, to_b]: [bool; 3]| {
        let (x, g) = (saved.values(), g.values());
        // Of each channel: Σ g (x - mean) and Σ g.
        let sums = by_channel(x.len(), channels, inner, |channel, run| {
            let mean = means[channel];
            [total_by(&g[run.clone()], &x[run.clone()], |g, x| g * (x - mean)), total(&g[run])]
        });
        let by_input = || {
            let mut result = memory::take(x.len());
            each_piece(&mut result, channels * inner, |i, image| {
                let start = i * channels * inner;
                let planes = x[start..].chunks_exact(inner).zip(g[start..].chunks_exact(inner));
                for (channel, (plane, (x, g))) in
                    image.chunks_exact_mut(inner).zip(planes).enumerate()
                {
                    let scale = scales[channel];
                    if !of_batch {
                        plane.iter_mut().zip(g).for_each(|(d, g)| *d = g * scale);
                        continue;
                    }
                    // dx = scale · (g - mean g - (x - mean) · mean(g (x - mean)) / (variance + ε))
                    let [along, even] = sums[channel].map(|sum| (sum / count as f64) as f32);
                    let (mean, slope) =
                        (means[channel], along * factors[channel] * factors[channel]);
                    vectorised(
                        #[inline(always)]
                        || {
                            for (d, (x, g)) in plane.iter_mut().zip(x.iter().zip(g)) {
                                *d = (g - even - (x - mean) * slope) * scale;
                            }
                        },
                    );
                }
            });
            Raw::from_vec(result, saved.dims())
        };
        let weights = sums.iter().zip(&factors).map(|(sum, f)| sum[0] as f32 * f);
        [
            to_x.then(by_input),
            to_w.then(|| Raw::from_vec(weights.collect(), &[channels])),
            to_b.then(|| {
                Raw::from_vec(sums.iter().map(|sum| sum[1] as f32).collect(), &[channels])
            }),
        ]
    };
    recorded(op, Raw::from_vec(y, x.dims()), x, weight, bias, backward)
}

/// Sums over all runs of each channel, which one thread makes alone.
fn by_channel<const N: usize>(
    len: usize,
    channels: usize,
    inner: usize,
    f: impl Fn(usize, Range<usize>) -> [f32; N] + Sync,
) -> Vec<[f64; N]> {
    let batch = len.checked_div(channels * inner).unwrap_or(0);
    let sum = |channel: usize| {
        let mut sums = [0.0; N];
        for image in 0..batch {
            let start = (image * channels + channel) * inner;
            let parts = f(channel, start..start + inner);
            sums.iter_mut().zip(parts).for_each(|(s, p)| *s += f64::from(p));
        }
        sums
    };
    if len < 1 << 15 {
        (0..channels).map(sum).collect()
    } else {
        (0..channels).into_par_iter().map(sum).collect()
    }
}
