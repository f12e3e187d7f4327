//! Datasets of classes: their names, and parts of a dataset by class.

use super::Dataset;
use super::dataset::Classes;
use crate::engine::random::Generator;
use crate::tensor::Tensor;

impl Dataset {
    /// The dataset with names for its classes. Panics when a label has none.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let pets = Dataset::new(&zeros([3, 2]), &tensor([0, 1, 0])).with_classes(["cat", "dog"]);
    /// assert_eq!(pets.classes()[1], "dog");
    /// ```
    #[track_caller]
    pub fn with_classes<N: AsRef<str>>(&self, names: impl IntoIterator<Item = N>) -> Dataset {
        let names = names.into_iter().map(|name| name.as_ref().to_string()).collect();
        named(self, names)
    }

    /// How many samples each class has.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert_eq!(data::iris().class_counts(), [50, 50, 50]);
    /// ```
    pub fn class_counts(&self) -> Vec<usize> {
        let labels = self.y.to_vec();
        let classes = labels.iter().map(|label| label + 1).max().unwrap_or(0);
        let mut counts = vec![0; classes.max(self.classes().len())];
        labels.iter().for_each(|&label| counts[label] += 1);
        counts
    }

    /// The samples of some classes, which are numbered anew in the order given. Panics when there is no
    /// such class.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let upper = data::digits().only(&[5, 6, 7, 8, 9]); // five classes, 0 to 4
    /// assert_eq!(upper.classes()[0], "5");
    /// assert_eq!(upper.class_counts().len(), 5);
    /// ```
    #[track_caller]
    pub fn only(&self, classes: &[usize]) -> Dataset {
        let counts = self.class_counts();
        if let Some(class) = classes.iter().find(|&&class| class >= counts.len()) {
            panic!(
                "only: there is no class {class}, because there are only {}, numbered from 0",
                counts.len()
            );
        }
        let new = |label: &usize| classes.iter().position(|class| class == label);
        let labels = self.y.to_vec();
        let kept: Vec<usize> = (0..labels.len()).filter(|&at| new(&labels[at]).is_some()).collect();
        let numbers: Vec<usize> = labels.iter().filter_map(new).collect();
        let names = classes.iter().filter_map(|&class| self.classes().get(class).cloned());
        let samples = self.subset(&kept);
        let len = numbers.len();
        Dataset {
            x: samples.x,
            y: Tensor::from_vec(numbers, [len]),
            classes: Classes::of(names.collect()),
        }
    }

    /// The first `n` samples of each class, in their order. Panics when a class has fewer.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let few = data::digits().take_per_class(10);
    /// assert_eq!(few.class_counts(), [10; 10]);
    /// ```
    #[track_caller]
    pub fn take_per_class(&self, n: usize) -> Dataset {
        let mut left = vec![n; self.class_counts().len()];
        let mut places = Vec::new();
        for (place, label) in self.y.to_vec().into_iter().enumerate() {
            if left[label] > 0 {
                left[label] -= 1;
                places.push(place);
            }
        }
        if let Some(class) = left.iter().position(|&left| left > 0) {
            panic!("take_per_class: class {class} has only {} samples, not {n}", n - left[class]);
        }
        self.subset(&places)
    }

    /// The dataset with wrong labels for this share of its samples, chosen by the seed: each of them gets
    /// one of the other classes. Panics unless 0 ≤ share ≤ 1, and where there is only one class.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let (clean, noisy) = (data::iris(), data::iris().with_label_noise(0.2, 0));
    /// assert_eq!(clean.y.to_vec().iter().zip(noisy.y.to_vec()).filter(|(a, b)| *a != b).count(), 30);
    /// ```
    #[track_caller]
    pub fn with_label_noise(&self, share: f32, seed: u64) -> Dataset {
        assert!(
            (0.0..=1.0).contains(&share),
            "with_label_noise: the share {share} is not from 0 to 1"
        );
        let classes = self.class_counts().len();
        assert!(
            classes > 1,
            "with_label_noise: there is no other class to take a wrong label from"
        );
        let mut generator = Generator::new(seed);
        let mut labels = self.y.to_vec();
        let mut places = Vec::from_iter(0..labels.len());
        generator.shuffle(&mut places);
        places.truncate((share * labels.len() as f32).round() as usize);
        for place in places {
            let step = 1 + generator.below(classes as u64 - 1) as usize;
            labels[place] = (labels[place] + step) % classes;
        }
        let len = labels.len();
        Dataset { y: Tensor::from_vec(labels, [len]), ..self.clone() }
    }
}

#[track_caller]
fn named(data: &Dataset, names: Vec<String>) -> Dataset {
    let labels = data.y.to_vec();
    if let Some(place) = labels.iter().position(|&label| label >= names.len()) {
        panic!(
            "with_classes: sample {place} has the label {}, but there are only {} classes, numbered \
             from 0",
            labels[place],
            names.len()
        );
    }
    Dataset { classes: Classes::of(names), ..data.clone() }
}

#[cfg(test)]
mod tests {
    use crate::prelude::*;
    use crate::test::panic_message;

    fn five() -> Dataset {
        Dataset::new(&arange(0., 5., 1.), &tensor([2, 0, 1, 2, 0])).with_classes(["a", "b", "c"])
    }

    #[test]
    fn parts_by_class_keep_names_and_order() {
        let part = five().only(&[2, 0]);
        assert_eq!(part.x, tensor([0., 1., 3., 4.]));
        assert_eq!(part.y, tensor([0, 1, 0, 1]));
        assert_eq!(part.classes(), ["c", "a"]);
        let first = five().take_per_class(1);
        assert_eq!(first.x, tensor([0., 1., 2.]));
    }

    #[test]
    fn every_noisy_label_is_another_class() {
        let noisy = five().with_label_noise(1.0, 3);
        assert!(noisy.y.to_vec().iter().zip(five().y.to_vec()).all(|(a, b)| *a != b && *a < 3));
        assert_eq!(five().with_label_noise(0.0, 3).y, five().y);
    }

    #[test]
    fn misuse_is_one_sentence() {
        assert_eq!(
            panic_message(|| five().with_classes(["a", "b"])),
            "with_classes: sample 0 has the label 2, but there are only 2 classes, numbered from 0"
        );
        assert_eq!(
            panic_message(|| five().only(&[3])),
            "only: there is no class 3, because there are only 3, numbered from 0"
        );
        assert_eq!(
            panic_message(|| five().take_per_class(2)),
            "take_per_class: class 1 has only 1 samples, not 2"
        );
        assert_eq!(
            panic_message(|| five().with_label_noise(1.5, 0)),
            "with_label_noise: the share 1.5 is not from 0 to 1"
        );
    }
}
