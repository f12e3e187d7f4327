//! Modules: what has parameters, names them and can be switched between training and evaluation.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;

use super::state::{all_of, part_of};
use super::walk::{buffers, count, for_each_parameter, parameters, set_training, state_dict};
use super::{Error, Loaded, Part, PartMut, StateDict};
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
    note = "a model's fields are layers, `Parameter`s, or structs with `#[derive(Module)]`; mark any other field with `#[module(skip)]`",
    note = "a tuple takes up to 12 layers: nest longer ones, as in `((a, b), (c, d))`, or use `Sequential`"
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

    /// A snapshot of all parameters and buffers by dotted name, to load later or to write into a file.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let norm = BatchNorm1d::<3>::default();
    /// println!("{}", norm.state_dict()); // bias [3], running_mean [3], running_var [3], weight [3]
    /// # assert_eq!(norm.state_dict().names().count(), 4);
    /// ```
    fn state_dict(&self) -> StateDict
    where
        Self: Sized,
    {
        state_dict(self)
    }

    /// Puts a state into the model. Optimizers go on with its parameters, and what is
    /// [frozen](Module::freeze) stays so.
    ///
    /// # Errors
    ///
    /// When the names or shapes of the state are not just those of the model. PyTorch's
    /// `num_batches_tracked` is not needed and not missed. After an error the model is as it was.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let (old, mut new) = (Linear::<2, 3>::default(), Linear::new(2, 3));
    /// new.load_state_dict(&old.state_dict())?;
    /// assert_eq!(*new.weight, *old.weight);
    ///
    /// let error = Linear::new(2, 4).load_state_dict(&old.state_dict()).unwrap_err();
    /// let sentence = "the state does not fit the model: `weight` has the shape [4, 2] in the model, but [3, 2]";
    /// assert!(error.to_string().starts_with(sentence));
    /// # Ok::<(), manabi::nn::Error>(())
    /// ```
    fn load_state_dict(&mut self, state: &StateDict) -> Result<(), Error>
    where
        Self: Sized,
    {
        all_of("the state", state, self)
    }

    /// Puts that part of a state into the model that has a name in it, and says which names were loaded,
    /// missing and unexpected: for a model that is built on another one.
    ///
    /// # Errors
    ///
    /// When a name has another shape in the model, or when the state has none of its names. After an
    /// error the model is as it was.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// #[derive(Module, Default)]
    /// struct Old { body: Linear<8, 4>, head: Linear<4, 10> }
    /// #[derive(Module, Default)]
    /// struct New { body: Linear<8, 4>, classes: Linear<4, 3> }
    ///
    /// let mut new = New::default();
    /// let loaded = new.load_partial(&Old::default().state_dict())?;
    /// assert_eq!(loaded.loaded, ["body.weight", "body.bias"]);
    /// assert_eq!(loaded.missing, ["classes.weight", "classes.bias"]);
    /// assert_eq!(loaded.unexpected, ["head.bias", "head.weight"]);
    /// new.body.freeze();
    /// # Ok::<(), manabi::nn::Error>(())
    /// ```
    fn load_partial(&mut self, state: &StateDict) -> Result<Loaded, Error>
    where
        Self: Sized,
    {
        part_of("the state", state, self)
    }

    /// Writes all parameters and buffers into a file of the format safetensors, which PyTorch reads too:
    /// the names and layouts are those of its modules. See [`StateDict`].
    ///
    /// # Errors
    ///
    /// When the file cannot be written; one that was there stays.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// # let folder = std::env::temp_dir().join(format!("manabi-save-{}", std::process::id()));
    /// # std::fs::create_dir_all(&folder).unwrap();
    /// # let path = folder.join("xor.safetensors");
    /// let net = (Linear::<2, 8>::default(), Tanh, Linear::<8, 1>::default());
    /// net.save(&path)?;
    ///
    /// let mut later = (Linear::<2, 8>::default(), Tanh, Linear::<8, 1>::default());
    /// later.load(&path)?;
    /// let x = tensor([[0., 1.]]);
    /// assert_eq!(later.forward(&x), net.forward(&x));
    /// # std::fs::remove_dir_all(folder).unwrap();
    /// # Ok::<(), manabi::nn::Error>(())
    /// ```
    fn save(&self, path: impl AsRef<Path>) -> Result<(), Error>
    where
        Self: Sized,
    {
        state_dict(self).write(path)
    }

    /// Loads a file of the format safetensors that has just the names and shapes of this model, from
    /// [`save`](Module::save) or from PyTorch.
    ///
    /// # Errors
    ///
    /// When the file cannot be read, is of another format, cut short or damaged, or is of another model.
    /// After an error the model is as it was.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// # let path = std::env::temp_dir().join(format!("manabi-{}.csv", std::process::id()));
    /// std::fs::write(&path, "a,b,c\n1,2,3").unwrap();
    /// let error = Linear::new(2, 1).load(&path).unwrap_err().to_string();
    /// assert!(error.ends_with(" is no safetensors file: it does not begin with a header"));
    /// # std::fs::remove_file(path).unwrap();
    /// ```
    fn load(&mut self, path: impl AsRef<Path>) -> Result<(), Error>
    where
        Self: Sized,
    {
        let path = path.as_ref();
        all_of(&path.display().to_string(), &StateDict::read(path)?, self)
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
}
