//! The storage of a tensor: its sizes and its elements, with no type parameter.

use std::sync::Arc;

use dfdx::tensor::Cpu;

use super::device::{self, Device};
use super::held::{Flat, Held, listed, on_cpu};
use super::storage::{Floats, Storage};
use super::tape::Node;
use super::{Element, interrupt};

opaque! {
    /// A tensor without type parameters. Cloning shares the elements.
    pub struct Raw(Inner);
}

#[derive(Clone)]
struct Inner {
    dims: Arc<[usize]>,
    data: Storage,
    /// Whether it belongs where it lies. What the engine made on its way follows what it meets.
    placed: bool,
    node: Option<Arc<Node>>,
}

impl Raw {
    /// A tensor of these elements; their number is the product of `dims`. Every op comes by here, so
    /// here it stops when it is asked to.
    pub(super) fn from_vec<E: Element>(values: Vec<E>, dims: &[usize]) -> Raw {
        debug_assert_eq!(values.len(), dims.iter().product::<usize>());
        interrupt::check();
        Raw::wrap(Inner { dims: dims.into(), data: E::wrap(values), placed: false, node: None })
    }

    /// A tensor of what a device holds.
    pub(super) fn of_held(held: Held, dims: &[usize]) -> Raw {
        interrupt::check();
        let data = Storage::F32(Arc::new(Floats::held(held)));
        Raw::wrap(Inner { dims: dims.into(), data, placed: true, node: None })
    }

    /// A tensor with the elements of dfdx's.
    pub fn from_dfdx(flat: &Flat<Cpu>, dims: &[usize]) -> Raw {
        Raw::from_vec(listed(flat), dims)
    }

    /// The elements as a dfdx tensor.
    pub fn to_dfdx(&self) -> Flat<Cpu> {
        on_cpu(self.values())
    }

    /// What a device of dfdx holds of it.
    pub(super) fn held(&self) -> Option<&Held> {
        match &self.0.data {
            Storage::F32(floats) => floats.on_device(),
            Storage::Usize(_) | Storage::Bool(_) => None,
        }
    }

    /// Whether the elements are data, which belongs to a device.
    pub(super) fn is_data(&self) -> bool {
        matches!(self.0.data, Storage::F32(_))
    }

    pub fn device(&self) -> Device {
        self.0.data.device()
    }

    /// Where the elements belong, if they belong anywhere.
    pub(super) fn place(&self) -> Option<Device> {
        self.0.placed.then(|| self.device())
    }

    /// The same elements on a device where they belong from now on, not recorded.
    pub(super) fn moved(&self, device: Device) -> Raw {
        let data = match self.device() == device {
            true => self.0.data.clone(),
            false => self.0.data.moved(device),
        };
        Raw::wrap(Inner { data, placed: self.is_data(), node: None, ..(*self.0).clone() })
    }

    /// The same where it lies on the processor, without moving.
    pub(super) fn at_home(mut self) -> Raw {
        self.0.placed = true;
        self
    }

    /// A new tensor, on the device of new tensors.
    pub fn created(self) -> Raw {
        self.moved(device::of_new())
    }

    /// One value everywhere.
    pub fn full(value: f32, dims: &[usize]) -> Raw {
        Raw::from_vec(vec![value; dims.iter().product()], dims)
    }

    /// The same elements under other sizes with the same product, not recorded.
    pub fn with_dims(&self, dims: &[usize]) -> Raw {
        Raw::wrap(Inner { dims: dims.into(), node: None, ..(*self.0).clone() })
    }

    /// The same elements, cut from the tape.
    pub fn detach(&self) -> Raw {
        Raw::wrap(Inner { node: None, ..(*self.0).clone() })
    }

    /// The same tensor with a place on the tape.
    pub(super) fn with_node(&self, node: Arc<Node>) -> Raw {
        Raw::wrap(Inner { node: Some(node), ..(*self.0).clone() })
    }

    /// Its place on the tape, where it was recorded.
    pub(super) fn node(&self) -> Option<&Arc<Node>> {
        self.0.node.as_ref()
    }

    /// Puts other elements into a parameter, which stays the same on every tape.
    pub fn replace(&mut self, values: Vec<f32>) {
        debug_assert_eq!(values.len(), self.len());
        self.0.data = f32::wrap(values).moved(self.device());
    }

    /// Changes the elements of a parameter, which stays the same on every tape; in place, where no other
    /// tensor shares them.
    pub fn update(&mut self, change: impl FnOnce(&mut [f32])) {
        let device = self.device();
        change(self.0.data.floats_mut());
        if !device.is_cpu() {
            self.0.data = self.0.data.moved(device);
        }
    }

    /// The elements as a list of its own: without a copy, where no other tensor shares them.
    pub(super) fn into_values(self) -> Vec<f32> {
        let data = self.0.data.clone();
        drop(self);
        data.into_floats()
    }

    /// The same elements with the place on tapes of another tensor.
    pub fn with_place_of(&self, other: &Raw) -> Raw {
        Raw::wrap(Inner { node: other.0.node.clone(), ..(*self.0).clone() })
    }

    pub fn dims(&self) -> &[usize] {
        &self.0.dims
    }

    /// The number of elements.
    pub fn len(&self) -> usize {
        self.dims().iter().product()
    }

    /// The only element of a scalar.
    pub(super) fn number(&self) -> f32 {
        *f32::at(self, 0)
    }

    /// The elements in row-major order, without a copy.
    pub fn values(&self) -> &[f32] {
        self.elements()
    }

    /// The same for any type of elements.
    pub fn elements<E: Element>(&self) -> &[E] {
        E::unwrap(&self.0.data)
    }

    /// The elements with their type.
    pub(super) fn data(&self) -> &Storage {
        &self.0.data
    }
}

impl Clone for Raw {
    fn clone(&self) -> Raw {
        Raw(self.0.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_come_back_as_they_went_in() {
        let labels = Raw::from_vec(vec![3, 1, 2], &[3]);
        assert_eq!(usize::load(&labels), [3, 1, 2]);
        assert_eq!(*usize::at(&labels, 1), 1);
        assert_eq!(f32::load(&Raw::from_vec(Vec::<f32>::new(), &[0, 2])), []);
    }

    #[test]
    fn elements_are_seen_without_a_copy() {
        let x = Raw::from_vec(vec![1.0, 2.0, 3.0, 4.0], &[2, 2]);
        assert_eq!(x.values(), f32::load(&x));
        assert_eq!(x.values().as_ptr(), x.clone().values().as_ptr());
        assert_eq!(Raw::full(0.0, &[3, 0]).values(), []);
        let spread = crate::engine::expand::spread(&Raw::full(2.0, &[1]), &[2, 3]);
        assert_eq!(spread.values(), [2.0; 6]);
    }

    #[test]
    fn a_clone_outlives_the_original() {
        let a = Raw::full(0.5, &[2]);
        let b = a.clone();
        drop(a);
        assert_eq!(f32::load(&b), [0.5, 0.5]);
    }
}
