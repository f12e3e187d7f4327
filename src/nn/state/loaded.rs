//! Loading: a state put into a model, all of it or what fits.

use std::collections::BTreeSet;
use std::fmt::{self, Display, Formatter};

use super::super::walk::{walk, walk_mut};
use super::super::{Module, Part, PartMut};
use super::dict::Entry;
use super::{Error, StateDict};

/// What [`Module::load_partial`](super::super::Module::load_partial) did, by name.
///
/// ```
/// # use manabi::prelude::*;
/// let old = (Linear::<8, 4>::default(), Relu, Linear::<4, 2>::default());
/// let mut new = (Linear::<8, 4>::default(), Relu, BatchNorm1d::<4>::default());
/// let mut state = old.state_dict();
/// state.remove("2.weight");
/// state.remove("2.bias");
/// let loaded = new.load_partial(&state)?;
/// assert_eq!(loaded.loaded, ["0.weight", "0.bias"]);
/// assert_eq!(loaded.missing, ["2.weight", "2.bias", "2.running_mean", "2.running_var"]);
/// assert!(loaded.unexpected.is_empty());
/// println!("{loaded}"); // 2 loaded; missing `2.weight`, `2.bias`, `2.running_mean` and 1 more
/// # assert_eq!(loaded.to_string(), "2 loaded; missing `2.weight`, `2.bias`, `2.running_mean` and 1 more");
/// # Ok::<(), manabi::nn::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Loaded {
    /// Parameters and buffers that were loaded.
    pub loaded: Vec<String>,
    /// Parameters and buffers of the model that the state has not; they stay as they were.
    pub missing: Vec<String>,
    /// Names of the state that the model has not.
    pub unexpected: Vec<String>,
}

impl Display for Loaded {
    fn fmt(&self, f: &mut Formatter) -> fmt::Result {
        write!(f, "{} loaded", self.loaded.len())?;
        for (what, names) in [("missing", &self.missing), ("unexpected", &self.unexpected)] {
            if !names.is_empty() {
                write!(f, "; {what} {}", first_few(names))?;
            }
        }
        Ok(())
    }
}

/// Loads a state that has just the model's names. `what` it is, for the error.
pub fn all_of(what: &str, state: &StateDict, model: &mut dyn Module) -> Result<(), Error> {
    let (found, unfit) = compare(state, model);
    let mut differences = Vec::new();
    if !found.missing.is_empty() {
        differences.push(format!("it lacks {}", first_few(&found.missing)));
    }
    if !found.unexpected.is_empty() {
        let names = first_few(&found.unexpected);
        differences.push(format!("it has {names}, which the model lacks"));
    }
    if !differences.is_empty() {
        return Err(Error::new(format!(
            "{what} does not fit the model: {}; `load_partial` loads what fits",
            differences.join(", and ")
        )));
    }
    refuse(what, unfit)?;
    put(state, model);
    Ok(())
}

/// Loads what has a name of the model.
pub fn part_of(what: &str, state: &StateDict, model: &mut dyn Module) -> Result<Loaded, Error> {
    let (found, unfit) = compare(state, model);
    refuse(what, unfit)?;
    if found.loaded.is_empty() {
        return Err(Error::new(format!(
            "{what} does not fit the model: it has no name of it, but {}, and the model has {}",
            first_few(&found.unexpected),
            first_few(&found.missing)
        )));
    }
    put(state, model);
    Ok(found)
}

/// Compares the names, and says what has the name of a part but not its shape or not such numbers.
fn compare(state: &StateDict, model: &dyn Module) -> (Loaded, Option<String>) {
    let mut found = Loaded::default();
    let mut unfit = None;
    walk(model, "", &mut |name, part| {
        let own = match part {
            Part::Parameter(parameter) => parameter.shape().to_vec(),
            Part::Buffer(buffer) => buffer.get().shape().to_vec(),
            Part::Module(_) => return,
        };
        let why = match state.entries().get(name) {
            None => return found.missing.push(name.into()),
            Some(Entry::Tensor(tensor)) if tensor.shape() == own => None,
            Some(Entry::Tensor(tensor)) => Some(format!(
                "`{name}` has the shape {own:?} in the model, but {:?} there; to load the rest, `remove` \
                 it from the `StateDict` and use `load_partial`",
                tensor.shape()
            )),
            Some(Entry::Other { dtype, .. }) => Some(format!(
                "`{name}` has elements of the type {dtype} there; only F32, F16, BF16 and F64 are loaded"
            )),
        };
        unfit = unfit.take().or(why);
        found.loaded.push(name.into());
    });
    let known: BTreeSet<&str> = found.loaded.iter().map(String::as_str).collect();
    let unexpected = |name: &&str| !known.contains(name) && !is_count(name);
    found.unexpected = state.names().filter(unexpected).map(String::from).collect();
    (found, unfit)
}

fn refuse(what: &str, unfit: Option<String>) -> Result<(), Error> {
    match unfit {
        Some(why) => Err(Error::new(format!("{what} does not fit the model: {why}"))),
        None => Ok(()),
    }
}

/// PyTorch counts the batches that a normalisation saw; nothing is computed from it here.
fn is_count(name: &str) -> bool {
    name.rsplit('.').next() == Some("num_batches_tracked")
}

/// Puts in what was compared: nothing can fail any more.
fn put(state: &StateDict, model: &mut dyn Module) {
    walk_mut(model, "", &mut |name, part| {
        let Some(tensor) = state.get(name) else { return };
        match part {
            PartMut::Parameter(mut parameter) => {
                parameter.update(|elements| elements.copy_from_slice(tensor.raw.values()));
            }
            PartMut::Buffer(buffer) => buffer.set(tensor),
            PartMut::Module(_) | PartMut::Training(_) => {}
        }
    });
}

/// The first three of some names.
fn first_few(names: &[String]) -> String {
    let quoted: Vec<String> = names.iter().take(3).map(|name| format!("`{name}`")).collect();
    let more = names.len() - quoted.len();
    match (&quoted[..], more) {
        ([], _) => "none".into(),
        ([.., _], 1..) => format!("{} and {more} more", quoted.join(", ")),
        ([only], 0) => only.clone(),
        ([first @ .., last], 0) => format!("{} and {last}", first.join(", ")),
    }
}
