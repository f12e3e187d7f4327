// Two pre-activation residual blocks (BN, ReLU, 3x3 conv, 32 channels) on 16x16, batch 32, SGD with momentum.
fn block() -> Residual<(BatchNorm2d<32>, Relu, Conv2d<32, 32, 3>, BatchNorm2d<32>, Relu, Conv2d<32, 32, 3>)> {
    let conv = || Conv2d::<32, 32, 3>::default().padding(1).without_bias();
    Residual((BatchNorm2d::default(), Relu, conv(), BatchNorm2d::default(), Relu, conv()))
}
let mut net = (
    Conv2d::<3, 32, 3>::default().padding(1),
    block(),
    block(),
    GlobalAvgPool,
    Linear::<32, 10>::default(),
);
let x = randn([32, 3, 16, 16]);
let y = randint(10, 32);
let mut opt = Sgd::new(1e-3).momentum(0.9);
move || {
    let loss = cross_entropy(&net.forward(&x), &y);
    opt.step(&mut net, &loss.backward());
    loss.item()
}
