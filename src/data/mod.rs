//! Data: datasets inside the library, made-up ones, and those in files or on the network.
//!
//! - real and always here: [`digits`], [`iris`]
//! - made by a seed, the same on every machine: [`xor`], [`moons`], [`circles`], [`spirals`] and [`blobs`]
//!   in the plane, [`strokes`] and [`shapes`] as images
//!
//! A [`Dataset`] is split and sorted by its methods, and a [`DataLoader`] goes through it in batches.
//! Images are (n, channels, height, width), from 0 to 1.
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

mod canvas;
mod classes;
// Public, because a cell names the type of a variable by where it is defined.
#[doc(hidden)]
pub mod dataset;
mod digits;
mod iris;
#[doc(hidden)]
pub mod loader;
mod picture;
mod points;
#[cfg(test)]
mod sha256;
mod shapes;
mod split;
mod strokes;

pub use dataset::Dataset;
pub use digits::digits;
pub use iris::iris;
pub use loader::{Batches, DataLoader};
pub use points::{blobs, circles, moons, spirals, xor};
pub use shapes::shapes;
pub use strokes::strokes;
