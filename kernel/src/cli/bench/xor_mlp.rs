// MLP 2-8-1 (tanh, MSE), full batch of 4, SGD 0.1: the cost of each op alone.
let mut net = (Linear::<2, 8>::default(), Tanh, Linear::<8, 1>::default());
let x = tensor([[0., 0.], [0., 1.], [1., 0.], [1., 1.]]);
let y = tensor([[0.], [1.], [1.], [0.]]);
let mut opt = Sgd::new(0.1);
move || {
    let loss = mse_loss(&net.forward(&x), &y);
    opt.step(&mut net, &loss.backward());
    loss.item()
}
