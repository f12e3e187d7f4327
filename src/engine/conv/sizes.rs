//! The sizes of a convolution, and how it is cut into bands that stay in the cache.

use std::ops::Range;

use crate::engine::cpu::gemm::Threads;
use crate::engine::cpu::memory;
use crate::engine::storage::Floats;
use crate::engine::window::Window;

/// A band of columns holds about this many elements: half a megabyte, so that it stays in the cache.
const BAND: usize = 1 << 17;
/// Small images lie side by side until they have about this many places, ...
const TOGETHER: usize = 192;
/// ... if the batch is then still in as many parts as threads may want.
const PARTS: usize = 8;

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

    /// How many images make one product, with their columns side by side: 1 where the result of one is wide
    /// enough. Does not depend on the number of threads.
    pub fn together(&self) -> usize {
        let most = self.batch.div_ceil(PARTS).min(BAND / (self.depth() * self.window.places()));
        if self.groups > 1 { 1 } else { (TOGETHER / self.window.places()).clamp(1, most.max(1)) }
    }

    /// Room for the columns of a band, or for those of several images and their results.
    pub fn room(&self) -> Floats {
        let together = self.together();
        let elements = if together > 1 {
            together * (self.depth() * self.window.places() + self.result())
        } else if self.window.is_point() {
            0
        } else {
            let rows = self.bands().next().map_or(0, |band| band.len());
            self.depth() * rows * self.window.columns.places
        };
        Floats::new(memory::take(elements))
    }

    /// The room for some images in two: for their columns, and for their results side by side.
    pub fn halves<'a>(&self, room: &'a mut [f32], images: usize) -> (&'a mut [f32], &'a mut [f32]) {
        let (columns, results) = room.split_at_mut(images * self.depth() * self.window.places());
        (columns, &mut results[..images * self.result()])
    }

    /// All rows of the result as one band.
    pub fn whole(&self) -> Range<usize> {
        0..self.window.rows.places
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
