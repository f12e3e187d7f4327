//! Tolerance: two texts are the same if their words are, and their numbers up to the low bits.

/// Numbers with a decimal point or an exponent may differ by this much of the larger one.
const RELATIVE: f64 = 1e-4;
/// The same for numbers near zero.
const ABSOLUTE: f64 = 1e-6;

/// Whether two texts agree, numbers within the tolerance and everything else exactly.
pub fn same_text(old: &str, new: &str) -> bool {
    let (old, new) = (tokens(old), tokens(new));
    old.len() == new.len() && old.iter().zip(&new).all(|(old, new)| same_token(old, new))
}

fn same_token(old: &str, new: &str) -> bool {
    if old == new {
        return true;
    }
    let rounded = [old, new].iter().any(|token| token.contains(['.', 'e', 'E']));
    match (old.parse::<f64>(), new.parse::<f64>()) {
        (Ok(old), Ok(new)) if rounded => {
            (old - new).abs() <= ABSOLUTE + RELATIVE * old.abs().max(new.abs())
        }
        _ => false,
    }
}

/// Cuts a text into numbers and what stands between them.
fn tokens(text: &str) -> Vec<&str> {
    let mut tokens = vec![];
    let (mut plain, mut at) = (0, 0);
    while at < text.len() {
        let length = number_length(&text[at..]);
        if length == 0 {
            at += text[at..].chars().next().map_or(1, char::len_utf8);
            continue;
        }
        if plain < at {
            tokens.push(&text[plain..at]);
        }
        tokens.push(&text[at..at + length]);
        at += length;
        plain = at;
    }
    if plain < text.len() {
        tokens.push(&text[plain..]);
    }
    tokens
}

/// The length of the number at the start of a text; 0 if there is none.
fn number_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let digits = |from: usize| bytes[from..].iter().take_while(|b| b.is_ascii_digit()).count();
    let sign = usize::from(bytes[0] == b'-');
    let whole = digits(sign);
    if whole == 0 {
        return 0;
    }
    let mut end = sign + whole;
    if bytes.get(end) == Some(&b'.') {
        end += 1 + digits(end + 1);
    }
    if matches!(bytes.get(end), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(bytes.get(end + 1), Some(b'-' | b'+')));
        let exponent = digits((end + 1 + sign).min(bytes.len()));
        if exponent > 0 {
            end += 1 + sign + exponent;
        }
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn low_bits_may_differ_and_nothing_else() {
        for (old, new, same) in [
            ("loss 0.123456", "loss 0.123457", true),
            ("loss 0.1234", "loss 0.1244", false),
            ("1.2e-9 and", "1.3e-9 and", true),
            ("-0.00000001", "0.00000001", true),
            ("1", "1.0000001", true),
            ("epoch 6", "epoch 7", false),
            ("1000000", "1000001", false),
            ("x1 = 1.", "x2 = 1.", false),
            ("", "1.0", false),
            ("閾値 0.5", "閾値 0.50000001", true),
            ("1e", "1f", false),
        ] {
            assert_eq!(same_text(old, new), same, "{old} / {new}");
        }
        assert_eq!(tokens("a-1.5e+3b 2."), ["a", "-1.5e+3", "b ", "2."]);
    }
}
