//! What a dataset looks like in a notebook: its first images in rows, or a line of text.

use image::{Rgb, RgbImage};

use super::Dataset;
use super::dataset::described;
use crate::display::{Bundle, Rich};
use crate::engine::{Element, Raw};

/// How many images are shown, side by side and in all.
const COLUMNS: usize = 10;
const SHOWN: usize = 40;
/// About the size at which an image is shown, and the gap between two, in pixels.
const TILE: usize = 48;
const GAP: usize = 3;

impl<E: Element> Rich for Dataset<E> {
    fn bundle(&self) -> Bundle {
        bundle(&self.x.raw, &self.y.raw, self.classes())
    }
}

fn bundle(x: &Raw, y: &Raw, classes: &[String]) -> Bundle {
    let text = Bundle::text(described(x, y, classes));
    match *x.dims() {
        [n, channels @ (1 | 3), height, width] if n > 0 && height > 0 && width > 0 => {
            let picture = mosaic(x, n.min(SHOWN), [channels, height, width]);
            let picture = image::DynamicImage::from(picture).bundle();
            match picture.get("image/png") {
                Some(png) => text.with("image/png", png),
                None => text,
            }
        }
        _ => text,
    }
}

/// The first images side by side, in rows.
fn mosaic(x: &Raw, n: usize, [channels, height, width]: [usize; 3]) -> RgbImage {
    let scale = TILE.div_ceil(width.max(height));
    let (across, down) = (width * scale + GAP, height * scale + GAP);
    let (columns, rows) = (n.min(COLUMNS), n.div_ceil(COLUMNS));
    let gray = Rgb([0x80; 3]);
    let mut picture =
        RgbImage::from_pixel((columns * across + GAP) as u32, (rows * down + GAP) as u32, gray);
    for (at, image) in (0..n).map(|at| (at, at * channels * height * width)) {
        let (left, top) = (at % COLUMNS * across + GAP, at / COLUMNS * down + GAP);
        for place in 0..height * scale * width * scale {
            let (row, column) = (place / (width * scale), place % (width * scale));
            let pixel = row / scale * width + column / scale;
            let channel = |channel: usize| {
                let plane = channel.min(channels - 1) * height * width;
                (f32::at(x, image + plane + pixel).clamp(0.0, 1.0) * 255.0).round() as u8
            };
            picture.put_pixel(
                (left + column) as u32,
                (top + row) as u32,
                Rgb([channel(0), channel(1), channel(2)]),
            );
        }
    }
    picture
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prelude::*;

    #[test]
    fn images_are_shown_in_rows() {
        let bundle = data::digits().bundle();
        let picture = image::load_from_memory(bundle.get("image/png").unwrap()).unwrap().to_rgb8();
        assert_eq!(picture.dimensions(), (10 * (48 + 3) + 3, 4 * (48 + 3) + 3));
        // The pixel (0, 3) of the first image has 13 parts of ink in 16.
        assert_eq!(
            picture.get_pixel(3 + 3 * 6, 3),
            &Rgb([(13.0 / 16.0 * 255.0_f32).round() as u8; 3])
        );
        assert!(bundle.plain().starts_with("Dataset of 1797 samples: x [1797, 1, 8, 8]"));
    }

    #[test]
    fn other_samples_are_a_line_of_text() {
        assert_eq!(data::iris().bundle().get("image/png"), None);
        assert_eq!(data::digits().take(0).bundle().get("image/png"), None);
    }
}
