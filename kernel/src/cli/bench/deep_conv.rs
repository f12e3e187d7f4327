// 3x3 convs 16,16,pool,32,32,pool,64,64,pool, linear 50, dropout, linear 10; 28x28, batch 100, Adam.
let mut net = (
    (Conv2d::<1, 16, 3>::default().padding(1), Relu, Conv2d::<16, 16, 3>::default().padding(1), Relu),
    MaxPool2d::<2>::default(),
    (Conv2d::<16, 32, 3>::default().padding(1), Relu, Conv2d::<32, 32, 3>::default().padding(2), Relu),
    MaxPool2d::<2>::default(),
    (Conv2d::<32, 64, 3>::default().padding(1), Relu, Conv2d::<64, 64, 3>::default().padding(1), Relu),
    MaxPool2d::<2>::default(),
    Flatten,
    (Linear::<1024, 50>::default(), Relu, Dropout::new(0.5), Linear::<50, 10>::default()),
);
let x = randn([100, 1, 28, 28]);
let y = randint(10, 100);
let mut opt = Adam::new(1e-3);
move || {
    let loss = cross_entropy(&net.forward(&x), &y);
    opt.step(&mut net, &loss.backward());
    loss.item()
}
