//! Making tensors, computing with them and taking them apart.

use manabi::prelude::*;

#[test]
fn a_tensor_of_data() {
    let data = vec![vec![1., 2.], vec![3., 4.]];
    let x = tensor(data);
    assert_eq!(x.shape(), [2, 2]);
    assert_eq!(x, tensor([[1., 2.], [3., 4.]]));
}

#[test]
fn tensors_like_another() {
    manual_seed(0);
    let x = tensor([[1., 2.], [3., 4.]]);
    let sum = x.ones_like() + x.zeros_like() + rand([2, 2]);
    assert!(sum.ge(1.).all() && sum.lt(2.).all());
}

#[test]
fn rows_columns_and_the_last_column() {
    let x = ones([4, 4]) * arange(0., 4., 1.);
    assert_eq!(x.row(0), tensor([0., 1., 2., 3.]));
    assert_eq!(x.col(1), ones(4));
    assert_eq!(x.select(1, -1), full(4, 3.));
    assert_eq!(x[(2, 3)], 3.);
}

#[test]
fn joined_along_an_axis() {
    let x = ones([4, 4]);
    let wide = concat([&x, &x, &x], 1);
    assert_eq!(wide.shape(), [4, 12]);
    assert_eq!(stack([&x, &x], 0).shape(), [2, 4, 4]);
}

#[test]
fn two_kinds_of_product() {
    let x = tensor([[1., 2.], [3., 4.]]);
    assert_eq!(x.matmul(&x.t()), tensor([[5., 11.], [11., 25.]]));
    assert_eq!(&x * &x, x.square());
}

#[test]
fn a_number_out_of_a_tensor() {
    let total = ones([3, 4]).sum();
    assert_eq!(total.item() + 0.5, 12.5);
}

#[test]
fn broadcasting_standardizes_columns() {
    manual_seed(1);
    let x = randn([100, 3]) * tensor([1., 5., 0.1]) + 7.;
    let z = (&x - x.mean_axis(0)) / x.std_axis(0);
    assert!(z.mean_axis(0).allclose(&zeros(3), 1e-4));
    assert!(z.var_axis(0).allclose(&ones(3), 1e-4));
}

#[test]
fn images_from_channels_last_to_channels_first() {
    let image = arange(0., 24., 1.).reshape([2, 4, 3]); // (height, width, channels)
    let batch = image.permute([2, 0, 1]).unsqueeze(0);
    assert_eq!(batch.shape(), [1, 3, 2, 4]);
    assert_eq!(batch.squeeze(0).row(1)[(0, 2)], image[(0, 2, 1)]);
}

#[test]
fn a_mask_chooses() {
    let x = tensor([[-1., 2.], [3., -4.]]);
    let positive = x.gt(0.);
    assert_eq!(choose(&positive, &x, 0.), x.relu());
    assert_eq!(x.masked_select(&(!&positive)), tensor([-1., -4.]));
    assert_eq!((x.gt(-2.) & x.lt(3.)).count(), 2);
}

#[test]
fn windows_of_a_series() {
    let series = arange(0., 10., 1.);
    let windows: Vec<_> = (0..7).map(|i| series.slice(0, i..i + 3)).collect();
    let (x, next) = (stack(&windows, 0), series.slice(0, 3..));
    assert_eq!(x.shape(), [7, 3]);
    assert_eq!(x.select(1, -1) + 1., next);
}

#[test]
fn every_other_pixel_and_a_mirror() {
    let image = arange(0., 16., 1.).reshape([4, 4]);
    let small = image.step_by(0, 2).step_by(1, 2);
    assert_eq!(small, tensor([[0., 2.], [8., 10.]]));
    assert_eq!(small.flip(1), tensor([[2., 0.], [10., 8.]]));
}

#[test]
fn running_and_moving_averages() {
    let x = tensor([2., 4., 6., 8.]);
    let running = x.cumsum(0) / arange(1., 5., 1.);
    assert_eq!(running, tensor([2., 3., 4., 5.]));
    let moving = (x.slice(0, 1..) + x.slice(0, ..-1)) / 2.;
    assert_eq!(moving, tensor([3., 5., 7.]));
}
