//! The places of images in rows, with room for their captions.

use super::marks::PIXEL;
use super::mosaic::Pixels;
use super::text::{SMALL_FONT, widest};

/// The width in pixels of a grid, and of an image in it, about.
pub const WIDTH: usize = 640;
const IMAGE: usize = 60;
/// The room in pixels between images, and of a caption.
const GAP: usize = 6;
const CAPTION: usize = 17;

/// The places of images, counted in their pixels.
pub struct Places {
    /// The pixels of the picture for each pixel of an image.
    pub scale: usize,
    pub columns: usize,
    pub rows: usize,
    /// From image to image.
    pub across: usize,
    pub down: usize,
}

impl Places {
    /// Places for so many images of a width and a height, in so many columns or as many as fit.
    pub fn new(
        count: usize,
        (width, height): (usize, usize),
        captions: &[String],
        columns: Option<usize>,
    ) -> Places {
        let scale = (IMAGE as f64 / width.max(height) as f64).round().max(1.0) as usize;
        let cells = |pixels: usize| pixels.div_ceil(scale);
        let widest = widest(captions.iter().map(|caption| &caption[..]), SMALL_FONT) / PIXEL;
        let caption = if captions.is_empty() { 0 } else { CAPTION };
        let named = if captions.is_empty() { 0 } else { (widest as usize + 8).min(WIDTH / 3) };
        let across = (width + cells(GAP)).max(cells(named));
        let down = height + cells(GAP + caption);
        let fit = (WIDTH / (across * scale)).max(1);
        let columns = columns.unwrap_or_else(|| match count <= fit {
            true => count,
            // Rows as long as each other.
            false => count.div_ceil(count.div_ceil(fit)),
        });
        let columns = columns.clamp(1, count.max(1));
        Places { scale, columns, rows: count.div_ceil(columns), across, down }
    }

    /// The upper left corner of an image.
    pub fn corner(&self, i: usize, image: &Pixels) -> (usize, usize) {
        let left = (i % self.columns) * self.across + (self.across - image.width) / 2;
        (left, i / self.columns * self.down)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_as_long_as_each_other() {
        let places = |count| Places::new(count, (28, 28), &[], None);
        let (few, many) = (places(5), places(24));
        assert_eq!((few.columns, few.rows, few.scale), (5, 1, 2));
        assert_eq!((many.columns, many.rows), (8, 3));
        assert_eq!(Places::new(3, (8, 8), &[], Some(9)).columns, 3);
    }

    #[test]
    fn wide_captions_move_images_apart() {
        let captions = ["a caption wider than its image".to_string()];
        let (bare, named) =
            (Places::new(4, (8, 8), &[], None), Places::new(4, (8, 8), &captions, None));
        assert!(named.across > bare.across && named.down > bare.down);
    }
}
