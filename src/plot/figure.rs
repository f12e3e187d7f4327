//! Figures: what every picture of this module can do, and the document around it.

use super::marks::PIXEL;
use crate::display::escape;

/// A picture has no more bytes than this.
pub const ROOM: usize = 60_000;

/// What can be drawn.
pub trait Draw: Send + Sync {
    /// The width and height in pixels that it asks for.
    fn size(&self) -> (u32, u32);
    /// Whether it can also be drawn at another size.
    fn stretches(&self) -> bool;
    /// What is drawn, in a sentence.
    fn sentence(&self) -> String;
    /// The picture as SVG at a size, in at most about `room` bytes.
    fn draw(&self, size: (u32, u32), room: usize) -> String;
}

/// The picture at the size it asks for.
pub fn svg(figure: &dyn Draw) -> String {
    figure.draw(figure.size(), ROOM)
}

/// An SVG document of this size in pixels, with its description; `body` is in units.
pub fn document(size: (u32, u32), sentence: &str, body: &str) -> String {
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{}\" height=\"{}\" \
         viewBox=\"0 0 {} {}\" font-family=\"Helvetica, Arial, sans-serif\" role=\"img\">\
         <title>{}</title>{body}</svg>",
        size.0,
        size.1,
        size.0 as i32 * PIXEL,
        size.1 as i32 * PIXEL,
        escape(sentence),
    )
}

/// The methods and traits of a figure `Name(Content)`, where `Content` can be drawn. The example is an
/// expression that makes one.
macro_rules! figure {
    ($name:ident, $example:literal) => {
        impl $name {
            /// Shows the figure below the cell at once.
            ///
            /// ```
            /// use manabi::prelude::*;
            #[doc = concat!($example, ".show();")]
            /// ```
            pub fn show(&self) {
                crate::display::display(self);
            }

            /// The figure as an SVG picture of 60 KB at most.
            ///
            /// ```
            /// use manabi::prelude::*;
            #[doc = concat!("let svg = ", $example, ".svg();")]
            /// assert!(svg.starts_with("<svg"));
            /// ```
            pub fn svg(&self) -> String {
                $crate::plot::figure::svg(&*self.0)
            }
        }

        impl Clone for $name {
            fn clone(&self) -> $name {
                $name::wrap((*self.0).clone())
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
                f.write_str(&$crate::plot::figure::Draw::sentence(&*self.0))
            }
        }

        impl crate::display::Rich for $name {
            fn bundle(&self) -> crate::display::Bundle {
                crate::display::Bundle::text($crate::plot::figure::Draw::sentence(&*self.0))
                    .with("image/svg+xml", self.svg())
            }
        }

        impl From<$name> for $crate::plot::panels::Panel {
            fn from(figure: $name) -> $crate::plot::panels::Panel {
                $crate::plot::panels::Panel::new((*figure.0).clone())
            }
        }
    };
}

pub(super) use figure;

#[cfg(test)]
pub mod tests {
    use super::super::text::text_width;
    use super::ROOM;
    use crate::prelude::*;

    /// The names of the elements of a well-formed document without comments and entities of its own.
    pub fn elements(xml: &str) -> Vec<&str> {
        let (mut names, mut open) = (Vec::new(), Vec::new());
        let mut rest = xml;
        while let Some(start) = rest.find('<') {
            let text = &rest[..start];
            assert!(!text.contains('>') && (names.is_empty() || !open.is_empty()));
            let end = start + rest[start..].find('>').expect("a tag ends");
            let tag = &rest[start + 1..end];
            rest = &rest[end + 1..];
            if let Some(name) = tag.strip_prefix('/') {
                assert_eq!(open.pop(), Some(name));
                continue;
            }
            assert_eq!(tag.matches('"').count() % 2, 0, "{tag}");
            let name = tag.split([' ', '/']).next().unwrap();
            names.push(name);
            if !tag.ends_with('/') {
                open.push(name);
            }
        }
        assert!(open.is_empty() && rest.is_empty());
        names
    }

