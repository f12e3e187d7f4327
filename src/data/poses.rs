//! Poses: stick figures, and where their joints are.

use super::canvas::distance;
use super::draw::between;
use crate::engine::random::Generator;
use crate::tensor::Tensor;

/// Images of stick figures and their joints.
#[derive(Clone, Debug)]
pub struct Poses {
    /// Gray images from 0 (paper) to 1 (ink): (n, 1, size, size).
    pub images: Tensor,
    /// Each joint's x (to the right) and y (down) in pixels: (n, 11, 2), in the order of
    /// [`JOINTS`](Poses::JOINTS). The middle of the first pixel is (0, 0).
    pub joints: Tensor,
}

impl Poses {
    /// What the joints are called; left and right are those of the picture.
    pub const JOINTS: [&'static str; 11] = [
        "head",
        "neck",
        "hip",
        "left elbow",
        "left hand",
        "right elbow",
        "right hand",
        "left knee",
        "left foot",
        "right knee",
        "right foot",
    ];

    /// The joints as targets for a network: (n, 11, size, size), where each map has a bump of height 1 and of
    /// this standard deviation in pixels around its joint. Panics unless the deviation is positive.
    ///
    /// ```
    /// use manabi::prelude::*;
    /// let poses = data::stick_figures(1, 24, 0);
    /// let maps = poses.heat_maps(1.5);
    /// display(&maps.row(0).max_axis(0).to_image());
    /// let head = poses.joints.row(0).row(0).round();
    /// assert!(maps.row(0).row(0)[(head[1] as usize, head[0] as usize)] > 0.75);
    /// ```
    #[track_caller]
    pub fn heat_maps(&self, deviation: f32) -> Tensor {
        heat_maps(&self.images, &self.joints, deviation)
    }
}

#[track_caller]
fn heat_maps(images: &Tensor, joints: &Tensor, deviation: f32) -> Tensor {
    assert!(
        deviation > 0.0,
        "heat_maps: a bump cannot have the standard deviation {deviation}; it is positive, such as 1.5"
    );
    let (n, size) = (images.shape()[0], images.shape()[3]);
    let mut maps = Vec::with_capacity(joints.len() / 2 * size * size);
    for joint in joints.to_vec().chunks_exact(2) {
        for at in 0..size * size {
            let (x, y) = ((at % size) as f32 - joint[0], (at / size) as f32 - joint[1]);
            maps.push(libm::expf(-(x * x + y * y) / (2.0 * deviation * deviation)));
        }
    }
    Tensor::from_vec(maps, [n, Poses::JOINTS.len(), size, size])
}

/// `n` images of `size` x `size` pixels with a stick figure each.
///
/// Place, size, turn, limbs and pen are random, and all joints are inside. The left arm stays on the left of
/// the figure's own axis, and so do the others on their sides: what a joint is can be seen. They are the same
/// on every machine. Panics when the size is below 16.
///
/// ```
/// use manabi::prelude::*;
/// let poses = data::stick_figures(10, 24, 0);
/// display(&poses.images.row(0).row(0).to_image());
/// for (name, place) in data::Poses::JOINTS.iter().zip(poses.joints.row(0).rows()) {
///     println!("{name:>11}: {place:.1}");
/// }
/// assert_eq!(poses.joints.shape(), [10, 11, 2]);
/// ```
#[track_caller]
pub fn stick_figures(n: usize, size: usize, seed: u64) -> Poses {
    assert!(
        size >= 16,
        "stick_figures: a figure needs 16 x 16 pixels or more, not {size} x {size}"
    );
    let mut generator = Generator::new(seed);
    let (mut images, mut joints) = (Vec::new(), Vec::new());
    for _ in 0..n {
        let figure = loop {
            let figure = figure(&mut generator);
            if figure.iter().flatten().all(|place| (0.04..0.96).contains(place)) {
                break figure;
            }
        };
        draw(&figure, size, &mut generator, &mut images);
        joints.extend(figure.iter().flatten().map(|place| place * size as f32 - 0.5));
    }
    Poses {
        images: Tensor::from_vec(images, [n, 1, size, size]),
        joints: Tensor::from_vec(joints, [n, Poses::JOINTS.len(), 2]),
    }
}

type Point = [f32; 2];

/// The joints of a figure in the unit square, where they are not always inside.
fn figure(generator: &mut Generator) -> [Point; 11] {
    let unit = between(generator, 0.14, 0.2);
    let lean = between(generator, -0.06, 0.06);
    let hip = [between(generator, 0.3, 0.7), between(generator, 0.4, 0.65)];
    // A point so far from another, in a direction counted in turns from straight down to the right.
    let from = |[x, y]: Point, turns: f32, length: f32| {
        let angle = std::f32::consts::TAU * (turns + lean);
        [x + unit * length * libm::sinf(angle), y + unit * length * libm::cosf(angle)]
    };
    let neck = from(hip, 0.5, 1.4);
    let head = from(neck, 0.5 + between(generator, -0.04, 0.04), 0.6);
    let mut limb = |start: Point, side: f32, [least, most]: [f32; 2], bend: f32, length: f32| {
        let turns = between(generator, least, most);
        let middle = from(start, side * turns, length);
        // Bent, it still stays on its side of the axis.
        let turns = (turns + between(generator, -bend, bend)).clamp(0.02, 0.48);
        [middle, from(middle, side * turns, length)]
    };
    let [left_elbow, left_hand] = limb(neck, -1.0, [0.06, 0.42], 0.2, 0.85);
    let [right_elbow, right_hand] = limb(neck, 1.0, [0.06, 0.42], 0.2, 0.85);
    let [left_knee, left_foot] = limb(hip, -1.0, [0.03, 0.2], 0.1, 1.0);
    let [right_knee, right_foot] = limb(hip, 1.0, [0.03, 0.2], 0.1, 1.0);
    [
        head,
        neck,
        hip,
        left_elbow,
        left_hand,
        right_elbow,
        right_hand,
        left_knee,
        left_foot,
        right_knee,
        right_foot,
    ]
}

