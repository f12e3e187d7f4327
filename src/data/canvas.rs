//! A canvas: the geometry with which images are drawn, in the unit square, x to the right and y down.

use crate::engine::random::Generator;

/// A map of the plane that keeps lines straight: p -> matrix * p + move.
pub struct Affine {
    matrix: [[f32; 2]; 2],
    shift: [f32; 2],
}

impl Affine {
    /// What a hand does to a digit: a little turn, slant, stretch and move, about the middle.
    pub fn random(generator: &mut Generator) -> Affine {
        let mut between = |low: f32, high: f32| low + (high - low) * generator.uniform();
        let angle = between(-0.3, 0.3);
        let slant = between(-0.3, 0.3);
        let (width, height) = (between(0.7, 1.15), between(0.75, 1.1));
        let shift = [between(-0.095, 0.095), between(-0.095, 0.095)];
        let (sine, cosine) = (libm::sinf(angle), libm::cosf(angle));
        // Stretch, then slant, then turn.
        let (a, b, d) = (width, -slant * height, height);
        let matrix = [[cosine * a, cosine * b - sine * d], [sine * a, sine * b + cosine * d]];
        Affine { matrix, shift }
    }

    /// Where a point goes.
    pub fn of(&self, [x, y]: [f32; 2]) -> [f32; 2] {
        let ([[a, b], [c, d]], [right, down]) = (self.matrix, self.shift);
        let (x, y) = (x - 0.5, y - 0.5);
        [a * x + b * y + 0.5 + right, c * x + d * y + 0.5 + down]
    }
}

/// The distance of a point from a segment.
pub fn distance([x, y]: [f32; 2], [[ax, ay], [bx, by]]: [[f32; 2]; 2]) -> f32 {
    let (dx, dy) = (bx - ax, by - ay);
    let square = dx * dx + dy * dy;
    let along = match square > 0.0 {
        true => (((x - ax) * dx + (y - ay) * dy) / square).clamp(0.0, 1.0),
        false => 0.0,
    };
    let (ex, ey) = (x - ax - along * dx, y - ay - along * dy);
    (ex * ex + ey * ey).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_are_to_the_nearest_point_of_a_segment() {
        let segment = [[0.0, 0.0], [2.0, 0.0]];
        assert_eq!(distance([1.0, 3.0], segment), 3.0);
        assert_eq!(distance([5.0, 4.0], segment), 5.0);
        assert_eq!(distance([-3.0, 4.0], segment), 5.0);
        assert_eq!(distance([3.0, 4.0], [[0.0, 0.0]; 2]), 5.0);
    }

    #[test]
    fn a_hand_keeps_the_middle_near_and_turns_nothing_over() {
        let mut generator = Generator::new(0);
        for _ in 0..100 {
            let hand = Affine::random(&mut generator);
            let [x, y] = hand.of([0.5, 0.5]);
            assert!((x - 0.5).abs() <= 0.095 && (y - 0.5).abs() <= 0.095);
            let [[a, b], [c, d]] = hand.matrix;
            assert!(a * d - b * c > 0.5);
        }
    }
}
