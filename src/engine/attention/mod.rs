//! Scaled dot-product attention: every query is answered by a mean of values, weighted by how well its key fits.
//!
//! Queries, keys and values may lie side by side in the rows of one tensor, as one product makes them; heads are
//! neighbouring columns. So nothing is copied to be split. Sequences are shared among threads.

mod seen;

use rayon::prelude::*;
use seen::Seen;

use super::Raw;
use super::cpu::gemm::{Before, Matrix, Threads, gemm};
use super::cpu::lanes::total_by;
use super::cpu::memory;
use super::softmax::exponentials;

/// Sequences are shared among threads from this many multiplications on.
const PARALLEL: usize = 1 << 18;

/// Where queries, keys or values lie: in which input, and from which of its columns on.
#[derive(Clone, Copy)]
pub struct Place {
    pub input: usize,
    pub column: usize,
}

/// How attention is computed.
#[derive(Clone, Copy)]
pub struct Heads {
    pub count: usize,
    /// The columns of a head in queries and keys.
    pub width: usize,
    /// The columns of a head in values.
    pub value_width: usize,
}

/// What is left out of attention.
#[derive(Clone, Copy, Default)]
pub struct Masks<'a> {
    /// True where a query may see a key; it stretches to (.., queries, keys).
    pub seen: Option<&'a Raw>,
    /// What each weight is multiplied by, as dropout does.
    pub kept: Option<&'a Raw>,
}

/// softmax(q kᵀ / √width) v for each head. The inputs are (batch, tokens, columns); gives (batch, queries, heads
/// times value width) and, not recorded, the weights in the sizes `scores`, which hold (batch, heads, queries,
/// keys). A query that may see no key gets zeros. The sizes are known to fit.
#[track_caller]
pub fn attention(
    inputs: &[&Raw],
    places: [Place; 3],
    heads: Heads,
    masks: Masks,
    scores: &[usize],
) -> (Raw, Raw) {
    let shape = Shape::new(inputs, places, heads);
    let seen = masks.seen.map(|mask| Seen::new(mask, scores));
    let kept = masks.kept.map(Raw::detach);
    let mut weights = memory::take(scores.iter().product());
    let mut y = memory::take(shape.batch * shape.queries * shape.outputs());
    {
        let lists: Vec<&[f32]> = inputs.iter().map(|input| input.values()).collect();
        let parts = shape.each(&mut weights, &mut y);
        shape.shared(parts, |(batch, weights, y)| {
            shape.forward(&lists, batch, weights, seen.as_ref());
            let kept = kept.as_ref().map(|kept| &kept.values()[batch * weights.len()..]);
            shape.answer(&lists, batch, weights, kept, y);
        });
    }
    let weights = Raw::from_vec(weights, scores);
    let y = Raw::from_vec(y, &[shape.batch, shape.queries, shape.outputs()]);
    let shown = match &kept {
        Some(kept) => super::mul(&weights, kept),
        None => weights.clone(),
    };
    let saved: Vec<Raw> = inputs.iter().map(|input| input.detach()).collect();
    let y = y.recorded_list("attention", inputs, move |g, _| {
        let mut gradients: Vec<Vec<f32>> =
            saved.iter().map(|input| memory::zeros(input.len())).collect();
        let lists: Vec<&[f32]> = saved.iter().map(Raw::values).collect();
        let mut cut: Vec<_> = gradients
            .iter_mut()
            .zip(&lists)
            .map(|(gradient, list)| gradient.chunks_mut((list.len() / shape.batch.max(1)).max(1)))
            .collect();
        let parts: Vec<(usize, Vec<&mut [f32]>)> = (0..shape.batch)
            .map(|batch| (batch, cut.iter_mut().map(|c| c.next().unwrap_or_default()).collect()))
            .collect();
        shape.shared(parts, |(batch, mut gradients)| {
            let kept = kept.as_ref().map(Raw::values);
            shape.backward(&lists, batch, weights.values(), kept, g.values(), &mut gradients);
        });
        gradients
            .into_iter()
            .zip(&saved)
            .map(|(gradient, input)| Some(Raw::from_vec(gradient, input.dims())))
            .collect()
    });
    (y, shown)
}