    /// The sides of the texts of a picture without pictures in it: left, top, right and bottom.
    fn texts(svg: &str) -> Vec<(String, [f64; 4])> {
        let field = |tag: &str, name: &str| -> Option<f64> {
            tag.split_once(&format!(" {name}=\""))?.1.split_once('"')?.0.parse().ok()
        };
        let parts = svg.split("<text").skip(1);
        parts
            .map(|part| {
                let (tag, rest) = part.split_once('>').unwrap();
                let text = rest.split_once('<').unwrap().0.replace("&quot;", "\"");
                let get = |name| field(tag, name).unwrap();
                let (x, y, size) = (get("x"), get("y"), get("font-size"));
                let width = text_width(&text) * size;
                let left = match () {
                    _ if tag.contains("middle") => -width / 2.0,
                    _ if tag.contains("\"end\"") => -width,
                    _ => 0.0,
                };
                // Capitals and digits: from the base line up.
                let bottom = match () {
                    _ if tag.contains(".76em") => 0.76 * size,
                    _ if tag.contains(".35em") => 0.35 * size,
                    _ => 0.0,
                };
                let (right, top) = (left + width, bottom - 0.72 * size);
                match tag.contains("rotate(270") {
                    true => (text, [x + top, y - right, x + bottom, y - left]),
                    false => (text, [x + left, y + top, x + right, y + bottom]),
                }
            })
            .collect()
    }

    fn check(name: &str, svg: &str) {
        elements(svg);
        assert!(svg.len() <= ROOM, "{name} has {} bytes", svg.len());
        let size = svg.split("viewBox=\"0 0 ").nth(1).unwrap().split('"').next().unwrap();
        let (width, height) = size.split_once(' ').unwrap();
        let (width, height): (f64, f64) = (width.parse().unwrap(), height.parse().unwrap());
        let texts = texts(svg);
        for (i, (text, [left, top, right, bottom])) in texts.iter().enumerate() {
            let inside = *left >= 0.0 && *top >= 0.0 && *right <= width && *bottom <= height;
            assert!(
                inside,
                "{name}: {text:?} lies outside, {left} {top} {right} {bottom} in {size}"
            );
            for (other, [l, t, r, b]) in &texts[i + 1..] {
                let apart = right <= l || r <= left || bottom <= t || b <= top;
                assert!(apart, "{name}: {text:?} and {other:?} overlap");
            }
        }
    }

