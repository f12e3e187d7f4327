//! Convolutions and pools as functions: of a weight that one has, without a layer.

use super::Pair;
use super::slide::own_steps;
use crate::engine::{self, Sliding};
use crate::tensor::Tensor;

/// The convolution of images (batch, inputs, height, width) with a weight (outputs, inputs, kernel height,
/// kernel width): (batch, outputs, height', width'), with the sizes of [`Conv2d`](super::Conv2d), which
/// also has dilation and groups. A bias (outputs) is added as `bias.reshape([-1, 1, 1])`. Panics when the
/// shapes do not fit or the kernel is greater than the image. (LeCun et al., 1989)
///
/// ```
/// # use manabi::prelude::*;
/// let image = tensor([[[[0., 0., 1., 1.]]]]);
/// let edges = tensor([[[[-1., 1.]]]]);
/// assert_eq!(conv2d(&image, &edges, 1, 0), tensor([[[[0., 1., 0.]]]]));
/// ```
#[track_caller]
pub fn conv2d(x: &Tensor, weight: &Tensor, stride: impl Pair, padding: impl Pair) -> Tensor {
    let form = "(outputs, inputs, height, width)";
    let sliding = sliding("conv2d", weight, form, [stride.pair(), padding.pair()]);
    Tensor::new(engine::conv2d(&x.raw, &weight.raw, None, sliding, 1))
}

/// The convolution of sequences (batch, inputs, length) with a weight (outputs, inputs, kernel): (batch,
/// outputs, length'), with the sizes of [`Conv1d`](super::Conv1d), which also has dilation and groups.
/// Panics as [`conv2d`].
///
/// ```
/// # use manabi::prelude::*;
/// let rises = conv1d(&tensor([[[1., 4., 9.]]]), &tensor([[[-1., 1.]]]), 1, 0);
/// assert_eq!(rises, tensor([[[3., 5.]]]));
/// ```
#[track_caller]
pub fn conv1d(x: &Tensor, weight: &Tensor, stride: usize, padding: usize) -> Tensor {
    let sliding =
        sliding("conv1d", weight, "(outputs, inputs, length)", [[1, stride], [0, padding]]);
    Tensor::new(engine::conv1d(&x.raw, &weight.raw, None, sliding, 1))
}

/// The transposed convolution of images (batch, inputs, height, width) with a weight (inputs, outputs,
/// kernel height, kernel width): (batch, outputs, height', width'), with the sizes of
/// [`ConvTranspose2d`](super::ConvTranspose2d), which also has dilation and groups. Panics when the shapes
/// do not fit or the padding cuts off everything. (Zeiler et al., 2010)
///
/// ```
/// # use manabi::prelude::*;
/// let spread = conv_transpose2d(&tensor([[[[1., 2.]]]]), &tensor([[[[1., 10.]]]]), [1, 2], 0);
/// assert_eq!(spread, tensor([[[[1., 10., 2., 20.]]]]));
/// ```
#[track_caller]
pub fn conv_transpose2d(
    x: &Tensor,
    weight: &Tensor,
    stride: impl Pair,
    padding: impl Pair,
) -> Tensor {
    let form = "(inputs, outputs, height, width)";
    let sliding = sliding("conv_transpose2d", weight, form, [stride.pair(), padding.pair()]);
    Tensor::new(engine::conv_transpose2d(&x.raw, &weight.raw, None, sliding, [0, 0], 1))
}

/// The greatest elements under a window that moves over images by a stride: (batch, channels, height,
/// width) becomes (batch, channels, height', width'), with the sizes of [`MaxPool2d`](super::MaxPool2d),
/// which also has padding and dilation. Panics when the window does not fit.
///
/// ```
/// # use manabi::prelude::*;
/// let image = tensor([[[[1., 2., 5., 4.], [3., 0., 0., 6.]]]]);
/// assert_eq!(max_pool2d(&image, 2, 2), tensor([[[[3., 6.]]]]));
/// ```
#[track_caller]
pub fn max_pool2d(x: &Tensor, kernel: impl Pair, stride: impl Pair) -> Tensor {
    let stride = stride.pair();
    let sliding = Sliding { stride, ..own_steps("max_pool2d", kernel.pair()) };
    Tensor::new(engine::max_pool2d(&x.raw, sliding))
}

