//! Columns: the elements under each place of a window, side by side, so that a convolution is a matrix
//! product (im2col, Chellapilla et al., 2006).
//!
//! The matrix has a row for each channel and element of the kernel and a column for each place of the
//! window. It is filled row by row with runs of neighbours, without arithmetic for single elements, for a
//! band of the result's rows at a time, so that it stays in the cache, or for several small images.

use std::ops::Range;

use super::phases::{Phases, place, width};
use crate::engine::window::Window;

/// Fills the columns of a band of the result's rows from the planes of some channels. The matrix may be wider:
/// the band is `at` so many columns from its left.
pub fn gather(window: &Window, planes: &[f32], band: Range<usize>, at: usize, matrix: &mut [f32]) {
    let (len, runs) = (band.len() * window.columns.places, runs(window, &band));
    let rows = matrix.chunks_exact_mut(width_of(matrix.len(), window, planes.len()));
    let mut rows = rows.map(|row| &mut row[at..at + len]);
    let mut phases = Phases::of(window, &band);
    for plane in planes.chunks_exact(window.area()) {
        let phases = phases.read(plane);
        for run in &runs {
            run.fill(phases, rows.next().expect("a row for each element"));
        }
    }
}

/// Adds the columns of a band of the result's rows to the planes that they were gathered from: the way
/// back. Changes the columns.
pub fn scatter(
    window: &Window,
    matrix: &mut [f32],
    band: Range<usize>,
    at: usize,
    planes: &mut [f32],
) {
    let (len, runs) = (band.len() * window.columns.places, runs(window, &band));
    let rows = matrix.chunks_exact_mut(width_of(matrix.len(), window, planes.len()));
    let mut rows = rows.map(|row| &mut row[at..at + len]);
    let mut phases = Phases::of(window, &band);
    for plane in planes.chunks_exact_mut(window.area()) {
        phases.change(plane, |phases| {
            for run in &runs {
                run.add(rows.next().expect("a row for each element"), phases);
            }
        });
    }
}

/// How many columns a matrix has, from the number of its elements and of those of the planes.
fn width_of(elements: usize, window: &Window, planes: usize) -> usize {
    elements / (planes / window.area() * window.elements())
}

/// The run of each element of the kernel.
fn runs(window: &Window, band: &Range<usize>) -> Vec<Run> {
    (0..window.elements()).map(|element| Run::of(window, element, band)).collect()
}

/// Which part of a row of the columns one element of the kernel fills, and from where.
struct Run {
    /// The rows of the band that lie on the plane.
    down: Range<usize>,
    /// The places in each row that lie on the plane.
    right: Range<usize>,
    /// Where the first of them lies in the phases of the plane.
    from: usize,
    /// How far apart the rows lie in the columns, and in the phases.
    widths: [usize; 2],
}

impl Run {
    fn of(window: &Window, element: usize, band: &Range<usize>) -> Run {
        let (rows, columns) = (&window.rows, &window.columns);
        let (down, top) = rows.inside(element / columns.kernel);
        let (right, left) = columns.inside(element % columns.kernel);
        let (start, end) = (down.start.max(band.start), down.end.min(band.end));
        let widths = [columns.places, width(window)];
        if start >= end || right.is_empty() {
            return Run { down: 0..0, right: 0..0, from: 0, widths };
        }
        let from = place(window, top + (start - down.start) * rows.stride, left);
        Run { down: start - band.start..end - band.start, right, from, widths }
    }

    /// All rows as one run in the row of the columns, from the first place to the last, where the rows lie
    /// in the phase as they do in the result.
    fn whole(&self) -> Option<Range<usize>> {
        let [width, in_phase] = self.widths;
        let start = self.down.start * width + self.right.start;
        (width == in_phase).then_some(start..(self.down.end - 1) * width + self.right.end)
    }

    /// Sets what lies on the padding to 0.
    fn clear_edges(&self, row: &mut [f32]) {
        let [width, _] = self.widths;
        row[..self.down.start * width].fill(0.0);
        row[self.down.end * width..].fill(0.0);
        // Column by column: a call for each row's one or two elements would cost more than they do.
        let rows = &mut row[self.down.start * width..self.down.end * width];
        for column in (0..self.right.start).chain(self.right.end..width) {
            rows[column..].iter_mut().step_by(width).for_each(|v| *v = 0.0);
        }
    }

    fn fill(&self, phases: &[f32], row: &mut [f32]) {
        if self.down.is_empty() {
            row.fill(0.0);
            return;
        }
        if let Some(whole) = self.whole() {
            row[whole.clone()].copy_from_slice(&phases[self.from..][..whole.len()]);
        } else {
            self.each(|places, from| {
                let len = places.len();
                row[places].copy_from_slice(&phases[from..from + len]);
            });
        }
        self.clear_edges(row);
    }

    fn add(&self, row: &mut [f32], phases: &mut [f32]) {
        if self.down.is_empty() {
            return;
        }
        if let Some(whole) = self.whole() {
            self.clear_edges(row);
            let to = &mut phases[self.from..][..whole.len()];
            to.iter_mut().zip(&row[whole]).for_each(|(t, v)| *t += v);
        } else {
            self.each(|places, from| {
                phases[from..].iter_mut().zip(&row[places]).for_each(|(t, v)| *t += v);
            });
        }
    }

    /// Calls `f` with each run in the row of the columns, and where it begins in the phases.
    fn each(&self, mut f: impl FnMut(Range<usize>, usize)) {
        let [width, in_phase] = self.widths;
        for (i, row) in self.down.clone().enumerate() {
            let start = row * width;
            f(start + self.right.start..start + self.right.end, self.from + i * in_phase);
        }
    }
}
