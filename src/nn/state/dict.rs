//! State dicts: tensors by dotted name, as a model has them and as a file holds them.

use std::collections::BTreeMap;
use std::fmt::{self, Debug, Display, Formatter};
use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::Path;

use super::Error;
use super::dtype::Dtype;
use super::format::{self, Array};
use crate::tensor::Tensor;

/// The state of a model, or of a part of one: tensors by dotted name. It is a snapshot; training goes on
/// without it.
///
/// [`Module::state_dict`](super::super::Module::state_dict) takes one, and
/// [`Module::load_state_dict`](super::super::Module::load_state_dict) puts one back. Files and bytes have
/// the format safetensors, with the names and layouts that PyTorch gives to equivalent modules: what was
/// written here is loaded there with `model.load_state_dict(safetensors.torch.load_file(path))`, and the
/// other way round.
///
/// ```
/// use manabi::nn::StateDict;
/// use manabi::prelude::*;
///
/// let mut net = (Linear::<2, 3>::default(), Tanh, Linear::<3, 1>::default());
/// let best = net.state_dict(); // such as after the best epoch
/// let names: Vec<&str> = best.names().collect();
/// assert_eq!(names, ["0.bias", "0.weight", "2.bias", "2.weight"]);
///
/// init::parameters(&mut net, "weight", init::zeros);
/// net.load_state_dict(&best)?;
/// assert_eq!(*net.0.weight, best.get("0.weight").unwrap());
///
/// // In memory, as a browser needs it.
/// let copy = StateDict::from_bytes(&best.to_bytes())?;
/// assert_eq!(copy.get("2.bias"), best.get("2.bias"));
/// # Ok::<(), manabi::nn::Error>(())
/// ```
pub struct StateDict(Inner);

opaque! {
    struct Inner(BTreeMap<String, Entry>);
}

/// What a name stands for.
#[derive(Clone)]
pub(super) enum Entry {
    Tensor(Tensor),
    /// An array that is no tensor here, such as integers: kept as it is.
    Other {
        dtype: String,
        dims: Vec<usize>,
        bytes: Vec<u8>,
    },
}

impl StateDict {
    fn of(entries: BTreeMap<String, Entry>) -> StateDict {
        StateDict(Inner::wrap(entries))
    }

    pub(in crate::nn) fn of_tensors(tensors: Vec<(String, Tensor)>) -> StateDict {
        let entry = |(name, tensor): (String, Tensor)| (name, Entry::Tensor(tensor.detach()));
        StateDict::of(tensors.into_iter().map(entry).collect())
    }

    pub(super) fn entries(&self) -> &BTreeMap<String, Entry> {
        &self.0.0
    }

    /// The state in a file of the format safetensors. Numbers of the types F16, BF16 and F64 become `f32`;
    /// other types, such as I64, are kept but cannot be loaded into a model.
    ///
    /// # Errors
    ///
    /// When the file cannot be read, or is not of this format, cut short or damaged.
    ///
    /// ```
    /// use manabi::nn::StateDict;
    /// use manabi::prelude::*;
    /// # let folder = std::env::temp_dir().join(format!("manabi-read-{}", std::process::id()));
    /// # std::fs::create_dir_all(&folder).unwrap();
    /// # let path = folder.join("net.safetensors");
    ///
    /// Linear::<2, 3>::default().save(&path)?;
    /// let state = StateDict::read(&path)?;
    /// assert_eq!(state.get("weight").unwrap().shape(), [3, 2]);
    /// # std::fs::remove_dir_all(folder).unwrap();
    /// # Ok::<(), manabi::nn::Error>(())
    /// ```
    pub fn read(path: impl AsRef<Path>) -> Result<StateDict, Error> {
        read(path.as_ref())
    }

    /// The state in bytes of the format safetensors, as [`read`](StateDict::read).
    ///
    /// # Errors
    ///
    /// When the bytes are not of this format, cut short or damaged.
    ///
    /// ```
    /// use manabi::nn::StateDict;
    /// let error = StateDict::from_bytes(b"GIF89a, not a network").unwrap_err();
    /// assert_eq!(
    ///     error.to_string(),
    ///     "the file is no safetensors file: it does not begin with a header"
    /// );
    /// ```
    pub fn from_bytes(bytes: &[u8]) -> Result<StateDict, Error> {
        parse(bytes).map_err(|why| Error::new(format!("the file {why}")))
    }

    /// Writes the state into a file of the format safetensors. A file that was there is replaced once the new one
    /// is whole.
    ///
    /// # Errors
    ///
    /// When the file cannot be written; one that was there stays.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let error = Linear::new(2, 1).state_dict().write("no/such/folder/net.safetensors").unwrap_err();
    /// assert!(error.to_string().contains("there is no such folder"));
    /// ```
    pub fn write(&self, path: impl AsRef<Path>) -> Result<(), Error> {
        let path = path.as_ref();
        replace(path, &self.to_bytes()).map_err(|error| Error::unwritable(path, &error))
    }

    /// The state as the bytes of a file of the format safetensors.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let bytes = Linear::<2, 1>::default().state_dict().to_bytes();
    /// assert_eq!(bytes[8], b'{'); // the header is readable text
    /// ```
    pub fn to_bytes(&self) -> Vec<u8> {
        format::write(self.entries().iter().map(array).collect())
    }

