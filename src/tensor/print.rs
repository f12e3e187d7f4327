//! Tensors as text, laid out as NumPy does: aligned columns, long axes cut, long lines wrapped.
//!
//! `{}` shows the elements, `{:?}` the shape as well, `{:.2}` a fixed number of digits.

use std::fmt::{self, Debug, Display, Formatter};

use super::{Element, Shape, Tensor};
use crate::engine::Raw;

/// With more elements than this, only the ends of long axes are shown.
const MOST: usize = 1000;
/// The places shown at each end of an axis that is cut.
const EDGE: usize = 3;
/// The columns of a line of text.
const WIDTH: usize = 75;
/// The digits after the point, where the number of digits is not given.
const DIGITS: usize = 4;

/// An element that can be written.
pub trait Word: Element {
    /// The elements that are shown, as words of equal width in row-major order.
    #[doc(hidden)]
    fn words(raw: &Raw, digits: Option<usize>) -> Vec<String>;
}

/// The function of [`Word`] for one type of elements.
pub type Words = fn(&Raw, Option<usize>) -> Vec<String>;

impl Word for f32 {
    fn words(raw: &Raw, digits: Option<usize>) -> Vec<String> {
        let values: Vec<f32> = seen(raw);
        if let Some(digits) = digits {
            return aligned(values.iter().map(|v| format!("{v:.digits$}")).collect());
        }
        let finite = values.iter().map(|v| v.abs()).filter(|v| v.is_finite());
        let biggest = finite.fold(0.0, f32::max);
        if biggest >= 1e8 || (biggest > 0.0 && biggest < 1e-3) {
            return aligned(values.iter().map(|v| format!("{v:.DIGITS$e}")).collect());
        }
        let words: Vec<String> = values.iter().map(|&v| short(v)).collect();
        let decimals = |word: &str| word.find('.').map_or(0, |point| word.len() - point - 1);
        let most = words.iter().map(|w| decimals(w)).max().unwrap_or(0);
        let point_aligned =
            words.into_iter().map(|w| format!("{w}{}", " ".repeat(most - decimals(&w)))).collect();
        aligned(point_aligned)
    }
}

impl Word for usize {
    fn words(raw: &Raw, _: Option<usize>) -> Vec<String> {
        aligned(seen::<usize>(raw).iter().map(usize::to_string).collect())
    }
}

impl Word for bool {
    fn words(raw: &Raw, _: Option<usize>) -> Vec<String> {
        aligned(seen::<bool>(raw).iter().map(bool::to_string).collect())
    }
}

/// The elements that are shown.
fn seen<E: Element>(raw: &Raw) -> Vec<E> {
    let mut places = vec![0];
    for &size in raw.dims() {
        let axis = shown(size, is_cut(raw.len()));
        places = places
            .iter()
            .flat_map(|place| axis.iter().flatten().map(move |i| place * size + i))
            .collect();
    }
    places.into_iter().map(|place| *E::at(raw, place)).collect()
}

/// A number with as many digits as it needs, up to [`DIGITS`].
fn short(v: f32) -> String {
    if !v.is_finite() {
        return v.to_string();
    }
    let word = format!("{v:.DIGITS$}");
    match word.trim_end_matches('0') {
        "-0." => "0.".into(),
        trimmed => trimmed.into(),
    }
}

fn aligned(words: Vec<String>) -> Vec<String> {
    let width = words.iter().map(String::len).max().unwrap_or(0);
    words.iter().map(|w| format!("{w:>width$}")).collect()
}

/// The places of an axis to show; `None` where it is cut.
pub fn shown(size: usize, cut: bool) -> Vec<Option<usize>> {
    if cut && size > 2 * EDGE {
        let (start, end) = ((0..EDGE).map(Some), (size - EDGE..size).map(Some));
        start.chain([None]).chain(end).collect()
    } else {
        (0..size).map(Some).collect()
    }
}

/// Whether a tensor with this many elements is cut.
pub fn is_cut(len: usize) -> bool {
    len > MOST
}

/// The words in brackets. `separator` stands between elements and `indent` columns before every
/// line but the first.
fn layout(words: &[String], dims: &[usize], separator: &str, indent: usize) -> String {
    let cut = is_cut(dims.iter().product());
    let mut text = String::new();
    let mut words = words.iter();
    bracket(&mut text, &mut words, dims, cut, separator, indent);
    text
}

