//! Models: written, trained, looked into.

use manabi::prelude::*;

#[test]
fn a_stack_of_layers() {
    let net = (Linear::<784, 32>::default(), Relu, Linear::<32, 10>::default());
    let logits = net.forward(&rand([1, 28, 28]).reshape([1, -1]));
    let probabilities = logits.softmax(1);
    assert!((probabilities.sum().item() - 1.).abs() < 1e-5);
    assert!(probabilities.argmax(1)[0] < 10);
}

#[test]
fn a_model_of_ones_own() {
    #[derive(Module, Default)]
    struct Net {
        hidden: Linear<4, 8>,
        out: Linear<8, 3>,
    }
    impl Net {
        fn forward(&self, x: &Tensor) -> Tensor {
            self.out.forward(&self.hidden.forward(x).relu())
        }
    }
    let net = Net::default();
    assert_eq!(net.forward(&rand([5, 4])).shape(), [5, 3]);
    assert_eq!(net.parameter_count(), 4 * 8 + 8 + 8 * 3 + 3);
}

#[test]
fn a_loop_by_hand() {
    manual_seed(2);
    let x = randn([64, 3]);
    let y = x.matmul(&tensor([[1.], [-2.], [0.5]])) + 0.3;
    let (mut net, mut opt) = (Linear::<3, 1>::default(), Sgd::new(0.1));
    for _ in 0..200 {
        let loss = mse_loss(&net.forward(&x), &y);
        opt.step(&mut net, &loss.backward());
    }
    assert!(net.weight.allclose(&tensor([[1., -2., 0.5]]), 1e-2));
}

#[test]
fn a_model_with_a_parameter_and_a_shortcut() {
    #[derive(Module)]
    struct Block {
        inner: Linear<6, 6>,
        scale: Parameter,
    }
    impl Block {
        fn forward(&self, x: &Tensor) -> Tensor {
            x + self.inner.forward(x).gelu() * &*self.scale
        }
    }
    let block = Block { inner: Linear::default(), scale: Parameter::new(zeros(6)) };
    let x = randn([2, 6]);
    assert_eq!(block.forward(&x), x);
    let names = block.forward(&x).sum().backward().named(&block);
    assert_eq!(names.keys().collect::<Vec<_>>(), ["inner.bias", "inner.weight", "scale"]);
}

#[test]
fn a_depth_known_only_at_run_time() {
    let widths = [8, 16, 4];
    let layers: Vec<_> =
        widths.windows(2).map(|pair| (Linear::new(pair[0], pair[1]), Silu)).collect();
    let y = layers.forward(&rand([3, 8]));
    assert_eq!(y.shape(), [3, 4]);
}

#[test]
fn training_and_evaluation() {
    manual_seed(3);
    let mut net = (Linear::<4, 64>::default(), RRelu::default(), Dropout::new(0.5));
    let x = randn([8, 4]);
    assert_ne!(net.forward(&x), net.forward(&x));
    net.eval();
    assert_eq!(net.forward(&x), net.forward(&x));
}

#[test]
fn a_slope_that_is_learned() {
    manual_seed(4);
    let (mut net, mut opt) = (PRelu::default(), Adam::new(0.05));
    let x = randn(100);
    let y = choose(&x.gt(0.), &x, &x * -0.5);
    for _ in 0..200 {
        let loss = mse_loss(&net.forward(&x), &y);
        opt.step(&mut net, &loss.backward());
    }
    assert!((net.weight.item() + 0.5).abs() < 0.01);
}

#[test]
fn attention_in_four_lines() {
    fn attention(q: &Tensor, k: &Tensor, v: &Tensor) -> Tensor {
        let scores = q.matmul(&k.t()) / (k.shape()[2] as f32).sqrt();
        scores.softmax(-1).matmul(v)
    }
    let (q, k, v) = (randn([2, 3, 4]), randn([2, 5, 4]), ones([2, 5, 6]));
    let y = attention(&q, &k, &v);
    assert!(y.allclose(&ones([2, 3, 6]), 1e-5));
}

#[test]
fn a_recurrent_cell_over_time() {
    #[derive(Module, Default)]
    struct Rnn {
        input: Linear<2, 8>,
        state: Linear<8, 8>,
    }
    impl Rnn {
        fn forward(&self, x: &Tensor) -> Tensor {
            let mut h = zeros([x.shape()[0], 8]);
            let mut states = vec![];
            for t in 0..x.shape()[1] {
                h = (self.input.forward(&x.select(1, t)) + self.state.forward(&h)).tanh();
                states.push(h.clone());
            }
            stack(&states, 1)
        }
    }
    let rnn = Rnn::default();
    let states = rnn.forward(&randn([4, 7, 2])); // (batch, time, features)
    assert_eq!(states.shape(), [4, 7, 8]);
    let gradients = states.select(1, -1).sum().backward().named(&rnn);
    assert_eq!(gradients.len(), 4);
}

#[test]
fn a_mean_over_an_ensemble() {
    manual_seed(5);
    let nets: Vec<_> = (0..5).map(|_| Linear::<3, 2>::default()).collect();
    let x = randn([4, 3]);
    let votes: Vec<_> = nets.iter().map(|net| net.forward(&x).softmax(1)).collect();
    let mean = stack(&votes, 0).mean_axis(0);
    assert_eq!(mean.shape(), [4, 2]);
    assert!(mean.sum_axis(1).allclose(&ones(4), 1e-5));
}
