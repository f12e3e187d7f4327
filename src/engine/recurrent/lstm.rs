//! A step of the LSTM: c' = f c + i g and h' = o tanh(c'), with the gates i, f, g and o in this order, i, f
//! and o through the sigmoid and g through tanh.
//!
//! Each function works on one row of H units; `peephole` is what i and f see of c and o of c', 0 where
//! nothing.

use super::super::cpu::curves::{sigmoid, tanh};
use super::super::cpu::simd::vectorised;

/// `gates` holds what their curves are applied to, and then the gates.
pub fn forward(
    gates: &mut [f32],
    peephole: &[f32],
    c: &mut [f32],
    tanh_c: &mut [f32],
    h: &mut [f32],
) {
    let n = h.len();
    let [i, f, g, o] = quarters(gates);
    let (pi, rest) = peephole.split_at(n);
    let (pf, po) = rest.split_at(n);
    vectorised(
        #[inline(always)]
        || {
            let (i, f, g, o) = (&mut i[..n], &mut f[..n], &mut g[..n], &mut o[..n]);
            let (pi, pf, po) = (&pi[..n], &pf[..n], &po[..n]);
            let (c, tanh_c, h) = (&mut c[..n], &mut tanh_c[..n], &mut h[..n]);
            for k in 0..n {
                i[k] = sigmoid(i[k] + pi[k] * c[k]);
                f[k] = sigmoid(f[k] + pf[k] * c[k]);
                g[k] = tanh(g[k]);
                c[k] = f[k] * c[k] + i[k] * g[k];
                o[k] = sigmoid(o[k] + po[k] * c[k]);
                tanh_c[k] = tanh(c[k]);
                h[k] = o[k] * tanh_c[k];
            }
        },
    );
}

/// The gates become their gradients, `dc` that of the cell before, `tanh_c` the cell after.
pub fn backward(
    gates: &mut [f32],
    peephole: &[f32],
    c: &[f32],
    tanh_c: &mut [f32],
    dh: &[f32],
    dc: &mut [f32],
) {
    let n = c.len();
    let [i, f, g, o] = quarters(gates);
    let (pi, rest) = peephole.split_at(n);
    let (pf, po) = rest.split_at(n);
    vectorised(
        #[inline(always)]
        || {
            let (i, f, g, o) = (&mut i[..n], &mut f[..n], &mut g[..n], &mut o[..n]);
            let (pi, pf, po) = (&pi[..n], &pf[..n], &po[..n]);
            let (c, tanh_c, dh, dc) = (&c[..n], &mut tanh_c[..n], &dh[..n], &mut dc[..n]);
            for k in 0..n {
                let (iv, fv, gv, ov, t) = (i[k], f[k], g[k], o[k], tanh_c[k]);
                let by_o = dh[k] * t * ov * (1.0 - ov);
                let by_c = dc[k] + dh[k] * ov * (1.0 - t * t) + by_o * po[k];
                let by_i = by_c * gv * iv * (1.0 - iv);
                let by_f = by_c * c[k] * fv * (1.0 - fv);
                i[k] = by_i;
                f[k] = by_f;
                g[k] = by_c * iv * (1.0 - gv * gv);
                o[k] = by_o;
                dc[k] = by_c * fv + by_i * pi[k] + by_f * pf[k];
                tanh_c[k] = fv * c[k] + iv * gv;
            }
        },
    );
}

/// Adds the gradients by the peepholes, from those of the gates, the cell before and the cell after.
pub fn add_peepholes(sums: &mut [f32], gates: &mut [f32], before: &[f32], after: &[f32]) {
    let [i, f, _, o] = quarters(gates);
    let parts = [(&*i, before), (&*f, before), (&*o, after)];
    for (sums, (gradients, cell)) in sums.chunks_exact_mut(before.len()).zip(parts) {
        let terms = gradients.iter().zip(cell).map(|(g, c)| g * c);
        sums.iter_mut().zip(terms).for_each(|(sum, term)| *sum += term);
    }
}

fn quarters(gates: &mut [f32]) -> [&mut [f32]; 4] {
    let (left, right) = gates.split_at_mut(gates.len() / 2);
    let ((i, f), (g, o)) = (left.split_at_mut(left.len() / 2), right.split_at_mut(right.len() / 2));
    [i, f, g, o]
}
