//! Training holds its memory. Alone in its program, because other tests would take memory beside it.

#![cfg(target_os = "linux")]

use std::{env, fs};

use manabi::prelude::*;

/// The resident memory of this process, in KiB.
fn resident() -> f64 {
    let status = fs::read_to_string("/proc/self/status").expect("Linux has it");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("a line");
    line.trim().split(' ').next().and_then(|kib| kib.parse().ok()).expect("a number")
}

#[test]
fn many_steps_hold_the_memory_of_a_few() {
    // Ten times as many in the long form.
    let long = env::var_os("MANABI_LONG").is_some();
    let (few, many) = if long { (1_000, 10_000) } else { (300, 1_500) };
    let mut net = (
        Conv2d::<1, 4, 3>::default(),
        Relu,
        MaxPool2d::<2>::default(),
        Flatten,
        Linear::<144, 32>::default(),
        Dropout::new(0.1),
        Linear::<32, 10>::default(),
    );
    let mut opt = Adam::new(1e-3);
    let mut at_few = 0.0;
    for step in 0..many {
        // The last batch of an epoch is often smaller, and so are all tensors then.
        let batch = if step % 10 == 9 { 13 } else { 32 };
        let loss = cross_entropy(&net.forward(&rand([batch, 1, 14, 14])), &randint(10, batch));
        opt.step(&mut net, &loss.backward());
        if step + 1 == few {
            at_few = resident();
        }
    }
    let grown = resident() - at_few;
    assert!(grown < 1024.0, "{grown} KiB more after {many} steps than after {few}");
}
