//! Pixels inside of an SVG picture: a PNG that is coarsened until it is small enough.

use std::fmt::Write;
use std::io::Cursor;

use super::marks::PIXEL;
use crate::display::base64;
use ::image::{DynamicImage, GrayImage, ImageFormat, RgbImage};

/// Rows of coloured pixels.
#[derive(Clone, Debug, PartialEq)]
pub struct Pixels {
    pub width: usize,
    pub height: usize,
    pub colors: Vec<[u8; 3]>,
}

impl Pixels {
    /// Each block of `factor` by `factor` pixels as one: their mean.
    pub fn shrunk(&self, factor: usize) -> Pixels {
        if factor < 2 {
            return self.clone();
        }
        let (width, height) = (self.width.div_ceil(factor), self.height.div_ceil(factor));
        let mut colors = Vec::with_capacity(width * height);
        for top in (0..self.height).step_by(factor) {
            for left in (0..self.width).step_by(factor) {
                let (mut sum, mut count) = ([0_u32; 3], 0);
                for y in top..(top + factor).min(self.height) {
                    for x in left..(left + factor).min(self.width) {
                        let color = self.colors[y * self.width + x];
                        (0..3).for_each(|c| sum[c] += color[c] as u32);
                        count += 1;
                    }
                }
                colors.push(sum.map(|c| ((c + count / 2) / count) as u8));
            }
        }
        Pixels { width, height, colors }
    }

    /// Each pixel as a block of `factor` by `factor`.
    fn grown(&self, factor: usize) -> Pixels {
        let mut colors = Vec::with_capacity(self.colors.len() * factor * factor);
        for row in self.colors.chunks(self.width) {
            let wide: Vec<_> = row.iter().flat_map(|c| std::iter::repeat_n(*c, factor)).collect();
            (0..factor).for_each(|_| colors.extend(&wide));
        }
        Pixels { width: self.width * factor, height: self.height * factor, colors }
    }

    /// With so many levels of each colour.
    fn coarsened(&self, levels: u32) -> Pixels {
        let top = levels - 1;
        let coarse = |c: u8| (((c as u32 * top + 127) / 255) * 255 / top) as u8;
        Pixels { colors: self.colors.iter().map(|color| color.map(coarse)).collect(), ..*self }
    }

    fn png(&self) -> Vec<u8> {
        let (width, height) = (self.width as u32, self.height as u32);
        let gray = self.colors.iter().all(|[r, g, b]| r == g && g == b);
        let picture: Option<DynamicImage> = match gray {
            true => {
                let bytes = self.colors.iter().map(|color| color[0]).collect();
                GrayImage::from_raw(width, height, bytes).map(Into::into)
            }
            false => RgbImage::from_raw(width, height, self.colors.as_flattened().to_vec())
                .map(Into::into),
        };
        let mut png = Cursor::new(Vec::new());
        picture
            .expect("a colour for each pixel")
            .write_to(&mut png, ImageFormat::Png)
            .expect("a picture with pixels has a PNG");
        png.into_inner()
    }
}

/// Pixels as an `<image>` between two corners, of at most so many bytes: with fewer colours, and then
/// with fewer pixels, where it would have more.
pub fn image(pixels: &Pixels, start: (i32, i32), end: (i32, i32), most_bytes: usize) -> String {
    let mut text = String::new();
    let _ = write!(
        text,
        "<image x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" preserveAspectRatio=\"none\" \
         style=\"image-rendering:pixelated\" href=\"data:image/png;base64,{}\"/>",
        start.0.min(end.0),
        start.1.min(end.1),
        (end.0 - start.0).abs(),
        (end.1 - start.1).abs(),
        base64(&sharp_png(pixels, (end.0 - start.0).abs() / PIXEL, most_bytes * 3 / 4))
    );
    text
}

/// A PNG with about as many pixels as it has on the screen, where there is room for them: not every
/// reader of pictures keeps the edges of large pixels sharp.
fn sharp_png(pixels: &Pixels, width: i32, most_bytes: usize) -> Vec<u8> {
    let factor = (width.max(0) as usize).div_ceil(pixels.width).min(64);
    let large = match factor > 1 && pixels.width * pixels.height * factor * factor < 1 << 20 {
        true => pixels.grown(factor).png(),
        false => Vec::new(),
    };
    match (1..=most_bytes).contains(&large.len()) {
        true => large,
        false => png(pixels, most_bytes),
    }
}

fn png(pixels: &Pixels, most_bytes: usize) -> Vec<u8> {
    let mut pixels = pixels.shrunk((pixels.width * pixels.height).isqrt() / 1000);
    loop {
        for levels in [256, 32, 16] {
            let png = pixels.coarsened(levels).png();
            if png.len() <= most_bytes || pixels.width * pixels.height <= 64 {
                return png;
            }
        }
        pixels = pixels.shrunk(2);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noise(width: usize, height: usize) -> Pixels {
        let mut state = 1_u32;
        let mut next = || {
            state = state.wrapping_mul(1664525).wrapping_add(1013904223);
            (state >> 24) as u8
        };
        let colors = (0..width * height).map(|_| [next(), next(), next()]).collect();
        Pixels { width, height, colors }
    }

    #[test]
    fn small_pictures_lose_nothing() {
        let pixels = noise(20, 10);
        let read = ::image::load_from_memory(&png(&pixels, 10_000)).unwrap().to_rgb8();
        assert_eq!(read.into_raw(), pixels.colors.as_flattened());
    }

    #[test]
    fn large_pictures_become_small() {
        for most in [1_000, 30_000] {
            assert!(png(&noise(300, 200), most).len() <= most);
        }
        assert_eq!(noise(3, 5).shrunk(2).height, 3);
        let gray = Pixels { width: 2, height: 1, colors: vec![[0; 3], [100; 3]] };
        assert_eq!(gray.shrunk(2).colors, [[50; 3]]);
        assert_eq!(gray.grown(3).shrunk(3), gray);
    }
}
