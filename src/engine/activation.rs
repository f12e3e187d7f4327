//! Activations with a smooth or sloping negative side.

use std::f32::consts::{FRAC_1_SQRT_2, PI};

use super::cpu::curves::{self, sigmoid};
use super::elementwise::unary;
use super::{Element, Raw};

#[track_caller]
pub fn leaky_relu(x: &Raw, slope: f32) -> Raw {
    unary(
        "leaky_relu",
        x,
        move |v| if v > 0.0 { v } else { slope * v },
        move |v| if v > 0.0 { 1.0 } else { slope },
    )
}

#[track_caller]
pub fn elu(x: &Raw, alpha: f32) -> Raw {
    unary(
        "elu",
        x,
        move |v| if v > 0.0 { v } else { alpha * v.exp_m1() },
        move |v| if v > 0.0 { 1.0 } else { alpha * v.exp() },
    )
}

/// x Φ(x), with the distribution function Φ of the normal distribution; its derivative is
/// Φ(x) + x φ(x).
#[track_caller]
pub fn gelu(x: &Raw) -> Raw {
    let below = |v: f32| 0.5 * libm::erfcf(-v * FRAC_1_SQRT_2);
    let density = |v: f32| (-0.5 * v * v).exp() / (2.0 * PI).sqrt();
    unary("gelu", x, move |v| v * below(v), move |v| below(v) + v * density(v))
}

#[track_caller]
pub fn silu(x: &Raw) -> Raw {
    unary(
        "silu",
        x,
        #[inline(always)]
        |v| v * sigmoid(v),
        #[inline(always)]
        |v| sigmoid(v) * (1.0 + v * (1.0 - sigmoid(v))),
    )
}

/// ln(1 + exp(x)).
#[track_caller]
pub fn softplus(x: &Raw) -> Raw {
    unary("softplus", x, curves::softplus, sigmoid)
}

/// max(x, 0) + a min(x, 0) with one slope `a` for all, or one for each place of axis 1.
#[track_caller]
pub fn prelu(x: &Raw, slopes: &Raw) -> Raw {
    let channels = slopes.len();
    // So many neighbours share a slope.
    let run = match x.dims() {
        _ if channels == 1 => x.len(),
        [_, size, inner @ ..] if *size == channels => inner.iter().product(),
        dims => panic!(
            "prelu: there are {channels} slopes, one for each place of axis 1, but the input has the \
             shape {dims:?}"
        ),
    };
    let run = run.max(1);
    // The same for the values and on the way back for the gradients.
    let sloped = move |values: &mut [f32], x: &[f32], slopes: &[f32]| {
        let runs = values.chunks_exact_mut(run).zip(x.chunks_exact(run));
        for ((values, x), a) in runs.zip(slopes.iter().cycle()) {
            values.iter_mut().zip(x).for_each(|(v, x)| *v *= if *x > 0.0 { 1.0 } else { *a });
        }
    };
    let input = f32::load(x);
    let mut values = input.clone();
    sloped(&mut values, &input, &f32::load(slopes));
    let y = Raw::from_vec(values, x.dims());
    let (own, saved) = (x.dims().to_vec(), slopes.detach());
    y.recorded("prelu", [x, slopes], move |g, [to_x, to_slopes]| {
        let gradients = f32::load(g);
        let by_slopes = to_slopes.then(|| {
            let mut sums = vec![0.0_f64; channels];
            let runs = input.chunks_exact(run).zip(gradients.chunks_exact(run));
            for (at, (x, g)) in runs.enumerate() {
                let products = x.iter().zip(g).map(|(x, g)| (x.min(0.0) * g) as f64);
                sums[at % channels] += products.sum::<f64>();
            }
            Raw::from_vec(sums.into_iter().map(|sum| sum as f32).collect(), saved.dims())
        });
        let by_x = to_x.then(|| {
            let mut values = gradients.clone();
            sloped(&mut values, &input, &f32::load(&saved));
            Raw::from_vec(values, &own)
        });
        [by_x, by_slopes]
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test::panic_message;

    #[test]
    fn far_from_zero_all_are_finite() {
        let x = Raw::from_vec(vec![-1e4, -100.0, 100.0, 1e4], &[4]);
        for y in [elu(&x, 1.0), gelu(&x), silu(&x), softplus(&x)] {
            let y = f32::load(&y);
            assert!(y[..2].iter().all(|v| v.abs() <= 1.0), "{y:?}");
            assert_eq!(y[2..], [100.0, 1e4]);
        }
    }

    #[test]
    fn slopes_belong_to_channels() {
        let x = Raw::full(-1.0, &[2, 3, 2]);
        let slopes = Raw::from_vec(vec![0.0, 0.5, 1.0], &[3]);
        let once = [0.0, 0.0, -0.5, -0.5, -1.0, -1.0];
        assert_eq!(f32::load(&prelu(&x, &slopes)), [once, once].concat());
        assert_eq!(f32::load(&prelu(&x, &Raw::full(0.25, &[1]))), [-0.25; 12]);
        assert_eq!(
            panic_message(|| prelu(&x, &Raw::full(0.25, &[2]))),
            "prelu: there are 2 slopes, one for each place of axis 1, but the input has the shape \
             [2, 3, 2]"
        );
    }
}
