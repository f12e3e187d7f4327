//! Records: what a tape says of each op, for drawing.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::Raw;
use super::tape::{Input, Node};

/// An op on a tape, or a parameter, for drawing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Grows with time.
    pub id: u64,
    /// The name of the op; `parameter` for a parameter.
    pub op: &'static str,
    /// The shape of the result.
    pub shape: Vec<usize>,
    /// What the op was applied to.
    pub inputs: Vec<Source>,
}

/// An input of a recorded op.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The record that it is the result of; `None` for data, which is not recorded.
    pub record: Option<u64>,
    /// Its shape.
    pub shape: Vec<usize>,
}

/// The tape of a tensor in the order of computation: what was recorded, and the parameters.
pub fn records(x: &Raw) -> Vec<Record> {
    let mut seen = BTreeSet::new();
    let mut records = Vec::new();
    let mut rest: Vec<Arc<Node>> = x.node().cloned().into_iter().collect();
    while let Some(node) = rest.pop() {
        if !seen.insert(node.id) {
            continue;
        }
        let mut inputs = Vec::new();
        for input in node.inputs() {
            inputs.push(match &input {
                Input::Recorded(node) => {
                    Source { record: Some(node.id), shape: node.dims.to_vec() }
                }
                Input::Constant(dims) => Source { record: None, shape: dims.to_vec() },
            });
            if let Input::Recorded(node) = input {
                rest.push(node);
            }
        }
        records.push(Record { id: node.id, op: node.op, shape: node.dims.to_vec(), inputs });
    }
    records.sort_by_key(|record| record.id);
    records
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{backward, mul, sum};

    #[test]
    fn a_tape_lists_ops_shapes_and_edges() {
        let x = Raw::from_vec(vec![1.0, 2.0], &[2]).parameter();
        let data = Raw::full(3.0, &[2]);
        let y = sum(&mul(&x, &data));
        let tape = records(&y);
        let ops: Vec<_> = tape.iter().map(|r| (r.op, &r.shape[..])).collect();
        assert_eq!(ops, [("parameter", &[2][..]), ("mul", &[2]), ("sum", &[])]);
        assert_eq!(
            tape[1].inputs,
            [Source { record: x.id(), shape: vec![2] }, Source { record: None, shape: vec![2] }]
        );
        backward(&y);
        assert_eq!(records(&y).len(), 1);
    }
}
