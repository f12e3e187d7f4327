// 2 encoder layers, d 64, 4 heads, ff 256, ReLU, causal mask, 32 tokens, batch 32, vocabulary 64, Adam.
#[derive(Module)]
struct Lm {
    tokens: Embedding<64, 64>,
    positions: LearnedPositions<32, 64>,
    encoder: TransformerEncoder<64, 4, 256>,
    out: Linear<64, 64>,
}
let layer = || TransformerEncoderLayer::<64, 4, 256>::default().dropout(0.);
let mut net = Lm {
    tokens: Embedding::default(),
    positions: LearnedPositions::default(),
    encoder: TransformerEncoder::new(2, layer),
    out: Linear::default(),
};
let (x, y) = (randint(64, [32, 32]), randint(64, [32, 32]));
let mask = causal_mask(32);
let mut opt = Adam::new(1e-3);
move || {
    let h = net.positions.forward(&net.tokens.forward(&x));
    let loss = cross_entropy(&net.out.forward(&net.encoder.forward_with(&h, Some(&mask))), &y);
    opt.step(&mut net, &loss.backward());
    loss.item()
}
