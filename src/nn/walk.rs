//! Walks over a module and all that is inside of it.

use super::{Module, ParameterMut, Part, PartMut, StateDict};
use crate::tensor::Tensor;

/// Calls `visit` with the dotted name of each parameter and buffer below a path.
pub fn walk<'a>(module: &'a dyn Module, path: &str, visit: &mut dyn FnMut(&str, Part<'a>)) {
    module.parts(&mut |name, part| match part {
        Part::Module(module) => walk(module, &join(path, name), visit),
        Part::Parameter(_) | Part::Buffer(_) => visit(&join(path, name), part),
    });
}

/// Calls `visit` with the dotted name of each parameter, buffer and mode below a path, to change it.
pub fn walk_mut(module: &mut dyn Module, path: &str, visit: &mut dyn FnMut(&str, PartMut<'_>)) {
    module.parts_mut(&mut |name, part| match part {
        PartMut::Module(module) => walk_mut(module, &join(path, name), visit),
        part => visit(&join(path, name), part),
    });
}

/// A part without a name of its own has that of what it is in.
fn join(path: &str, name: &str) -> String {
    match (path, name) {
        (path, "") => path.into(),
        ("", name) => name.into(),
        (path, name) => format!("{path}.{name}"),
    }
}

/// The parameters, which hear their names.
pub fn parameters(module: &dyn Module) -> Vec<(String, Tensor)> {
    let mut found = Vec::new();
    walk(module, "", &mut |name, part| {
        if let Part::Parameter(parameter) = part {
            parameter.raw.hear_name(name);
            found.push((name.to_string(), parameter.clone()));
        }
    });
    found
}

pub fn count(module: &dyn Module) -> usize {
    let mut count = 0;
    walk(module, "", &mut |_, part| {
        if let Part::Parameter(parameter) = part {
            count += parameter.len();
        }
    });
    count
}

pub fn buffers(module: &dyn Module) -> Vec<(String, Tensor)> {
    let mut found = Vec::new();
    walk(module, "", &mut |name, part| {
        if let Part::Buffer(buffer) = part {
            found.push((name.to_string(), buffer.get()));
        }
    });
    found
}

/// A snapshot of parameters and buffers.
pub fn state_dict(module: &dyn Module) -> StateDict {
    StateDict::of_tensors([parameters(module), buffers(module)].concat())
}

/// Calls `visit` with each parameter, to change it.
pub fn for_each_parameter(module: &mut dyn Module, visit: &mut dyn FnMut(ParameterMut<'_>)) {
    module.parts_mut(&mut |_, part| match part {
        PartMut::Parameter(parameter) => visit(parameter),
        PartMut::Module(module) => for_each_parameter(module, visit),
        PartMut::Buffer(_) | PartMut::Training(_) => {}
    });
}

/// Calls `visit` with the dotted name of each parameter and the parameter, to change it.
pub fn for_each_named(module: &mut dyn Module, visit: &mut dyn FnMut(&str, ParameterMut<'_>)) {
    walk_mut(module, "", &mut |name, part| {
        if let PartMut::Parameter(parameter) = part {
            visit(name, parameter);
        }
    });
}

/// Calls `visit` with the mode of each layer that has modes, whether it is in training.
pub fn for_each_mode(module: &mut dyn Module, visit: &mut dyn FnMut(&mut bool)) {
    module.parts_mut(&mut |_, part| match part {
        PartMut::Training(training) => visit(training),
        PartMut::Module(module) => for_each_mode(module, visit),
        PartMut::Parameter(_) | PartMut::Buffer(_) => {}
    });
}

pub fn set_training(module: &mut dyn Module, on: bool) {
    for_each_mode(module, &mut |training| *training = on);
}

#[cfg(test)]
mod tests {
    use crate::prelude::*;

    #[derive(Module, Clone)]
    struct Inner<T> {
        scale: Parameter,
        layer: T,
        #[module(skip)]
        width: usize,
    }

    #[derive(Module, Clone)]
    struct Outer {
        first: Option<Linear<2, 1>>,
        list: Vec<Inner<(Linear<1, 1>, Dropout)>>,
    }

    fn outer() -> Outer {
        let inner = Inner {
            scale: Parameter::new(ones(3)),
            layer: (Linear::default(), Dropout::new(0.5)),
            width: 7,
        };
        Outer { first: None, list: vec![inner] }
    }

    #[test]
    fn names_are_paths() {
        let mut net = outer();
        assert_eq!(net.list[0].width, 7);
        let names = |net: &Outer| net.parameters().into_iter().map(|p| p.0).collect::<Vec<_>>();
        assert_eq!(names(&net), ["list.0.scale", "list.0.layer.0.weight", "list.0.layer.0.bias"]);
        net.first = Some(Linear::default());
        assert_eq!(names(&net)[..2], ["first.weight", "first.bias"]);
    }

    #[test]
    fn modes_reach_every_layer() {
        let mut net = outer();
        let x = ones([4, 100]);
        let dropped = |net: &Outer| net.list[0].layer.1.forward(&x) != x;
        assert!(dropped(&net));
        net.eval();
        assert!(!dropped(&net));
        net.train();
        assert!(dropped(&net));
    }

    #[test]
    fn a_clone_has_parameters_of_its_own() {
        let (a, b) = (outer(), outer());
        let copy = a.clone();
        let loss = copy.list[0].scale.square().sum();
        let gradients = loss.backward();
        assert!(gradients.named(&a).is_empty() && gradients.named(&b).is_empty());
        assert_eq!(gradients.named(&copy)["list.0.scale"], tensor([2., 2., 2.]));
        assert_eq!(a.parameters()[1].1, copy.parameters()[1].1);
    }

    #[test]
    fn models_are_send_and_sync() {
        fn check<T: Send + Sync>() {}
        check::<Outer>();
        check::<Sequential>();
        check::<(BatchNorm2d<3>, Conv2d<1, 2, 3>)>();
    }
}
