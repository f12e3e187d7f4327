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

static WAITING: Mutex<Waiting> = Mutex::new(Waiting { lists: BTreeMap::new(), elements: 0 });

struct Waiting {
    /// By capacity.
    lists: BTreeMap<usize, Vec<Vec<f32>>>,
    elements: usize,
}

impl Waiting {
    /// A list with room for so many elements, and for not many more.
    fn take(&mut self, len: usize) -> Option<Vec<f32>> {
        let mut fitting = self.lists.range_mut(len..=len + len / 4);
        let (&capacity, lists) = fitting.next()?;
        let list = lists.pop();
        if lists.is_empty() {
            self.lists.remove(&capacity);
        }
        self.elements -= capacity;
        list
    }

    fn keep(&mut self, list: Vec<f32>) {
        if self.elements + list.capacity() > MOST {
            (self.lists, self.elements) = (BTreeMap::new(), 0);
        }
        self.elements += list.capacity();
        self.lists.entry(list.capacity()).or_default().push(list);
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

    fn capacities(waiting: &Waiting) -> Vec<usize> {
        waiting.lists.values().flatten().map(Vec::capacity).collect()
    }

    #[test]
    fn a_list_of_about_the_size_is_taken_again() {
        let mut waiting = Waiting { lists: BTreeMap::new(), elements: 0 };
        let list = |capacity| Vec::<f32>::with_capacity(capacity);
        waiting.keep(list(4000));
        waiting.keep(list(2000));
        assert!(waiting.take(2001).is_none() && waiting.take(1500).is_none());
        assert_eq!(waiting.take(1800).unwrap().capacity(), 2000);
        assert_eq!((capacities(&waiting), waiting.elements), (vec![4000], 4000));
    }

    #[test]
    fn what_waits_has_a_bound() {
        let mut waiting = Waiting { lists: BTreeMap::new(), elements: 0 };
        for len in 0..10 {
            waiting.keep(Vec::with_capacity(MOST / 4 + len));
            assert!(waiting.elements <= MOST);
            assert_eq!(waiting.elements, capacities(&waiting).iter().sum());
        }
    }

    #[test]
    fn zeros_are_zeros() {
        keep(vec![1.0; 5000]);
        assert!(zeros(5000).iter().all(|v| *v == 0.0));
    }
}
