//! Modules: what has parameters, names them and can be switched between training and evaluation.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::{Buffer, ParameterMut};
use crate::tensor::{Gradients, Tensor};

/// Anything with parameters: a layer, a model, a list of them.
///
/// A model is a struct of layers with `#[derive(Module)]`; its `forward` is written by hand. The
/// parameters get dotted names, and the model can be printed.
///
/// ```
/// use manabi::prelude::*;
///
/// #[derive(Module, Default)]
/// struct Net {
///     hidden: Linear<2, 8>,
///     out: Linear<8, 1>,
/// }
///
/// let net = Net::default();
/// let names: Vec<String> = net.parameters().into_iter().map(|(name, _)| name).collect();
/// assert_eq!(names, ["hidden.weight", "hidden.bias", "out.weight", "out.bias"]);
/// assert_eq!(net.parameter_count(), 33);
/// println!("{net}");
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a module",
    label = "has no parameters that a model could name",
    note = "a model's fields are layers, `Parameter`s, or structs with `#[derive(Module)]`; mark any other field with `#[module(skip)]`"
)]
pub trait Module {
    /// What stands for it when a model is printed.
    fn name(&self) -> Cow<'static, str>;
    /// Calls `visit` with the name of each part and the part.
    fn parts<'a>(&'a self, visit: &mut dyn FnMut(&str, Part<'a>));
    /// Calls `visit` with the name of each part and the part, to change it.
    fn parts_mut<'a>(&'a mut self, visit: &mut dyn FnMut(&str, PartMut<'a>));

    /// The parameters with their dotted names.
    fn parameters(&self) -> Vec<(String, Tensor)>
    where
        Self: Sized,
    {
        parameters(self)
    }

    /// The number of all elements of all parameters.
    fn parameter_count(&self) -> usize
    where
        Self: Sized,
    {
        count(self)
    }

    /// The buffers, which are kept and saved but not trained, with their dotted names.
    fn buffers(&self) -> Vec<(String, Tensor)>
    where
        Self: Sized,
    {
        buffers(self)
    }

    /// Stops the training of all parameters: they get no gradients, and optimizers leave them as they are,
    /// until [`unfreeze`](Module::unfreeze). Of a model it is called on the part that is to stay.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let mut net = (Linear::<2, 3>::default(), Tanh, Linear::<3, 1>::default());
    /// net.0.freeze();
    /// let gradients = net.forward(&ones([1, 2])).sum().backward().named(&net);
    /// assert_eq!(gradients.into_keys().collect::<Vec<_>>(), ["2.bias", "2.weight"]);
    /// net.unfreeze();
    /// assert_eq!(net.forward(&ones([1, 2])).sum().backward().named(&net).len(), 4);
    /// ```
    fn freeze(&mut self)
    where
        Self: Sized,
    {
        for_each_parameter(self, &mut |mut parameter| parameter.freeze());
    }

    /// Goes on training what was [frozen](Module::freeze).
    fn unfreeze(&mut self)
    where
        Self: Sized,
    {
        for_each_parameter(self, &mut |mut parameter| parameter.unfreeze());
    }

    /// Switches to training: [`Dropout`](super::Dropout) drops and
    /// [`BatchNorm2d`](super::BatchNorm2d) uses the batch. New models are in this mode.
    fn train(&mut self)
    where
        Self: Sized,
    {
        set_training(self, true);
    }

    /// Switches to evaluation: [`Dropout`](super::Dropout) passes everything on and
    /// [`BatchNorm2d`](super::BatchNorm2d) uses what it saw in training.
    fn eval(&mut self)
    where
        Self: Sized,
    {
        set_training(self, false);
    }
}

/// A part of a module.
pub enum Part<'a> {
    /// A tensor that is trained.
    Parameter(&'a Tensor),
    /// A tensor that is kept, but not trained.
    Buffer(&'a Buffer),
    /// A module inside of it.
    Module(&'a dyn Module),
}

/// A part of a module, to change it.
pub enum PartMut<'a> {
    /// A tensor that is trained.
    Parameter(ParameterMut<'a>),
    /// A tensor that is kept, but not trained.
    Buffer(&'a mut Buffer),
    /// A module inside of it.
    Module(&'a mut dyn Module),
    /// Whether it is in training.
    Training(&'a mut bool),
}

pub(super) fn parameters(module: &dyn Module) -> Vec<(String, Tensor)> {
    let mut found = Vec::new();
    walk(module, "", &mut |name, parameter| {
        parameter.raw.hear_name(name);
        found.push((name.to_string(), parameter.clone()));
    });
    found
}

pub(super) fn count(module: &dyn Module) -> usize {
    let mut count = 0;
    walk(module, "", &mut |_, parameter| count += parameter.len());
    count
}

fn walk(module: &dyn Module, path: &str, visit: &mut dyn FnMut(&str, &Tensor)) {
    module.parts(&mut |name, part| {
        let path = join(path, name);
        match part {
            Part::Parameter(parameter) => visit(&path, parameter),
            Part::Module(module) => walk(module, &path, visit),
            Part::Buffer(_) => {}
        }
    });
}

fn buffers(module: &dyn Module) -> Vec<(String, Tensor)> {
    fn collect(module: &dyn Module, path: &str, found: &mut Vec<(String, Tensor)>) {
        module.parts(&mut |name, part| match part {
            Part::Buffer(buffer) => found.push((join(path, name), buffer.get())),
            Part::Module(module) => collect(module, &join(path, name), found),
            Part::Parameter(_) => {}
        });
    }
    let mut found = Vec::new();
    collect(module, "", &mut found);
    found
}

/// A part without a name of its own has that of what it is in.
fn join(path: &str, name: &str) -> String {
    match (path, name) {
        (path, "") => path.into(),
        ("", name) => name.into(),
        (path, name) => format!("{path}.{name}"),
    }
}

/// Calls `visit` with each parameter, to change it.
pub(crate) fn for_each_parameter(module: &mut dyn Module, visit: &mut dyn FnMut(ParameterMut<'_>)) {
    module.parts_mut(&mut |_, part| match part {
        PartMut::Parameter(parameter) => visit(parameter),
        PartMut::Module(module) => for_each_parameter(module, visit),
        PartMut::Buffer(_) | PartMut::Training(_) => {}
    });
}

/// Calls `visit` with the dotted name of each parameter and the parameter, to change it.
pub(crate) fn for_each_named(
    module: &mut dyn Module,
    visit: &mut dyn FnMut(&str, ParameterMut<'_>),
) {
    fn descend(module: &mut dyn Module, path: &str, visit: &mut dyn FnMut(&str, ParameterMut<'_>)) {
        module.parts_mut(&mut |name, part| match part {
            PartMut::Parameter(parameter) => visit(&join(path, name), parameter),
            PartMut::Module(module) => descend(module, &join(path, name), visit),
            PartMut::Buffer(_) | PartMut::Training(_) => {}
        });
    }
    descend(module, "", visit);
}

fn set_training(module: &mut dyn Module, on: bool) {
    module.parts_mut(&mut |_, part| match part {
        PartMut::Training(training) => *training = on,
        PartMut::Module(module) => set_training(module, on),
        PartMut::Parameter(_) | PartMut::Buffer(_) => {}
    });
}

impl Gradients {
    /// The gradients by the parameters of a model, by dotted name; those that the loss was not computed
    /// from are left out.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// #[derive(Module, Default)]
    /// struct Net {
    ///     out: Linear<2, 1>,
    /// }
    /// let net = Net::default();
    /// let gradients = net.out.forward(&tensor([[1., 2.]])).sum().backward().named(&net);
    /// assert_eq!(gradients["out.weight"], tensor([[1., 2.]]));
    /// ```
    pub fn named(&self, model: &dyn Module) -> BTreeMap<String, Tensor> {
        let with_gradient = |(name, parameter)| Some((name, self.get(&parameter)?));
        parameters(model).into_iter().filter_map(with_gradient).collect()
    }
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
    fn what_is_frozen_stays_and_then_goes_on_as_before() {
        let mut net = (Linear::<2, 3>::default(), Linear::<3, 1>::default());
        let mut opt = AdamW::new(0.1);
        let x = ones([4, 2]);
        let mut step = |net: &mut (Linear<2, 3>, Linear<3, 1>)| {
            let loss = net.forward(&x).square().sum();
            opt.step(net, &loss.backward());
        };
        step(&mut net);
        net.0.freeze();
        net.0.freeze(); // twice is as once
        let (first, second) = (net.0.weight.to_vec(), net.1.weight.to_vec());
        assert_eq!(net.clone().0.forward(&x).tape(), []); // a clone is frozen too
        step(&mut net);
        assert_eq!(net.0.weight.to_vec(), first);
        assert_ne!(net.1.weight.to_vec(), second);
        init::zeros(&mut net.0.weight);
        net.unfreeze();
        assert_eq!(net.0.weight.to_vec(), [0.; 6]); // not what it was before
        step(&mut net);
        assert_ne!(net.0.weight.to_vec(), [0.; 6]);
    }

    #[test]
    fn models_are_send_and_sync() {
        fn check<T: Send + Sync>() {}
        check::<Outer>();
        check::<Sequential>();
        check::<(BatchNorm2d<3>, Conv2d<1, 2, 3>)>();
    }
}
