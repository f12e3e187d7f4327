//! A data loader: the batches of a dataset, epoch after epoch.

use std::marker::PhantomData;
use std::sync::{Mutex, PoisonError};

use super::Dataset;
use super::dataset::{paired, subset};
use crate::engine::random::Generator;
use crate::engine::{Element, Raw};
use crate::tensor::{Dyn, Tensor};

/// Goes through a dataset in batches: each `for` over it is one epoch, in a new random order when it
/// shuffles. The orders follow from the seed alone.
///
/// ```
/// use manabi::prelude::*;
/// let iris = data::iris();
/// let loader = DataLoader::new(&iris, 32).shuffle(0);
/// assert_eq!(loader.len(), 5); // the last batch has the 22 samples left over
/// for epoch in 0..3 {
///     for (x, y) in &loader {
///         assert_eq!((x.shape()[1], y.shape()), (4, &[x.shape()[0]][..]));
///     }
/// }
/// ```
pub struct DataLoader<E = usize> {
    pub(crate) loader: Loader,
    kind: PhantomData<fn() -> E>,
}

opaque! {
    /// The loader itself, which does not know the type of the targets.
    pub struct Loader(Plan);
}

struct Plan {
    x: Raw,
    y: Raw,
    size: usize,
    drop_last: bool,
    /// Where the batches are shuffled. Shared, because going through a loader does not change it.
    orders: Option<Mutex<Generator>>,
}

impl<E: Element> DataLoader<E> {
    /// Batches of `size` samples in order, the last one with what is left over. Panics when the size is
    /// 0 or there are no samples.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let loader = DataLoader::new(&data::iris(), 100);
    /// let sizes: Vec<usize> = loader.iter().map(|(x, _)| x.shape()[0]).collect();
    /// assert_eq!(sizes, [100, 50]);
    /// ```
    #[track_caller]
    pub fn new(data: &Dataset<E>, size: usize) -> DataLoader<E> {
        DataLoader { loader: Loader::open(&data.x.raw, &data.y.raw, size), kind: PhantomData }
    }

    /// In random order, a new one each epoch. The same seed gives the same orders.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let loader = data::iris().batches(150).shuffle(0);
    /// let labels = || loader.iter().next().unwrap().1;
    /// assert_ne!(labels(), labels());
    /// ```
    pub fn shuffle(mut self, seed: u64) -> DataLoader<E> {
        self.loader.shuffle(seed);
        self
    }

    /// Without the last batch when it is smaller than the others. Panics when it is the only one.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert_eq!(data::iris().batches(32).drop_last().len(), 4);
    /// ```
    #[track_caller]
    pub fn drop_last(mut self) -> DataLoader<E> {
        self.loader.drop_last();
        self
    }

    /// The number of batches in an epoch.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert_eq!(data::iris().batches(40).len(), 4);
    /// ```
    #[expect(clippy::len_without_is_empty, reason = "a loader always has a batch")]
    pub fn len(&self) -> usize {
        self.loader.len()
    }

    /// The batches of one epoch: samples (batch, ..) and targets (batch, ..). A `for` over `&loader` is the
    /// same.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let loader = data::iris().batches(50);
    /// let counts: Vec<usize> = loader.iter().map(|(_, y)| y.len()).collect();
    /// assert_eq!(counts, [50, 50, 50]);
    /// ```
    pub fn iter(&self) -> Batches<E> {
        Batches { epoch: self.loader.epoch(), kind: PhantomData }
    }
}

impl Loader {
    #[track_caller]
    fn open(x: &Raw, y: &Raw, size: usize) -> Loader {
        assert!(size > 0, "DataLoader: a batch of 0 samples is none; give it at least 1");
        assert!(paired(x, y) > 0, "DataLoader: the dataset has no samples to make batches of");
        let (x, y) = (x.detach(), y.detach());
        Loader::wrap(Plan { x, y, size, drop_last: false, orders: None })
    }

    fn shuffle(&mut self, seed: u64) {
        self.0.orders = Some(Mutex::new(Generator::new(seed)));
    }

    #[track_caller]
    fn drop_last(&mut self) {
        let (samples, size) = (self.0.x.dims()[0], self.0.size);
        assert!(
            samples >= size,
            "drop_last: no batch would be left, because {samples} samples do not fill one of {size}"
        );
        self.0.drop_last = true;
    }

    pub(crate) fn len(&self) -> usize {
        let (samples, size) = (self.0.x.dims()[0], self.0.size);
        if self.0.drop_last { samples / size } else { samples.div_ceil(size) }
    }

    /// The samples and the targets.
    pub(crate) fn data(&self) -> [&Raw; 2] {
        [&self.0.x, &self.0.y]
    }

    /// Batches of other data of the same kind, in order and as large as these.
    #[track_caller]
    pub(crate) fn of_other(&self, x: &Raw, y: &Raw) -> Loader {
        Loader::open(x, y, self.0.size)
    }

    pub(crate) fn epoch(&self) -> Epoch {
        let plan = &*self.0;
        let mut places = Vec::from_iter(0..plan.x.dims()[0]);
        if let Some(orders) = &plan.orders {
            orders.lock().unwrap_or_else(PoisonError::into_inner).shuffle(&mut places);
        }
        let (x, y) = (plan.x.clone(), plan.y.clone());
        Epoch::wrap(Turn { x, y, places, size: plan.size, next: 0, batches: self.len() })
    }
}

