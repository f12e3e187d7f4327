//! What every cell sees: `use manabi::prelude::*;`.

pub use crate::data::{self, DataLoader, Dataset};
pub use crate::display::{
    Bundle, Rich, clear_output, clear_output_wait, display, display_handle, display_html,
    display_latex, display_markdown, display_png, display_svg, progress, record, timing,
};
pub use crate::exercise::{exercise, hint, solution};
pub use crate::nn::{
    AdaptiveAvgPool2d, AvgPool2d, BatchNorm1d, BatchNorm2d, Buffer, Conv1d, Conv2d,
    ConvTranspose2d, Dropout, Elu, Embedding, Flatten, Gelu, GlobalAvgPool, GroupNorm,
    InstanceNorm, Layer, LayerNorm, LeakyRelu, Linear, LocalResponseNorm, MaxPool2d, MaxUnpool2d,
    Module, PRelu, Parameter, RRelu, Relu, Residual, Sequential, Sigmoid, Silu, Softmax, Softplus,
    StateDict, Tanh, Upsample, bce_with_logits, capture, cross_entropy, huber_loss, init, kl_div,
    l1_loss, mse_loss, nll_loss, triplet_margin_loss,
};
pub use crate::optim::{
    AdaGrad, Adadelta, Adam, AdamW, EarlyStopping, Optimizer, RmsProp, Schedule, Sgd,
};
pub use crate::plot::{
    Plot, computation_graph, confusion_matrix, image_grid, live, network, panels,
};
pub use crate::tensor::{
    Const, Dyn, Gradients, Rank0, Rank1, Rank2, Rank3, Rank4, Tensor, arange, choose, concat,
    detect_anomaly, eye, full, linspace, manual_seed, no_grad, ones, rand, randint, randn,
    randperm, stack, tensor, zeros,
};
pub use crate::todo_exercise;
