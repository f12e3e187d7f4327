//! A dataset: samples and what is known of each.

use std::fmt::{self, Debug, Formatter};

use super::DataLoader;
use crate::engine::{self, Raw};
use crate::tensor::{Dyn, Element, Shape, Tensor};

/// Samples along the first axis of [`x`](Dataset::x), and for each a label or target in
/// [`y`](Dataset::y).
///
/// `E` is the type of the targets: `usize` for classes, which are numbered from 0, `f32` for numbers to
/// predict. All methods make new datasets; cloning is cheap.
///
/// ```
/// use manabi::prelude::*;
/// let (train, test) = data::digits().split(0.8, 0);
/// assert_eq!(train.x.shape(), [1438, 1, 8, 8]);
/// assert_eq!(test.len(), 359);
/// for (x, y) in train.batches(32) {
///     assert_eq!(x.shape()[0], y.len());
/// }
/// ```
pub struct Dataset<E = usize> {
    /// The samples: (n, ..), usually (n, features) or (n, channels, height, width).
    pub x: Tensor,
    /// The labels (n) or targets (n, ..).
    pub y: Tensor<Dyn, E>,
    pub(super) classes: Classes,
}

opaque! {
    /// The names of the classes.
    pub struct Classes(Vec<String>);
}

impl Classes {
    pub(super) fn of(names: Vec<String>) -> Classes {
        Classes::wrap(names)
    }

    pub(super) fn names(&self) -> &[String] {
        &self.0
    }
}

impl Clone for Classes {
    fn clone(&self) -> Classes {
        Classes::wrap(self.names().to_vec())
    }
}

impl<E: Element> Dataset<E> {
    /// A dataset of samples and their labels or targets. Panics when their numbers differ.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let and = Dataset::new(
    ///     &tensor([[0., 0.], [0., 1.], [1., 0.], [1., 1.]]),
    ///     &tensor([0, 0, 0, 1]),
    /// );
    /// assert_eq!(and.len(), 4);
    /// let line = Dataset::new(&tensor([[1.], [2.]]), &tensor([[3.], [5.]])); // Dataset<f32>
    /// ```
    #[track_caller]
    pub fn new<S: Shape, T: Shape>(x: &Tensor<S>, y: &Tensor<T, E>) -> Dataset<E> {
        paired(&x.raw, &y.raw);
        Dataset { x: x.untyped(), y: y.untyped(), classes: Classes::of(Vec::new()) }
    }

    /// The number of samples.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert_eq!(data::iris().len(), 150);
    /// ```
    #[track_caller]
    pub fn len(&self) -> usize {
        paired(&self.x.raw, &self.y.raw)
    }

    /// Whether there are no samples.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert!(!data::iris().is_empty());
    /// ```
    #[track_caller]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The samples at these places, in this order; a place may be named more than once. Panics when
    /// there is no such sample.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let three = data::iris().subset(&[0, 50, 100]);
    /// assert_eq!(three.y, tensor([0, 1, 2]));
    /// ```
    #[track_caller]
    pub fn subset(&self, places: &[usize]) -> Dataset<E> {
        let (x, y) = subset(&self.x.raw, &self.y.raw, places);
        Dataset { x: Tensor::new(x), y: Tensor::new(y), classes: self.classes.clone() }
    }

    /// The first `n` samples. Panics when there are fewer.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert_eq!(data::digits().take(100).len(), 100);
    /// ```
    #[track_caller]
    pub fn take(&self, n: usize) -> Dataset<E> {
        let len = self.len();
        assert!(n <= len, "take: there are only {len} samples, not {n}");
        self.subset(&Vec::from_iter(0..n))
    }

    /// The samples in random order, the same for the same seed.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let iris = data::iris().shuffle(0);
    /// assert_ne!(iris.y, data::iris().y);
    /// assert_eq!(iris.x, data::iris().shuffle(0).x);
    /// ```
    #[track_caller]
    pub fn shuffle(&self, seed: u64) -> Dataset<E> {
        let mut places = Vec::from_iter(0..self.len());
        engine::random::Generator::new(seed).shuffle(&mut places);
        self.subset(&places)
    }

    /// The same labels with other samples, such as standardized ones. Panics when their number differs.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let iris = data::iris();
    /// let centred = iris.with_x(&(&iris.x - iris.x.mean_axis(0)));
    /// assert!(centred.x.mean().item().abs() < 1e-5);
    /// ```
    #[track_caller]
    pub fn with_x<S: Shape>(&self, x: &Tensor<S>) -> Dataset<E> {
        paired(&x.raw, &self.y.raw);
        Dataset { x: x.untyped(), y: self.y.clone(), classes: self.classes.clone() }
    }

    /// Each sample along one axis: (n, features), as a linear layer takes it.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert_eq!(data::digits().flatten().x.shape(), [1797, 64]);
    /// ```
    #[track_caller]
    pub fn flatten(&self) -> Dataset<E> {
        let len = self.len();
        let features = self.x.len() / len.max(1);
        self.with_x(&self.x.reshape([len as isize, features as isize]))
    }

