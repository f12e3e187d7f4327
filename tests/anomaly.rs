//! The first NaN of a computation is found, on the way there and on the way back.

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
use std::sync::Once;

use manabi::nn::Module;
use manabi::prelude::*;

/// The message of the panic that `f` ends with, which is at a line of this file.
fn message<T>(f: impl FnOnce() -> T) -> String {
    static HOOK: Once = Once::new();
    thread_local!(static FILE: RefCell<String> = RefCell::default());
    HOOK.call_once(|| {
        let before = take_hook();
        set_hook(Box::new(move |info| {
            FILE.set(info.location().unwrap().file().into());
            before(info);
        }));
    });
    let Err(payload) = catch_unwind(AssertUnwindSafe(f)) else { panic!("expected a panic") };
    let message = match payload.downcast::<String>() {
        Ok(message) => *message,
        Err(payload) => payload.downcast_ref::<&str>().unwrap().to_string(),
    };
    assert_eq!(FILE.take(), file!(), "{message}");
    message
}

#[test]
fn the_op_that_makes_a_nan_is_named() {
    let x = tensor([[1., 2.], [-1., 4.]]);
    let made = "the first NaN is made here, out of numbers: the result of the shape";
    assert_eq!(
        message(|| detect_anomaly(|| x.ln().sum())),
        format!(
            "ln: {made} [2, 2] is NaN at [1, 0]; the input of the shape [2, 2] is -1 there and lies from \
             -1 to 4; `clamp` keeps the input positive"
        )
    );
    let zeros = zeros([2, 1]);
    assert_eq!(
        message(|| detect_anomaly(|| (&x - &x) / &zeros)),
        format!(
            "div: {made} [2, 2] is NaN at [0, 0]; the first input of the shape [2, 2] is 0 there and \
             lies from 0 to 0, the second input of the shape [2, 1] is 0 there and lies from 0 to 0; \
             add a small number to what may be 0"
        )
    );
    assert!(message(|| detect_anomaly(|| tensor(-1.).sqrt())).starts_with(
        "sqrt: the first NaN is made here, out of numbers: the result is NaN; the input is -1; `clamp`"
    ));
    let infinite = tensor([0., 1.]).ln();
    let text = message(|| detect_anomaly(|| &infinite * tensor([0., 2.])));
    assert!(text.contains("the first input of the shape [2] is -inf there"), "{text}");
    assert!(
        text.contains("there are infinite numbers already: look for a division by 0"),
        "{text}"
    );
}

#[test]
fn every_op_names_itself_at_the_line_of_its_caller() {
    let negative = tensor([-1.]);
    let (up, down) = (tensor([[f32::INFINITY, 1.]]), tensor([[f32::NEG_INFINITY, 1.]]));
    let mut layer = Linear::new(2, 1);
    init::zeros(&mut layer.weight);
    let ops: [(&str, &dyn Fn() -> Tensor); 15] = [
        ("ln", &|| negative.ln().untyped()),
        ("sqrt", &|| negative.sqrt().untyped()),
        ("powf", &|| negative.powf(0.5).untyped()),
        ("sin", &|| up.sin().untyped()),
        ("add", &|| (&up + &down).untyped()),
        ("sub", &|| (&up - &up).untyped()),
        ("sub", &|| (&up - f32::INFINITY).untyped()),
        ("mul", &|| (&up * 0.).untyped()),
        ("div", &|| (zeros(2) / 0.).untyped()),
        ("sum", &|| concat([&up, &down], 0).sum().untyped()),
        ("mean_axis", &|| concat([&up, &down], 0).mean_axis(0)),
        ("matmul", &|| up.matmul(&zeros([2, 1]))),
        ("softmax", &|| up.softmax(-1).untyped()),
        ("linear", &|| layer.forward(&up.untyped())),
        ("std", &|| down.std().untyped()),
    ];
    for (name, op) in ops {
        let text = message(|| detect_anomaly(op));
        assert!(text.starts_with(&format!("{name}: the first NaN is made here")), "{text}");
    }
}

