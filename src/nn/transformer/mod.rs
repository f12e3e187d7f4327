//! Attention and the layers of a transformer. (Vaswani et al., 2017)

mod attend;
#[doc(hidden)]
pub mod decoder;
#[doc(hidden)]
pub mod decoder_layer;
#[doc(hidden)]
pub mod encoder;
#[doc(hidden)]
pub mod encoder_layer;
mod feed_forward;
mod heads;
mod mask;
#[doc(hidden)]
pub mod multihead;
#[doc(hidden)]
pub mod positions;
mod scaled;
mod sized;

pub use decoder::{DynTransformerDecoder, TransformerDecoder};
pub use decoder_layer::{DynTransformerDecoderLayer, TransformerDecoderLayer};
pub use encoder::{DynTransformerEncoder, TransformerEncoder};
pub use encoder_layer::{DynTransformerEncoderLayer, TransformerEncoderLayer};
pub use mask::{causal_mask, padding_mask};
pub use multihead::{DynMultiheadAttention, MultiheadAttention};
pub use positions::{
    DynLearnedPositions, LearnedPositions, SinusoidalPositions, sinusoidal_positions,
};
pub use scaled::scaled_dot_product_attention;
