// MLP 784-128-64-10 (ReLU), batch 128, Adam.
let mut net = (
    Linear::<784, 128>::default(),
    Relu,
    Linear::<128, 64>::default(),
    Relu,
    Linear::<64, 10>::default(),
);
let x = randn([128, 784]);
let y = tensor((0..128).map(|i| i * 7 % 10).collect::<Vec<usize>>());
let mut opt = Adam::new(1e-3);
move || {
    let loss = cross_entropy(&net.forward(&x), &y);
    opt.step(&mut net, &loss.backward());
    loss.item()
}
