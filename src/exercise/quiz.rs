//! A quiz: an answer compared with those that were sealed, so that the notebook's text does not tell it.

use super::fault::Fault;
use super::sealed::Sealed;
use super::value::Value;

/// What is wrong with an answer; nothing if it is right.
///
/// A sealed answer is a text, where spaces and capital letters do not count, or a number, exact or with a tolerance as
/// in `0.25 ± 0.01`.
pub fn fault(sealed: &Sealed, answer: &Value) -> Option<Fault> {
    if sealed.answers.is_empty() {
        return Some(Fault::Unsealed);
    }
    if sealed.answers.iter().any(|right| is(answer, right)) {
        return None;
    }
    let known = sealed.mistakes.iter().find(|(wrong, _)| is(answer, wrong));
    Some(Fault::Quiz(known.map(|(_, why)| why.clone())))
}

fn is(answer: &Value, sealed: &str) -> bool {
    match (answer.single(), sealed.split_once('±')) {
        (Some(number), Some((right, tolerance))) => {
            let (right, tolerance) = (right.trim().parse::<f64>(), tolerance.trim().parse::<f64>());
            matches!((right, tolerance), (Ok(right), Ok(tolerance)) if (number - right).abs() <= tolerance)
        }
        (Some(number), None) if sealed.trim().parse::<f64>().is_ok() => {
            // An f32 is the nearest one to what was sealed.
            sealed
                .trim()
                .parse::<f64>()
                .is_ok_and(|right| number == right || number as f32 == right as f32)
        }
        _ => folded(&text(answer)) == folded(sealed),
    }
}

fn text(answer: &Value) -> String {
    match answer {
        Value::Text(text) => text.clone(),
        other => other.to_string(),
    }
}

fn folded(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::super::Answer;
    use super::super::sealed::seal;
    use super::*;

    fn said(sealed: &[(&str, &str)], answer: impl Answer) -> Option<Fault> {
        fault(&Sealed::open(&seal(sealed)), &answer.value())
    }

    #[test]
    fn right_answers_pass_in_every_form() {
        assert_eq!(said(&[("answer", "cross entropy"), ("answer", "nll")], "Cross Entropy "), None);
        assert_eq!(said(&[("answer", "cross entropy"), ("answer", "nll")], "NLL"), None);
        assert_eq!(said(&[("answer", "0.1")], 0.1_f32), None);
        assert_eq!(said(&[("answer", "0.25 ± 0.01")], 0.255_f32), None);
        assert_eq!(said(&[("answer", "3")], 3_usize), None);
        assert_eq!(said(&[("answer", "c")], 'c'), None);
        assert_eq!(said(&[("answer", "true")], true), None);
        assert_eq!(said(&[("answer", "[3, 1, 2]")], [3, 1, 2]), None);
    }

    #[test]
    fn wrong_answers_are_told_what_is_wrong_with_them() {
        let quiz = [
            ("answer", "4"),
            ("mistake", "3\u{1d}XOR has a fourth row."),
            ("mistake", "no\u{1d}Yes."),
        ];
        assert_eq!(said(&quiz, 3), Some(Fault::Quiz(Some("XOR has a fourth row.".into()))));
        assert_eq!(said(&quiz, "No"), Some(Fault::Quiz(Some("Yes.".into()))));
        assert_eq!(said(&quiz, 5), Some(Fault::Quiz(None)));
        assert_eq!(said(&[("answer", "0.25 ± 0.01")], 0.27_f32), Some(Fault::Quiz(None)));
        assert_eq!(said(&[], 5), Some(Fault::Unsealed));
    }
}
