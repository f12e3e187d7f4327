//! A plain array: the definition of each op in loops over indices, in double precision.

use manabi::prelude::*;

#[derive(Clone, Debug)]
pub struct Array {
    pub shape: Vec<usize>,
    pub values: Vec<f64>,
}

impl Array {
    /// What `f` gives at each place of a shape.
    pub fn of(shape: &[usize], f: impl Fn(&[usize]) -> f64) -> Array {
        let count: usize = shape.iter().product();
        let values = (0..count).map(|mut flat| {
            let mut place = vec![0; shape.len()];
            for (axis, size) in shape.iter().enumerate().rev() {
                (place[axis], flat) = (flat % size, flat / size);
            }
            f(&place)
        });
        Array { values: values.collect(), shape: shape.to_vec() }
    }

    /// Different numbers from 0.3 on, in no order.
    pub fn mixed(shape: &[usize]) -> Array {
        let count: usize = shape.iter().product();
        let values = (0..count).map(|i| 0.3 + 0.2 * (i * 7 % count.max(1)) as f64).collect();
        Array { shape: shape.to_vec(), values }
    }

    pub fn tensor(&self) -> Tensor {
        Tensor::from_vec(self.values.iter().map(|v| *v as f32).collect(), self.shape.clone())
    }

    pub fn at(&self, place: &[usize]) -> f64 {
        let flat = self.shape.iter().zip(place).fold(0, |flat, (size, i)| flat * size + i);
        self.values[flat]
    }

    pub fn map(&self, f: impl Fn(f64) -> f64) -> Array {
        Array::of(&self.shape, |place| f(self.at(place)))
    }

    /// A number made of all elements.
    pub fn whole(&self, f: impl Fn(&[f64]) -> f64) -> Array {
        Array { shape: vec![], values: vec![f(&self.values)] }
    }

    /// The elements along an axis at a place of the others.
    fn lane(&self, rest: &[usize], axis: usize) -> Vec<f64> {
        let place = |i| [&rest[..axis], &[i], &rest[axis..]].concat();
        (0..self.shape[axis]).map(|i| self.at(&place(i))).collect()
    }

    /// A number made of the elements along an axis, which is removed.
    pub fn reduce(&self, axis: usize, f: impl Fn(&[f64]) -> f64) -> Array {
        Array::of(&without(&self.shape, axis), |rest| f(&self.lane(rest, axis)))
    }

    /// Other elements, `size` of them, made of those along an axis.
    pub fn along(&self, axis: usize, size: usize, f: impl Fn(&[f64]) -> Vec<f64>) -> Array {
        let mut shape = self.shape.clone();
        shape[axis] = size;
        Array::of(&shape, |place| f(&self.lane(&without(place, axis), axis))[place[axis]])
    }

    /// Both stretched to one shape; `None` where they do not fit.
    pub fn zip(&self, other: &Array, f: impl Fn(f64, f64) -> f64) -> Option<Array> {
        let rank = self.shape.len().max(other.shape.len());
        let padded = |x: &Array| [vec![1; rank - x.shape.len()], x.shape.clone()].concat();
        let (a, b) = (padded(self), padded(other));
        let shape: Option<Vec<usize>> = (a.iter().zip(&b))
            .map(|(&a, &b)| match (a, b) {
                (1, size) | (size, 1) => Some(size),
                (a, b) => (a == b).then_some(a),
            })
            .collect();
        let at = |x: &Array, padded: &[usize], place: &[usize]| {
            let place: Vec<usize> = place.iter().zip(padded).map(|(i, n)| i % n).collect();
            x.at(&place[rank - x.shape.len()..])
        };
        Some(Array::of(&shape?, |place| f(at(self, &a, place), at(other, &b, place))))
    }
}

pub fn without(sizes: &[usize], axis: usize) -> Vec<usize> {
    [&sizes[..axis], &sizes[axis + 1..]].concat()
}
