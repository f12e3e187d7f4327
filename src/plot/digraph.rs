//! Directed graphs: named boxes, and arrows from what comes first to what follows from it.

use super::boxes::Boxes;
use super::figure::{Draw, figure};
use super::palette::tint;
use super::sentence::{counted, titled};

/// A box has at most so many lines of text, and a drawing so many boxes.
const MOST_LINES: usize = 4;
const MOST_NODES: usize = 60;

/// A drawing of a directed graph without circles, from left to right: a box for each name, an arrow for each
/// edge. A name may have several lines. Each edge leads from a name to a later one, both given by their
/// place in the list. Panics on other edges, and on more than 60 names.
///
/// ```
/// use manabi::prelude::*;
/// digraph(&["data", "model", "loss", "answer"], &[(0, 1), (1, 2), (1, 3)]).show();
/// ```
#[track_caller]
pub fn digraph<T: AsRef<str>>(names: &[T], edges: &[(usize, usize)]) -> Digraph {
    assert!(
        (1..=MOST_NODES).contains(&names.len()),
        "digraph: a drawing has 1 to {MOST_NODES} boxes, not {}",
        names.len()
    );
    if let Some((from, to)) = edges.iter().find(|(from, to)| from >= to || *to >= names.len()) {
        panic!(
            "digraph: the edge ({from}, {to}) does not lead from one of the {} names to a later one; \
             put what comes first before what follows from it",
            names.len()
        );
    }
    Digraph::wrap(Content {
        title: String::new(),
        names: super::names_of(names),
        groups: Vec::new(),
        edges: edges.to_vec(),
    })
}

opaque! {
    /// The figure that [`digraph`] makes.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert!(digraph(&["data", "model"], &[(0, 1)]).svg().contains("model"));
    /// ```
    pub struct Digraph(Content);
}

#[derive(Clone)]
struct Content {
    title: String,
    names: Vec<String>,
    /// The number of the colour of each box; none if all have the same.
    groups: Vec<usize>,
    edges: Vec<(usize, usize)>,
}

figure!(Digraph, "digraph(&[\"data\", \"model\"], &[(0, 1)])");

impl Digraph {
    /// A title over the drawing.
    ///
    /// ```
    /// use manabi::prelude::*;
    /// digraph(&["data", "model"], &[(0, 1)]).title("What comes first").show();
    /// ```
    pub fn title(mut self, title: &str) -> Digraph {
        self.0.title = title.into();
        self
    }

    /// The colours of the boxes: those with the same number have the same. Panics when there is not one
    /// number for each box.
    ///
    /// ```
    /// use manabi::prelude::*;
    /// digraph(&["images", "labels", "model"], &[(0, 2), (1, 2)]).groups(&[0, 0, 1]).show();
    /// ```
    #[track_caller]
    pub fn groups(mut self, groups: &[usize]) -> Digraph {
        let boxes = self.0.names.len();
        assert!(
            groups.len() == boxes,
            "groups: {boxes} boxes need {boxes} numbers, not {}",
            groups.len()
        );
        self.0.groups = groups.to_vec();
        self
    }
}

impl Content {
    fn boxes(&self) -> Boxes {
        let mut boxes = Boxes::default();
        for (i, name) in self.names.iter().enumerate() {
            let lines: Vec<&str> = name.lines().take(MOST_LINES).collect();
            boxes.add(tint(self.groups.get(i).copied().unwrap_or(0)), &lines);
        }
        boxes.edges = self.edges.clone();
        boxes
    }
}

impl Draw for Content {
    fn size(&self) -> (u32, u32) {
        self.boxes().size(&self.title)
    }

    fn stretches(&self) -> bool {
        false
    }

    fn sentence(&self) -> String {
        let first = |i: usize| self.names[i].lines().next().unwrap_or("");
        let mut arrows: Vec<_> = self
            .edges
            .iter()
            .map(|(from, to)| format!("{} to {}", first(*from), first(*to)))
            .collect();
        let more = arrows.len().saturating_sub(24);
        arrows.truncate(24);
        if more > 0 {
            arrows.push(format!("and {more} more"));
        }
        let between = match arrows.is_empty() {
            true => "no arrows between them".into(),
            false => format!("arrows from {}", arrows.join(", ")),
        };
        let what = titled("Graph", &self.title);
        format!("{what} of {}: {between}.", counted(self.names.len(), "node"))
    }

    fn draw(&self, size: (u32, u32), _: usize) -> String {
        self.boxes().drawn(size, &self.title, &self.sentence())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test::panic_message;

    #[test]
    fn a_graph_is_drawn_and_said() {
        let graph = digraph(&["nets\n02-07", "images"], &[(0, 1)]).groups(&[0, 1]).title("Map");
        assert_eq!(format!("{graph:?}"), "Graph \"Map\" of 2 nodes: arrows from nets to images.");
        for text in [">nets</text>", ">02-07</text>", ">images</text>"] {
            assert!(graph.svg().contains(text));
        }
        let names: Vec<String> = (0..60).map(|i| i.to_string()).collect();
        let edges: Vec<(usize, usize)> = (1..60).map(|i| (i / 2, i)).collect();
        let tree = digraph(&names, &edges);
        assert!(tree.svg().len() < 60_000);
        assert!(format!("{tree:?}").ends_with("and 35 more."));
        assert!(format!("{:?}", digraph(&["alone"], &[])).ends_with("no arrows between them."));
    }

    #[test]
    fn bad_edges_are_one_sentence() {
        for edge in [(1, 0), (1, 1), (0, 2)] {
            assert_eq!(
                panic_message(|| digraph(&["a", "b"], &[edge])),
                format!(
                    "digraph: the edge {edge:?} does not lead from one of the 2 names to a later one; \
                     put what comes first before what follows from it"
                )
            );
        }
        assert_eq!(
            panic_message(|| digraph(&["a", "b"], &[]).groups(&[1])),
            "groups: 2 boxes need 2 numbers, not 1"
        );
    }
}
