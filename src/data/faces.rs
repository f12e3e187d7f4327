//! Faces: cartoons of people who look different every time.

use super::Dataset;
use super::canvas::distance;
use super::draw::{between, labels};
use crate::engine::random::Generator;
use crate::tensor::Tensor;

/// `n` gray images of `size` x `size` pixels with a cartoon face each, of so many people: `x` is
/// (n, 1, size, size), `y` the person.
///
/// A person has a face, eyes, brows, a nose, a mouth and hair of their own. From image to image the place, the
/// size, the tilt, the look, the mood and the light differ. People are equally frequent, up to one image, in
/// random order. To test on people never seen, split by person: `faces.only(&[8, 9])`. They are the same on
/// every machine. Panics when there is nobody, or the size is below 16.
///
/// ```
/// use manabi::prelude::*;
/// let faces = data::faces(40, 8, 24, 0);
/// display(&faces);
/// assert_eq!(faces.class_counts(), [5; 8]);
/// ```
#[track_caller]
pub fn faces(n: usize, people: usize, size: usize, seed: u64) -> Dataset {
    assert!(people > 0, "faces: there is nobody to draw among 0 people; give it at least 1");
    assert!(size >= 16, "faces: a face needs 16 x 16 pixels or more, not {size} x {size}");
    let mut generator = Generator::new(seed);
    let persons = Vec::from_iter((0..people).map(|_| Person::draw(&mut generator)));
    let identities = labels(&mut generator, n, people);
    let mut pixels = Vec::with_capacity(n * size * size);
    for &person in &identities {
        paint(&persons[person], size, &mut generator, &mut pixels);
    }
    let x = Tensor::from_vec(pixels, [n, 1, size, size]);
    let y = Tensor::from_vec(identities, [n]);
    Dataset::new(&x, &y).with_classes((0..people).map(|person| format!("person {person}")))
}

/// What makes a person: lengths in halves of the height of the face, tones from 0 (dark) to 1.
struct Person {
    width: f32,
    skin: f32,
    hair: f32,
    /// Down to where the hair goes from the top of the face.
    fringe: f32,
    eyes_apart: f32,
    eyes_down: f32,
    eye: f32,
    brow_tilt: f32,
    brow_gap: f32,
    nose: f32,
    mouth: f32,
    mouth_down: f32,
}

impl Person {
    fn draw(generator: &mut Generator) -> Person {
        let mut between = |low, high| between(generator, low, high);
        Person {
            width: between(0.65, 0.98),
            skin: between(0.6, 0.95),
            hair: between(0.0, 0.5),
            fringe: between(0.2, 0.6),
            eyes_apart: between(0.22, 0.42),
            eyes_down: between(-0.18, 0.08),
            eye: between(0.07, 0.14),
            brow_tilt: between(-0.1, 0.1),
            brow_gap: between(0.17, 0.26),
            nose: between(0.1, 0.35),
            mouth: between(0.15, 0.42),
            mouth_down: between(0.48, 0.66),
        }
    }
}

