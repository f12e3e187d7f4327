//! Settling: places in a row as near as they can be to where they are wanted, each far enough from the one
//! before.

/// The places. `apart` holds the least distance from each to the next. Neighbours in each other's way become
/// a block at the mean of what they want, which makes the sum of the squared shifts the least there is.
pub fn settled(wanted: &[f64], apart: &[f64]) -> Vec<f64> {
    let mut offsets = vec![0.0; wanted.len()];
    for i in 1..wanted.len() {
        offsets[i] = offsets[i - 1] + apart[i - 1];
    }
    // Blocks of neighbours: the sum of what they want, and their number.
    let mut blocks: Vec<(f64, usize)> = Vec::new();
    for (wanted, offset) in wanted.iter().zip(&offsets) {
        let mut block = (wanted - offset, 1);
        while let Some(last) = blocks.last()
            && last.0 / last.1 as f64 >= block.0 / block.1 as f64
        {
            block = (block.0 + last.0, block.1 + last.1);
            blocks.pop();
        }
        blocks.push(block);
    }
    let means = blocks.iter().flat_map(|(sum, n)| std::iter::repeat_n(sum / *n as f64, *n));
    means.zip(offsets).map(|(mean, offset)| mean + offset).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_far_apart_stays_and_neighbours_share_the_shift() {
        assert_eq!(settled(&[], &[]), []);
        assert_eq!(settled(&[1.0, 5.0, 9.0], &[2.0, 2.0]), [1.0, 5.0, 9.0]);
        assert_eq!(settled(&[0.0, 4.0, 4.0, 10.0], &[2.0; 3]), [0.0, 3.0, 5.0, 10.0]);
        // A block that is pushed into the one before takes it along.
        assert_eq!(settled(&[4.0, 4.0, 4.0], &[2.0; 2]), [2.0, 4.0, 6.0]);
    }
}
