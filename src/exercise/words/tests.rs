use super::*;
use crate::exercise::fault::{Element, Form};
use crate::exercise::mistake::{Mistake, Reduction};

/// Each kind of mistake, with each of its forms.
fn mistakes() -> Vec<Mistake> {
    let mut mistakes = vec![
        Mistake::Zeros,
        Mistake::Input,
        Mistake::Negated,
        Mistake::Complement,
        Mistake::NotDivided(3),
        Mistake::Divided(3),
        Mistake::Unrooted,
        Mistake::Rooted,
        Mistake::Exponential,
        Mistake::Logarithm,
        Mistake::Rounded,
        Mistake::Transposed,
        Mistake::Reversed { axis: 1 },
        Mistake::Reshaped,
        Mistake::SharesAlong { sum: 1., got: 0, expected: 1 },
    ];
    for yes in [true, false] {
        mistakes.extend([
            Mistake::NotANumber { all: yes },
            Mistake::Infinite { large_input: yes },
            Mistake::OffByOne { more: yes },
            Mistake::Reordered { ascending: yes },
            Mistake::TooMany { at_start: yes },
            Mistake::TooFew { at_start: yes },
            Mistake::Total { mean: yes },
            Mistake::Offset(if yes { 0.5 } else { -0.5 }),
            Mistake::Shifted { by: if yes { 2 } else { -1 } },
        ]);
    }
    use std::f64::consts::{LN_2, LOG2_E};
    mistakes.extend([LOG2_E, LN_2, 2., 0.5, 0.3].map(Mistake::Factor));
    let reductions = [Reduction::Sum, Reduction::Mean, Reduction::Maximum, Reduction::Minimum];
    mistakes.extend(
        reductions
            .into_iter()
            .chain([Reduction::PlaceOfMaximum])
            .map(|reduction| Mistake::OtherAxis { reduction, got: 0, expected: 1 }),
    );
    mistakes
}

fn faults() -> Vec<Fault> {
    let element = |different, total, largest| {
        let (got, expected) = ("1".to_string(), "2".to_string());
        Fault::Element(Element { place: vec![1, 0], got, expected, different, total, largest })
    };
    let forms = [
        Form::Number,
        Form::Numbers,
        Form::Truth,
        Form::Truths,
        Form::Text,
        Form::Parts,
        Form::Nothing,
    ];
    let mut faults = vec![
        Fault::Spaces,
        Fault::Capitals,
        Fault::Text,
        Fault::Parts { got: 1, expected: 2 },
        Fault::Parts { got: 3, expected: 2 },
        Fault::Part(1, Box::new(Fault::Text)),
        Fault::Single { expected: vec![2] },
        Fault::NotSingle { got: vec![2] },
        Fault::Shape { got: vec![2, 3], expected: vec![3, 2] },
        Fault::Value { got: "1".into(), expected: "2".into() },
        Fault::OffBy(0.5),
        element(1, 3, Some(1.)),
        element(2, 3, Some(1.)),
        element(2, 3, None),
        Fault::NoSingle,
        Fault::NoNumber,
        Fault::TooSmall(0.1),
        Fault::TooLarge(0.1),
        Fault::Broken { drawn: true },
        Fault::Broken { drawn: false },
        Fault::Quiz(None),
        Fault::Unsealed,
        Fault::Unasked,
    ];
    faults.extend(forms.map(|got| Fault::Form { got, expected: Form::Number }));
    faults
}

/// Every sentence, of titles and of text.
fn all(check: impl Fn(&Sentence, bool)) {
    let faults = faults();
    faults.iter().for_each(|fault| check(&Sentence::Fault(fault), true));
    for mistake in mistakes() {
        for longer in [false, true] {
            check(&Sentence::Likely(&Likely { mistake: mistake.clone(), longer }), true);
        }
    }
    let texts = [
        Sentence::AllRight(1),
        Sentence::AllRight(3),
        Sentence::RightBefore(1),
        Sentence::RightBefore(3),
        Sentence::Undone,
        Sentence::PanickedIn("cell 3, line 2"),
        Sentence::Nudge,
        Sentence::SaysMore(2),
        Sentence::OneWay,
        Sentence::AnotherWay,
        Sentence::Hints(0),
        Sentence::Hints(1),
        Sentence::Hints(3),
        Sentence::HintsLeft { left: 0, next: 4 },
        Sentence::HintsLeft { left: 1, next: 3 },
        Sentence::HintsLeft { left: 2, next: 2 },
        Sentence::AskAgain,
        Sentence::CheckFirst,
    ];
    texts.iter().for_each(|text| check(text, true));
    let titles = [
        Sentence::Hint { number: 1, count: 3, title: "T" },
        Sentence::NoHint { number: 4, title: "T" },
        Sentence::NoSolution("T"),
        Sentence::Closed("T"),
        Sentence::Solution("T"),
        Sentence::NotChecked(Some("T")),
        Sentence::NotChecked(None),
    ];
    titles.iter().for_each(|title| check(title, false));
}

