//! The order of work: which place of which sequence belongs to a row.
//!
//! Rows of one step lie side by side, and the steps of a piece of sequences one after the other. So a step
//! multiplies neighbours, and a piece is one slice of every list.

use std::ops::Range;

use super::super::cpu::memory;

pub struct Order {
    pub batch: usize,
    pub time: usize,
    /// So many steps are taken: as many as the longest sequence has places that count.
    pub steps: usize,
    lengths: Option<Vec<usize>>,
    reverse: bool,
    /// So many sequences are a piece, the last of which may have fewer.
    each: usize,
}

impl Order {
    pub fn new((batch, time): (usize, usize), lengths: Option<&[usize]>, reverse: bool) -> Order {
        let steps = lengths.map_or(time, |all| all.iter().copied().max().unwrap_or(0));
        // From sizes alone, so that bits do not depend on the number of threads. Six rows fill the registers
        // of a product.
        let each = (batch / 8).next_multiple_of(6).clamp(6, 36);
        Order { batch, time, steps, lengths: lengths.map(<[usize]>::to_vec), reverse, each }
    }

    /// The rows of all steps.
    pub fn work(&self) -> usize {
        self.batch * self.steps
    }

    /// The place in time of a step.
    pub fn place(&self, step: usize) -> usize {
        if self.reverse { self.steps - 1 - step } else { step }
    }

    /// Whether a place of a sequence counts.
    pub fn counts(&self, sequence: usize, place: usize) -> bool {
        self.lengths.as_ref().is_none_or(|lengths| place < lengths[sequence])
    }

    /// Whether all places of all sequences count.
    pub fn is_full(&self) -> bool {
        let all = |lengths: &Vec<usize>| lengths.iter().all(|length| *length == self.time);
        self.lengths.as_ref().is_none_or(all)
    }

    /// Sequences that are worked on together.
    pub fn pieces(&self) -> impl Iterator<Item = Range<usize>> + use<> {
        let (batch, each) = (self.batch, self.each);
        (0..batch).step_by(each).map(move |first| first..(first + each).min(batch))
    }

    /// A list with so many elements for each sequence, piece by piece.
    pub fn cut<'a>(&self, list: &'a mut [f32], len: usize) -> std::slice::ChunksMut<'a, f32> {
        list.chunks_mut((self.each * len).max(1))
    }

    /// For each row of work its row in (batch, time).
    fn rows(&self) -> impl Iterator<Item = usize> + '_ {
        self.pieces().flat_map(move |piece| {
            (0..self.steps).flat_map(move |step| {
                piece.clone().map(move |sequence| sequence * self.time + self.place(step))
            })
        })
    }

    /// (batch, time, width) in the order of work.
    pub fn gathered(&self, values: &[f32], width: usize) -> Vec<f32> {
        let mut rows = memory::take(self.work() * width);
        for (to, from) in rows.chunks_exact_mut(width.max(1)).zip(self.rows()) {
            to.copy_from_slice(&values[from * width..][..width]);
        }
        rows
    }

    /// Back to (batch, time, width); 0 where no step is.
    pub fn scattered(&self, rows: &[f32], width: usize) -> Vec<f32> {
        let len = self.batch * self.time * width;
        let full = self.steps == self.time;
        let mut values = if full { memory::take(len) } else { memory::zeros(len) };
        for (from, to) in rows.chunks_exact(width.max(1)).zip(self.rows()) {
            values[to * width..][..width].copy_from_slice(from);
        }
        values
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_has_a_row_and_comes_back() {
        for (batch, time, reverse) in [(1, 1, false), (3, 4, true), (19, 3, false), (70, 2, true)] {
            let order = Order::new((batch, time), None, reverse);
            let values: Vec<f32> = (0..batch * time * 2).map(|i| i as f32).collect();
            let rows = order.gathered(&values, 2);
            assert_eq!(order.scattered(&rows, 2), values);
            let first = if reverse { (time - 1) as f32 * 2.0 } else { 0.0 };
            assert_eq!(rows[0], first, "the first row is the first step of the first sequence");
        }
    }

    #[test]
    fn steps_end_with_the_longest_sequence() {
        let order = Order::new((3, 5), Some(&[2, 0, 3]), true);
        assert_eq!((order.steps, order.place(0), order.is_full()), (3, 2, false));
        assert!(order.counts(2, 2) && !order.counts(0, 2) && !order.counts(1, 0));
        let back = order.scattered(&order.gathered(&[1.0; 15], 1), 1);
        assert_eq!(back.iter().sum::<f32>(), 9.0);
        assert_eq!(Order::new((0, 5), Some(&[]), false).steps, 0);
    }
}
