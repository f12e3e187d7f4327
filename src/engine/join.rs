//! Several tensors made one: along an axis that they have, or along a new one.

use super::element::by_element;
use super::{Element, Raw, dims};

/// Tensors one after the other along an axis; their other sizes are equal.
#[track_caller]
pub fn concat(parts: &[&Raw], axis: isize) -> Raw {
    let Some(first) = parts.first() else {
        panic!("concat: there are no tensors to join; the list is empty");
    };
    let axis = dims::axis("concat", axis, first.dims());
    for part in parts {
        let (a, b) = (first.dims(), part.dims());
        assert!(
            a.len() == b.len() && dims::without(a, axis) == dims::without(b, axis),
            "concat: the shapes {a:?} and {b:?} do not fit, because only axis {axis}, along which \
             they are joined, may differ{}",
            if a.len() == b.len() + 1 { format!("; try `.unsqueeze({axis})`") } else { "".into() }
        );
    }
    let (outer, _, inner) = dims::around(first.dims(), axis);
    let total = parts.iter().map(|part| part.dims()[axis]).sum();
    join("concat", parts, outer, inner, dims::with(first.dims(), axis, &[total]))
}

/// Tensors of one shape along a new axis.
#[track_caller]
pub fn stack(parts: &[&Raw], axis: isize) -> Raw {
    let Some(first) = parts.first() else {
        panic!("stack: there are no tensors to join; the list is empty");
    };
    let own = first.dims();
    for part in parts {
        assert!(
            own == part.dims(),
            "stack: the shapes {own:?} and {:?} differ, but along a new axis only tensors of one \
             shape are joined; `concat` joins along an axis that they have",
            part.dims()
        );
    }
    let axis = dims::new_axis("stack", axis, own);
    let dims = [&own[..axis], &[parts.len()], &own[axis..]].concat();
    let outer = own[..axis].iter().product();
    join("stack", parts, outer, own[axis..].iter().product(), dims)
}

/// For each of the outer places a block of each part.
#[track_caller]
fn join(op: &'static str, parts: &[&Raw], outer: usize, inner: usize, dims: Vec<usize>) -> Raw {
    let shapes: Vec<Vec<usize>> = parts.iter().map(|part| part.dims().to_vec()).collect();
    let block = move |dims: &[usize]| match inner {
        0 => 0,
        _ => dims.iter().product::<usize>() / outer.max(1),
    };
    let y = by_element!(parts[0], E => {
        let sources: Vec<Vec<E>> = parts.iter().map(|part| E::load(part)).collect();
        let mut values = Vec::with_capacity(dims.iter().product());
        for place in 0..outer {
            for (source, part) in sources.iter().zip(parts) {
                let len = block(part.dims());
                values.extend_from_slice(&source[place * len..][..len]);
            }
        }
        Raw::from_vec(values, &dims)
    });
    y.recorded_list(op, parts, move |g, wanted| {
        let gradients = f32::load(g);
        let stride: usize = shapes.iter().map(|dims| block(dims)).sum();
        let mut start = 0;
        let part = |(dims, &wanted): (&Vec<usize>, &bool)| {
            let len = block(dims);
            start += len;
            let first = start - len;
            wanted.then(|| {
                let blocks = gradients.chunks_exact(stride.max(1)).map(|b| &b[first..first + len]);
                Raw::from_vec(blocks.flatten().copied().collect(), dims)
            })
        };
        shapes.iter().zip(wanted).map(part).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test::panic_message;

    #[test]
    fn what_was_split_is_joined_again() {
        let x = Raw::from_vec((0..24).map(|i| i as f32).collect(), &[2, 3, 4]);
        for axis in 0..3 {
            let sizes = [1, 0, x.dims()[axis] - 1];
            let parts = super::super::split(&x, &sizes, axis as isize);
            let joined = concat(&parts.iter().collect::<Vec<_>>(), axis as isize - 3);
            assert_eq!((joined.dims(), f32::load(&joined)), (x.dims(), f32::load(&x)));
        }
    }

    #[test]
    fn a_stack_is_a_join_of_unsqueezed_tensors() {
        let a = Raw::from_vec(vec![1.0, 2.0, 3.0, 4.0], &[2, 2]);
        let b = Raw::from_vec(vec![5.0, 6.0, 7.0, 8.0], &[2, 2]);
        for axis in -3..3 {
            let wide = [&a, &b].map(|x| super::super::unsqueeze(x, axis));
            let expected = concat(&[&wide[0], &wide[1]], axis);
            let got = stack(&[&a, &b], axis);
            assert_eq!((got.dims(), f32::load(&got)), (expected.dims(), f32::load(&expected)));
        }
    }

    #[test]
    fn what_does_not_fit_is_one_sentence() {
        let x = |dims: &[usize]| Raw::full(0.0, dims);
        assert_eq!(
            panic_message(|| concat(&[&x(&[2, 3]), &x(&[3])], 0)),
            "concat: the shapes [2, 3] and [3] do not fit, because only axis 0, along which they \
             are joined, may differ; try `.unsqueeze(0)`"
        );
        assert_eq!(
            panic_message(|| stack(&[&x(&[2]), &x(&[3])], 0)),
            "stack: the shapes [2] and [3] differ, but along a new axis only tensors of one shape \
             are joined; `concat` joins along an axis that they have"
        );
        assert_eq!(
            panic_message(|| concat(&[], 0)),
            "concat: there are no tensors to join; the list is empty"
        );
    }
}
