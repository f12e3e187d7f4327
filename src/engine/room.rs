//! Room: whether a tensor fits into memory, asked before it is made. A program that asks the system for
//! more than there is ends on the spot, and a notebook's variables with it.

/// So many bytes are there, or the system finds them.
const SMALL: usize = 1 << 30;

/// The number of elements of a tensor to make. Panics where there is no room for them.
#[track_caller]
pub fn check(op: &str, dims: &[usize]) -> usize {
    let len = dims.iter().try_fold(1_usize, |len, size| len.checked_mul(*size));
    let bytes = len.and_then(|len| len.checked_mul(size_of::<f32>()));
    let fits = |bytes| bytes <= SMALL || Vec::<u8>::new().try_reserve_exact(bytes).is_ok();
    match (len, bytes) {
        (Some(len), Some(bytes)) if fits(bytes) => len,
        _ => {
            let gib = dims.iter().map(|size| *size as f64).product::<f64>() / (1 << 28) as f64;
            panic!(
                "{op}: a tensor of the shape {dims:?} takes {gib:.0} GiB, which this machine does not have; \
                 make its sizes smaller, or work in parts"
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::prelude::*;
    use crate::test::{panic_file, panic_message};

    #[test]
    fn what_does_not_fit_is_one_sentence() {
        let million = 1 << 20;
        assert_eq!(
            panic_message(|| zeros([million, million])),
            "zeros: a tensor of the shape [1048576, 1048576] takes 4096 GiB, which this machine does not \
             have; make its sizes smaller, or work in parts"
        );
        // The number of elements is greater than any number.
        assert!(panic_message(|| ones([1 << 40, 1 << 40])).starts_with("ones: a tensor of the"));
        let column = zeros([million, 1]);
        for file in [
            panic_file(|| zeros(usize::MAX)),
            panic_file(|| full([million, million], 1.)),
            panic_file(|| rand([million, million])),
            panic_file(|| randn([million, million])),
            panic_file(|| randint(5, [million, million])),
            panic_file(|| randperm(1 << 50)),
            panic_file(|| eye(million)),
            panic_file(|| arange(0., 1e30, 1.)),
            panic_file(|| linspace(0., 1., 1 << 50)),
            panic_file(|| &column + column.t()),
            panic_file(|| column.maximum(&column.t())),
            panic_file(|| column.gt(&column.t())),
            panic_file(|| column.broadcast_to([million, million])),
            panic_file(|| Tensor::from_vec(vec![1.], [1 << 40, 1 << 40])),
            panic_file(|| tensor([0]).one_hot(1 << 50)),
        ] {
            assert_eq!(file, file!());
        }
    }
}