/// Sizes, and how the inputs are read.
#[derive(Clone, Copy)]
struct Shape {
    batch: usize,
    queries: usize,
    keys: usize,
    heads: Heads,
    q: Columns,
    k: Columns,
    v: Columns,
}

/// Some columns of an input.
#[derive(Clone, Copy)]
struct Columns {
    place: Place,
    tokens: usize,
    /// How far apart its rows lie.
    apart: usize,
}

impl Columns {
    /// Where the columns of a head begin in a sequence.
    fn start(&self, head: usize, width: usize) -> usize {
        self.place.column + head * width
    }

    /// The columns of a head of a sequence.
    fn matrix<'a>(&self, lists: &[&'a [f32]], batch: usize, start: usize) -> Matrix<'a> {
        let first = batch * self.tokens * self.apart + start;
        Matrix::by_rows(&lists[self.place.input][first..], self.apart)
    }
}

impl Shape {
    fn new(inputs: &[&Raw], [q, k, v]: [Place; 3], heads: Heads) -> Shape {
        let columns = |place: Place| {
            let dims = inputs[place.input].dims();
            Columns { place, tokens: dims[1], apart: dims[2] }
        };
        let (q, k, v) = (columns(q), columns(k), columns(v));
        let batch = inputs[q.place.input].dims()[0];
        Shape { batch, queries: q.tokens, keys: k.tokens, heads, q, k, v }
    }

    /// The columns of the result.
    fn outputs(&self) -> usize {
        self.heads.count * self.heads.value_width
    }

    fn scale(&self) -> f32 {
        1.0 / (self.heads.width.max(1) as f32).sqrt()
    }