fn is_japanese(text: &str) -> bool {
    text.chars().any(|c| ('\u{3040}'..='\u{30ff}').contains(&c) || ('一'..='龯').contains(&c))
}

#[test]
fn every_sentence_is_whole_in_every_language() {
    all(|sentence, text| {
        let english = Language::English.say(sentence);
        assert!(!is_japanese(&english), "{english}");
        assert!(!text || english.ends_with(['.', '?']), "{english}");
        let japanese = Language::Japanese.say(sentence);
        assert!(is_japanese(&japanese), "{japanese}");
        assert!(!text || japanese.ends_with(['。', '?']), "{japanese}");
        assert_eq!(english.matches('`').count() % 2, 0, "{english}");
        assert_eq!(japanese.matches('`').count() % 2, 0, "{japanese}");
    });
}

#[test]
fn every_language_says_the_same_numbers_and_code() {
    // In the order of their sizes, as languages put them in other places.
    let parts = |text: &str| {
        let mut numbers: Vec<String> = text
            .split(|c: char| !c.is_ascii_digit() && c != '.')
            .map(|part| part.trim_matches('.').to_string())
            .filter(|part| !part.is_empty() && part != "1")
            .collect();
        let mut codes: Vec<String> =
            text.split('`').skip(1).step_by(2).map(str::to_string).collect();
        numbers.sort();
        numbers.dedup();
        codes.sort();
        (numbers, codes)
    };
    for mistake in mistakes() {
        let likely = Likely { mistake, longer: false };
        let [english, japanese] = Language::ALL.map(|l| l.say(&Sentence::Likely(&likely)));
        assert_eq!(parts(&english), parts(&japanese), "{english}\n{japanese}");
    }
}

#[test]
fn marks_and_labels_are_told_apart_by_their_words() {
    let marks = [Mark::Passed, Mark::Failed, Mark::NotAttempted, Mark::Panicked];
    let values = [Label::Gives, Label::Expected, Label::Is, Label::AtLeast, Label::AtMost];
    for language in Language::ALL {
        for (i, mark) in marks.into_iter().enumerate() {
            for other in &marks[..i] {
                assert_ne!(mark.symbol(), other.symbol());
                assert_ne!(language.mark(mark), language.mark(*other));
            }
        }
        for (i, label) in values.into_iter().enumerate() {
            assert!(
                values[..i].iter().all(|other| language.label(*other) != language.label(label))
            );
        }
    }
    assert_eq!([Language::of("ja"), Language::of("en"), Language::of("fr")], {
        [Language::Japanese, Language::English, Language::English]
    });
}

#[test]
fn a_diagnosis_says_what_to_look_at() {
    for (mistake, parts) in [
        (Mistake::Factor(2.), ["derivative of a square", "二乗の微分"]),
        (Mistake::Factor(std::f64::consts::LOG2_E), ["base 2", "2 を底とする"]),
        (Mistake::Factor(0.3), ["0.3 times the right one", "0.3 倍"]),
        (Mistake::Offset(-0.5), ["too small by 0.5", "0.5 だけ小さい"]),
        (Mistake::Shifted { by: -1 }, ["1 place too early", "1 つ前"]),
        (Mistake::TooFew { at_start: false }, ["The last element is missing", "末尾の要素"]),
    ] {
        let likely = Likely { mistake, longer: false };
        for (language, part) in Language::ALL.into_iter().zip(parts) {
            let sentence = language.say(&Sentence::Likely(&likely));
            assert!(sentence.contains(part), "{sentence}");
        }
    }
}
