//! Anomalies: the first NaN of a computation, and the op that made it out of numbers.
//!
//! While somebody looks, the result of every op and every gradient on the way back is searched. A NaN that
//! comes in with data is no anomaly of an op, and some ops are there to sort it out; it is remembered, for
//! the message of a loss that is NaN.

use std::cell::{Cell, RefCell};
use std::fmt::Write;

use super::storage::Storage;
use super::tape::Node;
use super::{Raw, place};

thread_local! {
    static LOOKING: Cell<bool> = const { Cell::new(false) };
    /// Where the first NaN came in from outside.
    static CAME_IN: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Looks for anomalies on this thread while it lives.
pub struct Looking {
    before: bool,
}

impl Looking {
    pub fn start() -> Looking {
        Looking { before: LOOKING.replace(true) }
    }
}

impl Drop for Looking {
    fn drop(&mut self) {
        LOOKING.set(self.before);
        if !self.before {
            CAME_IN.take();
        }
    }
}

pub fn is_looking() -> bool {
    LOOKING.get()
}

/// Looks at the result of an op.
#[cold]
#[track_caller]
pub fn look(op: &'static str, inputs: &[&Raw], result: &Raw) {
    let Some(index) = first_nan(result) else { return };
    let inputs = Seen::new(op, inputs);
    if let Some(came_in) = inputs.nan() {
        CAME_IN.with_borrow_mut(|first| {
            first.get_or_insert(came_in);
        });
        return;
    }
    panic!(
        "{}: the first NaN is made here, out of numbers: the result{}; {}{}",
        inputs.op,
        is_nan(result.dims(), &index),
        inputs.describe(result.dims(), &index),
        mend(op, inputs.has_infinite())
    );
}

/// An op with what it was applied to.
pub struct Seen {
    /// With the name of its layer, where it is known.
    op: String,
    inputs: Vec<Raw>,
}

impl Seen {
    pub fn new(op: &'static str, inputs: &[&Raw]) -> Seen {
        let parameter =
            inputs.iter().find(|input| input.name().is_some_and(|name| name.contains('.')));
        Seen {
            op: place::at_parameter(op, parameter.copied()).to_string(),
            inputs: inputs.iter().map(|input| input.detach()).collect(),
        }
    }

    /// Where the first NaN in the inputs is.
    fn nan(&self) -> Option<String> {
        let nan = |(number, input)| Some((number, input, first_nan(input)?));
        let (number, input, index): (usize, &Raw, _) =
            self.inputs.iter().enumerate().find_map(nan)?;
        let (which, op) = (self.which(number), &self.op);
        Some(format!("in `{op}` {which}{}", is_nan(input.dims(), &index)))
    }

    fn which(&self, number: usize) -> String {
        match (self.inputs.len(), number) {
            (1, _) => "the input".into(),
            (_, 0) => "the first input".into(),
            (_, 1) => "the second input".into(),
            (_, 2) => "the third input".into(),
            _ => format!("input {}", number + 1),
        }
    }

    /// The inputs, each with its element at a place of a tensor of these sizes, if it has one there.
    fn describe(&self, dims: &[usize], index: &[usize]) -> String {
        let mut text = String::new();
        for (number, input) in self.inputs.iter().enumerate() {
            let Storage::F32(_) = input.data() else { continue };
            let separator = if text.is_empty() { "" } else { ", " };
            write!(text, "{separator}{}", self.which(number)).expect("a string grows");
            let whole = match (input.dims(), element(input, dims, index)) {
                ([], Some(value)) => format!(" is {value}"),
                (own, Some(value)) => {
                    format!(" of the shape {own:?} is {value} there and lies {}", range(input))
                }
                (own, None) => format!(" of the shape {own:?} lies {}", range(input)),
            };
            text.push_str(&whole);
        }
        text
    }

    fn has_infinite(&self) -> bool {
        self.inputs.iter().any(has_infinite)
    }
}

/// Stops looking while gradients flow, whose ops are only parts of an op.
pub struct Paused {
    before: bool,
}

impl Paused {
    pub fn start() -> Paused {
        Paused { before: LOOKING.replace(false) }
    }

    /// Whether somebody looked before.
    pub fn is_wanted(&self) -> bool {
        self.before
    }

    /// Gradients of a loss that is NaN are all NaN.
    #[track_caller]
    pub fn check_loss(&self, loss: &Raw) {
        if !loss.number().is_nan() {
            return;
        }
        match CAME_IN.with_borrow(|came_in| came_in.clone()) {
            Some(came_in) => panic!(
                "backward: the loss is NaN, and no op made it out of numbers: {came_in}; look at the data \
                 and the parameters before this"
            ),
            None => panic!(
                "backward: the loss is NaN, and so would be every gradient; try a lower learning rate, \
                 look for a logarithm or a division of 0 and for NaN in the data, or run the step in \
                 `detect_anomaly(|| ..)`, which names the op that made it"
            ),
        }
    }

    /// Looks at the gradients that were added up before an op.
    #[track_caller]
    pub fn look_at_sum(&self, node: &Node, gradient: &Raw) {
        if self.before
            && let Some(index) = first_nan(gradient)
        {
            panic!(
                "{}: the gradients of several ways are added up, and the sum{}{}",
                name(node),
                is_nan(gradient.dims(), &index),
                mend(node.op, true)
            );
        }
    }

    /// Looks at the gradients that an op gives its inputs for that of its result.
    #[track_caller]
    pub fn look_back(&self, node: &Node, gradient: &Raw, towards: &[Option<Raw>]) {
        for towards in towards.iter().flatten() {
            let Some(index) = first_nan(towards) else { continue };
            let inputs = match &node.seen {
                Some(seen) => seen.describe(towards.dims(), &index),
                None => "run the forward pass in `detect_anomaly` too to see its inputs".into(),
            };
            let infinite = has_infinite(gradient)
                || node.seen.as_ref().is_some_and(|seen| seen.has_infinite());
            panic!(
                "{}: the first NaN on the way back is made here: the gradient by an input{}; that by the \
                 result lies {}; {inputs}{}",
                name(node),
                is_nan(towards.dims(), &index),
                range(gradient),
                mend(node.op, infinite)
            );
        }
    }
}

impl Drop for Paused {
    fn drop(&mut self) {
        LOOKING.set(self.before);
    }
}

fn name(node: &Node) -> &str {
    node.seen.as_ref().map_or(node.op, |seen| &seen.op)
}

fn values(x: &Raw) -> &[f32] {
    match x.data() {
        Storage::F32(_) => x.values(),
        Storage::Usize(_) | Storage::Bool(_) => &[],
    }
}

/// The index of the first NaN.
fn first_nan(x: &Raw) -> Option<Vec<usize>> {
    let mut place = values(x).iter().position(|v| v.is_nan())?;
    let mut index = vec![0; x.dims().len()];
    for (index, size) in index.iter_mut().zip(x.dims()).rev() {
        (*index, place) = (place % size, place / size);
    }
    Some(index)
}

fn is_nan(dims: &[usize], index: &[usize]) -> String {
    match dims {
        [] => " is NaN".into(),
        _ => format!(" of the shape {dims:?} is NaN at {index:?}"),
    }
}

fn has_infinite(x: &Raw) -> bool {
    values(x).iter().any(|v| v.is_infinite())
}

/// The element at an index of a tensor of these sizes, if this one broadcasts to them.
fn element(x: &Raw, dims: &[usize], index: &[usize]) -> Option<f32> {
    let own = x.dims();
    let first = dims.len().checked_sub(own.len())?;
    let mut place = 0;
    for ((&size, &whole), &at) in own.iter().zip(&dims[first..]).zip(&index[first..]) {
        if size != whole && size != 1 {
            return None;
        }
        place = place * size + if size == 1 { 0 } else { at };
    }
    values(x).get(place).copied()
}

fn range(x: &Raw) -> String {
    let (mut least, mut greatest) = (f32::INFINITY, f32::NEG_INFINITY);
    for &value in values(x) {
        (least, greatest) = (least.min(value), greatest.max(value));
    }
    format!("from {least} to {greatest}")
}

fn mend(op: &str, infinite: bool) -> &'static str {
    match op {
        _ if infinite => {
            "; there are infinite numbers already: look for a division by 0, a logarithm or a root of 0, \
             or numbers that grew from step to step (then a lower learning rate helps)"
        }
        "ln" | "sqrt" | "powf" => "; `clamp` keeps the input positive",
        "div" => "; add a small number to what may be 0",
        _ => "",
    }
}
