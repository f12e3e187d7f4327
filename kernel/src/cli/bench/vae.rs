// VAE 784-400-20-400-784, batch 128, BCE + KL, Adam.
#[derive(Module, Default)]
struct Vae {
    encode: Linear<784, 400>,
    mean: Linear<400, 20>,
    log_variance: Linear<400, 20>,
    decode: (Linear<20, 400>, Relu, Linear<400, 784>),
}
let mut net = Vae::default();
let x = rand([128, 784]);
let mut opt = Adam::new(1e-3);
move || {
    let h = net.encode.forward(&x).relu();
    let (mean, log_variance) = (net.mean.forward(&h), net.log_variance.forward(&h));
    let z = &mean + randn([128, 20]) * (&log_variance * 0.5).exp();
    let likelihood = bce_with_logits(&net.decode.forward(&z), &x) * 784.;
    let divergence = (&log_variance + 1. - mean.square() - log_variance.exp()).sum() / 128. * -0.5;
    let loss = likelihood + divergence;
    opt.step(&mut net, &loss.backward());
    loss.item()
}
