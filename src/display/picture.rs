//! Pictures of the `image` crate, shown as PNG.

use std::io::Cursor;

use image::{DynamicImage, GrayImage, ImageFormat, RgbImage, RgbaImage};

use super::{Bundle, Rich};

impl Rich for DynamicImage {
    fn bundle(&self) -> Bundle {
        let (width, height) = (self.width(), self.height());
        let colour = if self.color().has_color() { "colour" } else { "gray" };
        let text = Bundle::text(format!("{width} x {height} {colour} image"));
        let mut png = Cursor::new(Vec::new());
        // A picture without pixels has no PNG.
        match self.write_to(&mut png, ImageFormat::Png) {
            Ok(()) => text.with("image/png", png.into_inner()),
            Err(_) => text,
        }
    }
}

macro_rules! pictures {
    ($($type:ty)*) => {
        $(impl Rich for $type {
            fn bundle(&self) -> Bundle {
                DynamicImage::from(self.clone()).bundle()
            }
        })*
    };
}

pictures!(GrayImage RgbImage RgbaImage);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_a_png_that_reads_back() {
        let picture = RgbImage::from_fn(3, 2, |x, y| image::Rgb([x as u8, y as u8, 7]));
        let bundle = picture.bundle();
        assert_eq!(bundle.plain(), "3 x 2 colour image");
        let png = bundle.get("image/png").unwrap();
        assert_eq!(image::load_from_memory(png).unwrap().to_rgb8(), picture);
        assert_eq!(GrayImage::new(0, 0).bundle(), Bundle::text("0 x 0 gray image"));
    }
}
