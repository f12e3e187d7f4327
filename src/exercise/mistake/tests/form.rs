use super::*;

#[test]
fn order_and_form_are_named() {
    law(2..=3, |x| {
        let mut shape = x.shape.clone();
        let last = shape.len() - 1;
        shape.swap(last, last - 1);
        (numbers(&shape, transpose(x)), Mistake::Transposed)
    });
    for axis in 0..3 {
        law(axis + 1..=3, |x| (numbers(&x.shape, flip(x, axis)), Mistake::Reversed { axis }));
    }
    law(1..=3, |x| {
        let mut shape = x.shape.clone();
        shape.push(1);
        (numbers(&shape, x.values.clone()), Mistake::Reshaped)
    });
    law(2..=3, |x| (numbers(&[x.values.len()], x.values.clone()), Mistake::Reshaped));
}

#[test]
fn shifts_gaps_and_orders_of_lists_are_named() {
    for round in 0..ROUNDS {
        let mut generator = Generator::new(round);
        let right = random(&mut generator, &[5 + round as usize % 4]);
        let values = &right.values;
        let list = |values: Vec<f64>| numbers(&[values.len()], values);
        let rotated = |by| {
            let mut values = values.clone();
            values.rotate_right(by);
            list(values)
        };
        let mut sorted = values.clone();
        sorted.sort_by(f64::total_cmp);
        let mut swapped = values.clone();
        swapped.swap(0, 2);
        let with = |at: usize| {
            let mut values = values.clone();
            values.insert(at, 0.123);
            list(values)
        };
        for (got, mistake) in [
            (rotated(1), Mistake::Shifted { by: 1 }),
            (rotated(values.len() - 1), Mistake::Shifted { by: -1 }),
            (list(swapped), Mistake::Reordered { ascending: false }),
            (list(values[1..].to_vec()), Mistake::TooFew { at_start: true }),
            (list(values[..values.len() - 1].to_vec()), Mistake::TooFew { at_start: false }),
            (with(0), Mistake::TooMany { at_start: true }),
            (with(values.len()), Mistake::TooMany { at_start: false }),
        ] {
            assert_eq!(named(None, &got, &right), Some(mistake));
        }
        if sorted != *values {
            assert!(matches!(
                named(None, &list(sorted), &right),
                Some(
                    Mistake::Reordered { ascending: true }
                        | Mistake::Reversed { axis: 0 }
                        | Mistake::Shifted { .. }
                )
            ));
        }
    }
}
