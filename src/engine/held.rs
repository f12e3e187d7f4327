//! Data as dfdx holds it on one of its devices, and what dfdx computes there.
//!
//! An op that dfdx has is written once, for any of its devices ([`composed`]): it is the reference of the
//! fast path on the processor, and it is how the op works on a card.

use dfdx::shapes::HasShape;
#[cfg(feature = "cuda")]
use dfdx::tensor::Cuda;
use dfdx::tensor::{Cpu, Tensor, TensorFromVec};

use super::Raw;
#[cfg(feature = "cuda")]
use super::cuda::OnCard;
use super::device::{Device, Kind};

/// The elements of a tensor in row-major order on a device of dfdx.
pub type Flat<D> = Tensor<(usize,), f32, D>;

/// Data on a device of dfdx. A clone shares the elements.
#[derive(Clone)]
pub enum Held {
    Reference(Flat<Cpu>),
    #[cfg(feature = "cuda")]
    Cuda(OnCard),
}

impl Held {
    /// These elements on a device, which is not the plain processor.
    pub fn new(list: &[f32], device: Device) -> Held {
        match device.0 {
            Kind::Cpu | Kind::Reference => Held::Reference(on_cpu(list)),
            #[cfg(feature = "cuda")]
            Kind::Cuda(number) => Held::Cuda(OnCard::upload(number, list)),
        }
    }

    pub fn list(&self) -> Vec<f32> {
        match self {
            Held::Reference(flat) => listed(flat),
            #[cfg(feature = "cuda")]
            Held::Cuda(card) => card.list(),
        }
    }

    fn into_reference(self) -> Option<Flat<Cpu>> {
        match self {
            Held::Reference(flat) => Some(flat),
            #[cfg(feature = "cuda")]
            Held::Cuda(_) => None,
        }
    }

    #[cfg(feature = "cuda")]
    fn into_cuda(self) -> Option<Flat<Cuda>> {
        match self {
            Held::Reference(_) => None,
            Held::Cuda(card) => Some(card.flat()),
        }
    }

    pub fn device(&self) -> Device {
        match self {
            Held::Reference(_) => Device(Kind::Reference),
            #[cfg(feature = "cuda")]
            Held::Cuda(card) => Device(Kind::Cuda(card.number())),
        }
    }
}

pub fn on_cpu(list: &[f32]) -> Flat<Cpu> {
    Cpu::default().tensor_from_vec(list.to_vec(), (list.len(),))
}

pub fn listed(flat: &Flat<Cpu>) -> Vec<f32> {
    let mut list = vec![0.0; flat.shape().0];
    flat.copy_into(&mut list);
    list
}

/// What dfdx computes of tensors that it holds, as a tensor of these sizes; `None` where they lie on the
/// plain processor. In the expression each name stands for a flat tensor of dfdx, whatever its device.
macro_rules! composed {
    ([$($x:ident),+] $dims:expr, $value:expr) => {{
        use $crate::engine::held::{Flats, Held};

        let dims: &[usize] = $dims;
        let held = match Flats::of([$($x),+]) {
            None => None,
            Some(Flats::Reference([$($x),+])) => Some(Held::Reference($value)),
            #[cfg(feature = "cuda")]
            Some(Flats::Cuda(card, [$($x),+])) => Some(Held::Cuda(card.with($value))),
        };
        held.map(|held| $crate::engine::Raw::of_held(held, dims))
    }};
}

pub(super) use composed;

/// What one device of dfdx holds of some tensors.
pub enum Flats<const N: usize> {
    Reference([Flat<Cpu>; N]),
    #[cfg(feature = "cuda")]
    Cuda(OnCard, [Flat<Cuda>; N]),
}

impl<const N: usize> Flats<N> {
    /// `None` when none of the tensors is held by dfdx, or when they belong to several devices. Then the fast
    /// path computes, and says so if devices differ.
    pub fn of(tensors: [&Raw; N]) -> Option<Flats<N>> {
        let device = tensors.iter().find_map(|tensor| tensor.held())?.device();
        if tensors.iter().any(|tensor| tensor.place().is_some_and(|place| place != device)) {
            return None;
        }
        let held = tensors.map(|tensor| match tensor.held() {
            Some(held) => held.clone(),
            None => Held::new(tensor.values(), device),
        });
        match &held[0] {
            Held::Reference(_) => each(held, Held::into_reference).map(Flats::Reference),
            #[cfg(feature = "cuda")]
            Held::Cuda(card) => {
                let card = card.clone();
                each(held, Held::into_cuda).map(|flats| Flats::Cuda(card, flats))
            }
        }
    }
}

fn each<F, const N: usize>(held: [Held; N], f: fn(Held) -> Option<F>) -> Option<[F; N]> {
    held.into_iter().map(f).collect::<Option<Vec<F>>>()?.try_into().ok()
}
