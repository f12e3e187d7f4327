//! Data: datasets inside the library, made-up ones, and those in files or on the network.
//!
//! - real and always here: [`digits`], [`iris`]
//! - made by a seed, the same on every machine, without a download:
//!   - points in the plane: [`xor`], [`moons`], [`circles`], [`spirals`], [`blobs`]
//!   - images: [`strokes`], [`shapes`], [`scenes()`] with boxes, masks and captions,
//!     [`stick_figures`], [`faces`]
//!   - over time: [`sines`], [`adding`], [`tones()`] (and their [mu-law](mu_law_encode)), [`rolls`]
//!   - strings and language: [`reversals`], [`sums`], [`dates`], [`translations`], [`expressions`],
//!     [`dialogues`]
//!   - graphs: [`molecules`]; and one that is real, the [`karate_club`]
//! - downloaded once and kept: [`mnist()`], [`fashion_mnist`], [`cifar10`]
//! - in files of yours: [`read_csv`], [`read_idx`], [`read_cifar10`]
//! - changed at random: [`augment`]
//!
//! A [`Dataset`] is split and sorted by its methods, and a [`DataLoader`] goes through it in batches.
//! Images are (n, channels, height, width), from 0 to 1. A [`Vocabulary`] makes token ids of texts, and
//! [`pad`] one batch of sequences of different lengths.
//!
//! ```
//! use manabi::prelude::*;
//! let (train, test) = data::digits().flatten().split(0.8, 0);
//! let mut net = (Linear::<64, 32>::default(), Relu, Linear::<32, 10>::default());
//! let mut opt = Adam::new(0.01);
//! let loader = train.batches(32).shuffle(0);
//! for _ in 0..5 {
//!     for (x, y) in &loader {
//!         let loss = cross_entropy(&net.forward(&x), &y);
//!         opt.step(&mut net, &loss.backward());
//!     }
//! }
//! let right = net.forward(&test.x).argmax(1).eq(&test.y).to_f32();
//! assert!(right.mean().item() > 0.9);
//! ```

pub mod augment;
mod canvas;
mod classes;
// Public, because a cell names the type of a variable by where it is defined.
#[doc(hidden)]
pub mod dataset;
mod dates;
mod digits;
mod draw;
mod faces;
#[cfg(not(target_arch = "wasm32"))]
mod files;
#[doc(hidden)]
pub mod graphs;
mod iris;
#[doc(hidden)]
pub mod loader;
mod mu_law;
mod pad;
mod picture;
mod points;
#[doc(hidden)]
pub mod poses;
mod rolls;
#[doc(hidden)]
pub mod scenes;
mod series;
#[cfg(any(test, not(target_arch = "wasm32")))]
mod sha256;
mod shapes;
mod split;
mod strings;
mod strokes;
mod tokenizer;
#[doc(hidden)]
pub mod tones;
#[doc(hidden)]
pub mod toylang;
#[doc(hidden)]
pub mod vocabulary;

pub use dataset::Dataset;
pub use dates::dates;
pub use digits::digits;
pub use faces::faces;
#[cfg(not(target_arch = "wasm32"))]
pub use files::{
    Error, Table, cifar10, fashion_mnist, local_mnist_test, mnist, mnist_test, read_cifar10,
    read_csv, read_idx,
};
pub use graphs::{Graph, karate_club, molecules};
pub use iris::iris;
pub use loader::{Batches, DataLoader};
pub use mu_law::{mu_law_decode, mu_law_encode};
pub use pad::pad;
pub use points::{blobs, circles, moons, spirals, xor};
pub use poses::{Poses, stick_figures};
pub use rolls::rolls;
pub use scenes::{Scenes, scenes};
pub use series::{adding, sines};
pub use shapes::shapes;
pub use strings::{reversals, sums};
pub use strokes::strokes;
pub use tones::{Tones, tones};
pub use toylang::{Dialogue, Expression, Translation, dialogues, expressions, translations};
pub use vocabulary::Vocabulary;
