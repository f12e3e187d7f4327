//! Models as text: a line for each layer with its shapes and the number of its parameters.

use std::borrow::Cow;
use std::fmt::{self, Debug, Display, Formatter, Write};

use super::walk::{count, parameters};
use super::{Layer, Module, Part};
use crate::display::Bundle;

/// Writes a model: what `println!("{model}")` prints.
pub fn write(module: &dyn Module, f: &mut Formatter) -> fmt::Result {
    f.write_str(&text(module))
}

/// A model in a notebook.
pub fn bundle(module: &dyn Module) -> Bundle {
    Bundle::text(text(module))
}

fn text(module: &dyn Module) -> String {
    // So that the parameters hear their names, which messages then use.
    parameters(module);
    let mut text = String::new();
    describe(module, "", 0, &mut text);
    text
}

/// The lines of a module and below it those of its parts, indented.
fn describe(module: &dyn Module, path: &str, depth: usize, text: &mut String) {
    if depth > 0 {
        write!(text, "\n{:indent$}{path}: ", "", indent = 2 * depth).expect("a string grows");
    }
    text.push_str(&module.name());
    let mut inner = Vec::new();
    module.parts(&mut |name, part| match part {
        Part::Parameter(parameter) => shape(text, name, parameter.shape()),
        Part::Buffer(_) => {}
        Part::Module(module) => match only_tensor(module) {
            Some(Part::Parameter(parameter)) => shape(text, name, parameter.shape()),
            Some(_) => {}
            None => inner.push((name.to_string(), module)),
        },
    });
    match count(module) {
        0 => {}
        1 => text.push_str(", 1 parameter"),
        many => write!(text, ", {many} parameters").expect("a string grows"),
    }
    for (name, module) in inner {
        if module.name() != "none" {
            describe(module, &name, depth + 1, text);
        }
    }
}

fn shape(text: &mut String, name: &str, dims: &[usize]) {
    write!(text, ", {name} {dims:?}").expect("a string grows");
}

/// The parameter or buffer that a module is.
fn only_tensor(module: &dyn Module) -> Option<Part<'_>> {
    let mut found = None;
    module.parts(&mut |name, part| {
        if name.is_empty() && matches!(part, Part::Parameter(_) | Part::Buffer(_)) {
            found = Some(part);
        }
    });
    found
}

/// A layer with its sizes, such as `Linear(2, 8)`. Not in the layers themselves, as a cell would compile it
/// for each of their types.
pub fn sized(layer: &str, sizes: &[usize]) -> Cow<'static, str> {
    let sizes: Vec<String> = sizes.iter().map(usize::to_string).collect();
    titled(layer, &sizes.join(", "))
}

/// A layer with what tells it from others.
pub fn titled(layer: &str, about: &dyn Display) -> Cow<'static, str> {
    format!("{layer}({about})").into()
}

/// Printing for layers.
macro_rules! printed {
    ([$($generics:tt)*] $layer:ty) => {
        impl<$($generics)*> std::fmt::Display for $layer {
            fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
                crate::nn::write(self, f)
            }
        }

        impl<$($generics)*> crate::display::Rich for $layer {
            fn bundle(&self) -> crate::display::Bundle {
                crate::nn::bundle(self)
            }
        }
    };
}

/// Debug output for layers: the same text.
macro_rules! debugged {
    ([$($generics:tt)*] $layer:ty) => {
        impl<$($generics)*> std::fmt::Debug for $layer {
            fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
                crate::nn::write(self, f)
            }
        }
    };
}

pub(super) use {debugged, printed};

/// So that a model with a list of layers can derive `Debug`.
impl Debug for dyn Layer {
    fn fmt(&self, f: &mut Formatter) -> fmt::Result {
        write(self, f)
    }
}

#[cfg(test)]
mod tests {
    use crate::prelude::*;

    #[derive(Module, Default)]
    struct Net {
        body: (Linear<2, 8>, Tanh),
        out: Linear<8, 1>,
    }

    #[test]
    fn a_model_prints_layers_shapes_and_counts() {
        assert_eq!(
            Net::default().to_string(),
            "Net, 33 parameters\n\
             \x20 body: tuple, 24 parameters\n\
             \x20   0: Linear(2, 8), weight [8, 2], bias [8], 24 parameters\n\
             \x20   1: Tanh\n\
             \x20 out: Linear(8, 1), weight [1, 8], bias [1], 9 parameters"
        );
        assert_eq!(
            Linear::new(1, 1).without_bias().to_string(),
            "Linear(1, 1), weight [1, 1], 1 parameter"
        );
        let layers = (
            Conv2d::new(4, 8, [3, 5]).stride(2).padding([0, 1]).groups(2).without_bias(),
            BatchNorm2d::<8>::default(),
            MaxPool2d::new(3).stride(2),
            Conv1d::<8, 3, 4>::default().dilation(2),
        );
        assert_eq!(
            layers.3.to_string(),
            "Conv1d(8, 3, kernel 4, dilation 2), weight [3, 8, 4], bias [3], 99 parameters"
        );
        let text = Sequential::new().add(layers).to_string();
        assert_eq!(
            text.lines().skip(2).collect::<Vec<_>>(),
            [
                "    0: Conv2d(4, 8, kernel 3 x 5, stride 2, padding 0 x 1, 2 groups), weight [8, 2, 3, 5], \
                 240 parameters",
                "    1: BatchNorm2d(8), weight [8], bias [8], 16 parameters",
                "    2: MaxPool2d(3, stride 2)",
                "    3: Conv1d(8, 3, kernel 4, dilation 2), weight [3, 8, 4], bias [3], 99 parameters",
            ]
        );
        assert_eq!(format!("{:?}", Relu), "Relu");
        let bundle = Net::default().bundle();
        assert!(bundle.get("text/plain").unwrap().starts_with(b"Net, 33 parameters\n"));
    }
}
