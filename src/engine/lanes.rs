//! Sums over neighbours, in lanes that the processor adds at once, always in the same order.

const LANES: usize = 16;

/// The sum of all.
pub fn total(values: &[f32]) -> f32 {
    total_by(values, values, |v, _| v)
}

/// The sum of a function of two elements at the same place.
pub fn total_by(a: &[f32], b: &[f32], f: impl Fn(f32, f32) -> f32) -> f32 {
    debug_assert_eq!(a.len(), b.len());
    let mut lanes = [0.0; LANES];
    let (left, right) = (a.chunks_exact(LANES), b.chunks_exact(LANES));
    let rest = left.remainder().iter().zip(right.remainder());
    let rest: f32 = rest.map(|(&a, &b)| f(a, b)).sum();
    for (a, b) in left.zip(right) {
        for (lane, (&a, &b)) in lanes.iter_mut().zip(a.iter().zip(b)) {
            *lane += f(a, b);
        }
    }
    lanes.iter().sum::<f32>() + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lanes_add_up_to_the_sum() {
        for len in [0, 1, 15, 16, 17, 100] {
            let values: Vec<f32> = (0..len).map(|i| i as f32).collect();
            assert_eq!(total(&values), (0..len).sum::<usize>() as f32);
            let squares = (0..len).map(|i| i * i).sum::<usize>() as f32;
            assert_eq!(total_by(&values, &values, |a, b| a * b), squares);
        }
    }
}
