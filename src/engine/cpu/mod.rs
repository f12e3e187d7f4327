//! The processor: its memory, threads and vectors, and what is computed with them in slices.

pub mod curves;
pub mod gemm;
pub mod lanes;
pub mod memory;
pub mod share;
pub mod simd;
