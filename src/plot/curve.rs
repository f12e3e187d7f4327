//! Curves through values that are one apart.

/// The values before, at the two ends of and after the cell that begins at `i`, of those up to `last`; a
/// parabola goes on beyond the border.
pub fn around(i: usize, last: usize, value: impl Fn(usize) -> f32) -> [f32; 4] {
    let (a, b) = (value(i), value(i + 1));
    let before = match i {
        0 => 3.0 * a - 3.0 * b + value(2),
        i => value(i - 1),
    };
    let after = match i + 2 > last {
        true => 3.0 * b - 3.0 * a + value(i - 1),
        false => value(i + 2),
    };
    [before, a, b, after]
}

/// The curve of Catmull and Rom through values one apart, between the second and the third.
pub fn curve([before, a, b, after]: [f32; 4], t: f32) -> f32 {
    let linear = b - before;
    let square = 2.0 * before - 5.0 * a + 4.0 * b - after;
    let cubic = 3.0 * (a - b) + after - before;
    a + 0.5 * t * (linear + t * (square + t * cubic))
}

/// The value this far on the way from one to another.
pub fn mixed(a: f32, b: f32, t: f32) -> f32 {
    match t {
        // A neighbour that does not count may be NaN.
        t if t < 1e-4 => a,
        t if t > 1.0 - 1e-4 => b,
        t => a * (1.0 - t) + b * t,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parabola_is_followed_up_to_the_border() {
        let square = |i: usize| (i * i) as f32;
        for i in 0..4 {
            let place = i as f32 + 0.3;
            let value = curve(around(i, 4, square), 0.3);
            assert!((value - place * place).abs() < 1e-5, "{value} at {place}");
        }
    }

    #[test]
    fn a_neighbour_that_does_not_count_may_be_missing() {
        assert_eq!(mixed(1.0, f32::NAN, 0.0), 1.0);
        assert_eq!(mixed(f32::NAN, 2.0, 1.0), 2.0);
        assert!(mixed(1.0, f32::NAN, 0.5).is_nan());
    }
}
