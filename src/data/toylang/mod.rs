//! Toylang: a little Japanese and English, made by grammars.
//!
//! [`translations()`] are sentences in both languages, [`dialogues()`] talks whose
//! answer was said before, and [`expressions()`] are trees of and, or and not.

#[doc(hidden)]
pub mod dialogues;
#[doc(hidden)]
pub mod expressions;
#[doc(hidden)]
pub mod translations;
mod words;

pub use dialogues::{Dialogue, dialogues};
pub use expressions::{Expression, expressions};
pub use translations::{Translation, translations};
