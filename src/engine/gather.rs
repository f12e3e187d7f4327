//! One element for each index, along an axis.

use super::element::by_element;
use super::part::{Span, check_places, slice};
use super::{Element, Raw, dims};

/// For each index the element at that place of the axis, and at the place of the index on the other
/// axes.
#[track_caller]
pub fn gather(x: &Raw, axis: isize, index: &Raw) -> Raw {
    let axis = dims::axis("gather", axis, x.dims());
    let (own, sizes) = (x.dims(), index.dims());
    let fits = own.len() == sizes.len()
        && (0..own.len()).all(|other| other == axis || sizes[other] <= own[other]);
    assert!(
        fits,
        "gather: indices of the shape {sizes:?} do not fit the shape {own:?}: they need as many axes, \
         and no greater sizes but along axis {axis}{}",
        if own.len() == sizes.len() + 1 {
            format!("; try `.unsqueeze({axis})`")
        } else {
            "".into()
        }
    );
    let mut part = x.clone();
    for other in 0..own.len() {
        if other != axis && sizes[other] < own[other] {
            let span = Span { start: None, end: Some(sizes[other] as isize) };
            part = slice("gather", &part, other as isize, span);
        }
    }
    let places = usize::load(index);
    check_places("gather", &places, axis, own);
    gathered("gather", &part, axis, places, sizes.to_vec())
}

/// The elements at places of an axis that are known to be there; `dims` are the sizes of the result.
#[track_caller]
pub fn gathered(
    op: &'static str,
    x: &Raw,
    axis: usize,
    places: Vec<usize>,
    dims: Vec<usize>,
) -> Raw {
    let (_, size, inner) = dims::around(x.dims(), axis);
    let count = dims[axis];
    let y = by_element!(x, E => {
        let values: Vec<E> = sources(&places, size, count, inner).map(|at| *E::at(x, at)).collect();
        Raw::from_vec(values, &dims)
    });
    let own = x.dims().to_vec();
    y.recorded_from(op, x, move |g| {
        let mut values = vec![0.0; own.iter().product()];
        for (at, g) in sources(&places, size, count, inner).zip(f32::load(g)) {
            values[at] += g;
        }
        Raw::from_vec(values, &own)
    })
}

/// Where the elements lie in the source, in the order of the result.
fn sources(
    places: &[usize],
    size: usize,
    count: usize,
    inner: usize,
) -> impl Iterator<Item = usize> {
    let blocks = places.chunks((count * inner).max(1)).enumerate();
    blocks.flat_map(move |(block, places)| {
        let rows = places.chunks(inner.max(1));
        rows.flat_map(move |row| {
            row.iter().enumerate().map(move |(at, place)| (block * size + place) * inner + at)
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test::panic_message;

    #[test]
    fn each_index_finds_its_element() {
        let x = Raw::from_vec((0..24).map(|i| i as f32).collect(), &[2, 3, 4]);
        let index = Raw::from_vec(vec![2, 0, 1, 1, 0, 2], &[2, 1, 3]);
        let y = gather(&x, 1, &index);
        assert_eq!(y.dims(), [2, 1, 3]);
        assert_eq!(f32::load(&y), [8.0, 1.0, 6.0, 16.0, 13.0, 22.0]);
    }

    #[test]
    fn what_does_not_fit_is_one_sentence() {
        let x = Raw::full(0.0, &[2, 3]);
        assert_eq!(
            panic_message(|| gather(&x, 1, &Raw::from_vec(vec![0, 1], &[2]))),
            "gather: indices of the shape [2] do not fit the shape [2, 3]: they need as many axes, \
             and no greater sizes but along axis 1; try `.unsqueeze(1)`"
        );
        assert_eq!(
            panic_message(|| gather(&x, 1, &Raw::from_vec(vec![0, 3], &[2, 1]))),
            "gather: the index 3 at place 1 is outside axis 1 of the shape [2, 3], which has 3 \
             places, numbered from 0"
        );
    }
}
