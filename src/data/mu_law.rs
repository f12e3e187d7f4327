//! The mu-law: loudness in steps that are fine where it is quiet, as telephones and WaveNet code it.

use crate::tensor::{Dyn, Tensor};

/// Values from -1 to 1 as one of so many levels, in the same shape: what a network of sound predicts. 256
/// levels are usual, as ITU-T G.711 has them. What is beyond -1 or 1 counts as that. Panics when there are
/// fewer than two levels.
///
/// ```
/// use manabi::prelude::*;
/// let levels = data::mu_law_encode(&tensor([-1., -0.01, 0., 0.01, 1.]), 256);
/// println!("{levels}"); // [0 98 128 157 255]
/// assert_eq!(levels, tensor([0, 98, 128, 157, 255]));
/// ```
#[track_caller]
pub fn mu_law_encode(x: &Tensor, levels: usize) -> Tensor<Dyn, usize> {
    let mu = highest("mu_law_encode", levels);
    let level = |value: f32| {
        let value = value.clamp(-1.0, 1.0);
        let loud = libm::log1pf(mu * value.abs()) / libm::log1pf(mu);
        (0.5 * (1.0 + loud.copysign(value)) * mu + 0.5) as usize
    };
    Tensor::from_vec(x.to_vec().into_iter().map(level).collect(), x.shape())
}

/// The values from -1 to 1 that levels stand for, in the same shape: `mu_law_encode` gives the levels back.
/// Panics when a level is not below the number of levels.
///
/// ```
/// use manabi::prelude::*;
/// let waves = data::tones(4, 400, 0).waves;
/// let again = data::mu_law_decode(&data::mu_law_encode(&waves, 256), 256);
/// assert!(again.allclose(&waves, 0.025));
/// ```
#[track_caller]
pub fn mu_law_decode(levels: &Tensor<Dyn, usize>, count: usize) -> Tensor {
    let mu = highest("mu_law_decode", count);
    let given = levels.to_vec();
    if let Some(level) = given.iter().find(|&&level| level >= count) {
        panic!("mu_law_decode: there is no level {level} among {count}");
    }
    let value = |level: usize| {
        let loud = 2.0 * level as f32 / mu - 1.0;
        (libm::expm1f(loud.abs() * libm::log1pf(mu)) / mu).copysign(loud)
    };
    Tensor::from_vec(given.into_iter().map(value).collect(), levels.shape())
}

#[track_caller]
fn highest(name: &str, levels: usize) -> f32 {
    assert!(
        levels >= 2,
        "{name}: {levels} levels tell nothing apart; take at least 2, usually 256"
    );
    (levels - 1) as f32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prelude::*;
    use crate::test::{panic_file, panic_message};

    #[test]
    fn coding_a_level_again_gives_it_back() {
        for count in [2, 3, 16, 255, 256, 1024] {
            let levels = tensor((0..count).collect::<Vec<usize>>());
            assert_eq!(mu_law_encode(&mu_law_decode(&levels, count), count), levels, "{count}");
        }
    }

    #[test]
    fn levels_grow_with_the_value_and_are_finest_at_zero() {
        let values = mu_law_decode(&tensor((0..256).collect::<Vec<usize>>()), 256).to_vec();
        assert!((values[0] + 1.0).abs() < 1e-6 && (values[255] - 1.0).abs() < 1e-6);
        let steps = Vec::from_iter(values.windows(2).map(|two| two[1] - two[0]));
        assert!(steps.iter().all(|&step| step > 0.0));
        assert!(steps[127] < 0.0003 && steps[254] > 0.02);
        let levels = mu_law_encode(&linspace(-1.5, 1.5, 1001), 256).to_vec();
        assert!(levels.is_sorted() && levels[0] == 0 && levels[1000] == 255);
    }

    #[test]
    fn misuse_is_one_sentence() {
        assert_eq!(
            panic_message(|| mu_law_encode(&tensor([0.5]), 1)),
            "mu_law_encode: 1 levels tell nothing apart; take at least 2, usually 256"
        );
        assert_eq!(
            panic_message(|| mu_law_decode(&tensor([256]), 256)),
            "mu_law_decode: there is no level 256 among 256"
        );
        assert_eq!(panic_file(|| mu_law_decode(&tensor([256]), 256)), file!());
    }
}
