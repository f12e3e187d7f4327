//! The elements of tensors: their types, and how nested data of them is read.

use std::ops::Range;
use std::sync::Arc;

use super::raw::Raw;
use super::storage::{Floats, Storage};

/// The type of a tensor's elements: `f32` for data, `usize` for labels and indices, `bool` for
/// masks.
#[diagnostic::on_unimplemented(
    message = "a tensor cannot hold `{Self}`",
    label = "not an element of a tensor",
    note = "data is `f32`, labels and indices are `usize`, masks are `bool`"
)]
pub trait Element: dfdx::shapes::Unit + Sealed {
    #[doc(hidden)]
    fn wrap(values: Vec<Self>) -> Storage;
    #[doc(hidden)]
    fn unwrap(data: &Storage) -> &[Self];
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
            $crate::engine::storage::Storage::F32(_) => {
                type $element = f32;
                $value
            }
            $crate::engine::storage::Storage::Usize(_) => {
                type $element = usize;
                $value
            }
            $crate::engine::storage::Storage::Bool(_) => {
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
    ($type:ty, $variant:ident, $list:path) => {
        impl Sealed for $type {}

        impl Element for $type {
            fn wrap(values: Vec<$type>) -> Storage {
                Storage::$variant(Arc::new($list(values)))
            }

            fn unwrap(data: &Storage) -> &[$type] {
                match data {
                    Storage::$variant(list) => list.as_slice(),
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
                raw.elements().to_vec()
            }

            fn at(raw: &Raw, place: usize) -> &$type {
                &raw.elements()[place]
            }

            fn extend(values: &mut Vec<$type>, raw: &Raw, places: Range<usize>) {
                values.extend_from_slice(&raw.elements()[places]);
            }
        }
    };
}

element!(f32, F32, Floats::new);
element!(usize, Usize, Vec::from);
element!(bool, Bool, Vec::from);
