//! Columns: the elements under each place of a window, side by side, so that a convolution is a matrix
//! product (im2col, Chellapilla et al., 2006).
//!
//! The matrix has a row for each channel and element of the kernel and a column for each place of the
//! window. It is filled row by row with runs of neighbours, without arithmetic for single elements, and
//! for a band of the result's rows at a time, so that it stays in the cache.

use std::ops::Range;

use crate::engine::window::Window;

/// Fills the columns of a band of the result's rows from the planes of some channels.
pub fn gather(window: &Window, planes: &[f32], band: Range<usize>, columns: &mut [f32]) {
    let len = band.len() * window.columns.places;
    let rows = columns.chunks_exact_mut(window.elements() * len);
    for (plane, rows) in planes.chunks_exact(window.area()).zip(rows) {
        for (element, row) in rows.chunks_exact_mut(len).enumerate() {
            let run = Run::of(window, element, &band);
            run.fill(plane, row);
        }
    }
}

/// Adds the columns of a band of the result's rows to the planes that they were gathered from: the way
/// back. Changes the columns.
pub fn scatter(window: &Window, columns: &mut [f32], band: Range<usize>, planes: &mut [f32]) {
    let len = band.len() * window.columns.places;
    let rows = columns.chunks_exact_mut(window.elements() * len);
    for (plane, rows) in planes.chunks_exact_mut(window.area()).zip(rows) {
        for (element, row) in rows.chunks_exact_mut(len).enumerate() {
            let run = Run::of(window, element, &band);
            run.add(row, plane);
        }
    }
}

/// Which part of a row of the columns one element of the kernel fills, and from where.
struct Run<'a> {
    window: &'a Window,
    /// The rows of the band that lie on the plane.
    down: Range<usize>,
    /// The places in each row that lie on the plane.
    right: Range<usize>,
    /// Where the first of them lies in the plane.
    from: usize,
}

impl Run<'_> {
    fn of<'a>(window: &'a Window, element: usize, band: &Range<usize>) -> Run<'a> {
        let (rows, columns) = (&window.rows, &window.columns);
        let (down, top) = rows.inside(element / columns.kernel);
        let (right, left) = columns.inside(element % columns.kernel);
        let (start, end) = (down.start.max(band.start), down.end.min(band.end));
        if start >= end || right.is_empty() {
            return Run { window, down: 0..0, right: 0..0, from: 0 };
        }
        let from = (top + (start - down.start) * rows.stride) * columns.size + left;
        Run { window, down: start - band.start..end - band.start, right, from }
    }

    /// Whether the rows lie in the plane as they do in the result: then all are one run, but for what
    /// reaches over the edges.
    fn is_aligned(&self) -> bool {
        let (rows, columns) = (&self.window.rows, &self.window.columns);
        (rows.stride, columns.stride) == (1, 1) && columns.places == columns.size
    }

    /// All rows as one run in the row of the columns, from the first place to the last.
    fn whole(&self) -> Range<usize> {
        let width = self.window.columns.places;
        self.down.start * width + self.right.start..(self.down.end - 1) * width + self.right.end
    }

    /// Sets what lies on the padding to 0.
    fn clear_edges(&self, row: &mut [f32]) {
        let width = self.window.columns.places;
        row[..self.down.start * width].fill(0.0);
        row[self.down.end * width..].fill(0.0);
        // Column by column: a call for each row's one or two elements would cost more than they do.
        let rows = &mut row[self.down.start * width..self.down.end * width];
        for column in (0..self.right.start).chain(self.right.end..width) {
            rows[column..].iter_mut().step_by(width).for_each(|v| *v = 0.0);
        }
    }

    fn fill(&self, plane: &[f32], row: &mut [f32]) {
        if self.down.is_empty() {
            row.fill(0.0);
            return;
        }
        if self.is_aligned() {
            let whole = self.whole();
            row[whole.clone()].copy_from_slice(&plane[self.from..][..whole.len()]);
        } else {
            self.each(|places, from, stride| {
                let to = &mut row[places];
                match stride {
                    1 => to.copy_from_slice(&plane[from..][..to.len()]),
                    _ => to
                        .iter_mut()
                        .zip(plane[from..].iter().step_by(stride))
                        .for_each(|(t, v)| *t = *v),
                }
            });
        }
        self.clear_edges(row);
    }

    fn add(&self, row: &mut [f32], plane: &mut [f32]) {
        if self.down.is_empty() {
            return;
        }
        if self.is_aligned() {
            self.clear_edges(row);
            let whole = self.whole();
            let to = &mut plane[self.from..][..whole.len()];
            to.iter_mut().zip(&row[whole]).for_each(|(t, v)| *t += v);
        } else {
            self.each(|places, from, stride| {
                let values = &row[places];
                match stride {
                    1 => plane[from..].iter_mut().zip(values).for_each(|(t, v)| *t += v),
                    _ => plane[from..]
                        .iter_mut()
                        .step_by(stride)
                        .zip(values)
                        .for_each(|(t, v)| *t += v),
                }
            });
        }
    }

    /// Calls `f` with each run in the row of the columns, where it begins in the plane, and how far apart
    /// its elements lie there.
    fn each(&self, mut f: impl FnMut(Range<usize>, usize, usize)) {
        let (rows, columns) = (&self.window.rows, &self.window.columns);
        for (i, place) in self.down.clone().enumerate() {
            let start = place * columns.places;
            let from = self.from + i * rows.stride * columns.size;
            f(start + self.right.start..start + self.right.end, from, columns.stride);
        }
    }
}
