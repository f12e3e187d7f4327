//! Convolutions in slices: each image is gathered into columns, a band of rows at a time, and multiplied by
//! the weights; images are shared among threads.

use std::ops::Range;

use rayon::prelude::*;

use super::columns::gather;
use super::depthwise;
use super::gemm::{Before, Matrix, Threads, gemm};
use super::memory;
use super::storage::Floats;
use super::window::Window;

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

/// The result, (batch, outputs, places of the window).
pub fn forward(sizes: &Sizes, x: &[f32], weights: &[f32], bias: Option<&[f32]>) -> Vec<f32> {
    let mut result = memory::take(sizes.batch * sizes.result());
    if sizes.is_empty() || depthwise::applies(sizes) {
        start(sizes, &mut result, Some(bias.unwrap_or(&vec![0.0; sizes.outputs])));
        if !sizes.is_empty() {
            depthwise::forward(sizes, x, weights, &mut result);
        }
        return result;
    }
    let images = result.par_chunks_exact_mut(sizes.result()).zip(x.par_chunks_exact(sizes.image()));
    let before = if bias.is_some() { Before::Added } else { Before::Overwritten };
    images.for_each_init(
        || sizes.room(),
        |room, (result, image)| {
            start(sizes, result, bias);
            for group in 0..sizes.groups {
                let (x, y, w) = sizes.parts(group);
                let room = room.as_mut_slice();
                forward_image(sizes, &image[x], &weights[w], &mut result[y], before, room);
            }
        },
    );
    result
}

/// Fills the planes of results with the bias of each, where there is one.
fn start(sizes: &Sizes, result: &mut [f32], bias: Option<&[f32]>) {
    let places = sizes.window.places().max(1);
    if let Some(bias) = bias {
        let planes = result.chunks_exact_mut(places);
        planes.zip(bias.iter().cycle()).for_each(|(plane, b)| plane.fill(*b));
    }
}

