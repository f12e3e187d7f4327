// DCGAN on 28x28, latent 64, batch 64: one update of the discriminator and one of the generator, Adam.
let up = |from, to| ConvTranspose2d::new(from, to, 4).stride(2).padding(1);
let mut generator = (
    (Linear::<64, 3136>::default(), Unflatten::<64, 7, 7>, BatchNorm2d::<64>::default(), Relu),
    (up(64, 32), BatchNorm2d::<32>::default(), Relu),
    (up(32, 1), Tanh),
);
let down = |from, to| Conv2d::new(from, to, 4).stride(2).padding(1);
let slope = 0.2;
let mut discriminator = (
    (down(1, 32), LeakyRelu { slope }, down(32, 64), LeakyRelu { slope }),
    (Flatten, Linear::<3136, 1>::default()),
);
let real = randn([64, 1, 28, 28]);
let (one, zero) = (ones([64, 1]), zeros([64, 1]));
let adam = || Adam::new(2e-4).betas(0.5, 0.999);
let (mut generator_opt, mut discriminator_opt) = (adam(), adam());
move || {
    let fake = generator.forward(&randn([64, 64]));
    let loss = bce_with_logits(&discriminator.forward(&real), &one)
        + bce_with_logits(&discriminator.forward(&fake.detach()), &zero);
    discriminator_opt.step(&mut discriminator, &loss.backward());
    let loss = bce_with_logits(&discriminator.forward(&fake), &one);
    generator_opt.step(&mut generator, &loss.backward());
    loss.item()
}