    /// The weights and the results of each sequence.
    fn each<'a>(
        &self,
        weights: &'a mut [f32],
        y: &'a mut [f32],
    ) -> Vec<(usize, &'a mut [f32], &'a mut [f32])> {
        let len = self.heads.count * self.queries * self.keys;
        let mut weights = weights.chunks_mut(len.max(1));
        let mut y = y.chunks_mut((self.queries * self.outputs()).max(1));
        let of = |batch| (batch, weights.next().unwrap_or_default(), y.next().unwrap_or_default());
        (0..self.batch).map(of).collect()
    }

    /// Calls `f` with each part, on several threads where they have enough to multiply.
    fn shared<T: Send>(&self, parts: Vec<T>, f: impl Fn(T) + Send + Sync) {
        let pairs = self.batch * self.heads.count * self.queries * self.keys;
        if pairs * (self.heads.width + self.heads.value_width) < PARALLEL {
            parts.into_iter().for_each(f);
        } else {
            parts.into_par_iter().for_each(f);
        }
    }

    /// The weights of a sequence, (heads, queries, keys).
    fn forward(&self, lists: &[&[f32]], batch: usize, weights: &mut [f32], seen: Option<&Seen>) {
        let Heads { width, .. } = self.heads;
        let size = self.queries * self.keys;
        if size == 0 {
            return;
        }
        for (head, scores) in weights.chunks_exact_mut(size).enumerate() {
            let start = |columns: &Columns| columns.start(head, width);
            let q = self.q.matrix(lists, batch, start(&self.q));
            let k = self.k.matrix(lists, batch, start(&self.k)).transposed();
            let sizes = (self.queries, width, self.keys);
            gemm((scores, self.keys), Before::Overwritten, q, k, sizes, Threads::One);
        }
        let scale = self.scale();
        weights.iter_mut().for_each(|score| *score *= scale);
        let rows = batch * self.heads.count * self.queries;
        if let Some(seen) = seen {
            for (row, scores) in weights.chunks_exact_mut(self.keys).enumerate() {
                seen.hide(rows + row, scores);
            }
        }
        let sums = exponentials(weights, self.keys);
        for (row, (weights, sum)) in weights.chunks_exact_mut(self.keys).zip(sums).enumerate() {
            if seen.is_some_and(|seen| !seen.any(rows + row)) {
                weights.fill(0.0);
                continue;
            }
            let factor = 1.0 / sum.total;
            weights.iter_mut().for_each(|weight| *weight *= factor);
        }
    }

    /// The weighted means of the values of a sequence, (queries, heads times value width).
    fn answer(
        &self,
        lists: &[&[f32]],
        batch: usize,
        weights: &[f32],
        kept: Option<&[f32]>,
        y: &mut [f32],
    ) {
        let (size, width) = (self.queries * self.keys, self.heads.value_width);
        if y.is_empty() {
            return;
        }
        if self.keys == 0 {
            return y.fill(0.0);
        }
        for (head, weights) in weights.chunks_exact(size).enumerate() {
            let multiplied = kept.map(|kept| product(weights, &kept[head * size..]));
            let weights = Matrix::by_rows(multiplied.as_deref().unwrap_or(weights), self.keys);
            let v = self.v.matrix(lists, batch, self.v.start(head, width));
            let (to, apart) = (&mut y[head * width..], self.outputs());
            let sizes = (self.queries, self.keys, width);
            gemm((to, apart), Before::Overwritten, weights, v, sizes, Threads::One);
        }
    }

    /// Adds the gradients of a sequence. With weights P and scores S: dV = Pᵀ dY, dP = dY Vᵀ, dS = P (dP - Σ dP P),
    /// dQ = dS K and dK = dSᵀ Q, both scaled.
    fn backward(
        &self,
        lists: &[&[f32]],
        batch: usize,
        weights: &[f32],
        kept: Option<&[f32]>,
        g: &[f32],
        gradients: &mut [&mut [f32]],
    ) {
        let Heads { count, width, value_width } = self.heads;
        let (size, outputs, scale) = (self.queries * self.keys, self.outputs(), self.scale());
        if size == 0 {
            return;
        }
        let mut change = vec![0.0; size];
        for head in 0..count {
            let at = (batch * count + head) * size;
            let weights = &weights[at..][..size];
            let kept = kept.map(|kept| &kept[at..][..size]);
            let g =
                Matrix::by_rows(&g[batch * self.queries * outputs + head * value_width..], outputs);
            let mut add = |columns: &Columns, width: usize, a: Matrix, b: Matrix, inner: usize| {
                let to = &mut gradients[columns.place.input][columns.start(head, width)..];
                let sizes = (columns.tokens, inner, width);
                gemm((to, columns.apart), Before::Added, a, b, sizes, Threads::One);
            };
            let multiplied = kept.map(|kept| product(weights, kept));
            let used = Matrix::by_rows(multiplied.as_deref().unwrap_or(weights), self.keys);
            add(&self.v, value_width, used.transposed(), g, self.queries);
            let v = self.v.matrix(lists, batch, self.v.start(head, value_width)).transposed();
            let sizes = (self.queries, value_width, self.keys);
            gemm((&mut change, self.keys), Before::Overwritten, g, v, sizes, Threads::One);
            if let Some(kept) = kept {
                change.iter_mut().zip(kept).for_each(|(change, kept)| *change *= kept);
            }
            let rows = change.chunks_exact_mut(self.keys).zip(weights.chunks_exact(self.keys));
            for (change, weights) in rows {
                let mean = total_by(change, weights, |change, weight| change * weight);
                for (change, weight) in change.iter_mut().zip(weights) {
                    *change = weight * (*change - mean) * scale;
                }
            }
            let change = Matrix::by_rows(&change, self.keys);
            let k = self.k.matrix(lists, batch, self.k.start(head, width));
            add(&self.q, width, change, k, self.keys);
            let q = self.q.matrix(lists, batch, self.q.start(head, width));
            add(&self.k, width, change.transposed(), q, self.queries);
        }
    }
}

fn product(a: &[f32], b: &[f32]) -> Vec<f32> {
    a.iter().zip(b).map(|(a, b)| a * b).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nan_is_shown_and_not_taken_for_a_mask() {
        let x = Raw::from_vec(vec![f32::NAN, 1.0], &[1, 2, 1]);
        let place = Place { input: 0, column: 0 };
        let heads = Heads { count: 1, width: 1, value_width: 1 };
        let (y, _) = attention(&[&x], [place; 3], heads, Masks::default(), &[1, 1, 2, 2]);
        assert!(y.values().iter().all(|v| v.is_nan()));
    }
}