#[test]
fn a_layer_is_named() {
    let net = (Linear::<2, 2>::default(), Relu, (Linear::<2, 1>::default(),));
    let huge = full([1, 2], 1e38) * tensor([1., -1.]) * 100.;
    let text = message(|| detect_anomaly(|| net.forward(&huge)));
    assert!(text.starts_with("0: linear: the first NaN is made here"), "{text}");

    #[derive(Module, Default)]
    struct Net {
        out: Linear<2, 1>,
    }
    let net = Net::default();
    let _ = net.to_string();
    let text = message(|| detect_anomaly(|| net.out.forward(&huge)));
    assert!(text.starts_with("out: linear: the first NaN is made here"), "{text}");
}

#[test]
fn a_nan_on_the_way_back_is_found() {
    let w = zeros(2).requires_grad();
    let root = || w.square().sum().sqrt();
    assert_eq!(
        message(|| detect_anomaly(|| root().backward())),
        "square: the first NaN on the way back is made here: the gradient by an input of the shape [2] is \
         NaN at [0]; that by the result lies from inf to inf; the input of the shape [2] is 0 there and lies \
         from 0 to 0; there are infinite numbers already: look for a division by 0, a logarithm or a root \
         of 0, or numbers that grew from step to step (then a lower learning rate helps)"
    );
    let outside = root();
    let text = message(|| detect_anomaly(|| outside.backward()));
    assert!(text.contains("run the forward pass in `detect_anomaly` too"), "{text}");
    // Two ways to one parameter, with gradients that are infinite and have different signs.
    let text = message(|| detect_anomaly(|| (w.sqrt().sum() - w.sqrt().sum()).backward()));
    assert!(
        text.starts_with(
            "parameter: the gradients of several ways are added up, and the sum of the shape [2] is NaN at [0]"
        ),
        "{text}"
    );
    // Outside of the scope nobody looks.
    assert!(root().backward().of(&w).to_vec()[0].is_nan());
}

#[test]
fn a_loss_that_is_nan_has_no_gradients() {
    let w = tensor([-1.]).requires_grad();
    let loss = w.ln().sum();
    assert_eq!(
        message(|| loss.backward()),
        "backward: the loss is NaN, and so would be every gradient; try a lower learning rate, look for a \
         logarithm or a division of 0 and for NaN in the data, or run the step in `detect_anomaly(|| ..)`, \
         which names the op that made it"
    );
    let x = tensor([[1., f32::NAN]]);
    assert_eq!(
        message(|| detect_anomaly(|| (&x * &w).sum().backward())),
        "backward: the loss is NaN, and no op made it out of numbers: in `mul` the first input \
         of the shape [1, 2] is NaN at [0, 1]; look at the data and the parameters before this"
    );
}

#[test]
fn numbers_pass_and_the_scope_ends() {
    let w = tensor([1., 2.]).requires_grad();
    let nan = tensor([1., f32::NAN]);
    let gradients = detect_anomaly(|| {
        detect_anomaly(|| w.exp());
        // Sorted out: what came in is no anomaly, and infinite numbers are none.
        let clean = choose(&nan.eq(&nan), &nan, 0.);
        (w.exp() * clean + zeros(2).ln().exp()).sum().backward()
    });
    assert_eq!(gradients.of(&w), detect_anomaly(|| w.exp() * tensor([1., 0.])));
    message(|| detect_anomaly(|| tensor([-1.]).ln()));
    assert!(tensor([-1.]).ln().item().is_nan(), "the scope ended with the panic");
    let elsewhere =
        detect_anomaly(|| std::thread::spawn(|| tensor([-1.]).ln().item()).join().unwrap());
    assert!(elsewhere.is_nan(), "a scope is one of a thread");
}
