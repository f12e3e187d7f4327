//! Where the elements of a tensor lie: in a list in row-major order, shared by all tensors that show it
//! until one of them changes it.

use std::sync::Arc;

use super::cpu::memory;

/// The elements of a tensor with their type.
#[derive(Clone)]
pub enum Storage {
    F32(Arc<Floats>),
    Usize(Arc<Vec<usize>>),
    Bool(Arc<Vec<bool>>),
}

/// Data. What the last tensor lets go of waits in memory for the next.
pub struct Floats(Vec<f32>);

impl Floats {
    pub fn new(values: Vec<f32>) -> Floats {
        Floats(values)
    }

    pub fn as_slice(&self) -> &[f32] {
        &self.0
    }

    pub fn as_mut_slice(&mut self) -> &mut [f32] {
        &mut self.0
    }
}

impl Clone for Floats {
    fn clone(&self) -> Floats {
        let mut values = memory::take(self.0.len());
        values.copy_from_slice(&self.0);
        Floats(values)
    }
}

impl Drop for Floats {
    fn drop(&mut self) {
        memory::keep(std::mem::take(&mut self.0));
    }
}

impl Storage {
    /// The data, to be changed: a copy where other tensors show it too.
    pub fn floats_mut(&mut self) -> &mut Vec<f32> {
        let Storage::F32(floats) = self else { unreachable!("only data is changed") };
        &mut Arc::make_mut(floats).0
    }

    /// The data as a list of its own: a copy where other tensors show it too.
    pub fn into_floats(mut self) -> Vec<f32> {
        std::mem::take(self.floats_mut())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shared_is_copied_before_it_changes() {
        let mut own = Storage::F32(Arc::new(Floats::new(vec![1.0, 2.0])));
        let place = own.floats_mut().as_ptr();
        assert_eq!(own.floats_mut().as_ptr(), place);
        let other = own.clone();
        own.floats_mut()[0] = 5.0;
        assert_eq!(other.into_floats(), [1.0, 2.0]);
        assert_eq!(own.into_floats(), [5.0, 2.0]);
    }
}
