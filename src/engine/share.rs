//! Work in equal pieces, shared among threads where there is enough of it.
//!
//! A piece is computed by one thread alone, always in the same way, so that bits do not depend on the
//! number of threads.

use rayon::prelude::*;

/// From this many elements on a second thread saves more than it costs.
const PARALLEL: usize = 1 << 15;

/// Calls `f` with the number of each piece of `len` elements and the piece.
pub fn each_piece(values: &mut [f32], len: usize, f: impl Fn(usize, &mut [f32]) + Sync) {
    if len == 0 {
        return;
    }
    if values.len() < PARALLEL {
        values.chunks_exact_mut(len).enumerate().for_each(|(i, piece)| f(i, piece));
    } else {
        let least = PARALLEL.div_ceil(4 * len);
        let pieces = values.par_chunks_exact_mut(len).enumerate().with_min_len(least);
        pieces.for_each(|(i, piece)| f(i, piece));
    }
}

/// [`each_piece`] over two lists with as many pieces, of `len` and `other_len` elements.
pub fn each_pair<T: Send>(
    (values, len): (&mut [f32], usize),
    (others, other_len): (&mut [T], usize),
    f: impl Fn(usize, &mut [f32], &mut [T]) + Sync,
) {
    if len * other_len == 0 {
        return;
    }
    let work = |(i, (piece, other)): (usize, (&mut [f32], &mut [T]))| f(i, piece, other);
    if values.len() < PARALLEL {
        let pairs = values.chunks_exact_mut(len).zip(others.chunks_exact_mut(other_len));
        pairs.enumerate().for_each(work);
    } else {
        let least = PARALLEL.div_ceil(4 * len);
        let pairs = values.par_chunks_exact_mut(len).zip(others.par_chunks_exact_mut(other_len));
        pairs.enumerate().with_min_len(least).for_each(work);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_piece_is_reached_once() {
        for len in [0, 1, 100, PARALLEL - 1, PARALLEL, 3 * PARALLEL + 7] {
            for piece in [1, 100, PARALLEL] {
                let (mut values, mut counts) = (vec![0.0; len], vec![0_u8; len]);
                each_pair((&mut values, piece), (&mut counts, piece), |i, values, counts| {
                    values.iter_mut().for_each(|v| *v += i as f32);
                    counts.iter_mut().for_each(|c| *c += 1);
                });
                let whole = len / piece * piece;
                assert!(counts[..whole].iter().all(|&c| c == 1));
                assert!(values[..whole].chunks(piece).enumerate().all(|(i, v)| v[0] == i as f32));
            }
        }
    }
}
