//! How a window slides: the methods by which layers with one say it, and what pools have in common.

use super::pair::text;
use crate::engine::place::at;
use crate::engine::{self, Raw, Sliding};

/// Methods that set fields of a `Sliding`. `planes` take a size or `[height, width]`; `sequences` take a
/// length, and are planes of height 1.
macro_rules! slides {
    ($self:ident => $sliding:expr, $over:ident: $($(#[$doc:meta])* $name:ident($size:ty))*) => {
        $(
            $(#[$doc])*
            pub fn $name(mut $self, $name: $size) -> Self {
                $crate::nn::slide::put!($over, $sliding.$name, $name);
                $self
            }
        )*
    };
}

macro_rules! put {
    (planes, $to:expr, $size:ident) => {
        $to = $size.pair()
    };
    (sequences, $to:expr, $size:ident) => {
        $to[1] = $size
    };
}

pub(super) use {put, slides};

/// The window of a pool, which moves by its own size.
#[track_caller]
pub fn own_steps(layer: &str, kernel: [usize; 2]) -> Sliding {
    let sliding = Sliding { stride: kernel, ..Sliding::of(kernel) };
    sliding.check(layer);
    sliding
}

/// The same over sequences, which are planes of height 1.
#[track_caller]
pub fn flat(layer: &str, kernel: usize) -> Sliding {
    own_steps(layer, [1, kernel])
}

/// Pools sequences: (batch, channels, length).
#[track_caller]
pub fn pooled(op: &str, x: &Raw, sliding: Sliding, pool: fn(&Raw, Sliding) -> Raw) -> Raw {
    let dims = x.dims();
    assert!(
        dims.len() == 3,
        "{}: the layer takes (batch, channels, length), but the input has the shape {dims:?}{}",
        at(op),
        if dims.len() == 2 { "; add the missing axis with `.unsqueeze(0)`" } else { "" }
    );
    engine::squeeze(&pool(&engine::unsqueeze(x, 2), sliding), 2)
}

/// The window of a pool over so many axes as text, with what differs from the default.
pub fn described(sliding: &Sliding, axes: usize) -> String {
    let &Sliding { kernel, stride, padding, dilation } = sliding;
    let text = |pair: [usize; 2]| if axes == 1 { pair[1].to_string() } else { text(pair) };
    let mut words = text(kernel);
    for (name, pair, default) in
        [("stride", stride, kernel), ("padding", padding, [0, 0]), ("dilation", dilation, [1, 1])]
    {
        if pair != default {
            words += &format!(", {name} {}", text(pair));
        }
    }
    words
}
