//! The plan of recurrent layers and cells: what tells one from another beside its weights.

use std::fmt::{self, Display, Formatter};

use crate::engine::Recurrence;

#[derive(Clone, Copy)]
pub struct Plan {
    pub kind: Recurrence,
    pub inputs: usize,
    pub hidden: usize,
    pub layers: usize,
    pub bidirectional: bool,
    pub bias: bool,
    pub peephole: bool,
}

impl Plan {
    pub fn new(kind: Recurrence, inputs: usize, hidden: usize) -> Plan {
        let (bidirectional, bias, peephole) = (false, true, false);
        Plan { kind, inputs, hidden, layers: 1, bidirectional, bias, peephole }
    }

    pub fn directions(&self) -> usize {
        1 + usize::from(self.bidirectional)
    }

    /// What a layer takes in, counted from 0.
    pub fn inputs_of(&self, layer: usize) -> usize {
        if layer == 0 { self.inputs } else { self.directions() * self.hidden }
    }
}

/// The sizes, and what differs from the default.
impl Display for Plan {
    fn fmt(&self, f: &mut Formatter) -> fmt::Result {
        write!(f, "{}, {}", self.inputs, self.hidden)?;
        if self.layers > 1 {
            write!(f, ", {} layers", self.layers)?;
        }
        for (said, word) in [
            (self.bidirectional, "bidirectional"),
            (self.kind == Recurrence::Relu, "relu"),
            (self.peephole, "peephole"),
        ] {
            if said {
                write!(f, ", {word}")?;
            }
        }
        Ok(())
    }
}
