//! The way to and from other libraries: ndarray, image and dfdx itself.

use dfdx::tensor_ops::ReshapeTo;
use image::{DynamicImage, GrayImage, RgbImage};
use ndarray::{ArrayBase, ArrayD, Dimension, IxDyn};

use super::{Dyn, Element, Shape, Size, Tensor};
use crate::engine::Raw;

impl<S: Shape, E: Element> Tensor<S, E> {
    /// A copy as an ndarray.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let a = tensor([[1., 2.], [3., 4.]]).to_ndarray();
    /// assert_eq!(a[[1, 0]], 3.);
    /// ```
    pub fn to_ndarray(&self) -> ArrayD<E> {
        ArrayD::from_shape_vec(IxDyn(self.shape()), self.to_vec())
            .expect("a tensor's elements fill its shape")
    }
}

impl<E: Element> Tensor<Dyn, E> {
    /// A tensor of an ndarray's elements.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// # use manabi::ndarray::array;
    /// assert_eq!(Tensor::from_ndarray(&array![[1., 2.]]), tensor([[1., 2.]]));
    /// ```
    pub fn from_ndarray<A, D>(array: &ArrayBase<A, D>) -> Self
    where
        A: ndarray::Data<Elem = E>,
        D: Dimension,
    {
        Tensor::new(E::store(array.iter().copied().collect(), array.shape()).created())
    }
}

impl<S: Shape> Tensor<S> {
    /// The tensor as a picture: (height, width) is gray, (3, height, width) is red, green and blue.
    /// 0 is dark and 1 is bright. Panics when it has another shape.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let picture = linspace(0., 1., 64).reshape([8, 8]).to_image();
    /// assert_eq!((picture.width(), picture.height()), (8, 8));
    /// ```
    #[track_caller]
    pub fn to_image(&self) -> DynamicImage {
        to_image(&self.raw)
    }
}

impl Tensor {
    /// The pixels of a picture, from 0 (dark) to 1 (bright): (height, width) when it is gray,
    /// (3, height, width) in colour.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// # use manabi::image::GrayImage;
    /// assert_eq!(Tensor::from_image(GrayImage::new(3, 2)), zeros([2, 3]));
    /// ```
    pub fn from_image(picture: impl Into<DynamicImage>) -> Tensor {
        Tensor::new(from_image(&picture.into()))
    }
}

#[track_caller]
fn to_image(x: &Raw) -> DynamicImage {
    let bytes: Vec<u8> =
        f32::load(x).into_iter().map(|v| (v.clamp(0.0, 1.0) * 255.0).round() as u8).collect();
    match *x.dims() {
        [height, width] | [1, height, width] => {
            GrayImage::from_raw(width as u32, height as u32, bytes)
                .expect("a byte for each pixel")
                .into()
        }
        [3, height, width] => {
            let plane = height * width;
            let pixel = |p| [bytes[p], bytes[plane + p], bytes[2 * plane + p]];
            let pixels = (0..plane).flat_map(pixel).collect();
            RgbImage::from_raw(width as u32, height as u32, pixels)
                .expect("three bytes for each pixel")
                .into()
        }
        _ => panic!(
            "to_image: the shape {:?} is no picture; it takes (height, width) or (3, height, width)",
            x.dims()
        ),
    }
}

fn from_image(picture: &DynamicImage) -> Raw {
    let (width, height) = (picture.width() as usize, picture.height() as usize);
    if !picture.color().has_color() {
        let bytes = picture.to_luma8().into_raw();
        let values = bytes.into_iter().map(|b| b as f32 / 255.0).collect();
        return f32::store(values, &[height, width]);
    }
    let bytes = picture.to_rgb8().into_raw();
    let plane = height * width;
    let value = |p| bytes[p % plane * 3 + p / plane] as f32 / 255.0;
    f32::store((0..3 * plane).map(value).collect(), &[3, height, width])
}

/// A shape that dfdx has too: any but the run-time shape.
pub trait DfdxShape: Shape + dfdx::shapes::Shape {
    #[doc(hidden)]
    fn of(dims: &[usize]) -> Self;
}

macro_rules! dfdx_shape {
    ($($size:ident $axis:tt),*) => {
        impl<$($size: Size + dfdx::shapes::Dim),*> DfdxShape for ($($size,)*) {
            fn of(dims: &[usize]) -> Self {
                ($($size::from_size(dims[$axis]).expect("a stated size was checked"),)*)
            }
        }
    };
}

impl DfdxShape for () {
    fn of(_: &[usize]) -> Self {}
}

dfdx_shape!(A 0);
dfdx_shape!(A 0, B 1);
dfdx_shape!(A 0, B 1, C 2);
dfdx_shape!(A 0, B 1, C 2, D 3);

impl<S: DfdxShape> Tensor<S> {
    /// The tensor as dfdx's own, a copy.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// use manabi::dfdx::tensor::AsArray;
    /// let x = tensor([[1., 2.], [3., 4.]]).into_dfdx();
    /// assert_eq!(x.array(), [[1., 2.], [3., 4.]]);
    /// ```
    pub fn into_dfdx(self) -> dfdx::tensor::Tensor<S, f32, dfdx::tensor::Cpu> {
        self.raw.to_dfdx().reshape_like(&S::of(self.raw.dims()))
    }

    /// The tensor of a dfdx tensor, a copy.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// use manabi::dfdx::tensor::{Cpu, TensorFrom};
    /// let x = Tensor::from_dfdx(Cpu::default().tensor([1.0, 2.0]));
    /// assert_eq!(x, tensor([1., 2.]));
    /// ```
    pub fn from_dfdx(x: dfdx::tensor::Tensor<S, f32, dfdx::tensor::Cpu>) -> Self {
        use dfdx::shapes::HasShape;
        let dims: Vec<usize> = x.shape().concrete().into_iter().collect();
        let len = dims.iter().product();
        Tensor::new(Raw::from_dfdx(&x.reshape_like(&(len,)), &dims))
    }
}

#[cfg(test)]
mod tests {
    use crate::prelude::*;
    use crate::test::panic_message;

    #[test]
    fn pictures_come_back_as_they_went_out() {
        let gray = linspace(0., 1., 256).reshape([16, 16]);
        assert!(Tensor::from_image(gray.to_image()).allclose(&gray, 1e-6));
        let colour = linspace(0., 1., 256 * 3).reshape([3, 16, 16]);
        assert!(Tensor::from_image(colour.to_image()).allclose(&colour, 0.5 / 255. + 1e-6));
        assert_eq!(
            panic_message(|| zeros([2, 3, 4]).to_image()),
            "to_image: the shape [2, 3, 4] is no picture; it takes (height, width) or \
             (3, height, width)"
        );
    }

    #[test]
    fn transposed_arrays_keep_their_order() {
        let x = tensor([[1., 2., 3.], [4., 5., 6.]]);
        let array = x.to_ndarray();
        assert_eq!(Tensor::from_ndarray(&array.t()), x.t());
    }
}
