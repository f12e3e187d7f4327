//! What every cell sees: `use manabi::prelude::*;`.

pub use crate::display::{
    Bundle, Rich, clear_output, clear_output_wait, display, display_handle, display_html,
    display_latex, display_markdown, display_png, display_svg, progress,
};
pub use crate::nn::{
    AdaptiveAvgPool2d, AvgPool2d, BatchNorm1d, BatchNorm2d, Buffer, Conv1d, Conv2d,
    ConvTranspose2d, Dropout, Embedding, Flatten, GlobalAvgPool, GroupNorm, InstanceNorm, Layer,
    LayerNorm, Linear, LocalResponseNorm, MaxPool2d, MaxUnpool2d, Module, Parameter, Relu,
    Residual, Sequential, Sigmoid, Softmax, Tanh, Upsample, bce_with_logits, capture,
    cross_entropy, init, mse_loss,
};
pub use crate::optim::{Adam, AdamW, Optimizer, Sgd};
pub use crate::plot::Plot;
pub use crate::tensor::{
    Const, Dyn, Gradients, Rank0, Rank1, Rank2, Rank3, Rank4, Tensor, arange, eye, full, linspace,
    manual_seed, no_grad, ones, rand, randn, tensor, zeros,
};
