//! Places: which layer of a model is at work, for messages and for captured activations.
//!
//! Layers in tuples, lists and `Sequential` are known by their numbers. A parameter knows its dotted name
//! once a model was printed or asked for its parameters; a layer is named by that where it can be.

use std::cell::RefCell;
use std::fmt::{self, Display, Formatter};

use super::Raw;

#[derive(Default)]
struct Place {
    numbers: Vec<usize>,
    /// Outputs of layers by name, while somebody wants them.
    captured: Option<Vec<(String, Raw)>>,
}

impl Place {
    fn name(&self) -> String {
        let numbers: Vec<String> = self.numbers.iter().map(usize::to_string).collect();
        numbers.join(".")
    }
}

thread_local!(static PLACE: RefCell<Place> = RefCell::default());

/// Inside of a layer while it lives.
pub struct Inside(());

impl Inside {
    /// Inside of the layer of this number.
    pub fn enter(number: usize) -> Inside {
        PLACE.with_borrow_mut(|place| place.numbers.push(number));
        Inside(())
    }

    /// Leaves the layer with its output.
    pub fn leave(self, output: &Raw) {
        PLACE.with_borrow_mut(|place| {
            let name = place.captured.is_some().then(|| place.name());
            if let (Some(captured), Some(name)) = (&mut place.captured, name) {
                captured.push((name, output.clone()));
            }
        });
    }
}

impl Drop for Inside {
    fn drop(&mut self) {
        PLACE.with_borrow_mut(|place| place.numbers.pop());
    }
}

/// Runs `f`; the outputs of the layers that it applied, by name, in the order in which they were ready.
pub fn capture<T>(f: impl FnOnce() -> T) -> (T, Vec<(String, Raw)>) {
    /// Ends the capture also when `f` panics; what an outer one has is not lost.
    struct Capture(Option<Vec<(String, Raw)>>);

    impl Drop for Capture {
        fn drop(&mut self) {
            PLACE.with_borrow_mut(|place| place.captured = self.0.take());
        }
    }

    let outer = PLACE.with_borrow_mut(|place| place.captured.replace(Vec::new()));
    let capture = Capture(outer);
    let result = f();
    let captured = PLACE.with_borrow_mut(|place| place.captured.take()).unwrap_or_default();
    drop(capture);
    (result, captured)
}

/// An op with the name of its layer in front, where it is known.
#[derive(Clone, Copy)]
pub struct At<'a> {
    op: &'a str,
    parameter: Option<&'a Raw>,
}

/// An op of a layer without parameters.
pub fn at(op: &str) -> At<'_> {
    At { op, parameter: None }
}

/// An op of a layer with this parameter.
pub fn at_parameter<'a>(op: &'a str, parameter: Option<&'a Raw>) -> At<'a> {
    At { op, parameter }
}

impl Display for At<'_> {
    fn fmt(&self, f: &mut Formatter) -> fmt::Result {
        let dotted = self.parameter.and_then(Raw::name).unwrap_or_default();
        let layer = match dotted.rsplit_once('.') {
            Some((layer, _)) => layer.to_string(),
            None => PLACE.with_borrow(Place::name),
        };
        if !layer.is_empty() {
            write!(f, "{layer}: ")?;
        }
        f.write_str(self.op)
    }
}
