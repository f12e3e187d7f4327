//! A small LeNet on the real MNIST, where it is: in `$MANABI_DATA/mnist` or beside the repository.

use std::env;
use std::io::Write as _;
use std::path::Path;

use manabi::prelude::*;

#[derive(Module, Default)]
struct LeNet {
    conv1: Conv2d<1, 16, 5>,
    conv2: Conv2d<16, 32, 5>,
    pool: MaxPool2d<2>,
    hidden: Linear<512, 100>,
    out: Linear<100, 10>,
}

impl LeNet {
    fn forward(&self, x: &Tensor) -> Tensor {
        let x = self.pool.forward(&self.conv1.forward(x).relu());
        let x = self.pool.forward(&self.conv2.forward(&x).relu());
        self.out.forward(&self.hidden.forward(&Flatten.forward(&x)).relu())
    }
}

#[test]
fn a_lenet_reads_97_of_100_digits() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = match env::var_os("MANABI_DATA") {
        Some(folder) => Path::new(&folder).join("mnist"),
        None => here.join("../shared/data/mnist"),
    };
    let paths = ["t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz"];
    let [images, labels] = paths.map(|name| folder.join(name));
    if !images.exists() {
        // Not by a macro, which would not show for a test that passes.
        let _ = writeln!(
            std::io::stderr(),
            "the LeNet is skipped: there is no MNIST in {}",
            folder.display()
        );
        return;
    }
    manual_seed(0);
    let (train, test) = data::read_idx(images, labels).unwrap().split(0.8, 0);
    assert_eq!((train.len(), test.len()), (8000, 2000));
    let (mut net, mut opt) = (LeNet::default(), Adam::new(1e-3));
    let batches = train.batches(50).shuffle(0);
    let history = fit!(&mut net, &mut opt, &batches).validate(&test).quiet().epochs(6);
    assert!(history.last().metric("accuracy") >= 0.97, "{history}");
    let right = no_grad(|| net.forward(&test.x)).argmax(1).eq(&test.y).count();
    assert!(right >= 1940, "{right} of 2000");
}
