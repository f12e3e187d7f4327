//! A step of the GRU: h' = (1 - z) n + z h with n = tanh(a + r m), where a comes from the input and m from
//! the state before; the gates r and z go through the sigmoid. Their order is r, z, n.
//!
//! Each function works on one row of H units.

use super::super::cpu::curves::{sigmoid, tanh};
use super::super::cpu::simd::vectorised;

/// `gates` holds what their curves are applied to, for n only a, and then the gates.
pub fn forward(gates: &mut [f32], m: &[f32], h: &mut [f32]) {
    let count = h.len();
    let (r, rest) = gates.split_at_mut(count);
    let (z, n) = rest.split_at_mut(count);
    vectorised(
        #[inline(always)]
        || {
            let (r, z, n) = (&mut r[..count], &mut z[..count], &mut n[..count]);
            let (m, h) = (&m[..count], &mut h[..count]);
            for k in 0..count {
                r[k] = sigmoid(r[k]);
                z[k] = sigmoid(z[k]);
                n[k] = tanh(n[k] + r[k] * m[k]);
                h[k] = (1.0 - z[k]) * n[k] + z[k] * h[k];
            }
        },
    );
}

/// The gates become their gradients; `other` those by what comes from the state, and `carry` what the state
/// before gets directly.
pub fn backward(
    gates: &mut [f32],
    other: &mut [f32],
    m: &[f32],
    h: &[f32],
    dh: &[f32],
    carry: &mut [f32],
) {
    let count = h.len();
    let (r, rest) = gates.split_at_mut(count);
    let (z, n) = rest.split_at_mut(count);
    let (by_r, rest) = other.split_at_mut(count);
    let (by_z, by_m) = rest.split_at_mut(count);
    vectorised(
        #[inline(always)]
        || {
            let (r, z, n) = (&mut r[..count], &mut z[..count], &mut n[..count]);
            let (by_r, by_z, by_m) = (&mut by_r[..count], &mut by_z[..count], &mut by_m[..count]);
            let (m, h, dh, carry) = (&m[..count], &h[..count], &dh[..count], &mut carry[..count]);
            for k in 0..count {
                let (rv, zv, nv) = (r[k], z[k], n[k]);
                let by_n = dh[k] * (1.0 - zv) * (1.0 - nv * nv);
                carry[k] = dh[k] * zv;
                r[k] = by_n * m[k] * rv * (1.0 - rv);
                z[k] = dh[k] * (h[k] - nv) * zv * (1.0 - zv);
                n[k] = by_n;
                by_r[k] = r[k];
                by_z[k] = z[k];
                by_m[k] = by_n * rv;
            }
        },
    );
}
