//! Phases: a plane taken apart into the planes of every n-th row and column, so that a window which moves n at a
//! time moves one by one in each of them.
//!
//! Each element of the kernel meets one phase only. Where the window moves one by one, the plane itself is
//! the only phase, and nothing is copied.

use std::ops::Range;

use crate::engine::window::{Slide, Window};

/// The phases of one plane at a time, one behind the other, row by row. All have the size of the first, which
/// is the largest.
pub struct Phases<'a> {
    window: &'a Window,
    /// The rows of the plane that the places of a band meet.
    rows: Range<usize>,
    elements: Vec<f32>,
}

impl Phases<'_> {
    /// For the places in a band of the result's rows.
    pub fn of<'a>(window: &'a Window, band: &Range<usize>) -> Phases<'a> {
        let down = &window.rows;
        let start = (band.start * down.stride).saturating_sub(down.padding);
        let end = band.end.saturating_sub(1) * down.stride + down.dilation * (down.kernel - 1) + 1;
        let end = end.saturating_sub(down.padding).min(down.size);
        let count = window.rows.stride * window.columns.stride;
        let elements = match count {
            1 => Vec::new(),
            _ => vec![0.0; count * height(window) * width(window)],
        };
        Phases { window, rows: start.min(end)..end, elements }
    }

    /// The phases of a plane, to read.
    pub fn read<'b>(&'b mut self, plane: &'b [f32]) -> &'b [f32] {
        if self.elements.is_empty() {
            return plane;
        }
        self.load(plane);
        &self.elements
    }

    /// Lets `f` change the phases of a plane.
    pub fn change(&mut self, plane: &mut [f32], f: impl FnOnce(&mut [f32])) {
        if self.elements.is_empty() {
            return f(plane);
        }
        self.load(plane);
        f(&mut self.elements);
        let stride = self.window.columns.stride;
        let Phases { elements, .. } = self;
        each_row(self.window, &self.rows, |to, from| {
            let to = plane[to].iter_mut().step_by(stride);
            to.zip(&elements[from..]).for_each(|(to, from)| *to = *from);
        });
    }

    fn load(&mut self, plane: &[f32]) {
        let stride = self.window.columns.stride;
        let Phases { elements, .. } = self;
        each_row(self.window, &self.rows, |from, to| {
            let from = plane[from].iter().step_by(stride);
            elements[to..].iter_mut().zip(from).for_each(|(to, from)| *to = *from);
        });
    }
}

/// Calls `f` for each row of each phase: with the part of a row of the plane that begins with its first element,
/// of which every n-th is in it, and with where it lies in the phases.
fn each_row(window: &Window, rows: &Range<usize>, mut f: impl FnMut(Range<usize>, usize)) {
    let (width, phases) = (window.columns.size, window.columns.stride.min(window.columns.size));
    for row in rows.clone() {
        for phase in 0..phases {
            f(row * width + phase..(row + 1) * width, place(window, row, phase));
        }
    }
}

/// Where the element in a row and a column of the plane lies in the phases.
pub fn place(window: &Window, row: usize, column: usize) -> usize {
    let (down, right) = (window.rows.stride, window.columns.stride);
    let phase = row % down * right + column % right;
    (phase * height(window) + row / down) * width(window) + column / right
}

/// The rows of a phase.
fn height(window: &Window) -> usize {
    size(&window.rows)
}

/// The columns of a phase.
pub fn width(window: &Window) -> usize {
    size(&window.columns)
}

fn size(slide: &Slide) -> usize {
    slide.size.div_ceil(slide.stride)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::place::at;
    use crate::engine::window::Sliding;

    #[test]
    fn every_element_has_its_place_and_comes_back() {
        for (height, width) in [(1, 1), (5, 7), (6, 4), (2, 9)] {
            for stride in [[1, 1], [2, 2], [1, 3], [3, 2]] {
                let sliding = Sliding { stride, padding: [1, 1], ..Sliding::of([2, 2]) };
                let window = sliding.over(at("conv2d"), [height, width]);
                let plane: Vec<f32> = (0..height * width).map(|i| i as f32).collect();
                let mut phases = Phases::of(&window, &(0..window.rows.places));
                let rows = phases.rows.clone();
                let split = phases.read(&plane);
                for row in rows.clone() {
                    for column in 0..width {
                        let value = split[place(&window, row, column)];
                        assert_eq!(value, plane[row * width + column], "{window:?}");
                    }
                }
                let mut changed = plane.clone();
                phases.change(&mut changed, |split| split.iter_mut().for_each(|v| *v += 1.0));
                for (i, (new, old)) in changed.iter().zip(&plane).enumerate() {
                    let met = rows.contains(&(i / width)) || stride == [1, 1];
                    assert_eq!(*new, old + met as usize as f32, "{window:?} {i}");
                }
            }
        }
    }
}
