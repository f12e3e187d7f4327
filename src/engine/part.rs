//! Parts of a tensor along one axis: one place, a range, a list of places.
//!
//! All of them copy runs of neighbouring places; on the way back the gradients are added where the
//! places came from.

use std::fmt::{self, Display, Formatter};
use std::ops::Range;

use super::element::by_element;
use super::{Element, Raw, dims};

/// A range of places before the axis is known: an end that is left out is that of the axis, and
/// negative places count from its end.
#[derive(Clone, Copy)]
pub struct Span {
    pub start: Option<isize>,
    pub end: Option<isize>,
}

impl Display for Span {
    fn fmt(&self, f: &mut Formatter) -> fmt::Result {
        let word = |place: Option<isize>| place.map_or(String::new(), |p| p.to_string());
        write!(f, "{}..{}", word(self.start), word(self.end))
    }
}

/// One place of an axis, which is removed.
#[track_caller]
pub fn select(op: &'static str, x: &Raw, axis: isize, index: isize) -> Raw {
    let axis = dims::axis(op, axis, x.dims());
    let size = x.dims()[axis];
    let Some(place) = dims::place(index, size) else {
        panic!(
            "{op}: there is no place {index} in the shape {:?}, because axis {axis} has only {size}",
            x.dims()
        );
    };
    pick(op, x, axis, runs(std::iter::once(place)), dims::without(x.dims(), axis))
}

/// A range of an axis.
#[track_caller]
pub fn slice(op: &'static str, x: &Raw, axis: isize, span: Span) -> Raw {
    let axis = dims::axis(op, axis, x.dims());
    let size = x.dims()[axis];
    let end_of = |place: isize| {
        let from_left = if place < 0 { place.checked_add(size as isize)? } else { place };
        usize::try_from(from_left).ok().filter(|&p| p <= size)
    };
    let (start, end) = (end_of(span.start.unwrap_or(0)), span.end.map_or(Some(size), end_of));
    let (Some(start), Some(end)) = (start, end) else {
        panic!(
            "{op}: {span} reaches beyond axis {axis} of the shape {:?}, which has {size} places; \
             leave an end out to go as far as the axis does",
            x.dims()
        );
    };
    assert!(
        start <= end,
        "{op}: {span} ends before it starts, on axis {axis} of the shape {:?}; `.flip({axis})` \
         reverses an axis",
        x.dims()
    );
    narrowed(op, x, axis, start..end)
}

/// Parts of these sizes, one after the other along an axis.
#[track_caller]
pub fn split(x: &Raw, sizes: &[usize], axis: isize) -> Vec<Raw> {
    let axis = dims::axis("split", axis, x.dims());
    let total: usize = sizes.iter().sum();
    assert!(
        total == x.dims()[axis],
        "split: the sizes {sizes:?} add up to {total}, but axis {axis} of the shape {:?} has {} \
         places",
        x.dims(),
        x.dims()[axis]
    );
    let mut start = 0;
    let part = |&size: &usize| {
        start += size;
        narrowed("split", x, axis, start - size..start)
    };
    sizes.iter().map(part).collect()
}

/// At most this many parts of equal size along an axis; the last may be smaller.
#[track_caller]
pub fn chunk(x: &Raw, parts: usize, axis: isize) -> Vec<Raw> {
    assert!(parts > 0, "chunk: a tensor is cut into 1 part or more, not 0");
    let axis = dims::axis("chunk", axis, x.dims());
    let size = x.dims()[axis];
    let step = size.div_ceil(parts).max(1);
    let starts = (0..size.max(1)).step_by(step);
    starts.map(|start| narrowed("chunk", x, axis, start..(start + step).min(size))).collect()
}

/// Every `step`th place of an axis, from the first on.
#[track_caller]
pub fn step_by(x: &Raw, axis: isize, step: usize) -> Raw {
    assert!(step > 0, "step_by: a step of 0 would never leave the first place");
    let axis = dims::axis("step_by", axis, x.dims());
    let places = (0..x.dims()[axis]).step_by(step);
    let dims = dims::with(x.dims(), axis, &[places.len()]);
    pick("step_by", x, axis, runs(places), dims)
}

/// An axis from its end to its start.
#[track_caller]
pub fn flip(x: &Raw, axis: isize) -> Raw {
    let axis = dims::axis("flip", axis, x.dims());
    pick("flip", x, axis, runs((0..x.dims()[axis]).rev()), x.dims().to_vec())
}

/// The places of an axis that a tensor of indices names, in its shape.
#[track_caller]
pub fn index_select(x: &Raw, axis: isize, index: &Raw) -> Raw {
    let axis = dims::axis("index_select", axis, x.dims());
    let places = usize::load(index);
    check_places("index_select", &places, axis, x.dims());
    let dims = dims::with(x.dims(), axis, index.dims());
    pick("index_select", x, axis, runs(places.into_iter()), dims)
}

/// Checks that indices are places of an axis.
#[track_caller]
pub fn check_places(op: &str, places: &[usize], axis: usize, dims: &[usize]) {
    let size = dims[axis];
    if let Some(at) = places.iter().position(|&place| place >= size) {
        panic!(
            "{op}: the index {} at place {at} is outside axis {axis} of the shape {dims:?}, which \
             has {size} places, numbered from 0",
            places[at]
        );
    }
}

