//! manabi: deep learning to learn from.

pub mod display;
mod engine;
#[cfg(test)]
mod test;
