//! Image grids: pictures beside each other, with captions.

use plotters::drawing::IntoDrawingArea;
use plotters::element::Rectangle;
use plotters::style::text_anchor::{HPos, VPos};
use plotters::style::{RGBColor, ShapeStyle};

use super::color_map::readable_on;
use super::diagram::{draw_paper, head};
use super::figure::{Draw, document, figure};
use super::grid::{Places, WIDTH};
use super::marks::{Drawn, PIXEL};
use super::mosaic::{Pixels, image};
use super::palette::RULE;
use super::sentence::{counted, short, titled};
use super::svg::Svg;
use super::text::{SMALL_FONT, TITLE_FONT, coloured, fitted, width};
use crate::tensor::Tensor;

/// More images are left out.
const MOST_IMAGES: usize = 200;
/// A larger image is shrunk to this.
const LARGEST: usize = 160;
/// The bytes of all images.
const MOST_BYTES: usize = 44_000;
const MARGIN: usize = 12;
/// Between images.
const PAPER_GRAY: [u8; 3] = [0xfc; 3];

/// The images of a tensor of the shape (n, height, width), (n, 1, height, width) or, in colour,
/// (n, 3, height, width), in rows. 0 is dark and 1 is bright; where numbers lie outside of this, all
/// images are scaled together, from the least number (dark) to the greatest (bright). NaN is dark. At
/// most 200 images are shown. Panics on another shape and on a tensor without elements.
///
/// ```
/// use manabi::prelude::*;
/// image_grid(&rand([10, 8, 8])).captions(&["a", "b", "c"]).show();
/// ```
#[track_caller]
pub fn image_grid(images: &Tensor) -> ImageGrid {
    let (count, channels, height, width) = match *images.shape() {
        [count, height, width] => (count, 1, height, width),
        [count, channels @ (1 | 3), height, width] => (count, channels, height, width),
        _ => panic!(
            "image_grid: a grid shows images of the shape (n, height, width), (n, 1, height, width) or \
             (n, 3, height, width), not {:?}",
            images.shape()
        ),
    };
    assert!(images.len() > 0, "image_grid: the shape {:?} has no pixels", images.shape());
    let values = images.to_vec();
    let finite = || values.iter().copied().filter(|v| v.is_finite());
    let (low, high) = (finite().fold(0.0, f32::min), finite().fold(1.0, f32::max));
    let (low, high) = match low < 0.0 || high > 1.0 {
        true => {
            (finite().fold(f32::INFINITY, f32::min), finite().fold(f32::NEG_INFINITY, f32::max))
        }
        false => (0.0, 1.0),
    };
    let byte = |v: f32| (((v - low) / (high - low)).clamp(0.0, 1.0) * 255.0).round() as u8;
    let size = height * width;
    let pixels = values.chunks(channels * size).take(MOST_IMAGES).map(|image| {
        let color = |i: usize| std::array::from_fn(|c| byte(image[(c % channels) * size + i]));
        Pixels { width, height, colors: (0..size).map(color).collect() }
            .shrunk(width.max(height).div_ceil(LARGEST))
    });
    ImageGrid::wrap(Content {
        title: String::new(),
        captions: Vec::new(),
        columns: None,
        images: pixels.collect(),
        count,
        shape: (height, width),
        scaled: (low, high) != (0.0, 1.0),
        range: (low, high),
    })
}

opaque! {
    /// The figure that [`image_grid`] makes.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let figure = image_grid(&rand([6, 8, 8]));
    /// figure.show();
    /// ```
    pub struct ImageGrid(Content);
}

#[derive(Clone)]
struct Content {
    title: String,
    captions: Vec<String>,
    columns: Option<usize>,
    images: Vec<Pixels>,
    /// The images there are, also those that are not shown.
    count: usize,
    shape: (usize, usize),
    /// Whether brightness is not simply the number.
    scaled: bool,
    range: (f32, f32),
}

figure!(ImageGrid, "image_grid(&rand([6, 8, 8]))");

