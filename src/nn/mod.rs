//! Layers, models and losses.
//!
//! A [`Module`] is anything with parameters: a layer, or a struct of them with `#[derive(Module)]`. A
//! [`Layer`] maps one tensor to one tensor; tuples of layers and [`Sequential`] apply one after another.
//! What a program states of sizes is checked by the compiler, also from layer to layer.

// Public, because a cell names the type of a variable by where it is defined.
#[doc(hidden)]
pub mod activation;
#[doc(hidden)]
pub mod avg_pool1d;
#[doc(hidden)]
pub mod avg_pool2d;
#[doc(hidden)]
pub mod batch_norm;
#[doc(hidden)]
pub mod buffer;
mod capture;
mod chain;
#[doc(hidden)]
pub mod conv1d;
#[doc(hidden)]
pub mod conv2d;
#[doc(hidden)]
pub mod conv_transpose2d;
mod ctc;
mod describe;
mod discounted_returns;
#[doc(hidden)]
pub mod dropout;
#[doc(hidden)]
pub mod embedding;
#[doc(hidden)]
pub mod flatten;
mod functional;
mod gaussian;
#[doc(hidden)]
pub mod generate;
mod gram_matrix;
#[doc(hidden)]
pub mod group_norm;
pub mod init;
mod kernel;
mod layer;
#[doc(hidden)]
pub mod layer_norm;
#[doc(hidden)]
pub mod linear;
#[doc(hidden)]
pub mod local_response_norm;
mod loss;
#[doc(hidden)]
pub mod max_pool1d;
#[doc(hidden)]
pub mod max_pool2d;
mod module;
mod pair;
#[doc(hidden)]
pub mod parameter;
mod part;
mod plain;
#[doc(hidden)]
pub mod prelu;
#[doc(hidden)]
pub mod recurrent;
#[doc(hidden)]
pub mod residual;
#[doc(hidden)]
pub mod rrelu;
#[doc(hidden)]
pub mod sequential;
mod slide;
#[doc(hidden)]
pub mod state;
#[doc(hidden)]
pub mod transformer;
#[doc(hidden)]
pub mod unflatten;
#[doc(hidden)]
pub mod upsample;
mod walk;
mod weighted;

pub use activation::{Elu, Gelu, LeakyRelu, Relu, Sigmoid, Silu, Softmax, Softplus, Tanh};
pub use avg_pool1d::AvgPool1d;
pub use avg_pool2d::{AdaptiveAvgPool2d, AvgPool2d, GlobalAvgPool};
pub use batch_norm::{BatchNorm1d, BatchNorm2d, DynBatchNorm1d, DynBatchNorm2d};
pub use buffer::Buffer;
pub use capture::capture;
pub use conv_transpose2d::{ConvTranspose2d, DynConvTranspose2d};
pub use conv1d::{Conv1d, DynConv1d};
pub use conv2d::{Conv2d, DynConv2d};
pub use ctc::{ctc_greedy_decode, ctc_loss};
pub use derive::Module;
pub use describe::{bundle, write};
pub use discounted_returns::{discounted_returns, discounted_returns_until};
pub use dropout::Dropout;
pub use embedding::{DynEmbedding, Embedding};
pub use flatten::Flatten;
pub use functional::{avg_pool2d, conv_transpose2d, conv1d, conv2d, max_pool2d};
pub use gaussian::{gaussian_kl, gaussian_nll_loss, reparameterize};
pub use generate::{Beam, Generate};
pub use gram_matrix::gram_matrix;
pub use group_norm::{DynGroupNorm, DynInstanceNorm, GroupNorm, InstanceNorm};
pub use layer::{Accepts, Fitting, Layer};
pub use layer_norm::{DynLayerNorm, LayerNorm};
pub use linear::{DynLinear, Kind, Linear, RunTime, Stated};
pub use local_response_norm::LocalResponseNorm;
pub use loss::{
    bce_with_logits, cross_entropy, cross_entropy_masked, huber_loss, kl_div, l1_loss, mse_loss,
    negative_sampling_loss, nll_loss, triplet_margin_loss,
};
pub use max_pool1d::MaxPool1d;
pub use max_pool2d::{MaxPool2d, MaxUnpool2d};
pub use module::Module;
pub use pair::Pair;
pub use parameter::{Parameter, ParameterMut};
pub use part::{Part, PartMut};
pub use prelu::PRelu;
pub use recurrent::{
    DynGru, DynGruCell, DynLstm, DynLstmCell, DynRnn, DynRnnCell, Gru, GruCell, Lstm, LstmCell,
    RecurrentWeights, Rnn, RnnCell,
};
pub use residual::Residual;
pub use rrelu::RRelu;
pub use sequential::Sequential;
pub(crate) use state::all_of as load_state;
pub use state::{Error, Loaded, StateDict};
pub use transformer::{
    DynLearnedPositions, DynMultiheadAttention, DynTransformerDecoder, DynTransformerDecoderLayer,
    DynTransformerEncoder, DynTransformerEncoderLayer, LearnedPositions, MultiheadAttention,
    SinusoidalPositions, TransformerDecoder, TransformerDecoderLayer, TransformerEncoder,
    TransformerEncoderLayer, causal_mask, padding_mask, scaled_dot_product_attention,
    sinusoidal_positions,
};
pub use unflatten::Unflatten;
pub use upsample::Upsample;
pub(crate) use walk::{
    for_each_mode, for_each_named, for_each_parameter, set_training, state_dict,
};
