//! Panels: several figures in one picture.

use std::sync::Arc;

use plotters::drawing::IntoDrawingArea;
use plotters::style::text_anchor::{HPos, VPos};

use super::figure::{Draw, document, figure};
use super::marks::{Drawn, PIXEL};
use super::palette::PAPER;
use super::sentence::titled;
use super::svg::Svg;
use super::text::{TITLE_FONT, fitted, text};

/// The width in pixels that a row of panels fills: as wide as a cell beside the list of files on a small screen.
const WIDTH: u32 = 840;
/// The least and the greatest width of a plot among others.
const LEAST: u32 = 240;
const GREATEST: u32 = 440;

/// Figures side by side in one picture, in rows where one row would be too wide. All panels have one
/// size: that of the largest figure that has a size of its own, and where none has, what the row has
/// room for.
///
/// ```
/// use manabi::prelude::*;
/// let plots = (1..=3).map(|n| {
///     let ys: Vec<f32> = (0..20).map(|x| (x as f32).powi(n)).collect();
///     Plot::new(&format!("power {n}")).line("", &arange(0., 20., 1.).to_vec(), &ys)
/// });
/// panels(plots).show();
/// ```
pub fn panels<F: Into<Panel>>(figures: impl IntoIterator<Item = F>) -> Panels {
    Panels::wrap(Content {
        title: String::new(),
        columns: None,
        panels: figures.into_iter().map(Into::into).collect(),
    })
}

/// A figure among others.
/// It is made of any figure with `into`.
///
/// ```
/// # use manabi::prelude::*;
/// use manabi::plot::Panel;
///
/// let all: Vec<Panel> = vec![Plot::new("loss").into(), network(&[2, 3, 1]).into()];
/// panels(all).show();
/// ```
#[derive(Clone)]
pub struct Panel(Arc<dyn Draw>);

impl Panel {
    pub(super) fn new(figure: impl Draw + 'static) -> Panel {
        Panel(Arc::new(figure))
    }
}

opaque! {
    /// The figure that [`panels`] makes.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let figure = panels([Plot::new("a"), Plot::new("b")]);
    /// figure.show();
    /// ```
    pub struct Panels(Content);
}

#[derive(Clone)]
struct Content {
    title: String,
    columns: Option<usize>,
    panels: Vec<Panel>,
}

figure!(Panels, "panels([Plot::new(\"a\"), Plot::new(\"b\")])");

impl Panels {
    /// One more figure, of any kind.
    ///
    /// ```
    /// use manabi::prelude::*;
    /// let loss = Plot::new("loss").line("", &[0., 1.], &[1., 0.5]);
    /// panels([loss]).panel(network(&[2, 3, 1])).show();
    /// ```
    pub fn panel(mut self, figure: impl Into<Panel>) -> Panels {
        self.0.panels.push(figure.into());
        self
    }

    /// A title over all of them.
    ///
    /// ```
    /// use manabi::prelude::*;
    /// panels([Plot::new("a"), Plot::new("b")]).title("Both").show();
    /// ```
    pub fn title(mut self, title: &str) -> Panels {
        self.0.title = title.into();
        self
    }

    /// The number of panels in a row. Panics when it is 0.
    ///
    /// ```
    /// use manabi::prelude::*;
    /// panels([Plot::new("above"), Plot::new("below")]).columns(1).show();
    /// ```
    #[track_caller]
    pub fn columns(mut self, columns: usize) -> Panels {
        assert!(columns > 0, "columns: a row has at least one panel");
        self.0.columns = Some(columns);
        self
    }
}

/// The size of the panels, and how many are in a row.
struct Grid {
    columns: u32,
    rows: u32,
    panel: (u32, u32),
}

impl Content {
    fn grid(&self) -> Grid {
        let count = self.panels.len().max(1) as u32;
        let fixed = self.panels.iter().filter(|p| !p.0.stretches()).map(|p| p.0.size());
        let largest = fixed.reduce(|a, b| (a.0.max(b.0), a.1.max(b.1)));
        let fit = |width: u32| (WIDTH / width).clamp(1, count);
        let columns = match (self.columns, largest) {
            (Some(columns), _) => (columns as u32).min(count),
            (None, Some((width, _))) => fit(width.max(LEAST)),
            // Rows as long as each other, where that is possible.
            (None, None) => count.div_ceil(count.div_ceil(fit(WIDTH / 3))),
        };
        let panel = largest.unwrap_or_else(|| {
            let width = (WIDTH / columns).clamp(LEAST, GREATEST);
            (width, width * 3 / 4)
        });
        let stretching = self.panels.iter().any(|p| p.0.stretches());
        let least = if stretching { LEAST } else { 0 };
        let panel = (panel.0.max(least), panel.1.max(least * 3 / 4));
        Grid { columns, rows: count.div_ceil(columns), panel }
    }

