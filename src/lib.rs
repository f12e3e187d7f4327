//! manabi: deep learning to learn from.

pub mod display;
