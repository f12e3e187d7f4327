// Character LM: embedding 64x64, tanh RNN 64-128, linear 128-64; 35 steps, batch 32, Adam, clip 1.0.
#[derive(Module, Default)]
struct Lm {
    characters: Embedding<64, 64>,
    rnn: Rnn<64, 128>,
    out: Linear<128, 64>,
}
let mut net = Lm::default();
let (x, y) = (randint(64, [32, 35]), randint(64, [32, 35]));
let mut opt = Adam::new(1e-3);
move || {
    let (h, _) = net.rnn.forward(&net.characters.forward(&x));
    let loss = cross_entropy(&net.out.forward(&h), &y);
    let mut gradients = loss.backward();
    gradients.clip_norm(1.);
    opt.step(&mut net, &gradients);
    loss.item()
}
