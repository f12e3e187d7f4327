// conv 1->30 5x5, ReLU, max-pool 2, linear 4320-100, ReLU, linear 100-10; 28x28, batch 100, Adam.
let mut net = (
    Conv2d::<1, 30, 5>::default(),
    Relu,
    MaxPool2d::<2>::default(),
    Flatten,
    Linear::<4320, 100>::default(),
    Relu,
    Linear::<100, 10>::default(),
);
let x = randn([100, 1, 28, 28]);
let y = randint(10, 100);
let mut opt = Adam::new(1e-3);
move || {
    let loss = cross_entropy(&net.forward(&x), &y);
    opt.step(&mut net, &loss.backward());
    loss.item()
}
