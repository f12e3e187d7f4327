//! The images of a tensor, and new ones made of them one by one.

use crate::engine::{Element, Raw};
use crate::tensor::Tensor;

/// The images of a tensor.
pub struct Images {
    x: Raw,
    n: usize,
    channels: usize,
    pub height: usize,
    pub width: usize,
}

/// The place in an image from which a pixel is taken: row and column, also outside.
pub type Pick = Box<dyn Fn(isize, isize) -> (isize, isize)>;

impl Images {
    #[track_caller]
    pub fn of(op: &str, x: &Tensor) -> Images {
        let (n, channels, height, width) = match *x.shape() {
            [n, channels, height, width] => (n, channels, height, width),
            [channels, height, width] => (1, channels, height, width),
            [height, width] => (1, 1, height, width),
            _ => panic!(
                "{op}: the shape {:?} is no image; it takes (n, channels, height, width), (channels, \
                 height, width) or (height, width)",
                x.shape()
            ),
        };
        Images { x: x.raw.clone(), n, channels, height, width }
    }

    pub fn size(&self) -> (usize, usize) {
        (self.height, self.width)
    }

    /// The number of pixels in a channel.
    pub fn plane(&self) -> usize {
        self.height * self.width
    }

    /// Images of another size, each made of one: `make` gets the pixels of both.
    pub fn made(
        &self,
        (height, width): (usize, usize),
        make: &mut dyn FnMut(&[f32], &mut [f32]),
    ) -> Tensor {
        let values = f32::load(&self.x);
        let (from, to) = (self.channels * self.plane(), self.channels * height * width);
        let mut made = vec![0.0; self.n * to];
        if from > 0 {
            values.chunks(from).zip(made.chunks_mut(to)).for_each(|(image, out)| make(image, out));
        }
        let mut dims = self.x.dims().to_vec();
        let rank = dims.len();
        dims[rank - 2..].copy_from_slice(&[height, width]);
        Tensor::from_vec(made, dims)
    }

    /// Images whose pixels are pixels of the old ones: `draw` says for each image from where.
    pub fn picked(&self, size: (usize, usize), draw: &mut dyn FnMut() -> Pick) -> Tensor {
        self.made(size, &mut |image, out| {
            let pick = draw();
            let plane = size.0 * size.1;
            for at in 0..plane {
                let (row, column) = pick((at / size.1) as isize, (at % size.1) as isize);
                if let Some(from) = self.place(row, column) {
                    for channel in 0..self.channels {
                        out[channel * plane + at] = image[channel * self.plane() + from];
                    }
                }
            }
        })
    }

    /// The place of a pixel in its channel, where there is one.
    fn place(&self, row: isize, column: isize) -> Option<usize> {
        let inside = |place: isize, size| usize::try_from(place).ok().filter(|&place| place < size);
        Some(inside(row, self.height)? * self.width + inside(column, self.width)?)
    }

    /// The value between the four pixels around a place in a channel.
    pub fn between(&self, channel: &[f32], [y, x]: [f32; 2]) -> f32 {
        let (top, left) = (y.floor(), x.floor());
        let (down, right) = (y - top, x - left);
        let at = |row: isize, column: isize| {
            self.place(top as isize + row, left as isize + column).map_or(0.0, |at| channel[at])
        };
        let (above, below) =
            (at(0, 0) + right * (at(0, 1) - at(0, 0)), at(1, 0) + right * (at(1, 1) - at(1, 0)));
        above + down * (below - above)
    }
}
