//! Digits: how a metric is written in the prose, as in `{{accuracy:.1%}}`.

/// How many decimals, and whether in per cent; without a format the shortest digits.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Digits {
    decimals: Option<usize>,
    percent: bool,
}

impl Digits {
    /// Parses what stands after the colon: `.2`, `.1%` or `%`.
    pub fn parse(text: &str) -> Result<Digits, String> {
        let (number, percent) = match text.strip_suffix('%') {
            Some(number) => (number, true),
            None => (text, false),
        };
        let decimals = match number.strip_prefix('.') {
            Some(digits) => digits.parse().ok().filter(|decimals| *decimals <= 9).map(Some),
            None => number.is_empty().then_some(None),
        };
        match decimals {
            Some(decimals) if !text.is_empty() => Ok(Digits { decimals, percent }),
            _ => Err(format!("`{text}` is no format: write .2 for two decimals, .1% for per cent")),
        }
    }

    /// A round value, such as a bound: in this format without zeros at its end.
    pub fn round(&self, value: f64) -> String {
        let text = self.write(value);
        let (number, unit) = text.split_once(' ').unwrap_or((&text, ""));
        let number = match number.contains('.') {
            true => number.trim_end_matches('0').trim_end_matches('.'),
            false => number,
        };
        if unit.is_empty() { number.into() } else { format!("{number} {unit}") }
    }

    /// The values between which something lies, with one unit.
    pub fn range(&self, lowest: f64, highest: f64) -> String {
        let [lowest, highest] = [lowest, highest].map(|value| self.write(value));
        match lowest == highest {
            true => highest,
            false => format!("{}–{highest}", lowest.trim_end_matches(" %")),
        }
    }

    /// A value in this format.
    pub fn write(&self, value: f64) -> String {
        let value = if self.percent { value * 100. } else { value };
        let number = match self.decimals {
            Some(decimals) => format!("{value:.decimals$}"),
            // 97 % and not 97.00000000000001 %.
            None if self.percent => format!("{:.0}", value),
            None => format!("{value}"),
        };
        if self.percent { format!("{number} %") } else { number }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_asked() {
        for (format, value, text) in [
            (".1%", 0.9734, "97.3 %"),
            ("%", 0.97, "97 %"),
            (".2", 4.5678, "4.57"),
            (".0", 4.5678, "5"),
        ] {
            assert_eq!(Digits::parse(format).unwrap().write(value), text);
        }
        assert_eq!(Digits::default().write(1681.), "1681");
        let percent = Digits::parse(".1%").unwrap();
        assert_eq!((percent.round(0.9), percent.round(0.975)), ("90 %".into(), "97.5 %".into()));
        assert_eq!(Digits::parse(".0").unwrap().round(20.), "20");
        assert_eq!(percent.range(0.9, 0.951), "90.0–95.1 %");
        assert_eq!(percent.range(0.9, 0.9), "90.0 %");
        for format in ["", "2", ".", ".x", ".1 %", "x%", ".20"] {
            assert!(Digits::parse(format).is_err(), "{format}");
        }
    }
}
