use super::*;
use crate::tensor::{rand, randn};

#[test]
fn what_was_reduced_along_another_axis_is_named() {
    type Along = fn(&Tensor, isize) -> Tensor;
    let reductions: [(Reduction, Along); 4] = [
        (Reduction::Sum, |x, axis| x.sum_axis(axis)),
        (Reduction::Mean, |x, axis| x.mean_axis(axis)),
        (Reduction::Maximum, |x, axis| x.max_axis(axis)),
        (Reduction::Minimum, |x, axis| x.min_axis(axis)),
    ];
    for round in 0..ROUNDS / 4 {
        let mut generator = Generator::new(round);
        for axes in 2..=3 {
            let shape = shape(&mut generator, axes);
            let input = randn(shape.as_slice());
            for (reduction, reduce) in reductions {
                for (got, expected) in [(0, axes - 1), (axes - 1, 0)] {
                    let wrong = reduce(&input, got as isize);
                    let right = reduce(&input, expected as isize);
                    // A small matrix may have the same minima along both axes.
                    if wrong == right {
                        continue;
                    }
                    let said = named(Some(&array(&input)), &array(&wrong), &array(&right));
                    assert_eq!(said, Some(Mistake::OtherAxis { reduction, got, expected }));
                }
            }
            let (last, first) = (input.sum_axis(-1), input.sum());
            let said = named(Some(&array(&input)), &array(&first), &array(&last));
            assert_eq!(said, Some(Mistake::Total { mean: false }));
            let (last, first) = (input.mean_axis(-1), input.mean());
            let said = named(Some(&array(&input)), &array(&first), &array(&last));
            assert_eq!(said, Some(Mistake::Total { mean: true }));
        }
    }
}

#[test]
fn shares_along_another_axis_are_named() {
    for _ in 0..ROUNDS {
        let x = rand([3, 4]) + 0.1;
        let along = |axis: isize| &x / x.sum_axis(axis).unsqueeze(axis);
        let said = named(Some(&array(&x)), &array(&along(0)), &array(&along(1)));
        assert_eq!(said, Some(Mistake::SharesAlong { sum: 1., got: 0, expected: 1 }));
        let centred = |axis: isize| &x - x.mean_axis(axis).unsqueeze(axis);
        let said = named(Some(&array(&x)), &array(&centred(1)), &array(&centred(0)));
        assert_eq!(said, Some(Mistake::SharesAlong { sum: 0., got: 1, expected: 0 }));
    }
}