/// The means under a window that moves over images by a stride, with shapes as those of [`max_pool2d`].
///
/// ```
/// # use manabi::prelude::*;
/// let image = tensor([[[[1., 3., 5., 5.], [2., 2., 0., 6.]]]]);
/// assert_eq!(avg_pool2d(&image, 2, 2), tensor([[[[2., 4.]]]]));
/// ```
#[track_caller]
pub fn avg_pool2d(x: &Tensor, kernel: impl Pair, stride: impl Pair) -> Tensor {
    let stride = stride.pair();
    let sliding = Sliding { stride, ..own_steps("avg_pool2d", kernel.pair()) };
    Tensor::new(engine::avg_pool2d(&x.raw, sliding))
}

/// How the kernel of a weight slides. A weight of sequences has a height of 1.
#[track_caller]
fn sliding(op: &str, weight: &Tensor, form: &str, [stride, padding]: [[usize; 2]; 2]) -> Sliding {
    let shape = weight.shape();
    let axes = form.split(',').count();
    assert!(
        shape.len() == axes && !shape.contains(&0),
        "{op}: the weight has the shape {shape:?}; it takes {form}, each 1 or more"
    );
    let kernel = if axes == 3 { [1, shape[2]] } else { [shape[2], shape[3]] };
    Sliding { stride, padding, ..Sliding::of(kernel) }
}

#[cfg(test)]
mod tests {
    use crate::prelude::*;
    use crate::test::{panic_file, panic_message};

    #[test]
    fn they_are_what_the_layers_compute() {
        let layer = Conv2d::new(3, 4, [3, 2]).stride([2, 1]).padding([1, 0]).without_bias();
        let x = randn([2, 3, 6, 5]);
        assert_eq!(conv2d(&x, &layer.weight, [2, 1], [1, 0]), layer.forward(&x));
        let layer = Conv1d::new(3, 4, 3).stride(2).padding(1).without_bias();
        let sequence = randn([2, 3, 7]);
        assert_eq!(conv1d(&sequence, &layer.weight, 2, 1), layer.forward(&sequence));
        let layer = ConvTranspose2d::new(3, 4, [3, 2]).stride(2).padding(1).without_bias();
        assert_eq!(conv_transpose2d(&x, &layer.weight, 2, 1), layer.forward(&x));
        assert_eq!(max_pool2d(&x, [2, 3], 1), MaxPool2d::new([2, 3]).stride(1).forward(&x));
        assert_eq!(avg_pool2d(&x, 2, [1, 2]), AvgPool2d::new(2).stride([1, 2]).forward(&x));
    }

    #[test]
    fn misuse_is_one_sentence_at_the_line_of_the_caller() {
        let x = zeros([2, 3, 6, 5]);
        assert_eq!(
            panic_message(|| conv2d(&x, &zeros([3, 3]), 1, 0)),
            "conv2d: the weight has the shape [3, 3]; it takes (outputs, inputs, height, width), each 1 \
             or more"
        );
        assert_eq!(
            panic_message(|| conv2d(&x, &zeros([4, 1, 3, 3]), 1, 0)),
            "conv2d: the layer takes (batch, 1, height, width), but the input has the shape [2, 3, 6, \
             5], whose second size is 3"
        );
        for file in [
            panic_file(|| conv1d(&x, &zeros([3, 3]), 1, 0)),
            panic_file(|| conv2d(&x, &zeros([4, 3, 3, 3]), 0, 0)),
            panic_file(|| conv_transpose2d(&x, &zeros([3, 4, 3, 3]), 1, 9)),
            panic_file(|| max_pool2d(&x, 0, 1)),
            panic_file(|| avg_pool2d(&x, 9, 1)),
            panic_file(|| MaxPool1d::new(2).forward(&x)),
            panic_file(|| AvgPool1d::new(0)),
        ] {
            assert_eq!(file, file!());
        }
    }
}