/// One group of one image.
fn forward_image(
    sizes: &Sizes,
    image: &[f32],
    weights: &[f32],
    result: &mut [f32],
    before: Before,
    room: &mut [f32],
) {
    let (window, places, depth) = (&sizes.window, sizes.window.places(), sizes.depth());
    let outputs = sizes.group().1;
    let weights = Matrix::by_rows(weights, depth);
    if window.is_point() {
        let columns = Matrix::by_rows(image, places);
        gemm((result, places), before, weights, columns, (outputs, depth, places), sizes.threads());
        return;
    }
    for band in sizes.bands() {
        let (start, len) = (band.start * window.columns.places, band.len() * window.columns.places);
        let columns = &mut room[..depth * len];
        gather(window, image, band, columns);
        let columns = Matrix::by_rows(columns, len);
        let size = (outputs, depth, len);
        gemm((&mut result[start..], places), before, weights, columns, size, sizes.threads());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Sliding;
    use crate::engine::conv_gradient::{by_input, by_weights};
    use crate::engine::place::at;
    use crate::test::on_threads;

    fn noise(len: usize) -> Vec<f32> {
        let hash = |i: usize| (i as u32).wrapping_mul(2_654_435_761) >> 8;
        (0..len).map(|i| hash(i + 1) as f32 / (1 << 23) as f32 - 1.0).collect()
    }

    /// Calls `f` with the places of each product of the definition: in the input, in the weights and in
    /// the result.
    fn definition(sizes: &Sizes, mut f: impl FnMut(usize, usize, usize)) {
        let (Slide2 { height, width, oh, ow, kh, kw }, w) = (Slide2::of(sizes), &sizes.window);
        let (inputs, outputs) = sizes.group();
        for b in 0..sizes.batch {
            for o in 0..sizes.outputs {
                for i in 0..inputs {
                    let channel = o / outputs * inputs + i;
                    for place in 0..oh * ow * kh * kw {
                        let (p, k) = (place / (kh * kw), place % (kh * kw));
                        let y = p / ow * w.rows.stride + k / kw * w.rows.dilation;
                        let x = p % ow * w.columns.stride + k % kw * w.columns.dilation;
                        let y = y.checked_sub(w.rows.padding).filter(|&y| y < height);
                        let x = x.checked_sub(w.columns.padding).filter(|&x| x < width);
                        let (Some(y), Some(x)) = (y, x) else { continue };
                        f(
                            ((b * sizes.inputs + channel) * height + y) * width + x,
                            (o * inputs + i) * kh * kw + k,
                            (b * sizes.outputs + o) * oh * ow + p,
                        );
                    }
                }
            }
        }
    }

    struct Slide2 {
        height: usize,
        width: usize,
        oh: usize,
        ow: usize,
        kh: usize,
        kw: usize,
    }

    impl Slide2 {
        fn of(sizes: &Sizes) -> Slide2 {
            let (r, c) = (&sizes.window.rows, &sizes.window.columns);
            let (height, width, kh, kw) = (r.size, c.size, r.kernel, c.kernel);
            Slide2 { height, width, oh: r.places, ow: c.places, kh, kw }
        }
    }

    fn all_sizes() -> Vec<Sizes> {
        let mut all = Vec::new();
        for (batch, inputs, outputs, groups) in
            [(1, 1, 1, 1), (2, 3, 4, 1), (3, 4, 6, 2), (2, 3, 3, 3), (2, 2, 6, 2), (5, 2, 1, 1)]
        {
            for (size, kernel, stride, padding, dilation) in [
                ([5, 6], [3, 3], [1, 1], [0, 0], [1, 1]),
                ([5, 6], [3, 3], [1, 1], [1, 1], [1, 1]),
                ([4, 4], [1, 1], [1, 1], [0, 0], [1, 1]),
                ([1, 1], [1, 1], [1, 1], [1, 2], [1, 1]),
                ([1, 1], [3, 2], [1, 2], [3, 1], [1, 1]),
                ([7, 5], [2, 3], [2, 1], [0, 3], [1, 2]),
                ([6, 9], [3, 3], [3, 2], [2, 2], [2, 2]),
                ([1, 9], [1, 4], [1, 2], [0, 3], [1, 1]),
                ([9, 3], [3, 3], [1, 1], [2, 2], [2, 2]),
            ] {
                let window = Sliding { kernel, stride, padding, dilation }.over(at("test"), size);
                all.push(Sizes { batch, inputs, outputs, groups, window });
            }
        }
        all
    }

    fn assert_close(got: &[f32], expected: &[f64], sizes: &Sizes) {
        assert_eq!(got.len(), expected.len(), "{sizes:?}");
        for (g, e) in got.iter().zip(expected) {
            assert!((*g as f64 - e).abs() <= 1e-4 * e.abs().max(1.0), "{sizes:?}: {g} is not {e}");
        }
    }

    fn check(sizes: &Sizes) {
        let x = noise(sizes.batch * sizes.image());
        let (w, g) = (noise(sizes.weights()), noise(sizes.batch * sizes.result()));
        let bias = noise(sizes.outputs);
        let mut y: Vec<f64> =
            (0..g.len()).map(|i| bias[i / sizes.window.places() % sizes.outputs] as f64).collect();
        let (mut dx, mut dw) = (vec![0.0; x.len()], vec![0.0; w.len()]);
        definition(sizes, |i, k, o| {
            y[o] += x[i] as f64 * w[k] as f64;
            dx[i] += g[o] as f64 * w[k] as f64;
            dw[k] += g[o] as f64 * x[i] as f64;
        });
        assert_close(&forward(sizes, &x, &w, Some(&bias)), &y, sizes);
        assert_close(&by_input(sizes, &g, &w), &dx, sizes);
        assert_close(&by_weights(sizes, &x, &g), &dw, sizes);
    }

    #[test]
    fn all_three_follow_the_definition() {
        all_sizes().iter().for_each(check);
    }

    #[test]
    fn an_image_in_several_bands_follows_the_definition() {
        let sliding = Sliding { padding: [1, 1], ..Sliding::of([3, 3]) };
        for (stride, size) in [([1, 1], [70, 60]), ([2, 2], [150, 120])] {
            let window = Sliding { stride, ..sliding }.over(at("test"), size);
            let sizes = Sizes { batch: 1, inputs: 20, outputs: 2, groups: 1, window };
            assert!(sizes.bands().count() > 3);
            check(&sizes);
        }
    }

    #[test]
    fn nothing_stays_nothing() {
        let window = Sliding::of([2, 2]).over(at("test"), [3, 3]);
        let sizes = Sizes { batch: 0, inputs: 2, outputs: 3, groups: 1, window };
        assert_eq!(forward(&sizes, &[], &[1.0; 24], None), []);
        assert_eq!(by_input(&sizes, &[], &[1.0; 24]), []);
        assert_eq!(by_weights(&sizes, &[], &[]), [0.0; 24]);
        let sliding = Sliding { padding: [1, 1], ..Sliding::of([1, 1]) };
        let sizes = Sizes { batch: 1, window: sliding.over(at("test"), [0, 1]), ..sizes };
        assert_eq!(forward(&sizes, &[], &[1.0; 6], Some(&[1.0, 2.0, 3.0]))[4..8], [1., 1., 2., 2.]);
    }

    #[test]
    fn bits_do_not_depend_on_the_number_of_threads() {
        let sliding = Sliding { padding: [1, 1], ..Sliding::of([3, 3]) };
        for (batch, inputs, groups) in [(1, 32, 1), (37, 8, 1), (37, 8, 8)] {
            let window = sliding.over(at("test"), [20, 20]);
            let sizes = Sizes { batch, inputs, outputs: 16, groups, window };
            let x = noise(batch * sizes.image());
            let (w, g) = (noise(sizes.weights()), noise(batch * sizes.result()));
            let all = || {
                (
                    forward(&sizes, &x, &w, None),
                    by_input(&sizes, &g, &w),
                    by_weights(&sizes, &x, &g),
                )
            };
            let alone = on_threads(1, all);
            for threads in 2..5 {
                assert!(on_threads(threads, all) == alone);
            }
        }
    }
}
