//! Sums over neighbours, in lanes that the processor adds at once, always in the same order.

use super::simd::vectorised;

/// Two vectors of the widest kind: each sum waits for the one before, so several run side by side.
const LANES: usize = 32;

/// The sum of all.
pub fn total(values: &[f32]) -> f32 {
    total_by(values, values, |v, _| v)
}

/// The sum of a function of two elements at the same place.
#[inline(always)]
pub fn total_by(a: &[f32], b: &[f32], f: impl Fn(f32, f32) -> f32) -> f32 {
    debug_assert_eq!(a.len(), b.len());
    vectorised(
        #[inline(always)]
        || {
            let mut lanes = [0.0; LANES];
            let ((left, a), (right, b)) = (a.as_chunks::<LANES>(), b.as_chunks::<LANES>());
            let rest: f32 = a.iter().zip(b).map(|(&a, &b)| f(a, b)).sum();
            for (a, b) in left.iter().zip(right) {
                for i in 0..LANES {
                    lanes[i] += f(a[i], b[i]);
                }
            }
            folded(lanes) + rest
        },
    )
}

/// The sum of all lanes, half to half. Not in the loop above, which would be compiled pair by pair to fit it.
#[inline(never)]
fn folded(mut lanes: [f32; LANES]) -> f32 {
    let mut width = LANES;
    while width > 1 {
        width /= 2;
        (0..width).for_each(|i| lanes[i] += lanes[i + width]);
    }
    lanes[0]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lanes_add_up_to_the_sum() {
        for len in [0, 1, 31, 32, 33, 200] {
            let values: Vec<f32> = (0..len).map(|i| i as f32).collect();
            assert_eq!(total(&values), (0..len).sum::<usize>() as f32);
            let squares = (0..len).map(|i| i * i).sum::<usize>() as f32;
            assert_eq!(total_by(&values, &values, |a, b| a * b), squares);
        }
    }
}
