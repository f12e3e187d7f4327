//! Tones: short sounds of one note each.

use super::draw::{between, labels, whole};
use crate::engine::random::Generator;
use crate::tensor::{Dyn, Tensor};

/// Sounds, and what is played.
#[derive(Clone, Debug)]
pub struct Tones {
    /// The sounds, from -1 to 1: (n, samples), [`RATE`](Tones::RATE) samples a second.
    pub waves: Tensor,
    /// The note of each: (n), from 0 to 7, by [`FREQUENCIES`](Tones::FREQUENCIES).
    pub notes: Tensor<Dyn, usize>,
    /// The timbre of each: (n), by [`TIMBRES`](Tones::TIMBRES).
    pub timbres: Tensor<Dyn, usize>,
}

impl Tones {
    /// Samples a second.
    pub const RATE: f32 = 8000.0;
    /// The notes in hertz: the major scale from C4 to C5, tuned equally from A4 at 440 Hz.
    pub const FREQUENCIES: [f32; 8] =
        [261.626, 293.665, 329.628, 349.228, 391.995, 440.0, 493.883, 523.251];
    /// The timbres: how loud the overtones are.
    pub const TIMBRES: [&'static str; 4] = ["sine", "triangle", "square", "sawtooth"];
}

/// `n` sounds of so many samples: a note of the scale in one of four timbres, somewhere in its oscillation, more
/// or less loud and with a little hiss. The overtones end below half the rate, as they must.
///
/// Notes and timbres are independent, the notes equally frequent up to one. They are the same on every machine.
/// Panics when there are no samples.
///
/// ```
/// use manabi::prelude::*;
/// let tones = data::tones(4, 200, 0);
/// let steps = arange(0., 200., 1.).to_vec();
/// let name = data::Tones::TIMBRES[tones.timbres[0]];
/// Plot::new(name).x_label("sample").line("", &steps, &tones.waves.row(0).to_vec());
/// assert_eq!(tones.waves.shape(), [4, 200]);
/// ```
#[track_caller]
pub fn tones(n: usize, samples: usize, seed: u64) -> Tones {
    assert!(samples > 0, "tones: a sound of 0 samples is none; give it at least 1");
    let mut generator = Generator::new(seed);
    let notes = labels(&mut generator, n, Tones::FREQUENCIES.len());
    let mut timbres = Vec::with_capacity(n);
    let mut waves = Vec::with_capacity(n * samples);
    for &note in &notes {
        let timbre = whole(&mut generator, 0, Tones::TIMBRES.len() - 1);
        timbres.push(timbre);
        play(Tones::FREQUENCIES[note], timbre, samples, &mut generator, &mut waves);
    }
    Tones {
        waves: Tensor::from_vec(waves, [n, samples]),
        notes: Tensor::from_vec(notes, [n]),
        timbres: Tensor::from_vec(timbres, [n]),
    }
}

/// How strong an overtone is; number 1 is the note itself.
fn strength(timbre: usize, overtone: usize) -> f32 {
    let number = overtone as f32;
    match (timbre, overtone % 2) {
        (0, _) => (overtone == 1) as usize as f32,
        (1, 1) if overtone % 4 == 3 => -1.0 / (number * number),
        (1, 1) => 1.0 / (number * number),
        (2, 1) | (3, _) => 1.0 / number,
        _ => 0.0,
    }
}

/// Appends the samples of a sound.
fn play(
    frequency: f32,
    timbre: usize,
    samples: usize,
    generator: &mut Generator,
    waves: &mut Vec<f32>,
) {
    let highest = (0.5 * Tones::RATE / frequency) as usize;
    let overtones =
        Vec::from_iter((1..=highest).map(|overtone| (overtone as f32, strength(timbre, overtone))));
    // Timbres are equally loud in the mean.
    let power: f32 = overtones.iter().map(|(_, strength)| strength * strength).sum();
    let loud = between(generator, 0.25, 0.45) / power.sqrt();
    let start = generator.uniform();
    for sample in 0..samples {
        // Whole turns are dropped before the angle loses digits.
        let turns = (start + sample as f32 * (frequency / Tones::RATE)).fract();
        let wave = overtones.iter().map(|(overtone, strength)| {
            strength * libm::sinf(std::f32::consts::TAU * overtone * turns)
        });
        let hiss = 0.003 * generator.normal();
        waves.push((loud * wave.sum::<f32>() + hiss).clamp(-1.0, 1.0));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::sha256::sha256;
    use crate::test::{panic_file, panic_message};

    /// How much of a frequency is in a sound.
    fn content(wave: &[f32], frequency: f32) -> f32 {
        let part = |function: fn(f32) -> f32| -> f32 {
            let turn = std::f32::consts::TAU * frequency / Tones::RATE;
            wave.iter().enumerate().map(|(at, value)| value * function(turn * at as f32)).sum()
        };
        part(f32::sin).hypot(part(f32::cos)) / wave.len() as f32
    }

    #[test]
    fn the_same_seed_gives_the_same_bits_on_every_machine() {
        let bytes = tones(8, 100, 1).waves.to_vec().into_iter().flat_map(f32::to_le_bytes);
        assert_eq!(&sha256(&Vec::from_iter(bytes))[..16], "cd48ee03eff65b29");
    }

    #[test]
    fn every_sound_has_its_note_most() {
        let tones = tones(80, 800, 0);
        assert!(tones.waves.max().item() <= 1.0 && tones.waves.min().item() >= -1.0);
        for (wave, note) in tones.waves.rows().zip(tones.notes.to_vec()) {
            let contents = Tones::FREQUENCIES.map(|frequency| content(&wave.to_vec(), frequency));
            let loudest = (0..8).max_by(|&a, &b| contents[a].total_cmp(&contents[b]));
            assert_eq!(loudest, Some(note), "{contents:?}");
        }
        for note in 0..8 {
            assert_eq!(tones.notes.eq(note).count(), 10);
        }
    }

    #[test]
    fn timbres_are_told_by_their_overtones_and_equally_loud() {
        let tones = tones(80, 800, 1);
        for (place, wave) in tones.waves.rows().enumerate() {
            let frequency = Tones::FREQUENCIES[tones.notes[place]];
            let wave = wave.to_vec();
            let [first, second, third] =
                [1.0, 2.0, 3.0].map(|overtone| content(&wave, overtone * frequency));
            let near = |value: f32, wanted: f32| (value / first - wanted).abs() < 0.05;
            let (two, three) = [(0.0, 0.0), (0.0, 1.0 / 9.0), (0.0, 1.0 / 3.0), (0.5, 1.0 / 3.0)]
                [tones.timbres[place]];
            assert!(near(second, two) && near(third, three), "{first} {second} {third}");
            let loud = (wave.iter().map(|value| value * value).sum::<f32>() / 800.0).sqrt();
            assert!((0.16..0.34).contains(&loud), "{loud}");
        }
    }

    #[test]
    fn no_samples_are_one_sentence() {
        assert_eq!(
            panic_message(|| tones(1, 0, 0)),
            "tones: a sound of 0 samples is none; give it at least 1"
        );
        assert_eq!(panic_file(|| tones(1, 0, 0)), file!());
    }
}
