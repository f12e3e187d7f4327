// DQN update: MLP 4-128-128-2 (ReLU), target network, batch 64, Huber loss, Adam.
fn net() -> (Linear<4, 128>, Relu, Linear<128, 128>, Relu, Linear<128, 2>) {
    (Linear::default(), Relu, Linear::default(), Relu, Linear::default())
}
let (mut online, target) = (net(), net());
let (state, next, reward) = (randn([64, 4]), randn([64, 4]), randn(64));
let (action, done) = (randint(2, [64, 1]), zeros(64));
let mut opt = Adam::new(1e-3);
move || {
    let value = no_grad(|| &reward + (1. - &done) * target.forward(&next).max_axis(1) * 0.99);
    let loss = huber_loss(&online.forward(&state).gather(1, &action).squeeze(1), &value, 1.);
    opt.step(&mut online, &loss.backward());
    loss.item()
}
