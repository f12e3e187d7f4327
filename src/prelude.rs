//! What every cell sees: `use manabi::prelude::*;`.

pub use crate::display::{Bundle, Rich};
pub use crate::tensor::{
    Const, Dyn, Rank0, Rank1, Rank2, Rank3, Rank4, Tensor, arange, eye, full, linspace,
    manual_seed, ones, rand, randn, tensor, zeros,
};
