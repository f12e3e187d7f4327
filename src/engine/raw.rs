//! The storage of a tensor: its sizes and its elements, with no type parameter.

use std::ops::Range;
use std::sync::{Arc, LazyLock};

use dfdx::tensor::{Cpu, Tensor, TensorFromVec};

use super::interrupt;
use super::tape::Node;

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

    /// The elements with their type.
    pub(super) fn data(&self) -> &Data {
        &self.0.data
    }

    /// The elements as a dfdx tensor. The surface knows the element type.
    pub fn flat<E: Element>(&self) -> &Flat<E> {
        E::unwrap(&self.0.data)
    }
}

impl Clone for Raw {
    fn clone(&self) -> Raw {
        Raw(self.0.clone())
    }
}

/// The processor as dfdx's device: one for the whole process.
static CPU: LazyLock<Cpu> = LazyLock::new(Cpu::default);

/// The type of a tensor's elements: `f32` for data, `usize` for labels and indices, `bool` for
/// masks.
#[diagnostic::on_unimplemented(
    message = "a tensor cannot hold `{Self}`",
    label = "not an element of a tensor",
    note = "data is `f32`, labels and indices are `usize`, masks are `bool`"
)]
pub trait Element: dfdx::shapes::Unit + Sealed {
    #[doc(hidden)]
    fn wrap(flat: Flat<Self>) -> Data;
    #[doc(hidden)]
    fn unwrap(data: &Data) -> &Flat<Self>;
    /// A tensor of these elements.
    #[doc(hidden)]
    fn store(values: Vec<Self>, dims: &[usize]) -> Raw;
    /// A tensor of what `read` appends.
    #[doc(hidden)]
    fn gather(read: &dyn Fn(&mut Vec<Self>, &mut Axes)) -> Raw;
    #[doc(hidden)]
    fn append(values: &mut Vec<Self>, more: &[Self]);
    /// A copy of the elements.
    #[doc(hidden)]
    fn load(raw: &Raw) -> Vec<Self>;
    /// One element by its place in row-major order.
    #[doc(hidden)]
    fn at(raw: &Raw, place: usize) -> &Self;
    /// Appends the elements at these places, without a copy of all others.
    #[doc(hidden)]
    fn extend(values: &mut Vec<Self>, raw: &Raw, places: Range<usize>);
}

/// Evaluates an expression in which a name stands for the type of a tensor's elements.
macro_rules! by_element {
    ($raw:expr, $element:ident => $value:expr) => {
        match $raw.data() {
            $crate::engine::raw::Data::F32(_) => {
                type $element = f32;
                $value
            }
            $crate::engine::raw::Data::Usize(_) => {
                type $element = usize;
                $value
            }
            $crate::engine::raw::Data::Bool(_) => {
                type $element = bool;
                $value
            }
        }
    };
}

pub(super) use by_element;

pub trait Sealed {}

/// The sizes of nested data while it is read.
#[derive(Default)]
pub struct Axes {
    sizes: Vec<usize>,
    ragged: Option<(usize, usize)>,
}

impl Axes {
    /// One part of the data along an axis has this many elements.
    pub fn part(&mut self, axis: usize, len: usize) {
        match self.sizes.get(axis) {
            None => self.sizes.push(len),
            Some(&first) if first != len && self.ragged.is_none() => {
                self.ragged = Some((axis, len));
            }
            Some(_) => {}
        }
    }

    #[track_caller]
    fn dims(self) -> Vec<usize> {
        if let Some((axis, len)) = self.ragged {
            panic!(
                "tensor: the data is ragged, because along axis {axis} one part has {} elements \
                 and another {len}",
                self.sizes[axis]
            );
        }
        self.sizes
    }
}

macro_rules! element {
    ($type:ty, $variant:ident) => {
        impl Sealed for $type {}

        impl Element for $type {
            fn wrap(flat: Flat<$type>) -> Data {
                Data::$variant(flat)
            }

            fn unwrap(data: &Data) -> &Flat<$type> {
                match data {
                    Data::$variant(flat) => flat,
                    _ => unreachable!("the surface types a tensor by its elements"),
                }
            }

            fn store(values: Vec<$type>, dims: &[usize]) -> Raw {
                Raw::from_vec(values, dims)
            }

            #[track_caller]
            fn gather(read: &dyn Fn(&mut Vec<$type>, &mut Axes)) -> Raw {
                let (mut values, mut axes) = (Vec::new(), Axes::default());
                read(&mut values, &mut axes);
                Raw::from_vec(values, &axes.dims())
            }

            fn append(values: &mut Vec<$type>, more: &[$type]) {
                values.extend_from_slice(more);
            }

            fn load(raw: &Raw) -> Vec<$type> {
                let mut values = vec![<$type>::default(); raw.len()];
                raw.flat().copy_into(&mut values);
                values
            }

            fn at(raw: &Raw, place: usize) -> &$type {
                &raw.flat()[[place]]
            }

            fn extend(values: &mut Vec<$type>, raw: &Raw, places: Range<usize>) {
                let flat: &Flat<$type> = raw.flat();
                values.extend(places.map(|place| flat[[place]]));
            }
        }
    };
}

element!(f32, F32);
element!(usize, Usize);
element!(bool, Bool);

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
    fn a_clone_outlives_the_original() {
        let a = Raw::full(0.5, &[2]);
        let b = a.clone();
        drop(a);
        assert_eq!(f32::load(&b), [0.5, 0.5]);
    }
}
