//! Capturing: the outputs of the layers inside a model, to look at or to compute with.

use crate::engine::place;
use crate::tensor::Tensor;

/// Runs `f` and gives its result and the output of every layer that a tuple, a list or a
/// [`Sequential`](super::Sequential) applied in it: with the numbers that lead to the layer, as in `0.1`, in
/// the order in which they were ready. The outputs are recorded as ever, so gradients flow through them.
/// What a `forward` written by hand computes between its layers it can return itself.
///
/// ```
/// use manabi::prelude::*;
///
/// let net = (Conv2d::<1, 4, 3>::default(), Relu, (Flatten, Linear::<144, 10>::default()));
/// let (y, layers) = capture(|| net.forward(&rand([2, 1, 8, 8])));
/// let names: Vec<&str> = layers.iter().map(|(name, _)| name.as_str()).collect();
/// assert_eq!(names, ["0", "1", "2.0", "2.1", "2"]);
/// assert_eq!(layers[1].1.shape(), [2, 4, 6, 6]);
/// assert_eq!(layers[4].1, y);
/// ```
pub fn capture<T>(f: impl FnOnce() -> T) -> (T, Vec<(String, Tensor)>) {
    let (result, captured) = place::capture(f);
    (result, captured.into_iter().map(|(name, raw)| (name, Tensor::new(raw))).collect())
}

#[cfg(test)]
mod tests {
    use crate::prelude::*;
    use crate::test::panic_message;

    #[test]
    fn captures_lie_inside_of_one_another() {
        let net = (Relu, Tanh);
        let x = rand([2, 2]);
        let ((_, inner), outer) = capture(|| {
            let inner = capture(|| net.forward(&x));
            net.forward(&x);
            inner
        });
        assert_eq!((inner.len(), outer.len()), (2, 2));
        assert_eq!(inner[1].1, x.relu().tanh());
    }

    #[test]
    fn a_panic_ends_a_capture() {
        let net = (Relu, Linear::new(2, 3));
        for _ in 0..2 {
            let message = panic_message(|| capture(|| net.forward(&zeros([1, 4]))));
            assert!(message.starts_with("1: linear"), "{message}");
        }
        assert!(capture(|| ()).1.is_empty());
    }
}
