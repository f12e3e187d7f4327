//! A run: a chapter executed by the real kernel, and what its cells left.
//!
//! - `steps`: what is executed, in order; `check_cell`: the checks among it; `execute`: the session that does it; `kept`: runs that need no repetition
//! - `media`: what the library puts into outputs for programs; `results`: metrics, criteria and figures of a run

pub mod check_cell;
pub mod execute;
pub mod kept;
pub mod media;
pub mod results;
mod steps;

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

/// What the cells of a chapter left.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Run {
    /// The outputs of each cell, by its id. Checks of exercises have those of a learner who has not begun; all other
    /// cells ran with the solutions.
    pub outputs: BTreeMap<String, Vec<Value>>,
    /// The outputs of the checks with the solutions.
    pub solved: BTreeMap<String, Vec<Value>>,
    /// How long the cells took, wrong answers apart.
    pub seconds: f64,
}

impl Run {
    fn to_json(&self) -> Value {
        json!({ "outputs": self.outputs, "solved": self.solved, "seconds": self.seconds })
    }

    fn from_json(value: &Value) -> Option<Run> {
        let cells = |map: &Map<String, Value>| -> Option<BTreeMap<String, Vec<Value>>> {
            map.iter()
                .map(|(id, outputs)| Some((id.clone(), outputs.as_array()?.clone())))
                .collect()
        };
        Some(Run {
            outputs: cells(value["outputs"].as_object()?)?,
            solved: cells(value["solved"].as_object()?)?,
            seconds: value["seconds"].as_f64()?,
        })
    }
}