    /// The names in alphabetical order.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let state = Linear::<2, 1>::default().state_dict();
    /// assert_eq!(state.names().collect::<Vec<_>>(), ["bias", "weight"]);
    /// ```
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.entries().keys().map(String::as_str)
    }

    /// The tensor of a name; `None` where there is none, or an array that is no `f32`.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let state = Linear::<2, 1>::default().state_dict();
    /// assert_eq!(state.get("weight").unwrap().shape(), [1, 2]);
    /// assert!(state.get("height").is_none());
    /// ```
    pub fn get(&self, name: &str) -> Option<Tensor> {
        match self.entries().get(name)? {
            Entry::Tensor(tensor) => Some(tensor.clone()),
            Entry::Other { .. } => None,
        }
    }

    /// Puts a tensor under a name.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let mut state = StateDict::default();
    /// state.insert("images.mean", tensor([0.5, 0.4, 0.3]));
    /// println!("{state}"); // images.mean [3]
    /// # assert_eq!(state.to_string(), "images.mean [3]");
    /// ```
    pub fn insert(&mut self, name: impl Into<String>, tensor: impl Into<Tensor>) {
        let tensor = Entry::Tensor(tensor.into().detach());
        self.0.0.insert(name.into(), tensor);
    }

    /// Takes a name out, so that it is not loaded; says whether it was there.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let mut state = Linear::<2, 1>::default().state_dict();
    /// assert!(state.remove("bias") && !state.remove("bias"));
    /// ```
    pub fn remove(&mut self, name: &str) -> bool {
        self.0.0.remove(name).is_some()
    }

    /// The state of one part: all names below a dotted name, without it. For a model that shares a part with
    /// the one that was saved.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// #[derive(Module, Default)]
    /// struct Digits { body: (Linear<64, 32>, Relu), head: Linear<32, 10> }
    /// #[derive(Module, Default)]
    /// struct Letters { body: (Linear<64, 32>, Relu), head: Linear<32, 26> }
    ///
    /// let (digits, mut letters) = (Digits::default(), Letters::default());
    /// letters.body.load_state_dict(&digits.state_dict().part("body"))?;
    /// assert_eq!(*letters.body.0.weight, *digits.body.0.weight);
    /// # Ok::<(), manabi::nn::Error>(())
    /// ```
    pub fn part(&self, name: &str) -> StateDict {
        let below = |(path, entry): (&String, &Entry)| {
            let rest = path.strip_prefix(name)?.strip_prefix('.')?;
            Some((rest.to_string(), entry.clone()))
        };
        StateDict::of(self.entries().iter().filter_map(below).collect())
    }
}

/// No names yet.
impl Default for StateDict {
    fn default() -> Self {
        StateDict::of(BTreeMap::new())
    }
}

impl Clone for StateDict {
    fn clone(&self) -> Self {
        StateDict::of(self.entries().clone())
    }
}

/// A line for each name with its shape.
impl Display for StateDict {
    fn fmt(&self, f: &mut Formatter) -> fmt::Result {
        for (line, (name, entry)) in self.entries().iter().enumerate() {
            f.write_str(if line == 0 { "" } else { "\n" })?;
            match entry {
                Entry::Tensor(tensor) => write!(f, "{name} {:?}", tensor.shape())?,
                Entry::Other { dtype, dims, .. } => write!(f, "{name} {dims:?} {dtype}")?,
            }
        }
        Ok(())
    }
}

impl Debug for StateDict {
    fn fmt(&self, f: &mut Formatter) -> fmt::Result {
        Display::fmt(self, f)
    }
}

fn read(path: &Path) -> Result<StateDict, Error> {
    let bytes = fs::read(path).map_err(|error| Error::unreadable(path, &error))?;
    parse(&bytes).map_err(|why| Error::new(format!("{} {why}", path.display())))
}

fn array<'a>((name, entry): (&String, &'a Entry)) -> Array<'a> {
    let (dtype, dims, bytes) = match entry {
        Entry::Tensor(tensor) => {
            let bytes = tensor.raw.values().iter().flat_map(|v| v.to_le_bytes()).collect();
            (Dtype::F32, tensor.shape(), bytes)
        }
        Entry::Other { dtype, dims, bytes } => {
            (Dtype::Other(dtype.clone()), &dims[..], bytes.into())
        }
    };
    Array { name: name.clone(), dtype, dims: dims.to_vec(), bytes }
}

fn parse(file: &[u8]) -> Result<StateDict, String> {
    let mut entries = BTreeMap::new();
    for Array { name, dtype, dims, bytes } in format::read(file)? {
        let entry = match dtype.floats(&bytes) {
            Some(values) => Entry::Tensor(Tensor::from_vec(values, dims)),
            None => Entry::Other { dtype: dtype.name().into(), dims, bytes: bytes.into_owned() },
        };
        if entries.insert(name.clone(), entry).is_some() {
            return Err(format!("is damaged: the name `{name}` is in it twice; save it again"));
        }
    }
    Ok(StateDict::of(entries))
}

/// Writes beside a file first, so that the old one is there until the new one is whole.
fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let Some(name) = path.file_name() else {
        return Err(io::Error::new(ErrorKind::InvalidInput, "this is no name of a file"));
    };
    let mut number = 0;
    let (part, mut file) = loop {
        let part = path.with_file_name(format!(".{}.{number}.part", name.display()));
        match File::create_new(&part) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => number += 1,
            file => break (part, file?),
        }
    };
    let written = file.write_all(bytes).and_then(|()| file.sync_all());
    drop(file);
    written.and_then(|()| fs::rename(&part, path)).inspect_err(|_| drop(fs::remove_file(&part)))
}
