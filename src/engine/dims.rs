//! Sizes of tensors: how they fit together, and the sentence when they do not.

use super::place::At;
use super::room;

/// The sizes of two tensors broadcast together: aligned from the right, equal or 1.
#[track_caller]
pub fn broadcast(op: &str, a: &[usize], b: &[usize]) -> Vec<usize> {
    match try_broadcast(a, b) {
        Ok(dims) => {
            room::check(op, &dims);
            dims
        }
        Err((x, y)) => panic!(
            "{op}: the shapes {a:?} and {b:?} do not fit, because {x} and {y} differ (sizes are \
             matched from the right, and a 1 stretches){}",
            broadcast_mend(a, b)
        ),
    }
}

/// The broadcast sizes, or the first two from the right that differ.
fn try_broadcast(a: &[usize], b: &[usize]) -> Result<Vec<usize>, (usize, usize)> {
    let rank = a.len().max(b.len());
    let mut dims = vec![0; rank];
    for i in 0..rank {
        let size = |dims: &[usize]| (dims.len() > i).then(|| dims[dims.len() - 1 - i]);
        dims[rank - 1 - i] = match (size(a).unwrap_or(1), size(b).unwrap_or(1)) {
            (x, y) if x == y => x,
            (1, y) => y,
            (x, 1) => x,
            (x, y) => return Err((x, y)),
        };
    }
    Ok(dims)
}

fn broadcast_mend(a: &[usize], b: &[usize]) -> String {
    let column = |dims: &[usize]| [dims, &[1]].concat();
    if b.len() + 1 == a.len() && try_broadcast(a, &column(b)).is_ok() {
        "; try `.unsqueeze(-1)` on the right side".into()
    } else if a.len() + 1 == b.len() && try_broadcast(&column(a), b).is_ok() {
        "; try `.unsqueeze(-1)` on the left side".into()
    } else if let (&[m, n], &[p, q]) = (a, b)
        && (m, n) == (q, p)
    {
        "; try `.t()` on one side".into()
    } else {
        String::new()
    }
}

/// An axis counted from the left (0, 1, ..) or the right (-1, -2, ..).
#[track_caller]
pub fn axis(op: &str, axis: isize, dims: &[usize]) -> usize {
    // Not in a closure: a panic in one is not at the caller's line.
    let Some(place) = place(axis, dims.len()) else {
        match dims.len() {
            0 => panic!("{op}: a scalar has no axis {axis}"),
            1 => panic!("{op}: there is no axis {axis} in the shape {dims:?}; its only axis is 0"),
            rank => panic!(
                "{op}: there is no axis {axis} in the shape {dims:?}; its axes are 0 to {}",
                rank - 1
            ),
        }
    };
    place
}

/// A place counted from either end of `len` places.
pub fn place(index: isize, len: usize) -> Option<usize> {
    let from_left = if index < 0 { index.checked_add(len as isize)? } else { index };
    usize::try_from(from_left).ok().filter(|&i| i < len)
}

/// The view (outer, axis, inner) of a tensor around one axis.
pub fn around(dims: &[usize], axis: usize) -> (usize, usize, usize) {
    let inner = dims[axis + 1..].iter().product();
    (dims[..axis].iter().product(), dims[axis], inner)
}

/// The sizes without one axis.
pub fn without(dims: &[usize], axis: usize) -> Vec<usize> {
    [&dims[..axis], &dims[axis + 1..]].concat()
}

/// The sizes with others in the place of one axis.
pub fn with(dims: &[usize], axis: usize, sizes: &[usize]) -> Vec<usize> {
    [&dims[..axis], sizes, &dims[axis + 1..]].concat()
}

/// Where a new axis goes, counted from the left (0, 1, ..) or the right (-1, -2, ..).
#[track_caller]
pub fn new_axis(op: &str, axis: isize, dims: &[usize]) -> usize {
    let rank = dims.len();
    let Some(place) = place(axis, rank + 1) else {
        panic!(
            "{op}: a new axis of the shape {dims:?} is at -{} to {rank}, not at {axis}",
            rank + 1
        );
    };
    place
}

/// Checks that a shape stretches to another.
#[track_caller]
pub fn check_stretch(op: &str, from: &[usize], to: &[usize]) {
    assert!(
        try_broadcast(from, to).is_ok_and(|dims| dims == to),
        "{op}: the shape {from:?} does not stretch to {to:?} (sizes are matched from the right, and \
         only a 1 stretches)"
    );
}

/// Checks that `len` elements fill the shape.
#[track_caller]
pub fn check_len(op: &str, len: usize, dims: &[usize]) {
    let wanted: usize = dims.iter().product();
    assert!(len == wanted, "{op}: the shape {dims:?} holds {wanted} elements, but there are {len}");
}

/// Checks that there is one element.
#[track_caller]
pub fn check_single(dims: &[usize]) {
    let len: usize = dims.iter().product();
    assert!(
        len == 1,
        "item: the shape {dims:?} has {len} elements, not one; read all with `.to_vec()` or one \
         with `[..]`"
    );
}

/// The sizes of a reshape, where one -1 stands for what is left over.
#[track_caller]
pub fn reshape(from: &[usize], to: &[isize]) -> Vec<usize> {
    let len: usize = from.iter().product();
    assert!(
        to.iter().all(|&d| d >= -1),
        "reshape: {to:?} has a negative size; only one -1 may stand for the rest"
    );
    let stated = to.iter().filter(|&&d| d != -1);
    let known: usize = stated.map(|&d| d as usize).product();
    match to.iter().filter(|&&d| d == -1).count() {
        0 => assert!(known == len, "reshape: {from:?} has {len} elements and {to:?} holds {known}"),
        1 => assert!(
            known > 0 && len.is_multiple_of(known),
            "reshape: the {len} elements of {from:?} do not fill {to:?} evenly"
        ),
        _ => panic!("reshape: {to:?} has more than one -1, so the sizes are not known"),
    }
    to.iter().map(|&d| if d == -1 { len / known } else { d as usize }).collect()
}