impl ImageGrid {
    /// A title over the images.
    ///
    /// ```
    /// use manabi::prelude::*;
    /// image_grid(&rand([6, 8, 8])).title("Noise").show();
    /// ```
    pub fn title(mut self, title: &str) -> ImageGrid {
        self.0.title = title.into();
        self
    }

    /// A line of text below each image; images after the last caption have none. Panics when there are
    /// more captions than images.
    ///
    /// ```
    /// use manabi::prelude::*;
    /// let labels = [3, 1, 2];
    /// let captions: Vec<String> = labels.iter().map(|label| format!("is {label}")).collect();
    /// image_grid(&rand([3, 8, 8])).captions(&captions).show();
    /// ```
    #[track_caller]
    pub fn captions<T: AsRef<str>>(self, captions: &[T]) -> ImageGrid {
        self.with_captions(super::names_of(captions))
    }

    #[track_caller]
    fn with_captions(mut self, captions: Vec<String>) -> ImageGrid {
        assert!(
            captions.len() <= self.0.count,
            "captions: there are {} captions but only {}",
            captions.len(),
            counted(self.0.count, "image")
        );
        self.0.captions = captions;
        self
    }

    /// The number of images in a row. Panics when it is 0.
    ///
    /// ```
    /// use manabi::prelude::*;
    /// image_grid(&rand([9, 8, 8])).columns(3).show();
    /// ```
    #[track_caller]
    pub fn columns(mut self, columns: usize) -> ImageGrid {
        assert!(columns > 0, "columns: a row has at least one image");
        self.0.columns = Some(columns);
        self
    }
}

impl Content {
    fn places(&self) -> Places {
        let size = self.images.first().map_or((1, 1), |image| (image.width, image.height));
        Places::new(self.images.len(), size, &self.captions, self.columns)
    }

    /// All images in one, which is smaller than as many small ones.
    fn mosaic(&self, places: &Places) -> Pixels {
        let (width, height) = (places.columns * places.across, places.rows * places.down);
        let mut colors = vec![PAPER_GRAY; width * height];
        for (i, image) in self.images.iter().enumerate() {
            let (left, top) = places.corner(i, image);
            for (y, row) in image.colors.chunks(image.width).enumerate() {
                let start = (top + y) * width + left;
                colors[start..start + image.width].copy_from_slice(row);
            }
        }
        Pixels { width, height, colors }
    }

    fn draw_on(&self, body: &mut String, size: (u32, u32), room: usize) -> Drawn {
        let places = self.places();
        let whole = (size.0 * PIXEL as u32, size.1 * PIXEL as u32);
        let mut behind = String::new();
        draw_paper(&Svg::new(&mut behind, whole).into_drawing_area(), &self.title)?;
        let unit = places.scale as i32 * PIXEL;
        let mosaic = self.mosaic(&places);
        let left = (whole.0 as i32 - mosaic.width as i32 * unit) / 2;
        let top = head(&self.title) + MARGIN as i32 * PIXEL;
        let end = (left + mosaic.width as i32 * unit, top + mosaic.height as i32 * unit);
        let mut front = String::new();
        let area = Svg::new(&mut front, whole).into_drawing_area();
        for (i, image) in self.images.iter().enumerate() {
            let (x, y) = places.corner(i, image);
            let at = (left + x as i32 * unit, top + y as i32 * unit);
            let far = (at.0 + image.width as i32 * unit, at.1 + image.height as i32 * unit);
            area.draw(&Rectangle::new([at, far], ShapeStyle::from(&RULE).stroke_width(5)))?;
        }
        for (i, (image, caption)) in self.images.iter().zip(&self.captions).enumerate() {
            let (x, y) = places.corner(i, image);
            let middle = left + (2 * x + image.width) as i32 * unit / 2;
            let below = top + (y + image.height) as i32 * unit + 5 * PIXEL;
            let caption = fitted(caption, SMALL_FONT, places.across as i32 * unit - 2 * PIXEL);
            // The paper of a grid stays light where a page is dark, so what is written on it stays dark.
            let ink = readable_on(RGBColor(PAPER_GRAY[0], PAPER_GRAY[1], PAPER_GRAY[2]));
            let style = coloured(ink, SMALL_FONT, HPos::Center, VPos::Top);
            area.draw_text(&caption, &style, (middle, below))?;
        }
        drop(area);
        let others = behind.len() + front.len() + 1000;
        let most = room.saturating_sub(others).min(MOST_BYTES);
        *body = behind + &image(&mosaic, (left, top), end, most) + &front;
        Ok(())
    }
}

