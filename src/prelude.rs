//! What every cell sees: `use manabi::prelude::*;`.

pub use crate::boxes;
pub use crate::data::{self, DataLoader, Dataset};
pub use crate::display::{
    Bundle, Rich, clear_output, clear_output_wait, display, display_handle, display_html,
    display_latex, display_markdown, display_png, display_svg, progress, record, timing,
};
pub use crate::exercise::{exercise, hint, solution};
#[cfg(not(target_arch = "wasm32"))]
pub use crate::fit;
pub use crate::metrics;
pub use crate::nn::{
    AdaptiveAvgPool2d, AvgPool1d, AvgPool2d, BatchNorm1d, BatchNorm2d, Buffer, Conv1d, Conv2d,
    ConvTranspose2d, Dropout, Elu, Embedding, Flatten, Gelu, Generate, GlobalAvgPool, GroupNorm,
    Gru, GruCell, InstanceNorm, Layer, LayerNorm, LeakyRelu, LearnedPositions, Linear,
    LocalResponseNorm, Lstm, LstmCell, MaxPool1d, MaxPool2d, MaxUnpool2d, Module,
    MultiheadAttention, PRelu, Parameter, RRelu, Relu, Residual, Rnn, RnnCell, Sequential, Sigmoid,
    Silu, SinusoidalPositions, Softmax, Softplus, StateDict, Tanh, TransformerDecoder,
    TransformerDecoderLayer, TransformerEncoder, TransformerEncoderLayer, Unflatten, Upsample,
    avg_pool2d, bce_with_logits, capture, causal_mask, conv_transpose2d, conv1d, conv2d,
    cross_entropy, cross_entropy_masked, ctc_greedy_decode, ctc_loss, discounted_returns,
    discounted_returns_until, gaussian_kl, gaussian_nll_loss, gram_matrix, huber_loss, init,
    kl_div, l1_loss, max_pool2d, mse_loss, negative_sampling_loss, nll_loss, padding_mask,
    reparameterize, scaled_dot_product_attention, sinusoidal_positions, triplet_margin_loss,
};
pub use crate::optim::{
    AdaGrad, Adadelta, Adam, AdamW, EarlyStopping, Optimizer, RmsProp, Schedule, Sgd,
};
#[cfg(not(target_arch = "wasm32"))]
pub use crate::plot::{
    Plot, computation_graph, confusion_matrix, flowchart, image_grid, live, network, panels,
    timeline,
};
#[cfg(not(target_arch = "wasm32"))]
pub use crate::rl::{self, Environment, Tabular};
pub use crate::tensor::{
    Const, Device, Dyn, Gradients, Rank0, Rank1, Rank2, Rank3, Rank4, SparseMatrix, Tensor, arange,
    choose, concat, detect_anomaly, eye, full, linspace, manual_seed, no_grad, ones, rand, randint,
    randn, randperm, set_device, stack, tensor, zeros,
};
pub use crate::todo_exercise;