/// Where the element with these indices lies in row-major order.
#[track_caller]
pub fn offset(dims: &[usize], index: &[usize]) -> usize {
    assert!(
        index.len() == dims.len(),
        "index: {index:?} has {} numbers, but the shape {dims:?} has {} axes{}",
        index.len(),
        dims.len(),
        match index {
            _ if dims.is_empty() => "; read a scalar with `.item()`".into(),
            [row] => format!("; take a row with `.row({row})`"),
            _ => String::new(),
        }
    );
    let mut offset = 0;
    for (axis, (&i, &size)) in index.iter().zip(dims).enumerate() {
        assert!(
            i < size,
            "index: {index:?} is outside the shape {dims:?}, because axis {axis} has only {size} \
             places"
        );
        offset = offset * size + i;
    }
    offset
}

/// Checks that an input is (batch, channels, ..) with the axes that follow.
#[track_caller]
pub fn check_planes(op: At, dims: &[usize], channels: usize, axes: &[&str]) {
    let form = || format!("(batch, {channels}, {})", axes.join(", "));
    assert!(
        dims.len() == axes.len() + 2,
        "{op}: the layer takes {}, but the input has the shape {dims:?}{}",
        form(),
        match dims {
            _ if dims.len() == axes.len() + 1 && dims[0] == channels =>
                "; add the batch with `.unsqueeze(0)`",
            _ if dims.len() == axes.len() + 1 && channels == 1 =>
                "; add the channel with `.unsqueeze(1)`",
            _ => "",
        }
    );
    assert!(
        dims[1] == channels,
        "{op}: the layer takes {}, but the input has the shape {dims:?}, whose second size is {}",
        form(),
        dims[1]
    );
}

/// Checks that planes, the last two axes, have elements.
#[track_caller]
pub fn check_sized(op: At, dims: &[usize]) {
    let [.., height, width] = dims else { return };
    assert!(
        height * width > 0,
        "{op}: the input has the shape {dims:?}, whose planes of {height} x {width} have no elements"
    );
}

/// Whether sizes are those that a type states (`None` for a size or a shape known at run time).
pub fn admitted(dims: &[usize], stated: Option<&[Option<usize>]>) -> bool {
    stated.is_none_or(|stated| {
        stated.len() == dims.len()
            && stated.iter().zip(dims).all(|(stated, size)| stated.is_none_or(|s| s == *size))
    })
}

/// Checks that the sizes are those that a type states.
#[track_caller]
pub fn check_stated(op: &str, dims: &[usize], stated: Option<&[Option<usize>]>) {
    assert!(
        admitted(dims, stated),
        "{op}: this tensor has the shape {dims:?}, which is not the stated {}",
        describe(stated.unwrap_or_default())
    );
}

fn describe(stated: &[Option<usize>]) -> String {
    let sizes: Vec<String> =
        stated.iter().map(|size| size.map_or("any".into(), |s| s.to_string())).collect();
    format!("[{}]", sizes.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test::panic_message;

    #[test]
    fn a_broadcast_that_does_not_fit_names_the_mend() {
        assert_eq!(
            panic_message(|| broadcast("add", &[4, 3], &[2])),
            "add: the shapes [4, 3] and [2] do not fit, because 3 and 2 differ (sizes are matched \
             from the right, and a 1 stretches)"
        );
        assert!(
            panic_message(|| broadcast("sub", &[4, 3], &[4]))
                .ends_with("stretches); try `.unsqueeze(-1)` on the right side")
        );
        assert!(
            panic_message(|| broadcast("mul", &[4, 3], &[3, 4]))
                .ends_with("stretches); try `.t()` on one side")
        );
    }

    #[test]
    fn axes_count_from_both_ends() {
        assert_eq!(axis("sum_axis", -1, &[2, 3]), 1);
        assert_eq!(axis("sum_axis", 0, &[2, 3]), 0);
        assert_eq!(
            panic_message(|| axis("sum_axis", 2, &[2, 3])),
            "sum_axis: there is no axis 2 in the shape [2, 3]; its axes are 0 to 1"
        );
        assert_eq!(
            panic_message(|| axis("sum_axis", isize::MIN, &[])),
            format!("sum_axis: a scalar has no axis {}", isize::MIN)
        );
    }

    #[test]
    fn one_size_of_a_reshape_may_be_left_open() {
        assert_eq!(reshape(&[2, 6], &[3, -1]), [3, 4]);
        assert_eq!(reshape(&[], &[1, 1]), [1, 1]);
        assert_eq!(
            panic_message(|| reshape(&[2, 3], &[4, 2])),
            "reshape: [2, 3] has 6 elements and [4, 2] holds 8"
        );
        assert_eq!(
            panic_message(|| reshape(&[2, 3], &[4, -1])),
            "reshape: the 6 elements of [2, 3] do not fill [4, -1] evenly"
        );
    }

    #[test]
    fn stated_sizes_are_compared_where_they_are_stated() {
        assert!(admitted(&[4, 2], Some(&[None, Some(2)])));
        assert!(!admitted(&[4, 2], Some(&[Some(2)])));
        assert!(admitted(&[4, 2], None));
        assert_eq!(
            panic_message(|| check_stated("typed", &[4, 3], Some(&[None, Some(2)]))),
            "typed: this tensor has the shape [4, 3], which is not the stated [any, 2]"
        );
    }
}
