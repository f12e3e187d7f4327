//! Axes in another order.

use super::element::by_element;
use super::{Element, Raw, dims, view};

/// The side of the square blocks of a matrix that are transposed at once, so that what is read and
/// what is written both stay in the cache.
const BLOCK: usize = 16;

/// The last two axes swapped.
#[track_caller]
pub fn transpose(x: &Raw) -> Raw {
    let rank = x.dims().len();
    assert!(
        rank >= 2,
        "t: the shape {:?} has no two axes to swap; make it a matrix with `.unsqueeze(0)`",
        x.dims()
    );
    let mut order: Vec<usize> = (0..rank).collect();
    order.swap(rank - 2, rank - 1);
    permuted("t", x, order)
}

/// The axes in this order; each is named once.
#[track_caller]
pub fn permute(x: &Raw, order: &[isize]) -> Raw {
    let mut axes = Vec::new();
    for &axis in order {
        axes.push(dims::axis("permute", axis, x.dims()));
    }
    let mut sorted = axes.clone();
    sorted.sort();
    assert!(
        sorted.iter().copied().eq(0..x.dims().len()),
        "permute: {order:?} does not name each of the {} axes of the shape {:?} once",
        x.dims().len(),
        x.dims()
    );
    permuted("permute", x, axes)
}

#[track_caller]
fn permuted(op: &'static str, x: &Raw, order: Vec<usize>) -> Raw {
    let dims: Vec<usize> = order.iter().map(|&axis| x.dims()[axis]).collect();
    let axes = joined(x.dims(), &order);
    if axes.len() < 2 {
        return view::arranged(op, x, &dims);
    }
    let y = by_element!(x, E => Raw::from_vec(reordered::<E>(&E::load(x), &axes), &dims));
    y.recorded_from(op, x, move |g| {
        let mut back = vec![0; order.len()];
        order.iter().enumerate().for_each(|(to, &from)| back[from] = to);
        permuted(op, g, back)
    })
}

/// An axis of the result: its size, and how far apart its places lie in the source.
type Strided = (usize, usize);

/// The axes of the result, without those of one place and with neighbours that stay together joined.
fn joined(dims: &[usize], order: &[usize]) -> Vec<Strided> {
    let mut axes: Vec<Strided> = Vec::new();
    for &axis in order {
        let (_, size, stride) = dims::around(dims, axis);
        match axes.last_mut() {
            _ if size == 1 => {}
            Some((joined, step)) if *step == size * stride => {
                (*joined, *step) = (*joined * size, stride);
            }
            _ => axes.push((size, stride)),
        }
    }
    axes
}

fn reordered<E: Element>(source: &[E], axes: &[Strided]) -> Vec<E> {
    let mut values = Vec::with_capacity(source.len());
    if source.is_empty() {
        return values;
    }
    let (outer, inner) = axes.split_at(axes.len() - 2);
    let mut index = vec![0; outer.len()];
    loop {
        let first = index.iter().zip(outer).map(|(place, (_, stride))| place * stride).sum();
        matrix(&mut values, &source[first..], inner[0], inner[1]);
        // The next matrix, as an odometer counts.
        let Some(axis) = (0..outer.len()).rev().find(|&axis| index[axis] + 1 < outer[axis].0)
        else {
            return values;
        };
        index[axis] += 1;
        index[axis + 1..].fill(0);
    }
}

/// Appends a matrix of the result.
fn matrix<E: Element>(values: &mut Vec<E>, source: &[E], rows: Strided, columns: Strided) {
    let ((rows, row_step), (columns, step)) = (rows, columns);
    if step == 1 {
        for row in 0..rows {
            values.extend_from_slice(&source[row * row_step..][..columns]);
        }
        return;
    }
    let start = values.len();
    values.resize(start + rows * columns, source[0]);
    let matrix = &mut values[start..];
    for top in (0..rows).step_by(BLOCK) {
        for left in (0..columns).step_by(BLOCK) {
            let width = BLOCK.min(columns - left);
            for row in top..rows.min(top + BLOCK) {
                let from = source[row * row_step + left * step..].iter().step_by(step);
                let to = &mut matrix[row * columns + left..][..width];
                to.iter_mut().zip(from).for_each(|(to, from)| *to = *from);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test::panic_message;

    #[test]
    fn every_order_of_four_axes_is_that_of_the_definition() {
        for dims in [[2, 3, 4, 5], [1, 3, 1, 5], [2, 1, 4, 1], [17, 1, 2, 19], [2, 0, 1, 3]] {
            let len = dims.iter().product();
            let x = Raw::from_vec((0..len).collect::<Vec<usize>>(), &dims);
            for code in 0..256 {
                let order = [code / 64, code / 16 % 4, code / 4 % 4, code % 4];
                if (0..4).any(|axis| !order.contains(&axis)) {
                    continue;
                }
                let y = permute(&x, &order.map(|axis| axis as isize));
                let sizes = order.map(|axis| dims[axis]);
                assert_eq!(y.dims(), sizes);
                let stride = |axis: usize| dims[axis + 1..].iter().product::<usize>();
                let expected: Vec<usize> = (0..len)
                    .map(|place| {
                        let mut rest = place;
                        let mut source = 0;
                        for axis in (0..4).rev() {
                            source += rest % sizes[axis] * stride(order[axis]);
                            rest /= sizes[axis];
                        }
                        source
                    })
                    .collect();
                assert_eq!(usize::load(&y), expected, "{dims:?} in the order {order:?}");
            }
        }
    }

    #[test]
    fn an_order_that_is_none_is_one_sentence() {
        let x = Raw::full(0.0, &[2, 3]);
        for order in [&[0, 0][..], &[0], &[0, 1, -1]] {
            assert_eq!(
                panic_message(|| permute(&x, order)),
                format!(
                    "permute: {order:?} does not name each of the 2 axes of the shape [2, 3] once"
                )
            );
        }
    }
}
