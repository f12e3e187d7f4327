use super::*;
use crate::display::{Message, recorded};
use crate::exercise::{exercise, seal};
use crate::interrupt::{self, Interrupted};
use crate::tensor::{randn, tensor};
use crate::todo_exercise;

/// What is shown of a check.
fn shown(checks: impl FnOnce(&mut Check)) -> String {
    let messages = recorded(|| exercise("test").check(checks));
    let [Message::Display { bundle, id: None }] = &messages[..] else { panic!("{messages:?}") };
    let json = bundle.get("application/vnd.manabi.check+json").unwrap();
    let json = String::from_utf8(json.to_vec()).unwrap();
    assert!(json.starts_with(r#"{"exercise":"test","outcome":"#), "{json}");
    assert!(bundle.get("text/html").is_some());
    bundle.plain()
}

fn stub(_: &[f32]) -> Vec<f32> {
    todo_exercise!()
}

#[test]
fn the_four_outcomes() {
    let shown_of = |f: fn(&[f32]) -> Vec<f32>| {
        shown(|check| check.exact("double(&[1., 2.])", [2., 4.], || f(&[1., 2.])))
    };
    assert_eq!(
        shown_of(|x| x.iter().map(|x| x * 2.).collect()),
        "✓ Passed: test\n  The answer is right."
    );
    assert_eq!(
        shown_of(|x| x.iter().map(|x| x + 2.).collect()),
        "✗ Not yet: test\n  double(&[1., 2.])\n  gives [3, 4]\n  expected [2, 4]\n  \
         Element [0] is 3; 2 was expected. The other one is right."
    );
    assert!(shown_of(stub).starts_with("○ Not attempted: test\n  Replace `todo_exercise!()`"));
    let said = shown_of(|x| vec![x[5]]);
    assert!(
        said.starts_with(
            "⚠ Panicked: test\n  double(&[1., 2.])\n  panics index out of bounds: the len is 2 but the index is 5\n  It panicked in "
        ),
        "{said}"
    );
    assert!(said.ends_with("Your variables are kept."), "{said}");
}

#[test]
fn the_first_wrong_answer_shows_and_no_other_is_asked_for() {
    let mut asked = 0;
    let said = shown(|check| {
        check.exact("one", 1, || 1);
        check.exact("two", 2, || 2);
        check.exact("three", 3, || 4);
        check.exact("four", 4, || {
            asked += 1;
            4
        });
    });
    assert!(said.contains("three") && !said.contains("four"), "{said}");
    assert!(said.ends_with("2 answers before this one were right."), "{said}");
    assert_eq!(asked, 0);
}

#[test]
fn a_property_shows_the_smallest_input_that_fails() {
    // Wrong only from three elements on.
    let sum = |x: &Vec<f32>| x.iter().take(2).sum::<f32>();
    let said = shown(|check| {
        check.prop("sum", |draw| draw.numbers(draw.size()), sum, |x| x.iter().sum::<f32>());
    });
    let input = said.lines().nth(1).unwrap();
    assert_eq!(input.matches(',').count(), 2, "three simple numbers: {said}");
    assert!(input.len() < 30, "{said}");
    let right = shown(|check| {
        check.prop(
            "dot",
            |draw| (draw.tensor(&[3]), draw.tensor(&[3])),
            |(x, y)| x.matmul(y),
            |(x, y)| (x * y).sum(),
        );
    });
    assert!(right.contains("All 64 answers are right."), "{right}");
}

#[test]
fn longer_inputs_explain_what_the_simplest_one_does_not() {
    let said = |answer: fn(&[f32]) -> f32| {
        shown(|check| {
            let mean = |x: &Vec<f32>| x.iter().sum::<f32>() / x.len() as f32;
            check.prop("mean", |draw| draw.numbers(draw.size()), |x| answer(x), mean);
        })
    };
    let sum = said(|x| x.iter().sum());
    assert!(sum.contains("Likely: On longer inputs: The answer is"), "{sum}");
    assert!(sum.contains("forget to divide"), "{sum}");
    // Nothing explains a product.
    let product = said(|x| x.iter().product());
    assert!(!product.contains("Likely"), "{product}");
}

#[test]
fn a_law_shows_the_input_that_breaks_it() {
    let said = shown(|check| check.law("x is positive", |draw| draw.number(), |x| *x > 0.));
    assert!(said.contains("must hold x is positive\n  does not for "), "{said}");
    let said = shown(|check| check.that("one is two", || 1 == 2));
    assert!(said.contains("must hold one is two\n  It does not hold."), "{said}");
}

#[test]
fn a_gradient_is_held_to_differences() {
    let said = |gradient: fn(&Tensor) -> Tensor| {
        let x = tensor([0.5, -1.5, 2.]);
        shown(|check| check.grad("backward(x)", &x, |x| x.square().mean(), gradient))
    };
    assert!(said(|x| x * 2. / 3.).contains("✓ Passed"));
    assert!(said(|x| x * -2. / 3.).contains("The sign is turned round"));
    assert!(said(|x| x / 3.).contains("half the right one"));
    assert!(said(|x| x * 2.).contains("forget to divide by 3"));
    assert!(said(|_| todo_exercise!()).contains("Not attempted"));
}

#[test]
fn a_metric_has_a_limit() {
    assert!(shown(|check| check.at_least("accuracy", 0.9, || 0.95_f32)).contains("Passed"));
    assert!(shown(|check| check.at_most("loss", 0.1, || tensor(0.1))).contains("Passed"));
    let said = shown(|check| check.at_least("accuracy", 0.9, || 0.85_f64));
    assert!(
        said.contains("accuracy\n  is 0.85\n  wanted at least 0.9\n  It is too small by 0.05."),
        "{said}"
    );
    let said = shown(|check| check.at_most("loss", 0.1, || f32::NAN));
    assert!(said.contains("not a number"), "{said}");
    let said = shown(|check| check.at_most("loss", 0.1, || [0.1, 0.2]));
    assert!(said.contains("not a single number"), "{said}");
}

#[test]
fn a_quiz_has_its_answer_sealed() {
    let sealed = seal(&[("answer", "softmax"), ("mistake", "relu\u{1d}It has no upper bound.")]);
    let said = |answer: &'static str| {
        let messages = recorded(|| {
            exercise("quiz").sealed(&sealed).check(|check| check.quiz(|| answer));
        });
        let [Message::Display { bundle, .. }] = &messages[..] else { panic!("{messages:?}") };
        bundle.plain()
    };
    assert!(said("Softmax").contains("✓ Passed"));
    assert!(said("relu").contains("It has no upper bound."));
}

#[test]
fn the_tolerance_can_be_set() {
    let x = randn([4]);
    let near = &x * 1.001;
    assert!(shown(|check| check.exact("x", &x, || near.clone())).contains("✗"));
    let said = shown(|check| {
        check.tolerance(1e-2);
        check.exact("x", &x, || near.clone());
    });
    assert!(said.contains("✓"), "{said}");
}

#[test]
fn a_check_that_asks_nothing_passes_nobody() {
    assert!(shown(|_| {}).contains("asks nothing"));
    let said = shown(|_| panic!("between the questions"));
    assert!(said.contains("panics between the questions"), "{said}");
    let said = shown(|check| {
        let y = stub(&[1.]);
        check.that("it is positive", || y[0] > 0.);
    });
    assert!(said.contains("Not attempted"), "{said}");
}

#[test]
fn an_interrupt_ends_the_check() {
    let mut turns = 0;
    let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        exercise("test").check(|check| {
            check.prop(
                "f",
                |draw| draw.number(),
                |x| {
                    turns += 1;
                    if turns == 5 {
                        std::panic::resume_unwind(Box::new(Interrupted))
                    }
                    *x
                },
                |x| *x,
            );
        });
    }));
    assert!(result.unwrap_err().is::<Interrupted>());
    assert_eq!(turns, 5);
    interrupt::clear();
}
