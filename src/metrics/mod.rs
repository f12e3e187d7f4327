//! Metrics: how good predictions are, in numbers for people to read.
//!
//! A loss is for gradients, a metric is for a person. Of classes: [`accuracy`], [`top_k_accuracy`] and, class
//! by class, [`class_report`]; the picture of its counts is [`confusion_matrix`](crate::plot::confusion_matrix).
//! Of numbers: [`mean_absolute_error`] and [`r2_score`].

// Public, because a cell names the type of a variable by where it is defined.
#[doc(hidden)]
pub mod class_report;
mod classes;
mod confusion;
mod distances;

pub use class_report::{ClassReport, class_report};
pub use classes::{accuracy, top_k_accuracy};
pub(crate) use confusion::{Confusion, confusion};
pub use distances::{mean_absolute_error, r2_score};
