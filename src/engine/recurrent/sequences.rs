//! What a recurrent layer is applied to: sequences, and its weights.

use super::super::Raw;

/// The weights of one direction of one layer, with G gates of H units for I inputs.
pub struct Weights<'a> {
    /// (G H, I)
    pub input: &'a Raw,
    /// (G H, H)
    pub hidden: &'a Raw,
    /// For the inputs and for the state, (G H) each.
    pub biases: Option<[&'a Raw; 2]>,
    /// What input, forget and output gate see of the cell, (3, H).
    pub peephole: Option<&'a Raw>,
}

/// The sequences of a call, which all cells use.
pub struct Sequences<'a> {
    /// (batch, time, I)
    pub x: &'a Raw,
    /// What each sequence starts from, (batch, H) each.
    pub state: &'a [Raw],
    /// So many places of each sequence count; all where nothing is said.
    pub lengths: Option<&'a [usize]>,
    /// From the last place that counts to the first.
    pub reverse: bool,
}
