//! A request stops the next op. Alone in its program, because it would stop any other test.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use manabi::interrupt::{self, Interrupted};
use manabi::prelude::*;

/// Runs what is interrupted.
fn stopped(f: impl FnOnce()) {
    let payload = catch_unwind(AssertUnwindSafe(f)).expect_err("it was interrupted");
    assert!(payload.is::<Interrupted>());
}

/// Draws a tensor when it is dropped, as a value of a program may.
struct Drawing;

impl Drop for Drawing {
    fn drop(&mut self) {
        assert_eq!((ones(2) + 1.0).to_vec(), [2.0, 2.0]);
    }
}

#[test]
fn a_request_stops_one_computation_and_loses_nothing() {
    let layer = Linear::<2, 2>::default();
    let x = ones([3, 2]);
    let ops: [(&str, &dyn Fn()); 8] = [
        ("create", &|| drop(zeros(2))),
        ("elementwise", &|| drop(x.exp())),
        ("operator", &|| drop(&x + 1.0)),
        ("product", &|| drop(x.matmul(&x.t()))),
        ("reduction", &|| drop(x.sum())),
        ("part", &|| drop(x.slice(0, 1..))),
        ("index", &|| drop(x.argmax(0))),
        ("layer", &|| drop(layer.forward(&x))),
    ];
    for (name, op) in ops {
        interrupt::request();
        println!("{name}");
        stopped(op);
        op();
    }

    interrupt::request();
    interrupt::clear();
    x.exp();

    // Forward and backward, from another thread, in the middle of a training loop.
    let (mut net, mut opt) =
        ((Linear::<2, 8>::default(), Linear::<8, 1>::default()), Sgd::new(0.1));
    let target = zeros([3, 1]);
    let steps = Cell::new(0);
    let start = Instant::now();
    std::thread::scope(|scope| {
        scope.spawn(|| {
            std::thread::sleep(Duration::from_millis(50));
            interrupt::request();
        });
        stopped(|| {
            loop {
                let loss = mse_loss(&net.forward(&x), &target);
                opt.step(&mut net, &loss.backward());
                steps.set(steps.get() + 1);
            }
        });
    });
    assert!(start.elapsed() < Duration::from_secs(5));
    assert!(steps.get() > 0);
    assert!(net.forward(&x).sum().item().is_finite());

    // In the middle of `fit!`: the model has the weights of the last whole step and its modes, and goes on.
    let data = Dataset::new(&rand([64, 2]), &randint(2, 64));
    let (mut net, mut opt) =
        ((Linear::<2, 8>::default(), Dropout::new(0.5), Linear::<8, 2>::default()), Sgd::new(0.1));
    net.1.eval();
    let batches = data.batches(8).shuffle(0);
    let epochs = Cell::new(0);
    stopped(|| {
        fit!(&mut net, &mut opt, &batches)
            .validate(&data)
            .each_epoch(|epoch, _| {
                epochs.set(epoch.number);
                if epoch.number == 3 {
                    interrupt::request();
                }
            })
            .quiet()
            .epochs(1000);
    });
    assert_eq!(epochs.get(), 3);
    assert_eq!(net.1.forward(&ones(100)), ones(100));
    assert!(net.forward(&data.x).sum().item().is_finite());
    assert_eq!(fit!(&mut net, &mut opt, &batches).quiet().epochs(2).epochs.len(), 2);

    // A value that computes while the stack unwinds is dropped in peace.
    stopped(|| {
        let _value = Drawing;
        interrupt::request();
        x.exp();
    });
    // So is one of a computation that panics before it comes to an op.
    let panicked = catch_unwind(AssertUnwindSafe(|| {
        let _value = Drawing;
        interrupt::request();
        panic!("something else");
    }));
    assert!(panicked.unwrap_err().is::<&str>());
    stopped(|| drop(x.exp()));
}