    fn head(&self) -> u32 {
        if self.title.is_empty() { 0 } else { 32 }
    }

    fn draw_title(&self, body: &mut String, size: (u32, u32)) -> Drawn {
        let whole = (size.0 * PIXEL as u32, size.1 * PIXEL as u32);
        let area = Svg::new(body, whole).into_drawing_area();
        area.fill(&PAPER)?;
        let width = whole.0 as i32;
        let style = text(TITLE_FONT, HPos::Center, VPos::Top);
        let title = fitted(&self.title, TITLE_FONT, width - 10 * PIXEL);
        area.draw_text(&title, &style, (width / 2, 11 * PIXEL))
    }
}

impl Draw for Content {
    fn size(&self) -> (u32, u32) {
        let grid = self.grid();
        (grid.panel.0 * grid.columns, grid.panel.1 * grid.rows + self.head())
    }

    fn stretches(&self) -> bool {
        false
    }

    fn sentence(&self) -> String {
        let parts: Vec<String> = self.panels.iter().map(|panel| panel.0.sentence()).collect();
        let what = match parts.len() {
            1 => "1 panel".into(),
            count => format!("{count} panels"),
        };
        format!("{}: {}", titled(&what, &self.title), parts.join(" "))
    }

    fn draw(&self, size: (u32, u32), room: usize) -> String {
        let (grid, mut body) = (self.grid(), String::new());
        self.draw_title(&mut body, size).expect("writing to a string does not fail");
        let room = room.saturating_sub(1000) / self.panels.len().max(1);
        for (i, Panel(figure)) in self.panels.iter().enumerate() {
            let (column, row) = (i as u32 % grid.columns, i as u32 / grid.columns);
            let own = if figure.stretches() { grid.panel } else { figure.size() };
            let x = grid.panel.0 * column + (grid.panel.0 - own.0) / 2;
            let y = grid.panel.1 * row + self.head() + (grid.panel.1 - own.1) / 2;
            let unit = PIXEL as u32;
            let place = format!("x=\"{}\" y=\"{}\" ", x * unit, y * unit);
            let inside = part(&figure.draw(own, room));
            // The picture inside counts in the units of this one.
            let sized = format!("width=\"{}\" height=\"{}\"", own.0, own.1);
            let scaled = format!("{place}width=\"{}\" height=\"{}\"", own.0 * unit, own.1 * unit);
            body.push_str(&inside.replacen(&sized, &scaled, 1));
        }
        document(size, &self.sentence(), &body)
    }
}

/// A document as a part of another, which has the sentence and the role for all of them.
fn part(document: &str) -> String {
    let (open, rest) = document.split_once(" role=\"img\">").expect("a document opens so");
    let (_, drawn) = rest.split_once("</title>").expect("a document has a title");
    format!("{open}>{drawn}")
}

#[cfg(test)]
mod tests {
    use crate::prelude::*;

    #[test]
    fn panels_share_a_size_and_the_room() {
        let xs: Vec<f32> = (0..20_000).map(|i| i as f32).collect();
        let ys: Vec<f32> = xs.iter().map(|x| (x * 12.9).sin()).collect();
        let plots = (0..6).map(|i| Plot::new(&format!("plot {i}")).scatter("", &xs, &ys));
        let six = panels(plots).title("Six");
        let svg = six.svg();
        assert!(svg.len() <= 60_000, "{}", svg.len());
        assert!(
            svg.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"840\""),
            "{svg}"
        );
        assert_eq!(svg.matches("width=\"2800\"").count(), 6);
        assert_eq!((svg.matches("role=").count(), svg.matches("<title>").count()), (1, 1));
        assert!(format!("{six:?}").starts_with("6 panels \"Six\": Plot \"plot 0\": 20000 points"));
    }

    #[test]
    fn a_picture_of_its_own_size_keeps_it() {
        let mixed = panels([Plot::new("a")]).panel(network(&[2, 3, 1])).columns(2);
        let own = network(&[2, 3, 1]).svg();
        let width: u32 = own.split('"').nth(3).unwrap().parse().unwrap();
        assert!(mixed.svg().contains(&format!("width=\"{}\"", width * 10)));
        panels(Vec::<Plot>::new()).svg();
    }
}