fn bracket<'a>(
    text: &mut String,
    words: &mut impl Iterator<Item = &'a String>,
    dims: &[usize],
    cut: bool,
    separator: &str,
    indent: usize,
) {
    let Some((&size, inner)) = dims.split_first() else {
        text.extend(words.next().map(String::as_str));
        return;
    };
    text.push('[');
    let mut column = indent + 1;
    for (i, place) in shown(size, cut).into_iter().enumerate() {
        let mut part = String::new();
        match place {
            Some(_) => bracket(&mut part, words, inner, cut, separator, indent + 1),
            None => part.push_str("..."),
        }
        if i > 0 {
            let wraps = inner.is_empty() && column + separator.len() + part.len() >= WIDTH;
            if wraps || !inner.is_empty() {
                text.push_str(separator.trim_end());
                text.push_str(&"\n".repeat(inner.len().max(1)));
                text.push_str(&" ".repeat(indent + 1));
                column = indent + 1;
            } else {
                text.push_str(separator);
                column += separator.len();
            }
        }
        column += part.len();
        text.push_str(&part);
    }
    text.push(']');
}

impl<S: Shape, E: Word> Display for Tensor<S, E> {
    fn fmt(&self, f: &mut Formatter) -> fmt::Result {
        write_elements(&self.raw, E::words, f)
    }
}

impl<S: Shape, E: Word> Debug for Tensor<S, E> {
    fn fmt(&self, f: &mut Formatter) -> fmt::Result {
        write_described(&self.raw, E::words, f)
    }
}

fn write_elements(raw: &Raw, words: Words, f: &mut Formatter) -> fmt::Result {
    f.write_str(&layout(&words(raw, f.precision()), raw.dims(), " ", 0))
}

fn write_described(raw: &Raw, words: Words, f: &mut Formatter) -> fmt::Result {
    f.write_str(&described(raw, &words(raw, f.precision())))
}

/// The elements and the shape.
pub fn described(raw: &Raw, words: &[String]) -> String {
    let name = "tensor(";
    let elements = layout(words, raw.dims(), ", ", name.len());
    format!("{name}{elements}, shape={:?})", raw.dims())
}

#[cfg(test)]
mod tests {
    use crate::prelude::*;

    #[test]
    fn points_stand_below_each_other() {
        let x = tensor([[0., 1.], [1., 0.]]);
        assert_eq!(x.to_string(), "[[0. 1.]\n [1. 0.]]");
        assert_eq!(format!("{x:?}"), "tensor([[0., 1.],\n        [1., 0.]], shape=[2, 2])");
        let x = tensor([[0.5, -10.], [1. / 3., 0.25]]);
        assert_eq!(x.to_string(), "[[  0.5    -10.    ]\n [  0.3333   0.25  ]]");
        assert_eq!(format!("{x:.1}"), "[[  0.5 -10.0]\n [  0.3   0.2]]");
    }

    #[test]
    fn small_and_great_numbers_are_scientific() {
        assert_eq!(tensor([1e-5, 2e-4]).to_string(), "[1.0000e-5 2.0000e-4]");
        assert_eq!(tensor([3e9, 1.]).to_string(), "[3.0000e9 1.0000e0]");
        assert_eq!(
            tensor([f32::NAN, f32::INFINITY, -0.00001, 1.]).to_string(),
            "[NaN inf  0.  1.]"
        );
    }

    #[test]
    fn scalars_labels_masks_and_nothing() {
        assert_eq!(tensor(0.5).to_string(), "0.5");
        assert_eq!(format!("{:?}", tensor(0.5).sum()), "tensor(0.5, shape=[])");
        assert_eq!(tensor([1, 10]).to_string(), "[ 1 10]");
        assert_eq!(tensor([true, false]).to_string(), "[ true false]");
        assert_eq!(zeros(0).to_string(), "[]");
        assert_eq!(zeros([2, 0]).to_string(), "[[]\n []]");
    }

    #[test]
    fn matrices_of_a_batch_are_apart() {
        assert_eq!(
            tensor([[[1., 2.], [3., 4.]], [[5., 6.], [7., 8.]]]).to_string(),
            "[[[1. 2.]\n  [3. 4.]]\n\n [[5. 6.]\n  [7. 8.]]]"
        );
    }

    #[test]
    fn long_axes_are_cut_and_long_lines_wrapped() {
        assert_eq!(
            format!("{:?}", arange(0., 2000., 1.)),
            "tensor([   0.,    1.,    2., ..., 1997., 1998., 1999.], shape=[2000])"
        );
        assert_eq!(
            zeros([100, 20]).to_string(),
            "[[0. 0. 0. ... 0. 0. 0.]\n [0. 0. 0. ... 0. 0. 0.]\n [0. 0. 0. ... 0. 0. 0.]\n ...\n \
             [0. 0. 0. ... 0. 0. 0.]\n [0. 0. 0. ... 0. 0. 0.]\n [0. 0. 0. ... 0. 0. 0.]]"
        );
        let text = arange(0., 100., 1.).to_string();
        assert!(text.lines().all(|line| line.len() <= 75), "{text}");
        assert!(text.starts_with("[ 0.  1.") && text.contains("17.\n 18."));
    }
}