/// The batches of one epoch: an iterator over samples and targets, which [`DataLoader::iter`] makes.
///
/// ```
/// # use manabi::prelude::*;
/// let loader = data::iris().batches(100);
/// let mut batches = loader.iter();
/// assert_eq!(batches.next().unwrap().0.shape(), [100, 4]);
/// assert_eq!(batches.len(), 1); // is left
/// ```
pub struct Batches<E = usize> {
    epoch: Epoch,
    kind: PhantomData<fn() -> E>,
}

opaque! {
    /// The iterator itself, which does not know the type of the targets.
    pub struct Epoch(Turn);
}

struct Turn {
    x: Raw,
    y: Raw,
    places: Vec<usize>,
    size: usize,
    next: usize,
    batches: usize,
}

impl Epoch {
    pub(crate) fn next(&mut self) -> Option<(Raw, Raw)> {
        let turn = &mut *self.0;
        if turn.next == turn.batches {
            return None;
        }
        let batch = turn.places.chunks(turn.size).nth(turn.next)?;
        turn.next += 1;
        Some(subset(&turn.x, &turn.y, batch))
    }

    fn left(&self) -> usize {
        self.0.batches - self.0.next
    }
}

impl<E: Element> Iterator for Batches<E> {
    type Item = (Tensor, Tensor<Dyn, E>);

    fn next(&mut self) -> Option<Self::Item> {
        self.epoch.next().map(|(x, y)| (Tensor::new(x), Tensor::new(y)))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.epoch.left(), Some(self.epoch.left()))
    }
}

impl<E: Element> ExactSizeIterator for Batches<E> {}

impl<E: Element> IntoIterator for &DataLoader<E> {
    type Item = (Tensor, Tensor<Dyn, E>);
    type IntoIter = Batches<E>;

    fn into_iter(self) -> Batches<E> {
        self.iter()
    }
}

impl<E: Element> IntoIterator for DataLoader<E> {
    type Item = (Tensor, Tensor<Dyn, E>);
    type IntoIter = Batches<E>;

    fn into_iter(self) -> Batches<E> {
        self.iter()
    }
}

#[cfg(test)]
mod tests {
    use crate::prelude::*;
    use crate::test::{panic_file, panic_message};

    fn numbered(n: usize) -> Dataset<f32> {
        let x = arange(0., n as f32, 1.);
        Dataset::new(&x.unsqueeze(1), &(x * 2.))
    }

    /// The samples of an epoch in their order, checked against their targets.
    fn samples(loader: &DataLoader<f32>) -> Vec<f32> {
        loader
            .iter()
            .flat_map(|(x, y)| {
                assert_eq!(x.squeeze(1) * 2., y);
                x.to_vec()
            })
            .collect()
    }

    #[test]
    fn every_sample_comes_once_an_epoch() {
        for (n, size) in [(1, 1), (1, 5), (10, 3), (12, 4), (12, 12), (100, 7)] {
            let loader = numbered(n).batches(size).shuffle(n as u64);
            for _ in 0..3 {
                let mut all = samples(&loader);
                all.sort_by(f32::total_cmp);
                assert_eq!(all, Vec::from_iter((0..n).map(|i| i as f32)));
            }
            assert_eq!(loader.iter().len(), loader.len());
            assert_eq!(loader.iter().count(), n.div_ceil(size));
        }
    }

    #[test]
    fn orders_are_new_each_epoch_and_follow_from_the_seed() {
        let epochs = |seed| {
            let loader = numbered(20).batches(6).shuffle(seed);
            [samples(&loader), samples(&loader)]
        };
        let [first, second] = epochs(1);
        assert_ne!(first, second);
        assert_eq!(epochs(1), [first.clone(), second]);
        assert_ne!(epochs(2)[0], first);
        let plain = numbered(20).batches(6);
        assert_eq!(samples(&plain), samples(&plain));
    }

    #[test]
    fn the_last_batch_may_be_left_out() {
        let sizes = |loader: DataLoader<f32>| -> Vec<usize> {
            loader.into_iter().map(|(x, _)| x.shape()[0]).collect()
        };
        assert_eq!(sizes(numbered(10).batches(4)), [4, 4, 2]);
        assert_eq!(sizes(numbered(10).batches(4).drop_last()), [4, 4]);
        assert_eq!(sizes(numbered(8).batches(4).drop_last()), [4, 4]);
    }

    #[test]
    fn nothing_to_load_is_one_sentence() {
        assert_eq!(
            panic_message(|| numbered(3).batches(0)),
            "DataLoader: a batch of 0 samples is none; give it at least 1"
        );
        assert_eq!(
            panic_message(|| numbered(0).batches(2)),
            "DataLoader: the dataset has no samples to make batches of"
        );
        assert_eq!(
            panic_message(|| numbered(3).batches(4).drop_last()),
            "drop_last: no batch would be left, because 3 samples do not fill one of 4"
        );
        assert_eq!(panic_file(|| numbered(3).batches(0)), file!());
        assert_eq!(panic_file(|| numbered(3).batches(4).drop_last()), file!());
    }
}
