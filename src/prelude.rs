//! What every cell sees: `use manabi::prelude::*;`.

pub use crate::display::{
    Bundle, Rich, clear_output, clear_output_wait, display, display_handle, display_html,
    display_latex, display_markdown, display_png, display_svg, progress,
};
pub use crate::plot::Plot;
pub use crate::tensor::{
    Const, Dyn, Rank0, Rank1, Rank2, Rank3, Rank4, Tensor, arange, eye, full, linspace,
    manual_seed, ones, rand, randn, tensor, zeros,
};
