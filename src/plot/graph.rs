//! Computation graphs: which ops made a tensor, and from what.

use std::collections::BTreeMap;

use plotters::drawing::IntoDrawingArea;

use super::diagram::{draw_box, draw_paper, draw_way, head};
use super::figure::{Draw, document, figure};
use super::layered::{Layered, layered};
use super::marks::{Drawn, PIXEL};
use super::palette::{GRID, INK, tint};
use super::sentence::{counted, titled};
use super::svg::Svg;
use super::text::{SMALL_FONT, TITLE_FONT, fitted, widest, width};
use crate::tensor::{Record, Tensor};

/// Of a longer tape the last records are drawn.
const MOST_RECORDS: usize = 60;
const MARGIN: i32 = 16 * PIXEL;
const LONGEST_NAME: i32 = 130 * PIXEL;

/// A drawing of a tape, from data and parameters on the left to the result on the right: each op with
/// the shape of its result. Of a tape with more than 60 records the last 60 are drawn. Take the tape before
/// `backward()` frees it.
///
/// ```
/// use manabi::prelude::*;
/// let w = tensor([[1.], [2.]]).requires_grad();
/// let loss = (tensor([[1., 2.], [3., 4.]]).matmul(&w) - 1.).square().mean();
/// computation_graph(&loss.tape()).show();
/// ```
pub fn computation_graph(tape: &[Record]) -> Graph {
    Graph::wrap(Content { title: String::new(), tape: tape.to_vec(), names: BTreeMap::new() })
}

opaque! {
    /// The figure that [`computation_graph`] makes.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let w = tensor([1., 2.]).requires_grad();
    /// let figure = computation_graph(&w.square().sum().tape());
    /// assert!(figure.svg().contains("square"));
    /// ```
    pub struct Graph(Content);
}

#[derive(Clone)]
struct Content {
    title: String,
    tape: Vec<Record>,
    names: BTreeMap<u64, String>,
}

figure!(Graph, "computation_graph(&tensor([1., 2.]).requires_grad().square().sum().tape())");

impl Graph {
    /// A title over the drawing.
    ///
    /// ```
    /// use manabi::prelude::*;
    /// let w = tensor([1., 2.]).requires_grad();
    /// computation_graph(&w.square().sum().tape()).title("Sum of squares").show();
    /// ```
    pub fn title(mut self, title: &str) -> Graph {
        self.0.title = title.into();
        self
    }