impl Draw for Content {
    fn size(&self) -> (u32, u32) {
        let places = self.places();
        let across = places.columns * places.across * places.scale + 2 * MARGIN;
        let title = ((width(&self.title, TITLE_FONT) / PIXEL) as u32 + 16).min(WIDTH as u32);
        let down = places.rows * places.down * places.scale + 2 * MARGIN - 6;
        ((across as u32).max(title), down as u32 + (head(&self.title) / PIXEL) as u32)
    }

    fn stretches(&self) -> bool {
        false
    }

    fn sentence(&self) -> String {
        let (height, width) = self.shape;
        let mut sentence = format!(
            "{} of {} of {height} by {width} pixels",
            titled("Grid", &self.title),
            counted(self.count, "image")
        );
        if self.images.len() < self.count {
            sentence += &format!(", the first {} shown", self.images.len());
        }
        if self.scaled {
            sentence += &format!(
                ", from {} (dark) to {} (bright)",
                short(self.range.0),
                short(self.range.1)
            );
        }
        if !self.captions.is_empty() {
            let shown: Vec<&str> = self.captions.iter().take(12).map(|c| &c[..]).collect();
            let more = if shown.len() < self.captions.len() { ", ..." } else { "" };
            sentence += &format!(", with the captions {}{more}", shown.join(", "));
        }
        sentence + "."
    }

    fn draw(&self, size: (u32, u32), room: usize) -> String {
        let mut body = String::new();
        self.draw_on(&mut body, size, room).expect("writing to a string does not fail");
        document(size, &self.sentence(), &body)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prelude::*;
    use crate::test::panic_message;

    #[test]
    fn gray_and_colour_images_have_their_pixels() {
        let gray = image_grid(&tensor([[[0., 0.5], [1., f32::NAN]]]));
        assert_eq!(gray.0.images[0].colors, [[0; 3], [128; 3], [255; 3], [0; 3]]);
        let colour = image_grid(&tensor([[[[1.]], [[0.]], [[0.2]]]]));
        assert_eq!(colour.0.images[0].colors, [[255, 0, 51]]);
        let scaled = image_grid(&tensor([[[[-1., 3.]]]]));
        assert_eq!(scaled.0.images[0].colors, [[0; 3], [255; 3]]);
        assert_eq!(
            format!("{scaled:?}"),
            "Grid of 1 image of 1 by 2 pixels, from -1 (dark) to 3 (bright)."
        );
        assert_eq!(image_grid(&full([1, 2, 2], -5.)).0.images[0].colors, [[0; 3]; 4]);
    }

    #[test]
    fn pictures_stay_small() {
        for shape in [[500, 1, 28, 28], [64, 3, 32, 32], [9, 3, 224, 224], [1, 1, 1000, 2000]] {
            let svg = image_grid(&rand(shape)).svg();
            assert!(svg.len() <= 60_000, "{shape:?} has {} bytes", svg.len());
        }
    }

    #[test]
    fn bad_input_is_one_sentence() {
        assert_eq!(
            panic_message(|| image_grid(&zeros([4, 2, 8, 8]))),
            "image_grid: a grid shows images of the shape (n, height, width), (n, 1, height, width) or \
             (n, 3, height, width), not [4, 2, 8, 8]"
        );
        assert_eq!(
            panic_message(|| image_grid(&zeros([0, 8, 8]))),
            "image_grid: the shape [0, 8, 8] has no pixels"
        );
        assert_eq!(
            panic_message(|| image_grid(&zeros([1, 8, 8])).captions(&["a", "b"])),
            "captions: there are 2 captions but only 1 image"
        );
    }
}
