//! What queries see: a mask, read row by row wherever it stretches.

use super::super::{Element, Raw, dims};

/// A mask, and where its row for a query begins.
pub struct Seen {
    values: Vec<bool>,
    /// For each row of (batch, heads, queries).
    rows: Vec<usize>,
    /// How many keys it tells apart: all, or none where it stretches.
    keys: usize,
}

impl Seen {
    #[track_caller]
    pub fn new(mask: &Raw, scores: &[usize]) -> Seen {
        dims::check_stretch("attention (mask)", mask.dims(), scores);
        let own = mask.dims();
        let mut rows = vec![0];
        let mut stride = mask.len();
        for (axis, &size) in scores[..scores.len() - 1].iter().enumerate() {
            let own = match (axis + own.len()).checked_sub(scores.len()) {
                Some(axis) => own[axis],
                None => 1,
            };
            stride /= own.max(1);
            let step = if own == 1 { 0 } else { stride };
            rows = rows.iter().flat_map(|row| (0..size).map(move |i| row + i * step)).collect();
        }
        Seen { values: bool::load(mask), rows, keys: own.last().copied().unwrap_or(1) }
    }

    fn row(&self, row: usize) -> &[bool] {
        &self.values[self.rows[row]..][..self.keys]
    }

    pub fn any(&self, row: usize) -> bool {
        self.row(row).contains(&true)
    }

    /// Gives what is not seen a score without weight.
    pub fn hide(&self, row: usize, scores: &mut [f32]) {
        let hide = |(score, seen): (&mut f32, &bool)| {
            *score = if *seen { *score } else { f32::NEG_INFINITY };
        };
        match self.row(row) {
            [one] => scores.iter_mut().map(|score| (score, one)).for_each(hide),
            all => scores.iter_mut().zip(all).for_each(hide),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mask_stretches_to_all_scores() {
        let mask = Raw::from_vec(vec![true, false, false, true, true, true], &[2, 1, 1, 3]);
        let seen = Seen::new(&mask, &[2, 2, 2, 3]);
        assert_eq!(seen.rows, [0, 0, 0, 0, 3, 3, 3, 3]);
        let mut scores = [1.0; 3];
        seen.hide(2, &mut scores);
        assert_eq!(scores, [1.0, f32::NEG_INFINITY, f32::NEG_INFINITY]);
        let square = Raw::from_vec(vec![false, true], &[2, 1]);
        let seen = Seen::new(&square, &[3, 2, 4]);
        assert_eq!(seen.rows, [0, 1, 0, 1, 0, 1]);
        assert!(!seen.any(2) && seen.any(5));
    }
}
