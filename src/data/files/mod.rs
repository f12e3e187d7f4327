//! Data in files and on the network: formats, the folder of datasets, downloads.

mod archive;
mod cifar;
mod collection;
mod csv;
mod curl;
mod download;
mod file;
mod idx;
mod mnist;
#[cfg(test)]
mod server;
#[doc(hidden)]
pub mod table;

pub use crate::error::Error;
pub use cifar::{cifar10, read_cifar10};
pub use csv::read_csv;
pub use idx::read_idx;
pub use mnist::{fashion_mnist, local_mnist_test, mnist, mnist_test};
pub use table::Table;
