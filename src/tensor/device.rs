//! Tensors on devices.

use super::{Shape, Tensor};
use crate::engine::{self, Device};

impl<S: Shape> Tensor<S> {
    /// The device that the elements lie on.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// assert_eq!(zeros(3).device(), Device::cpu());
    /// ```
    pub fn device(&self) -> Device {
        self.raw.device()
    }

    /// The same tensor on a device; the tensor itself, if it lies there already. Gradients flow back to where
    /// they came from.
    ///
    /// ```
    /// # use manabi::prelude::*;
    /// let x = tensor([1., 2.]).to(&Device::reference());
    /// assert_eq!((&x + &x).device(), Device::reference());
    /// assert_eq!((&x + &x).to(&Device::cpu()), tensor([2., 4.]));
    /// ```
    #[track_caller]
    pub fn to(&self, device: &Device) -> Tensor<S> {
        Tensor::new(engine::to(&self.raw, device))
    }
}

#[cfg(test)]
mod tests {
    use crate::prelude::*;
    use crate::test::panic_message;

    #[test]
    fn gradients_come_back_to_where_they_started() {
        let w = tensor([1., 2.]).requires_grad();
        let there = w.to(&Device::reference());
        let gradients = (&there * &there).sum().backward();
        assert_eq!(gradients.of(&w), tensor([2., 4.]));
        assert_eq!(gradients.of(&w).device(), Device::cpu());
    }

    #[test]
    fn two_devices_are_one_sentence() {
        let x = zeros(2);
        assert_eq!(
            panic_message(|| &x + x.to(&Device::reference())),
            "add: one tensor is on the device cpu and another on reference; move one of them with \
             `.to(&device)`"
        );
    }

    #[test]
    fn a_model_moves_with_all_it_holds_and_learns_there() {
        manual_seed(0);
        let device = Device::reference();
        let mut net = (
            Linear::<2, 8>::default(),
            BatchNorm1d::<8>::default(),
            Tanh,
            Linear::<8, 1>::default(),
        );
        let mut there = net.clone();
        there.to(&device);
        assert!(there.parameters().iter().all(|(_, p)| p.device() == device));
        assert!(there.buffers().iter().all(|(_, b)| b.device() == device));
        let (x, y) = (randn([16, 2]), randn([16, 1]));
        let (mut opt, mut opt_there) = (Sgd::new(0.1), Sgd::new(0.1));
        for _ in 0..5 {
            let loss = mse_loss(&net.forward(&x), &y);
            opt.step(&mut net, &loss.backward());
            let loss_there = mse_loss(&there.forward(&x.to(&device)), &y.to(&device));
            assert!((loss.item() - loss_there.item()).abs() < 1e-5);
            opt_there.step(&mut there, &loss_there.backward());
        }
        for ((name, a), (_, b)) in net.parameters().into_iter().zip(there.parameters()) {
            assert_eq!(b.device(), device, "{name}");
            assert!(a.allclose(&b.to(&Device::cpu()), 1e-4), "{name}");
        }
    }
}
