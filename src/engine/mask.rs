//! Masks: joined by logic, and the places where they are true.

use super::expand::spread;
use super::{Element, Raw, dims, index_select, reshape};

/// A function of two masks at each place, broadcast together.
#[track_caller]
pub fn logic(op: &str, a: &Raw, b: &Raw, f: fn(bool, bool) -> bool) -> Raw {
    let dims = dims::broadcast(op, a.dims(), b.dims());
    let (mut values, others) = (bool::load(&spread(a, &dims)), bool::load(&spread(b, &dims)));
    values.iter_mut().zip(others).for_each(|(v, other)| *v = f(*v, other));
    Raw::from_vec(values, &dims)
}

/// True where the mask is false.
pub fn not(mask: &Raw) -> Raw {
    Raw::from_vec(bool::load(mask).into_iter().map(|v| !v).collect(), mask.dims())
}

/// The indices of all places that are true: (count, axes).
pub fn nonzero(mask: &Raw) -> Raw {
    let mut indices = Vec::new();
    let mut count = 0;
    for (place, _) in bool::load(mask).into_iter().enumerate().filter(|(_, v)| *v) {
        let start = indices.len();
        let mut rest = place;
        for &size in mask.dims().iter().rev() {
            indices.push(rest % size);
            rest /= size;
        }
        indices[start..].reverse();
        count += 1;
    }
    Raw::from_vec(indices, &[count, mask.dims().len()])
}

/// The elements where the mask, stretched to the sizes of the tensor, is true.
#[track_caller]
pub fn masked_select(x: &Raw, mask: &Raw) -> Raw {
    dims::check_stretch("masked_select", mask.dims(), x.dims());
    let mask = bool::load(&spread(mask, x.dims())).into_iter().enumerate();
    let places: Vec<usize> = mask.filter(|(_, chosen)| *chosen).map(|(place, _)| place).collect();
    let len = places.len();
    index_select(&reshape(x, &[x.len() as isize]), 0, &Raw::from_vec(places, &[len]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn true_places_are_found_in_order() {
        let mask = Raw::from_vec(vec![false, true, false, true, true, false], &[2, 3]);
        let places = nonzero(&mask);
        assert_eq!((places.dims(), usize::load(&places)), (&[3, 2][..], vec![0, 1, 1, 0, 1, 1]));
        assert_eq!(nonzero(&not(&Raw::from_vec(vec![true], &[1]))).dims(), [0, 1]);
        let both = logic("&", &mask, &Raw::from_vec(vec![true, false, true], &[3]), |a, b| a & b);
        assert_eq!(bool::load(&both), [false, false, false, true, false, false]);
    }
}
