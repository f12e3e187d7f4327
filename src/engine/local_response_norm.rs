//! Local response normalisation: channels that are strong quieten their neighbours.

use super::Raw;
use super::cpu::share::each_piece;
use super::place::at;

/// y = x / dᵝ with d = k + α / n · Σ x² over the n channels around (Krizhevsky et al., 2012). The input is
/// (batch, channels, ..).
#[track_caller]
pub fn local_response_norm(x: &Raw, size: usize, alpha: f32, beta: f32, k: f32) -> Raw {
    let op = "local_response_norm";
    let &[_, channels, ref rest @ ..] = x.dims() else {
        panic!(
            "{}: the layer takes (batch, channels, ..), but the input has the shape {:?}",
            at(op),
            x.dims()
        );
    };
    let places = rest.iter().product::<usize>();
    let image = channels * places;
    let values = x.values();
    let mut bases = vec![0.0; x.len()];
    each_piece(&mut bases, image, |i, bases| {
        let image = &values[i * image..][..image];
        around(
            image,
            bases,
            places,
            |c| c.saturating_sub(size / 2)..c + size.div_ceil(2),
            |v| v * v,
        );
        bases.iter_mut().for_each(|d| *d = k + alpha / size as f32 * *d);
    });
    // A power costs as much as the rest, so it is taken once for both directions.
    let mut shares = bases.clone();
    each_piece(&mut shares, image, |_, shares| {
        shares.iter_mut().for_each(|d| *d = d.powf(-beta));
    });
    let y = values.iter().zip(&shares).map(|(x, share)| x * share).collect();
    let saved = x.detach();
    Raw::from_vec(y, x.dims()).recorded_from(op, x, move |g| {
        // With s = Σ g x / dᵝ⁺¹ over the channels whose sum this one was in: dx = g / dᵝ - 2 α β / n · x s
        let (x, g) = (saved.values(), g.values());
        let quietened = |i: usize| g[i] * x[i] * shares[i] / bases[i];
        let parts: Vec<f32> = (0..x.len()).map(quietened).collect();
        let mut back = vec![0.0; x.len()];
        each_piece(&mut back, image, |i, back| {
            let parts = &parts[i * image..][..image];
            let seen_by = |c: usize| (c + 1).saturating_sub(size.div_ceil(2))..c + size / 2 + 1;
            around(parts, back, places, seen_by, |v| v);
        });
        let scale = 2.0 * alpha * beta / size as f32;
        for (i, s) in back.iter_mut().enumerate() {
            *s = g[i] * shares[i] - scale * x[i] * *s;
        }
        Raw::from_vec(back, saved.dims())
    })
}

/// For each channel the sum of a function over the channels of a range.
fn around(
    image: &[f32],
    sums: &mut [f32],
    places: usize,
    range: impl Fn(usize) -> std::ops::Range<usize>,
    f: impl Fn(f32) -> f32,
) {
    for (channel, sums) in sums.chunks_exact_mut(places).enumerate() {
        let range = range(channel);
        let planes = image.chunks_exact(places).skip(range.start).take(range.len());
        for plane in planes {
            sums.iter_mut().zip(plane).for_each(|(s, &v)| *s += f(v));
        }
    }
}
