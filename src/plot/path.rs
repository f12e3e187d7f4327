//! A path of an SVG picture, with steps from point to point in as few letters as they need.

use std::fmt::Write;

use plotters_backend::BackendCoord;

/// A path that is being written.
#[derive(Default)]
pub struct Path {
    pub style: String,
    pub data: String,
    /// Where the picture has its (0, 0).
    pub origin: BackendCoord,
    end: BackendCoord,
}

impl Path {
    /// An empty path in a picture that has its (0, 0) there.
    pub fn new(origin: BackendCoord) -> Path {
        Path { origin, ..Path::default() }
    }

    /// Moves (`m`) or draws (`l`) to a point.
    pub fn to(&mut self, command: char, point: BackendCoord) {
        let from = match self.data.is_empty() {
            true => self.origin,
            false => self.end,
        };
        self.data.push(command);
        self.number(point.0 - from.0);
        self.number(point.1 - from.1);
        self.end = point;
    }

    /// Moves to the first point and draws through the others.
    pub fn points(&mut self, points: impl IntoIterator<Item = BackendCoord>) {
        let mut points = points.into_iter();
        let Some(first) = points.next() else { return };
        self.to('m', first);
        for point in points {
            if point != self.end {
                self.to('l', point);
            }
        }
    }

    /// Closes a figure, which leads back to where it began.
    pub fn close(&mut self, start: BackendCoord) {
        self.data.push('z');
        self.end = start;
    }

    /// A number, with a blank where it would run into the one before.
    fn number(&mut self, n: i32) {
        if n >= 0 && self.data.ends_with(|c: char| c.is_ascii_digit()) {
            self.data.push(' ');
        }
        let _ = write!(self.data, "{n}");
    }
}