    #[test]
    fn every_figure_is_small_and_its_texts_are_whole_and_apart() {
        let long = "a name that is much longer than there is room for in any picture of this size";
        let names: Vec<String> = (0..80).map(|i| format!("{i} {long}")).collect();
        let names: Vec<&str> = names.iter().map(|name| &name[..]).collect();
        let heights: Vec<f32> = (0..80).map(|i| (i as f32).exp2()).collect();
        let labelled = |plot: Plot| plot.x_label(long).y_label(long);
        let xs: Vec<f32> = (0..9).map(|x| x as f32 * 1e5).collect();
        for size in [(160, 120), (240, 180), (560, 360), (1200, 300)] {
            let sized = |plot: Plot| labelled(plot).size(size.0, size.1);
            let lines = (0..9).fold(Plot::new(long), |p, i| p.line(names[i], &xs, &xs));
            for (name, plot) in [
                ("lines", Plot::new(long).line("", &xs, &heights[..9])),
                ("small numbers", Plot::new("").line("", &[1.0, 1.000_001], &[1e-30, 2e-30])),
                ("logarithmic", Plot::new(long).log_x().log_y().line("", &heights, &heights)),
                ("bars", Plot::new(long).bar("", &names, &heights)),
                ("table", Plot::new(long).heat_map(&rand([80, 80])).row_labels(&names)),
                ("contour", Plot::new(long).contour(0.0..1.0, 0.0..1.0, |x, y| x * y * 1e6)),
            ] {
                check(&format!("{name} {size:?}"), &sized(plot).svg());
            }
            if size.1 > 200 {
                check(&format!("legend {size:?}"), &sized(lines).svg());
            }
        }
        let table = || Plot::new(long).heat_map(&rand([80, 80])).row_labels(&names);
        check("names", &labelled(table()).col_labels(&names).svg());
        check("values", &Plot::new("").heat_map(&randn([12, 9])).cell_values().svg());
        check("row", &labelled(Plot::new(long).heat_map(&rand([1, 300]))).svg());
        let labels = tensor((0..100).map(|i| i % 7).collect::<Vec<usize>>());
        check("matrix", &confusion_matrix(&labels, &labels, &names[..9]).svg());
        check("network", &network(&[3; 24]).title(long).svg());
        check("grid", &image_grid(&rand([50, 28, 28])).captions(&names[..50]).title(long).svg());
        check("one image", &image_grid(&rand([1, 3, 500, 20])).captions(&[long]).title(long).svg());
        let years: Vec<(i32, &str)> =
            (0..40).map(|i| (1900 + i * i / 12, names[i as usize])).collect();
        let periods =
            (0..9).fold(timeline(&years), |t, i| t.period(long, i * 9 + 1900..i * 9 + 1907));
        check("timeline", &periods.title(long).svg());
        let points: Vec<f32> = (0..80).map(|i| ((i * 37) % 80) as f32).collect();
        check("labels", &Plot::new(long).labels(&heights, &points, &names).log_x().svg());
        let mut x = randn([3, 4]).requires_grad();
        for _ in 0..12 {
            x = &x + &x.tanh();
        }
        let arrows = [(long, names[0]), (long, names[1]), (names[0], names[1])];
        check("flowchart", &flowchart(&arrows).title(long).svg());
        check("graph", &computation_graph(&x.tape()).title(long).svg());
    }

    #[test]
    fn odd_numbers_are_drawn_all_the_same() {
        let (nan, inf, max) = (f32::NAN, f32::INFINITY, f32::MAX);
        for v in [
            vec![],
            vec![nan],
            vec![inf, -inf, nan],
            vec![-max, max, 0.0],
            vec![0.0, 0.0],
            vec![1e-40, -1e-40],
            vec![-5.0, -7.0],
        ] {
            let names: Vec<String> = (0..v.len()).map(|i| i.to_string()).collect();
            let names: Vec<&str> = names.iter().map(|name| &name[..]).collect();
            let first = v.first().copied().unwrap_or(nan);
            let plain = Plot::new("")
                .bar("bars", &names, &v)
                .histogram("histogram", &v)
                .histogram_bins("bins", &v, 7)
                .band("band", &v, &v, &v)
                .trajectory("way", &v, &v)
                .arrows("arrows", &v, &v, &v, &v)
                .hline("h", first)
                .vline("v", first);
            for plot in [plain.clone(), plain.clone().log_x(), plain.log_x().log_y()] {
                elements(&plot.svg());
                elements(&plot.x_range(-1.0..1e-9).y_range(-2.0..-1.0).svg());
            }
            let value = |x: f32, _: f32| if x < 0.5 { first } else { x };
            for plot in [
                Plot::new("").contour(0.0..1.0, 0.0..1.0, value),
                Plot::new("").filled_contour(-max / 4.0..max / 4.0, 0.0..1e-30, value),
                Plot::new("").vector_field("", 0.0..1.0, 0.0..1.0, |x, y| (value(x, y), y)),
            ] {
                elements(&plot.log_x().svg());
            }
            if !v.is_empty() {
                let table = Tensor::from_vec(v.clone(), [1, v.len()]).untyped();
                elements(&Plot::new("").heat_map(&table).cell_values().svg());
                elements(&image_grid(&table.reshape([1, 1, -1])).svg());
            }
        }
    }
}
