//! A step of the plain recurrent layer: h' = tanh(x Wᵀ + h Uᵀ + b), or with ReLU.
//!
//! Each function works on one row; `gates` holds what the curve is applied to.

use super::super::cpu::curves::tanh;
use super::super::cpu::simd::vectorised;

pub fn forward(gates: &mut [f32], h: &mut [f32]) {
    vectorised(
        #[inline(always)]
        || {
            for (gate, h) in gates.iter_mut().zip(h) {
                *gate = tanh(*gate);
                *h = *gate;
            }
        },
    );
}

/// The gates become their gradients: g (1 - h²).
pub fn backward(gates: &mut [f32], dh: &[f32]) {
    vectorised(
        #[inline(always)]
        || gates.iter_mut().zip(dh).for_each(|(gate, g)| *gate = g * (1.0 - *gate * *gate)),
    );
}

pub fn forward_relu(gates: &mut [f32], h: &mut [f32]) {
    vectorised(
        #[inline(always)]
        || {
            for (gate, h) in gates.iter_mut().zip(h) {
                *gate = if *gate < 0.0 { 0.0 } else { *gate };
                *h = *gate;
            }
        },
    );
}

/// The gates become their gradients: g where h is positive.
pub fn backward_relu(gates: &mut [f32], dh: &[f32]) {
    vectorised(
        #[inline(always)]
        || {
            gates
                .iter_mut()
                .zip(dh)
                .for_each(|(gate, g)| *gate = if *gate > 0.0 { *g } else { 0.0 })
        },
    );
}
