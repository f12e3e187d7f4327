//! Recurrent layers: networks that read a sequence step by step and keep a state.
//!
//! [`Rnn`], [`Lstm`] and [`Gru`] read whole sequences, by one op for each layer and direction; [`RnnCell`],
//! [`LstmCell`] and [`GruCell`] take one step, written out in plain ops. The layers agree with the cells, which
//! are also how they compute on devices other than the processor.

#[doc(hidden)]
pub mod cell;
#[doc(hidden)]
pub mod gru;
#[doc(hidden)]
pub mod gru_cell;
mod layer;
#[doc(hidden)]
pub mod lstm;
#[doc(hidden)]
pub mod lstm_cell;
mod plan;
#[doc(hidden)]
pub mod rnn;
#[doc(hidden)]
pub mod rnn_cell;
mod sequence;
#[doc(hidden)]
pub mod stack;
#[doc(hidden)]
pub mod weights;

pub use gru::{DynGru, Gru};
pub use gru_cell::{DynGruCell, GruCell};
pub use lstm::{DynLstm, Lstm};
pub use lstm_cell::{DynLstmCell, LstmCell};
pub use rnn::{DynRnn, Rnn};
pub use rnn_cell::{DynRnnCell, RnnCell};
pub use weights::RecurrentWeights;
