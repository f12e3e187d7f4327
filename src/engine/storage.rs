//! Where the elements of a tensor lie: in a list in row-major order, shared by all tensors that show it
//! until one of them changes it; data also on a device of dfdx.

use std::sync::{Arc, OnceLock};

use super::cpu::memory;
use super::device::{Device, Kind};
use super::held::Held;

/// The elements of a tensor with their type.
#[derive(Clone)]
pub enum Storage {
    F32(Arc<Floats>),
    Usize(Arc<Vec<usize>>),
    Bool(Arc<Vec<bool>>),
}

/// Data: a list, or what a device holds and, once somebody asked for it, a list of the same elements.
/// What the last tensor lets go of waits in memory for the next.
pub struct Floats {
    list: OnceLock<Vec<f32>>,
    held: Option<Held>,
}

impl Floats {
    pub fn new(list: Vec<f32>) -> Floats {
        Floats { list: list.into(), held: None }
    }

    pub fn held(held: Held) -> Floats {
        Floats { list: OnceLock::new(), held: Some(held) }
    }

    pub fn as_slice(&self) -> &[f32] {
        self.list.get_or_init(|| self.held.as_ref().map(Held::list).unwrap_or_default())
    }

    /// The list, to be changed. No device holds the elements afterwards.
    fn list_mut(&mut self) -> &mut Vec<f32> {
        self.as_slice();
        self.held = None;
        self.list.get_mut().expect("the list was just asked for")
    }

    pub fn as_mut_slice(&mut self) -> &mut [f32] {
        self.list_mut()
    }

    /// What a device of dfdx holds.
    pub fn on_device(&self) -> Option<&Held> {
        self.held.as_ref()
    }
}

impl Clone for Floats {
    fn clone(&self) -> Floats {
        let values = self.as_slice();
        let mut copy = memory::take(values.len());
        copy.copy_from_slice(values);
        Floats::new(copy)
    }
}

impl Drop for Floats {
    fn drop(&mut self) {
        if let Some(list) = self.list.take() {
            memory::keep(list);
        }
    }
}

impl Storage {
    /// The data, to be changed: a copy where other tensors show it too. No device holds it afterwards.
    pub fn floats_mut(&mut self) -> &mut Vec<f32> {
        let Storage::F32(floats) = self else { unreachable!("only data is changed") };
        Arc::make_mut(floats).list_mut()
    }

    /// The data as a list of its own: a copy where other tensors show it too.
    pub fn into_floats(mut self) -> Vec<f32> {
        std::mem::take(self.floats_mut())
    }

    /// Where the elements lie.
    pub fn device(&self) -> Device {
        match self {
            Storage::F32(floats) => floats.held.as_ref().map_or(Device::cpu(), Held::device),
            Storage::Usize(_) | Storage::Bool(_) => Device::cpu(),
        }
    }

    /// The same elements on another device; only data moves.
    pub fn moved(&self, device: Device) -> Storage {
        let Storage::F32(floats) = self else { return self.clone() };
        Storage::F32(Arc::new(match device.0 {
            Kind::Cpu => floats.as_ref().clone(),
            _ => Floats::held(Held::new(floats.as_slice(), device)),
        }))
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

    #[test]
    fn elements_are_the_same_on_every_device() {
        let own = Storage::F32(Arc::new(Floats::new(vec![1.0, 2.0])));
        let moved = own.moved(Device::reference());
        assert_eq!(moved.device(), Device::reference());
        let mut back = moved.clone();
        back.floats_mut()[1] = 3.0;
        assert_eq!((back.device(), back.into_floats()), (Device::cpu(), vec![1.0, 3.0]));
        assert_eq!(moved.into_floats(), [1.0, 2.0]);
    }
}
