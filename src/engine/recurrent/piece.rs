//! Pieces: neighbouring sequences with what belongs to them, for one thread.

use std::ops::Range;

use rayon::prelude::*;

/// Pieces are shared among threads from this many multiplications on.
const PARALLEL: usize = 1 << 18;

/// Lists that are cut into pieces of sequences.
pub struct Parts<'a, I: Iterator<Item = &'a mut [f32]>> {
    pub gates: I,
    pub before: I,
    pub cells: I,
    pub aside: I,
    pub outer: I,
    pub h: I,
    pub c: I,
}

/// What belongs to some neighbouring sequences.
pub struct Piece<'a> {
    pub sequences: Range<usize>,
    pub gates: &'a mut [f32],
    pub before: &'a mut [f32],
    pub cells: &'a mut [f32],
    pub aside: &'a mut [f32],
    pub outer: &'a mut [f32],
    pub h: &'a mut [f32],
    pub c: &'a mut [f32],
}

impl<'a, I: Iterator<Item = &'a mut [f32]>> Parts<'a, I> {
    pub fn next(&mut self, sequences: Range<usize>) -> Piece<'a> {
        let next = |list: &mut I| list.next().unwrap_or_default();
        Piece {
            sequences,
            gates: next(&mut self.gates),
            before: next(&mut self.before),
            cells: next(&mut self.cells),
            aside: next(&mut self.aside),
            outer: next(&mut self.outer),
            h: next(&mut self.h),
            c: next(&mut self.c),
        }
    }
}

/// Calls `f` with each piece, on several threads where they have enough to multiply.
pub fn each(pieces: Vec<Piece>, work: usize, f: impl Fn(&mut Piece) + Sync) {
    if work < PARALLEL {
        pieces.into_iter().for_each(|mut piece| f(&mut piece));
    } else {
        pieces.into_par_iter().for_each(|mut piece| f(&mut piece));
    }
}

/// The hidden state and the cell, which is nothing where there is none.
pub fn halves(state: &mut [Vec<f32>]) -> [&mut [f32]; 2] {
    match state {
        [h, c] => [h, c],
        [h] => [h, &mut []],
        _ => unreachable!("one state or two"),
    }
}