    /// The samples of both, first these. Panics when shapes or classes differ.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let digits = data::digits();
    /// assert_eq!(digits.take(5).concat(&digits.take(3)).len(), 8);
    /// ```
    #[track_caller]
    pub fn concat(&self, other: &Dataset<E>) -> Dataset<E> {
        let (own, others) = (self.classes(), other.classes());
        assert!(own == others, "concat: the classes {own:?} and {others:?} differ");
        Dataset {
            x: Tensor::new(engine::concat(&[&self.x.raw, &other.x.raw], 0)),
            y: Tensor::new(engine::concat(&[&self.y.raw, &other.y.raw], 0)),
            classes: self.classes.clone(),
        }
    }

    /// Batches of `size` samples in order, the last one with what is left. See [`DataLoader`].
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// for (x, y) in data::iris().batches(50) {
    ///     assert_eq!((x.shape(), y.shape()), (&[50, 4][..], &[50][..]));
    /// }
    /// ```
    #[track_caller]
    pub fn batches(&self, size: usize) -> DataLoader<E> {
        DataLoader::new(self, size)
    }

    /// The names of the classes, by label; empty where there are none.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert_eq!(data::iris().classes(), ["setosa", "versicolor", "virginica"]);
    /// ```
    pub fn classes(&self) -> &[String] {
        self.classes.names()
    }
}

/// The number of samples. The fields are public, so it is checked wherever both are used.
#[track_caller]
pub(super) fn paired(x: &Raw, y: &Raw) -> usize {
    match (x.dims().first(), y.dims().first()) {
        (Some(samples), Some(targets)) if samples == targets => *samples,
        _ => panic!(
            "Dataset: x of the shape {:?} and y of the shape {:?} are not as many samples as targets; \
             the first axes of both are the samples",
            x.dims(),
            y.dims()
        ),
    }
}

#[track_caller]
pub(super) fn subset(x: &Raw, y: &Raw, places: &[usize]) -> (Raw, Raw) {
    let len = paired(x, y);
    if let Some(place) = places.iter().find(|place| **place >= len) {
        panic!("subset: there is no sample {place}, because there are only {len}, numbered from 0");
    }
    let index = usize::store(places.to_vec(), &[places.len()]);
    (engine::index_select(x, 0, &index), engine::index_select(y, 0, &index))
}

impl<E> Clone for Dataset<E> {
    fn clone(&self) -> Self {
        Dataset { x: self.x.clone(), y: self.y.clone(), classes: self.classes.clone() }
    }
}

impl<E: Element> Debug for Dataset<E> {
    fn fmt(&self, f: &mut Formatter) -> fmt::Result {
        f.write_str(&described(&self.x.raw, &self.y.raw, self.classes()))
    }
}

/// A dataset in a line.
pub(super) fn described(x: &Raw, y: &Raw, classes: &[String]) -> String {
    let (x, y) = (x.dims(), y.dims());
    let samples = x.first().unwrap_or(&0);
    let shapes = format!("Dataset of {samples} samples: x {x:?}, y {y:?}");
    match classes.len() {
        0 => shapes,
        1..=10 => format!("{shapes}, classes {}", classes.join(", ")),
        n => format!("{shapes}, {n} classes"),
    }
}

#[cfg(test)]
mod tests {
    use crate::prelude::*;
    use crate::test::{panic_file, panic_message};

    fn four() -> Dataset {
        Dataset::new(&tensor([[0., 1.], [2., 3.], [4., 5.], [6., 7.]]), &tensor([0, 1, 0, 1]))
    }

    #[test]
    fn samples_keep_their_labels() {
        let part = four().subset(&[3, 0, 3]);
        assert_eq!(part.x, tensor([[6., 7.], [0., 1.], [6., 7.]]));
        assert_eq!(part.y, tensor([1, 0, 1]));
        let shuffled = four().shuffle(5);
        for (x, y) in shuffled.x.rows().zip(shuffled.y.to_vec()) {
            assert_eq!(x[0] as usize / 2 % 2, y);
        }
    }

    #[test]
    fn a_dataset_says_what_it_is() {
        let named = four().with_classes(["low", "high"]);
        assert_eq!(
            format!("{named:?}"),
            "Dataset of 4 samples: x [4, 2], y [4], classes low, high"
        );
    }

    #[test]
    fn misuse_is_one_sentence_at_the_line_of_the_caller() {
        assert_eq!(
            panic_message(|| Dataset::new(&zeros([3, 2]), &tensor([0, 1]))),
            "Dataset: x of the shape [3, 2] and y of the shape [2] are not as many samples as \
             targets; the first axes of both are the samples"
        );
        assert_eq!(
            panic_message(|| four().subset(&[4])),
            "subset: there is no sample 4, because there are only 4, numbered from 0"
        );
        assert_eq!(panic_message(|| four().take(5)), "take: there are only 4 samples, not 5");
        let mut broken = four();
        broken.x = zeros([3, 2]);
        assert!(panic_message(|| broken.len()).starts_with("Dataset: x of the shape [3, 2]"));
        for file in [
            panic_file(|| Dataset::new(&zeros(1), &tensor([0, 1]))),
            panic_file(|| four().subset(&[4])),
            panic_file(|| four().take(5)),
            panic_file(|| four().with_x(&zeros([3, 2]))),
            panic_file(|| broken.flatten()),
        ] {
            assert_eq!(file, file!());
        }
    }
}
