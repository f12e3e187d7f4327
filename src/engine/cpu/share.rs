//! Work in equal pieces, shared among threads where there is enough of it.
//!
//! A piece is computed by one thread alone, always in the same way, so that bits do not depend on the
//! number of threads.

use std::ops::Range;

use rayon::prelude::*;

use super::memory;
use super::simd::vectorised;

/// From this many elements on a second thread saves more than it costs.
const PARALLEL: usize = 1 << 15;

/// Elementwise work is cut into pieces of so many elements, which stay in the nearest cache.
const PIECE: usize = 1 << 13;

/// Sums are made of runs of so many elements, or fewer.
pub const RUN: usize = 1 << 10;

/// So many elements, made piece by piece: `f` gets where a piece begins, and writes all of it.
pub fn filled(len: usize, f: impl Fn(usize, &mut [f32]) + Sync) -> Vec<f32> {
    let mut values = memory::take(len);
    in_pieces(&mut values, f);
    values
}

/// Calls `f` with where each piece begins and the piece.
pub fn in_pieces(values: &mut [f32], f: impl Fn(usize, &mut [f32]) + Sync) {
    if values.len() < PARALLEL {
        values.chunks_mut(PIECE).enumerate().for_each(|(i, piece)| f(i * PIECE, piece));
    } else {
        let pieces = values.par_chunks_mut(PIECE).enumerate();
        pieces.for_each(|(i, piece)| f(i * PIECE, piece));
    }
}

/// The sum of what `f` gives for each of some runs of so many elements, which are short enough to be added
/// up in single precision.
pub fn summed(len: usize, f: impl Fn(Range<usize>) -> f32 + Sync) -> f64 {
    let end = |start: usize, each: usize| (start + each).min(len);
    let piece = |start: usize| -> f64 {
        let runs = (start..end(start, PIECE)).step_by(RUN);
        runs.map(|start| f64::from(f(start..end(start, RUN)))).sum()
    };
    if len < PARALLEL {
        return (0..len).step_by(PIECE).map(piece).sum();
    }
    let pieces: Vec<f64> = (0..len).into_par_iter().step_by(PIECE).map(piece).collect();
    pieces.into_iter().sum()
}

/// Calls `f` with each element, the same place of `others`, and what belongs to it.
#[inline(always)]
pub fn each_element<T: Send>(
    values: &mut [f32],
    others: &[f32],
    own: &mut [T],
    f: impl Fn(&mut f32, f32, &mut T) + Sync,
) {
    let work = |((values, others), own): ((&mut [f32], &[f32]), &mut [T])| {
        vectorised(
            #[inline(always)]
            || {
                for ((value, other), own) in values.iter_mut().zip(others).zip(own) {
                    f(value, *other, own);
                }
            },
        );
    };
    if values.len() < PARALLEL {
        work(((values, others), own));
    } else {
        let pieces = values.par_chunks_mut(PIECE).zip(others.par_chunks(PIECE));
        pieces.zip(own.par_chunks_mut(PIECE)).for_each(work);
    }
}

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

/// Calls `f` with the number of each piece of up to `len` sums and the piece; all together take so many
/// elements of `work`.
pub fn each_sum(sums: &mut [f32], len: usize, work: usize, f: impl Fn(usize, &mut [f32]) + Sync) {
    if work < PARALLEL {
        sums.chunks_mut(len).enumerate().for_each(|(i, piece)| f(i, piece));
    } else {
        let least = (PARALLEL * sums.len()).div_ceil(4 * work * len);
        let pieces = sums.par_chunks_mut(len).enumerate().with_min_len(least);
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

/// The sum of what `f` adds for each of `count` things, made in a number of chunks that are added in
/// order.
pub fn in_chunks(
    count: usize,
    chunks: usize,
    len: usize,
    f: impl Fn(Range<usize>, &mut [f32]) + Sync,
) -> Vec<f32> {
    let each = count.div_ceil(chunks).max(1);
    let parts: Vec<Vec<f32>> = (0..count.div_ceil(each))
        .into_par_iter()
        .map(|chunk| {
            let mut sum = memory::zeros(len);
            f(chunk * each..((chunk + 1) * each).min(count), &mut sum);
            sum
        })
        .collect();
    let add = |mut sum: Vec<f32>, part: Vec<f32>| {
        sum.iter_mut().zip(&part).for_each(|(s, p)| *s += p);
        memory::keep(part);
        sum
    };
    parts.into_iter().reduce(add).unwrap_or_else(|| memory::zeros(len))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_elements_are_made_and_added_once() {
        for len in [0, 1, PIECE - 1, PIECE, PARALLEL - 1, PARALLEL, 3 * PARALLEL + 7] {
            let values = filled(len, |start, piece| {
                piece.iter_mut().enumerate().for_each(|(i, v)| *v = ((start + i) % 8) as f32);
            });
            assert!(values.iter().enumerate().all(|(i, v)| *v == (i % 8) as f32));
            let sum = summed(len, |range| values[range].iter().sum());
            assert_eq!(sum, (0..len).map(|i| i % 8).sum::<usize>() as f64);
        }
    }

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