/// The joints that a line joins.
const BONES: [[usize; 2]; 10] =
    [[0, 1], [1, 2], [1, 3], [3, 4], [1, 5], [5, 6], [2, 7], [7, 8], [2, 9], [9, 10]];

/// Appends the pixels of a figure.
fn draw(figure: &[Point; 11], size: usize, generator: &mut Generator, images: &mut Vec<f32>) {
    let pixel = 1.0 / size as f32;
    let pen = between(generator, 0.02, 0.035).max(0.6 * pixel);
    let ink = between(generator, 0.75, 1.0);
    let head = 2.2 * pen;
    for at in 0..size * size {
        let point = [(at % size) as f32 + 0.5, (at / size) as f32 + 0.5].map(|place| place * pixel);
        let bones = BONES.map(|bone| distance(point, bone.map(|joint| figure[joint])) - pen);
        let outside = bones.into_iter().fold(distance(point, [figure[0]; 2]) - head, f32::min);
        let cover = (0.5 - outside / pixel).clamp(0.0, 1.0);
        images.push((ink * cover + 0.03 * generator.normal()).clamp(0.0, 1.0));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::sha256::sha256;
    use crate::test::{panic_file, panic_message};

    #[test]
    fn the_same_seed_gives_the_same_bits_on_every_machine() {
        let poses = stick_figures(4, 16, 3);
        let values = poses.images.to_vec().into_iter().chain(poses.joints.to_vec());
        let bytes = Vec::from_iter(values.flat_map(f32::to_le_bytes));
        assert_eq!(&sha256(&bytes)[..16], "47d6fffd63b8dd74");
    }

    #[test]
    fn joints_are_inside_and_on_ink() {
        let poses = stick_figures(100, 32, 0);
        assert!(poses.joints.min().item() > 0.0 && poses.joints.max().item() < 31.0);
        let (joints, images) = (poses.joints.to_vec(), poses.images.to_vec());
        for (figure, image) in joints.chunks(22).zip(images.chunks(32 * 32)) {
            for joint in figure.chunks(2) {
                let at = joint[1].round() as usize * 32 + joint[0].round() as usize;
                assert!(image[at] > 0.3, "{joint:?} {}", image[at]);
            }
            let ink = image.iter().sum::<f32>() / 1024.0;
            assert!((0.03..0.3).contains(&ink), "{ink}");
        }
    }

    #[test]
    fn left_joints_are_on_the_left_of_the_axis() {
        let poses = stick_figures(200, 24, 1);
        for figure in poses.joints.rows() {
            let at = |joint: usize| [figure[(joint, 0)], figure[(joint, 1)]];
            let (neck, hip) = (at(1), at(2));
            let side = |[x, y]: [f32; 2]| {
                (x - hip[0]) * (hip[1] - neck[1]) - (y - hip[1]) * (hip[0] - neck[0])
            };
            for joint in 3..11 {
                let left = Poses::JOINTS[joint].starts_with("left");
                assert_eq!(side(at(joint)) < 0.0, left, "{}", Poses::JOINTS[joint]);
            }
        }
    }

    #[test]
    fn the_mean_of_a_heat_map_is_its_joint() {
        let poses = stick_figures(5, 48, 2);
        let maps = poses.heat_maps(1.5);
        assert_eq!(maps.shape(), [5, 11, 48, 48]);
        let places = crate::prelude::arange(0., 48., 1.);
        for (of_figure, joints) in maps.rows().zip(poses.joints.rows()) {
            for (map, joint) in of_figure.rows().zip(joints.rows()) {
                let mass = map.sum().item();
                let x = (map.sum_axis(0) * &places).sum().item() / mass;
                let y = (map.sum_axis(1) * &places).sum().item() / mass;
                // At an edge a part of the bump is cut off.
                let [near, far] = [joint.min().item(), joint.max().item()];
                if near > 5.0 && far < 42.0 {
                    assert!((x - joint[0]).abs() < 0.02 && (y - joint[1]).abs() < 0.02);
                }
            }
        }
    }

    #[test]
    fn misuse_is_one_sentence() {
        assert_eq!(
            panic_message(|| stick_figures(1, 8, 0)),
            "stick_figures: a figure needs 16 x 16 pixels or more, not 8 x 8"
        );
        assert_eq!(
            panic_message(|| stick_figures(1, 16, 0).heat_maps(0.0)),
            "heat_maps: a bump cannot have the standard deviation 0; it is positive, such as 1.5"
        );
        assert_eq!(panic_file(|| stick_figures(1, 8, 0)), file!());
    }
}
