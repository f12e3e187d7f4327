//! One seed gives identical bits. Alone in its program, because all tests of one draw from one generator.

use manabi::prelude::*;

#[test]
fn training_repeats_bit_by_bit() {
    let train = |seed| {
        manual_seed(seed);
        let mut net =
            (Linear::<2, 64>::default(), Tanh, Dropout::new(0.1), Linear::<64, 1>::default());
        let mut opt = Adam::new(0.01);
        for _ in 0..20 {
            let loss = mse_loss(&net.forward(&rand([256, 2])), &zeros([256, 1]));
            opt.step(&mut net, &loss.backward());
        }
        let parameters = net.parameters().into_iter();
        parameters.flat_map(|(_, p)| p.to_vec()).map(f32::to_bits).collect::<Vec<u32>>()
    };
    assert_eq!(train(5), train(5));
    assert_ne!(train(5), train(6));
}
