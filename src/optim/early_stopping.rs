//! Early stopping: the end of training when nothing gets better any more.

/// Watches a loss, usually that on validation data, and says when it has not become smaller for
/// `patience` turns (Prechelt, 1998).
///
/// ```
/// # use manabi::prelude::*;
/// let mut stopping = EarlyStopping::new(2);
/// let losses = [0.9, 0.5, 0.6, 0.55, 0.4];
/// let stopped = losses.iter().position(|&loss| stopping.stop(loss));
/// assert_eq!(stopped, Some(3)); // 0.6 and 0.55 are no better than 0.5
/// assert_eq!((stopping.best(), stopping.best_turn()), (0.5, 1));
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct EarlyStopping {
    patience: usize,
    min_delta: f32,
    best: f32,
    best_turn: usize,
    turns: usize,
}

impl EarlyStopping {
    /// Stops after so many turns without a smaller loss; 0 counts as 1.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let mut stopping = EarlyStopping::new(1);
    /// assert_eq!([0.5, 0.4, 0.45].map(|loss| stopping.stop(loss)), [false, false, true]);
    /// ```
    pub fn new(patience: usize) -> EarlyStopping {
        let patience = patience.max(1);
        EarlyStopping { patience, min_delta: 0.0, best: f32::INFINITY, best_turn: 0, turns: 0 }
    }

    /// A loss counts as smaller if it is by more than this; 0 where nothing is said.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let mut stopping = EarlyStopping::new(1).min_delta(0.1);
    /// assert_eq!([0.5, 0.45].map(|loss| stopping.stop(loss)), [false, true]); // too little
    /// ```
    pub fn min_delta(mut self, min_delta: f32) -> EarlyStopping {
        self.min_delta = min_delta;
        self
    }

    /// Takes the loss of a turn and says whether to stop. A loss that is no number is never smaller.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let mut stopping = EarlyStopping::new(1);
    /// assert_eq!([0.5, f32::NAN].map(|loss| stopping.stop(loss)), [false, true]);
    /// ```
    pub fn stop(&mut self, loss: f32) -> bool {
        if loss < self.best - self.min_delta {
            (self.best, self.best_turn) = (loss, self.turns);
        }
        self.turns += 1;
        let first = if self.best.is_finite() { self.best_turn + 1 } else { 0 };
        self.turns - first >= self.patience
    }

    /// Whether the last turn was the best so far: the time to keep a copy of the model.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let mut stopping = EarlyStopping::new(9);
    /// let improved = [0.5, 0.6, 0.4].map(|loss| {
    ///     stopping.stop(loss);
    ///     stopping.improved()
    /// });
    /// assert_eq!(improved, [true, false, true]);
    /// ```
    pub fn improved(&self) -> bool {
        self.turns > 0 && self.best.is_finite() && self.best_turn + 1 == self.turns
    }

    /// The smallest loss so far; infinite before the first.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert_eq!(EarlyStopping::new(9).best(), f32::INFINITY);
    /// ```
    pub fn best(&self) -> f32 {
        self.best
    }

    /// The turn of the smallest loss, from 0.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let mut stopping = EarlyStopping::new(9);
    /// [0.5, 0.4, 0.6].map(|loss| stopping.stop(loss));
    /// assert_eq!(stopping.best_turn(), 1);
    /// ```
    pub fn best_turn(&self) -> usize {
        self.best_turn
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stops(mut stopping: EarlyStopping, losses: &[f32]) -> Option<usize> {
        losses.iter().position(|&loss| stopping.stop(loss))
    }

    #[test]
    fn patience_counts_from_the_best() {
        let losses = [3.0, 2.0, 2.5, 1.0, 1.0, 1.0, 1.0];
        assert_eq!(stops(EarlyStopping::new(1), &losses), Some(2));
        assert_eq!(stops(EarlyStopping::new(3), &losses), Some(6));
        assert_eq!(stops(EarlyStopping::new(4), &losses), None);
    }

    #[test]
    fn small_gains_do_not_count() {
        let losses = [1.0, 0.95, 0.9, 0.7];
        assert_eq!(stops(EarlyStopping::new(2).min_delta(0.15), &losses), Some(2));
        assert_eq!(stops(EarlyStopping::new(3).min_delta(0.15), &losses), None);
    }

    #[test]
    fn a_loss_that_is_no_number_is_no_gain() {
        assert_eq!(stops(EarlyStopping::new(2), &[f32::NAN, f32::NAN, 1.0]), Some(1));
        let mut stopping = EarlyStopping::new(2);
        assert!(!stopping.improved());
        stopping.stop(1.0);
        assert!(stopping.improved());
        stopping.stop(f32::NAN);
        assert!(!stopping.improved());
    }
}
