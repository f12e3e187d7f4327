//! The sizes of a convolution, and how it is cut into bands that stay in the cache.

use std::ops::Range;

use crate::engine::cpu::gemm::Threads;
use crate::engine::cpu::memory;
use crate::engine::storage::Floats;
use crate::engine::window::Window;

/// A band of columns holds about this many elements: half a megabyte, so that it stays in the cache.
const BAND: usize = 1 << 17;

/// The sizes of a convolution: images of (inputs, height, width) become (outputs, places of the window).
/// The weights are (outputs, inputs / groups, kernel height, kernel width).
#[derive(Clone, Copy, Debug)]
pub struct Sizes {
    pub batch: usize,
    pub inputs: usize,
    pub outputs: usize,
    pub groups: usize,
    pub window: Window,
}

impl Sizes {
    /// The elements of an image.
    pub fn image(&self) -> usize {
        self.inputs * self.window.area()
    }

    /// The elements of its result.
    pub fn result(&self) -> usize {
        self.outputs * self.window.places()
    }

    /// The channels of a group, in and out.
    pub fn group(&self) -> (usize, usize) {
        (self.inputs / self.groups, self.outputs / self.groups)
    }

    /// How many products each element of the result adds up.
    pub fn depth(&self) -> usize {
        self.group().0 * self.window.elements()
    }

    /// The elements of the weights.
    pub fn weights(&self) -> usize {
        self.outputs * self.depth()
    }

    /// The rows of the result in bands that stay in the cache.
    pub fn bands(&self) -> impl Iterator<Item = Range<usize>> {
        let rows = self.window.rows.places;
        let each = (BAND / (self.depth() * self.window.columns.places)).clamp(1, rows.max(1));
        (0..rows).step_by(each).map(move |start| start..(start + each).min(rows))
    }

    fn longest_band(&self) -> usize {
        let rows = self.bands().next().map_or(0, |band| band.len());
        self.depth() * rows * self.window.columns.places
    }

    /// Room for the columns of a band.
    pub fn room(&self) -> Floats {
        Floats::new(memory::take(if self.window.is_point() { 0 } else { self.longest_band() }))
    }

    /// The only image may use all threads; many images share them.
    pub fn threads(&self) -> Threads {
        if self.batch == 1 { Threads::All } else { Threads::One }
    }

    /// Whether there is nothing to multiply.
    pub fn is_empty(&self) -> bool {
        self.batch * self.image() * self.result() * self.weights() == 0
    }

    /// One group of an image, of a result, and of the weights.
    pub fn parts(&self, group: usize) -> (Range<usize>, Range<usize>, Range<usize>) {
        let (inputs, outputs) = self.group();
        let part = |len: usize| group * len..(group + 1) * len;
        (
            part(inputs * self.window.area()),
            part(outputs * self.window.places()),
            part(outputs * self.depth()),
        )
    }
}
