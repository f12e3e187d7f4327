//! A criterion: what a metric must be, such as `>= 0.95`; a notebook whose criterion fails does not pass.

use std::fmt;

use super::digits::Digits;

/// A comparison with a number.
#[derive(Clone, Debug, PartialEq)]
pub struct Criterion {
    /// None: the metric is only reported.
    bound: Option<(Relation, f64)>,
    /// As it is written.
    text: String,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Relation {
    AtLeast,
    AtMost,
    Above,
    Below,
    Equal,
}

const RELATIONS: [(&str, Relation); 5] = [
    (">=", Relation::AtLeast),
    ("<=", Relation::AtMost),
    ("==", Relation::Equal),
    (">", Relation::Above),
    ("<", Relation::Below),
];

impl Criterion {
    /// Parses `>= 0.95`, `<= 20`, `== 0`, `> 1`, `< 1e-3`, or `any`.
    pub fn parse(text: &str) -> Result<Criterion, String> {
        let text = text.trim();
        if text == "any" {
            return Ok(Criterion { bound: None, text: text.into() });
        }
        let bound = RELATIONS.iter().find_map(|(sign, relation)| {
            let number = text.strip_prefix(sign)?.trim().parse::<f64>().ok()?;
            number.is_finite().then_some((*relation, number))
        });
        let form = "a criterion is >=, <=, ==, > or < and a number, or any";
        match bound {
            Some(_) => Ok(Criterion { bound, text: text.into() }),
            None => Err(format!("{form}, not `{text}`")),
        }
    }

    /// Whether a value meets it; what is no number meets none.
    pub fn holds(&self, value: f64) -> bool {
        let Some((relation, bound)) = self.bound else { return !value.is_nan() };
        match relation {
            Relation::AtLeast => value >= bound,
            Relation::AtMost => value <= bound,
            Relation::Above => value > bound,
            Relation::Below => value < bound,
            Relation::Equal => value == bound,
        }
    }

    /// It as a reader sees it, with its number in the digits of the metric: `≥ 95 %`.
    pub fn shown(&self, digits: Digits) -> String {
        let Some((relation, bound)) = self.bound else { return "–".into() };
        let sign = match relation {
            Relation::AtLeast => "≥",
            Relation::AtMost => "≤",
            Relation::Above => ">",
            Relation::Below => "<",
            Relation::Equal => "=",
        };
        format!("{sign} {}", digits.round(bound))
    }
}

impl fmt::Display for Criterion {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compares_as_it_is_written() {
        for (text, value, holds) in [
            (">= 0.95", 0.95, true),
            (">= 0.95", 0.949, false),
            ("<= 20", 20., true),
            ("== 0", 0., true),
            ("== 0", 1., false),
            ("< 1e-3", 1e-3, false),
            ("> 1", 2., true),
            ("any", -7., true),
            ("any", f64::NAN, false),
            ("<= 20", f64::NAN, false),
        ] {
            assert_eq!(Criterion::parse(text).unwrap().holds(value), holds, "{text} {value}");
        }
        let percent = Digits::parse(".1%").unwrap();
        assert_eq!(Criterion::parse(">= 0.95").unwrap().shown(percent), "≥ 95 %");
        for text in ["0.95", ">= high", "", "=> 1", "<= NaN", ">= 1 and <= 2"] {
            assert!(Criterion::parse(text).unwrap_err().contains("a criterion is"), "{text}");
        }
    }
}
