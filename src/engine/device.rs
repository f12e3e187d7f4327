//! Devices: where the elements of a tensor lie, and what computes with them.

use std::fmt::{self, Debug, Display, Formatter};
use std::sync::{Mutex, PoisonError};

use super::Raw;
use crate::Error;

/// Where the elements of a tensor lie, and what computes with them. Tensors of one computation lie on one
/// device; [`Tensor::to`](crate::tensor::Tensor::to) and [`Module::to`](crate::nn::Module::to) move them.
///
/// Labels, indices and masks belong to no device.
///
/// ```
/// use manabi::prelude::*;
///
/// let device = Device::best();
/// let mut net = Linear::<2, 3>::default();
/// net.to(&device);
/// let y = net.forward(&tensor([[1., 2.]]).to(&device));
/// assert_eq!(y.device(), device);
/// assert_eq!(y.to(&Device::cpu()).shape(), [1, 3]);
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Device(pub(super) Kind);

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    Cpu,
    Reference,
    #[cfg(feature = "cuda")]
    Cuda(usize),
}

impl Device {
    /// The processor, with the fast paths of this library.
    pub const fn cpu() -> Device {
        Device(Kind::Cpu)
    }

    /// The processor, with the plain ops of dfdx wherever it has them: slow, and the same as on a card.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let x = randn([20, 30]);
    /// let slow = x.to(&Device::reference()).matmul(&randn([30, 4]).to(&Device::reference()));
    /// assert_eq!(slow.shape(), [20, 4]);
    /// ```
    pub const fn reference() -> Device {
        Device(Kind::Reference)
    }

    /// A card of NVIDIA by its number, from 0.
    ///
    /// # Errors
    ///
    /// When there is no such card, or no driver for it, or when the library was built without the feature
    /// `cuda`.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// match Device::cuda(0) {
    ///     Ok(device) => println!("there is a card: {device}"),
    ///     Err(why) => println!("{why}"),
    /// }
    /// ```
    pub fn cuda(number: usize) -> Result<Device, Error> {
        #[cfg(feature = "cuda")]
        return super::cuda::open(number).map(|()| Device(Kind::Cuda(number)));
        #[cfg(not(feature = "cuda"))]
        Err(Error::new(format!(
            "the card {number} cannot be used: this library was built without the feature `cuda`"
        )))
    }

    /// The first card, or the processor where there is none.
    pub fn best() -> Device {
        Device::cuda(0).unwrap_or(Device::cpu())
    }

    pub(super) fn is_cpu(self) -> bool {
        self.0 == Kind::Cpu
    }
}

/// From now on new tensors of data lie on this device: made of numbers, random, and the parameters of new
/// layers.
///
/// ```
/// use manabi::prelude::*;
///
/// set_device(&Device::reference());
/// assert_eq!(zeros([2, 3]).device(), Device::reference());
/// set_device(&Device::cpu());
/// ```
pub fn set_device(device: &Device) {
    *DEFAULT.lock().unwrap_or_else(PoisonError::into_inner) = Some(*device);
}

static DEFAULT: Mutex<Option<Device>> = Mutex::new(None);

/// The device of new tensors.
pub fn of_new() -> Device {
    let mut default = DEFAULT.lock().unwrap_or_else(PoisonError::into_inner);
    *default.get_or_insert_with(|| named(std::env::var("MANABI_ENGINE").ok()))
}

/// The device that the environment chooses. Other words are refused, so that a slip of the pen does not
/// pass for the reference.
fn named(word: Option<String>) -> Device {
    match word.as_deref() {
        None | Some("" | "fast") => Device::cpu(),
        Some("reference") => Device::reference(),
        Some(other) => {
            panic!("MANABI_ENGINE is `{other}`, but it may only be `reference` or `fast`")
        }
    }
}

impl Display for Device {
    fn fmt(&self, f: &mut Formatter) -> fmt::Result {
        match self.0 {
            Kind::Cpu => f.write_str("cpu"),
            Kind::Reference => f.write_str("reference"),
            #[cfg(feature = "cuda")]
            Kind::Cuda(number) => write!(f, "cuda:{number}"),
        }
    }
}

impl Debug for Device {
    fn fmt(&self, f: &mut Formatter) -> fmt::Result {
        Display::fmt(self, f)
    }
}

/// The same tensor on another device; the gradient comes back to where it was.
#[track_caller]
pub fn to(x: &Raw, device: &Device) -> Raw {
    let before = x.device();
    if x.place() == Some(*device) {
        return x.clone();
    }
    x.moved(*device).recorded_across("to", x, move |g| g.moved(before))
}

/// The device that the inputs of an op belong to, if any of them does. Panics when there are two.
#[track_caller]
pub fn common(op: &str, inputs: &[&Raw]) -> Option<Device> {
    let mut places = inputs.iter().filter_map(|input| input.place());
    let first = places.next()?;
    for other in places {
        assert!(
            other == first,
            "{op}: one tensor is on the device {first} and another on {other}; move one of them with \
             `.to(&device)`"
        );
    }
    Some(first)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test::panic_message;

    #[test]
    fn only_its_name_chooses_the_reference() {
        assert_eq!(named(Some("reference".into())), Device::reference());
        assert_eq!([named(Some("fast".into())), named(None)], [Device::cpu(); 2]);
        assert_eq!(
            panic_message(|| named(Some("slow".into()))),
            "MANABI_ENGINE is `slow`, but it may only be `reference` or `fast`"
        );
    }
}
