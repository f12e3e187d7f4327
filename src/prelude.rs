//! What every cell sees: `use manabi::prelude::*;`.

pub use crate::display::{
    Bundle, Rich, clear_output, clear_output_wait, display, display_handle, display_html,
    display_latex, display_markdown, display_png, display_svg, progress,
};
pub use crate::nn::{
    Dropout, Layer, Linear, Module, Parameter, Relu, Sequential, Sigmoid, Softmax, Tanh,
    bce_with_logits, cross_entropy, huber_loss, kl_div, l1_loss, mse_loss, nll_loss,
    triplet_margin_loss,
};
pub use crate::optim::{
    AdaGrad, Adadelta, Adam, AdamW, EarlyStopping, Optimizer, RmsProp, Schedule, Sgd,
};
pub use crate::plot::{
    Plot, computation_graph, confusion_matrix, image_grid, live, network, panels,
};
pub use crate::tensor::{
    Const, Dyn, Gradients, Rank0, Rank1, Rank2, Rank3, Rank4, Tensor, arange, eye, full, linspace,
    manual_seed, no_grad, ones, rand, randn, tensor, zeros,
};
