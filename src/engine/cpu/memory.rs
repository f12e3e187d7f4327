//! Memory that freed tensors leave to the next ones.
//!
//! A training step frees as much as it takes, in pieces of megabytes and of the same sizes as the step
//! before. From the system each would come page by page and cleared, which took more than half of the time
//! of a small convolutional network. So large lists wait here until one of about their size is wanted.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// Smaller lists are left to the allocator, which is quick about them.
const LEAST: usize = 1 << 10;
/// So many elements may wait: a quarter of a gigabyte. What waits is of the wrong sizes then, and goes.
const MOST: usize = 1 << 26;

static WAITING: Mutex<Waiting> = Mutex::new(Waiting { sizes: BTreeMap::new(), elements: 0 });

/// Lists by capacity.
struct Waiting {
    sizes: BTreeMap<usize, Size>,
    /// Of all lists that wait.
    elements: usize,
}

/// Lists of one capacity.
#[derive(Default)]
struct Size {
    /// So many were made, because none was waiting. No more than these wait again: lists that others made
    /// would only pile up.
    made: usize,
    lists: Vec<Vec<f32>>,
}

impl Waiting {
    /// A list with room for so many elements, and for not many more; its elements are any.
    fn take(&mut self, len: usize) -> Option<Vec<f32>> {
        let mut sizes = self.sizes.range_mut(len..=len + len / 4);
        let list = sizes.find_map(|(_, size)| size.lists.pop());
        match &list {
            Some(list) => self.elements -= list.capacity(),
            None => self.sizes.entry(len).or_default().made += 1,
        }
        list
    }

    fn keep(&mut self, list: Vec<f32>) {
        if self.elements + list.capacity() > MOST {
            *self = Waiting { sizes: BTreeMap::new(), elements: 0 };
        }
        if let Some(size) = self.sizes.get_mut(&list.capacity())
            && size.lists.len() < size.made
        {
            self.elements += list.capacity();
            size.lists.push(list);
        }
    }
}

/// A list of so many elements with any values, all to be written.
pub fn take(len: usize) -> Vec<f32> {
    if len < LEAST {
        return vec![0.0; len];
    }
    let waiting = WAITING.lock().unwrap_or_else(PoisonError::into_inner).take(len);
    let mut list = waiting.unwrap_or_default();
    list.resize(len, 0.0);
    if cfg!(test) {
        // So that tests see what was not written.
        list.fill(f32::NAN);
    }
    list
}

/// A list of so many zeros.
pub fn zeros(len: usize) -> Vec<f32> {
    let mut list = take(len);
    list.fill(0.0);
    list
}

/// Keeps a list for the next that wants one of its size.
pub fn keep(list: Vec<f32>) {
    if (LEAST..=MOST).contains(&list.capacity()) {
        WAITING.lock().unwrap_or_else(PoisonError::into_inner).keep(list);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn empty() -> Waiting {
        Waiting { sizes: BTreeMap::new(), elements: 0 }
    }

    fn waiting(all: &Waiting) -> usize {
        all.sizes.values().flat_map(|size| &size.lists).map(Vec::capacity).sum()
    }

    #[test]
    fn a_list_of_about_the_size_is_taken_again() {
        let mut all = empty();
        for len in [4000, 2000] {
            assert!(all.take(len).is_none());
            all.keep(Vec::with_capacity(len));
        }
        assert!(all.take(2001).is_none() && all.take(1500).is_none());
        assert_eq!(all.take(1800).unwrap().capacity(), 2000);
        assert_eq!((waiting(&all), all.elements), (4000, 4000));
    }

    #[test]
    fn what_others_made_does_not_pile_up() {
        let mut all = empty();
        assert!(all.take(3000).is_none());
        for len in [2000, 3000, 3000, 4000] {
            all.keep(Vec::with_capacity(len));
        }
        assert_eq!((waiting(&all), all.elements), (3000, 3000));
    }

    #[test]
    fn what_waits_has_a_bound() {
        let mut all = empty();
        for len in (0..10).map(|i| MOST / 4 + i * MOST / 16) {
            assert!(all.take(len).is_none());
            all.keep(Vec::with_capacity(len));
            assert!(all.elements <= MOST);
            assert_eq!(all.elements, waiting(&all));
        }
    }

    #[test]
    fn zeros_are_zeros() {
        keep(vec![1.0; 5000]);
        assert!(zeros(5000).iter().all(|v| *v == 0.0));
    }
}
