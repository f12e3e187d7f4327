//! Running sums along an axis.

use super::{Element, Raw, dims};

/// Each element added to all before it along an axis.
#[track_caller]
pub fn cumsum(x: &Raw, axis: isize) -> Raw {
    let axis = dims::axis("cumsum", axis, x.dims());
    let (_, size, inner) = dims::around(x.dims(), axis);
    let block = (size * inner).max(1);
    let mut values = f32::load(x);
    for block in values.chunks_exact_mut(block) {
        for place in inner..block.len() {
            block[place] += block[place - inner];
        }
    }
    // An element is in its own sum and in all after it.
    Raw::from_vec(values, x.dims()).recorded_from("cumsum", x, move |g| {
        let mut values = f32::load(g);
        for block in values.chunks_exact_mut(block) {
            for place in (inner..block.len()).rev() {
                block[place - inner] += block[place];
            }
        }
        Raw::from_vec(values, g.dims())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_run_along_their_axis() {
        let x = Raw::from_vec(vec![1.0, 2.0, 3.0, 4.0, 5.0, 6.0], &[2, 3]);
        assert_eq!(f32::load(&cumsum(&x, 1)), [1.0, 3.0, 6.0, 4.0, 9.0, 15.0]);
        assert_eq!(f32::load(&cumsum(&x, 0)), [1.0, 2.0, 3.0, 5.0, 7.0, 9.0]);
        assert_eq!(cumsum(&Raw::full(0.0, &[0, 2]), 1).dims(), [0, 2]);
        assert_eq!(cumsum(&Raw::full(0.0, &[2, 0]), 0).dims(), [2, 0]);
    }
}