/// Appends the pixels of a person's face.
fn paint(person: &Person, size: usize, generator: &mut Generator, pixels: &mut Vec<f32>) {
    let mut between = |low, high| between(generator, low, high);
    let height = between(0.38, 0.45);
    let centre = [between(0.46, 0.54), between(0.46, 0.54)];
    let angle = between(-0.12, 0.12);
    let (sine, cosine) = (libm::sinf(angle), libm::cosf(angle));
    let [look, nod, smile] = [between(-0.06, 0.06), between(-0.05, 0.05), between(-0.1, 0.14)];
    let (ground, light) = (between(0.25, 0.45), between(0.9, 1.05));
    let pixel = 1.0 / (size as f32 * height);

    let eyes_down = person.eyes_down + nod;
    let mouth = [-1.0, -0.5, 0.0, 0.5, 1.0].map(|part: f32| {
        let down = person.mouth_down + nod + smile * (1.0 - 2.0 * part * part);
        [look + part * person.mouth, down]
    });
    let nose = [[look, eyes_down + 0.1], [look, eyes_down + 0.1 + person.nose]];
    let eyes = [-1.0, 1.0].map(|side| [look + side * person.eyes_apart, eyes_down]);
    let brows = [-1.0, 1.0].map(|side: f32| {
        [-0.13, 0.13].map(|part| {
            let down = eyes_down - person.brow_gap + part * side * person.brow_tilt * 5.0;
            [look + side * person.eyes_apart + part, down]
        })
    });
    let pen = (0.035_f32).max(0.6 * pixel);
    for at in 0..size * size {
        let x = (((at % size) as f32 + 0.5) / size as f32 - centre[0]) / height;
        let y = (((at / size) as f32 + 0.5) / size as f32 - centre[1]) / height;
        let point = [cosine * x + sine * y, cosine * y - sine * x];
        let [x, y] = point;
        let head = ((x / person.width).powi(2) + y * y).sqrt() - 1.0;
        let line = |line: &[[f32; 2]]| {
            let near = line.windows(2).map(|two| distance(point, [two[0], two[1]]));
            near.fold(f32::INFINITY, f32::min) - pen
        };
        let eye = eyes.map(|eye| distance(point, [eye; 2]) - person.eye);
        let brow = line(&brows[0]).min(line(&brows[1]));
        // From the back to the front: what is outside of a thing is positive.
        let things = [
            (head - 0.06, person.hair),
            (head.max(-1.0 + person.fringe - y), person.skin),
            (line(&nose), 0.6 * person.skin),
            (brow, person.hair),
            (eye[0].min(eye[1]), 0.05),
            (line(&mouth), 0.15),
        ];
        let mut tone = ground;
        for (outside, own) in things {
            tone += (0.5 - outside / pixel).clamp(0.0, 1.0) * (own - tone);
        }
        pixels.push((light * tone + 0.02 * generator.normal()).clamp(0.0, 1.0));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::sha256::sha256;
    use crate::test::{panic_file, panic_message};

    #[test]
    fn the_same_seed_gives_the_same_bits_on_every_machine() {
        let bytes = faces(4, 3, 16, 3).x.to_vec().into_iter().flat_map(f32::to_le_bytes);
        assert_eq!(&sha256(&Vec::from_iter(bytes))[..16], "d85db8fc624359c3");
    }

    #[test]
    fn two_images_of_a_person_differ_less_than_two_people() {
        let faces = faces(400, 20, 24, 0).flatten();
        assert_eq!(faces.class_counts(), [20; 20]);
        assert!(faces.x.min().item() >= 0.0 && faces.x.max().item() <= 1.0);
        let images = Vec::from_iter(faces.x.rows().map(|row| row.to_vec()));
        let people = faces.y.to_vec();
        let (mut same, mut other) = (Vec::new(), Vec::new());
        for a in 0..200 {
            for b in 200..400 {
                let far = images[a].iter().zip(&images[b]).map(|(a, b)| (a - b).powi(2));
                let list = if people[a] == people[b] { &mut same } else { &mut other };
                list.push(far.sum::<f32>());
            }
        }
        let mean = |list: &[f32]| list.iter().sum::<f32>() / list.len() as f32;
        // Nearer, but far from equal: pixels alone do not tell who it is.
        let ratio = mean(&same) / mean(&other);
        assert!((0.2..0.9).contains(&ratio), "{ratio}");
    }

    #[test]
    fn misuse_is_one_sentence() {
        assert_eq!(
            panic_message(|| faces(1, 0, 24, 0)),
            "faces: there is nobody to draw among 0 people; give it at least 1"
        );
        assert_eq!(
            panic_message(|| faces(1, 1, 8, 0)),
            "faces: a face needs 16 x 16 pixels or more, not 8 x 8"
        );
        assert_eq!(panic_file(|| faces(1, 1, 8, 0)), file!());
    }
}
