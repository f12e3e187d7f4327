//! The storage of a tensor: its sizes and its elements, with no type parameter.

use std::sync::{Arc, LazyLock};

use dfdx::tensor::{Cpu, Tensor, TensorFromVec};

use super::tape::Node;
use super::{Element, interrupt, memory};

/// The elements of a tensor as dfdx holds them, in row-major order.
pub type Flat<E> = Tensor<(usize,), E, Cpu>;

opaque! {
    /// A tensor without type parameters. Cloning shares the elements.
    pub struct Raw(Inner);
}

#[derive(Clone)]
struct Inner {
    dims: Arc<[usize]>,
    data: Data,
    node: Option<Arc<Node>>,
}

#[derive(Clone)]
pub enum Data {
    F32(Flat<f32>),
    Usize(Flat<usize>),
    Bool(Flat<bool>),
}

impl Raw {
    /// A tensor of these elements; their number is the product of `dims`. Every op comes by here, so
    /// here it stops when it is asked to.
    pub(super) fn new<E: Element>(flat: Flat<E>, dims: &[usize]) -> Raw {
        interrupt::check();
        Raw::wrap(Inner { dims: dims.into(), data: E::wrap(flat), node: None })
    }

    pub(super) fn from_vec<E: Element>(values: Vec<E>, dims: &[usize]) -> Raw {
        let len = values.len();
        debug_assert_eq!(len, dims.iter().product::<usize>());
        Raw::new(CPU.tensor_from_vec(values, (len,)), dims)
    }

    /// A tensor that shares the elements of dfdx's.
    pub fn from_flat(flat: Flat<f32>, dims: &[usize]) -> Raw {
        Raw::new(flat, dims)
    }

    /// One value everywhere.
    pub fn full(value: f32, dims: &[usize]) -> Raw {
        Raw::from_vec(vec![value; dims.iter().product()], dims)
    }

    /// The same elements under other sizes with the same product, not recorded.
    pub fn with_dims(&self, dims: &[usize]) -> Raw {
        Raw::wrap(Inner { dims: dims.into(), data: self.0.data.clone(), node: None })
    }

    /// The same elements, cut from the tape.
    pub fn detach(&self) -> Raw {
        Raw::wrap(Inner { dims: self.0.dims.clone(), data: self.0.data.clone(), node: None })
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
        let len = values.len();
        debug_assert_eq!(len, self.len());
        self.0.data = Data::F32(CPU.tensor_from_vec(values, (len,)));
    }

    /// Changes the elements of a parameter, which stays the same on every tape; in place, where no other
    /// tensor shares them.
    pub fn update(&mut self, change: impl FnOnce(&mut [f32])) {
        let len = self.len();
        let Data::F32(flat) = &mut self.0.data else { unreachable!("parameters are data") };
        if len == 0 {
            return change(&mut []);
        }
        // dfdx copies shared elements here, so that from now on they are ours alone.
        let first = std::ptr::from_mut(&mut flat[[0]]);
        let last = std::ptr::from_ref(&flat[[len - 1]]);
        assert_eq!(last.addr() - first.addr(), (len - 1) * size_of::<f32>(), "no row-major order");
        let first = std::ptr::from_mut(&mut flat[[0]]);
        // SAFETY: as in `values`; and nobody else reads while the tensor is borrowed mutably.
        change(unsafe { std::slice::from_raw_parts_mut(first, len) });
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
        let (flat, len) = (self.flat::<E>(), self.len());
        if len == 0 {
            return &[];
        }
        let (first, last) = (std::ptr::from_ref(&flat[[0]]), std::ptr::from_ref(&flat[[len - 1]]));
        assert_eq!(last.addr() - first.addr(), (len - 1) * size_of::<E>(), "no row-major order");
        // SAFETY: dfdx looked both elements up in the one `Vec` of the tensor, with bounds checks, and
        // they lie `len - 1` elements apart: all between them are elements of that `Vec`. The borrow of
        // the tensor keeps it alive, and nobody writes to it: dfdx copies it first when it is shared,
        // and asks for a mutable borrow when it is not. dfdx has no way to borrow the whole of it; that
        // a pointer to one element reaches its neighbours is what Tree Borrows and LLVM say.
        unsafe { std::slice::from_raw_parts(first, len) }
    }

    /// The elements as a dfdx tensor. The surface knows the element type.
    pub fn flat<E: Element>(&self) -> &Flat<E> {
        E::unwrap(&self.0.data)
    }

    /// The elements with their type.
    pub(super) fn data(&self) -> &Data {
        &self.0.data
    }
}

impl Clone for Raw {
    fn clone(&self) -> Raw {
        Raw(self.0.clone())
    }
}

/// The processor as dfdx's device: one for the whole process.
static CPU: LazyLock<Cpu> = LazyLock::new(|| {
    memory::keep_freed();
    Cpu::default()
});

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
