//! Clipping: gradients kept from being too great for a step.

use super::{Element, Gradients, Raw};

impl Gradients {
    /// Scales all together so that their norm is at most `max`; returns the norm before.
    pub fn clip_norm(&mut self, max: f32) -> f32 {
        // In double precision and in the order of the ids: the sum does not depend on sizes or threads.
        let squares = |gradient: &Raw| -> f64 {
            f32::load(gradient).into_iter().map(|g| f64::from(g) * f64::from(g)).sum()
        };
        let norm = self.iter_mut().map(|gradient| squares(gradient)).sum::<f64>().sqrt();
        if norm > f64::from(max) {
            let scale = (f64::from(max) / norm) as f32;
            self.change(|g| g * scale);
        }
        norm as f32
    }

    /// Cuts every element to the range from `-max` to `max`.
    pub fn clip_value(&mut self, max: f32) {
        self.change(|g| g.clamp(-max.abs(), max.abs()));
    }

    fn change(&mut self, f: impl Fn(f32) -> f32) {
        for gradient in self.iter_mut() {
            let values = f32::load(gradient).into_iter().map(&f).collect();
            *gradient = Raw::from_vec(values, gradient.dims());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{add, backward, sum};

    fn gradients() -> (Raw, Raw, Gradients) {
        let of = |values: &[f32]| Raw::from_vec(values.to_vec(), &[values.len()]);
        let (a, b) = (of(&[1.0, 2.0]).parameter(), of(&[-4.0]).parameter());
        let squares = |x: &Raw| sum(&crate::engine::square(x));
        let loss = add(&squares(&a), &squares(&b));
        let gradients = backward(&loss);
        (a, b, gradients)
    }

    #[test]
    fn the_norm_is_that_of_all_together() {
        let (a, b, mut gradients) = gradients();
        let expected = (4.0_f32 + 16.0 + 64.0).sqrt();
        assert_eq!(gradients.clip_norm(100.0), expected);
        assert_eq!(f32::load(gradients.get(b.id().unwrap()).unwrap()), [-8.0]);
        assert_eq!(gradients.clip_norm(1.0), expected);
        let clipped = f32::load(gradients.get(a.id().unwrap()).unwrap());
        assert!((clipped[1] - 4.0 / expected).abs() < 1e-6);
        assert!((gradients.clip_norm(1.0) - 1.0).abs() < 1e-6);
    }

    #[test]
    fn values_are_cut_on_both_sides() {
        let (a, b, mut gradients) = gradients();
        gradients.clip_value(3.0);
        assert_eq!(f32::load(gradients.get(a.id().unwrap()).unwrap()), [2.0, 3.0]);
        assert_eq!(f32::load(gradients.get(b.id().unwrap()).unwrap()), [-3.0]);
    }
}
