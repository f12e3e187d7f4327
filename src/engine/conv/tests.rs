//! Convolutions in slices against their definition, against dfdx, and on several threads.

use super::forward::forward;
use super::gradient::{by_input, by_weights};
use super::reference;
use super::sizes::Sizes;
use crate::engine::Sliding;
use crate::engine::held::{listed, on_cpu};
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
    // 37 images are too many for one product, and their last one has fewer.
    for (batch, inputs, outputs, groups) in [
        (1, 1, 1, 1),
        (2, 3, 4, 1),
        (3, 4, 6, 2),
        (2, 3, 3, 3),
        (2, 2, 6, 2),
        (5, 2, 1, 1),
        (37, 2, 3, 1),
    ] {
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
    // dfdx's composition knows no bias.
    let products = |y: Vec<f32>| -> Vec<f32> {
        let bias = |i: usize| bias[i / sizes.window.places() % sizes.outputs];
        y.iter().enumerate().map(|(i, y)| y + bias(i)).collect()
    };
    let [x, w, g] = [&x, &w, &g].map(|values| on_cpu(values));
    let forward = reference::forward(sizes, x.clone(), w.clone());
    assert_close(&products(listed(&forward)), &y, sizes);
    assert_close(&listed(&reference::by_input(sizes, g.clone(), w)), &dx, sizes);
    assert_close(&listed(&reference::by_weights(sizes, x, g)), &dw, sizes);
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
    for (batch, inputs, groups, size) in
        [(1, 32, 1, 20), (37, 8, 1, 20), (37, 8, 8, 20), (37, 8, 1, 6)]
    {
        let window = sliding.over(at("test"), [size, size]);
        let sizes = Sizes { batch, inputs, outputs: 16, groups, window };
        let x = noise(batch * sizes.image());
        let (w, g) = (noise(sizes.weights()), noise(batch * sizes.result()));
        let all = || {
            (forward(&sizes, &x, &w, None), by_input(&sizes, &g, &w), by_weights(&sizes, &x, &g))
        };
        let alone = on_threads(1, all);
        for threads in 2..5 {
            assert!(on_threads(threads, all) == alone);
        }
    }
}
