//! What encoder and decoder layers of a transformer share: the sublayer of two linear layers, the order of
//! sublayers and norms, and their options.

use super::super::{Dropout, DynLayerNorm, DynLinear};
use crate::tensor::Tensor;

/// What tells layers apart beside their sizes.
#[derive(Clone, Copy, Default)]
pub struct Options {
    pub norm_first: bool,
    pub gelu: bool,
}

impl Options {
    /// x + sublayer(norm(x)), or norm(x + sublayer(x)), where dropout works on what is added.
    #[track_caller]
    pub fn residual(
        self,
        x: &Tensor,
        norm: &DynLayerNorm,
        dropout: &Dropout,
        sublayer: impl FnOnce(&Tensor) -> Tensor,
    ) -> Tensor {
        match self.norm_first {
            true => x + dropout.forward(&sublayer(&norm.forward(x))),
            false => norm.forward(&(x + dropout.forward(&sublayer(x)))),
        }
    }

    /// The wide layer, its curve and the way back.
    #[track_caller]
    pub fn feed_forward(
        self,
        x: &Tensor,
        [wide, back]: [&DynLinear; 2],
        dropout: &Dropout,
    ) -> Tensor {
        let h = wide.forward(x);
        let h = if self.gelu { h.gelu() } else { h.relu() };
        back.forward(&dropout.forward(&h))
    }

    /// How a layer with these options is printed.
    pub fn describe(self, name: &str, width: usize, heads: usize, inner: usize) -> String {
        let gelu = if self.gelu { ", gelu" } else { "" };
        let norm = if self.norm_first { ", norm first" } else { "" };
        format!("{name}({width}, {heads} heads, {inner}{gelu}{norm})")
    }
}

/// The options of a layer, and its dropout.
macro_rules! options {
    ($name:ident) => {
        /// Normalises what goes into a sublayer, not what comes out: deep stacks train more easily. (Xiong et
        /// al., 2020)
        ///
        /// ```
        /// # use manabi::prelude::*;
        #[doc = concat!("let layer = ", stringify!($name), "::<8, 2, 32>::default().norm_first();")]
        /// assert!(layer.to_string().contains("norm first"));
        /// ```
        pub fn norm_first(mut self) -> Self {
            self.options.norm_first = true;
            self
        }

        /// With GELU for ReLU. (Hendrycks and Gimpel, 2016)
        ///
        /// ```
        /// # use manabi::prelude::*;
        #[doc = concat!("let layer = ", stringify!($name), "::<8, 2, 32>::default().gelu();")]
        /// assert!(layer.to_string().contains("gelu"));
        /// ```
        pub fn gelu(mut self) -> Self {
            self.options.gelu = true;
            self
        }
    };
}

pub(super) use options;
