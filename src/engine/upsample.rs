//! Upsampling: planes made larger, by the nearest element or between the four around.

use super::cpu::share::each_piece;
use super::place::at;
use super::{Raw, dims};

/// How elements are made where there were none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Upsampling {
    /// As the nearest one.
    Nearest,
    /// In proportion to the distance from the four around, with elements as the centres of pixels.
    Bilinear,
}

/// The last two axes resized.
#[track_caller]
pub fn upsample(x: &Raw, size: [usize; 2], how: Upsampling) -> Raw {
    let op = "upsample";
    let rank = x.dims().len();
    assert!(
        matches!(rank, 3 | 4),
        "{}: the layer takes (batch, channels, height, width), but the input has the shape {:?}",
        at(op),
        x.dims()
    );
    dims::check_sized(at(op), x.dims());
    let (height, width) = (x.dims()[rank - 2], x.dims()[rank - 1]);
    let (area, places) = (height * width, size[0] * size[1]);
    let (rows, columns) = (taps(height, size[0], how), taps(width, size[1], how));
    let dims = [&x.dims()[..rank - 2], &size].concat();
    let mut result = vec![0.0; dims.iter().product()];
    let values = x.values();
    each_piece(&mut result, places, |i, result| {
        let plane = &values[i * area..][..area];
        for (row, y) in result.chunks_exact_mut(size[1]).zip(&rows) {
            let (upper, lower) =
                (&plane[y.low * width..][..width], &plane[y.high * width..][..width]);
            for (v, x) in row.iter_mut().zip(&columns) {
                let upper = upper[x.low] * (1.0 - x.share) + upper[x.high] * x.share;
                let lower = lower[x.low] * (1.0 - x.share) + lower[x.high] * x.share;
                *v = upper * (1.0 - y.share) + lower * y.share;
            }
        }
    });
    let own = x.dims().to_vec();
    Raw::from_vec(result, &dims).recorded_from(op, x, move |g| {
        let (g, mut back) = (g.values(), vec![0.0; own.iter().product()]);
        each_piece(&mut back, area, |i, plane| {
            let g = &g[i * places..][..places];
            for (row, y) in g.chunks_exact(size[1]).zip(&rows) {
                for (g, x) in row.iter().zip(&columns) {
                    let (upper, lower) = (g * (1.0 - y.share), g * y.share);
                    plane[y.low * width + x.low] += upper * (1.0 - x.share);
                    plane[y.low * width + x.high] += upper * x.share;
                    plane[y.high * width + x.low] += lower * (1.0 - x.share);
                    plane[y.high * width + x.high] += lower * x.share;
                }
            }
        });
        Raw::from_vec(back, &own)
    })
}

/// Between which two elements of an axis a new one lies, and what share the second has.
struct Tap {
    low: usize,
    high: usize,
    share: f32,
}

fn taps(from: usize, to: usize, how: Upsampling) -> Vec<Tap> {
    let tap = |i: usize| match how {
        Upsampling::Nearest => {
            let nearest = i * from / to;
            Tap { low: nearest, high: nearest, share: 0.0 }
        }
        Upsampling::Bilinear => {
            let centre = ((i as f32 + 0.5) * (from as f32 / to as f32) - 0.5).max(0.0);
            let low = (centre as usize).min(from - 1);
            Tap { low, high: (low + 1).min(from - 1), share: centre - low as f32 }
        }
    };
    (0..to).map(tap).collect()
}