/// A range of an axis that is known to lie inside of it.
fn narrowed(op: &'static str, x: &Raw, axis: usize, places: Range<usize>) -> Raw {
    let dims = dims::with(x.dims(), axis, &[places.len()]);
    pick(op, x, axis, vec![places], dims)
}

/// Neighbouring places joined.
fn runs(places: impl Iterator<Item = usize>) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    for place in places {
        match runs.last_mut() {
            Some(run) if run.end == place => run.end += 1,
            _ => runs.push(place..place + 1),
        }
    }
    runs
}

/// Runs of places of an axis, one after the other.
#[track_caller]
fn pick(op: &'static str, x: &Raw, axis: usize, runs: Vec<Range<usize>>, dims: Vec<usize>) -> Raw {
    let (outer, size, inner) = dims::around(x.dims(), axis);
    let y = by_element!(x, E => {
        let mut values: Vec<E> = Vec::with_capacity(dims.iter().product());
        for first in (0..outer).map(|block| block * size) {
            for run in &runs {
                let places = (first + run.start) * inner..(first + run.end) * inner;
                match places.len() {
                    1 => values.push(*E::at(x, places.start)),
                    _ => E::extend(&mut values, x, places),
                }
            }
        }
        Raw::from_vec(values, &dims)
    });
    let own = x.dims().to_vec();
    y.recorded_from(op, x, move |g| {
        let mut values = vec![0.0; own.iter().product()];
        let gradients = f32::load(g);
        let mut rest = &gradients[..];
        for block in values.chunks_exact_mut((size * inner).max(1)) {
            for run in &runs {
                let to = &mut block[run.start * inner..run.end * inner];
                let (from, others) = rest.split_at(to.len());
                to.iter_mut().zip(from).for_each(|(to, g)| *to += g);
                rest = others;
            }
        }
        Raw::from_vec(values, &own)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test::panic_message;

    fn span(start: impl Into<Option<isize>>, end: impl Into<Option<isize>>) -> Span {
        Span { start: start.into(), end: end.into() }
    }

    #[test]
    fn parts_along_each_axis_are_those_of_the_definition() {
        let dims = [2, 3, 4];
        let x = Raw::from_vec((0..24).collect::<Vec<usize>>(), &dims);
        let at = |index: [usize; 3]| (index[0] * 3 + index[1]) * 4 + index[2];
        for axis in 0..3 {
            let places = [dims[axis] - 1, 0, dims[axis] - 1];
            let index = Raw::from_vec(places.to_vec(), &[3]);
            let got = index_select(&x, axis as isize, &index);
            let mut sizes = dims;
            sizes[axis] = 3;
            assert_eq!(got.dims(), sizes);
            let mut expected = Vec::new();
            for i in 0..sizes[0] {
                for j in 0..sizes[1] {
                    for k in 0..sizes[2] {
                        let mut index = [i, j, k];
                        index[axis] = places[index[axis]];
                        expected.push(at(index));
                    }
                }
            }
            assert_eq!(usize::load(&got), expected);
        }
    }

    #[test]
    fn ranges_count_from_both_ends() {
        let x = Raw::from_vec(vec![0.0, 1.0, 2.0, 3.0], &[4]);
        let cut = |span| f32::load(&slice("slice", &x, 0, span));
        assert_eq!(cut(span(1, 3)), [1.0, 2.0]);
        assert_eq!(cut(span(None, -1)), [0.0, 1.0, 2.0]);
        assert_eq!(cut(span(-2, None)), [2.0, 3.0]);
        assert_eq!(cut(span(4, None)), []);
        assert_eq!(
            panic_message(|| cut(span(2, 5))),
            "slice: 2..5 reaches beyond axis 0 of the shape [4], which has 4 places; leave an end \
             out to go as far as the axis does"
        );
        assert_eq!(
            panic_message(|| cut(span(-1, 1))),
            "slice: -1..1 ends before it starts, on axis 0 of the shape [4]; `.flip(0)` reverses \
             an axis"
        );
    }

    #[test]
    fn chunks_are_equal_but_for_the_last() {
        let sizes = |len: usize, parts| -> Vec<usize> {
            let x = Raw::full(0.0, &[len, 2]);
            chunk(&x, parts, 0).iter().map(|part| part.dims()[0]).collect()
        };
        assert_eq!(sizes(6, 3), [2, 2, 2]);
        assert_eq!(sizes(7, 3), [3, 3, 1]);
        assert_eq!(sizes(2, 5), [1, 1]);
        assert_eq!(sizes(0, 3), [0]);
    }

    #[test]
    fn what_is_not_there_is_one_sentence() {
        let x = Raw::full(0.0, &[5, 2]);
        assert_eq!(
            panic_message(|| index_select(&x, 0, &Raw::from_vec(vec![4, 7], &[2]))),
            "index_select: the index 7 at place 1 is outside axis 0 of the shape [5, 2], which has \
             5 places, numbered from 0"
        );
        assert_eq!(
            panic_message(|| split(&x, &[2, 2], 0)),
            "split: the sizes [2, 2] add up to 4, but axis 0 of the shape [5, 2] has 5 places"
        );
        assert_eq!(
            panic_message(|| select("select", &x, 1, -3)),
            "select: there is no place -3 in the shape [5, 2], because axis 1 has only 2"
        );
    }
}