    /// The names of parameters, such as those of a model.
    ///
    /// ```
    /// use manabi::prelude::*;
    /// let net = Linear::<2, 1>::default();
    /// let loss = mse_loss(&net.forward(&tensor([[0., 1.]])), &tensor([[1.]]));
    /// computation_graph(&loss.tape()).names(&net.parameters()).show();
    /// ```
    pub fn names(mut self, parameters: &[(String, Tensor)]) -> Graph {
        let known = parameters.iter().filter_map(|(name, x)| Some((x.raw.id()?, name.clone())));
        self.0.names.extend(known);
        self
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Role {
    Parameter,
    Data,
    Op,
    Result,
}

/// The boxes of a drawing and the edges between them.
struct Boxes {
    roles: Vec<Role>,
    lines: Vec<Vec<String>>,
    edges: Vec<(usize, usize)>,
}

impl Content {
    /// The records that are drawn.
    fn shown(&self) -> &[Record] {
        &self.tape[self.tape.len().saturating_sub(MOST_RECORDS)..]
    }

    fn boxes(&self) -> Boxes {
        let mut boxes = Boxes { roles: Vec::new(), lines: Vec::new(), edges: Vec::new() };
        let mut place = BTreeMap::new();
        let shown = self.shown();
        for (i, record) in shown.iter().enumerate() {
            let mut from = Vec::new();
            for input in &record.inputs {
                let known = input.record.and_then(|id| place.get(&id)).copied();
                from.push(known.unwrap_or_else(|| {
                    // An op that is not drawn any more stands there as three dots.
                    let name = if input.record.is_some() { "…" } else { "data" };
                    boxes.add(Role::Data, name, &input.shape)
                }));
            }
            let role = match record.op {
                "parameter" => Role::Parameter,
                _ if i + 1 == shown.len() => Role::Result,
                _ => Role::Op,
            };
            let name = self.names.get(&record.id).map_or(record.op, |name| name);
            let own = boxes.add(role, name, &record.shape);
            boxes.edges.extend(from.into_iter().map(|from| (from, own)));
            place.insert(record.id, own);
        }
        boxes
    }

    fn layout(&self, boxes: &Boxes) -> Layered {
        let size = |lines: &Vec<String>| {
            let text = widest(lines.iter().map(|line| &line[..]), SMALL_FONT);
            (text + 12 * PIXEL, 36 * PIXEL)
        };
        layered(&boxes.lines.iter().map(size).collect::<Vec<_>>(), &boxes.edges)
    }

    fn draw_on(&self, body: &mut String, size: (u32, u32)) -> Drawn {
        let (boxes, whole) = (self.boxes(), (size.0 * PIXEL as u32, size.1 * PIXEL as u32));
        let layout = self.layout(&boxes);
        let area = Svg::new(body, whole).into_drawing_area();
        draw_paper(&area, &self.title)?;
        let left = (whole.0 as i32 - layout.size.0) / 2;
        let top = head(&self.title) + MARGIN;
        let at = |(x, y): (i32, i32)| (x + left, y + top);
        for way in &layout.ways {
            let points: Vec<_> = way.points.iter().map(|point| at(*point)).collect();
            draw_way(&area, &points, way.arrives, INK)?;
        }
        for ((role, lines), place) in boxes.roles.iter().zip(&boxes.lines).zip(&layout.nodes) {
            let color = match role {
                Role::Parameter => tint(0),
                Role::Data => GRID,
                Role::Op => tint(4),
                Role::Result => tint(1),
            };
            let text = widest(lines.iter().map(|line| &line[..]), SMALL_FONT);
            draw_box(&area, at(*place), (text + 12 * PIXEL, 36 * PIXEL), color, lines)?;
        }
        Ok(())
    }
}

impl Boxes {
    fn add(&mut self, role: Role, name: &str, shape: &[usize]) -> usize {
        let shape = if shape.is_empty() { "scalar".into() } else { format!("{shape:?}") };
        self.roles.push(role);
        self.lines.push(vec![fitted(name, SMALL_FONT, LONGEST_NAME), shape]);
        self.roles.len() - 1
    }
}

impl Draw for Content {
    fn size(&self) -> (u32, u32) {
        let layout = self.layout(&self.boxes());
        let across = layout.size.0 + 2 * MARGIN;
        let title = width(&self.title, TITLE_FONT) + 16 * PIXEL;
        let down = layout.size.1 + 2 * MARGIN + head(&self.title);
        ((across.max(title).max(160 * PIXEL) / PIXEL) as u32, (down / PIXEL) as u32)
    }

    fn stretches(&self) -> bool {
        false
    }

    fn sentence(&self) -> String {
        let what = titled("Computation graph", &self.title);
        let (parameters, ops): (Vec<_>, Vec<_>) =
            self.tape.iter().partition(|record| record.op == "parameter");
        let Some(last) = self.tape.last() else {
            return format!("{what}: nothing was recorded.");
        };
        let names: Vec<&str> = ops.iter().rev().take(20).rev().map(|record| record.op).collect();
        let before = if names.len() < ops.len() { "..., " } else { "" };
        let cut = match self.shown().len() < self.tape.len() {
            true => format!("; the last {MOST_RECORDS} records are drawn"),
            false => String::new(),
        };
        format!(
            "{what}: from {} through {} ({before}{}) to a result of the shape {:?}{cut}.",
            counted(parameters.len(), "parameter"),
            counted(ops.len(), "op"),
            names.join(", "),
            last.shape
        )
    }

    fn draw(&self, size: (u32, u32), _: usize) -> String {
        let mut body = String::new();
        self.draw_on(&mut body, size).expect("writing to a string does not fail");
        document(size, &self.sentence(), &body)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prelude::*;

    #[test]
    fn a_tape_is_drawn_with_ops_shapes_and_names() {
        let net = Linear::<2, 3>::default();
        let loss = net.forward(&tensor([[0., 1.]])).tanh().mean();
        let graph = computation_graph(&loss.tape()).names(&net.parameters());
        let svg = graph.svg();
        for text in
            [">data</text>", ">[1, 2]</text>", ">weight</text>", ">tanh</text>", ">scalar</text>"]
        {
            assert!(svg.contains(text), "{text} in {svg}");
        }
        let boxes = graph.0.boxes();
        assert_eq!(boxes.edges.len(), 5);
        assert!(
            format!("{graph:?}").starts_with("Computation graph: from 2 parameters through 3 ops")
        );
    }

    #[test]
    fn a_tensor_used_twice_is_one_box() {
        let x = tensor([1., 2.]).requires_grad();
        let boxes = computation_graph(&(&x * &x).tape()).0.boxes();
        assert_eq!((boxes.lines.len(), boxes.edges), (2, vec![(0, 1), (0, 1)]));
    }

    #[test]
    fn long_and_empty_tapes_are_drawn() {
        let x = tensor([1., 2.]).requires_grad();
        let mut y = x.tanh();
        for _ in 0..500 {
            y = (y + 1.).tanh();
        }
        let graph = computation_graph(&y.tape());
        assert!(graph.svg().len() < 60_000);
        assert!(format!("{graph:?}").contains("the last 60 records are drawn"));
        let empty = computation_graph(&[]);
        assert_eq!(format!("{empty:?}"), "Computation graph: nothing was recorded.");
        empty.svg();
    }
}
