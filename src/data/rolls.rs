//! Piano rolls: bars of music as images, with the chord that goes with each.

use super::Dataset;
use super::draw::{choose, labels, whole};
use crate::engine::random::Generator;
use crate::tensor::Tensor;

/// The rows of a roll, from B5 at the top down to C4, and its columns, four for each beat.
const PITCHES: usize = 24;
const STEPS: usize = 16;

/// The chords of C major, by the semitones of their notes above C.
const CHORDS: [(&str, [usize; 3]); 6] = [
    ("C", [0, 4, 7]),
    ("Dm", [2, 5, 9]),
    ("Em", [4, 7, 11]),
    ("F", [5, 9, 0]),
    ("G", [7, 11, 2]),
    ("Am", [9, 0, 4]),
];

/// The semitones of C major above C.
const SCALE: [usize; 7] = [0, 2, 4, 5, 7, 9, 11];

/// `n` bars of melody as images, and their chords: `x` is (n, 1, 24, 16), 1 where a note sounds and else 0;
/// `y` is the chord, one of six.
///
/// Row `r` is the note 23 - `r` semitones above C4, and a column a quarter of one of four beats. One note sounds
/// at a time, all notes are of C major, and those on a beat of the chord; in between the melody moves by a step
/// of the scale or two, or holds. The chords are equally frequent, up to one, in random order. They are the
/// same on every machine.
///
/// ```
/// use manabi::prelude::*;
/// let bars = data::rolls(12, 0);
/// display(&bars);
/// for row in bars.x.row(0).argmax(1).to_vec() {
///     assert!([0, 2, 4, 5, 7, 9, 11].contains(&((23 - row) % 12)));
/// }
/// assert_eq!(bars.classes(), ["C", "Dm", "Em", "F", "G", "Am"]);
/// ```
pub fn rolls(n: usize, seed: u64) -> Dataset {
    let mut generator = Generator::new(seed);
    let chords = labels(&mut generator, n, CHORDS.len());
    let mut x = vec![0.0; n * PITCHES * STEPS];
    for (roll, &chord) in x.chunks_mut(PITCHES * STEPS).zip(&chords) {
        for (step, note) in melody(&CHORDS[chord].1, &mut generator).into_iter().enumerate() {
            roll[(PITCHES - 1 - note) * STEPS + step] = 1.0;
        }
    }
    let x = Tensor::from_vec(x, [n, 1, PITCHES, STEPS]);
    let y = Tensor::from_vec(chords, [n]);
    Dataset::new(&x, &y).with_classes(CHORDS.map(|(name, _)| name))
}

/// The note of each step, in semitones above C4.
fn melody(chord: &[usize; 3], generator: &mut Generator) -> [usize; STEPS] {
    let all =
        |tones: &[usize]| Vec::from_iter((0..PITCHES).filter(|note| tones.contains(&(note % 12))));
    let (scale, chord) = (all(&SCALE), all(chord));
    let mut note = *choose(generator, &chord);
    std::array::from_fn(|step| {
        let near = |notes: &[usize], far: usize| {
            Vec::from_iter(notes.iter().copied().filter(|other| other.abs_diff(note) <= far))
        };
        // Half of the steps between beats hold the note; no leap is longer than a fifth.
        if step % 4 == 0 {
            note = *choose(generator, &near(&chord, 7));
        } else if whole(generator, 0, 1) == 0 {
            note = *choose(generator, &near(&scale, 4));
        }
        note
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::sha256::sha256;

    #[test]
    fn the_same_seed_gives_the_same_bits_on_every_machine() {
        let bytes = rolls(8, 1).x.to_vec().into_iter().flat_map(f32::to_le_bytes);
        assert_eq!(&sha256(&Vec::from_iter(bytes))[..16], "e228aaf0017adb3c");
    }

    #[test]
    fn notes_keep_to_the_scale_and_beats_to_the_chord() {
        let bars = rolls(300, 0);
        assert_eq!(bars.class_counts(), [50; 6]);
        let mut heard = [false; PITCHES];
        for (bar, chord) in bars.x.rows().zip(bars.y.to_vec()) {
            let bar = bar.row(0);
            assert_eq!(bar.sum_axis(0), crate::prelude::ones(STEPS));
            let melody = Vec::from_iter(bar.argmax(0).to_vec().into_iter().map(|row| 23 - row));
            for (step, note) in melody.iter().enumerate() {
                heard[*note] = true;
                assert!(SCALE.contains(&(note % 12)));
                assert!(step % 4 != 0 || CHORDS[chord].1.contains(&(note % 12)));
            }
            assert!(melody.windows(2).all(|two| two[0].abs_diff(two[1]) <= 7));
        }
        assert_eq!(heard.iter().filter(|&&heard| heard).count(), 14);
    }
}
