//! MNIST and Fashion-MNIST: images of 28 x 28 pixels in ten classes, in four files each.

use super::collection::{Collection, Remote};
use super::{Error, idx};
use crate::data::Dataset;

/// The names of ten classes.
pub type Classes = [&'static str; 10];

pub const DIGITS: Classes = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];

const CLOTHES: Classes = [
    "T-shirt/top",
    "Trouser",
    "Pullover",
    "Dress",
    "Coat",
    "Sandal",
    "Shirt",
    "Sneaker",
    "Bag",
    "Ankle boot",
];

/// Handwritten digits: 60,000 images to train on and 10,000 to test on.
///
/// `x` is (n, 1, 28, 28), from 0 (paper) to 1 (ink), `y` the digit. The files are taken from
/// `mnist` in the folder `$MANABI_DATA`, else in `manabi/data` of the user's cache; what is missing is
/// downloaded there once, 11 MiB in all, and checked. With `MANABI_OFFLINE=1` nothing is downloaded.
///
/// Source: Y. LeCun, C. Cortes, C. Burges, *The MNIST database of handwritten digits* (1998), after
/// NIST's Special Databases 1 and 3; licence, as commonly given: CC BY-SA 3.0.
///
/// # Errors
/// No network, a file that is damaged, a folder that cannot be written.
///
/// ```no_run
/// # fn main() -> Result<(), manabi::data::Error> {
/// use manabi::prelude::*;
/// let (train, test) = data::mnist()?;
/// assert_eq!((train.len(), test.len()), (60_000, 10_000));
/// # Ok(())
/// # }
/// ```
pub fn mnist() -> Result<(Dataset, Dataset), Error> {
    Ok((load(&MNIST, TRAIN, DIGITS)?, load(&MNIST, TEST, DIGITS)?))
}

/// The 10,000 test images of [`mnist`] alone: a download of 1.6 MiB.
///
/// # Errors
/// Those of [`mnist`].
///
/// ```no_run
/// # fn main() -> Result<(), manabi::data::Error> {
/// use manabi::prelude::*;
/// let (train, test) = data::mnist_test()?.split(0.8, 0);
/// # Ok(())
/// # }
/// ```
pub fn mnist_test() -> Result<Dataset, Error> {
    load(&MNIST, TEST, DIGITS)
}

/// The images of [`mnist_test`] where they lie on this machine already: nothing is downloaded.
///
/// # Errors
/// A file that is damaged.
///
/// ```
/// # fn main() -> Result<(), manabi::data::Error> {
/// use manabi::prelude::*;
/// match data::local_mnist_test()? {
///     Some(digits) => assert_eq!(digits.len(), 10_000),
///     None => println!("MNIST is not here"),
/// }
/// # Ok(())
/// # }
/// ```
pub fn local_mnist_test() -> Result<Option<Dataset>, Error> {
    let [images, labels] = TEST.map(|file| MNIST.local(&MNIST.files[file]));
    match (images?, labels?) {
        (Some(images), Some(labels)) => idx::dataset(&images, &labels, Some(DIGITS)).map(Some),
        _ => Ok(None),
    }
}

/// Articles of clothing: 60,000 gray images to train on and 10,000 to test on, in the form of
/// [`mnist`], but harder. The folder is `fashion_mnist`, the download 30 MiB.
///
/// Source: H. Xiao, K. Rasul, R. Vollgraf, [Fashion-MNIST: a Novel Image Dataset for Benchmarking Machine
/// Learning Algorithms](https://arxiv.org/abs/1708.07747) (2017); licence: MIT.
///
/// # Errors
/// Those of [`mnist`].
///
/// ```no_run
/// # fn main() -> Result<(), manabi::data::Error> {
/// use manabi::prelude::*;
/// let (train, test) = data::fashion_mnist()?;
/// assert_eq!(train.classes()[9], "Ankle boot");
/// # Ok(())
/// # }
/// ```
pub fn fashion_mnist() -> Result<(Dataset, Dataset), Error> {
    Ok((load(&FASHION, TRAIN, CLOTHES)?, load(&FASHION, TEST, CLOTHES)?))
}

/// The places of images and labels in the lists of files below.
const TRAIN: [usize; 2] = [0, 1];
const TEST: [usize; 2] = [2, 3];

fn load(from: &Collection, part: [usize; 2], classes: Classes) -> Result<Dataset, Error> {
    let [images, labels] = part.map(|file| from.path(&from.files[file]));
    idx::dataset(&images?, &labels?, Some(classes))
}

const MNIST: Collection = Collection {
    name: "MNIST",
    folder: "mnist",
    mirrors: &[
        "https://storage.googleapis.com/cvdf-datasets/mnist/",
        "https://ossci-datasets.s3.amazonaws.com/mnist/",
    ],
    files: &[
        Remote {
            name: "train-images-idx3-ubyte.gz",
            bytes: 9_912_422,
            sha256: "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
        },
        Remote {
            name: "train-labels-idx1-ubyte.gz",
            bytes: 28_881,
            sha256: "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
        },
        Remote {
            name: "t10k-images-idx3-ubyte.gz",
            bytes: 1_648_877,
            sha256: "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
        },
        Remote {
            name: "t10k-labels-idx1-ubyte.gz",
            bytes: 4_542,
            sha256: "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
        },
    ],
};

const FASHION: Collection = Collection {
    name: "Fashion-MNIST",
    folder: "fashion_mnist",
    mirrors: &[
        "https://github.com/zalandoresearch/fashion-mnist/raw/master/data/fashion/",
        "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
    ],
    files: &[
        Remote {
            name: "train-images-idx3-ubyte.gz",
            bytes: 26_421_880,
            sha256: "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84",
        },
        Remote {
            name: "train-labels-idx1-ubyte.gz",
            bytes: 29_515,
            sha256: "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845",
        },
        Remote {
            name: "t10k-images-idx3-ubyte.gz",
            bytes: 4_422_102,
            sha256: "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073",
        },
        Remote {
            name: "t10k-labels-idx1-ubyte.gz",
            bytes: 5_148,
            sha256: "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5",
        },
    ],
};
