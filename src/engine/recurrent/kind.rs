//! What a step computes, and how wide the rows are that it works on.

/// What a step computes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Recurrence {
    Tanh,
    Relu,
    Lstm,
    Gru,
}

impl Recurrence {
    /// The name of the op.
    pub fn op(self) -> &'static str {
        match self {
            Recurrence::Tanh | Recurrence::Relu => "rnn",
            Recurrence::Lstm => "lstm",
            Recurrence::Gru => "gru",
        }
    }

    /// So many blocks of rows the weights have, each of as many as the state is wide.
    pub fn gates(self) -> usize {
        match self {
            Recurrence::Tanh | Recurrence::Relu => 1,
            Recurrence::Lstm => 4,
            Recurrence::Gru => 3,
        }
    }

    /// So many tensors are its state: the hidden state, and with an LSTM the cell.
    pub fn states(self) -> usize {
        if self == Recurrence::Lstm { 2 } else { 1 }
    }
}

pub struct Sizes {
    pub kind: Recurrence,
    pub inputs: usize,
    pub hidden: usize,
}

impl Sizes {
    /// The gates of a row.
    pub fn gates(&self) -> usize {
        self.kind.gates() * self.hidden
    }

    /// The elements of a row that only an LSTM has, or nothing.
    pub fn cell(&self) -> usize {
        if self.kind == Recurrence::Lstm { self.hidden } else { 0 }
    }

    /// The elements of a row of what is saved beside the gates.
    pub fn aside(&self) -> usize {
        if matches!(self.kind, Recurrence::Lstm | Recurrence::Gru) { self.hidden } else { 0 }
    }
}
