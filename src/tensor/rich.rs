//! Tensors in a notebook: a quiet table for vectors and matrices, text for the others.

use super::print::{Word, Words, described, is_cut, shown};
use super::{Shape, Tensor};
use crate::display::{Bundle, Rich};
use crate::engine::Raw;

const NOTE: &str = "font-size:85%;opacity:0.65";
const CELL: &str = "padding:1px 0.5em;text-align:right;white-space:pre;border:none;\
                    background:transparent;font-family:monospace";
const TABLE: &str = "border-collapse:collapse;border:solid currentColor;border-width:0 1.5px;\
                     border-radius:4px;margin:2px 0;background:transparent;color:inherit";

impl<S: Shape, E: Word> Rich for Tensor<S, E> {
    fn bundle(&self) -> Bundle {
        bundle(&self.raw, E::words)
    }
}

fn bundle(raw: &Raw, words: Words) -> Bundle {
    let words = words(raw, None);
    let text = Bundle::text(described(raw, &words));
    match *raw.dims() {
        [columns] => text.with("text/html", table(&words, 1, columns, raw.dims())),
        [rows, columns] => text.with("text/html", table(&words, rows, columns, raw.dims())),
        _ => text,
    }
}

fn table(words: &[String], rows: usize, columns: usize, dims: &[usize]) -> String {
    let cut = is_cut(rows * columns);
    let (rows, columns) = (shown(rows, cut), shown(columns, cut));
    let mut words = words.iter();
    let mut html = format!("<table style=\"{TABLE}\">");
    for row in rows {
        html.push_str("<tr style=\"background:transparent\">");
        for column in &columns {
            let word = match (row, column) {
                (Some(_), Some(_)) => words.next().map_or("", String::as_str),
                (Some(_), None) => "…",
                (None, _) => "⋮",
            };
            html.push_str(&format!("<td style=\"{CELL}\">{word}</td>"));
        }
        html.push_str("</tr>");
    }
    html.push_str(&format!("</table><div style=\"{NOTE}\">shape {dims:?}</div>"));
    html
}

#[cfg(test)]
mod tests {
    use crate::prelude::*;

    fn html(x: &Tensor) -> Option<String> {
        let bundle = x.bundle();
        Some(String::from_utf8(bundle.get("text/html")?.to_vec()).unwrap())
    }

    #[test]
    fn a_matrix_is_a_table_with_its_shape() {
        let html = html(&tensor([[1., 2.5], [3., 4.]])).unwrap();
        assert_eq!(html.matches("<tr").count(), 2);
        assert!(html.contains(">2.5</td>") && html.contains(">1. </td>"));
        assert!(html.ends_with("shape [2, 2]</div>"));
    }

    #[test]
    fn a_large_one_is_cut() {
        let html = html(&zeros([1000, 1000])).unwrap();
        assert_eq!(html.matches("<td").count(), 49);
        assert!(html.len() < 12_000);
    }

    #[test]
    fn every_tensor_has_text() {
        let x = zeros([2, 2, 2]);
        assert_eq!(html(&x), None);
        assert_eq!(x.bundle().get("text/plain"), Some(format!("{x:?}").as_bytes()));
    }
}
