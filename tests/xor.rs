//! The exclusive or, trained as a learner writes it.

use manabi::prelude::*;

#[derive(Module, Default, Clone)]
struct Xor {
    hidden: Linear<2, 8>,
    out: Linear<8, 1>,
}

impl Xor {
    fn forward(&self, x: &Tensor) -> Tensor {
        self.out.forward(&self.hidden.forward(x).tanh())
    }
}

#[test]
fn it_is_learned_with_every_optimizer() {
    let x = tensor([[0., 0.], [0., 1.], [1., 0.], [1., 1.]]);
    let y = tensor([[0.], [1.], [1.], [0.]]);
    let optimizers: [(&str, Box<dyn Optimizer>); 6] = [
        ("Sgd at the edge", Box::new(Sgd::new(0.5))),
        ("Sgd", Box::new(Sgd::new(0.3))),
        ("momentum", Box::new(Sgd::new(0.05).momentum(0.9))),
        ("nesterov", Box::new(Sgd::new(0.05).momentum(0.9).nesterov())),
        ("Adam", Box::new(Adam::new(0.05))),
        ("AdamW", Box::new(AdamW::new(0.05))),
    ];
    for (name, mut opt) in optimizers {
        manual_seed(79);
        let mut net = Xor::default();
        for _ in 0..2000 {
            let loss = mse_loss(&net.forward(&x), &y);
            opt.step(&mut net, &loss.backward());
        }
        let loss = mse_loss(&net.forward(&x), &y).item();
        assert!(loss < 0.01, "{name}: {loss}");
    }
}
